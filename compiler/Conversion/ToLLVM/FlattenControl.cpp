// Part of Cortex, under the MIT licence.
// Makes structured control flow branches between blocks, in time in proportion to the program.
#include "Conversion/Passes.h"

#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Rewrite/PatternApplicator.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXFLATTENCONTROL
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
/// Upstream's patterns, each op before those above it. A pattern moves all that follows an op into
/// a block of its own; from the top down, as upstream's pass goes, the end of a long function
/// would be moved once for each op before it.
struct FlattenControl : cortex::impl::CortexFlattenControlBase<FlattenControl> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateSCFToControlFlowConversionPatterns(patterns);
    FrozenRewritePatternSet frozen(std::move(patterns));
    PatternApplicator applicator(frozen);
    applicator.applyDefaultCostModel();
    PatternRewriter rewriter(&getContext());
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      // A terminator goes with the op around it.
      if (isa<scf::SCFDialect>(op->getDialect()) && !op->hasTrait<OpTrait::IsTerminator>())
        ops.push_back(op);
    });
    // Reversed, what is around an op comes before it as well.
    for (Operation *op : llvm::reverse(ops)) {
      rewriter.setInsertionPoint(op);
      if (succeeded(applicator.matchAndRewrite(op, rewriter)))
        continue;
      op->emitError() << "internal error: `" << op->getName() << "` has no branches";
      return signalPassFailure();
    }
  }
};
} // namespace
