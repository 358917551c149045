// Part of Cortex, under the MIT licence.
// The table of what each elementwise op computes on one element.
#ifndef CORTEX_CONVERSION_TOLINALG_SCALAROPS_H
#define CORTEX_CONVERSION_TOLINALG_SCALAROPS_H

#include "Conversion/ToLinalg/Lowering.h"

namespace cortex {

/// One row: operands arrive in the type that the op computes in, and the result has the op's
/// element type.
struct ScalarRule {
  /// Which type the operands are converted to.
  enum Operands {
    AsResult,  ///< The result's element type.
    Promoted,  ///< The promoted type of both, for comparisons.
    AsBool,    ///< i1.
    Condition, ///< The first i1, the others the result's element type.
  };
  Operands operands = AsResult;
  /// `checked`: integers are scalars, whose overflow is an error.
  mlir::Value (*build)(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange x,
                       bool checked) = nullptr;
};

/// The row for an op, or null if it is not elementwise.
const ScalarRule *findScalarRule(mlir::Operation *op);

} // namespace cortex

#endif // CORTEX_CONVERSION_TOLINALG_SCALAROPS_H
