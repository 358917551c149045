#!/usr/bin/env python3
"""Checks that executables need nothing but libc, libm and the loader: check_standalone.py FOLDER EXECUTABLE ARGUMENT...

As root it also runs the executable in a folder (chroot) that holds only those and what ARGUMENTs name, and
passes its output on.
"""
import os
import re
import shutil
import subprocess
import sys

ALLOWED = re.compile(r"^(libc\.so\.6|libm\.so\.6|ld-linux-x86-64\.so\.2)$")


def needed_files(executable):
    """The shared libraries of an executable as absolute paths; ends the check at one that is not allowed."""
    listing = subprocess.run(["ldd", executable], stdout=subprocess.PIPE, text=True, check=True).stdout
    paths = []
    for line in listing.splitlines():
        found = re.search(r"(/\S+) \(0x", line)
        name = line.split()[0]
        if name.startswith("linux-vdso"):
            continue
        if not found or not ALLOWED.match(os.path.basename(name)):
            sys.exit("%s needs more than libc and libm: %s" % (executable, line.strip()))
        paths.append(found.group(1))
    return paths


def copy_into(root, path, place):
    target = os.path.join(root, place.lstrip("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(path):
        shutil.copytree(path, target)
    else:
        shutil.copy(path, target)


def main():
    root, executable, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    libraries = needed_files(executable)
    if os.geteuid() != 0:
        sys.exit(subprocess.run([executable] + arguments, check=False).returncode)
    shutil.rmtree(root, ignore_errors=True)
    for path in libraries:
        copy_into(root, path, path)
    copy_into(root, executable, "/program")
    for argument in arguments:
        if os.path.exists(argument):
            copy_into(root, argument, argument)

    def enter():
        os.chroot(root)
        os.chdir("/")
    sys.exit(subprocess.run(["/program"] + arguments, preexec_fn=enter, env={}, check=False).returncode)


if __name__ == "__main__":
    main()
