// Part of Cortex, under the MIT licence.
// Lowers elements and parts of tensors: reading, replacing, adding.
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

namespace {
/// What one subscript selects of its axis. All values are `index`, but the elements of `list` are
/// i64.
struct Subscript {
  enum Kind { At, Slice, List } kind;
  Value start; ///< The index, or where a slice starts.
  Value step;  ///< Of a slice.
  Value size;  ///< How many elements are selected, if the axis stays.
  Value list;  ///< The indices, checked and counted from the front.
};

/// The subscripts of one op, brought into the form above.
struct Selection {
  OpBuilder &builder;
  Location loc;
  Value base;
  SmallVector<Subscript> subscripts;

  RankedTensorType type() const { return cast<RankedTensorType>(base.getType()); }

  template <typename OpTy, typename... Args> Value fold(Args... args) {
    return builder.createOrFold<OpTy>(loc, args...);
  }
  Value less(Value x, Value y) { return fold<arith::CmpIOp>(arith::CmpIPredicate::slt, x, y); }
  Value select(Value c, Value x, Value y) { return fold<arith::SelectOp>(c, x, y); }
  Value constant(int64_t value) { return constantIndex(builder, loc, value); }

  /// Counts a negative index from the end, and refuses one that is outside.
  static Value normalize(OpBuilder &b, Location loc, Value index, Value size, int64_t axis) {
    Value zero = constantIndex(b, loc, 0);
    Value negative = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, index, zero);
    Value shifted = b.createOrFold<arith::AddIOp>(loc, index, size);
    Value place = b.createOrFold<arith::SelectOp>(loc, negative, shifted, index);
    Value outside = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::uge, place, size);
    if (!matchPattern(outside, m_Zero()))
      emitFailure(b, loc, outside, [&](OpBuilder &inside) {
        callRuntime(
            inside, loc, "throw_axis_index",
            {toI64(inside, loc, index), constantI64(inside, loc, axis), toI64(inside, loc, size)});
      });
    return place;
  }

  /// A bound of a slice: null is the end that it names.
  Value bound(Value given, Value otherwise, Value size, Value low, Value high) {
    if (isa<NullType>(given.getType()))
      return otherwise;
    Value index = toIndex(builder, loc, given);
    Value shifted = fold<arith::AddIOp>(index, size);
    index = select(less(index, constant(0)), shifted, index);
    return fold<arith::MinSIOp>(fold<arith::MaxSIOp>(index, low), high);
  }

  Subscript slice(SliceOp op, Value size) {
    Value zero = constant(0), one = constant(1), minusOne = constant(-1);
    Value step = isa<NullType>(op.getStep().getType()) ? one : toIndex(builder, loc, op.getStep());
    checkStep(step);
    Value down = less(step, zero), last = fold<arith::SubIOp>(size, one);
    Value low = select(down, minusOne, zero), high = select(down, last, size);
    Value from = bound(op.getLower(), select(down, last, zero), size, low, high);
    Value to = bound(op.getUpper(), select(down, minusOne, size), size, low, high);
    Value span = select(down, fold<arith::SubIOp>(from, to), fold<arith::SubIOp>(to, from));
    Value width = select(down, fold<arith::SubIOp>(zero, step), step);
    // A view of nothing would begin outside, which tensor.extract_slice refuses where it is known.
    APInt knownSize, knownFrom;
    if (matchPattern(size, m_ConstantInt(&knownSize)) &&
        (knownSize.isZero() ||
         (matchPattern(from, m_ConstantInt(&knownFrom)) && knownFrom.sge(knownSize))))
      return {Subscript::Slice, zero, one, zero, {}};
    return {Subscript::Slice, from, step, steps(span, width), {}};
  }

  /// How many steps of a width fit into a span, the rest counted whole; no sum may overflow.
  Value steps(Value span, Value width) {
    Value zero = constant(0), one = constant(1);
    if (matchPattern(width, m_One()))
      return fold<arith::MaxSIOp>(span, zero);
    // The width of the least int is the one that is positive without a sign only.
    Value more = fold<arith::DivUIOp>(fold<arith::SubIOp>(span, one), width);
    return select(less(zero, span), fold<arith::AddIOp>(more, one), zero);
  }

  void checkStep(Value step) {
    Value none = fold<arith::CmpIOp>(arith::CmpIPredicate::eq, step, constant(0));
    if (!matchPattern(none, m_Zero()))
      checkValue(builder, loc, none, "the step of a slice is 0");
  }

  /// All indices of a list, checked in one pass of their own so that reading needs no checks.
  Subscript list(Value indices, Value size, int64_t axis) {
    auto own = cast<RankedTensorType>(indices.getType());
    auto check = [&](OpBuilder &b, Location l, ValueRange x) {
      return toI64(b, l, normalize(b, l, toIndex(b, l, x[0]), size, axis));
    };
    Value checked = mapElements(builder, loc, own, sizesOf(builder, loc, indices), indices,
                                builder.getMultiDimIdentityMap(1), check);
    return {Subscript::List, {}, {}, sizeOf(builder, loc, indices, 0), checked};
  }

  LogicalResult read(ValueRange given) {
    for (int64_t axis = 0; axis < type().getRank(); ++axis) {
      Value size = sizeOf(builder, loc, base, axis);
      if (axis >= static_cast<int64_t>(given.size())) {
        subscripts.push_back({Subscript::Slice, constant(0), constant(1), size, {}});
        continue;
      }
      Value subscript = given[axis];
      auto sliceOp = subscript.getDefiningOp<SliceOp>();
      auto indices = dyn_cast<RankedTensorType>(subscript.getType());
      if (subscript.getType().isInteger(64))
        subscripts.push_back({Subscript::At,
                              normalize(builder, loc, toIndex(builder, loc, subscript), size, axis),
                              {},
                              {},
                              {}});
      else if (sliceOp && isa<SliceType>(subscript.getType()))
        subscripts.push_back(slice(sliceOp, size));
      else if (indices && indices.getRank() == 1 && indices.getElementType().isInteger(64))
        subscripts.push_back(list(subscript, size, axis));
      else
        return failure();
    }
    return success();
  }

  bool isElement() const {
    return llvm::all_of(subscripts, [](const Subscript &s) { return s.kind == Subscript::At; });
  }
  /// Whether the part is a view: every step is known to be positive.
  bool isView() const {
    return llvm::all_of(subscripts, [](const Subscript &s) {
      APInt step;
      return s.kind == Subscript::At ||
             (s.kind == Subscript::Slice && matchPattern(s.step, m_ConstantInt(&step)) &&
              step.isStrictlyPositive());
    });
  }

  SmallVector<Value> places() {
    SmallVector<Value> at;
    for (const Subscript &subscript : subscripts)
      at.push_back(subscript.start);
    return at;
  }

  /// The sizes of the part.
  SmallVector<Value> sizes() {
    SmallVector<Value> kept;
    for (const Subscript &subscript : subscripts)
      if (subscript.kind != Subscript::At)
        kept.push_back(subscript.size);
    return kept;
  }

  RankedTensorType partType() {
    SmallVector<int64_t> shape;
    for (Value size : sizes()) {
      APInt known;
      shape.push_back(matchPattern(size, m_ConstantInt(&known)) ? known.getSExtValue()
                                                                : ShapedType::kDynamic);
    }
    return RankedTensorType::get(shape, type().getElementType());
  }

  /// Whether the part is known to have no elements.
  bool isEmpty() { return llvm::is_contained(partType().getShape(), 0); }

  struct View {
    SmallVector<OpFoldResult> offsets, sizes, strides;
  };
  View view() {
    View result;
    for (const Subscript &subscript : subscripts) {
      bool at = subscript.kind == Subscript::At;
      result.offsets.push_back(getAsOpFoldResult(subscript.start));
      result.sizes.push_back(at ? OpFoldResult(builder.getIndexAttr(1))
                                : getAsOpFoldResult(subscript.size));
      result.strides.push_back(at ? OpFoldResult(builder.getIndexAttr(1))
                                  : getAsOpFoldResult(subscript.step));
    }
    return result;
  }

  /// Where in the base the element of the part with the given indices stands.
  SmallVector<Value> placeOf(OpBuilder &b, ValueRange partIndices) {
    SmallVector<Value> at;
    for (const Subscript &subscript : subscripts) {
      if (subscript.kind == Subscript::At) {
        at.push_back(subscript.start);
        continue;
      }
      Value index = partIndices.front();
      partIndices = partIndices.drop_front();
      if (subscript.kind == Subscript::List) {
        at.push_back(toIndex(b, loc, tensor::ExtractOp::create(b, loc, subscript.list, index)));
        continue;
      }
      Value offset = b.createOrFold<arith::MulIOp>(loc, index, subscript.step);
      at.push_back(b.createOrFold<arith::AddIOp>(loc, offset, subscript.start));
    }
    return at;
  }
};
} // namespace

