// Part of Cortex, under the MIT licence.
// Constant folding of what decides structure: integers, booleans, strings and sizes.
//
// Float arithmetic is never folded here. `∇[y, x]` differentiates through the ops from x to y,
// so a constant x must stay the operand that it is until Differentiate has run.
#include "Dialect/Inference.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cortex;

namespace {
/// Two integer (or boolean) operands that are both known.
struct Integers {
  int64_t lhs, rhs;
};
} // namespace

static std::optional<Integers> knownIntegers(Attribute lhs, Attribute rhs) {
  auto left = dyn_cast_or_null<IntegerAttr>(lhs), right = dyn_cast_or_null<IntegerAttr>(rhs);
  if (!left || !right || !left.getType().isSignlessInteger() ||
      !right.getType().isSignlessInteger())
    return std::nullopt;
  auto value = [](IntegerAttr attr) {
    return attr.getType().isInteger(1) ? int64_t(attr.getValue().getZExtValue()) : attr.getInt();
  };
  return Integers{value(left), value(right)};
}

static OpFoldResult intResult(Operation *op, std::optional<int64_t> value) {
  if (!value || !op->getResult(0).getType().isInteger(64))
    return {};
  return IntegerAttr::get(op->getResult(0).getType(), *value);
}

static OpFoldResult boolResult(Operation *op, bool value) {
  if (!op->getResult(0).getType().isInteger(1))
    return {};
  return BoolAttr::get(op->getContext(), value);
}

/// The checked result of an integer operation; nothing on overflow, which is the run time's error.
static std::optional<int64_t> checkedPower(int64_t base, int64_t exponent) {
  if (exponent < 0)
    return std::nullopt;
  int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) && llvm::MulOverflow(result, base, result))
      return std::nullopt;
    exponent >>= 1;
    if (exponent > 0 && llvm::MulOverflow(base, base, base))
      return std::nullopt;
  }
  return result;
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  auto left = dyn_cast_or_null<StringAttr>(adaptor.getLhs()),
       right = dyn_cast_or_null<StringAttr>(adaptor.getRhs());
  if (left && right && isa<StrType>(getType()))
    return StringAttr::get(getContext(), left.getValue() + right.getValue());
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  int64_t sum;
  return both && !llvm::AddOverflow(both->lhs, both->rhs, sum) ? intResult(*this, sum)
                                                               : OpFoldResult();
}
OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  int64_t difference;
  return both && !llvm::SubOverflow(both->lhs, both->rhs, difference) ? intResult(*this, difference)
                                                                      : OpFoldResult();
}
OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  int64_t product;
  return both && !llvm::MulOverflow(both->lhs, both->rhs, product) ? intResult(*this, product)
                                                                   : OpFoldResult();
}
OpFoldResult ModOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  if (!both || both->rhs == 0)
    return {};
  int64_t rest = both->rhs == -1 ? 0 : both->lhs % both->rhs;
  return intResult(*this, rest != 0 && (rest < 0) != (both->rhs < 0) ? rest + both->rhs : rest);
}
OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  return both ? intResult(*this, checkedPower(both->lhs, both->rhs)) : OpFoldResult();
}
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  return both ? intResult(*this, std::max(both->lhs, both->rhs)) : OpFoldResult();
}
OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  return both ? intResult(*this, std::min(both->lhs, both->rhs)) : OpFoldResult();
}
/// Of integers, through which no derivative goes.
OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  auto both = knownIntegers(adaptor.getLhs(), adaptor.getRhs());
  if (!both || !getType().isF64())
    return {};
  // IEEE where the divisor is 0, as at run time.
  llvm::APFloat quotient(static_cast<double>(both->lhs));
  quotient.divide(llvm::APFloat(static_cast<double>(both->rhs)),
                  llvm::APFloat::rmNearestTiesToEven);
  return FloatAttr::get(getType(), quotient);
}
OpFoldResult Atan2Op::fold(FoldAdaptor) { return {}; }

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  auto value = dyn_cast_or_null<IntegerAttr>(adaptor.getInput());
  if (!value || !value.getType().isInteger(64) || value.getInt() == INT64_MIN)
    return {};
  return intResult(*this, -value.getInt());
}

/// The sign of lhs - rhs for known numbers or strings; nothing for a NaN.
static std::optional<int> knownOrder(Attribute lhs, Attribute rhs) {
  auto number = [](Attribute attribute) -> std::optional<double> {
    if (auto real = dyn_cast_or_null<FloatAttr>(attribute))
      return real.getValueAsDouble();
    return std::nullopt;
  };
  if (auto l = number(lhs), r = number(rhs); l && r && *l == *l && *r == *r)
    return *l < *r ? -1 : *l > *r;

  auto left = dyn_cast_or_null<StringAttr>(lhs), right = dyn_cast_or_null<StringAttr>(rhs);
  if (left && right)
    return left.getValue().compare(right.getValue());
  if (auto both = knownIntegers(lhs, rhs))
    return both->lhs < both->rhs ? -1 : both->lhs > both->rhs;
  return std::nullopt;
}

