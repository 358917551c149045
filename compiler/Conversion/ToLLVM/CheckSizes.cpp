// Part of Cortex, under the MIT licence.
// Makes buffers whose size does not fit into a number an error, before their size is computed.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"
#include "Conversion/Sizes.h"

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

static void checkSize(memref::AllocOp op) {
  if (op.getDynamicSizes().empty() && knownBytes(op.getType()) < LargestSize)
    return;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value bytes = sizeInBytes(builder, loc, op.getType(), op.getDynamicSizes());
  Value largest = arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(LargestSize));
  Value large = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UGE, bytes, largest);
  auto branch = scf::IfOp::create(builder, loc, large, /*withElseRegion=*/false);
  OpBuilder body = OpBuilder::atBlockBegin(branch.thenBlock());
  callRuntime(body, loc, "throw_size", {});
}

namespace {
struct CheckSizes : cortex::impl::CortexCheckSizesBase<CheckSizes> {
  void runOnOperation() override { getOperation().walk(checkSize); }
};
} // namespace
