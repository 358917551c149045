// Part of Cortex, under the MIT licence.
// Pullbacks of the ops that make tensors from a shape.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

LogicalResult FullOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                               ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.append(
      {{}, cortex::build<SumLikeOp>(builder, getLoc(), {resultBars[0], operands[1]})});
  return success();
}
