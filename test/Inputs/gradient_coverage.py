# Part of Cortex, under the MIT licence.
"""Names every op with a pullback that no program of test/gradients puts between a variable and its gradient's source.

usage: gradient_coverage.py LLVM_TBLGEN LLVM_INCLUDE CORTEXC SOURCE_ROOT
"""
import glob
import json
import os
import re
import subprocess
import sys

# Made by Differentiate itself or by unboxing, so no program spells them: their rules are exercised by
# second derivatives and by the programs that run boxed.
NOT_SPELLED = {"box", "unbox", "index_add", "sum_like", "broadcast_like"}


def differentiable_ops(tblgen, include, root):
    """The mnemonics of all ops of the dialect whose record carries the trait Cortex_Pullback."""
    table = os.path.join(root, "compiler", "Dialect", "CortexOps.td")
    text = subprocess.run([tblgen, "--dump-json", "-I", os.path.join(root, "compiler"), "-I", include, table],
                          check=True, capture_output=True, text=True).stdout
    records = json.loads(text)
    return {record["opName"] for name, record in records.items()
            if isinstance(record, dict) and "opName" in record
            and any(trait.get("def") == "Cortex_Pullback" for trait in record.get("traits", []))}


def ops_of_programs(cortexc, root):
    """The mnemonics of all ops in the typed programs of test/gradients."""
    found = set()
    for path in sorted(glob.glob(os.path.join(root, "test", "gradients", "*.ctx"))):
        text = subprocess.run([cortexc, "emit", path, "--stage=typed", "--dtype", "f64"],
                              check=True, capture_output=True, text=True).stdout
        found |= set(re.findall(r"= cortex\.(\w+)", text))
    return found


def main():
    tblgen, include, cortexc, root = sys.argv[1:]
    ops = differentiable_ops(tblgen, include, root)
    if len(ops) < 40:
        raise SystemExit("only %d ops with a pullback were found: the table is read wrongly" % len(ops))
    missing = sorted(ops - NOT_SPELLED - ops_of_programs(cortexc, root))
    stale = sorted(NOT_SPELLED - ops)
    if missing or stale:
        raise SystemExit("without a program in test/gradients: %s; excepted but no op: %s" % (missing, stale))
    print("every pullback is covered: %d ops" % len(ops))


main()
