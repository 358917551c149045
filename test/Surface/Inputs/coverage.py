# Part of Cortex, under the MIT licence.
"""Names every op of the dialect that has no form in the language: neither an operator, nor a row of the table of builtins,
nor a case of compiler/Surface.

usage: coverage.py LLVM_TBLGEN LLVM_INCLUDE SOURCE_ROOT
"""
import json
import pathlib
import re
import subprocess
import sys

# What is never left where `grad` reads the program, and what only the run time's structures need (it is refused with
# the place in the program).
NOT_WRITTEN = {
    "attempt": "made and taken away by Differentiate", "bracket": "resolved by Specialize",
    "checkpoint": "dissolved by Differentiate", "check_type": "resolved by Specialize, or boxed and refused",
    "choose": "boxed and refused", "custom_gradient": "dissolved by Differentiate",
    "gradient": "what Differentiate replaces", "is_type": "resolved by Specialize, or boxed and refused",
    "origin": "resolved by Specialize", "overload": "resolved by Specialize",
    "runtime_data": "made by conversions", "tangent": "what Differentiate replaces",
    "global": "declared at the top of the program",
    "yield": "an end of a block", "condition": "an end of a block", "keep": "every statement is computed",
}


def ops(tblgen, include, root):
    """Class name and mnemonic of every op."""
    table = root / "compiler/Dialect/CortexOps.td"
    text = subprocess.run([tblgen, "--dump-json", "-I", root / "compiler", "-I", include, table],
                          check=True, capture_output=True, text=True).stdout
    return {name: record["opName"] for name, record in json.loads(text).items()
            if isinstance(record, dict) and "opName" in record and record.get("opDialect", {}).get("def") == "Cortex_Dialect"}


def main():
    tblgen, include, root = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    surface = "".join(path.read_text() for path in (root / "compiler/Surface").glob("*.cpp"))
    rows = set(re.findall(r'^OP\("[^"]+", "(\w+)"', (root / "compiler/Sema/Builtins.def").read_text(), re.MULTILINE))
    spelled = set(re.findall(r"^CORTEX_BINARY\((\w+),", (root / "runtime/OpKinds.def").read_text(), re.MULTILINE))
    spelled |= {"outer"}
    missing, needless = [], []
    for name, mnemonic in sorted(ops(tblgen, include, root).items()):
        isCase = re.search(r"\b%s\b" % name, surface) is not None
        isWritten = isCase or mnemonic in rows or mnemonic in spelled
        if not isWritten and mnemonic not in NOT_WRITTEN:
            missing.append(mnemonic)
        if mnemonic in NOT_WRITTEN and (mnemonic in rows or mnemonic in spelled):
            needless.append(mnemonic)
    if missing or needless:
        sys.exit("no form in the language: %s; needless exceptions: %s" % (missing, needless))
    print("every op has a form in the language")


main()
