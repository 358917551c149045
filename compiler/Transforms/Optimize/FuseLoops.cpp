// Part of Cortex, under the MIT licence.
// Fuses elementwise operations on tensors into the loops that use them.
#include "Transforms/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZEFUSELOOPS
#include "Transforms/Passes.h.inc"
} // namespace cortex

/// Work that may be done twice rather than stored: a few operations of one cycle each.
static bool isCheap(linalg::GenericOp op) {
  unsigned count = 0;
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (!isa<arith::ArithDialect>(inner.getDialect()) || isa<arith::DivFOp, arith::RemFOp>(inner))
      return false;
    ++count;
  }
  return count <= 4;
}

static bool isParallel(linalg::GenericOp op) {
  return op.getNumParallelLoops() == op.getNumLoops();
}

/// Whether both loops visit the same elements in the same order.
static bool sameDomain(linalg::GenericOp producer, linalg::GenericOp consumer, OpOperand *operand) {
  return producer.getNumLoops() == consumer.getNumLoops() &&
         consumer.getMatchingIndexingMap(operand).isIdentity() &&
         llvm::all_of(producer.getDpsInitsMutable(), [&](OpOperand &init) {
           return producer.getMatchingIndexingMap(&init).isIdentity();
         });
}

static bool usedAlone(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::all_of(producer->getUsers(), [&](Operation *user) { return user == consumer; });
}

/// Whether all other uses of the producer come after the consumer, whose results can then stand for
/// it. What the consumer's body reads out of order (a gather) has to be there before.
static bool othersFollow(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::all_of(producer->getUsers(), [&](Operation *user) {
    Operation *here = consumer->getBlock()->findAncestorOpInBlock(*user);
    return user == consumer || (here && consumer->isBeforeInBlock(here));
  });
}

/// How many times the consumer reads elements of the producer, each through another operand.
static unsigned readsOf(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::count_if(consumer.getDpsInputs(),
                        [&](Value input) { return input.getDefiningOp() == producer; });
}

/// A loop with more operands than this gains nothing by taking in another one.
static constexpr unsigned maxOperands = 48;

static bool shouldFuse(OpOperand *operand) {
  auto consumer = cast<linalg::GenericOp>(operand->getOwner());
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  if (!producer || producer->getBlock() != consumer->getBlock() ||
      !linalg::areElementwiseOpsFusable(operand) || consumer->hasAttr("cortex.product") ||
      producer->getNumOperands() + consumer->getNumOperands() > maxOperands)
    return false;
  // Elements that are read in two orders would be computed twice, and so would theirs in turn.
  if (!sameDomain(producer, consumer, operand))
    return usedAlone(producer, consumer) && readsOf(producer, consumer) == 1 &&
           (isCheap(producer) || consumer.getNumLoops() == producer.getNumLoops());
  return usedAlone(producer, consumer) ||
         (isParallel(consumer) && othersFollow(producer, consumer));
}

namespace {
struct FuseLoops : cortex::impl::CortexOptimizeFuseLoopsBase<FuseLoops> {
  void runOnOperation() override {
    cleanOperands();
    SmallVector<linalg::GenericOp> all;
    getOperation().walk([&](linalg::GenericOp op) { all.push_back(op); });
    // Erased producers stand before their consumers in the list, so that nothing erased is visited
    // later.
    for (linalg::GenericOp op : all)
      while (op && fuseOne(op)) {
      }
    cleanOperands();
  }

  /// Operands that are given twice or never read would hide that a value has one use.
  void cleanOperands() {
    RewritePatternSet patterns(&getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  static bool fuseOne(linalg::GenericOp &consumer) {
    for (OpOperand &operand : consumer->getOpOperands()) {
      if (!consumer.isDpsInput(&operand) || !shouldFuse(&operand))
        continue;
      auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
      IRRewriter rewriter(consumer);
      auto fused = linalg::fuseElementwiseOps(rewriter, &operand);
      if (failed(fused))
        continue;
      for (auto [old, replacement] : fused->replacements)
        old.replaceUsesWithIf(replacement,
                              [&](OpOperand &use) { return use.getOwner() != fused->fusedOp; });
      // The fused loop may read the producer's result through another operand: it stays then.
      rewriter.eraseOp(consumer);
      if (producer->use_empty())
        rewriter.eraseOp(producer);
      consumer = cast<linalg::GenericOp>(fused->fusedOp);
      return true;
    }
    return false;
  }
};
} // namespace
