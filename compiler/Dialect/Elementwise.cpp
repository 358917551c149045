// Part of Cortex, under the MIT licence.
// Types and effects of the elementwise family.
#include "Dialect/Inference.h"

using namespace mlir;
using namespace cortex;

/// The type with the shape of `like` and the given element type; scalars of floats are f64.
static Type withElement(Type like, Type element) {
  if (auto tensor = dyn_cast<RankedTensorType>(like))
    return tensor.clone(element);
  return isa<FloatType>(element) ? Type(Float64Type::get(element.getContext())) : element;
}

static LogicalResult needNumber(const OperandInfo &operand, Operation *op, InferenceError error) {
  if (elementType(operand.type))
    return success();
  error(DiagKind::OperandTypes, {spelling(op), describe(operand.type)});
  return failure();
}

/// A function of real numbers: integers become floats.
static LogicalResult inferReal(Operation *op, ArrayRef<OperandInfo> operands,
                               SmallVectorImpl<Type> &types, InferenceError error) {
  if (isAny(operands[0].type))
    return types.push_back(operands[0].type), success();
  if (failed(needNumber(operands[0], op, error)))
    return failure();
  Type element = elementType(operands[0].type);
  types.push_back(withElement(operands[0].type,
                              isa<FloatType>(element) ? element : Type(defaultFloatType(op))));
  return success();
}

/// A function that keeps the element type; booleans count as integers.
static LogicalResult inferSame(Operation *op, ArrayRef<OperandInfo> operands,
                               SmallVectorImpl<Type> &types, InferenceError error) {
  if (isAny(operands[0].type))
    return types.push_back(operands[0].type), success();
  if (failed(needNumber(operands[0], op, error)))
    return failure();
  Type element = elementType(operands[0].type);
  types.push_back(withElement(operands[0].type, element.isInteger(1)
                                                    ? Type(IntegerType::get(op->getContext(), 64))
                                                    : element));
  return success();
}

#define CORTEX_UNARY(Op, rule)                                                                     \
  LogicalResult Op::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,       \
                               InferenceError error) {                                             \
    return rule(*this, operands, types, error);                                                    \
  }
CORTEX_UNARY(NegOp, inferSame)
CORTEX_UNARY(AbsOp, inferSame)
CORTEX_UNARY(ReluOp, inferSame)
CORTEX_UNARY(SignOp, inferSame)
CORTEX_UNARY(FloorOp, inferSame)
CORTEX_UNARY(CeilOp, inferSame)
CORTEX_UNARY(RoundOp, inferSame)
CORTEX_UNARY(ExpOp, inferReal)
CORTEX_UNARY(Expm1Op, inferReal)
CORTEX_UNARY(LogOp, inferReal)
CORTEX_UNARY(Log1pOp, inferReal)
CORTEX_UNARY(SqrtOp, inferReal)
CORTEX_UNARY(SinOp, inferReal)
CORTEX_UNARY(CosOp, inferReal)
CORTEX_UNARY(TanOp, inferReal)
CORTEX_UNARY(AsinOp, inferReal)
CORTEX_UNARY(AcosOp, inferReal)
CORTEX_UNARY(AtanOp, inferReal)
CORTEX_UNARY(SinhOp, inferReal)
CORTEX_UNARY(CoshOp, inferReal)
CORTEX_UNARY(TanhOp, inferReal)
CORTEX_UNARY(ErfOp, inferReal)
CORTEX_UNARY(SigmoidOp, inferReal)
#undef CORTEX_UNARY

LogicalResult NotOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  Type boolean = IntegerType::get(getContext(), 1);
  if (isAny(operands[0].type))
    return types.push_back(operands[0].type), success();
  types.push_back(isTensor(operands[0].type) ? withElement(operands[0].type, boolean) : boolean);
  return success();
}

/// The result's shape and element type for two numbers; `element` null: the promoted one.
static LogicalResult inferBroadcast(Operation *op, Type lhs, Type rhs, Type element,
                                    SmallVectorImpl<Type> &types, InferenceError error) {
  auto shapeOf = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor ? tensor.getShape() : ArrayRef<int64_t>();
  };
  auto shape = broadcastShapes(shapeOf(lhs), shapeOf(rhs));
  if (!shape) {
    error(DiagKind::ShapeMismatch, {describeShape(lhs), describeShape(rhs), spelling(op)});
    return failure();
  }
  bool tensor = isTensor(lhs) || isTensor(rhs);
  types.push_back(tensor ? Type(RankedTensorType::get(*shape, element))
                         : withElement(lhs, element));
  return success();
}

/// Arithmetic by promotion. `real`: the result is a float whatever the operands.
static LogicalResult inferArithmetic(Operation *op, ArrayRef<OperandInfo> operands,
                                     SmallVectorImpl<Type> &types, InferenceError error,
                                     bool real = false) {
  Type lhs = operands[0].type, rhs = operands[1].type;
  if (isAny(lhs) || isAny(rhs))
    return types.push_back(AnyType::get(op->getContext())), success();
  FloatType defaultFloat = defaultFloatType(op);
  Type element = promote(lhs, rhs, defaultFloat);
  if (!element) {
    error(DiagKind::OperandTypes, {spelling(op), describeBoth(operands)});
    return failure();
  }
  if (element.isInteger(1))
    element = IntegerType::get(op->getContext(), 64);
  if (real && !isa<FloatType>(element))
    element = defaultFloat;
  return inferBroadcast(op, lhs, rhs, element, types, error);
}

LogicalResult AddOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  if (isa<StrType>(operands[0].type) && isa<StrType>(operands[1].type))
    return types.push_back(operands[0].type), success();
  return inferArithmetic(*this, operands, types, error);
}

