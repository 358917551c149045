// Part of Cortex, under the MIT licence.
// Pullbacks of what a program says about derivatives.
#include "Derivatives/Formula.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cortex;

LogicalResult VariableOp::pullback(OpBuilder &, ValueRange operands, ValueRange,
                                   ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.push_back(resultBars[0]);
  operandBars.append(operands.size() - 1, {});
  return success();
}

LogicalResult AgainOp::pullback(OpBuilder &, ValueRange, ValueRange, ValueRange resultBars,
                                SmallVectorImpl<Value> &operandBars) {
  operandBars.push_back(resultBars[0]);
  return success();
}

LogicalResult CustomGradientOp::pullback(OpBuilder &builder, ValueRange, ValueRange,
                                         ValueRange resultBars,
                                         SmallVectorImpl<Value> &operandBars) {
  Block &body = getBody().front();
  unsigned count = getNumResults();
  IRMapping mapping;
  for (auto [i, bar, result] : llvm::enumerate(resultBars, getResults())) {
    mapping.map(body.getArgument(i), bar ? bar : zeroLike(builder, getLoc(), result));
    mapping.map(body.getArgument(count + i), result);
  }
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  operandBars.append(getValues().size(), {});
  for (Value pulled : body.getTerminator()->getOperands())
    operandBars.push_back(mapping.lookupOrDefault(pulled));
  return success();
}