/// Equality also of values of different kinds: `x == null`.
static std::optional<bool> knownEqual(Operation *op, Attribute lhs, Attribute rhs) {
  if (auto order = knownOrder(lhs, rhs))
    return *order == 0;
  bool leftNull = isa<NullType>(op->getOperand(0).getType()),
       rightNull = isa<NullType>(op->getOperand(1).getType());
  if (leftNull && rightNull)
    return true;
  auto never = [](Type type) { return !isAny(type) && !isa<NullType>(type); };
  if ((leftNull && never(op->getOperand(1).getType())) ||
      (rightNull && never(op->getOperand(0).getType())))
    return false;
  return std::nullopt;
}

OpFoldResult EqOp::fold(FoldAdaptor adaptor) {
  auto equal = knownEqual(*this, adaptor.getLhs(), adaptor.getRhs());
  return equal ? boolResult(*this, *equal) : OpFoldResult();
}
OpFoldResult NeOp::fold(FoldAdaptor adaptor) {
  auto equal = knownEqual(*this, adaptor.getLhs(), adaptor.getRhs());
  return equal ? boolResult(*this, !*equal) : OpFoldResult();
}
#define CORTEX_ORDER_FOLD(Op, test)                                                                \
  OpFoldResult Op::fold(FoldAdaptor adaptor) {                                                     \
    auto order = knownOrder(adaptor.getLhs(), adaptor.getRhs());                                   \
    return order ? boolResult(*this, *order test 0) : OpFoldResult();                              \
  }
CORTEX_ORDER_FOLD(LtOp, <)
CORTEX_ORDER_FOLD(LeOp, <=)
CORTEX_ORDER_FOLD(GtOp, >)
CORTEX_ORDER_FOLD(GeOp, >=)
#undef CORTEX_ORDER_FOLD

OpFoldResult NotOp::fold(FoldAdaptor adaptor) {
  auto value = dyn_cast_or_null<BoolAttr>(adaptor.getInput());
  return value ? boolResult(*this, !value.getValue()) : OpFoldResult();
}

OpFoldResult TruthOp::fold(FoldAdaptor adaptor) {
  if (isa<NullType>(getInput().getType()))
    return boolResult(*this, false);
  if (getInput().getType().isInteger(1))
    return getInput();
  if (auto value = dyn_cast_or_null<IntegerAttr>(adaptor.getInput()))
    return boolResult(*this, !value.getValue().isZero());
  if (auto value = dyn_cast_or_null<StringAttr>(adaptor.getInput()))
    return boolResult(*this, !value.getValue().empty());
  return {};
}

/// Integers side by side: a shape, axes.
OpFoldResult PackOp::fold(FoldAdaptor adaptor) {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type || type.getRank() != 1 || !type.getElementType().isInteger(64))
    return {};
  SmallVector<int64_t> values;
  for (Attribute part : adaptor.getParts()) {
    auto known = constantInt(part);
    if (!known)
      return {};
    values.push_back(*known);
  }
  return DenseIntElementsAttr::get(type, values);
}

/// An element of a tensor of integers: a width, a size.
OpFoldResult IndexOp::fold(FoldAdaptor adaptor) {
  auto elements = dyn_cast_or_null<DenseIntElementsAttr>(adaptor.getBase());
  auto type = elements ? cast<RankedTensorType>(elements.getType()) : RankedTensorType();
  if (!type || type.getRank() != static_cast<int64_t>(adaptor.getSubscripts().size()))
    return {};
  uint64_t place = 0;
  for (auto [subscript, size] : llvm::zip_equal(adaptor.getSubscripts(), type.getShape())) {
    auto known = constantInt(subscript);
    if (!known || *known < -size || *known >= size)
      return {};
    place = place * size + (*known < 0 ? *known + size : *known);
  }
  return intResult(*this, elements.getValues<APInt>()[place].getSExtValue());
}

OpFoldResult DimOp::fold(FoldAdaptor adaptor) {
  auto tensor = dyn_cast<RankedTensorType>(getInput().getType());
  auto axis = constantInt(adaptor.getAxis());
  auto place = tensor && axis ? normalizeAxis(*axis, tensor.getRank()) : std::nullopt;
  if (!place || tensor.isDynamicDim(*place))
    return {};
  return intResult(*this, tensor.getDimSize(*place));
}
