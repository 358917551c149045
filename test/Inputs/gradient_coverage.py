# Part of Cortex, under the MIT licence.
"""Names every op with a pullback that no program of test/gradients has in a function with a gradient or below it,
and every one that none has in a function with a tangent or below it.

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
NOT_SPELLED = {"again", "box", "unbox", "index_add", "accumulate", "sum_like", "broadcast_like"}


def differentiable_ops(tblgen, include, root):
    """The mnemonics of all ops of the dialect whose record carries the trait Cortex_Pullback."""
    table = os.path.join(root, "compiler", "Dialect", "CortexOps.td")
    text = subprocess.run([tblgen, "--dump-json", "-I", os.path.join(root, "compiler"), "-I", include, table],
                          check=True, capture_output=True, text=True).stdout
    records = json.loads(text)
    return {record["opName"] for name, record in records.items()
            if isinstance(record, dict) and "opName" in record
            and any(trait.get("def") == "Cortex_Pullback" for trait in record.get("traits", []))}


def ops_around(text, derivative):
    """The mnemonics of the ops in functions of a module that have the derivative, and in what these call."""
    parts = re.split(r"func\.func (?:private )?@([^(]+)\(", text)
    bodies = dict(zip(parts[1::2], parts[2::2]))
    found, seen = set(), set()
    work = [name for name, body in bodies.items() if "= cortex.%s " % derivative in body]
    while work:
        name = work.pop()
        if name not in seen:
            seen.add(name)
            found |= set(re.findall(r"= cortex\.(\w+)", bodies.get(name, "")))
            work += re.findall(r"call @([^(]+)\(", bodies.get(name, ""))
    return found


def typed_programs(cortexc, root):
    """The programs of test/gradients as typed IR."""
    for path in sorted(glob.glob(os.path.join(root, "test", "gradients", "*.ctx"))):
        yield subprocess.run([cortexc, "emit", path, "--stage=typed", "--dtype", "f64"],
                             check=True, capture_output=True, text=True).stdout


def main():
    tblgen, include, cortexc, root = sys.argv[1:]
    ops = differentiable_ops(tblgen, include, root)
    if len(ops) < 40:
        raise SystemExit("only %d ops with a pullback were found: the table is read wrongly" % len(ops))
    programs = list(typed_programs(cortexc, root))
    for derivative in "gradient", "tangent":
        covered = set().union(*(ops_around(text, derivative) for text in programs))
        missing = sorted(ops - NOT_SPELLED - covered)
        if missing:
            raise SystemExit("without a program in test/gradients that has its %s: %s" % (derivative, missing))
    stale = sorted(NOT_SPELLED - ops)
    if stale:
        raise SystemExit("excepted but no op: %s" % stale)
    print("every pullback is covered: %d ops" % len(ops))


main()
