// Part of Cortex, under the MIT licence.
// The passes that lead from the cortex dialect to the LLVM dialect.
#ifndef CORTEX_CONVERSION_PASSES_TD
#define CORTEX_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

defvar Dialects = [
  "::cortex::CortexDialect", "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
  "::mlir::func::FuncDialect",
  "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
  "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
];

def CortexBuildThunks : Pass<"cortex-build-thunks", "::mlir::ModuleOp"> {
  let summary = "make the functions through which the runtime calls closures";
  let description = [{
    One per function that a `cortex.closure` names: it takes captures and arguments as arrays of boxed values, and
    computes the defaults of arguments that were not given.
  }];
  let dependentDialects = Dialects;
}

def CortexOutlineTries : Pass<"cortex-outline-tries", "::mlir::ModuleOp"> {
  let summary = "make bodies of `cortex.try` functions that the runtime calls";
  let description = [{ Such a function takes one array that holds the boxed values that the body captures. }];
  let dependentDialects = Dialects;
}

def CortexProveShapes : Pass<"cortex-prove-shapes", "::mlir::ModuleOp"> {
  let summary = "note which unknown dimensions are equal in every run";
  let description = [{
    Ops that need dimensions to agree receive `cortex.agreed`, the axes where a symbolic evaluation of all shapes of
    the function proves it. The other axes are checked at run time.
  }];
}

def CortexToLinalg : Pass<"cortex-to-linalg", "::mlir::ModuleOp"> {
  let summary = "lower typed cortex ops to linalg, tensor, arith, math and scf";
  let description = [{
    Every op on typed scalars and tensors, and all control flow. Ops of the runtime keep their place; their typed
    operands are boxed and their typed results unboxed.
  }];
  let dependentDialects = Dialects;
}

def CortexProductsToRuntime : Pass<"cortex-products-to-runtime", "::mlir::ModuleOp"> {
  let summary = "turn large matrix products on buffers into calls of the runtime";
  let description = [{
    Products of known small sizes stay loops, which cost less than a call. Transposed operands are flags; a result
    that was just cleared is written instead of added to.
  }];
  let dependentDialects = Dialects;
}

def CortexCheckSizes : Pass<"cortex-check-sizes", "::mlir::ModuleOp"> {
  let summary = "check that the sizes of buffers fit into a number";
  let description = [{
    A buffer with unknown dimensions, or with known ones that are too large, is a memory error where the product of
    its dimensions would overflow.
  }];
  let dependentDialects = Dialects;
}

def CortexCollapseLoops : Pass<"cortex-collapse-loops", "::mlir::ModuleOp"> {
  let summary = "make elementwise operations on contiguous buffers one-dimensional";
  let description = [{ One loop vectorises better and compiles faster than a nest of them. }];
  let dependentDialects = Dialects;
}

def CortexLinalgToLoops : Pass<"cortex-linalg-to-loops", "::mlir::ModuleOp"> {
  let summary = "lower linalg on buffers to loops";
  let description = [{
    An element is read in the outermost loop that knows it, what loops only add to is carried by them, and what would be read
    again from a farther cache is done in blocks. An innermost loop says that its turns are independent.
  }];
  let dependentDialects = Dialects;
}

def CortexToRuntime : Pass<"cortex-to-runtime", "::mlir::ModuleOp"> {
  let summary = "lower ops on boxed values to calls of the runtime";
  let description = [{ Values keep their cortex types; calls see them as pointers through casts. }];
  let dependentDialects = Dialects;
}

def CortexManageReferences : Pass<"cortex-manage-references", "::mlir::ModuleOp"> {
  let summary = "retain and release boxed values";
  let description = [{
    A block owns the boxed values that it defines and releases each after its last use. What a terminator hands on,
    and what a loop starts with, is a new reference. Arguments of functions are borrowed. A reference that is owned
    while something may throw stands in a slot of the runtime's for that time.
  }];
  let dependentDialects = Dialects;
}

def CortexBoxedTypesToLLVM : Pass<"cortex-boxed-types-to-llvm", "::mlir::ModuleOp"> {
  let summary = "turn the types of boxed values into pointers";
  let description = [{ Signatures, calls and structured control flow are rebuilt with `!llvm.ptr`. }];
  let dependentDialects = Dialects;
}

def CortexSplitFunctions : Pass<"cortex-split-functions", "::mlir::ModuleOp"> {
  let summary = "cut very long functions into pieces";
  let description = [{
    LLVM spends on each loop a time in proportion to the function around it, and more than that on long blocks. What
    stands in a loop stays together: a piece runs once for each call of the function.
  }];
  let options = [Option<"ops", "ops", "unsigned", "2000", "how many ops a piece may have">];
}

def CortexFlattenControl : Pass<"cortex-flatten-control", "::mlir::ModuleOp"> {
  let summary = "turn structured control flow into branches between blocks";
  let description = [{ What upstream's `convert-scf-to-cf` does, from the end of each function to its begin. }];
  let dependentDialects = ["::mlir::cf::ControlFlowDialect", "::mlir::scf::SCFDialect"];
}

def CortexMathToLibm : Pass<"cortex-math-to-libm", "::mlir::ModuleOp"> {
  let summary = "call libm where LLVM's own lowering would lose accuracy";
  let description = [{ `expm1`, `log1p`, `erf` and other functions without an exact intrinsic; `tanh` is computed from `exp`. }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::math::MathDialect"];
}

def CortexFinishModule : Pass<"cortex-finish-module", "::mlir::ModuleOp"> {
  let summary = "give constants their storage and symbols their final names";
  let description = [{
    Each `cortex.runtime_data` becomes the address of a global; storage comes from the runtime's pool. Everything but
    the entry is internal.
  }];
  let dependentDialects = Dialects;
}

def CortexCheck : Pass<"cortex-check", "::mlir::ModuleOp"> {
  let summary = "check what a stage promises";
  let description = [{
    `linalg`: ops of the cortex dialect work on boxed values alone. `buffers`: no tensor is left. `runtime`: no op
    of the cortex dialect is left but `runtime_data`.
  }];
  let options = [Option<"stage", "stage", "std::string", "\"linalg\"", "what to check">];
}

#endif // CORTEX_CONVERSION_PASSES_TD
