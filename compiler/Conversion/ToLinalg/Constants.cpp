// Part of Cortex, under the MIT licence.
// Lowers literals, casts between element types, and markers that mean nothing here any more.
#include "Conversion/ToLinalg/Lowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace cortex;

static LogicalResult lowerConstant(ConstantOp op, PatternRewriter &rewriter) {
  auto typed = dyn_cast<TypedAttr>(op.getValue());
  if (!typed || !elementType(op.getType()))
    return failure();
  rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, typed);
  return success();
}

/// Nobody reads it, so any value will do.
static LogicalResult lowerUndefined(UndefinedOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  if (isScalar(op.getType())) {
    rewriter.replaceOp(op, constantScalar(rewriter, loc, op.getType(), 0));
    return success();
  }
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return failure();
  SmallVector<Value> sizes;
  ValueRange given = op.getSizes();
  for (int64_t size : type.getShape()) {
    bool isGiven = ShapedType::isDynamic(size) && !given.empty();
    sizes.push_back(isGiven ? toIndex(rewriter, loc, given.front())
                            : constantIndex(rewriter, loc, 0));
    given = given.drop_front(isGiven);
  }
  rewriter.replaceOp(op, emptyTensor(rewriter, loc, type, sizes));
  return success();
}

/// Checks the sizes that `to` knows and `value` does not.
static Value refineShape(OpBuilder &builder, Location loc, Value value, RankedTensorType to) {
  auto from = cast<RankedTensorType>(value.getType());
  for (int64_t axis = 0; axis < from.getRank(); ++axis) {
    if (!from.isDynamicDim(axis) || to.isDynamicDim(axis))
      continue;
    SmallVector<Value> wanted;
    for (int64_t i = 0; i < to.getRank(); ++i)
      wanted.push_back(to.isDynamicDim(i) ? sizeOf(builder, loc, value, i)
                                          : constantIndex(builder, loc, to.getDimSize(i)));
    Value wrong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                        sizeOf(builder, loc, value, axis), wanted[axis]);
    checkShapes(builder, loc, wrong, "cast", sizesOf(builder, loc, value), wanted);
  }
  return retype(builder, loc, value, to.clone(from.getElementType()));
}

static LogicalResult lowerCast(CastOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value value = op.getInput();
  auto to = dyn_cast<RankedTensorType>(op.getType());
  if (!to && isa<FloatType>(value.getType()) && op.getType().isInteger(64)) {
    rewriter.replaceOp(op, callRuntime(rewriter, loc, "f64_to_i64", {value}));
    return success();
  }
  if (!elementType(op.getType()) || !elementType(value.getType()) ||
      isTensor(value.getType()) != bool(to))
    return failure();
  if (to)
    value = refineShape(rewriter, loc, value, to);
  rewriter.replaceOp(op, convertElements(rewriter, loc, value, elementType(op.getType())));
  return success();
}

static LogicalResult lowerProvenance(ProvenanceOp op, PatternRewriter &rewriter) {
  rewriter.replaceOp(op, op.getValue());
  return success();
}

static LogicalResult lowerStopGradient(StopGradientOp op, PatternRewriter &rewriter) {
  rewriter.replaceOp(op, op.getInput());
  return success();
}

/// A copy of a tensor is a value that upstream's passes merge with no other. Numbers are kept
/// anyway.
static LogicalResult lowerAgain(AgainOp op, PatternRewriter &rewriter) {
  Value input = op.getInput();
  if (isTensor(input.getType()))
    input = bufferization::AllocTensorOp::create(rewriter, op.getLoc(),
                                                 cast<RankedTensorType>(input.getType()),
                                                 /*dynamicSizes=*/ValueRange(), /*copy=*/input);
  rewriter.replaceOp(op, input);
  return success();
}

/// What is not resolved by now was made by nothing that the program can see.
static LogicalResult lowerOrigin(OriginOp op, PatternRewriter &rewriter) {
  Value null = ConstantOp::null(rewriter, op.getLoc());
  if (isAny(op.getType()))
    null = BoxOp::create(rewriter, op.getLoc(), op.getType(), null);
  if (null.getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, null);
  return success();
}

/// By now what checks the value is there as ops of its own. Boxed values wait for their calls.
static LogicalResult lowerKeep(KeepOp op, PatternRewriter &rewriter) {
  if (isBoxed(op.getValue().getType()))
    return failure();
  rewriter.eraseOp(op);
  return success();
}

void cortex::populateConstantLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerConstant)
      .add(lowerUndefined)
      .add(lowerAgain)
      .add(lowerCast)
      .add(lowerProvenance)
      .add(lowerStopGradient);
  patterns.add(lowerOrigin).add(lowerKeep);
}
