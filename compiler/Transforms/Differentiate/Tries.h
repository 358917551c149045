// Part of Cortex, under the MIT licence.
// Derivatives through `try`: exceptions as values, variables as SSA values.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_TRIES_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_TRIES_H

#include "Transforms/Differentiate/Path.h"

namespace cortex {

/// The path that `find` finds in a function. Where it goes through variables that a `try` changes,
/// the `try` becomes ordinary control flow first, and the variables SSA values. `at`: the
/// derivative, as for `Path`.
///
/// See Note [Tries] in Tries.cpp.
Path openPath(mlir::func::FuncOp function, mlir::Operation *at, llvm::function_ref<Path()> find);

/// An attempt as a `cortex.try` with cells for what it yields.
void lowerAttempt(AttemptOp attempt);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_TRIES_H
