// Part of Cortex, under the MIT licence.
// Lowers operations on the shape of a tensor.
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

static LogicalResult lowerDim(DimOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  IntegerAttr axis;
  if (!type || !matchPattern(op.getAxis(), m_Constant(&axis)))
    return failure();
  auto place = normalizeAxis(axis.getInt(), type.getRank());
  if (!place)
    return failure();
  rewriter.replaceOp(
      op, toI64(rewriter, op.getLoc(), sizeOf(rewriter, op.getLoc(), op.getInput(), *place)));
  return success();
}

static LogicalResult lowerLen(LenOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!type || type.getRank() == 0)
    return failure();
  rewriter.replaceOp(op,
                     toI64(rewriter, op.getLoc(), sizeOf(rewriter, op.getLoc(), op.getInput(), 0)));
  return success();
}

static Value productOf(OpBuilder &builder, Location loc, ValueRange sizes) {
  Value product = constantIndex(builder, loc, 1);
  for (Value size : sizes)
    product = builder.createOrFold<arith::MulIOp>(loc, product, size);
  return product;
}

/// Replaces a size of -1 by what the others leave of `total` elements.
static void fillOpenSize(OpBuilder &builder, Location loc, SmallVectorImpl<Value> &sizes,
                         Value total) {
  Value one = constantIndex(builder, loc, 1), open = constantIndex(builder, loc, -1);
  SmallVector<Value> isOpen, known;
  for (Value size : sizes) {
    isOpen.push_back(
        builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, size, open));
    known.push_back(builder.createOrFold<arith::SelectOp>(loc, isOpen.back(), one, size));
  }
  // At least 1: a division by zero is no error but undefined.
  Value rest = builder.createOrFold<arith::MaxSIOp>(loc, productOf(builder, loc, known), one);
  Value left = builder.createOrFold<arith::DivSIOp>(loc, total, rest);
  for (auto [size, mine] : llvm::zip(sizes, isOpen))
    size = builder.createOrFold<arith::SelectOp>(loc, mine, left, size);
}

/// Through one dimension: both steps only rename indices of a contiguous tensor.
static Value reshapeTo(OpBuilder &builder, Location loc, Value value, RankedTensorType type,
                       ValueRange sizes) {
  auto from = cast<RankedTensorType>(value.getType());
  auto all = [](int64_t rank) {
    ReassociationIndices group;
    for (int64_t i = 0; i < rank; ++i)
      group.push_back(i);
    return SmallVector<ReassociationIndices>(rank ? 1 : 0, group);
  };
  if (from.getRank() != 1) {
    int64_t count = from.hasStaticShape() ? from.getNumElements() : ShapedType::kDynamic;
    auto flat = RankedTensorType::get({count}, from.getElementType());
    if (from.getRank() == 0)
      value = tensor::ExpandShapeOp::create(builder, loc, flat, value, all(0),
                                            ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
    else
      value = tensor::CollapseShapeOp::create(builder, loc, flat, value, all(from.getRank()));
  }
  if (type.getRank() == 1)
    return retype(builder, loc, value, type);
  if (type.getRank() == 0)
    return tensor::CollapseShapeOp::create(
        builder, loc, type,
        retype(builder, loc, value, RankedTensorType::get({1}, type.getElementType())), all(0));
  // Upstream's expansion of buffers takes one unknown size in a group of axes, and divides by the
  // known ones.
  int64_t unknown = type.getNumDynamicDims();
  if (unknown > 1 || (unknown == 1 && llvm::is_contained(type.getShape(), 0)))
    return tensor::ReshapeOp::create(builder, loc, type, value,
                                     tensor::FromElementsOp::create(builder, loc, sizes));
  SmallVector<OpFoldResult> shape;
  for (int64_t i = 0; i < type.getRank(); ++i)
    shape.push_back(type.isDynamicDim(i) ? OpFoldResult(sizes[i])
                                         : builder.getIndexAttr(type.getDimSize(i)));
  int64_t count = type.hasStaticShape() ? type.getNumElements() : ShapedType::kDynamic;
  value = retype(builder, loc, value, RankedTensorType::get({count}, type.getElementType()));
  return tensor::ExpandShapeOp::create(builder, loc, type, value, all(type.getRank()), shape);
}

static LogicalResult lowerReshape(ReshapeOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  auto from = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!type || !from)
    return failure();
  Location loc = op.getLoc();
  SmallVector<Value> old = sizesOf(rewriter, loc, op.getInput()), sizes;
  if (type.hasStaticShape() && from.hasStaticShape()) {
    for (int64_t size : type.getShape())
      sizes.push_back(constantIndex(rewriter, loc, size));
  } else {
    sizes = requestedSizes(rewriter, loc, op.getShape());
    Value total = productOf(rewriter, loc, old);
    fillOpenSize(rewriter, loc, sizes, total);
    Value wrong = rewriter.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, total,
                                                       productOf(rewriter, loc, sizes));
    checkShapes(rewriter, loc, wrong, "reshape", old, sizes);
  }
  rewriter.replaceOp(op, reshapeTo(rewriter, loc, op.getInput(), type, sizes));
  return success();
}

