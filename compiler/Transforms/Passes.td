// Part of Cortex, under the MIT licence.
// The passes from the cortex dialect to itself.
#ifndef CORTEX_TRANSFORMS_PASSES_TD
#define CORTEX_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def CortexSpecialize : Pass<"cortex-specialize", "::mlir::ModuleOp"> {
  let summary = "evaluates the program over what its text decides";
  let description = [{
    Runs `@cortex_main` with abstract values: types, constants, and the form of containers,
    models and closures. What is left for the run time is emitted on typed values; what nothing
    settles stays boxed. Errors of type and shape are reported at the program's text.
  }];
  let options = [Option<"boxed", "boxed", "bool", "false", "keep every value boxed">,
                 Option<"explain", "explain", "bool", "false", "remark where a structure loses its form">];
  let dependentDialects = ["::cortex::CortexDialect", "::mlir::func::FuncDialect"];
}

def CortexWarnBroadcasts : Pass<"cortex-warn-broadcasts", "::mlir::ModuleOp"> {
  let summary = "warns of sums over all elements of a column against a row";
  let description = [{
    `(predictions - targets) ** 2` of shapes (n, 1) and (n) compares every prediction with every target; its mean
    looks like a loss. Changes nothing.
  }];
}

def CortexDifferentiate : Pass<"cortex-differentiate", "::mlir::ModuleOp"> {
  let summary = "replaces every gradient and tangent by code that computes it";
  let description = [{
    Each `cortex.gradient` becomes a reverse sweep over the ops between its values, in place. What loops and
    branches must remember for it is stored by the forward code; functions on the way become pairs
    `f.forward` and `f.pullback`. Each `cortex.tangent` becomes a forward walk, functions on the way `f.tangent`. None of
    these ops is left, nor a `cortex.variable`.
  }];
  let dependentDialects = ["::cortex::CortexDialect", "::mlir::func::FuncDialect"];
}

def CortexOptimizeInline : Pass<"cortex-optimize-inline", "::mlir::ModuleOp"> {
  let summary = "inlines small functions, and those that are called once";
  let description = [{
    From the leaves of the call graph upwards, so that loops see their bodies; functions that recurse stay.
  }];
  let dependentDialects = ["::cortex::CortexDialect", "::mlir::func::FuncDialect"];
}

def CortexOptimizeFuseLoops : Pass<"cortex-optimize-fuse-loops", "::mlir::func::FuncOp"> {
  let summary = "makes few loops of many";
  let description = [{
    An elementwise operation becomes part of the loop that uses its result. If others use it too, it is fused where both loops
    have one shape, and keeps its result: one update of an optimizer becomes one loop with several results. Loops of one shape that
    read the same become one, and reshapes between loops are folded into them. A large result that is cheap to make
    from small operands is made in each loop that uses it.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def CortexOptimizeKeepBuffers : Pass<"cortex-optimize-keep-buffers", "::mlir::func::FuncOp"> {
  let summary = "lets loops of unknown length hand their buffers on";
  let description = [{
    Bufferization copies what such a loop carries at each turn, so that a result shares its buffer with nothing but its
    own initial value. A turn that hands on its own buffer, or one that it has allocated, needs no copy for that.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def CortexOptimizeSinkBuffers : Pass<"cortex-optimize-sink-buffers", "::mlir::func::FuncOp"> {
  let summary = "allocates in the branch that uses a buffer";
  let description = [{
    Hoisting brings a buffer before the branch where its contents may be handed on. One of unknown size would be allocated at each
    turn of a loop for a branch that is seldom taken.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def CortexOptimizeNarrowLifetimes : Pass<"cortex-optimize-narrow-lifetimes", "::mlir::func::FuncOp"> {
  let summary = "keeps a buffer no longer than it is used";
  let description = [{
    Upstream's passes allocate at the begin of a block and free at its end: all buffers of a step would be there at once. A
    buffer that a block allocates and frees lives from its first use to its last one, of views and addresses, too.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def CortexOptimizeReuseBuffers : Pass<"cortex-optimize-reuse-buffers", "::mlir::func::FuncOp"> {
  let summary = "lets elementwise operations write into an operand that dies there";
  let description = [{
    What a loop carries is updated in place. Arguments of functions belong to the caller and are never written.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect"];
}

#endif // CORTEX_TRANSFORMS_PASSES_TD
