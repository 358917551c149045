// Part of Cortex, under the MIT licence.
// Declares how compiled functions let the runtime know which references they hold.
#ifndef CORTEX_CONVERSION_TORUNTIME_HOLDREFERENCES_H
#define CORTEX_CONVERSION_TORUNTIME_HOLDREFERENCES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace cortex {

/// How long the block that defines a value owns it.
struct Lifetime {
  mlir::Value value;
  mlir::Operation *end; // the last op of the block that needs it; null if none does
  bool moves;           // the terminator takes the reference over
};

using Lifetimes = llvm::DenseMap<mlir::Block *, llvm::SmallVector<Lifetime>>;

/// Where the block lets go of the value.
mlir::OpBuilder builderAtEnd(const Lifetime &lifetime, mlir::Block &block);

/// Gives each value that is owned while something may throw a slot of the runtime's, which names it
/// for that long; an error that ends the function releases what its slots name.
void holdReferences(mlir::func::FuncOp function, const Lifetimes &lifetimes);

} // namespace cortex

#endif // CORTEX_CONVERSION_TORUNTIME_HOLDREFERENCES_H
