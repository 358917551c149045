// Part of Cortex, under the MIT licence.
// Turns large matrix products on buffers into calls of the runtime's BLAS.
#include "Conversion/Passes.h"
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXPRODUCTSTORUNTIME
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// Up to this many multiplications inline loops cost less than a call.
static constexpr int64_t smallProduct = 16 * 16 * 16;

namespace {
/// One matrix in memory: where it starts, and how far its rows are apart.
struct Matrix {
  Value pointer, leading, rows, columns;
};

struct ProductsToRuntime : cortex::impl::CortexProductsToRuntimeBase<ProductsToRuntime> {
  void runOnOperation() override {
    SmallVector<linalg::GenericOp> products;
    getOperation().walk([&](linalg::GenericOp op) {
      if (op->hasAttr(productAttr) && op.hasPureBufferSemantics() && paysToCall(op))
        products.push_back(op);
    });
    for (linalg::GenericOp op : products)
      replace(op);
  }

  static bool paysToCall(linalg::GenericOp op) {
    for (Value operand : op->getOperands()) {
      auto [strides, offset] = cast<MemRefType>(operand.getType()).getStridesAndOffset();
      if (strides.size() != 2 || strides[1] != 1)
        return false;
    }
    int64_t work = 1;
    for (int64_t size : op.getStaticLoopRanges()) {
      if (ShapedType::isDynamic(size))
        return true;
      work *= size;
    }
    return work > smallProduct;
  }

  static Matrix read(OpBuilder &builder, Location loc, Value memref) {
    auto type = cast<MemRefType>(memref.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    auto toI64 = [&](Value index) -> Value {
      return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
    };
    Value address = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memref);
    Value rows = memref::DimOp::create(builder, loc, memref, 0),
          columns = memref::DimOp::create(builder, loc, memref, 1);
    Value leading = columns;
    if (!type.getLayout().isIdentity()) {
      auto metadata = memref::ExtractStridedMetadataOp::create(builder, loc, memref);
      Value width = constantIndex(builder, loc, type.getElementTypeBitWidth() / 8);
      Value bytes = arith::MulIOp::create(builder, loc, metadata.getOffset(), width);
      address = arith::AddIOp::create(builder, loc, address, bytes);
      leading = metadata.getStrides()[0];
    }
    Type pointer = LLVM::LLVMPointerType::get(builder.getContext());
    return {LLVM::IntToPtrOp::create(builder, loc, pointer, toI64(address)), toI64(leading),
            toI64(rows), toI64(columns)};
  }

  /// The operation that cleared the result just before, if nothing else has used it since.
  static linalg::FillOp clearing(linalg::GenericOp op) {
    Value out = op.getDpsInits()[0];
    linalg::FillOp found;
    for (Operation *user : out.getUsers()) {
      Operation *here = op->getBlock()->findAncestorOpInBlock(*user);
      if (here == op || (here && op->isBeforeInBlock(here)))
        continue;
      auto fill = dyn_cast<linalg::FillOp>(user);
      // Users outside this block stand before or after the whole of it, unless it is a loop's.
      if (!here)
        continue;
      if (!fill || fill.getOutputs()[0] != out || found)
        return {};
      found = fill;
    }
    return found;
  }

  static void replace(linalg::GenericOp op) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    ArrayRef<bool> transposed = cast<DenseBoolArrayAttr>(op->getAttr(productAttr)).asArrayRef();
    linalg::FillOp fill = clearing(op);
    Matrix a = read(builder, loc, op.getDpsInputs()[0]),
           b = read(builder, loc, op.getDpsInputs()[1]),
           c = read(builder, loc, op.getDpsInits()[0]);
    auto flag = [&](bool value) {
      return constantScalar(builder, loc, builder.getI1Type(), value);
    };
    Value inner = transposed[0] ? a.rows : a.columns;
    bool wide = cast<MemRefType>(op.getDpsInits()[0].getType()).getElementType().isF64();
    callRuntime(builder, loc, wide ? "gemm_f64" : "gemm_f32",
                {flag(transposed[0]), flag(transposed[1]), c.rows, c.columns, inner, a.pointer,
                 a.leading, b.pointer, b.leading, c.pointer, c.leading, flag(!fill)});
    op.erase();
    if (fill)
      fill.erase();
  }
};
} // namespace