#define CORTEX_ARITHMETIC(Op, real)                                                                \
  LogicalResult Op::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,       \
                               InferenceError error) {                                             \
    return inferArithmetic(*this, operands, types, error, real);                                   \
  }
CORTEX_ARITHMETIC(SubOp, false)
CORTEX_ARITHMETIC(MulOp, false)
CORTEX_ARITHMETIC(DivOp, true)
CORTEX_ARITHMETIC(ModOp, false)
CORTEX_ARITHMETIC(PowOp, false)
CORTEX_ARITHMETIC(Atan2Op, true)
#undef CORTEX_ARITHMETIC

/// The larger or smaller one: strings have an order, too.
static LogicalResult inferExtreme(Operation *op, ArrayRef<OperandInfo> operands,
                                  SmallVectorImpl<Type> &types, InferenceError error) {
  if (isa<StrType>(operands[0].type) && isa<StrType>(operands[1].type))
    return types.push_back(AnyType::get(op->getContext())), success();
  return inferArithmetic(op, operands, types, error);
}
LogicalResult MaxOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  return inferExtreme(*this, operands, types, error);
}
LogicalResult MinOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                InferenceError error) {
  return inferExtreme(*this, operands, types, error);
}

/// Comparisons: numbers and tensors broadcast; strings compare; anything else is left to the run
/// time.
static LogicalResult inferComparison(Operation *op, ArrayRef<OperandInfo> operands,
                                     SmallVectorImpl<Type> &types, InferenceError error) {
  Type lhs = operands[0].type, rhs = operands[1].type,
       boolean = IntegerType::get(op->getContext(), 1);
  if (isAny(lhs) || isAny(rhs))
    return types.push_back(AnyType::get(op->getContext())), success();
  if (elementType(lhs) && elementType(rhs))
    return inferBroadcast(op, lhs, rhs, boolean, types, error);
  if (isa<StrType>(lhs) && isa<StrType>(rhs))
    return types.push_back(boolean), success();
  bool equality = op->hasTrait<OpTrait::IsCommutative>();
  if (equality && (isa<NullType>(lhs) || isa<NullType>(rhs)))
    return types.push_back(boolean), success();
  if (equality)
    return types.push_back(AnyType::get(op->getContext())), success();
  error(DiagKind::OperandTypes, {spelling(op), describeBoth(operands)});
  return failure();
}

#define CORTEX_COMPARISON(Op)                                                                      \
  LogicalResult Op::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,       \
                               InferenceError error) {                                             \
    return inferComparison(*this, operands, types, error);                                         \
  }
CORTEX_COMPARISON(EqOp)
CORTEX_COMPARISON(NeOp)
CORTEX_COMPARISON(LtOp)
CORTEX_COMPARISON(LeOp)
CORTEX_COMPARISON(GtOp)
CORTEX_COMPARISON(GeOp)
#undef CORTEX_COMPARISON

LogicalResult WhereOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError error) {
  for (const OperandInfo &operand : operands)
    if (isAny(operand.type))
      return types.push_back(AnyType::get(getContext())), success();
  Type element = promote(operands[1].type, operands[2].type, defaultFloatType(*this));
  if (!element || !elementType(operands[0].type)) {
    error(DiagKind::OperandTypes,
          {spelling(*this), describe(operands[0].type) + ", " + describe(operands[1].type) +
                                " and " + describe(operands[2].type)});
    return failure();
  }
  // Numbers that a tensor chooses from become elements: floats of the default type.
  bool areNumbers = !isTensor(operands[1].type) && !isTensor(operands[2].type);
  if (areNumbers && isTensor(operands[0].type) && isa<FloatType>(element))
    element = defaultFloatType(*this);
  SmallVector<Type> both;
  if (failed(inferBroadcast(*this, operands[1].type, operands[2].type, element, both, error)))
    return failure();
  return inferBroadcast(*this, operands[0].type, both[0], element, types, error);
}

LogicalResult TruthOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError error) {
  auto tensor = dyn_cast<RankedTensorType>(operands[0].type);
  if (tensor && tensor.hasStaticShape() && tensor.getNumElements() != 1) {
    error(DiagKind::ConditionNotScalar, {describeShape(tensor)});
    return failure();
  }
  types.push_back(IntegerType::get(getContext(), 1));
  return success();
}

/// Integer arithmetic may overflow and boxed arithmetic may fail in many ways: neither may be
/// dropped because its result is unused.
template <typename OpTy>
static void
arithmeticEffects(OpTy op,
                  SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  bool mayFail = llvm::any_of(op->getOperandTypes(), [](Type type) { return isAny(type); }) ||
                 op.getResult().getType().isInteger(64);
  if (mayFail)
    effects.emplace_back(MemoryEffects::Write::get());
}

#define CORTEX_EFFECTS(Op)                                                                         \
  void Op::getEffects(                                                                             \
      SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {              \
    arithmeticEffects(*this, effects);                                                             \
  }
CORTEX_EFFECTS(AddOp)
CORTEX_EFFECTS(SubOp)
CORTEX_EFFECTS(MulOp)
CORTEX_EFFECTS(DivOp)
CORTEX_EFFECTS(ModOp)
CORTEX_EFFECTS(PowOp)
CORTEX_EFFECTS(MaxOp)
CORTEX_EFFECTS(MinOp)
CORTEX_EFFECTS(Atan2Op)
CORTEX_EFFECTS(EqOp)
CORTEX_EFFECTS(NeOp)
CORTEX_EFFECTS(LtOp)
CORTEX_EFFECTS(LeOp)
CORTEX_EFFECTS(GtOp)
CORTEX_EFFECTS(GeOp)
#undef CORTEX_EFFECTS
