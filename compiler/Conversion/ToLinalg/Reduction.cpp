// Part of Cortex, under the MIT licence.
// Lowers reductions over one axis or all of them.
#include "Conversion/ToLinalg/Lowering.h"

#include <limits>

using namespace mlir;
using namespace cortex;

namespace {
constexpr auto reductionFlags = arith::FastMathFlags::reassoc | arith::FastMathFlags::contract;

/// Which axes go, and the shape that is left.
struct Reduced {
  SmallVector<bool> goes;
  SmallVector<int64_t> shape;
  SmallVector<Value> sizes;
  AffineMap map;
  SmallVector<utils::IteratorType> iterators;
};

/// Everything about one reduction that does not depend on what it computes.
struct Reduction {
  OpBuilder &builder;
  Operation *op;
  Value input;
  Location loc = op->getLoc();

  RankedTensorType type() const { return cast<RankedTensorType>(input.getType()); }

  Reduced reduced() {
    Reduced result;
    auto axis = constantInt(op->getAttr("axis"));
    SmallVector<AffineExpr> kept;
    for (int64_t i = 0; i < type().getRank(); ++i) {
      bool goes = !axis || *axis == i;
      result.goes.push_back(goes);
      result.iterators.push_back(goes ? utils::IteratorType::reduction
                                      : utils::IteratorType::parallel);
      if (goes)
        continue;
      result.shape.push_back(type().getDimSize(i));
      result.sizes.push_back(sizeOf(builder, loc, input, i));
      kept.push_back(builder.getAffineDimExpr(i));
    }
    result.map = AffineMap::get(type().getRank(), 0, kept, builder.getContext());
    return result;
  }

  /// How many elements each result is made of.
  Value reducedCount(const Reduced &reduced) {
    Value count = constantIndex(builder, loc, 1);
    for (auto [i, goes] : llvm::enumerate(reduced.goes))
      if (goes)
        count = builder.createOrFold<arith::MulIOp>(loc, count, sizeOf(builder, loc, input, i));
    return count;
  }

  void refuseNothing(const Reduced &reduced, StringRef name) {
    bool some = true;
    for (auto [i, goes] : llvm::enumerate(reduced.goes))
      some &= !goes || (!type().isDynamicDim(i) && type().getDimSize(i) > 0);
    if (some)
      return;
    Value none = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       reducedCount(reduced), constantIndex(builder, loc, 0));
    checkValue(builder, loc, none, (name + " of no elements").str());
  }

  /// The result in the form that the op promises: a scalar, or a tensor with or without axes of
  /// size 1.
  Value shaped(Value reducedTensor) {
    Type wanted = op->getResult(0).getType();
    auto tensor = dyn_cast<RankedTensorType>(wanted);
    if (!tensor)
      return convertScalar(builder, loc, tensor::ExtractOp::create(builder, loc, reducedTensor),
                           wanted);
    auto own = cast<RankedTensorType>(reducedTensor.getType());
    SmallVector<Value> sizes;
    int64_t from = 0;
    auto axis = constantInt(op->getAttr("axis"));
    for (int64_t i = 0; i < tensor.getRank(); ++i) {
      bool one = own.getRank() < tensor.getRank() && (!axis || i == *axis);
      sizes.push_back(one ? constantIndex(builder, loc, 1)
                          : sizeOf(builder, loc, reducedTensor, from++));
    }
    return expandAt(reducedTensor, tensor, sizes, axis);
  }

  /// Puts back an axis of size 1 where the reduced one was.
  Value expandAt(Value value, RankedTensorType wanted, ValueRange sizes,
                 std::optional<int64_t> axis) {
    auto own = cast<RankedTensorType>(value.getType());
    if (own.getRank() == wanted.getRank())
      return retype(builder, loc, value, wanted);
    SmallVector<ReassociationIndices> groups;
    for (int64_t i = 0; i < wanted.getRank() && own.getRank() > 0; ++i) {
      bool startsGroup = i != *axis && !(i == *axis + 1 && *axis == 0);
      if (startsGroup || i == 0)
        groups.push_back({i});
      else
        groups.back().push_back(i);
    }
    SmallVector<OpFoldResult> shape;
    for (int64_t i = 0; i < wanted.getRank(); ++i)
      shape.push_back(wanted.isDynamicDim(i) ? OpFoldResult(sizes[i])
                                             : builder.getIndexAttr(wanted.getDimSize(i)));
    return tensor::ExpandShapeOp::create(builder, loc, wanted, value, groups, shape);
  }
};
} // namespace

