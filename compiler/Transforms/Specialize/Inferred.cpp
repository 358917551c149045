// Part of Cortex, under the MIT licence.
// Evaluating ops by their inferred types, and arithmetic that maps over structures.
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

LogicalResult Specializer::inferred(Operation *op) {
  auto result = infer(op->getName().getStringRef(), get(op->getOperands()), location(op),
                      op->getAttrDictionary().getValue());
  if (failed(result))
    return failure();
  set(op->getResult(0), *result);
  return success();
}

/// Lets the emitted op fold where the answer decides structure; the op goes if it does.
static std::optional<OpFoldResult> foldEmitted(Operation *op, ArrayRef<Abstract> operands) {
  SmallVector<Attribute> constants;
  for (const Abstract &operand : operands)
    constants.push_back(operand.constant);
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(constants, results)) || results.empty())
    return std::nullopt;
  return results.front();
}

/// Whether integer arithmetic on these would have been folded if it had a result.
static bool isKnownIntegers(ArrayRef<Abstract> operands) {
  return llvm::all_of(operands, [](const Abstract &operand) {
    return operand.isTyped() && operand.value.getType().isInteger(64) && operand.constant;
  });
}

Report Specializer::noResult(StringRef opName, ArrayRef<Abstract> operands, Location loc) {
  std::string values;
  for (auto [i, operand] : llvm::enumerate(operands))
    values += (i ? " and " : "") + std::to_string(*::constantInt(operand.constant));
  Operation *op = emit.create(OperationState(loc, opName));
  Report report(loc, DiagKind::NoIntegerResult, {spelling(op), values});
  op->erase();
  return report;
}

/// Whether an op that takes numbers meets a structure that stands for none.
bool Specializer::isNoNumber(StringRef opName, ArrayRef<Abstract> operands) {
  auto registered = RegisteredOperationName::lookup(opName, source.getContext());
  if (!registered || !registered->hasTrait<TakesNumbers>())
    return false;
  return llvm::any_of(operands, [&](const Abstract &operand) {
    return operand.isStructure() && object(operand).kind != Object::Kind::Range;
  });
}

Report Specializer::operandError(StringRef opName, ArrayRef<Abstract> operands, Location loc) {
  Operation *op = emit.create(OperationState(loc, opName));
  std::string found;
  for (const Abstract &operand : operands.take_front(2)) {
    bool isLeftOut =
        !op->hasTrait<Broadcasts>() && operand.isTyped() && isa<NullType>(operand.value.getType());
    if (!isLeftOut)
      found += (found.empty() ? "" : " and ") + describe(operand);
  }
  Report report(loc, DiagKind::OperandTypes, {spelling(op), found});
  op->erase();
  return report;
}

/// Advice for operands that do not go together; for shapes, where each of them comes from.
void Specializer::explainOperands(Report &report, StringRef opName, ArrayRef<Abstract> operands) {
  bool hasText = llvm::any_of(operands, [](const Abstract &operand) {
    return operand.isTyped() && isa<StrType>(operand.value.getType());
  });
  if (hasText && opName == AddOp::getOperationName())
    report.hint("`str[x]` makes text of a value");
  if (report.kind != DiagKind::ShapeMismatch)
    return;
  for (const Abstract &operand : operands)
    if (operand.isTyped() && isTensor(operand.value.getType()))
      report.note(operand.value.getLoc(),
                  "shape " + describeShape(operand.value.getType()) + " comes from here");
}

/// An operand of arithmetic: a list of numbers is a tensor; one of nothing is a tensor of no
/// elements.
Abstract Specializer::asNumbers(const Abstract &abstract, Location loc) {
  Abstract numbers = asTensor(abstract, loc);
  if (!numbers.isStructure() || object(numbers).kind != Object::Kind::List ||
      !object(numbers).parts.empty())
    return numbers;
  auto type = RankedTensorType::get({0}, defaultFloatType(sourceModule()));
  return constant(DenseElementsAttr::get(type, ArrayRef<Attribute>()), type, loc);
}

