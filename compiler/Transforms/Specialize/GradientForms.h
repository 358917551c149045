// Part of Cortex, under the MIT licence.
// What of a value takes part in derivatives.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTFORMS_H
#define CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTFORMS_H

#include "Transforms/Specialize/Specializer.h"

namespace cortex {

/// The floats of a structure, in order: what a gradient has a part for.
mlir::LogicalResult gradientLeaves(Specializer &s, const Abstract &abstract, mlir::Location loc,
                                   mlir::SmallVectorImpl<mlir::Value> &leaves);

/// What stands in the place of parts that are no floats.
enum class OtherLeaves { Zero, Same };

/// A structure of the form of `abstract` with the next of `leaves` in the place of its floats.
Abstract gradientForm(Specializer &s, const Abstract &abstract, mlir::Operation *site,
                      mlir::ValueRange &leaves, OtherLeaves others = OtherLeaves::Zero);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTFORMS_H
