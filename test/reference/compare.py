# Compares two files, word by word: compare.py EXPECTED FOUND --relative BOUND [--scale SIZE].
import argparse
import math
import sys


def number(word):
    try:
        return float(word)
    except ValueError:
        return None


def words(path):
    """The words of a file, each with the number of its line."""
    with open(path) as file:
        return [(count, word) for count, line in enumerate(file, 1) for word in line.split()]


def main():
    parser = argparse.ArgumentParser(description="Compares two files, word by word: numbers as numbers, the rest as text.")
    parser.add_argument("expected")
    parser.add_argument("found")
    parser.add_argument("--relative", type=float, required=True,
                        help="the largest relative error that passes")
    parser.add_argument("--scale", type=float, default=1e-300,
                        help="numbers smaller than this may differ as much as it may")
    arguments = parser.parse_args()
    expected, found = words(arguments.expected), words(arguments.found)
    if len(expected) != len(found):
        sys.exit("expected %d words, found %d" % (len(expected), len(found)))
    worst, where = 0.0, 0
    for (line, wanted), (_, given) in zip(expected, found):
        a, b = number(wanted), number(given)
        if a is None or b is None:
            error = 0.0 if wanted == given else math.inf
        else:
            error = abs(a - b) / max(abs(a), arguments.scale)
        if not error <= arguments.relative:
            sys.exit("line %d: expected %s, found %s" % (line, wanted, given))
        if error > worst:
            worst, where = error, line
    print("largest relative error %.3g, in line %d" % (worst, where))


main()
