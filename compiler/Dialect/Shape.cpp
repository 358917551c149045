// Part of Cortex, under the MIT licence.
// Types of the operations on shapes and parts of tensors.
#include "Dialect/Inference.h"

using namespace mlir;
using namespace cortex;

/// Appends `any` and says so where an operand is boxed.
static bool inferAny(Operation *op, ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types) {
  if (llvm::none_of(operands, [](const OperandInfo &operand) { return isAny(operand.type); }))
    return false;
  types.push_back(AnyType::get(op->getContext()));
  return true;
}

/// The operand as a ranked tensor, or an error that names the op.
static RankedTensorType needTensor(Operation *op, const OperandInfo &operand,
                                   InferenceError error) {
  auto tensor = dyn_cast<RankedTensorType>(operand.type);
  if (!tensor)
    error(DiagKind::OperandTypes, {spelling(op), describe(operand.type)});
  return tensor;
}

LogicalResult DimOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  auto tensor = needTensor(*this, operands[0], error);
  if (!tensor)
    return failure();
  auto axis = constantInt(operands[1].constant);
  if (!axis)
    return types.push_back(AnyType::get(getContext())), success();
  if (!normalizeAxis(*axis, tensor.getRank())) {
    error(DiagKind::AxisOutOfRange, {std::to_string(*axis), describeShape(tensor)});
    return failure();
  }
  types.push_back(IntegerType::get(getContext(), 64));
  return success();
}

/// The dimensions that a `shape` operand asks for: constants where known, `?` elsewhere; nothing
/// where not even the rank is known.
static std::optional<SmallVector<int64_t>> requestedShape(const OperandInfo &shape) {
  if (auto sizes = constantInts(shape.constant))
    return sizes;
  if (shape.type.isInteger(64))
    return SmallVector<int64_t>{ShapedType::kDynamic};
  auto tensor = dyn_cast<RankedTensorType>(shape.type);
  if (!tensor || tensor.getRank() != 1 || tensor.isDynamicDim(0) ||
      !tensor.getElementType().isInteger(64))
    return std::nullopt;
  SmallVector<int64_t> sizes(tensor.getDimSize(0), ShapedType::kDynamic);
  if (auto pack = shape.value ? shape.value.getDefiningOp<PackOp>() : PackOp())
    for (auto [size, part] : llvm::zip(sizes, pack.getParts()))
      if (auto known = constantInt(constantOf(part)))
        size = *known;
  return sizes;
}

/// Replaces a -1 by what is left of the elements; an error where the sizes cannot agree.
static LogicalResult fitShape(RankedTensorType input, SmallVectorImpl<int64_t> &shape,
                              InferenceError error) {
  int64_t known = 1;
  int64_t *open = nullptr;
  bool dynamic = !input.hasStaticShape();
  for (int64_t &size : shape) {
    if (ShapedType::isDynamic(size)) {
      dynamic = true;
    } else if (size >= 0) {
      known *= size;
    } else if (size == -1 && !open) {
      open = &size;
    } else {
      error(DiagKind::InvalidArgument,
            {"reshape", size == -1 ? "only one size may be -1"
                                   : "the size " + std::to_string(size) + " is negative"});
      return failure();
    }
  }
  if (open)
    *open = dynamic || known == 0 ? ShapedType::kDynamic : input.getNumElements() / known;
  if (dynamic || (open && known == 0))
    return success();
  if (known * (open ? *open : 1) == input.getNumElements())
    return success();
  error(DiagKind::ReshapeCount,
        {describeShape(input), std::to_string(input.getNumElements()), describeShape(shape)});
  return failure();
}

LogicalResult ReshapeOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                    InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  auto input = needTensor(*this, operands[0], error);
  if (!input)
    return failure();
  auto shape = requestedShape(operands[1]);
  if (!shape)
    return types.push_back(AnyType::get(getContext())), success();
  if (failed(fitShape(input, *shape, error))) // (C1)
    return failure();
  types.push_back(input.clone(*shape));
  return success();
}

