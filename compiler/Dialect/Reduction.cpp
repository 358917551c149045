// Part of Cortex, under the MIT licence.
// Types of reductions.
#include "Dialect/Inference.h"

using namespace mlir;
using namespace cortex;

/// Reports an axis of a constant list that the tensor lacks, or that is there twice.
static bool checkAxes(Operation *op, ArrayRef<int64_t> axes, RankedTensorType input,
                      InferenceError error) {
  llvm::SmallBitVector seen(input.getRank());
  for (int64_t axis : axes) {
    auto which = normalizeAxis(axis, input.getRank());
    if (!which) {
      error(DiagKind::AxisOutOfRange, {std::to_string(axis), describeShape(input)});
      return false;
    }
    if (seen.test(*which)) {
      error(DiagKind::InvalidArgument,
            {spelling(op), "axis " + std::to_string(axis) + " is named twice"});
      return false;
    }
    seen.set(*which);
  }
  return true;
}

/// The shape that is left when `axis` goes (null constant: all axes), or nothing if the operands
/// that say so are no constants.
static std::optional<SmallVector<int64_t>> reducedShape(RankedTensorType input,
                                                        const OperandInfo &axis,
                                                        const OperandInfo &keepdims,
                                                        InferenceError error, bool &failed) {
  auto keep = dyn_cast_or_null<BoolAttr>(keepdims.constant);
  bool all = isa<NullType>(axis.type);
  auto number = constantInt(axis.constant);
  if (!keep || (!all && !number))
    return std::nullopt;
  std::optional<int64_t> which = all ? std::nullopt : normalizeAxis(*number, input.getRank());
  if (!all && !which) {
    error(DiagKind::AxisOutOfRange, {std::to_string(*number), describeShape(input)});
    failed = true;
    return std::nullopt;
  }
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(input.getShape())) {
    bool goes = all || static_cast<int64_t>(i) == *which;
    if (!goes)
      shape.push_back(size);
    else if (keep.getValue())
      shape.push_back(1);
  }
  return shape;
}

/// `element`: of the result, from the element type of the input.
static LogicalResult inferReduction(Operation *op, ArrayRef<OperandInfo> operands,
                                    SmallVectorImpl<Type> &types, InferenceError error,
                                    llvm::function_ref<Type(Type)> element) {
  Type any = AnyType::get(op->getContext());
  if (llvm::any_of(operands, [](const OperandInfo &operand) { return isAny(operand.type); }))
    return types.push_back(any), success();
  Type inputElement = elementType(operands[0].type);
  if (!inputElement) {
    error(DiagKind::OperandTypes, {spelling(op), describe(operands[0].type)});
    return failure();
  }
  Type result = element(inputElement);
  auto input = dyn_cast<RankedTensorType>(operands[0].type);
  if (!input)
    input = RankedTensorType::get({}, inputElement);
  auto axes = constantInts(operands[1].constant);
  if (axes && isTensor(operands[1].type) && !checkAxes(op, *axes, input, error))
    return failure();
  bool failed = false;
  auto shape = reducedShape(input, operands[1], operands[2], error, failed);
  if (failed)
    return failure();
  if (!shape)
    return types.push_back(any), success();
  bool scalar = shape->empty();
  if (scalar && isa<FloatType>(result))
    result = Float64Type::get(op->getContext());
  types.push_back(scalar ? result : Type(RankedTensorType::get(*shape, result)));
  return success();
}

static Type sameElement(Type element) { return element; }
/// Booleans are counted.
static Type countedElement(Type element) {
  return element.isInteger(1) ? Type(IntegerType::get(element.getContext(), 64)) : element;
}
static Type intElement(Type element) { return IntegerType::get(element.getContext(), 64); }
static Type boolElement(Type element) { return IntegerType::get(element.getContext(), 1); }

#define CORTEX_REDUCTION(Op, element)                                                              \
  LogicalResult Op::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,       \
                               InferenceError error) {                                             \
    return inferReduction(*this, operands, types, error, element);                                 \
  }
CORTEX_REDUCTION(ReduceSumOp, countedElement)
CORTEX_REDUCTION(ReduceProdOp, countedElement)
CORTEX_REDUCTION(ReduceMaxOp, sameElement)
CORTEX_REDUCTION(ReduceMinOp, sameElement)
CORTEX_REDUCTION(ReduceAnyOp, boolElement)
CORTEX_REDUCTION(ReduceAllOp, boolElement)
CORTEX_REDUCTION(ArgmaxOp, intElement)
CORTEX_REDUCTION(ArgminOp, intElement)
#undef CORTEX_REDUCTION