FailureOr<Abstract> Specializer::infer(StringRef opName, ArrayRef<Abstract> given, Location loc,
                                       ArrayRef<NamedAttribute> attributes) {
  if (anyUndefined(given))
    return Abstract();
  auto mapped = mapStructures(opName, given, loc, attributes);
  if (failed(mapped))
    return failure();
  if (*mapped)
    return **mapped;
  Abstracts operands;
  for (const Abstract &abstract : given)
    operands.push_back(asNumbers(abstract, loc));
  if (isNoNumber(opName, operands))
    return refuse(operandError(opName, operands, loc), opName, operands, attributes);
  auto reduced = reduceOverAxes(opName, operands, loc);
  if (failed(reduced))
    return failure();
  if (*reduced)
    return **reduced;
  SmallVector<Value> values;
  SmallVector<OperandInfo> infos;
  for (const Abstract &operand : operands) {
    auto value = materialize(operand, loc);
    if (failed(value))
      return failure();
    values.push_back(*value);
    infos.push_back({value->getType(), operand.constant, *value});
  }
  OperationState state(loc, opName);
  state.addOperands(values);
  state.addTypes(any());
  state.addAttributes(attributes);
  Operation *op = emit.create(state);
  SmallVector<Type> types;
  auto inference = cast<TypeInferenceOpInterface>(op);
  std::optional<Report> wrong;
  if (failed(
          inference.inferTypes(infos, types, [&](DiagKind kind, ArrayRef<std::string> arguments) {
            wrong.emplace(loc, kind, arguments);
          }))) {
    op->erase();
    explainOperands(*wrong, opName, operands);
    return refuse(*wrong, opName, operands, attributes);
  }
  op->getResult(0).setType(types.front());
  if (isAny(types.front())) {
    OpBuilder before(op);
    for (OpOperand &operand : op->getOpOperands())
      if (!isAny(operand.get().getType()))
        operand.set(BoxOp::create(before, loc, any(), operand.get()));
    KeepOp::create(emit, loc, op->getResult(0));
    return Abstract::typed(op->getResult(0));
  }
  if (auto folded = foldEmitted(op, operands)) {
    if (auto attribute = dyn_cast<Attribute>(*folded)) {
      op->erase();
      return constant(attribute, types.front(), loc);
    }
    Value same = cast<Value>(*folded);
    op->erase();
    return Abstract::typed(same, constantOf(same));
  }
  if (op->hasTrait<Broadcasts>() && isKnownIntegers(operands) && types.front().isInteger(64)) {
    op->erase();
    return refuse(noResult(opName, operands, loc), opName, operands, attributes);
  }
  if (inference.mayFail())
    KeepOp::create(emit, loc, op->getResult(0));
  if (settings.boxed && !isa<SliceType>(types.front()) && !types.front().isInteger(1) &&
      !isa<DatasetType>(types.front()))
    return Abstract::typed(BoxOp::create(emit, loc, any(), op->getResult(0)));
  return Abstract::typed(op->getResult(0));
}

/// The axes in rising order, counted from the front; nothing where they are no list of known and
/// different axes that there are, which is left to the inference to report.
static std::optional<SmallVector<int64_t>> knownAxes(const Abstract &axis, int64_t rank) {
  bool isList = axis.isTyped() && isTensor(axis.value.getType());
  auto axes = isList ? constantInts(axis.constant) : std::nullopt;
  if (!axes || axes->empty())
    return std::nullopt;
  for (int64_t &axis : *axes) {
    auto which = normalizeAxis(axis, rank);
    if (!which)
      return std::nullopt;
    axis = *which;
  }
  llvm::sort(*axes);
  return std::adjacent_find(axes->begin(), axes->end()) == axes->end() ? axes : std::nullopt;
}

/// The tensor with the axes, not all of its own, as one axis behind the others.
static FailureOr<Abstract> mergeAxes(Specializer &s, const Abstract &input, ArrayRef<int64_t> axes,
                                     Location loc) {
  int64_t rank = cast<RankedTensorType>(input.value.getType()).getRank();
  SmallVector<int64_t> order;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (!llvm::is_contained(axes, axis))
      order.push_back(axis);
  size_t kept = order.size();
  llvm::append_range(order, axes);
  auto orderType = RankedTensorType::get({rank}, s.builder().getI64Type());
  Abstract turns =
      s.constant(DenseElementsAttr::get(orderType, ArrayRef<int64_t>(order)), orderType, loc);
  auto turned = llvm::is_sorted(order)
                    ? FailureOr<Abstract>(input)
                    : s.infer(TransposeOp::getOperationName(), {input, turns}, loc);
  if (failed(turned))
    return failure();
  Abstracts sizes;
  FailureOr<Abstract> merged = s.constantInt(1, loc);
  for (auto [i, axis] : llvm::enumerate(order)) {
    auto size = s.infer(DimOp::getOperationName(), {input, s.constantInt(axis, loc)}, loc);
    if (failed(size))
      return failure();
    if (i < kept)
      sizes.push_back(*size);
    else
      merged = s.infer(MulOp::getOperationName(), {*merged, *size}, loc);
    if (failed(merged))
      return failure();
  }
  sizes.push_back(*merged);
  auto shape = s.infer(PackOp::getOperationName(), sizes, loc);
  if (failed(shape))
    return failure();
  return s.infer(ReshapeOp::getOperationName(), {*turned, *shape}, loc);
}

