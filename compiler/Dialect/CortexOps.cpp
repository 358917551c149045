// Part of Cortex, under the MIT licence.
// The generated definitions of the ops.
#include "Dialect/Cortex.h"

#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#define GET_OP_CLASSES
#include "Dialect/CortexOps.cpp.inc"
