// Part of Cortex, under the MIT licence.
// Pullbacks of the operations on shapes and parts of tensors.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

/// The dimensions of a tensor as the operand of a reshape to its shape; one unknown dimension is
/// -1.
static Value shapeOf(OpBuilder &builder, Location loc, Value tensor, RankedTensorType type) {
  if (type.getNumDynamicDims() > 1) {
    SmallVector<Value> sizes;
    for (int64_t i = 0; i < type.getRank(); ++i)
      sizes.push_back(
          type.isDynamicDim(i)
              ? cortex::build<DimOp>(builder, loc, {tensor, constantInt(builder, loc, i)})
              : constantInt(builder, loc, type.getDimSize(i)));
    return cortex::build<PackOp>(builder, loc, sizes);
  }
  SmallVector<int64_t> sizes;
  for (int64_t size : type.getShape())
    sizes.push_back(ShapedType::isDynamic(size) ? -1 : size);
  auto shape = RankedTensorType::get({type.getRank()}, builder.getI64Type());
  return ConstantOp::create(builder, loc, shape, DenseIntElementsAttr::get(shape, sizes));
}

Value cortex::reshapeLike(OpBuilder &builder, Location loc, Value x, Value like) {
  auto type = dyn_cast<RankedTensorType>(like.getType());
  if (type && isTensor(x.getType())) {
    // A dimension of 0 leaves nothing for a -1 to stand for.
    bool empty = llvm::is_contained(type.getShape(), 0) && type.getNumDynamicDims() == 1;
    if (empty)
      return cortex::build<BroadcastLikeOp>(builder, loc, {constantFloat(builder, loc, 0.0), like});
    return cortex::build<ReshapeOp>(builder, loc, {x, shapeOf(builder, loc, like, type)});
  }
  // A number has no shape of its own: with one more axis in front both have one.
  Type any = AnyType::get(builder.getContext());
  Value boxed = isAny(like.getType()) ? like : BoxOp::create(builder, loc, any, like);
  Value first = constantInt(builder, loc, 0), never = constantBool(builder, loc, false);
  Value raised = cortex::build<ExpandDimsOp>(builder, loc, {boxed, first});
  Value shape = FieldOp::create(builder, loc, any, raised, "shape");
  Value reshaped = cortex::build<ReshapeOp>(builder, loc, {x, shape});
  return cortex::build<ReduceSumOp>(builder, loc, {reshaped, first, never});
}

LogicalResult ReshapeOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                  ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.append({reshapeLike(builder, getLoc(), resultBars[0], operands[0]), {}});
  return success();
}

LogicalResult TransposeOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                    ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Attribute known = constantOf(operands[1]);
  Value inverse = operands[1];
  if (auto axes = constantInts(known)) {
    int64_t rank = axes->size();
    SmallVector<int64_t> back(rank);
    for (auto [to, from] : llvm::enumerate(*axes))
      back[from < 0 ? from + rank : from] = to;
    auto type = RankedTensorType::get({rank}, builder.getI64Type());
    inverse = ConstantOp::create(builder, getLoc(), type, DenseIntElementsAttr::get(type, back));
  } else if (!isa_and_nonnull<UnitAttr>(known)) {
    Value count = cortex::build<LenOp>(builder, getLoc(), {operands[1]});
    Value numbers = cortex::build<IotaOp>(builder, getLoc(), {count});
    inverse = cortex::build<IndexSetOp>(builder, getLoc(), {numbers, operands[1], numbers});
  }
  operandBars.append({cortex::build<TransposeOp>(builder, getLoc(), {resultBars[0], inverse}), {}});
  return success();
}

LogicalResult ExpandDimsOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                     ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  // Boxed values may be scalars: the sum over the axis of size 1 serves both.
  Value never = constantBool(builder, getLoc(), false);
  operandBars.push_back(
      isTensor(operands[0].getType())
          ? reshapeLike(builder, getLoc(), resultBars[0], operands[0])
          : cortex::build<ReduceSumOp>(builder, getLoc(), {resultBars[0], operands[1], never}));
  operandBars.push_back({});
  return success();
}

LogicalResult BroadcastLikeOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                        ValueRange resultBars,
                                        SmallVectorImpl<Value> &operandBars) {
  operandBars.append(
      {cortex::build<SumLikeOp>(builder, getLoc(), {resultBars[0], operands[0]}), {}});
  return success();
}

LogicalResult SumLikeOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                  ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  operandBars.append(
      {cortex::build<BroadcastLikeOp>(builder, getLoc(), {resultBars[0], operands[0]}), {}});
  return success();
}

