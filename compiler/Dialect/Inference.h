// Part of Cortex, under the MIT licence.
// Rules of types and shapes that the families of ops share, and building ops by them.
#ifndef CORTEX_DIALECT_INFERENCE_H
#define CORTEX_DIALECT_INFERENCE_H

#include "Dialect/Cortex.h"

#include <optional>

namespace cortex {

/// The attribute of the module that holds the default float type of tensors (`f32` or `f64`).
inline constexpr llvm::StringLiteral defaultFloatAttr = "cortex.default_float";

/// On a function: the program has it at top level, called or not.
inline constexpr llvm::StringLiteral userFunctionAttr = "cortex.user";
/// On a function: it is the library's.
inline constexpr llvm::StringLiteral libraryFunctionAttr = "cortex.library";
/// On a module: an error has left values out of it. It is only evaluated to find further errors.
inline constexpr llvm::StringLiteral incompleteAttr = "cortex.incomplete";

/// On a call: the places of its arguments, one for each operand (unknown for captures).
inline constexpr llvm::StringLiteral argumentPlacesAttr = "cortex.places";

/// On a gradient: how the program writes the result and the variable, where that is short.
inline constexpr llvm::StringLiteral gradientResultAttr = "cortex.result";
/// On a `cortex.gradient`: where it says an expression for its variable, so it must be of a
/// function.
inline constexpr llvm::StringLiteral gradientAtPointAttr = "cortex.at_point";
inline constexpr llvm::StringLiteral gradientVariableAttr = "cortex.variable";
/// On a `cortex.gradient`: which of its variables the program writes as a part of something.
inline constexpr llvm::StringLiteral gradientPathsAttr = "cortex.paths";

/// The default float type of tensors in the module around `op`; f32 where nothing says otherwise.
mlir::FloatType defaultFloatType(mlir::Operation *op);

inline bool isAny(mlir::Type type) { return mlir::isa<AnyType>(type); }
inline bool isScalar(mlir::Type type) {
  return type.isF64() || type.isInteger(64) || type.isInteger(1);
}
inline bool isTensor(mlir::Type type) { return mlir::isa<mlir::RankedTensorType>(type); }
/// Float scalars and tensors of floats: what a cotangent can belong to.
bool isDifferentiable(mlir::Type type);
/// The scalar type itself, or the tensor's element type; null for anything else.
mlir::Type elementType(mlir::Type type);

/// The element type of a tensor as programs name it: `float32`, `float64`, `int64` or `bool`.
llvm::StringRef elementName(mlir::Type element);
/// A type as messages show it: `int`, `tensor float32 (2, ?)`, in the words of the run time.
std::string describe(mlir::Type type);
/// `(2, ?)`, `(3,)`; a scalar has the shape `()`.
std::string describeShape(llvm::ArrayRef<int64_t> shape);
/// The shape of a type: a tensor's, `()` of a scalar.
std::string describeShape(mlir::Type type);
/// The types of an op's two operands: `string and int`.
std::string describeBoth(llvm::ArrayRef<OperandInfo> operands);
/// The name of a struct as its program wrote it, from the one that is unique: `geo.Point`,
/// `Point$1`.
llvm::StringRef writtenName(llvm::StringRef name);
/// An op as programs write it: `+`, `sum`, `@`.
std::string spelling(mlir::Operation *op);

/// The shape that two shapes broadcast to as NumPy does; an unknown dimension against a known one
/// other than 1 is that one. Nothing where they cannot agree.
std::optional<llvm::SmallVector<int64_t>> broadcastShapes(llvm::ArrayRef<int64_t> lhs,
                                                          llvm::ArrayRef<int64_t> rhs);

/// The element type of arithmetic on two numbers or tensors, by the contract's promotion; null
/// where the operands are no numbers.
mlir::Type promote(mlir::Type lhs, mlir::Type rhs, mlir::FloatType defaultFloat);

/// The constant behind a value (through casts of knowledge), or null.
mlir::Attribute constantOf(mlir::Value value);
/// A constant integer, where the attribute is one.
std::optional<int64_t> constantInt(mlir::Attribute attribute);
/// The entries of a constant 1-D int tensor, or of one int.
std::optional<llvm::SmallVector<int64_t>> constantInts(mlir::Attribute attribute);

/// `axis` counted from the front, where it is within the rank.
std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank);

/// Builds an op whose result type follows from its operands. Operands that are all typed give a
/// typed op; where inference says `!cortex.any` every operand is boxed first. `attributes` as the
/// op declares them. The operands must be legal: a failed inference here is a defect of the caller.
mlir::Value build(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef opName,
                  mlir::ValueRange operands, llvm::ArrayRef<mlir::NamedAttribute> attributes = {});

template <typename OpTy>
mlir::Value build(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange operands,
                  llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
  return build(builder, loc, OpTy::getOperationName(), operands, attributes);
}

/// A float constant, as rules write it.
mlir::Value constantFloat(mlir::OpBuilder &builder, mlir::Location loc, double value);
/// An int constant.
mlir::Value constantInt(mlir::OpBuilder &builder, mlir::Location loc, int64_t value);
/// A bool constant.
mlir::Value constantBool(mlir::OpBuilder &builder, mlir::Location loc, bool value);

/// The value in a type that holds the same: other static knowledge of a shape, boxed or not.
mlir::Value convertTo(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      mlir::Type type);

/// Does the use read no element of its tensor?
bool asksForShape(mlir::OpOperand &use);

/// A zero of the same type and shape as `like` (a float scalar, float tensor or boxed value).
mlir::Value zeroLike(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value like);

} // namespace cortex

#endif // CORTEX_DIALECT_INFERENCE_H
