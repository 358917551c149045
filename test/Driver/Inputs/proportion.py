#!/usr/bin/env python3
"""Checks that `cortexc check` takes time in proportion to the program: proportion.py CORTEXC FOLDER

Each kind of program is checked at two sizes, one eight times the other. What is quadratic takes up to 64 times as long
then; what is not, eight times, less what every program takes. Measured is the time of the processor, which other work
on the machine changes little, and the best of a few runs counts.
"""
import os
import pathlib
import subprocess
import sys

FACTOR = 8
ALLOWED = 1.6 * FACTOR
RUNS = 3


def dict_on_one_line(count):
    entries = ", ".join('"k%d": %d' % (i, i) for i in range(count))
    return 'let d := {%s}\nprint[d["k1"]]\n' % entries


def lambdas(count):
    return "".join("let f%d := lambda[x] -> x + %d\n" % (i, i) for i in range(count))


def functions(count):
    made = "".join("func f%d[x] | return[x + %d] ^\n" % (i, i) for i in range(count))
    return made + "".join("print[f%d[%d]]\n" % (i, i) for i in range(count))


def unknown_names(count):
    known = "".join("let known_%d := %d\n" % (i, i) for i in range(count))
    return known + "".join("print[unknown_%d]\n" % i for i in range(count))


# From a program to its smaller size: large enough to take several times what an empty one does.
PROGRAMS = {dict_on_one_line: 1000, lambdas: 1000, functions: 1000, unknown_names: 500}


def seconds(cortexc, path):
    """Processor time of one check, whatever it says."""
    process = subprocess.Popen([cortexc, "check", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit("%s: status %d" % (path, process.returncode))
    return usage.ru_utime + usage.ru_stime


def main():
    cortexc, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    for program, count in PROGRAMS.items():
        paths = [folder / ("%s-%d.ctx" % (program.__name__, size)) for size in (count, FACTOR * count)]
        for path, size in zip(paths, (count, FACTOR * count)):
            path.write_text(program(size), encoding="utf-8")
        small, large = (min(seconds(cortexc, path) for _ in range(RUNS)) for path in paths)
        if large > ALLOWED * small:
            problems.append("%s: %.3f s for %d, %.3f s for %d" % (program.__name__, small, count, large,
                                                                  FACTOR * count))
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
