// Part of Cortex, under the MIT licence.
// Constants: building, folding, verification.
#include "Dialect/Inference.h"

using namespace mlir;
using namespace cortex;

void ConstantOp::build(OpBuilder &builder, OperationState &state, int64_t value) {
  build(builder, state, builder.getI64Type(), builder.getI64IntegerAttr(value));
}
void ConstantOp::build(OpBuilder &builder, OperationState &state, double value) {
  build(builder, state, builder.getF64Type(), builder.getF64FloatAttr(value));
}
void ConstantOp::build(OpBuilder &builder, OperationState &state, bool value) {
  build(builder, state, builder.getI1Type(), builder.getBoolAttr(value));
}
void ConstantOp::build(OpBuilder &builder, OperationState &state, StringRef value) {
  build(builder, state, StrType::get(builder.getContext()), builder.getStringAttr(value));
}

Value ConstantOp::null(OpBuilder &builder, Location loc) {
  return ConstantOp::create(builder, loc, NullType::get(builder.getContext()),
                            builder.getUnitAttr());
}

void RuntimeDataOp::build(OpBuilder &builder, OperationState &state, Attribute contents) {
  build(builder, state, LLVM::LLVMPointerType::get(builder.getContext()), contents);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ConstantOp::verify() {
  Type type = getType();
  if (isa<StrType>(type)    ? isa<StringAttr>(getValue())
      : isa<NullType>(type) ? isa<UnitAttr>(getValue())
                            : false)
    return success();
  auto typed = dyn_cast<TypedAttr>(getValue());
  if (!typed || typed.getType() != type)
    return emitOpError("holds a value that is not of its type");
  return success();
}
