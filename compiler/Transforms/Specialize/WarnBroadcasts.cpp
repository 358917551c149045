// Part of Cortex, under the MIT licence.
// The pass `cortex-warn-broadcasts`: losses that compare every row with every other.
#include "Dialect/Inference.h"
#include "Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace cortex {
#define GEN_PASS_DEF_CORTEXWARNBROADCASTS
#include "Transforms/Passes.h.inc"

namespace {

/// Whether one shape is (n, 1) and the other (n), as far as their sizes are known.
bool isColumn(RankedTensorType column, RankedTensorType row) {
  if (column.getRank() != 2 || row.getRank() != 1 || column.getDimSize(1) != 1)
    return false;
  int64_t rows = column.getDimSize(0), size = row.getDimSize(0);
  bool isOne = rows == 1 || size == 1;
  return !isOne && (rows == size || ShapedType::isDynamic(rows) || ShapedType::isDynamic(size));
}

bool broadcastsColumn(Operation *op) {
  if (op->getNumOperands() != 2)
    return false;
  auto left = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  auto right = dyn_cast<RankedTensorType>(op->getOperand(1).getType());
  return left && right && (isColumn(left, right) || isColumn(right, left));
}

/// Whether the library does it, which knows why.
bool isOfLibrary(Location loc) {
  FileLineColRange innermost;
  loc->walk([&](Location part) {
    innermost = dyn_cast<FileLineColRange>(LocationAttr(part));
    return innermost ? WalkResult::interrupt() : WalkResult::advance();
  });
  return innermost && innermost.getFilename().getValue().starts_with("<");
}

/// The first element-wise op on the way to a value that broadcasts a column; null if there is none.
Operation *columnBehind(Value value) {
  SmallVector<Value> open{value};
  llvm::DenseSet<Operation *> seen;
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    bool isElementwise = op && (op->hasTrait<OpTrait::Elementwise>() || op->hasTrait<Broadcasts>());
    if (!isElementwise || !seen.insert(op).second)
      continue;
    if (broadcastsColumn(op) && !isOfLibrary(op->getLoc()))
      return op;
    llvm::append_range(open, op->getOperands());
  }
  return nullptr;
}

struct WarnBroadcastsPass : impl::CortexWarnBroadcastsBase<WarnBroadcastsPass> {
  void runOnOperation() override {
    getOperation().walk([](ReduceSumOp sum) {
      Operation *op = isTensor(sum.getType()) ? nullptr : columnBehind(sum->getOperand(0));
      if (!op)
        return;
      auto left = op->getOperand(0), right = op->getOperand(1);
      InFlightDiagnostic warning = emitWarning(op->getLoc());
      warning << codedMessage(DiagKind::BroadcastLoss,
                              {describeShape(left.getType()), describeShape(right.getType()),
                               describeShape(op->getResult(0).getType())});
      for (Value operand : {left, right})
        warning.attachNote(operand.getLoc())
            << "shape " << describeShape(operand.getType()) << " comes from here";
      warning.attachNote(op->getLoc())
          << "help: give both the same shape: `squeeze[x, axis=1]`, or `expand_dims[y, 1]`";
    });
  }
};

} // namespace
} // namespace cortex
