#!/usr/bin/env python3
"""Reads a training program's output and checks that it learns: check_falling.py FACTOR [ACCURACY]

The last loss must be at most FACTOR times the first, and the last accuracy (a share, or per cent with a %)
at least ACCURACY.
"""
import re
import sys


def numbers(pattern, text):
    return [float(found) for found in re.findall(pattern, text, re.IGNORECASE)]


def main():
    text = sys.stdin.read()
    losses = numbers(r"loss\s*[=:]?\s*([0-9.eE+-]+)", text)
    if len(losses) < 2 or not losses[-1] <= float(sys.argv[1]) * losses[0]:
        sys.exit("the loss does not fall to %s of its start:\n%s" % (sys.argv[1], text))
    if len(sys.argv) > 2:
        shares = numbers(r"accuracy[^0-9]*([0-9.]+)", text)
        share = shares[-1] / (100.0 if "%" in text else 1.0) if shares else 0.0
        if share < float(sys.argv[2]):
            sys.exit("the accuracy is below %s:\n%s" % (sys.argv[2], text))


if __name__ == "__main__":
    main()
