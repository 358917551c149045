// Part of Cortex, under the MIT licence.
// Calls of the functions in runtime/Functions.def, and the constants that they take.
#ifndef CORTEX_CONVERSION_RUNTIMECALLS_H
#define CORTEX_CONVERSION_RUNTIMECALLS_H

#include "Dialect/Inference.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace cortex {

/// On a cast from a pointer: the value is a new reference, which its block has to release.
inline constexpr llvm::StringLiteral ownedAttr = "cortex.owned";
/// On a function: the name that users gave it.
inline constexpr llvm::StringLiteral nameAttr = "cortex.name";

/// One row of the table: the kinds of result and parameters (`Value`, `I64`, `Loc`, ...).
struct RuntimeFunction {
  llvm::StringRef name;
  llvm::StringRef result;
  llvm::SmallVector<llvm::StringRef> parameters;
  bool mayThrow;
};

/// The row of `cortex_rt_<name>`, or null.
const RuntimeFunction *findRuntimeFunction(llvm::StringRef name);

/// Whether the type is one pointer to an object of the runtime.
bool isBoxed(mlir::Type type);

/// Calls `cortex_rt_<name>`. Missing `Value` arguments are null pointers, and the location is
/// added. A `Value` result is a new reference, of type `any` or seen as `resultType`. Null for a
/// function that returns nothing.
mlir::Value callRuntime(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name,
                        mlir::ValueRange arguments, mlir::Type resultType = {});

/// A boxed value as the pointer that it is; other values as they are.
mlir::Value toPointer(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// A pointer as a value of a boxed type.
mlir::Value fromPointer(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value pointer,
                        mlir::Type type, bool owned);

/// A boxed value of another boxed type, the same object.
mlir::Value castBoxed(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      mlir::Type type);

/// The address of a constant with these contents (RuntimeDataOp says which there are).
mlir::Value dataPointer(mlir::OpBuilder &builder, mlir::Location loc, mlir::Attribute contents);

/// The address of a constant that holds the source location.
mlir::Value locationPointer(mlir::OpBuilder &builder, mlir::Location loc);

/// The address of a NUL-terminated constant text.
mlir::Value textPointer(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef text);

/// The address of a constant array of NUL-terminated texts.
mlir::Value textArrayPointer(mlir::OpBuilder &builder, mlir::Location loc,
                             llvm::ArrayRef<llvm::StringRef> texts);

/// The address of an array in the function's frame that holds the values: all boxed or all i64.
mlir::Value arrayPointer(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange values);

/// A new internal global that holds one pointer, null at first.
mlir::LLVM::GlobalOp createPointerGlobal(mlir::OpBuilder &builder, mlir::Location loc,
                                         llvm::StringRef symbol);

/// An i64 constant.
mlir::Value constantI64(mlir::OpBuilder &builder, mlir::Location loc, int64_t value);
/// An i32 constant.
mlir::Value constantI32(mlir::OpBuilder &builder, mlir::Location loc, int32_t value);
/// The null pointer.
mlir::Value nullPointer(mlir::OpBuilder &builder, mlir::Location loc);

/// The number (CortexDType) that the runtime has for an element type.
int32_t dtypeOf(mlir::Type element);

} // namespace cortex

#endif // CORTEX_CONVERSION_RUNTIMECALLS_H
