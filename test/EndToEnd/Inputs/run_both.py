#!/usr/bin/env python3
"""Builds a program as it is and with --no-specialize; both must print what NAME.out holds.

    run_both.py CORTEXC NAME.ctx FOLDER    FOLDER takes the executables, which run in it

Numbers may differ by rounding: the boxed program computes its floats op by op.
"""
import os
import shutil
import subprocess
import sys

REL, ABS = 1e-5, 1e-6


def same_token(want, got):
    if want == got:
        return True
    try:
        a, b = float(want.strip("[](),:")), float(got.strip("[](),:"))
    except ValueError:
        return False
    exact = want.lstrip("-").isdigit() and got.lstrip("-").isdigit()
    return not exact and abs(a - b) <= max(ABS, REL * max(abs(a), abs(b)))


def same_text(want, got):
    ours, theirs = want.split("\n"), got.split("\n")
    return len(ours) == len(theirs) and all(
        len(a.split()) == len(b.split()) and all(map(same_token, a.split(), b.split()))
        for a, b in zip(ours, theirs))


def run(command, folder=None):
    ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         text=True, timeout=120, check=False)
    if ran.returncode != 0:
        sys.exit("%s: status %d\n%s" % (" ".join(command), ran.returncode, ran.stderr))
    return ran.stdout


def main():
    cortexc, source, folder = sys.argv[1:]
    folder = os.path.abspath(folder)
    # What a program wrote in an earlier run is not to help it now.
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.splitext(source)[0] + ".out", encoding="utf-8") as stream:
        wanted = stream.read()
    for flags in ([], ["--no-specialize"]):
        executable = os.path.join(folder, "boxed" if flags else "typed")
        run([cortexc, "build", source, "-o", executable] + flags)
        printed = run([executable], folder)
        if not same_text(wanted, printed):
            sys.exit("%s prints\n%s\ninstead of\n%s" % (executable, printed, wanted))


if __name__ == "__main__":
    main()
