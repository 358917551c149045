// Part of Cortex, under the MIT licence.
// What the loops of the dialect have in common, as Differentiate sees them.
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

bool LoopView::isCounted() const {
  auto loop = dyn_cast<ForOp>(op);
  return loop && !loop.getBreakable();
}
