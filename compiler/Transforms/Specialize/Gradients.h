// Part of Cortex, under the MIT licence.
// Structures as variables and results of derivatives.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTS_H
#define CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTS_H

#include "Transforms/Specialize/Specializer.h"

namespace cortex {

/// The floats of a structure, in order: what a gradient has a part for.
mlir::LogicalResult gradientLeaves(Specializer &s, const Abstract &abstract, mlir::Location loc,
                                   llvm::SmallVectorImpl<mlir::Value> &leaves);
/// What stands in the place of parts that are no floats.
enum class OtherLeaves { Zero, Same };
/// A structure of the form of `abstract` with the next of `leaves`, which are taken off the front,
/// in the place of its floats.
Abstract gradientForm(Specializer &s, const Abstract &abstract, mlir::Operation *site,
                      mlir::ValueRange &leaves, OtherLeaves others = OtherLeaves::Zero);
/// The point with a name of its own for each float in it, which moves along the same part of the
/// direction, if there is one; nothing after an error.
std::optional<Abstract> makeVariable(Specializer &s, const Abstract &point,
                                     const std::optional<Abstract> &direction,
                                     mlir::Operation *site);
/// Whether there are derivatives with respect to the value; of integers, strings and so on there
/// are none, which is reported with the reason.
bool hasDerivatives(Specializer &s, const Abstract &wrt, mlir::Location loc);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_GRADIENTS_H
