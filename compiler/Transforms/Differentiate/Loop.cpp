// Part of Cortex, under the MIT licence.
// What the loops of the dialect have in common, as Differentiate sees them, and how loops and
// branches get further results.
#include "Transforms/Differentiate/Loop.h"

using namespace mlir;
using namespace cortex;

std::optional<LoopView> LoopView::of(Operation *op) {
  if (auto loop = dyn_cast<ForOp>(op))
    return LoopView{op, &loop.getBody(), 1, 3};
  if (auto loop = dyn_cast<ForEachOp>(op))
    return LoopView{op, &loop.getBody(), 2, 1};
  if (auto loop = dyn_cast<WhileOp>(op))
    return LoopView{op, &loop.getBody(), 0, 0};
  return std::nullopt;
}

SmallVector<BlockArgument, 2> LoopView::views(unsigned i) const {
  SmallVector<BlockArgument, 2> views{carried(i)};
  if (auto loop = dyn_cast<WhileOp>(op))
    views.push_back(loop.getConditionRegion().getArgument(i));
  return views;
}

LoopView LoopView::withMore(ValueRange inits) const {
  SmallVector<Value> operands(op->getOperands());
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(operands, inits);
  llvm::append_range(types, inits.getTypes());
  Operation *fresh = Operation::create(
      op->getLoc(), op->getName(), types, operands, op->getDiscardableAttrDictionary(),
      op->getPropertiesStorage(), BlockRange{}, op->getNumRegions());
  OpBuilder(op).insert(fresh);
  for (auto [to, from] : llvm::zip(fresh->getRegions(), op->getRegions())) {
    to.takeBody(from);
    for (Value init : inits)
      to.addArgument(init.getType(), op->getLoc());
  }
  LoopView extended = *LoopView::of(fresh);
  Operation *yield = extended.body->front().getTerminator();
  for (unsigned i = 0; i < inits.size(); ++i)
    yield->insertOperands(yield->getNumOperands(), extended.carried(size() + i));
  return extended;
}

void cortex::takePlace(Operation *old, Operation *fresh, unsigned first) {
  for (auto [before, after] : llvm::zip(old->getResults(), fresh->getResults().drop_front(first)))
    before.replaceAllUsesWith(after);
  old->erase();
}

IfOp cortex::withResults(OpBuilder &builder, IfOp from, TypeRange types) {
  auto branch =
      IfOp::create(builder, from.getLoc(), types, from.getCondition(), /*withBlocks=*/false);
  for (auto [to, region] : llvm::zip(branch->getRegions(), from->getRegions()))
    to.takeBody(region);
  return branch;
}

AttemptOp cortex::withValues(OpBuilder &builder, AttemptOp from, ValueRange otherwise) {
  auto attempt = AttemptOp::create(builder, from.getLoc(), otherwise);
  attempt.getBody().takeBody(from.getBody());
  return attempt;
}

bool LoopView::isCounted() const {
  auto loop = dyn_cast<ForOp>(op);
  return loop && !loop.getBreakable();
}
