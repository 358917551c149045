// Part of Cortex, under the MIT licence.
// Where in a text an op comes from.
#ifndef CORTEX_DIALECT_PLACES_H
#define CORTEX_DIALECT_PLACES_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SmallVector.h"

namespace cortex {

/// The innermost place of a location, and the places of the calls around it from the inside out.
llvm::SmallVector<mlir::FileLineColRange> placesOf(mlir::Location loc);

} // namespace cortex

#endif // CORTEX_DIALECT_PLACES_H
