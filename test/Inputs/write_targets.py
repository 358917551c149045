#!/usr/bin/env python3
"""Checks what a command that writes a file makes of links, pipes, devices and modes.

    write_targets.py FOLDER COMMAND...    FOLDER takes the files; their paths are the last argument
"""
import os
import shutil
import stat
import subprocess
import sys
import threading

OLD = "old\n"


class Checks:
    def __init__(self, folder, command):
        self.folder, self.command = folder, command
        self.text = ""  # what the command writes, found out by the first check
        self.problems = []

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, path, stdout=subprocess.DEVNULL):
        ran = subprocess.run(self.command + [path], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                             cwd=self.folder, timeout=60, check=False)
        self.expect(ran.returncode == 0, "%s: status %d: %r" % (path, ran.returncode, ran.stderr))

    def expect(self, holds, what):
        if not holds:
            self.problems.append(what)

    def expect_content(self, name, mode=None):
        with open(self.path(name), encoding="utf-8") as stream:
            got = stream.read()
        self.expect(masked(got) == self.text, "%s holds %r" % (name, got))
        found = os.stat(self.path(name)).st_mode & 0o7777
        self.expect(mode is None or found == mode, "%s has mode %o" % (name, found))

    def old(self, name, mode):
        with open(self.path(name), "w", encoding="utf-8") as stream:
            stream.write(OLD)
        os.chmod(self.path(name), mode)

    def new_file(self):
        self.write("new")
        with open(self.path("new"), encoding="utf-8") as stream:
            self.text = masked(stream.read())
        self.expect(self.text not in ("", OLD), "nothing was written")
        self.expect_content("new", 0o640)

    def modes(self):
        for mode in (0o600, 0o664, 0o755):
            self.old("kept", mode)
            self.write(self.path("kept"))
            self.expect_content("kept", mode)

    def links(self):
        os.mkdir(self.path("far"))
        self.old("far/target", 0o600)
        os.symlink("far/target", self.path("link"))
        os.symlink(self.path("link"), self.path("second"))
        self.write("second")
        self.expect_content("far/target", 0o600)
        os.symlink("far/nothing", self.path("dangling"))
        self.write("dangling")
        self.expect_content("far/nothing")
        for name in ("link", "second", "dangling"):
            self.expect(os.path.islink(self.path(name)), name + " is no link any more")

    def pipe(self):
        os.mkfifo(self.path("pipe"))
        got = []

        def read():
            with open(self.path("pipe"), encoding="utf-8") as stream:
                got.append(stream.read())
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        self.write("pipe")
        reader.join(10)
        self.expect([masked(text) for text in got] == [self.text], "the pipe gave %r" % got)
        self.expect(stat.S_ISFIFO(os.lstat(self.path("pipe")).st_mode), "the pipe is none any more")

    def device(self):
        try:
            os.mknod(self.path("null"), stat.S_IFCHR | 0o666, os.makedev(1, 3))
            with open(self.path("null"), "w", encoding="utf-8"):
                pass
        except PermissionError:
            return
        self.write("null")
        self.expect(stat.S_ISCHR(os.lstat(self.path("null")).st_mode), "the device is none any more")

    def descriptor(self):
        self.old("output", 0o600)
        before = os.stat(self.path("output")).st_ino
        with open(self.path("output"), "a", encoding="utf-8") as stream:
            self.write("/dev/stdout", stdout=stream)
        with open(self.path("output"), encoding="utf-8") as stream:
            got = stream.read()
        self.expect(got.startswith(OLD) and self.text in masked(got), "the output is %r" % got)
        self.expect(os.stat(self.path("output")).st_ino == before, "the output is another file now")

    def leftovers(self):
        known = {"new", "kept", "far", "link", "second", "dangling", "pipe", "null", "output"}
        for name in sorted(set(os.listdir(self.folder)) - known):
            self.expect(False, name + " was left")


def masked(text):
    """Without digits: times differ."""
    return "".join("0" if c.isdigit() else c for c in text)


def main():
    base, command = os.path.abspath(sys.argv[1]), sys.argv[2:]
    shutil.rmtree(base, ignore_errors=True)
    os.makedirs(base)
    os.umask(0o027)
    checks = Checks(base, command)
    for check in (checks.new_file, checks.modes, checks.links, checks.pipe, checks.device, checks.descriptor,
                  checks.leftovers):
        check()
    if checks.problems:
        sys.exit("\n".join(checks.problems))


if __name__ == "__main__":
    main()
