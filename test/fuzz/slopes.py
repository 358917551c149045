#!/usr/bin/env python3
"""Runs random programs that compare gradients with central differences (differentiable.py).

    slopes.py CORTEXC FIRST COUNT [--batch N] [--keep FOLDER]

Each must be accepted, run, and find no difference. A part of the language that has no gradient yet may be refused;
that, and slopes that differences cannot tell, is counted. What is at fault is reduced and written to FOLDER.
"""
import collections
import os
import re
import sys
import tempfile

import compare
import differentiable

# How long the compiler may take to refuse or accept a program; what takes longer is counted, and left out.
PATIENCE = 20
REFUSAL = re.compile(r"^error\[E0601\]: (.*)", re.MULTILINE)
VERDICT = re.compile(r"l\d+_\d+ (ok|forward ok|unstable)$", re.MULTILINE)


class Slopes(compare.Comparison):
    variants = {"typed -O0": ["--dtype", "f64", "-O0"], "typed -O3": ["--dtype", "f64", "-O3"]}
    generator, program = differentiable, differentiable.Differentiable

    def __init__(self, cortexc, pool):
        super().__init__(cortexc, pool)
        self.reverse_only = set()
        self.verdicts = collections.Counter()
        self.refusals = collections.Counter()

    def text_of(self, numbers):
        return differentiable.PRELUDE + "".join(self.part(number) for number in numbers)

    def part(self, number):
        return self.program(number, forward=number not in self.reverse_only).write()

    def fault(self, text):
        found = list(self.outcomes(text).values())
        if compare.unfinished(found):
            return compare.unfinished(found)
        for one in found:
            if one[0] == "refused":
                return "refused"
            if one[1] != 0:
                error = re.search(r"^error: .*", one[3], re.MULTILINE)
                return "status %s, %s" % (one[1], error.group(0) if error else "no message")
            if " differs: " in one[2]:
                return "different"
        self.verdicts.update(VERDICT.findall(found[0][2]))
        return ""

    def faulty(self, numbers):
        """Each runs alone: many together make the compiler give up types, and it then refuses gradients."""
        return [found for number in self.accepted(numbers) for found in super(Slopes, self).faulty([number])]

    def accepted(self, numbers):
        """These without those that may be refused; what only forward mode refuses is left to reverse mode."""
        return [number for number, fine in zip(numbers, self.pool.map(self.is_accepted, numbers)) if fine]

    def is_accepted(self, number):
        message, line = self.refusal(number)
        if line.startswith("p_forward_"):
            self.refusals["forward: " + message] += 1
            self.reverse_only.add(number)
            message, line = self.refusal(number)
        if message:
            self.refusals[message] += 1
        return not message

    def refusal(self, number):
        """Of the first refusal of a gradient in a program the message, and the last line that it names; or nothing."""
        text = self.text_of([number])
        with tempfile.NamedTemporaryFile("w", suffix=".ctx", encoding="utf-8") as source:
            source.write(text)
            source.flush()
            command = [self.cortexc, "build", source.name, "-o", os.devnull, "--dtype", "f64", "-O0"]
            status, _, said = compare.execute(command, PATIENCE)
        if status == "timeout":
            return "(the compiler takes over %d s)" % PATIENCE, ""
        errors = [error for error in re.split(r"\n(?=error|warning)", said) if error.startswith("error")]
        refusals = [error for error in errors if REFUSAL.match(error)]
        if not refusals or len(refusals) < len(errors):
            return "", ""
        lines = [max(map(int, re.findall(r"--> [^<\n].*:(\d+):\d+$", error, re.MULTILINE)), default=1) for error in refusals]
        # What reverse mode refuses comes first: with that, there is nothing to compare.
        line, error = min(zip((text.splitlines()[line - 1] for line in lines), refusals),
                          key=lambda pair: pair[0].startswith("p_forward_"))
        return REFUSAL.match(error).group(1), line

    def finish(self):
        print("slopes:", ", ".join("%d %s" % (count, word) for word, count in self.verdicts.most_common()))
        print("slopes: %d programs left out" % sum(self.refusals.values()))
        for message, count in self.refusals.most_common():
            print("  %5d  %s" % (count, message))


if __name__ == "__main__":
    sys.exit(compare.main(Slopes, __doc__))