LogicalResult TransposeOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                      InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  auto input = needTensor(*this, operands[0], error);
  if (!input)
    return failure();
  SmallVector<int64_t> shape(llvm::reverse(input.getShape()));
  if (!isa<NullType>(operands[1].type)) {
    auto axes = constantInts(operands[1].constant);
    if (!axes)
      return types.push_back(AnyType::get(getContext())), success();
    llvm::SmallBitVector seen(input.getRank());
    for (auto [i, axis] : llvm::enumerate(*axes)) {
      auto from = normalizeAxis(axis, input.getRank());
      if (!from || axes->size() != shape.size() || seen.test(*from)) {
        error(DiagKind::InvalidArgument,
              {spelling(*this),
               "these axes are no permutation of those of shape " + describeShape(input)});
        return failure();
      }
      seen.set(*from);
      shape[i] = input.getDimSize(*from);
    }
  }
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult ExpandDimsOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                       InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  auto input = needTensor(*this, operands[0], error);
  if (!input)
    return failure();
  auto axis = constantInt(operands[1].constant);
  if (!axis)
    return types.push_back(AnyType::get(getContext())), success();
  auto place = normalizeAxis(*axis, input.getRank() + 1);
  if (!place) {
    error(DiagKind::AxisOutOfRange, {std::to_string(*axis), describeShape(input)});
    return failure();
  }
  SmallVector<int64_t> shape(input.getShape());
  shape.insert(shape.begin() + *place, 1);
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult BroadcastLikeOp::inferTypes(ArrayRef<OperandInfo> operands,
                                          SmallVectorImpl<Type> &types, InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  Type like = operands[1].type;
  if (!elementType(operands[0].type) || !elementType(like)) {
    error(DiagKind::OperandTypes, {spelling(*this), describeBoth(operands)});
    return failure();
  }
  Type element =
      isa<FloatType>(elementType(like)) ? elementType(like) : elementType(operands[0].type);
  if (auto tensor = dyn_cast<RankedTensorType>(like))
    types.push_back(tensor.clone(element));
  else
    types.push_back(isa<FloatType>(element) ? Type(Float64Type::get(getContext())) : element);
  return success();
}

LogicalResult SumLikeOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                    InferenceError) {
  if (inferAny(*this, operands, types))
    return success();
  types.push_back(operands[1].type);
  return success();
}

LogicalResult AccumulateOp::inferTypes(ArrayRef<OperandInfo>, SmallVectorImpl<Type> &types,
                                       InferenceError) {
  types.push_back(AnyType::get(getContext()));
  return success();
}

LogicalResult PackOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                 InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  Type element;
  std::optional<SmallVector<int64_t>> shape;
  FloatType defaultFloat = defaultFloatType(*this);
  for (const OperandInfo &part : operands) {
    Type mine = elementType(part.type);
    auto tensor = dyn_cast<RankedTensorType>(part.type);
    SmallVector<int64_t> sizes =
        tensor ? SmallVector<int64_t>(tensor.getShape()) : SmallVector<int64_t>();
    if (!mine || (shape && shape->size() != sizes.size())) {
      error(DiagKind::ShapeMismatch,
            {describeShape(operands[0].type), describeShape(part.type), spelling(*this)});
      return failure();
    }
    // A float scalar takes the default float type; tensors keep theirs.
    if (!tensor && isa<FloatType>(mine))
      mine = defaultFloat;
    element = element ? promote(RankedTensorType::get({}, element), RankedTensorType::get({}, mine),
                                defaultFloat)
                      : mine;
    if (shape)
      for (auto [known, size] : llvm::zip(*shape, sizes)) {
        if (!ShapedType::isDynamic(known) && !ShapedType::isDynamic(size) && known != size) {
          error(DiagKind::ShapeMismatch,
                {describeShape(operands[0].type), describeShape(part.type), spelling(*this)});
          return failure();
        }
        known = ShapedType::isDynamic(known) ? size : known;
      }
    else
      shape = sizes;
  }
  SmallVector<int64_t> result{static_cast<int64_t>(operands.size())};
  llvm::append_range(result, *shape);
  types.push_back(RankedTensorType::get(result, element));
  return success();
}

/// The size of `lo:hi:step` on an axis of `size`, where all of it is known.
static int64_t sliceSize(SliceOp slice, int64_t size) {
  auto known = [](Value value, int64_t otherwise) -> std::optional<int64_t> {
    if (isa<NullType>(value.getType()))
      return otherwise;
    return constantInt(constantOf(value));
  };
  auto step = known(slice.getStep(), 1);
  if (!step || *step == 0 || ShapedType::isDynamic(size))
    return ShapedType::kDynamic;
  bool down = *step < 0;
  auto clamp = [&](int64_t bound) {
    bound = bound < 0 ? bound + size : bound;
    return std::clamp(bound, down ? int64_t(-1) : int64_t(0), down ? size - 1 : size);
  };
  bool noLower = isa<NullType>(slice.getLower().getType()),
       noUpper = isa<NullType>(slice.getUpper().getType());
  auto lower = known(slice.getLower(), 0), upper = known(slice.getUpper(), 0);
  if (!lower || !upper)
    return ShapedType::kDynamic;
  int64_t from = noLower ? (down ? size - 1 : 0) : clamp(*lower);
  int64_t to = noUpper ? (down ? -1 : size) : clamp(*upper);
  int64_t span = down ? from - to : to - from;
  return span <= 0 ? 0 : (span + std::abs(*step) - 1) / std::abs(*step);
}