/// The value that changes nothing.
static Value neutral(OpBuilder &builder, Location loc, Operation *op, Type element) {
  bool max = isa<ReduceMaxOp, ArgmaxOp>(op), min = isa<ReduceMinOp, ArgminOp>(op);
  if (auto floating = dyn_cast<FloatType>(element); floating && (max || min)) {
    APFloat infinity = APFloat::getInf(floating.getFloatSemantics(), /*Negative=*/max);
    return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(floating, infinity));
  }
  if ((max || min) && !element.isInteger(1)) {
    int64_t extreme =
        max ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(extreme));
  }
  return constantScalar(builder, loc, element,
                        isa<ReduceProdOp, ReduceAllOp, ReduceMinOp>(op) ? 1 : 0);
}

static Value combine(OpBuilder &b, Location loc, Operation *op, Value x, Value y) {
  bool floating = isa<FloatType>(x.getType());
  if (isa<ReduceSumOp>(op))
    return floating ? Value(arith::AddFOp::create(b, loc, x, y, reductionFlags))
                    : arith::AddIOp::create(b, loc, x, y);
  if (isa<ReduceProdOp>(op))
    return floating ? Value(arith::MulFOp::create(b, loc, x, y, reductionFlags))
                    : arith::MulIOp::create(b, loc, x, y);
  bool truths = x.getType().isInteger(1);
  if (isa<ReduceMaxOp>(op) && !truths)
    return floating ? Value(arith::MaximumFOp::create(b, loc, x, y))
                    : arith::MaxSIOp::create(b, loc, x, y);
  if (isa<ReduceMinOp>(op) && !truths)
    return floating ? Value(arith::MinimumFOp::create(b, loc, x, y))
                    : arith::MinSIOp::create(b, loc, x, y);
  return isa<ReduceAnyOp, ReduceMaxOp>(op) ? Value(arith::OrIOp::create(b, loc, x, y))
                                           : arith::AndIOp::create(b, loc, x, y);
}

/// Reads the operands that must be constant; false if they are not, or the op is boxed. The axis
/// becomes an attribute of the op, counted from the front and absent for all axes.
static bool readAxis(Operation *op, Value axis) {
  if (!isTypedOp(op))
    return false;
  auto tensor = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  if (isa<NullType>(axis.getType()))
    return true;
  IntegerAttr number;
  if (!tensor || !matchPattern(axis, m_Constant(&number)))
    return false;
  auto place = normalizeAxis(number.getInt(), tensor.getRank());
  if (place)
    op->setAttr("axis", OpBuilder(op).getI64IntegerAttr(*place));
  return place.has_value();
}

template <typename OpTy> static LogicalResult lowerReduction(OpTy op, PatternRewriter &rewriter) {
  if (!readAxis(op, op.getAxis()))
    return failure();
  Location loc = op.getLoc();
  Type element = elementType(op.getInput().getType());
  bool logical = isa<ReduceAnyOp, ReduceAllOp>(op);
  bool counts = element.isInteger(1) && isa<ReduceSumOp, ReduceProdOp>(op);
  Type computed = logical  ? Type(rewriter.getI1Type())
                  : counts ? Type(rewriter.getI64Type())
                           : element;
  if (!isTensor(op.getInput().getType())) {
    rewriter.replaceOp(op, convertScalar(rewriter, loc, op.getInput(), op.getType()));
    return success();
  }
  Reduction reduction{rewriter, op, convertElements(rewriter, loc, op.getInput(), computed)};
  Reduced reduced = reduction.reduced();
  if (isa<ReduceMaxOp, ReduceMinOp>(op))
    reduction.refuseNothing(reduced, isa<ReduceMaxOp>(op) ? "max" : "min");
  auto type = RankedTensorType::get(reduced.shape, computed);
  Value start =
      filledTensor(rewriter, loc, type, reduced.sizes, neutral(rewriter, loc, op, computed));
  SmallVector<AffineMap> maps{rewriter.getMultiDimIdentityMap(reduced.goes.size()), reduced.map};
  auto body = [&](OpBuilder &b, Location l, ValueRange x) {
    linalg::YieldOp::create(b, l, combine(b, l, op, x[0], x[1]));
  };
  Value result = createGeneric(rewriter, loc, TypeRange{type}, ValueRange{reduction.input},
                               ValueRange{start}, maps, reduced.iterators, body)
                     .getResult(0);
  rewriter.replaceOp(op, reduction.shaped(result));
  return success();
}

