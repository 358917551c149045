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
    if (isNull)
      return collectParts(form, Abstracts(form.parts.size(), given), bars);
    auto parts = partsFor(form, given);
    if (failed(parts))
      return failure();
    if (!*parts && !given.isUndefined())
      refuse(expected(input, given), given);
    return collectParts(form, *parts ? **parts : Abstracts(form.parts.size()), bars);
  }

private:
  LogicalResult collectParts(const Object &form, const Abstracts &given,
                             SmallVectorImpl<Value> &bars) {
    for (auto [input, cotangent] : llvm::zip_equal(form.parts, given))
      if (failed(collect(input, cotangent, bars)))
        return failure();
    return success();
  }

  /// The cotangents in the order of the input's parts. Brackets around numbers make a tensor, which
  /// does for a list.
  FailureOr<std::optional<Abstracts>> partsFor(const Object &form, const Abstract &given) {
    if (form.isSequence())
      return s.partsOf(given, form.parts.size(), loc);
    const Object *object = given.isStructure() ? &s.object(given) : nullptr;
    if (!object || object->parts.size() != form.parts.size())
      return std::optional<Abstracts>();
    Abstracts parts;
    for (auto [i, key] : llvm::enumerate(form.keys)) {
      int at = object->hasKeys() ? object->find(key) : -1;
      if (at < 0)
        return std::optional<Abstracts>();
      parts.push_back(object->parts[at]);
    }
    return std::optional(parts);
  }

  /// The form of the input, with what of it is missing or too much.
  std::string expected(const Abstract &input, const Abstract &given) {
    const Object &form = s.object(input), *found = given.isStructure() ? &s.object(given) : nullptr;
    std::string text = s.describe(input);
    if (!form.hasKeys() || !found || !found->hasKeys())
      return text;
    for (const std::string &key : form.keys)
      if (found->find(key) < 0)
        return text + " with " + key;
    for (const std::string &key : found->keys)
      if (form.find(key) < 0)
        return text + " without " + key;
    return text;
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
    bars.push_back(fits ? converted(given.value, input)
                        : Value(UndefinedOp::create(s.builder(), loc, type)));
    return success();
  }

  /// The cotangent in the type of the input. What the types do not say of its shape is checked at
  /// run time: the sweep would repeat it, or sum it, to the shape that it should have.
  Value converted(Value given, Value input) {
    Type type = input.getType();
    auto from = dyn_cast<RankedTensorType>(given.getType());
    auto to = dyn_cast<RankedTensorType>(type);
    bool isKnown = from && to && from.hasStaticShape() && to.hasStaticShape();
    if (isAny(type))
      checkIf(isTensor(input), [&] { checkShape(given, input); });
    else if (to && !isKnown)
      checkShape(given, input);
    return convertTo(s.builder(), loc, given, type);
  }

  template <typename Op> Value make(ArrayRef<Value> operands) {
    return build<Op>(s.builder(), loc, operands);
  }
  Value boxed(Value value) { return convertTo(s.builder(), loc, value, s.any()); }
  Value text(StringRef words) { return ConstantOp::create(s.builder(), loc, words); }

  /// Emits what `body` does for where the condition holds.
  void checkIf(Value condition, llvm::function_ref<void()> body) {
    auto check = IfOp::create(s.builder(), loc, TypeRange{}, condition, /*withBlocks=*/true);
    OpBuilder::InsertionGuard guard(s.builder());
    s.builder().setInsertionPointToEnd(&check.getElseRegion().front());
    YieldOp::create(s.builder(), loc);
    s.builder().setInsertionPointToEnd(&check.getThenRegion().front());
    body();
    YieldOp::create(s.builder(), loc);
  }

  /// Of a tensor; a number has none.
  SmallVector<Value> sizesOf(Value value) {
    SmallVector<Value> sizes;
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    for (int64_t axis = 0; tensor && axis < tensor.getRank(); ++axis)
      sizes.push_back(make<DimOp>({value, constantInt(s.builder(), loc, axis)}));
    return sizes;
  }

  Value tupleOf(ArrayRef<Value> sizes) {
    SmallVector<Value> parts;
    for (Value size : sizes)
      parts.push_back(boxed(size));
    return TupleOp::create(s.builder(), loc, s.any(), parts);
  }

  /// Of a boxed value.
  Value isTensor(Value value) {
    Value kind = RuntimeOp::create(s.builder(), loc, s.any(), "type", value);
    return make<TruthOp>({make<EqOp>({kind, boxed(text("tensor"))})});
  }

  /// The shape of a tensor; of a boxed value that is none, `()`.
  Value shapeOf(Value value) {
    Type any = s.any();
    if (!isAny(value.getType()))
      return tupleOf(sizesOf(value));
    auto shape = IfOp::create(s.builder(), loc, TypeRange(any), isTensor(value),
                              /*withBlocks=*/true);
    OpBuilder::InsertionGuard guard(s.builder());
    s.builder().setInsertionPointToEnd(&shape.getThenRegion().front());
    Value sizes = FieldOp::create(s.builder(), loc, any, boxed(value), "shape");
    YieldOp::create(s.builder(), loc, sizes);
    s.builder().setInsertionPointToEnd(&shape.getElseRegion().front());
    YieldOp::create(s.builder(), loc, tupleOf({}));
    return shape.getResult(0);
  }

  /// The cotangent and its input are tensors, or boxed.
  void checkShape(Value given, Value input) {
    auto from = dyn_cast<RankedTensorType>(given.getType()),
         to = dyn_cast<RankedTensorType>(input.getType());
    if (!from || !to) {
      Value found = shapeOf(given), wanted = shapeOf(input);
      return checkIf(make<TruthOp>({make<NeOp>({found, wanted})}), [&] { fail(found, wanted); });
    }
    SmallVector<Value> found = sizesOf(given), wanted = sizesOf(input);
    for (int64_t axis = 0; axis < to.getRank(); ++axis)
      if (from.isDynamicDim(axis) || to.isDynamicDim(axis))
        checkIf(make<NeOp>({found[axis], wanted[axis]}),
                [&] { fail(tupleOf(found), tupleOf(wanted)); });
  }

  void fail(Value found, Value wanted) {
    auto shown = [&](Value shape) -> Value {
      return StrOp::create(s.builder(), loc, StrType::get(s.builder().getContext()), shape,
                           StringAttr());
    };
    Value message = make<AddOp>({text("a cotangent of the pullback has the shape "), shown(found)});
    message = make<AddOp>({message, text(", and its argument ")});
    message = make<AddOp>({message, shown(wanted)});
    ThrowOp::create(s.builder(), loc, message, s.builder().getStringAttr("shape"));
  }

  Value zero(Value input) {
    return convertTo(s.builder(), loc, zeroLike(s.builder(), loc, input), input.getType());
  }

  /// Whether a cotangent of one type may be one of the other: numbers, of shapes that can agree.
  static bool fitsInto(Type given, Type type) {
    if (isAny(given) || isAny(type))
      return true;
    auto from = dyn_cast<RankedTensorType>(given), to = dyn_cast<RankedTensorType>(type);
    if (!from || !to)
      return !from && !to && elementType(given);
    return succeeded(verifyCompatibleShape(from.getShape(), to.getShape()));
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
  body->addArguments(made.getResultTypes(), SmallVector<Location>(values.size(), loc));
  ValueRange bars = body->getArguments().take_front(values.size()),
             inside = body->getArguments().drop_front(values.size()), results(made.getResults());
  s.set(getBody().front().getArgument(0), gradientForm(s, value, *this, bars));
  s.set(getBody().front().getArgument(1), gradientForm(s, value, *this, inside, OtherLeaves::Same));
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
