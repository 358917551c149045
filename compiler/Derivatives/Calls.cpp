// Part of Cortex, under the MIT licence.
// Pullbacks of the ops around calls. Direct calls are differentiated as pairs of functions.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

LogicalResult ProvenanceOp::pullback(OpBuilder &, ValueRange, ValueRange, ValueRange resultBars,
                                     SmallVectorImpl<Value> &operandBars) {
  // The source is remembered, not used.
  operandBars.append({resultBars[0], {}});
  return success();
}
