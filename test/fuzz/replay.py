#!/usr/bin/env python3
"""Takes each file of a folder through the compiler and the formatter, which may refuse it but not fail.

    replay.py CORTEXC FOLDER
"""
import pathlib
import resource
import subprocess
import sys

# Of the processor, so that a machine that others use changes nothing.
SECONDS = 5


def limit_time():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main():
    cortexc, folder = sys.argv[1:]
    paths = sorted(pathlib.Path(folder).iterdir())
    failed = False
    for path in paths:
        for words in (["emit", "--stage=llvm"], ["fmt", "--check"]):
            ran = subprocess.run([cortexc, words[0], path, words[1]], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, preexec_fn=limit_time, check=False)
            if ran.returncode not in (0, 1):
                print("replay: `cortexc %s %s`: status %d" % (words[0], path, ran.returncode))
                print(ran.stderr.decode("utf-8", "replace"))
                failed = True
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
