// Part of Cortex, under the MIT licence.
// Makes linalg on buffers loops, and says of the innermost ones whether their turns are
// independent.
#include "Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXLINALGTOLOOPS
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// The annotation of a loop none of whose turns reads or writes what another one writes. The group
/// stands for all its accesses (Target/ParallelLoops.h).
static LLVM::LoopAnnotationAttr independentTurns(MLIRContext *context) {
  LLVM::AccessGroupAttr group[] = {LLVM::AccessGroupAttr::get(context)};
  return LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {},
                                       {}, group);
}

namespace {
struct LinalgToLoops : cortex::impl::CortexLinalgToLoopsBase<LinalgToLoops> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      FailureOr<linalg::LinalgLoops> loops = linalg::linalgOpToLoops(rewriter, op);
      if (failed(loops)) {
        op->emitError("internal error: it has no loops");
        return signalPassFailure();
      }
      auto kinds = op.getIteratorTypesArray();
      // A buffer that is read and written in place is so at the same element.
      if (!loops->empty() && linalg::isParallelIterator(kinds.back()))
        loops->back()->setAttr("loop_annotation", independentTurns(&getContext()));
      rewriter.eraseOp(op);
    }
  }
};
} // namespace