FailureOr<std::optional<Abstract>>
Specializer::reduceOverAxes(StringRef opName, ArrayRef<Abstract> operands, Location loc) {
  std::optional<Abstract> unknown;
  auto registered = RegisteredOperationName::lookup(opName, source.getContext());
  if (!registered || !registered->hasTrait<ReducesAxes>() || settings.boxed)
    return unknown;
  auto type = operands[0].isTyped() ? dyn_cast<RankedTensorType>(operands[0].value.getType())
                                    : RankedTensorType();
  auto keep = dyn_cast_or_null<BoolAttr>(operands[2].constant);
  auto axes = type ? knownAxes(operands[1], type.getRank()) : std::nullopt;
  if (!axes || !keep)
    return unknown;
  FailureOr<Abstract> result = operands[0];
  if (static_cast<int64_t>(axes->size()) == type.getRank()) {
    result = infer(opName, {*result, null(loc), operands[2]}, loc);
  } else if (!registered->hasTrait<Selects>() || axes->size() == 1) {
    for (int64_t axis : llvm::reverse(*axes))
      if (succeeded(result))
        result = infer(opName, {*result, constantInt(axis, loc), operands[2]}, loc);
  } else {
    // Ties share a cotangent evenly, so what selects must see all candidates together.
    result = mergeAxes(*this, *result, *axes, loc);
    if (succeeded(result))
      result = infer(opName, {*result, constantInt(-1, loc), constantBool(false, loc)}, loc);
    for (int64_t axis : *axes)
      if (succeeded(result) && keep.getValue())
        result = infer(ExpandDimsOp::getOperationName(), {*result, constantInt(axis, loc)}, loc);
  }
  if (failed(result))
    return failure();
  return std::optional(*result);
}

FailureOr<Abstract> Specializer::boxedOp(StringRef opName, ArrayRef<Abstract> operands,
                                         Location loc, ArrayRef<NamedAttribute> attributes,
                                         Type result) {
  if (anyUndefined(operands))
    return Abstract();
  SmallVector<Value> values;
  for (const Abstract &operand : operands) {
    bool keep = operand.isTyped() && isa<SliceType>(operand.value.getType());
    auto value = keep ? FailureOr<Value>(operand.value) : box(operand, loc);
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  OperationState state(loc, opName);
  state.addOperands(values);
  state.addTypes(result ? result : any());
  state.addAttributes(attributes);
  Operation *op = emit.create(state);
  if (op->hasTrait<ValueEffects>()) // Which may fail, whether or not anything reads the result.
    KeepOp::create(emit, loc, op->getResult(0));
  return Abstract::typed(op->getResult(0));
}

/// Whether two structures have the same parts; keys may stand in another order.
static bool fit(const Object &lhs, const Object &rhs) {
  return lhs.kind == rhs.kind && lhs.name == rhs.name && lhs.parts.size() == rhs.parts.size() &&
         llvm::all_of(lhs.keys, [&](const std::string &key) { return rhs.find(key) >= 0; });
}

/// The part of `object` that belongs to part `i` of `form`.
static Abstract partLike(const Object &form, size_t i, const Object &object) {
  return object.parts[form.hasKeys() ? object.find(form.keys[i]) : i];
}

FailureOr<std::optional<Abstract>> Specializer::refuseForms(StringRef opName,
                                                            ArrayRef<Abstract> operands,
                                                            Location loc,
                                                            ArrayRef<NamedAttribute> attributes) {
  Report report = operandError(opName, operands, loc);
  report.hint("arithmetic on structures needs the same keys or the same length on both sides");
  auto refused = refuse(std::move(report), opName, operands, attributes);
  if (failed(refused))
    return failure();
  return std::optional<Abstract>(*refused);
}

/// Arithmetic over structures: part by part where both have one form, or a number with each part.
FailureOr<std::optional<Abstract>> Specializer::mapStructures(StringRef opName,
                                                              ArrayRef<Abstract> operands,
                                                              Location loc,
                                                              ArrayRef<NamedAttribute> attributes) {
  auto registered = RegisteredOperationName::lookup(opName, source.getContext());
  if (!registered || !registered->hasTrait<MapsOverStructures>())
    return std::optional<Abstract>();
  const Abstract *form = nullptr;
  for (const Abstract &operand : operands) {
    Abstract numbers = asTensor(operand, loc);
    bool container = numbers.isStructure() &&
                     (object(numbers).kind == Object::Kind::List || object(numbers).hasKeys());
    if (container && !form)
      form = &operand;
  }
  if (!form)
    return std::optional<Abstract>();
  for (const Abstract &operand : operands) {
    if (operand.isStructure() && !fit(object(*form), object(operand)))
      return refuseForms(opName, operands, loc, attributes);
    if (operand.isStructure())
      uses.noteAll(object(operand));
  }
  Object result = object(*form);
  result.sites.clear();
  for (size_t i = 0, count = result.parts.size(); i < count; ++i) {
    Abstracts parts;
    for (const Abstract &operand : operands)
      parts.push_back(operand.isStructure() ? partLike(object(*form), i, object(operand))
                                            : operand);
    auto part = infer(opName, parts, loc, attributes);
    if (failed(part))
      return failure();
    result.parts[i] = *part;
  }
  return std::optional<Abstract>(create(std::move(result)));
}