/// The shape of `base[subscripts]`; nothing where only the run time can know it.
static FailureOr<std::optional<SmallVector<int64_t>>>
indexedShape(RankedTensorType base, ArrayRef<OperandInfo> subscripts, InferenceError error) {
  if (static_cast<int64_t>(subscripts.size()) > base.getRank()) {
    error(DiagKind::TooManySubscripts, {std::to_string(subscripts.size()), describeShape(base)});
    return failure();
  }
  SmallVector<int64_t> shape;
  bool gathered = false;
  for (auto [axis, subscript] : llvm::enumerate(subscripts)) {
    int64_t size = base.getDimSize(axis);
    if (subscript.type.isInteger(64)) {
      auto at = constantInt(subscript.constant);
      if (at && !ShapedType::isDynamic(size) && !normalizeAxis(*at, size)) {
        std::string where = base.getRank() == 1 ? "length " + std::to_string(size)
                                                : "axis " + std::to_string(axis) + " of size " +
                                                      std::to_string(size);
        error(DiagKind::IndexOutOfRange, {std::to_string(*at), where});
        return failure();
      }
      continue;
    }
    auto slice = subscript.value ? subscript.value.getDefiningOp<SliceOp>() : SliceOp();
    if (isa<SliceType>(subscript.type)) {
      shape.push_back(slice ? sliceSize(slice, size) : ShapedType::kDynamic);
      continue;
    }
    auto list = dyn_cast<RankedTensorType>(subscript.type);
    if (!list || list.getRank() != 1 || !list.getElementType().isInteger(64) || gathered)
      return std::optional<SmallVector<int64_t>>();
    gathered = true;
    shape.push_back(list.getDimSize(0));
  }
  llvm::append_range(shape, base.getShape().drop_front(subscripts.size()));
  return std::optional(shape);
}

/// A tensor has no keys.
static LogicalResult checkSubscripts(ArrayRef<OperandInfo> subscripts, InferenceError error) {
  for (const OperandInfo &subscript : subscripts)
    if (isa<StrType>(subscript.type)) {
      error(DiagKind::InvalidArgument,
            {"[…]", "a tensor takes ints, slices and int or bool tensors, found string"});
      return failure();
    }
  return success();
}

LogicalResult IndexOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError error) {
  auto base = dyn_cast<RankedTensorType>(operands[0].type);
  if (!base || inferAny(*this, operands, types)) {
    if (elementType(operands[0].type) && !base) {
      error(DiagKind::NotCallable, {describe(operands[0].type)});
      return failure();
    }
    types.assign({AnyType::get(getContext())});
    return success();
  }
  if (failed(checkSubscripts(operands.drop_front(), error)))
    return failure();
  auto shape = indexedShape(base, operands.drop_front(), error);
  if (failed(shape))
    return failure();
  Type element = base.getElementType();
  if (!*shape)
    types.push_back(AnyType::get(getContext()));
  else if ((*shape)->empty())
    types.push_back(isa<FloatType>(element) ? Type(Float64Type::get(getContext())) : element);
  else
    types.push_back(RankedTensorType::get(**shape, element));
  return success();
}

/// A tensor with a part replaced keeps its type; where only the run time knows, it is boxed.
static LogicalResult inferUpdate(Operation *op, ArrayRef<OperandInfo> operands,
                                 SmallVectorImpl<Type> &types, InferenceError error) {
  auto base = dyn_cast<RankedTensorType>(operands[0].type);
  Type any = AnyType::get(op->getContext());
  if (isScalar(operands[0].type) || isa<NullType, StrType>(operands[0].type)) {
    error(DiagKind::NotStorable, {describe(operands[0].type)});
    return failure();
  }
  if (!base || inferAny(op, operands, types))
    return types.assign({any}), success();
  if (failed(checkSubscripts(operands.drop_front().drop_back(), error)))
    return failure();
  auto shape = indexedShape(base, operands.drop_front().drop_back(), error);
  if (failed(shape))
    return failure();
  Type value = operands.back().type;
  if (!*shape || !elementType(value))
    return types.push_back(any), success();
  auto part = dyn_cast<RankedTensorType>(value);
  auto fits = broadcastShapes(**shape, part ? part.getShape() : ArrayRef<int64_t>());
  if (!fits || fits->size() != (*shape)->size()) {
    error(DiagKind::ShapeMismatch, {describeShape(value), describeShape(**shape), spelling(op)});
    return failure();
  }
  // A float does not fit an int tensor unseen: the run time decides.
  bool widens = isa<FloatType>(elementType(value)) && !isa<FloatType>(base.getElementType());
  types.push_back(widens ? any : Type(base));
  return success();
}

LogicalResult IndexSetOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                     InferenceError error) {
  return inferUpdate(*this, operands, types, error);
}

