// Part of Cortex, under the MIT licence.
// What the lowerings of the op families to linalg share.
#include "Conversion/ToLinalg/Lowering.h"

#include "cortex/runtime.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace cortex;

bool cortex::isTypedOp(Operation *op) {
  auto typed = [](Type type) {
    return isScalar(type) || isTensor(type) || isa<NullType, SliceType>(type);
  };
  return llvm::all_of(op->getOperandTypes(), typed) && llvm::all_of(op->getResultTypes(), typed);
}

Value cortex::constantIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value cortex::toIndex(OpBuilder &builder, Location loc, Value value) {
  return value.getType().isIndex()
             ? value
             : builder.createOrFold<arith::IndexCastOp>(loc, builder.getIndexType(), value);
}

Value cortex::toI64(OpBuilder &builder, Location loc, Value value) {
  return value.getType().isIndex()
             ? builder.createOrFold<arith::IndexCastOp>(loc, builder.getI64Type(), value)
             : value;
}

Value cortex::constantScalar(OpBuilder &builder, Location loc, Type type, double value) {
  if (auto floating = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(floating, value));
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, static_cast<int64_t>(value)));
}

Value cortex::convertScalar(OpBuilder &builder, Location loc, Value value, Type to) {
  Type from = value.getType();
  if (from == to)
    return value;
  bool fromFloat = isa<FloatType>(from), toFloat = isa<FloatType>(to);
  if (to.isInteger(1)) {
    Value zero = constantScalar(builder, loc, from, 0);
    if (fromFloat)
      return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNE, value, zero);
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, value, zero);
  }
  if (fromFloat && toFloat)
    return from.isF32() ? builder.createOrFold<arith::ExtFOp>(loc, to, value)
                        : builder.createOrFold<arith::TruncFOp>(loc, to, value);
  if (fromFloat)
    return builder.createOrFold<arith::FPToSIOp>(loc, to, value);
  if (toFloat)
    return from.isInteger(1) ? builder.createOrFold<arith::UIToFPOp>(loc, to, value)
                             : builder.createOrFold<arith::SIToFPOp>(loc, to, value);
  return builder.createOrFold<arith::ExtUIOp>(loc, to, value);
}

Value cortex::convertElements(OpBuilder &builder, Location loc, Value value, Type element) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return convertScalar(builder, loc, value, element);
  if (type.getElementType() == element)
    return value;
  auto convert = [&](OpBuilder &b, Location l, ValueRange x) {
    return convertScalar(b, l, x[0], element);
  };
  return mapElements(builder, loc, cast<RankedTensorType>(type.clone(element)),
                     sizesOf(builder, loc, value), value,
                     builder.getMultiDimIdentityMap(type.getRank()), convert);
}

Value cortex::sizeOf(OpBuilder &builder, Location loc, Value tensor, int64_t axis) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(axis))
    return constantIndex(builder, loc, type.getDimSize(axis));
  // What the tensor was made with, and not what the tensor has: upstream's patterns take it that
  // the operands of an op agree, narrow their types by that, back to the op that made them, and
  // fold their sizes, the very ones that a check before the op compares.
  Operation *made = tensor.getDefiningOp();
  if (auto empty = dyn_cast_or_null<tensor::EmptyOp>(made))
    return empty.getDynamicSize(axis);
  if (auto cast = dyn_cast_or_null<tensor::CastOp>(made))
    return sizeOf(builder, loc, cast.getSource(), axis);
  if (auto style = dyn_cast_or_null<DestinationStyleOpInterface>(made))
    return sizeOf(builder, loc, style.getTiedOpOperand(cast<OpResult>(tensor))->get(), axis);
  return builder.createOrFold<tensor::DimOp>(loc, tensor, axis);
}

SmallVector<Value> cortex::sizesOf(OpBuilder &builder, Location loc, Value tensor) {
  SmallVector<Value> sizes;
  for (int64_t axis = 0, rank = cast<RankedTensorType>(tensor.getType()).getRank(); axis < rank;
       ++axis)
    sizes.push_back(sizeOf(builder, loc, tensor, axis));
  return sizes;
}

