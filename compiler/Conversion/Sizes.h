// Part of Cortex, under the MIT licence.
// How many bytes tensors and buffers take.
#ifndef CORTEX_CONVERSION_SIZES_H
#define CORTEX_CONVERSION_SIZES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace cortex {

/// The bytes that the known dimensions of a tensor or buffer ask for.
double knownBytes(mlir::ShapedType type);

/// The bytes of a tensor or buffer, as an f64: doubles lose digits, but a product of dimensions
/// does not overflow. `sizes` are the unknown dimensions in order, index or i64.
mlir::Value sizeInBytes(mlir::OpBuilder &builder, mlir::Location loc, mlir::ShapedType type,
                        mlir::ValueRange sizes);

} // namespace cortex

#endif // CORTEX_CONVERSION_SIZES_H