/// The part as a new tensor.
static Value readPart(Selection &selection) {
  OpBuilder &builder = selection.builder;
  RankedTensorType type = selection.partType();
  if (selection.isEmpty())
    return emptyTensor(builder, selection.loc, type, selection.sizes());
  if (selection.isView()) {
    auto [offsets, sizes, strides] = selection.view();
    return tensor::ExtractSliceOp::create(builder, selection.loc, type, selection.base, offsets,
                                          sizes, strides);
  }
  auto gather = [&](OpBuilder &b, Location l, ValueRange) -> Value {
    SmallVector<Value> indices;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      indices.push_back(linalg::IndexOp::create(b, l, axis));
    return tensor::ExtractOp::create(b, l, selection.base, selection.placeOf(b, indices));
  };
  return mapElements(builder, selection.loc, type, selection.sizes(), {}, {}, gather);
}

static LogicalResult lowerIndex(IndexOp op, PatternRewriter &rewriter) {
  if (!isTensor(op.getBase().getType()) || !elementType(op.getType()))
    return failure();
  Selection selection{rewriter, op.getLoc(), op.getBase(), {}};
  if (failed(selection.read(op.getSubscripts())))
    return failure();
  if (selection.isElement()) {
    Value element =
        tensor::ExtractOp::create(rewriter, op.getLoc(), op.getBase(), selection.places());
    rewriter.replaceOp(op, convertScalar(rewriter, op.getLoc(), element, op.getType()));
    return success();
  }
  rewriter.replaceOp(op, retype(rewriter, op.getLoc(), readPart(selection), op.getType()));
  return success();
}

