#!/usr/bin/env python3
"""Checks the examples of README.md and of the pages in docs/: examples.py CORTEXC ROOT WORK

A block of Cortex is a program about which `cortexc check` has nothing to say. With `file=NAME` it lies beside the
others of its page: then it may be imported, a `..._test.ctx` has tests that pass, and one that a command names is left
to that command. A block that says="COMMAND" is found in what the command says, as it stands. Every block names its
language, so that none is passed over. Scratch files go into WORK.
"""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Inputs"))
import markdown


class Page:
    def __init__(self, cortexc, path, folder):
        self.cortexc, self.path, self.folder = cortexc, path, folder
        self.blocks = markdown.blocks_of(path.read_text(encoding="utf-8"))
        self.commands = [block.says for block in self.blocks if block.says]
        self.problems = []

    def check(self):
        self.folder.mkdir(parents=True)
        programs = []
        for number, block in enumerate(self.blocks):
            if not block.language:
                self.problems.append("a block names no language: " + block.text.splitlines()[0])
            if not block.is_program():
                continue
            name = block.file or "example%d.ctx" % number
            (self.folder / name).write_text(block.text, encoding="utf-8")
            if not any(name in command.split() for command in self.commands):
                programs.append(name)
        if programs:
            self.expect(["cortexc", "check", *programs], "")
        for name in programs:
            if name.endswith("_test.ctx"):
                self.expect(["cortexc", "test", name], None)
        for block in self.blocks:
            if block.says and block.text not in self.run(block.says.split())[1]:
                self.problems.append("`%s` does not say\n%s" % (block.says, block.text))

    def run(self, command):
        """Exit status and what was said of a command in the page's folder."""
        ran = subprocess.run(command, cwd=self.folder, env=markdown.environment(self.cortexc), timeout=120,
                             check=False, encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        return ran.returncode, ran.stdout

    def expect(self, command, wanted):
        """The command succeeds and says what is wanted; None: anything."""
        status, said = self.run(command)
        if status != 0 or (wanted is not None and said != wanted):
            self.problems.append("`%s` ends with status %d and says\n%s" % (" ".join(command), status, said))


def main():
    cortexc, root, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    problems = []
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        page = Page(cortexc, path, work / path.stem)
        page.check()
        problems += ["%s: %s" % (path.name, problem) for problem in page.problems]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
