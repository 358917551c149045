// Part of Cortex, under the MIT licence.
// What is known of a text at compile time.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_SKETCH_H
#define CORTEX_TRANSFORMS_SPECIALIZE_SKETCH_H

#include "mlir/IR/Value.h"

#include <string>

namespace cortex {

/// The text of a value that the emitted code computes, as the run time would show it, with `?` in
/// the place of what only the run time knows.
std::string sketch(mlir::Value value);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_SKETCH_H
