#!/usr/bin/env python3
"""Checks that what a program keeps in memory does not depend on how long it runs.

    check_flat.py CORTEXC NAME.ctx FOLDER FEW MANY    FOLDER takes the executables

The program is built as it is and with --no-specialize. `--n=FEW` and `--n=MANY` turns must print the same, leave the
same alive and have nearly the same peak of resident memory.
"""
import os
import subprocess
import sys
import tempfile

# Thousands of forgotten objects are more than this; what the system rounds up is less.
ALLOWED_KILOBYTES = 6 * 1024


def measure(command):
    """(what it printed, the line about what is alive, kilobytes at the peak)"""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        printed, said = out.read(), err.read()
    if process.returncode != 0:
        sys.exit("%s: status %d\n%s" % (" ".join(command), process.returncode, said))
    alive = [line for line in said.splitlines() if line.startswith("alive: ")]
    if len(alive) != 1:
        sys.exit("%s: no report of what is alive\n%s" % (" ".join(command), said))
    return printed, alive[0], usage.ru_maxrss


def main():
    cortexc, source, folder, few, many = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    for flags in ([], ["--no-specialize"]):
        executable = os.path.join(folder, "boxed" if flags else "typed")
        subprocess.run([cortexc, "build", source, "-o", executable] + flags, check=True)
        runs = [measure([executable, "--memory-report", "--", "--n=" + n]) for n in (few, many)]
        (printed, alive, low), (_, alive_later, high) = runs
        if printed != runs[1][0]:
            sys.exit("%s prints\n%s\nand, with more turns,\n%s" % (executable, printed, runs[1][0]))
        if alive != alive_later:
            sys.exit("%s: after %s turns %s\nafter %s turns %s" % (executable, few, alive, many, alive_later))
        if high - low > ALLOWED_KILOBYTES:
            sys.exit("%s: %d kB after %s turns, %d kB after %s" % (executable, low, few, high, many))


if __name__ == "__main__":
    main()
