#!/usr/bin/env python3
"""Runs a command and checks how it fails: expect.py STATUS [REGEX...] -- COMMAND...

The status must be STATUS exactly (a death by signal never is) and each REGEX must be found on standard
error, which must say something unless STATUS is 0. Standard output is passed on.
"""
import re
import signal
import subprocess
import sys


def describe(status):
    return "signal " + signal.Signals(-status).name if status < 0 else "status %d" % status


def main():
    words = sys.argv[1:]
    border = words.index("--")
    wanted, patterns, command = int(words[0]), words[1:border], words[border + 1:]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         timeout=300, check=False)
    sys.stdout.buffer.write(ran.stdout)
    said = ran.stderr.decode("utf-8", errors="replace")
    problems = [] if ran.returncode == wanted else ["%s instead of %d" % (describe(ran.returncode), wanted)]
    problems += ["nothing on stderr matches /%s/" % pattern for pattern in patterns
                 if not re.search(pattern, said)]
    if wanted != 0 and not said.strip():
        problems.append("it failed without a word")
    if problems:
        sys.exit("%s: %s; it said:\n%s" % (" ".join(command), "; ".join(problems), said))


if __name__ == "__main__":
    main()