/// The value in the shape and element type of the part; a scalar stays one if `keepScalar`.
static Value fitToPart(Selection &selection, Operation *op, Value value, bool keepScalar) {
  OpBuilder &builder = selection.builder;
  RankedTensorType type = selection.partType();
  if (!isTensor(value.getType())) {
    Value scalar = convertScalar(builder, selection.loc, value, type.getElementType());
    return keepScalar ? scalar
                      : filledTensor(builder, selection.loc, type, selection.sizes(), scalar);
  }
  SmallVector<Value> sizes = selection.sizes();
  Broadcast broadcast = broadcastOperands(builder, op, value, type, sizes);
  if (broadcast.maps[0].isIdentity() && value.getType() == type)
    return broadcast.operands[0];
  auto convert = [&](OpBuilder &b, Location l, ValueRange x) {
    return convertScalar(b, l, x[0], type.getElementType());
  };
  return mapElements(builder, selection.loc, type, sizes, broadcast.operands, broadcast.maps,
                     convert);
}

static Value addScalars(OpBuilder &b, Location loc, Value x, Value y) {
  if (isa<FloatType>(x.getType()))
    return arith::AddFOp::create(b, loc, x, y, arith::FastMathFlags::contract);
  if (x.getType().isInteger(1))
    return arith::OrIOp::create(b, loc, x, y);
  return arith::AddIOp::create(b, loc, x, y);
}

/// Writes element by element, in order, so that places named twice receive both.
static Value scatter(Selection &selection, OpBuilder &builder, Value value, Value target, bool adds,
                     SmallVectorImpl<Value> &indices, ArrayRef<Value> sizes) {
  Location loc = selection.loc;
  if (indices.size() == sizes.size()) {
    SmallVector<Value> at = selection.placeOf(builder, indices);
    if (isTensor(value.getType()))
      value = tensor::ExtractOp::create(builder, loc, value, indices);
    if (adds)
      value = addScalars(builder, loc, tensor::ExtractOp::create(builder, loc, target, at), value);
    return tensor::InsertOp::create(builder, loc, value, target, at);
  }
  Value zero = constantIndex(builder, loc, 0), one = constantIndex(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, zero, sizes[indices.size()], one, target,
                                 [](OpBuilder &, Location, Value, ValueRange) {});
  OpBuilder body = OpBuilder::atBlockEnd(loop.getBody());
  indices.push_back(loop.getInductionVar());
  Value next = scatter(selection, body, value, loop.getRegionIterArgs()[0], adds, indices, sizes);
  scf::YieldOp::create(body, loc, next);
  return loop.getResult(0);
}

/// The sum of two tensors of one shape.
static Value addTensors(OpBuilder &builder, Location loc, Value x, Value y) {
  auto type = cast<RankedTensorType>(x.getType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  auto add = [](OpBuilder &b, Location l, ValueRange e) { return addScalars(b, l, e[0], e[1]); };
  return mapElements(builder, loc, type, sizesOf(builder, loc, x), {x, y}, {identity, identity},
                     add);
}

template <typename OpTy> static LogicalResult lowerUpdate(OpTy op, PatternRewriter &rewriter) {
  constexpr bool adds = std::is_same_v<OpTy, IndexAddOp>;
  auto type = dyn_cast<RankedTensorType>(op.getBase().getType());
  if (!type || op.getType() != type || !elementType(op.getValue().getType()))
    return failure();
  Location loc = op.getLoc();
  Selection selection{rewriter, loc, op.getBase(), {}};
  if (failed(selection.read(op.getSubscripts())))
    return failure();
  if (selection.isElement()) {
    if (isTensor(op.getValue().getType()))
      return failure();
    SmallVector<Value> at = selection.places(), none;
    Value value = convertScalar(rewriter, loc, op.getValue(), type.getElementType());
    rewriter.replaceOp(op, scatter(selection, rewriter, value, op.getBase(), adds, none, {}));
    return success();
  }
  if (selection.isView()) {
    Value value = fitToPart(selection, op, op.getValue(), /*keepScalar=*/false);
    if (selection.isEmpty()) {
      rewriter.replaceOp(op, op.getBase());
      return success();
    }
    if (adds)
      value = addTensors(rewriter, loc, readPart(selection), value);
    auto [offsets, sizes, strides] = selection.view();
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(op, value, op.getBase(), offsets, sizes,
                                                       strides);
    return success();
  }
  Value value = fitToPart(selection, op, op.getValue(), /*keepScalar=*/true);
  SmallVector<Value> indices;
  rewriter.replaceOp(
      op, scatter(selection, rewriter, value, op.getBase(), adds, indices, selection.sizes()));
  return success();
}

void cortex::populateIndexLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerIndex).add(lowerUpdate<IndexSetOp>).add(lowerUpdate<IndexAddOp>);
}