LogicalResult IndexAddOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                     InferenceError error) {
  return inferUpdate(*this, operands, types, error);
}

LogicalResult LenOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  if (isScalar(operands[0].type) || isa<NullType>(operands[0].type)) {
    error(DiagKind::OperandTypes, {spelling(*this), describe(operands[0].type)});
    return failure();
  }
  types.push_back(IntegerType::get(getContext(), 64));
  return success();
}

/// Whether no machine has room for a tensor of the known sizes, of bytes even.
static bool exceedsMachines(ArrayRef<int64_t> sizes) {
  double elements = 1;
  for (int64_t size : sizes)
    elements *= ShapedType::isDynamic(size) ? 1.0 : static_cast<double>(size);
  return elements >= 0x1p47;
}

/// The shape that a creation asks for with the given element type, or `any`. A tensor that no
/// machine has room for stays boxed: the run time raises the error.
static LogicalResult inferCreation(Operation *op, const OperandInfo &shape, Type element,
                                   SmallVectorImpl<Type> &types, InferenceError error) {
  auto sizes = isAny(shape.type) ? std::nullopt : requestedShape(shape);
  if (!sizes)
    return types.push_back(AnyType::get(op->getContext())), success();
  for (int64_t size : *sizes)
    if (size < 0 && !ShapedType::isDynamic(size)) {
      error(DiagKind::InvalidShape, {std::to_string(size)});
      return failure();
    }
  types.push_back(exceedsMachines(*sizes) ? Type(AnyType::get(op->getContext()))
                                          : RankedTensorType::get(*sizes, element));
  return success();
}

LogicalResult FullOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                 InferenceError error) {
  if (!isScalar(operands[1].type))
    return types.push_back(AnyType::get(getContext())), success();
  Type element = operands[1].type.isF64() ? Type(defaultFloatType(*this)) : operands[1].type;
  return inferCreation(*this, operands[0], element, types, error);
}
LogicalResult RandnOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError error) {
  return inferCreation(*this, operands[0], defaultFloatType(*this), types, error);
}
LogicalResult RandOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                 InferenceError error) {
  return inferCreation(*this, operands[0], defaultFloatType(*this), types, error);
}

static LogicalResult inferCounted(Operation *op, const OperandInfo &count,
                                  SmallVectorImpl<Type> &types, InferenceError error) {
  if (!isAny(count.type) && !count.type.isInteger(64)) {
    error(DiagKind::OperandTypes, {spelling(op), describe(count.type)});
    return failure();
  }
  return inferCreation(op, count, IntegerType::get(op->getContext(), 64), types, error);
}
LogicalResult IotaOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                 InferenceError error) {
  return inferCounted(*this, operands[0], types, error);
}
LogicalResult PermutationOp::inferTypes(ArrayRef<OperandInfo> operands,
                                        SmallVectorImpl<Type> &types, InferenceError error) {
  return inferCounted(*this, operands[0], types, error);
}

LogicalResult OneHotOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                   InferenceError error) {
  if (inferAny(*this, operands, types))
    return success();
  auto input = needTensor(*this, operands[0], error);
  if (!input)
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  shape.push_back(constantInt(operands[1].constant).value_or(ShapedType::kDynamic));
  types.push_back(RankedTensorType::get(shape, defaultFloatType(*this)));
  return success();
}

LogicalResult DatasetInputsOp::inferTypes(ArrayRef<OperandInfo> operands,
                                          SmallVectorImpl<Type> &types, InferenceError error) {
  auto rows = needTensor(*this, operands[1], error);
  if (!rows)
    return failure();
  types.push_back(
      RankedTensorType::get({rows.getDimSize(0), ShapedType::kDynamic}, defaultFloatType(*this)));
  return success();
}
LogicalResult DatasetLabelsOp::inferTypes(ArrayRef<OperandInfo> operands,
                                          SmallVectorImpl<Type> &types, InferenceError error) {
  auto rows = needTensor(*this, operands[1], error);
  if (!rows)
    return failure();
  types.push_back(RankedTensorType::get({rows.getDimSize(0)}, IntegerType::get(getContext(), 64)));
  return success();
}

LogicalResult ProvenanceOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                       InferenceError) {
  if (!inferAny(*this, operands, types))
    types.push_back(operands[0].type);
  return success();
}
LogicalResult VariableOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                     InferenceError) {
  types.push_back(operands[0].type);
  return success();
}
LogicalResult AgainOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError) {
  types.push_back(operands[0].type);
  return success();
}
LogicalResult StopGradientOp::inferTypes(ArrayRef<OperandInfo> operands,
                                         SmallVectorImpl<Type> &types, InferenceError) {
  types.push_back(operands[0].type);
  return success();
}