/// The number of the element along the reduced axis, or in row-major order if all axes go.
static Value position(OpBuilder &b, Location loc, Reduction &reduction, const Reduced &reduced,
                      ValueRange sizes) {
  Value at;
  for (auto [i, goes] : llvm::enumerate(reduced.goes)) {
    if (!goes)
      continue;
    Value index = linalg::IndexOp::create(b, loc, i);
    at = at ? arith::AddIOp::create(b, loc, arith::MulIOp::create(b, loc, at, sizes[i]), index)
            : index;
  }
  return toI64(b, loc, at);
}

/// The first largest or smallest element wins, the first NaN before all.
template <typename OpTy> static LogicalResult lowerArgument(OpTy op, PatternRewriter &rewriter) {
  if (!readAxis(op, op.getAxis()) || !isTensor(op.getInput().getType()))
    return failure();
  Location loc = op.getLoc();
  constexpr bool max = std::is_same_v<OpTy, ArgmaxOp>;
  Type element = elementType(op.getInput().getType()), i64 = rewriter.getI64Type();
  if (element.isInteger(1))
    element = i64;
  Reduction reduction{rewriter, op, convertElements(rewriter, loc, op.getInput(), element)};
  Reduced reduced = reduction.reduced();
  reduction.refuseNothing(reduced, max ? "argmax" : "argmin");
  auto valueType = RankedTensorType::get(reduced.shape, element),
       indexType = RankedTensorType::get(reduced.shape, i64);
  Value best =
      filledTensor(rewriter, loc, valueType, reduced.sizes, neutral(rewriter, loc, op, element));
  Value first =
      filledTensor(rewriter, loc, indexType, reduced.sizes, constantI64(rewriter, loc, 0));
  SmallVector<Value> sizes = sizesOf(rewriter, loc, reduction.input);
  auto body = [&](OpBuilder &b, Location l, ValueRange x) {
    Value wins;
    if (isa<FloatType>(element)) {
      wins = arith::CmpFOp::create(
          b, l, max ? arith::CmpFPredicate::UGT : arith::CmpFPredicate::ULT, x[0], x[1]);
      Value known = arith::CmpFOp::create(b, l, arith::CmpFPredicate::ORD, x[1], x[1]);
      wins = arith::AndIOp::create(b, l, wins, known);
    } else {
      wins = arith::CmpIOp::create(
          b, l, max ? arith::CmpIPredicate::sgt : arith::CmpIPredicate::slt, x[0], x[1]);
    }
    Value value = arith::SelectOp::create(b, l, wins, x[0], x[1]);
    Value index =
        arith::SelectOp::create(b, l, wins, position(b, l, reduction, reduced, sizes), x[2]);
    linalg::YieldOp::create(b, l, ValueRange{value, index});
  };
  SmallVector<AffineMap> maps{rewriter.getMultiDimIdentityMap(reduced.goes.size()), reduced.map,
                              reduced.map};
  auto generic =
      createGeneric(rewriter, loc, TypeRange{valueType, indexType}, ValueRange{reduction.input},
                    ValueRange{best, first}, maps, reduced.iterators, body);
  rewriter.replaceOp(op, reduction.shaped(generic.getResult(1)));
  return success();
}

void cortex::populateReductionLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerReduction<ReduceSumOp>)
      .add(lowerReduction<ReduceProdOp>)
      .add(lowerReduction<ReduceMaxOp>);
  patterns.add(lowerReduction<ReduceMinOp>)
      .add(lowerReduction<ReduceAnyOp>)
      .add(lowerReduction<ReduceAllOp>);
  patterns.add(lowerArgument<ArgmaxOp>).add(lowerArgument<ArgminOp>);
}
