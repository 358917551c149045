// Part of Cortex, under the MIT licence.
// Reverses checkpoints: what the sweep needs from within is computed again.
#include "Transforms/Differentiate/Sweep.h"

using namespace mlir;
using namespace cortex;

SmallVector<Operation *> cortex::dissolve(CheckpointOp op) {
  Block &body = op.getBody().front();
  Operation *end = body.getTerminator();
  op.replaceAllUsesWith(end->getOperands());
  end->erase();
  SmallVector<Operation *> ops;
  for (Operation &inner : llvm::make_early_inc_range(body)) {
    inner.moveBefore(op);
    ops.push_back(&inner);
  }
  op->erase();
  return ops;
}

/// Whether a second run gives the same and is not seen by anyone. `inside`: functions that are
/// being looked at.
static bool isRepeatable(Operation *op, llvm::SmallPtrSetImpl<Operation *> &inside) {
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, call.getCalleeAttr());
    if (!callee || callee.isExternal())
      return false;
    return !inside.insert(callee).second ||
           llvm::all_of(callee.getBody().getOps(),
                        [&](Operation &inner) { return isRepeatable(&inner, inside); });
  }
  if (op->getNumRegions() > 0)
    return llvm::all_of(op->getRegions(), [&](Region &region) {
      return llvm::all_of(region.getOps(),
                          [&](Operation &inner) { return isRepeatable(&inner, inside); });
    });
  // What lives at run time may have changed by then: boxed containers, globals, cells.
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  if (llvm::any_of(op->getOperandTypes(), [](Type type) { return isAny(type); }) ||
      (effects && effects.hasEffect<MemoryEffects::Read>()))
    return false;
  // Ops on values write nothing, they may fail; those that take from a state, such as random
  // numbers, say nothing of their effects.
  return op->hasTrait<OpTrait::IsTerminator>() || isa<KeepOp>(op) || isMemoryEffectFree(op) ||
         (effects && isa<TypeInferenceOpInterface>(op));
}

LogicalResult Sweep::reverseCheckpoint(CheckpointOp op) {
  Block &body = op.getBody().front();
  auto onPath = [&](Value value) { return scope.path.contains(value); };
  llvm::SmallPtrSet<Operation *, 8> once;
  bool mayRepeat = true;
  for (Operation &inner : body.without_terminator()) {
    llvm::SmallPtrSet<Operation *, 4> inside;
    if (isRepeatable(&inner, inside))
      continue;
    once.insert(&inner);
    mayRepeat &= llvm::none_of(inner.getResults(), onPath);
  }
  if (!mayRepeat) {
    for (auto [result, yielded] : llvm::zip(op.getResults(), body.getTerminator()->getOperands()))
      if (Value bar = bars.lookup(result))
        add(yielded, bar);
    for (Value result : op.getResults())
      bars.erase(result);
    return reverse(dissolve(op));
  }
  IRMapping again;
  SmallVector<Operation *> ops;
  auto useAnew = [&](Value value) {
    Operation *by = value.getDefiningOp();
    bool isRepeated =
        op.getBody().isAncestor(value.getParentRegion()) && !(by && once.contains(by));
    if (isRepeated || again.contains(value) || !isTensor(value.getType()) ||
        matchPattern(value, m_Constant()))
      return;
    auto same = AgainOp::create(builder, op.getLoc(), value.getType(), value);
    again.map(value, same.getResult());
    ops.push_back(same);
  };
  for (Operation &inner : body.without_terminator())
    if (!once.contains(&inner)) {
      inner.walk([&](Operation *part) { llvm::for_each(part->getOperands(), useAnew); });
      ops.push_back(builder.clone(inner, again));
    }
  for (Operation *copy : ops)
    copy->walk([](Operation *inner) {
      inner->setLoc(withDerivation(inner->getLoc(), Derivation::Recomputed));
    });
  scope.path.extend(again);
  // The copy runs as often as the code of the sweep around it.
  scope.base.insert(builder.getInsertionBlock());
  for (auto [result, yielded] : llvm::zip(op.getResults(), body.getTerminator()->getOperands()))
    if (Value bar = bars.lookup(result))
      add(again.lookupOrDefault(yielded), bar);
  if (failed(reverse(ops)))
    return failure();
  keepForCheckpoint(op);
  return success();
}

/// What ops that run only once have made is a result, too, where the copy uses it.
void Sweep::keepForCheckpoint(CheckpointOp op) {
  Operation *end = op.getBody().front().getTerminator();
  SmallVector<Value> kept;
  for (Operation &inner : op.getBody().front())
    for (Value value : inner.getResults())
      if (llvm::any_of(value.getUsers(),
                       [&](Operation *user) { return !op->isProperAncestor(user); }))
        kept.push_back(value);
  if (kept.empty())
    return;
  unsigned first = op->getNumResults();
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(types, ValueRange(kept).getTypes());
  end->insertOperands(first, kept);
  OpBuilder before(op);
  auto extended = CheckpointOp::create(before, op.getLoc(), types);
  extended.getBody().takeBody(op.getBody());
  replace(op, extended);
  for (auto [i, value] : llvm::enumerate(kept))
    value.replaceUsesWithIf(extended.getResult(first + i), [&](OpOperand &use) {
      return !extended->isProperAncestor(use.getOwner());
    });
}
