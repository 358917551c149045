# Compares two files of numbers, one a line: compare.py EXPECTED FOUND --relative BOUND.
import argparse
import math
import sys


def numbers(path):
    with open(path) as file:
        return [float(line) for line in file if line.strip()]


def main():
    parser = argparse.ArgumentParser(description="Compares two files of numbers, one a line.")
    parser.add_argument("expected")
    parser.add_argument("found")
    parser.add_argument("--relative", type=float, required=True,
                        help="the largest relative error that passes")
    arguments = parser.parse_args()
    expected, found = numbers(arguments.expected), numbers(arguments.found)
    if len(expected) != len(found):
        sys.exit("expected %d numbers, found %d" % (len(expected), len(found)))
    errors = [abs(a - b) / max(abs(a), 1e-300) for a, b in zip(expected, found)]
    if not all(math.isfinite(error) for error in errors):
        sys.exit("found a number that is not finite")
    worst = max(range(len(errors)), key=errors.__getitem__)
    print("largest relative error %.3g, in line %d" % (errors[worst], worst + 1))
    if errors[worst] > arguments.relative:
        sys.exit("line %d: expected %r, found %r" % (worst + 1, expected[worst], found[worst]))


main()
