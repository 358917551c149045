// Part of Cortex, under the MIT licence.
// What the lowerings of boxed ops to calls of the runtime share.
#ifndef CORTEX_CONVERSION_TORUNTIME_LOWERING_H
#define CORTEX_CONVERSION_TORUNTIME_LOWERING_H

#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace cortex {

/// The symbol of the function through which the runtime calls `function`.
std::string thunkName(llvm::StringRef function);

void populateValueLowerings(mlir::RewritePatternSet &patterns);
void populateContainerLowerings(mlir::RewritePatternSet &patterns);
void populateCallLowerings(mlir::RewritePatternSet &patterns);

/// Tells the runtime of each call of a function that a program has named, for its call stack.
void traceCalls(mlir::ModuleOp module);

/// Moves boxed constants of functions to their first use.
void sinkConstants(mlir::ModuleOp module);

} // namespace cortex

#endif // CORTEX_CONVERSION_TORUNTIME_LOWERING_H
