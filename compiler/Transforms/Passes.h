// Part of Cortex, under the MIT licence.
// The passes from the cortex dialect to itself; Passes.td describes them.
#ifndef CORTEX_TRANSFORMS_PASSES_H
#define CORTEX_TRANSFORMS_PASSES_H

#include "Dialect/Cortex.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cortex {

#define GEN_PASS_DECL
#include "Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Transforms/Passes.h.inc"

/// Whether a buffer is small, of known size, and allocated outside of loops: what a loop takes from
/// the frame is given back only at the function's end.
bool belongsOnStack(mlir::Value buffer);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_PASSES_H
