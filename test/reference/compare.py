# Compares two files, word by word: compare.py EXPECTED FOUND --relative BOUND [--scale SIZE] [--values].
import argparse
import math
import sys


def number(word):
    try:
        return float(word)
    except ValueError:
        return None


def words(path, values):
    """The words of a file, each with the number of its line; of values alone, without the lines that are indented."""
    with open(path) as file:
        return [(count, word) for count, line in enumerate(file, 1) for word in line.split()
                if not (values and line.startswith(" "))]


def difference(wanted, given, scale):
    """The relative error of a word; the same infinity twice, or no number twice, is none."""
    a, b = number(wanted), number(given)
    if a is None or b is None:
        return 0.0 if wanted == given else math.inf
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    return abs(a - b) / max(abs(a), scale)


def main():
    parser = argparse.ArgumentParser(description="Compares two files, word by word: numbers as numbers, the rest as text.")
    parser.add_argument("expected")
    parser.add_argument("found")
    parser.add_argument("--relative", type=float, required=True,
                        help="the largest relative error that passes")
    parser.add_argument("--scale", type=float, default=1e-300,
                        help="numbers smaller than this may differ as much as it may")
    parser.add_argument("--values", action="store_true", help="leave out the lines of EXPECTED that are indented: derivatives")
    arguments = parser.parse_args()
    expected, found = words(arguments.expected, arguments.values), words(arguments.found, False)
    if len(expected) != len(found):
        sys.exit("expected %d words, found %d" % (len(expected), len(found)))
    worst, where = 0.0, 0
    for (line, wanted), (_, given) in zip(expected, found):
        error = difference(wanted, given, arguments.scale)
        if not error <= arguments.relative:
            sys.exit("line %d: expected %s, found %s" % (line, wanted, given))
        if error > worst:
            worst, where = error, line
    print("largest relative error %.3g, in line %d" % (worst, where))


main()
