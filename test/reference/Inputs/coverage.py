# Part of Cortex, under the MIT licence.
"""Names every function of the language that has no row in a table of test/reference, and every operator on numbers.

usage: coverage.py SOURCE_ROOT
"""
import pathlib
import re
import sys

# What has no numbers to compare with PyTorch's, by the reason.
WITHOUT = {
    "text, containers and the system": """print str type list keys values items sorted reverse append upper lower split_string join
        replace trim starts_with ends_with contains find format read_file write_file exists env args arg input time sleep exit
        assert range enumerate zip len map filter reduce int float bool""",
    "makes tensors or changes their type": "tensor full dtype",
    "models and their training": """initialize_model forward_pass backward_pass update_parameters clip_grad_norm create_scheduler
        train train_epoch validate evaluate cross_validate grid split split_fold""",
    "metrics": """accuracy_score precision_score recall_score f1_score confusion_matrix roc_auc_score mse_score mae_score
        r2_score""",
    "processes": """init_distributed world_size rank create_distributed_loader all_reduce barrier""",
    "random numbers of its own": """randn rand permutation seed randint shuffle choice uniform loguniform randint_range
        sample_params""",
    "derivatives, which all rows ask for": """∇ grad ∂ jvp vjp jacobian hessian value_and_grad gradient_check
        custom_gradient checkpoint""",
    "files and data": """load_csv load_npy load_idx load_dataset save_checkpoint load_checkpoint load_best_checkpoint
        data_loader dataset_batches default_dataset loader_begin loader_count loader_item""",
}


def functions(root):
    """All names of functions that programs may use without an import."""
    table = (root / "compiler/Sema/Builtins.def").read_text()
    names = set(re.findall(r'^(?:OP|RUNTIME|EFFECT|SPECIAL)\("([^_"][^"]*)"', table, re.MULTILINE))
    for path in (root / "lib").glob("*.ctx"):
        names |= set(re.findall(r"^(?:inline )?func ([^\W_]\w*)\[", path.read_text(), re.MULTILINE))
    return names


def operators(root):
    """The spellings of operators on numbers."""
    table = (root / "runtime/OpKinds.def").read_text()
    return set(re.findall(r'^CORTEX_BINARY\(\w+, "([^\w"]+)"', table, re.MULTILINE))


def rows(root):
    """The text of all rows, calls at the top level that begin with a name, and of the functions of the table that are called
    within them; what prints the row itself says nothing."""
    lines = []
    for path in (root / "test/reference").glob("*.ctx"):
        text = path.read_text()
        found = re.findall(r'^(?:[\w.]+\["|let y := ).*', text, re.MULTILINE)
        bodies = dict(re.findall(r"^func (\w+)(\[.*?)^\^$", text, re.MULTILINE | re.DOTALL))
        called = set(re.findall(r"(\w+)\[", "\n".join(row.partition("[")[2] for row in found)))
        lines += found + [bodies[name] for name in called & set(bodies)]
    return "\n".join(lines)


def main():
    root = pathlib.Path(sys.argv[1])
    names, excepted, text = functions(root), " ".join(WITHOUT.values()).split(), rows(root)
    if len(names) < 150 or len(operators(root)) < 10:
        sys.exit("only %d functions were found: the tables are read wrongly" % len(names))
    called = set(re.findall(r"(?<![\w.])([^\W\d_]\w*)\[", text))
    missing = sorted(names - called - set(excepted))
    missing += sorted(operator for operator in operators(root) if " %s " % operator not in text)
    if missing:
        sys.exit("without a row in test/reference: " + " ".join(missing))
    needless = sorted(name for name in excepted if name not in names or name in called)
    if needless:
        sys.exit("excepted, but in a row or no function: " + " ".join(needless))
    print("every function has its numbers: %d rows for %d functions" % (text.count("\n") + 1, len(names) - len(excepted)))


main()