SmallVector<Value> cortex::requestedSizes(OpBuilder &builder, Location loc, Value shape) {
  if (shape.getType().isInteger(64))
    return {toIndex(builder, loc, shape)};
  SmallVector<Value> sizes;
  DenseIntElementsAttr known;
  bool constant = matchPattern(shape, m_Constant(&known));
  auto parts = shape.getDefiningOp<tensor::FromElementsOp>();
  for (int64_t i = 0, count = cast<RankedTensorType>(shape.getType()).getDimSize(0); i < count;
       ++i) {
    if (constant)
      sizes.push_back(constantIndex(builder, loc, known.getValues<int64_t>()[i]));
    else if (parts)
      sizes.push_back(toIndex(builder, loc, parts.getElements()[i]));
    else
      sizes.push_back(
          toIndex(builder, loc,
                  tensor::ExtractOp::create(builder, loc, shape, constantIndex(builder, loc, i))));
  }
  return sizes;
}

Value cortex::shapeArray(OpBuilder &builder, Location loc, ValueRange sizes) {
  SmallVector<Value> numbers;
  for (Value size : sizes)
    numbers.push_back(toI64(builder, loc, size));
  return arrayPointer(builder, loc, numbers);
}

Value cortex::emptyTensor(OpBuilder &builder, Location loc, RankedTensorType type,
                          ValueRange sizes) {
  SmallVector<Value> dynamic;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (type.isDynamicDim(axis))
      dynamic.push_back(sizes[axis]);
  return tensor::EmptyOp::create(builder, loc, type, dynamic);
}

Value cortex::filledTensor(OpBuilder &builder, Location loc, RankedTensorType type,
                           ValueRange sizes, Value scalar) {
  Value empty = emptyTensor(builder, loc, type, sizes);
  return linalg::FillOp::create(builder, loc, scalar, empty).getResult(0);
}

linalg::GenericOp
cortex::createGeneric(OpBuilder &builder, Location loc, TypeRange types, ValueRange inputs,
                      ValueRange outputs, ArrayRef<AffineMap> maps,
                      ArrayRef<utils::IteratorType> iterators,
                      llvm::function_ref<void(OpBuilder &, Location, ValueRange)> body) {
  auto generic = linalg::GenericOp::create(builder, loc, types, inputs, outputs, maps, iterators);
  OpBuilder inside(builder.getContext());
  Block *block = inside.createBlock(&generic.getRegion());
  for (ValueRange operands : {inputs, outputs})
    for (Value operand : operands)
      block->addArgument(getElementTypeOrSelf(operand.getType()), loc);
  body(inside, loc, block->getArguments());
  return generic;
}

Value cortex::mapElements(OpBuilder &builder, Location loc, RankedTensorType type, ValueRange sizes,
                          ValueRange inputs, ArrayRef<AffineMap> maps, BodyBuilder body) {
  SmallVector<AffineMap> allMaps(maps);
  allMaps.push_back(builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  Value empty = emptyTensor(builder, loc, type, sizes);
  auto generic = createGeneric(builder, loc, TypeRange{type}, inputs, ValueRange{empty}, allMaps,
                               iterators, [&](OpBuilder &b, Location l, ValueRange arguments) {
                                 linalg::YieldOp::create(b, l, body(b, l, arguments.drop_back()));
                               });
  return generic.getResult(0);
}

Value cortex::sumOverAxes(OpBuilder &builder, Location loc, Value tensor, ArrayRef<bool> goes) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> shape;
  SmallVector<Value> sizes;
  SmallVector<AffineExpr> kept;
  SmallVector<utils::IteratorType> iterators;
  for (int64_t axis = 0; axis < type.getRank(); ++axis) {
    iterators.push_back(goes[axis] ? utils::IteratorType::reduction
                                   : utils::IteratorType::parallel);
    if (goes[axis])
      continue;
    shape.push_back(type.getDimSize(axis));
    sizes.push_back(sizeOf(builder, loc, tensor, axis));
    kept.push_back(builder.getAffineDimExpr(axis));
  }
  if (static_cast<int64_t>(shape.size()) == type.getRank())
    return tensor;
  Type element = type.getElementType();
  auto resultType = RankedTensorType::get(shape, element);
  Value start =
      filledTensor(builder, loc, resultType, sizes, constantScalar(builder, loc, element, 0));
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(type.getRank()),
                              AffineMap::get(type.getRank(), 0, kept, builder.getContext())};
  auto add = [&](OpBuilder &b, Location l, ValueRange x) {
    Value sum;
    if (isa<FloatType>(element))
      sum = arith::AddFOp::create(b, l, x[0], x[1],
                                  arith::FastMathFlags::reassoc | arith::FastMathFlags::contract);
    else
      sum = arith::AddIOp::create(b, l, x[0], x[1]);
    linalg::YieldOp::create(b, l, sum);
  };
  return createGeneric(builder, loc, TypeRange{resultType}, ValueRange{tensor}, ValueRange{start},
                       maps, iterators, add)
      .getResult(0);
}

