// Part of Cortex, under the MIT licence.
// Lets operations on tensors write into the storage of what dies there.
#include "Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZEREUSEBUFFERS
#include "Transforms/Passes.h.inc"
} // namespace cortex

/// Whether the value has storage of its own in this block: no view, no constant, no caller's
/// argument.
static bool hasOwnStorage(Value value, Block *block) {
  if (value.getParentBlock() != block)
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<scf::ForOp, scf::WhileOp>(argument.getOwner()->getParentOp());
  return isa<linalg::LinalgOp, RandnOp, RandOp, UnboxOp>(value.getDefiningOp());
}

/// Whether `op` is the last to use the value.
static bool diesAt(Value value, Operation *op) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    Operation *here = op->getBlock()->findAncestorOpInBlock(*user);
    return here && (here == op || here->isBeforeInBlock(op));
  });
}

/// The place of a block argument among the loop's carried values that `result` is handed on to, or
/// nothing.
static bool continuesAs(Value result, Value argument) {
  auto carried = dyn_cast<BlockArgument>(argument);
  auto loop = carried ? dyn_cast<scf::ForOp>(carried.getOwner()->getParentOp()) : scf::ForOp();
  if (!loop || carried.getArgNumber() == 0)
    return false;
  return loop.getYieldedValues()[carried.getArgNumber() - 1] == result;
}

namespace {
struct ReuseBuffers : cortex::impl::CortexOptimizeReuseBuffersBase<ReuseBuffers> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      if (isa<TensorType>(function.getArgument(i).getType()))
        function.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                            BoolAttr::get(&getContext(), false));
    function.walk([&](linalg::GenericOp op) { reuse(op); });
    function.walk([&](linalg::GenericOp op) { separateStarts(op); });
    RewritePatternSet patterns(&getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    if (failed(applyPatternsGreedily(function, std::move(patterns))))
      signalPassFailure();
  }

  static void reuse(linalg::GenericOp op) {
    if (op.getNumParallelLoops() != op.getNumLoops() || op.getNumLoops() == 0)
      return;
    SmallVector<bool> taken(op.getNumDpsInputs());
    for (bool onlyContinued : {true, false})
      for (auto [number, init] : llvm::enumerate(op.getDpsInitsMutable()))
        if (init.get().getDefiningOp<tensor::EmptyOp>())
          reuseFor(op, number, init, taken, onlyContinued);
  }

  /// Looks for an input whose storage the result can take over.
  static void reuseFor(linalg::GenericOp op, unsigned number, OpOperand &init,
                       SmallVector<bool> &taken, bool onlyContinued) {
    for (auto [i, input] : llvm::enumerate(op.getDpsInputOperands())) {
      Value value = input->get();
      bool fits = !taken[i] && value.getType() == init.get().getType() &&
                  op.getMatchingIndexingMap(input).isIdentity() &&
                  op.getMatchingIndexingMap(&init).isIdentity();
      if (!fits || !hasOwnStorage(value, op->getBlock()) || !diesAt(value, op) ||
          (onlyContinued && !continuesAs(op.getResult(number), value)))
        continue;
      // Read by another map as well, it would be overwritten before that.
      if (llvm::count_if(op.getDpsInputOperands(),
                         [&](OpOperand *other) { return other->get() == value; }) != 1)
        continue;
      taken[i] = true;
      init.set(value);
      op.getMatchingBlockArgument(input).replaceAllUsesWith(op.getMatchingBlockArgument(&init));
      return;
    }
  }

  /// Two operations that start from one tensor, or a loop that starts from one outside of it, would
  /// copy it: each gets its own just before.
  static void separateStarts(linalg::GenericOp op) {
    for (OpOperand &init : op.getDpsInitsMutable()) {
      Operation *start = init.get().getDefiningOp();
      if (!isa_and_nonnull<linalg::FillOp, tensor::EmptyOp>(start))
        continue;
      OpBuilder builder(op);
      Operation *copy = builder.clone(*start);
      init.set(copy->getResult(0));
      auto fill = dyn_cast<linalg::FillOp>(copy);
      auto empty = fill ? fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>() : tensor::EmptyOp();
      builder.setInsertionPoint(copy);
      if (empty)
        fill.getOutputsMutable()[0].set(builder.clone(*empty)->getResult(0));
      if (start->use_empty())
        start->erase();
    }
  }
};
} // namespace
