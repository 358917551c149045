// Part of Cortex, under the MIT licence.
// Lets loops of unknown length hand their buffers on from turn to turn without a copy.
#include "Transforms/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZEKEEPBUFFERS
#include "Transforms/Passes.h.inc"
} // namespace cortex

namespace {
/// Where the buffers come from that a value may stand for.
class Roots {
public:
  /// `own` is what the value may be besides a buffer that is allocated within the region.
  Roots(Region &within, Value own) : within(within) { allowed.insert(own); }

  /// False where the value may be another buffer.
  bool add(Value value) {
    if (allowed.contains(value))
      return true;
    auto result = dyn_cast<OpResult>(value);
    if (!result || !within.isAncestor(result.getOwner()->getParentRegion()))
      return false;
    unsigned i = result.getResultNumber();
    Operation *op = result.getOwner();
    if (isa<memref::AllocOp>(op)) {
      allocated.insert(op);
      return true;
    }
    if (auto view = dyn_cast<ViewLikeOpInterface>(op))
      return add(view.getViewSource());
    if (auto branch = dyn_cast<scf::IfOp>(op))
      return add(branch.thenYield()->getOperand(i)) && add(branch.elseYield()->getOperand(i));
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      allowed.insert(loop.getRegionIterArg(i));
      return add(loop.getInitArgs()[i]) && add(loop.getYieldedValues()[i]);
    }
    if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      allowed.insert(loop.getBeforeArguments()[i]);
      allowed.insert(loop.getAfterArguments()[i]);
      return add(loop.getInits()[i]) && add(loop.getConditionOp().getArgs()[i]) &&
             add(loop.getYieldOp()->getOperand(i));
    }
    return false;
  }

  llvm::SmallPtrSet<Operation *, 4> allocated;

private:
  Region &within;
  llvm::DenseSet<Value> allowed;
};

/// The copy that a loop hands on in place of its own carried value, or null.
memref::CopyOp copyOf(scf::WhileOp loop, unsigned i) {
  auto alloc = loop.getConditionOp().getArgs()[i].getDefiningOp<memref::AllocOp>();
  if (!alloc || alloc->getBlock() != loop.getBeforeBody() ||
      alloc.getType() != loop.getBeforeArguments()[i].getType())
    return {};
  memref::CopyOp copy;
  for (Operation *user : alloc->getUsers()) {
    if (user == loop.getConditionOp())
      continue;
    auto other = dyn_cast<memref::CopyOp>(user);
    if (copy || !other || other.getTarget() != alloc.getResult() ||
        other.getSource() != loop.getBeforeArguments()[i])
      return {};
    copy = other;
  }
  return copy;
}

struct KeepBuffers : cortex::impl::CortexOptimizeKeepBuffersBase<KeepBuffers> {
  void runOnOperation() override {
    getOperation()->walk([](scf::WhileOp loop) { keepBuffers(loop); });
  }

  static void keepBuffers(scf::WhileOp loop) {
    if (loop.getNumResults() != loop.getInits().size())
      return;
    llvm::DenseMap<Operation *, unsigned> holders;
    SmallVector<std::pair<unsigned, Roots>> kept;
    for (unsigned i = 0; i < loop.getNumResults(); ++i) {
      if (!isa<MemRefType>(loop.getResult(i).getType()))
        continue;
      Roots roots(loop.getAfter(), loop.getAfterArguments()[i]);
      bool isOwn = roots.add(loop.getYieldOp()->getOperand(i));
      // A buffer in two places must become two.
      for (Operation *alloc : roots.allocated)
        ++holders[alloc];
      if (isOwn && copyOf(loop, i))
        kept.push_back({i, std::move(roots)});
    }
    for (auto &[i, roots] : kept) {
      if (llvm::any_of(roots.allocated, [&](Operation *alloc) { return holders[alloc] > 1; }))
        continue;
      memref::CopyOp copy = copyOf(loop, i);
      auto alloc = copy.getTarget().getDefiningOp<memref::AllocOp>();
      copy.erase();
      alloc.replaceAllUsesWith(loop.getBeforeArguments()[i]);
      alloc.erase();
    }
  }
};
} // namespace
