// Part of Cortex, under the MIT licence.
// How many bytes tensors and buffers take.
#include "Conversion/Sizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cortex;

double cortex::knownBytes(ShapedType type) {
  Type element = type.getElementType();
  double bytes = element.isIntOrFloat() ? std::max(1u, element.getIntOrFloatBitWidth() / 8)
                                        : sizeof(int64_t); // an index
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size))
      bytes *= static_cast<double>(size);
  return bytes;
}

Value cortex::sizeInBytes(OpBuilder &builder, Location loc, ShapedType type, ValueRange sizes) {
  Value bytes = arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(knownBytes(type)));
  for (Value size : sizes) {
    if (size.getType().isIndex())
      size = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), size);
    Value factor = arith::SIToFPOp::create(builder, loc, builder.getF64Type(), size);
    bytes = arith::MulFOp::create(builder, loc, bytes, factor);
  }
  return bytes;
}
