#!/usr/bin/env python3
"""Runs those programs of the conformance suite that are known to pass; a listed one that fails is an error.

    conformance.py --suite DIR --cortexc PATH [--jobs 2]    the programs in conformance-passing.txt
    conformance.py --suite DIR --cortexc PATH --update      all programs; writes the list anew

The list holds area/name, one a line. `--update` only ever adds: a program that stops passing is a failure, not an edit.
"""
import argparse
import concurrent.futures
import os
import sys

sys.dont_write_bytecode = True
LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "conformance-passing.txt")


def read_list():
    if not os.path.exists(LIST):
        return set()
    with open(LIST, encoding="utf-8") as stream:
        return {line.strip() for line in stream if line.strip() and not line.startswith("#")}


def write_list(names):
    with open(LIST, "w", encoding="utf-8") as stream:
        stream.write("# Programs of the public conformance suite that must pass: area/name.\n")
        for name in sorted(names):
            stream.write(name + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", required=True, help="the folder with run.py")
    parser.add_argument("--cortexc", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=60.0)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, options.suite)
    import run  # The suite's own runner decides what passing means.

    listed = read_list()
    label = lambda test: "%s/%s" % (test.area, test.name)
    tests = run.find_tests(["public"], run.AREAS, None)
    gone = listed - {label(test) for test in tests}
    if not options.update:
        tests = [test for test in tests if label(test) in listed]
    cortexc = os.path.abspath(options.cortexc)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda test: run.run_one(test, cortexc, options.timeout), tests))
    passed = {label(test) for test in tests if test.status == "PASS"}
    failed = [test for test in tests if label(test) in listed - passed]
    if options.update:
        run.report(tests, run.AREAS, ["public"])
        write_list(listed - gone | passed)
        print("%d new in the list" % len(passed - listed))
    for test in failed:
        print("%-7s %s: %s" % (test.status, label(test), test.message))
    for name in sorted(gone):
        print("GONE    %s: the suite has no such program" % name)
    print("conformance: %d of %d listed programs pass" % (len(listed & passed), len(listed)))
    return 1 if failed or (gone and not options.update) else 0


if __name__ == "__main__":
    sys.exit(main())