LogicalResult AccumulateOp::pullback(OpBuilder &, ValueRange, ValueRange, ValueRange resultBars,
                                     SmallVectorImpl<Value> &operandBars) {
  operandBars.append(2, resultBars[0]);
  return success();
}

LogicalResult PackOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                               ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  for (size_t i = 0; i < operands.size(); ++i)
    operandBars.push_back(cortex::build<IndexOp>(
        builder, getLoc(), {resultBars[0], constantInt(builder, getLoc(), i)}));
  return success();
}

/// `base[subscripts]` or an update of it, as one list of operands.
static SmallVector<Value> indexed(Value base, ValueRange subscripts, Value value = {}) {
  SmallVector<Value> operands{base};
  llvm::append_range(operands, subscripts);
  if (value)
    operands.push_back(value);
  return operands;
}

LogicalResult IndexOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Value zeros = zeroLike(builder, getLoc(), operands[0]);
  operandBars.push_back(cortex::build<IndexAddOp>(
      builder, getLoc(), indexed(zeros, operands.drop_front(), resultBars[0])));
  operandBars.append(operands.size() - 1, {});
  return success();
}

/// How many elements a tensor has.
static Value sizeOf(OpBuilder &builder, Location loc, Value x) {
  auto type = dyn_cast<RankedTensorType>(x.getType());
  if (!type)
    return FieldOp::create(builder, loc, AnyType::get(builder.getContext()), x, "size");
  Value size = constantInt(builder, loc, 1);
  for (int64_t axis = 0; axis < type.getRank(); ++axis) {
    Value dim = cortex::build<DimOp>(builder, loc, {x, constantInt(builder, loc, axis)});
    size = cortex::build<MulOp>(builder, loc, {size, dim});
  }
  return size;
}

/// Could the subscripts name a place twice? Positions could, as far as they are not known.
static bool mayRepeat(ValueRange subscripts) {
  return llvm::any_of(subscripts, [](Value subscript) {
    auto known = constantInts(constantOf(subscript));
    bool isPositions =
        isAny(subscript.getType()) ||
        (isTensor(subscript.getType()) && elementType(subscript.getType()).isInteger(64));
    if (!isPositions || !known)
      return isPositions;
    // A negative one may be another's place from the end.
    return llvm::DenseSet<int64_t>(known->begin(), known->end()).size() != known->size() ||
           (known->size() > 1 && llvm::any_of(*known, [](int64_t at) { return at < 0; }));
  });
}

/// For each element of what `base[subscripts] := …` writes, whether it stays, for the last one in a
/// place does: of the numbers of the elements, written there and read again, those that have come
/// back.
static Value stays(OpBuilder &builder, Location loc, Value base, ValueRange subscripts,
                   Value part) {
  Value raised =
      isAny(part.getType())
          ? cortex::build<ExpandDimsOp>(builder, loc, {part, constantInt(builder, loc, 0)})
          : part;
  Value count = cortex::build<IotaOp>(builder, loc, {sizeOf(builder, loc, raised)});
  Value numbers = reshapeLike(builder, loc, count, part);
  Term zeros(builder, loc, zeroLike(builder, loc, base));
  Value none = constantInt(builder, loc, 0);
  Value nothing = cortex::build<WhereOp>(builder, loc, {zeros.apply<EqOp>(zeros), none, none});
  Value written = cortex::build<IndexSetOp>(builder, loc, indexed(nothing, subscripts, numbers));
  Value read = cortex::build<IndexOp>(builder, loc, indexed(written, subscripts));
  return cortex::build<EqOp>(builder, loc, {read, numbers});
}

LogicalResult IndexSetOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                   ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  ValueRange subscripts = operands.drop_front().drop_back();
  Value zero = constantFloat(builder, getLoc(), 0.0);
  operandBars.push_back(
      cortex::build<IndexSetOp>(builder, getLoc(), indexed(resultBars[0], subscripts, zero)));
  operandBars.append(subscripts.size(), {});
  Value part = cortex::build<IndexOp>(builder, getLoc(), indexed(resultBars[0], subscripts));
  if (mayRepeat(subscripts))
    part = where({builder, getLoc(), stays(builder, getLoc(), operands[0], subscripts, part)},
                 {builder, getLoc(), part}, 0.0);
  operandBars.push_back(part);
  return success();
}

LogicalResult IndexAddOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                   ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  ValueRange subscripts = operands.drop_front().drop_back();
  operandBars.push_back(resultBars[0]);
  operandBars.append(subscripts.size(), {});
  operandBars.push_back(
      cortex::build<IndexOp>(builder, getLoc(), indexed(resultBars[0], subscripts)));
  return success();
}
