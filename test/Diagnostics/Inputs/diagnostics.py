#!/usr/bin/env python3
"""Checks what is said about diagnostics: diagnostics.py pages CORTEXC ROOT WORK | coverage ROOT

pages: every row of Kinds.def has its page in docs/diagnostics and every page its row; the wrong program of a
page yields this diagnostic and no other, the right one yields none, and both are formatted. In place of a
program a page may show commands (```sh), which are run. Scratch files go into WORK.

coverage: every code of Kinds.def is expected by some test.
"""
import json
import multiprocessing.pool
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROW = re.compile(r'^CORTEX_(ERROR|WARNING)\(\w+, "(\w+)", "(?:[^"\\]|\\.)*", "((?:[^"\\]|\\.)*)"\)$', re.M)
FENCE = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.M | re.S)
SECTION = re.compile(r"^## (.*)\n", re.M)
REPORT = re.compile(r"^(error|warning)\[(\w+)\]", re.M)
# Kinds whose examples cannot be run, and why.
NOT_RUN = {"E0901": "no program is known that leads to a fault of the compiler, or it would be mended"}


def read_kinds(root):
    """From a code to its severity and title."""
    text = (root / "compiler/Diagnostics/Kinds.def").read_text(encoding="utf-8")
    rows = ROW.findall(text)
    assert len(rows) == text.count("\nCORTEX_"), "a row of Kinds.def has another form"
    return {code: (macro.lower(), re.sub(r"\\(.)", r"\1", title)) for macro, code, title in rows}


def report_of(line):
    """Severity and code of a line of JSON; a line that is none, as after a crash, stands for itself."""
    try:
        report = json.loads(line)
        return report["severity"], report["code"]
    except ValueError:
        return "said", line


class Example:
    """A section of a page: a program or commands, with the files beside them."""

    def __init__(self, text, folder):
        self.folder = folder
        blocks = FENCE.findall(text)
        self.files = [(name, body) for _, name, body in blocks if name]
        self.main = [(language, body) for language, name, body in blocks if not name]

    def programs(self):
        """The paths of the programs that the page shows."""
        names = [name for name, _ in self.files] + ["program.ctx" for language, _ in self.main if language == "cortex"]
        return [self.folder / name for name in names]

    def has_form(self):
        return len(self.main) == 1 and self.main[0][0] in ("cortex", "sh")

    def run(self, cortexc):
        """The exit status and what was reported, as pairs of severity and code."""
        self.folder.mkdir(parents=True)
        language, body = self.main[0]
        for name, content in self.files + [("program.ctx" if language == "cortex" else "commands.sh", body)]:
            (self.folder / name).write_text(content, encoding="utf-8")
        if language == "cortex":
            command = [cortexc, "check", "--diagnostics=json", "program.ctx"]
        else:
            command = ["sh", "-e", "commands.sh"]
        path = os.pathsep.join([str(pathlib.Path(cortexc).parent), os.environ["PATH"]])
        ran = subprocess.run(command, cwd=self.folder, env=dict(os.environ, PATH=path), timeout=120, check=False,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = ran.stderr.decode("utf-8", errors="replace")
        if language == "sh":
            return ran.returncode, set(REPORT.findall(said))
        return ran.returncode, {report_of(line) for line in said.splitlines()}


class Page:
    def __init__(self, code, severity, title, root, work):
        self.code, self.severity, self.title = code, severity, title
        self.path = root / "docs/diagnostics" / (code + ".md")
        self.work = work
        self.problems = []
        self.formatted = []

    def check(self, cortexc):
        if not self.path.is_file():
            self.problems.append("there is no page %s" % self.path)
            return
        head, *sections = SECTION.split(self.path.read_text(encoding="utf-8"))
        heading, _, introduction = head.partition("\n")
        if heading != "# %s: %s" % (self.code, self.title):
            self.problems.append("the title is not that of Kinds.def: %s" % self.title)
        if not introduction.strip():
            self.problems.append("nothing is said before the programs")
        if sections[::2] != ["Wrong", "Right"]:
            self.problems.append("the sections are to be Wrong and Right")
            return
        examples = [Example(text, self.work / name / self.code)
                    for name, text in zip(("wrong", "right"), sections[1::2])]
        if not all(example.has_form() for example in examples):
            self.problems.append("Wrong and Right are to hold one program or one list of commands each")
        elif self.code not in NOT_RUN:
            self.check_examples(cortexc, *examples)

    def check_examples(self, cortexc, wrong, right):
        # What the parser refuses has no layout.
        is_parsed = not self.code.startswith(("E00", "E01"))
        self.formatted = right.programs() + (wrong.programs() if is_parsed else [])
        expected = {(self.severity, self.code)}
        status, reported = wrong.run(cortexc)
        if reported != expected or (status == 1) != (self.severity == "error"):
            self.problems.append("Wrong reports %s with status %d" % (sorted(reported), status))
        status, reported = right.run(cortexc)
        if reported or status != 0:
            self.problems.append("Right reports %s with status %d" % (sorted(reported), status))


def find_unformatted(cortexc, programs):
    """What the formatter says about them."""
    ran = subprocess.run([cortexc, "fmt", "--check", *programs], timeout=120, check=False, encoding="utf-8",
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return ran.stdout.splitlines()


def check_pages(cortexc, root, work):
    root, work = pathlib.Path(root), pathlib.Path(work)
    shutil.rmtree(work, ignore_errors=True)
    kinds = read_kinds(root)
    pages = [Page(code, severity, title, root, work) for code, (severity, title) in kinds.items()]
    with multiprocessing.pool.ThreadPool(os.cpu_count()) as pool:
        pool.map(lambda page: page.check(cortexc), pages)
    problems = ["%s: %s" % (page.code, problem) for page in pages for problem in page.problems]
    problems += ["%s: no kind has this page" % path.name for path in (root / "docs/diagnostics").iterdir()
                 if path.stem not in kinds or path.suffix != ".md"]
    programs = [program for page in pages for program in page.formatted]
    problems += ["not formatted: " + line for line in find_unformatted(cortexc, programs)]
    return problems


def check_coverage(root):
    root = pathlib.Path(root)
    own = pathlib.Path(__file__).resolve()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((root / "test").rglob("*"))
             if path.suffix in (".ctx", ".mlir", ".test", ".cpp") and path.resolve() != own]
    expected = set(re.findall(r"\b[EW][0-9]{4}\b", "\n".join(texts)))
    return ["%s: no test expects it" % code for code in read_kinds(root) if code not in expected]


def main():
    checks = {"pages": check_pages, "coverage": check_coverage}
    problems = checks[sys.argv[1]](*sys.argv[2:])
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
