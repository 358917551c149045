// Part of Cortex, under the MIT licence.
// Pullbacks at the border between types: boxing, unboxing, conversion.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

LogicalResult BoxOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                              ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Type type = operands[0].getType();
  bool differentiable = isDifferentiable(type);
  operandBars.push_back(differentiable ? UnboxOp::create(builder, getLoc(), type, resultBars[0])
                                       : Value());
  return success();
}

LogicalResult UnboxOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.push_back(BoxOp::create(builder, getLoc(), operands[0].getType(), resultBars[0]));
  return success();
}

LogicalResult CastOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                               ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Type type = operands[0].getType();
  bool differentiable = isDifferentiable(type);
  operandBars.push_back(differentiable ? CastOp::create(builder, getLoc(), type, resultBars[0])
                                       : Value());
  return success();
}
