// Part of Cortex, under the MIT licence.
// Makes buffers whose size does not fit into a number an error, before their size is computed.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXCHECKSIZES
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// Sizes below this are left to the allocation itself; above, their product may be wrong.
static constexpr double LargestSize = 0x1p60;

/// The bytes that the known dimensions ask for.
static double knownBytes(MemRefType type) {
  Type element = type.getElementType();
  double bytes = element.isIntOrFloat() ? std::max(1u, element.getIntOrFloatBitWidth() / 8)
                                        : sizeof(int64_t); // an index
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size))
      bytes *= static_cast<double>(size);
  return bytes;
}

static Value constantF64(OpBuilder &builder, Location loc, double value) {
  return arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(value));
}

/// Doubles lose digits but not the size of a product.
static void checkSize(memref::AllocOp op) {
  double known = knownBytes(op.getType());
  if (op.getDynamicSizes().empty() && known < LargestSize)
    return;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value bytes = constantF64(builder, loc, known);
  for (Value size : op.getDynamicSizes()) {
    Value count = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), size);
    Value factor = arith::SIToFPOp::create(builder, loc, builder.getF64Type(), count);
    bytes = arith::MulFOp::create(builder, loc, bytes, factor);
  }
  Value large = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UGE, bytes,
                                      constantF64(builder, loc, LargestSize));
  auto branch = scf::IfOp::create(builder, loc, large, /*withElseRegion=*/false);
  OpBuilder body = OpBuilder::atBlockBegin(branch.thenBlock());
  callRuntime(body, loc, "check_size", {bytes});
}

namespace {
struct CheckSizes : cortex::impl::CortexCheckSizesBase<CheckSizes> {
  void runOnOperation() override { getOperation().walk(checkSize); }
};
} // namespace
