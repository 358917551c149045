#!/usr/bin/env python3
"""Runs random programs (generate.py) boxed, specialised without optimisation and with all of it; all must do the same.

    compare.py CORTEXC FIRST COUNT [--batch N] [--keep FOLDER]

They must print the same, end with the same status and fail with the same messages; each must be accepted by the
compiler. Lines that begin with `~` hold results that were rounded and may differ by that. What does not is reduced and
written to FOLDER, with what each way of running it gave.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import generate

SECONDS = 300
# What leaves out lines may leave out the step of a loop, whose stores then grow without end.
MEMORY = "2G"
REL, ABS = 1e-5, 1e-6
NUMBER = re.compile(r"-?(?:\d[\d.]*(?:e[-+]?\d+)?|inf)|nan")


def execute(command, seconds=SECONDS):
    """Status, standard output and standard error."""
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return "timeout", "", ""
    return ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")


def outcome(cortexc, source, flags):
    """What the program does when built so: ("refused", status, errors) or ("ran", status, output, errors)."""
    with tempfile.TemporaryDirectory() as folder:
        executable = os.path.join(folder, "program")
        status, _, errors = execute([cortexc, "build", source, "-o", executable, *flags])
        if status != 0:
            return "refused", status, errors
        ran = execute([executable, "--memory-limit", MEMORY])
        return ("ran", "out of memory", "", "") if "out of memory:" in ran[1] + ran[2] else ("ran", *ran)


def unfinished(found):
    """Why one of the outcomes says nothing about a program, or ""."""
    return next((one[1] for one in found if one[1] in ("timeout", "out of memory")), "")


def close(ours, theirs):
    """Whether two lines are the same but for rounding."""
    if NUMBER.split(ours) != NUMBER.split(theirs):
        return False
    pairs = zip(map(float, NUMBER.findall(ours)), map(float, NUMBER.findall(theirs)))
    return all(a == b or (a != a and b != b) or abs(a - b) <= max(ABS, REL * max(abs(a), abs(b))) for a, b in pairs)


def same_text(ours, theirs):
    ours, theirs = ours.split("\n"), theirs.split("\n")
    return len(ours) == len(theirs) and all(
        a == b or (a.startswith("~") and b.startswith("~") and close(a, b)) for a, b in zip(ours, theirs))


def same(ours, theirs):
    return ours[:2] == theirs[:2] and len(ours) == len(theirs) and all(map(same_text, ours[2:], theirs[2:]))


class Comparison:
    """Runs texts; remembers where the compiler is."""
    variants = {"boxed": ["--no-specialize", "-O0"], "typed -O0": ["-O0"], "typed -O3": ["-O3"]}
    generator, program = generate, generate.Program

    def __init__(self, cortexc, pool):
        self.cortexc = cortexc
        self.pool = pool

    def outcomes(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".ctx", encoding="utf-8") as source:
            source.write(text)
            source.flush()
            run = lambda flags: outcome(self.cortexc, source.name, flags)
            return dict(zip(self.variants, self.pool.map(run, self.variants.values())))

    def text_of(self, numbers):
        return self.generator.PRELUDE + "".join(self.program(number).write() for number in numbers)

    def fault(self, text):
        """What is wrong with a text ("" for nothing), in a word."""
        found = list(self.outcomes(text).values())
        if unfinished(found):
            return unfinished(found)
        if all(one[0] == "refused" for one in found):
            return "refused"
        return "" if all(same(found[0], other) for other in found[1:]) else "different"

    def faulty(self, numbers):
        """Those programs that are at fault, each with the word for it."""
        fault = self.fault(self.text_of(numbers))
        if not fault:
            return []
        if len(numbers) == 1:
            return [(numbers[0], fault)]
        middle = len(numbers) // 2
        # What is wrong with neither half is wrong with both together: the whole is reported.
        return self.faulty(numbers[:middle]) + self.faulty(numbers[middle:]) or [(numbers, fault)]

    def reduce(self, text, fault):
        """The text with as many lines left out, behind what all begin with, as the fault allows."""
        prelude = self.generator.PRELUDE
        lines = text.removeprefix(prelude).splitlines()
        size = len(lines) // 2
        while size:
            at = 0
            while at < len(lines):
                shorter = lines[:at] + lines[at + size:]
                if self.is_fair(prelude + "\n".join(shorter) + "\n", fault):
                    lines = shorter
                else:
                    at += size
            size //= 2
        return prelude + "\n".join(lines) + "\n"

    def is_fair(self, text, fault):
        """Whether a text has the fault; one that is refused must be so for the same first reason."""
        return self.fault(text) == fault and (fault != "refused" or self.code(text) == self.wanted_code)

    def code(self, text):
        first = next(iter(self.outcomes(text).values()))
        found = re.search(r"error\[(E\d+)\].*|internal error.*", first[2])
        return found.group(0) if found else ""

    def finish(self):
        """Says what is known at the end."""

    def report(self, numbers, fault, folder):
        text = self.text_of(numbers if isinstance(numbers, list) else [numbers])
        self.wanted_code = self.code(text) if fault == "refused" else ""
        text = self.reduce(text, fault)
        first = numbers[0] if isinstance(numbers, list) else numbers
        path = folder / ("%s-%d.ctx" % (fault, first))
        path.write_text(text, encoding="utf-8")
        print("compare: program %s is %s, see %s\n%s" % (first, fault, path, text))
        for variant, what in self.outcomes(text).items():
            print("--- %s: %s, status %s\n%s" % (variant, what[0], what[1], "\n".join(what[2:])))


def main(kind=Comparison, description=__doc__):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cortexc")
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--batch", type=int, default=10, help="programs in one file (10)")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("differences"))
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        comparison = kind(options.cortexc, pool)
        for first in range(options.first, options.first + options.count, options.batch):
            numbers = list(range(first, min(first + options.batch, options.first + options.count)))
            for number, fault in comparison.faulty(numbers):
                faults += 1
                comparison.report(number, fault, options.keep)
            print("compare: %d programs, %d faults" % (numbers[-1] + 1 - options.first, faults), flush=True)
        comparison.finish()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
