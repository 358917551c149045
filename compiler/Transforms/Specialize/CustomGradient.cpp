// Part of Cortex, under the MIT licence.
// How values with a derivative of their own evaluate themselves, and what is checked of it.
#include "Transforms/Specialize/Gradients.h"

using namespace mlir;
using namespace cortex;

namespace {
/// Holds what a pullback has returned against the inputs that it is for.
class Cotangents {
public:
  Cotangents(Specializer &s, Location loc) : s(s), loc(loc) {}

  /// Appends one value for each float of the input, in its type.
  LogicalResult collect(const Abstract &input, const Abstract &given,
                        SmallVectorImpl<Value> &bars) {
    bool isNull = given.isTyped() && isa<NullType>(given.value.getType());
    if (input.isTyped())
      return collectLeaf(input.value, isNull ? Abstract() : given, isNull, bars);
    if (!input.isStructure())
      return success();
    Object form = s.object(input);
    bool fits = given.isStructure() && s.object(given).parts.size() == form.parts.size();
    if (!fits && !isNull && !given.isUndefined())
      refuse(s.describe(input), given);
    for (auto [i, part] : llvm::enumerate(form.parts))
      if (failed(collect(part, fits ? partOf(given, form, i) : Abstract(), bars)))
        return failure();
    return success();
  }

private:
  Abstract partOf(const Abstract &given, const Object &form, size_t i) {
    const Object &object = s.object(given);
    int at = form.hasKeys() && object.hasKeys() ? object.find(form.keys[i]) : static_cast<int>(i);
    return at < 0 ? Abstract() : object.parts[at];
  }

  void refuse(const std::string &expected, const Abstract &given) {
    s.report({loc,
              DiagKind::TypeMismatch,
              {expected, "a cotangent of the pullback", s.describe(given)}});
  }

  LogicalResult collectLeaf(Value input, const Abstract &cotangent, bool isNull,
                            SmallVectorImpl<Value> &bars) {
    Type type = input.getType();
    if (!isDifferentiable(type) && !isAny(type))
      return success();
    Abstract given = s.asTensor(cotangent, loc);
    if (given.isUndefined()) {
      bars.push_back(isNull ? zero(input) : Value(UndefinedOp::create(s.builder(), loc, type)));
      return success();
    }
    bool fits = given.isTyped() && fitsInto(given.value.getType(), type);
    if (!fits)
      refuse(s.describe(Abstract::typed(input)), given);
    bars.push_back(fits ? convert(given.value, type)
                        : Value(UndefinedOp::create(s.builder(), loc, type)));
    return success();
  }

  Value zero(Value input) { return convert(zeroLike(s.builder(), loc, input), input.getType()); }

  /// Whether a cotangent of one type may be one of the other: numbers, of shapes that can agree.
  static bool fitsInto(Type given, Type type) {
    if (isAny(given) || isAny(type))
      return true;
    auto from = dyn_cast<RankedTensorType>(given), to = dyn_cast<RankedTensorType>(type);
    if (!from || !to)
      return !from && !to && elementType(given);
    return succeeded(verifyCompatibleShape(from.getShape(), to.getShape()));
  }

  Value convert(Value value, Type type) {
    OpBuilder &builder = s.builder();
    if (value.getType() == type)
      return value;
    if (isAny(type))
      return BoxOp::create(builder, loc, type, value);
    if (isAny(value.getType()))
      return UnboxOp::create(builder, loc, type, value);
    return CastOp::create(builder, loc, type, value);
  }

  Specializer &s;
  Location loc;
};
} // namespace

LogicalResult CustomGradientOp::specialize(Specializer &s) {
  Abstract value = s.get(getValues().front()), input = s.get(getInputs().front());
  Location loc = s.location(*this);
  if (s.anyUndefined({value, input}))
    return success();
  SmallVector<Value> values, inputs;
  if (failed(gradientLeaves(s, value, loc, values)) ||
      failed(gradientLeaves(s, input, loc, inputs)))
    return failure();
  // There are no derivatives of boxed programs, nor of whole numbers.
  if (s.isBoxed() || values.empty() || inputs.empty()) {
    s.set(getResult(0), value);
    return success();
  }
  auto made = create(s.builder(), loc, ValueRange(values).getTypes(), values, inputs);
  OpBuilder::InsertionGuard guard(s.builder());
  Block *body = s.builder().createBlock(&made.getBody(), {}, made.getResultTypes(),
                                        SmallVector<Location>(values.size(), loc));
  ValueRange bars(body->getArguments()), results(made.getResults());
  s.set(getBody().front().getArgument(0), gradientForm(s, value, *this, bars));
  auto yield = [&]() -> LogicalResult {
    SmallVector<Value> pulled;
    Abstract given = s.get(getBody().front().getTerminator()->getOperand(0));
    if (failed(Cotangents(s, loc).collect(input, given, pulled)))
      return failure();
    YieldOp::create(s.builder(), loc, pulled);
    return success();
  };
  if (failed(s.evaluateIsolated(getBody().front(), yield)))
    return failure();
  s.set(getResult(0), gradientForm(s, value, *this, results, OtherLeaves::Same));
  return success();
}