static LogicalResult lowerTranspose(TransposeOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return failure();
  Location loc = op.getLoc();
  int64_t rank = type.getRank();
  DenseIntElementsAttr given;
  bool constant = matchPattern(op.getAxes(), m_Constant(&given));
  if (!constant && !isa<NullType>(op.getAxes().getType()))
    return failure();
  SmallVector<AffineExpr> reads(rank);
  SmallVector<Value> sizes;
  for (int64_t i = 0; i < rank; ++i) {
    int64_t from = constant ? *normalizeAxis(given.getValues<int64_t>()[i], rank) : rank - 1 - i;
    reads[from] = rewriter.getAffineDimExpr(i);
    sizes.push_back(sizeOf(rewriter, loc, op.getInput(), from));
  }
  auto copy = [](OpBuilder &, Location, ValueRange x) { return x[0]; };
  rewriter.replaceOp(op, mapElements(rewriter, loc, type, sizes, op.getInput(),
                                     AffineMap::get(rank, 0, reads, rewriter.getContext()), copy));
  return success();
}

static LogicalResult lowerExpandDims(ExpandDimsOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  IntegerAttr axis;
  if (!type || !matchPattern(op.getAxis(), m_Constant(&axis)))
    return failure();
  SmallVector<Value> sizes = sizesOf(rewriter, op.getLoc(), op.getInput());
  sizes.insert(sizes.begin() + *normalizeAxis(axis.getInt(), type.getRank()),
               constantIndex(rewriter, op.getLoc(), 1));
  rewriter.replaceOp(op, reshapeTo(rewriter, op.getLoc(), op.getInput(), type, sizes));
  return success();
}

static LogicalResult lowerBroadcastLike(BroadcastLikeOp op, PatternRewriter &rewriter) {
  if (!isTypedOp(op))
    return failure();
  Location loc = op.getLoc();
  auto type = dyn_cast<RankedTensorType>(op.getType());
  Type element = elementType(op.getType());
  if (!type) {
    if (isTensor(op.getInput().getType()))
      return failure();
    rewriter.replaceOp(op, convertScalar(rewriter, loc, op.getInput(), element));
    return success();
  }
  if (!isTensor(op.getInput().getType())) {
    Value scalar = convertScalar(rewriter, loc, op.getInput(), element);
    rewriter.replaceOp(
        op, filledTensor(rewriter, loc, type, sizesOf(rewriter, loc, op.getLike()), scalar));
    return success();
  }
  SmallVector<Value> sizes = sizesOf(rewriter, loc, op.getLike());
  Broadcast broadcast = broadcastOperands(rewriter, op, op.getInput(), type, sizes);
  auto convert = [&](OpBuilder &b, Location l, ValueRange x) {
    return convertScalar(b, l, x[0], element);
  };
  rewriter.replaceOp(
      op, mapElements(rewriter, loc, type, sizes, broadcast.operands, broadcast.maps, convert));
  return success();
}

/// Where only the run time knows whether an axis was repeated: sums over it if it is longer than
/// that of `like`.
static Value sumIfRepeated(OpBuilder &builder, Location loc, Value value, int64_t axis,
                           Value size) {
  auto type = cast<RankedTensorType>(value.getType());
  Value repeated = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                         sizeOf(builder, loc, value, axis), size);
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = ShapedType::kDynamic;
  auto open = RankedTensorType::get(shape, type.getElementType());
  auto branch = scf::IfOp::create(builder, loc, TypeRange{open}, repeated, true);
  OpBuilder then = branch.getThenBodyBuilder();
  SmallVector<bool> goes(type.getRank());
  goes[axis] = true;
  Value sum = sumOverAxes(then, loc, value, goes);
  shape[axis] = 1;
  SmallVector<Value> sizes = sizesOf(then, loc, value);
  sizes[axis] = constantIndex(then, loc, 1);
  sum = reshapeTo(then, loc, sum, RankedTensorType::get(shape, type.getElementType()), sizes);
  scf::YieldOp::create(then, loc, retype(then, loc, sum, open));
  OpBuilder otherwise = branch.getElseBodyBuilder();
  scf::YieldOp::create(otherwise, loc, retype(otherwise, loc, value, open));
  return branch.getResult(0);
}

