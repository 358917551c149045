#!/usr/bin/env python3
"""Checks what is said about diagnostics: diagnostics.py pages CORTEXC ROOT WORK | coverage ROOT

pages: every row of Kinds.def has its page in docs/diagnostics and every page its row; the wrong program of a
page yields this diagnostic and no other, the right one yields none, and both are formatted. In place of a
program a page may show commands (```sh), which are run. Scratch files go into WORK.

coverage: every code of Kinds.def is expected by some test under test/, as `[E0201]`, `"E0201"` or, in a regular
expression, `E0201.:`. What counts are expected-error and expected-warning, lines that FileCheck reads, the arguments of
%expect, and CHECK in unit tests; elsewhere a code is only mentioned.
"""
import json
import multiprocessing.pool
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Inputs"))
import markdown

ROW = re.compile(r'^CORTEX_(ERROR|WARNING)\(\w+, "(\w+)", "(?:[^"\\]|\\.)*", "((?:[^"\\]|\\.)*)"\)$', re.M)
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


class Example:
    """A section of a page: a program or commands, with the files beside them."""

    def __init__(self, text, folder):
        self.folder = folder
        blocks = markdown.blocks_of(text)
        self.files = [block for block in blocks if block.file]
        self.main = [block for block in blocks if not block.file]
        self.status, self.reported = 0, set()

    def programs(self):
        """The paths of the programs that the page shows."""
        names = [block.file for block in self.files] + ["program.ctx" for block in self.main if block.is_program()]
        return [self.folder / name for name in names]

    def has_form(self):
        return len(self.main) == 1 and self.main[0].language in ("cortex", "sh")

    def is_program(self):
        return self.main[0].is_program()

    def write(self):
        self.folder.mkdir(parents=True)
        name = "program.ctx" if self.is_program() else "commands.sh"
        for name, block in [(block.file, block) for block in self.files] + [(name, self.main[0])]:
            (self.folder / name).write_text(block.text, encoding="utf-8")

    def note(self, severity, code):
        self.reported.add((severity, code))
        if severity == "error":
            self.status = 1

    def run_commands(self, cortexc):
        ran = subprocess.run(["sh", "-e", "commands.sh"], cwd=self.folder, env=markdown.environment(cortexc),
                             timeout=120, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE)
        self.status = ran.returncode
        self.reported = set(REPORT.findall(ran.stderr.decode("utf-8", errors="replace")))


def check_programs(cortexc, examples):
    """Checks programs in one go and notes what is reported on each; what is said about none of them."""
    of_folder = {str(example.folder): example for example in examples}
    command = [cortexc, "check", "--diagnostics=json"] + [str(example.folder / "program.ctx") for example in examples]
    ran = subprocess.run(command, timeout=300, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
    problems = []
    for line in ran.stderr.decode("utf-8", errors="replace").splitlines():
        try:
            report = json.loads(line)
            example = of_folder[os.path.dirname(report["file"])]
        except (ValueError, KeyError):
            problems.append("check said: " + line)
        else:
            example.note(report["severity"], report["code"])
    worst = max(example.status for example in examples)
    if ran.returncode != worst:
        problems.append("check ended with status %d instead of %d" % (ran.returncode, worst))
    return problems


class Page:
    def __init__(self, code, severity, title, root, work):
        self.code, self.severity, self.title = code, severity, title
        self.path = root / "docs/diagnostics" / (code + ".md")
        self.work = work
        self.problems = []
        self.examples = []

    def read(self):
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
            self.examples = examples

    def formatted(self):
        """The programs that are to be formatted: what the parser refuses has no layout."""
        if not self.examples:
            return []
        wrong, right = self.examples
        is_parsed = not self.code.startswith(("E00", "E01"))
        return right.programs() + (wrong.programs() if is_parsed else [])

    def judge(self):
        if not self.examples:
            return
        wrong, right = self.examples
        expected = {(self.severity, self.code)}
        if wrong.reported != expected or (wrong.status == 1) != (self.severity == "error"):
            self.problems.append("Wrong reports %s with status %d" % (sorted(wrong.reported), wrong.status))
        if right.reported or right.status != 0:
            self.problems.append("Right reports %s with status %d" % (sorted(right.reported), right.status))


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
    for page in pages:
        page.read()
    examples = [example for page in pages for example in page.examples]
    for example in examples:
        example.write()
    programs = [example for example in examples if example.is_program()]
    with multiprocessing.pool.ThreadPool(os.cpu_count()) as pool:
        commands = pool.map_async(lambda example: example.is_program() or example.run_commands(cortexc), examples)
        parts = [part for part in (programs[number::os.cpu_count()] for number in range(os.cpu_count())) if part]
        problems = sum(pool.map(lambda part: check_programs(cortexc, part), parts), [])
        commands.get()
    for page in pages:
        page.judge()
    problems += ["%s: %s" % (page.code, problem) for page in pages for problem in page.problems]
    problems += ["%s: no kind has this page" % path.name for path in (root / "docs/diagnostics").iterdir()
                 if path.stem not in kinds or path.suffix != ".md"]
    formatted = [program for page in pages for program in page.formatted()]
    problems += ["not formatted: " + line for line in find_unformatted(cortexc, formatted)]
    return problems


def expectations(text):
    """The parts of a test that say what is to be reported."""
    text = re.sub(r"\\\n\W*RUN:", " ", text)
    prefixes = {"CHECK"}
    for names in re.findall(r"--?check-prefix(?:es)?[= ]([\w,-]+)", text):
        prefixes.update(names.split(","))
    directive = r"(?<![\w-])(?:%s)(?:-(?:NEXT|SAME|DAG|LABEL))?:" % "|".join(map(re.escape, prefixes))
    expected = re.compile(r"(?:%s|\bexpected-(?:error|warning)\b|\bRUN:.*%%expect |\bCHECK\()(.*)" % directive)
    return "\n".join(found.group(1) for found in expected.finditer(text))


def check_coverage(root):
    root = pathlib.Path(root)
    texts = [expectations(path.read_text(encoding="utf-8", errors="replace"))
             for path in sorted((root / "test").rglob("*")) if path.suffix in (".ctx", ".mlir", ".test", ".cpp")]
    expected = set(re.findall(r'(?<=[\["])[EW][0-9]{4}(?=\\?[\]"])|\b[EW][0-9]{4}(?=\.:)', "\n".join(texts)))
    return ["%s: no test expects it" % code for code in read_kinds(root) if code not in expected]


def main():
    checks = {"pages": check_pages, "coverage": check_coverage}
    problems = checks[sys.argv[1]](*sys.argv[2:])
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
