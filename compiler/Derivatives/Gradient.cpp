// Part of Cortex, under the MIT licence.
// The pullback of values with a derivative of their own.
#include "Derivatives/Formula.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cortex;

LogicalResult CustomGradientOp::pullback(OpBuilder &builder, ValueRange, ValueRange,
                                         ValueRange resultBars,
                                         SmallVectorImpl<Value> &operandBars) {
  Block &body = getBody().front();
  IRMapping mapping;
  for (auto [argument, bar, value] : llvm::zip_equal(body.getArguments(), resultBars, getResults()))
    mapping.map(argument, bar ? bar : zeroLike(builder, getLoc(), value));
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  operandBars.append(getValues().size(), {});
  for (Value pulled : body.getTerminator()->getOperands())
    operandBars.push_back(mapping.lookupOrDefault(pulled));
  return success();
}
