// Part of Cortex, under the MIT licence.
// Makes elementwise operations and full reductions on contiguous buffers one-dimensional.
#include "Conversion/Passes.h"

#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXCOLLAPSELOOPS
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// Whether each operand is read element by element in memory order, or is one element.
static bool canCollapse(linalg::LinalgOp op) {
  if (op.getNumLoops() < 2 || !op.hasPureBufferSemantics() || op.hasIndexSemantics())
    return false;
  auto iterators = op.getIteratorTypesArray();
  if (!llvm::all_of(iterators, linalg::isParallelIterator) &&
      !llvm::all_of(iterators, linalg::isReductionIterator))
    return false;
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    return map.getNumResults() == 0 || (type && map.isIdentity() && type.getLayout().isIdentity());
  });
}

static void collapse(linalg::LinalgOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  ReassociationIndices all;
  for (unsigned i = 0; i < op.getNumLoops(); ++i)
    all.push_back(i);
  SmallVector<Value> inputs, outputs;
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands()) {
    bool whole = op.getMatchingIndexingMap(&operand).getNumResults() > 0;
    Value value = operand.get();
    if (whole)
      value =
          memref::CollapseShapeOp::create(builder, loc, value, ArrayRef<ReassociationIndices>{all});
    maps.push_back(whole ? builder.getMultiDimIdentityMap(1)
                         : AffineMap::get(1, 0, builder.getContext()));
    (op.isDpsInput(&operand) ? inputs : outputs).push_back(value);
  }
  auto flat =
      linalg::GenericOp::create(builder, loc, TypeRange{}, inputs, outputs, maps,
                                SmallVector<utils::IteratorType>{op.getIteratorTypesArray()[0]});
  Block *body = builder.createBlock(&flat.getRegion());
  IRMapping mapping;
  for (BlockArgument argument : op.getBlock()->getArguments())
    mapping.map(argument, body->addArgument(argument.getType(), loc));
  for (Operation &inner : *op.getBlock())
    builder.clone(inner, mapping);
  op->erase();
}

namespace {
struct CollapseLoops : cortex::impl::CortexCollapseLoopsBase<CollapseLoops> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> candidates;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (isa<linalg::GenericOp, linalg::FillOp>(op.getOperation()) && canCollapse(op))
        candidates.push_back(op);
    });
    for (linalg::LinalgOp op : candidates)
      collapse(op);
  }
};
} // namespace