Value cortex::expandTo(OpBuilder &builder, Location loc, Value tensor, RankedTensorType type,
                       ValueRange sizes) {
  auto from = cast<RankedTensorType>(tensor.getType());
  if (from.getRank() == type.getRank())
    return retype(builder, loc, tensor, type);
  SmallVector<ReassociationIndices> groups;
  int64_t axis = 0;
  // Each old axis takes the new axes of size 1 that stand before it; the last one those after it
  // too.
  for (int64_t old = 0; old < from.getRank(); ++old) {
    ReassociationIndices group;
    int64_t ones = (type.getRank() - axis) - (from.getRank() - old);
    while (ones-- > 0 && type.getDimSize(axis) == 1 && from.getDimSize(old) != 1)
      group.push_back(axis++);
    group.push_back(axis++);
    if (old + 1 == from.getRank())
      while (axis < type.getRank())
        group.push_back(axis++);
    groups.push_back(group);
  }
  SmallVector<OpFoldResult> shape;
  for (int64_t i = 0; i < type.getRank(); ++i)
    shape.push_back(type.isDynamicDim(i) ? OpFoldResult(sizes[i])
                                         : builder.getIndexAttr(type.getDimSize(i)));
  return tensor::ExpandShapeOp::create(builder, loc, type, tensor, groups, shape);
}

Value cortex::retype(OpBuilder &builder, Location loc, Value value, Type type) {
  return value.getType() == type ? value : builder.createOrFold<tensor::CastOp>(loc, type, value);
}

void cortex::emitFailure(OpBuilder &builder, Location loc, Value condition, CodeBuilder code) {
  auto branch = scf::IfOp::create(builder, loc, condition, /*withElseRegion=*/false);
  OpBuilder inside = branch.getThenBodyBuilder();
  code(inside);
}

void cortex::checkShapes(OpBuilder &builder, Location loc, Value condition, StringRef name,
                         ValueRange lhsSizes, ValueRange rhsSizes) {
  emitFailure(builder, loc, condition, [&](OpBuilder &b) {
    callRuntime(b, loc, "throw_shape",
                {textPointer(b, loc, name), shapeArray(b, loc, lhsSizes),
                 constantI64(b, loc, lhsSizes.size()), shapeArray(b, loc, rhsSizes),
                 constantI64(b, loc, rhsSizes.size())});
  });
}

void cortex::checkValue(OpBuilder &builder, Location loc, Value condition, StringRef message) {
  emitFailure(builder, loc, condition, [&](OpBuilder &b) {
    callRuntime(b, loc, "throw_kind",
                {constantI32(b, loc, CortexValueError), textPointer(b, loc, message)});
  });
}

bool cortex::isAgreed(Operation *op, int64_t axis) {
  auto axes = op->getAttrOfType<DenseI64ArrayAttr>(agreedAttr);
  return axes && llvm::is_contained(axes.asArrayRef(), axis);
}

namespace {
/// Brings the sizes of an op's operands together, axis by axis.
struct Broadcaster {
  OpBuilder &builder;
  Operation *op;
  ValueRange operands;
  RankedTensorType type;
  Location loc = op->getLoc();

  static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }
  /// The operand's axis that reads result axis `axis`, or -1.
  int64_t axisOf(Value operand, int64_t axis) const {
    return std::max<int64_t>(-1, axis - (type.getRank() - typeOf(operand).getRank()));
  }
  bool takesPart(Value operand, int64_t axis) const {
    int64_t own = axisOf(operand, axis);
    return own >= 0 && (typeOf(operand).getDimSize(own) != 1 || type.getDimSize(axis) == 1);
  }

