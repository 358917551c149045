// Part of Cortex, under the MIT licence.
// What the lowerings of the op families to linalg share.
#ifndef CORTEX_CONVERSION_TOLINALG_LOWERING_H
#define CORTEX_CONVERSION_TOLINALG_LOWERING_H

#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace cortex {

/// The result axes of an op along which all operands are known to have equal sizes (of those that
/// are not 1).
inline constexpr llvm::StringLiteral agreedAttr = "cortex.agreed";
/// On a `linalg.generic`: it is a matrix product; holds whether each operand is read transposed.
inline constexpr llvm::StringLiteral productAttr = "cortex.product";

using BodyBuilder =
    llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;
using CodeBuilder = llvm::function_ref<void(mlir::OpBuilder &)>;

/// Whether the op works on typed scalars and tensors alone, so that it is lowered here.
bool isTypedOp(mlir::Operation *op);

/// Numbers: the scalar in another element type. Float to int truncates; to bool, unequal to 0.
mlir::Value convertScalar(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                          mlir::Type to);
/// A scalar or tensor with other elements; the shape stays.
mlir::Value convertElements(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                            mlir::Type element);

mlir::Value constantIndex(mlir::OpBuilder &builder, mlir::Location loc, int64_t value);
mlir::Value toIndex(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);
mlir::Value toI64(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);
/// A constant of a scalar type; `value` must be exact in it.
mlir::Value constantScalar(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type,
                           double value);

/// The size of one axis, an `index`.
mlir::Value sizeOf(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor, int64_t axis);
llvm::SmallVector<mlir::Value> sizesOf(mlir::OpBuilder &builder, mlir::Location loc,
                                       mlir::Value tensor);
/// The sizes that a `shape` operand (one int or a 1-D int tensor) asks for, as `index` values.
llvm::SmallVector<mlir::Value> requestedSizes(mlir::OpBuilder &builder, mlir::Location loc,
                                              mlir::Value shape);
/// The tensor's sizes as i64 in an array of the frame, for messages.
mlir::Value shapeArray(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange sizes);

/// A tensor without contents; `sizes` holds one `index` per axis.
mlir::Value emptyTensor(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type,
                        mlir::ValueRange sizes);
mlir::Value filledTensor(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type,
                         mlir::ValueRange sizes, mlir::Value scalar);

/// A `linalg.generic` whose body is built in place, so that it may call the runtime.
mlir::linalg::GenericOp
createGeneric(mlir::OpBuilder &builder, mlir::Location loc, mlir::TypeRange types,
              mlir::ValueRange inputs, mlir::ValueRange outputs,
              llvm::ArrayRef<mlir::AffineMap> maps,
              llvm::ArrayRef<mlir::utils::IteratorType> iterators,
              llvm::function_ref<void(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)> body);

/// A `linalg.generic` with one result and iterators that are all parallel; `maps` covers the
/// inputs.
mlir::Value mapElements(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type,
                        mlir::ValueRange sizes, mlir::ValueRange inputs,
                        llvm::ArrayRef<mlir::AffineMap> maps, BodyBuilder body);

/// Sums over the axes of `goes`; they are dropped from the shape.
mlir::Value sumOverAxes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
                        llvm::ArrayRef<bool> goes);

/// The same elements with axes of size 1 where `type` has them, in order. `sizes` are the result's.
mlir::Value expandTo(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
                     mlir::RankedTensorType type, mlir::ValueRange sizes);

/// Other knowledge of the same shape; nothing is checked.
mlir::Value retype(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                   mlir::Type type);

/// Code for the case that `condition` holds; it ends by throwing.
void emitFailure(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value condition,
                 CodeBuilder code);
/// Throws a shape error that names both shapes, if `condition` holds.
void checkShapes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value condition,
                 llvm::StringRef name, mlir::ValueRange lhsSizes, mlir::ValueRange rhsSizes);
/// Throws a value error if `condition` holds.
void checkValue(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value condition,
                llvm::StringRef message);

/// Operands of one op made to agree with the shape of its result.
struct Broadcast {
  llvm::SmallVector<mlir::Value>
      operands; ///< Tensors whose sizes agree with the result's, or are statically 1.
  llvm::SmallVector<mlir::AffineMap> maps; ///< How the result's indices read each operand.
  llvm::SmallVector<mlir::Value> sizes;    ///< The result's sizes.
};
/// Broadcasts `operands` (tensors; scalars are skipped by the caller) to a result of the given
/// type: what is not proven (`agreed`) is checked at run time, with a shape error that names `op`.
/// `sizes`: the result's sizes where something else than the operands decides them.
Broadcast broadcastOperands(mlir::OpBuilder &builder, mlir::Operation *op,
                            mlir::ValueRange operands, mlir::RankedTensorType type,
                            mlir::ValueRange sizes = {});

/// Whether `cortex-prove-shapes` found the sizes of the axis equal.
bool isAgreed(mlir::Operation *op, int64_t axis);

// The lowerings, one function per family.
void populateConstantLowerings(mlir::RewritePatternSet &patterns);
void populateElementwiseLowerings(mlir::RewritePatternSet &patterns);
void populateReductionLowerings(mlir::RewritePatternSet &patterns);
void populateContractionLowerings(mlir::RewritePatternSet &patterns);
void populateShapeLowerings(mlir::RewritePatternSet &patterns);
void populateIndexLowerings(mlir::RewritePatternSet &patterns);
void populateCreationLowerings(mlir::RewritePatternSet &patterns);
void populateControlLowerings(mlir::RewritePatternSet &patterns);

/// Boxes the typed operands of ops that the runtime executes and unboxes their typed results.
void boxRuntimeOps(mlir::ModuleOp module);

} // namespace cortex

#endif // CORTEX_CONVERSION_TOLINALG_LOWERING_H
