#!/usr/bin/env python3
"""Checks that every row of the table of mutants still applies: its text stands exactly once in its file.

    check.py ROOT
"""
import pathlib
import sys

from mutants import MUTANTS


def problems(root):
    """What is wrong with the rows, in words."""
    for number, (name, old, new) in enumerate(MUTANTS):
        count = (root / name).read_text(encoding="utf-8").count(old)
        if count != 1 or old == new:
            yield "mutant %d: %s has %d times %r" % (number, name, count, old)


def main():
    found = list(problems(pathlib.Path(sys.argv[1])))
    print("\n".join(found + ["mutants: %d, %d of them do not apply" % (len(MUTANTS), len(found))]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
