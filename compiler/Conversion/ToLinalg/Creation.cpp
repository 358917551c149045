// Part of Cortex, under the MIT licence.
// Lowers tensors made from a shape. Random ones stay: they are filled by the runtime once buffers
// are known.
#include "Conversion/Sizes.h"
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

/// Sizes from here on are compared with what the machine has, even if known.
static constexpr double CheckedBytes = 0x1p30;

/// A tensor that no machine can hold is an error even where no storage turns out to be needed.
static void checkBytes(OpBuilder &builder, Location loc, RankedTensorType type,
                       ArrayRef<Value> sizes) {
  if (type.hasStaticShape() && knownBytes(type) < CheckedBytes)
    return;
  SmallVector<Value> unknown;
  for (auto [axis, size] : llvm::enumerate(sizes))
    if (type.isDynamicDim(axis))
      unknown.push_back(size);
  callRuntime(builder, loc, "check_size", {sizeInBytes(builder, loc, type, unknown)});
}

/// A negative size, or too large a one, is an error before anything is allocated.
static SmallVector<Value> checkedSizes(OpBuilder &builder, Location loc, Value shape,
                                       RankedTensorType type) {
  SmallVector<Value> sizes = requestedSizes(builder, loc, shape);
  for (auto [axis, size] : llvm::enumerate(sizes)) {
    if (!type.isDynamicDim(axis))
      continue;
    Value negative = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, size,
                                           constantIndex(builder, loc, 0));
    checkValue(builder, loc, negative, "a dimension of a shape is negative");
  }
  checkBytes(builder, loc, type, sizes);
  return sizes;
}

static LogicalResult lowerFull(FullOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !isScalar(op.getValue().getType()))
    return failure();
  Location loc = op.getLoc();
  Value scalar = convertScalar(rewriter, loc, op.getValue(), type.getElementType());
  rewriter.replaceOp(op, filledTensor(rewriter, loc, type,
                                      checkedSizes(rewriter, loc, op.getShape(), type), scalar));
  return success();
}

static LogicalResult lowerIota(IotaOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return failure();
  Location loc = op.getLoc();
  auto count = [](OpBuilder &b, Location l, ValueRange) -> Value {
    return toI64(b, l, linalg::IndexOp::create(b, l, 0));
  };
  rewriter.replaceOp(op,
                     mapElements(rewriter, loc, type,
                                 checkedSizes(rewriter, loc, op.getCount(), type), {}, {}, count));
  return success();
}

/// Whether any class number is outside 0 ... classes - 1.
static Value anyOutside(OpBuilder &builder, Location loc, Value labels, Value classes) {
  auto type = cast<RankedTensorType>(labels.getType());
  auto flag = RankedTensorType::get({}, builder.getI1Type());
  Value start =
      filledTensor(builder, loc, flag, {}, constantScalar(builder, loc, builder.getI1Type(), 0));
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(type.getRank()),
                              AffineMap::get(type.getRank(), 0, builder.getContext())};
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::reduction);
  auto body = [&](OpBuilder &b, Location l, ValueRange x) {
    // Unsigned: a negative number is a very large one.
    Value outside = arith::CmpIOp::create(b, l, arith::CmpIPredicate::uge, x[0], classes);
    linalg::YieldOp::create(b, l, Value(arith::OrIOp::create(b, l, outside, x[1])));
  };
  auto generic = createGeneric(builder, loc, TypeRange{flag}, ValueRange{labels}, ValueRange{start},
                               maps, iterators, body);
  return tensor::ExtractOp::create(builder, loc, generic.getResult(0));
}

static LogicalResult lowerOneHot(OneHotOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !op.getClasses().getType().isInteger(64))
    return failure();
  Location loc = op.getLoc();
  Value labels = convertElements(rewriter, loc, op.getInput(), rewriter.getI64Type());
  checkValue(rewriter, loc, anyOutside(rewriter, loc, labels, op.getClasses()),
             "a class number is out of range");
  SmallVector<Value> sizes = sizesOf(rewriter, loc, labels);
  sizes.push_back(toIndex(rewriter, loc, op.getClasses()));
  int64_t last = type.getRank() - 1;
  SmallVector<AffineExpr> reads;
  for (int64_t i = 0; i < last; ++i)
    reads.push_back(rewriter.getAffineDimExpr(i));
  auto hot = [&](OpBuilder &b, Location l, ValueRange x) -> Value {
    Value here = toI64(b, l, linalg::IndexOp::create(b, l, last));
    Value equal = arith::CmpIOp::create(b, l, arith::CmpIPredicate::eq, x[0], here);
    return convertScalar(b, l, equal, type.getElementType());
  };
  rewriter.replaceOp(
      op, mapElements(rewriter, loc, type, sizes, labels,
                      AffineMap::get(type.getRank(), 0, reads, rewriter.getContext()), hot));
  return success();
}

void cortex::populateCreationLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerFull).add(lowerIota).add(lowerOneHot);
}