  /// The size of a result axis; `open` is set where the operands might disagree.
  Value resultSize(int64_t axis, bool &open) {
    Value size;
    unsigned count = 0;
    bool dynamic = false;
    for (Value operand : operands) {
      if (!takesPart(operand, axis))
        continue;
      ++count;
      int64_t own = axisOf(operand, axis);
      dynamic |= typeOf(operand).isDynamicDim(own);
      Value mine = sizeOf(builder, loc, operand, own);
      if (!size || (!typeOf(operand).isDynamicDim(own) && !isAgreed(op, axis)))
        size = mine;
      else if (!isAgreed(op, axis) && type.isDynamicDim(axis)) {
        Value one = constantIndex(builder, loc, 1);
        Value single = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, size, one);
        size = arith::SelectOp::create(builder, loc, single, mine, size);
      }
    }
    open = dynamic && !isAgreed(op, axis) && (count > 1 || !type.isDynamicDim(axis));
    if (!type.isDynamicDim(axis))
      return constantIndex(builder, loc, type.getDimSize(axis));
    return size ? size : constantIndex(builder, loc, 1);
  }

  /// Of two operands it says their shapes as they stand in the program.
  void report(Value wrong, Value operand, ValueRange sizes) {
    auto shaped = llvm::to_vector(
        llvm::make_filter_range(operands, [](Value x) { return typeOf(x).getRank() > 0; }));
    if (shaped.size() != 2)
      return checkShapes(builder, loc, wrong, spelling(op), sizesOf(builder, loc, operand), sizes);
    checkShapes(builder, loc, wrong, spelling(op), sizesOf(builder, loc, shaped[0]),
                sizesOf(builder, loc, shaped[1]));
  }

  /// Checks the operand's open axes, and copies it where one of them is 1 and has to be repeated.
  Value fit(Value operand, ArrayRef<int64_t> openAxes, ValueRange sizes) {
    Value differs, wrong;
    auto merge = [&](Value &all, Value one) {
      all = all ? arith::OrIOp::create(builder, loc, all, one) : one;
    };
    SmallVector<int64_t> mine;
    for (int64_t axis : openAxes) {
      int64_t own = axisOf(operand, axis);
      if (!takesPart(operand, axis) || !typeOf(operand).isDynamicDim(own))
        continue;
      mine.push_back(own);
      Value size = sizeOf(builder, loc, operand, own);
      Value other =
          arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, size, sizes[axis]);
      Value many = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, size,
                                         constantIndex(builder, loc, 1));
      merge(differs, other);
      merge(wrong, arith::AndIOp::create(builder, loc, other, many));
    }
    if (mine.empty())
      return operand;
    report(wrong, operand, sizes);
    auto branch = scf::IfOp::create(builder, loc, TypeRange{operand.getType()}, differs, true);
    OpBuilder then = branch.getThenBodyBuilder();
    scf::YieldOp::create(then, loc, repeat(then, operand, mine, sizes));
    OpBuilder otherwise = branch.getElseBodyBuilder();
    scf::YieldOp::create(otherwise, loc, operand);
    return branch.getResult(0);
  }

  /// A copy of the operand whose axes of size 1 among `axes` are repeated.
  Value repeat(OpBuilder &b, Value operand, ArrayRef<int64_t> axes, ValueRange sizes) {
    RankedTensorType own = typeOf(operand);
    SmallVector<Value> copySizes = sizesOf(b, loc, operand);
    SmallVector<Value> isOne(own.getRank());
    for (int64_t axis : axes) {
      isOne[axis] = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, copySizes[axis],
                                          constantIndex(b, loc, 1));
      copySizes[axis] = sizes[axis + type.getRank() - own.getRank()];
    }
    return mapElements(
        b, loc, own, copySizes, {}, {}, [&](OpBuilder &inner, Location l, ValueRange) -> Value {
          SmallVector<Value> at;
          for (int64_t axis = 0; axis < own.getRank(); ++axis) {
            Value index = linalg::IndexOp::create(inner, l, axis);
            if (isOne[axis])
              index =
                  arith::SelectOp::create(inner, l, isOne[axis], constantIndex(inner, l, 0), index);
            at.push_back(index);
          }
          return tensor::ExtractOp::create(inner, l, operand, at);
        });
  }

  AffineMap mapOf(Value operand) {
    SmallVector<AffineExpr> reads;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (axisOf(operand, axis) >= 0)
        reads.push_back(takesPart(operand, axis) ? builder.getAffineDimExpr(axis)
                                                 : builder.getAffineConstantExpr(0));
    return AffineMap::get(type.getRank(), 0, reads, builder.getContext());
  }
};
} // namespace

Broadcast cortex::broadcastOperands(OpBuilder &builder, Operation *op, ValueRange operands,
                                    RankedTensorType type, ValueRange sizes) {
  Broadcaster broadcaster{builder, op, operands, type};
  Broadcast result;
  SmallVector<int64_t> openAxes;
  for (int64_t axis = 0; axis < type.getRank(); ++axis) {
    bool open = !sizes.empty() && !isAgreed(op, axis);
    result.sizes.push_back(sizes.empty() ? broadcaster.resultSize(axis, open) : sizes[axis]);
    if (open)
      openAxes.push_back(axis);
  }
  for (Value operand : operands) {
    result.maps.push_back(broadcaster.mapOf(operand));
    result.operands.push_back(broadcaster.fit(operand, openAxes, result.sizes));
  }
  return result;
}
