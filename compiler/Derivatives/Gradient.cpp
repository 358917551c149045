// Part of Cortex, under the MIT licence.
// Pullbacks of what a program says about derivatives.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

LogicalResult VariableOp::pullback(OpBuilder &, ValueRange operands, ValueRange,
                                   ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.push_back(resultBars[0]);
  operandBars.append(operands.size() - 1, {});
  return success();
}
