# How lit finds and runs the tests: each .ctx and .mlir file under test/ carries its own RUN lines.
import os

import lit.formats

config.name = "Cortex"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".ctx", ".mlir", ".test"]
config.excludes = ["Inputs", "unit", "bench"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.cortex_obj_root + "/test"
config.environment["PATH"] = os.pathsep.join(
    [config.cortex_tools_dir, config.llvm_tools_dir, config.environment["PATH"]])
# `cortexc run` must neither see nor leave anything in the user's own cache.
config.environment["XDG_CACHE_HOME"] = config.test_exec_root + "/cache"
inputs = config.test_source_root + "/Inputs"
config.substitutions.append(("%expect", config.python + " " + inputs + "/expect.py"))
config.substitutions.append(("%run-both", "%s %s/EndToEnd/Inputs/run_both.py %s/cortexc" % (
    config.python, config.test_source_root, config.cortex_tools_dir)))
config.substitutions.append(("%check-flat", "%s %s/EndToEnd/Inputs/check_flat.py %s/cortexc" % (
    config.python, config.test_source_root, config.cortex_tools_dir)))
config.substitutions.append(("%make-data", "%s %s/EndToEnd/Inputs/make_data.py" % (
    config.python, config.test_source_root)))
config.substitutions.append(("%same-bits", "%s %s/Surface/Inputs/same_bits.py %s/cortexc" % (
    config.python, config.test_source_root, config.cortex_tools_dir)))
config.substitutions.append(("%surface-coverage", "%s %s/Surface/Inputs/coverage.py %s/llvm-tblgen %s/../include %s" % (
    config.python, config.test_source_root, config.llvm_tools_dir, config.llvm_tools_dir, config.cortex_source_root)))
config.substitutions.append(("%gradient-coverage", "%s %s/gradient_coverage.py %s/llvm-tblgen %s/../include %s/cortexc %s" % (
    config.python, inputs, config.llvm_tools_dir, config.llvm_tools_dir, config.cortex_tools_dir,
    config.cortex_source_root)))
config.substitutions.append(("%cortexc", config.cortex_tools_dir + "/cortexc"))
config.substitutions.append(("%cortex-opt", config.cortex_tools_dir + "/cortex-opt"))
config.substitutions.append(("%examples", config.cortex_source_root + "/examples"))
config.substitutions.append(("%python", config.python))
config.substitutions.append(("%root", config.cortex_source_root))
if os.geteuid() == 0:
    config.available_features.add("root")