static LogicalResult lowerSumLike(SumLikeOp op, PatternRewriter &rewriter) {
  if (!isTypedOp(op))
    return failure();
  Location loc = op.getLoc();
  Value value = op.getInput(), like = op.getLike();
  auto from = dyn_cast<RankedTensorType>(value.getType());
  auto to = dyn_cast<RankedTensorType>(op.getType());
  if (!from) {
    if (to)
      return failure();
    rewriter.replaceOp(op, convertScalar(rewriter, loc, value, op.getType()));
    return success();
  }
  int64_t extra = from.getRank() - (to ? to.getRank() : 0);
  for (int64_t axis = extra; axis < from.getRank(); ++axis)
    if (to.isDynamicDim(axis - extra) && !isAgreed(op, axis) && from.getDimSize(axis) != 1)
      value = sumIfRepeated(rewriter, loc, value, axis, sizeOf(rewriter, loc, like, axis - extra));
  SmallVector<bool> goes;
  for (int64_t axis = 0; axis < from.getRank(); ++axis)
    goes.push_back(axis < extra ||
                   (to.getDimSize(axis - extra) == 1 && from.getDimSize(axis) != 1));
  value = sumOverAxes(rewriter, loc, value, goes);
  value = convertElements(rewriter, loc, value, to ? to.getElementType() : from.getElementType());
  if (to)
    rewriter.replaceOp(op, cast<RankedTensorType>(value.getType()).getRank() == to.getRank()
                               ? retype(rewriter, loc, value, to)
                               : reshapeTo(rewriter, loc, value, to, sizesOf(rewriter, loc, like)));
  else
    rewriter.replaceOp(op,
                       convertScalar(rewriter, loc, tensor::ExtractOp::create(rewriter, loc, value),
                                     op.getType()));
  return success();
}

/// Writes the parts into one tensor, after a check that their unknown sizes are those of the first.
static Value packTensors(OpBuilder &builder, PackOp op, RankedTensorType type) {
  Location loc = op.getLoc();
  Value first = op.getParts().front();
  SmallVector<Value> sizes = sizesOf(builder, loc, first),
                     all{constantIndex(builder, loc, op.getParts().size())};
  llvm::append_range(all, sizes);
  Value result = emptyTensor(builder, loc, type, all);
  for (auto [number, part] : llvm::enumerate(op.getParts())) {
    Value value = convertElements(builder, loc, part, type.getElementType());
    auto partType = cast<RankedTensorType>(value.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0)),
        strides(type.getRank(), builder.getIndexAttr(1)), extents{builder.getIndexAttr(1)};
    offsets[0] = builder.getIndexAttr(number);
    for (int64_t axis = 0; axis < partType.getRank(); ++axis) {
      extents.push_back(partType.isDynamicDim(axis)
                            ? OpFoldResult(sizeOf(builder, loc, value, axis))
                            : builder.getIndexAttr(partType.getDimSize(axis)));
      if (number == 0 || isAgreed(op, axis + 1) ||
          (!partType.isDynamicDim(axis) && !type.isDynamicDim(axis + 1)))
        continue;
      Value wrong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, sizes[axis],
                                          sizeOf(builder, loc, value, axis));
      checkShapes(builder, loc, wrong, "[...]", sizes, sizesOf(builder, loc, value));
    }
    result = tensor::InsertSliceOp::create(builder, loc, value, result, offsets, extents, strides);
  }
  return result;
}

static LogicalResult lowerPack(PackOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !isTypedOp(op))
    return failure();
  if (type.getRank() > 1) {
    rewriter.replaceOp(op, packTensors(rewriter, op, type));
    return success();
  }
  SmallVector<Value> elements;
  for (Value part : op.getParts())
    elements.push_back(convertScalar(rewriter, op.getLoc(), part, type.getElementType()));
  rewriter.replaceOpWithNewOp<tensor::FromElementsOp>(op, type, elements);
  return success();
}

/// The parts of a vector whose length is known or checked.
static LogicalResult lowerUnpack(UnpackOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!type || type.getRank() != 1 || !isTypedOp(op))
    return failure();
  Location loc = op.getLoc();
  Value count = toI64(rewriter, loc, sizeOf(rewriter, loc, op.getInput(), 0));
  Value wanted = constantI64(rewriter, loc, op.getNumResults());
  Value wrong = rewriter.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, count, wanted);
  emitFailure(rewriter, loc, wrong,
              [&](OpBuilder &b) { callRuntime(b, loc, "throw_count", {wanted, count}); });
  SmallVector<Value> parts;
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    Value part =
        tensor::ExtractOp::create(rewriter, loc, op.getInput(), constantIndex(rewriter, loc, i));
    parts.push_back(convertScalar(rewriter, loc, part, result.getType()));
  }
  rewriter.replaceOp(op, parts);
  return success();
}

void cortex::populateShapeLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerDim).add(lowerLen).add(lowerReshape).add(lowerTranspose).add(lowerExpandDims);
  patterns.add(lowerBroadcastLike).add(lowerSumLike).add(lowerPack).add(lowerUnpack);
}
