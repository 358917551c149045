// Part of Cortex, under the MIT licence.
// How containers, cells and globals evaluate themselves.
#include "Dialect/LibraryProtocol.h"
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

/// Evaluates the op on boxed operands, with its own attributes.
static FailureOr<Abstract> asBoxed(Specializer &s, Operation *op) {
  return s.boxedOp(op->getName().getStringRef(), s.get(op->getOperands()), s.location(op),
                   op->getAttrDictionary().getValue());
}

//===-- Making -------------------------------------------------------------------------------===//

/// A new object of the given kind, at run time where its site says so.
static LogicalResult make(Specializer &s, Operation *op, Object object) {
  if (s.makesBoxes(op))
    return s.finish(op, asBoxed(s, op));
  object.sites.push_back(op);
  s.set(op->getResult(0), s.create(std::move(object)));
  return success();
}

LogicalResult ListOp::specialize(Specializer &s) {
  return make(s, *this, {Object::Kind::List, "", {}, s.get(getElements()), {}});
}
LogicalResult TupleOp::specialize(Specializer &s) {
  return make(s, *this, {Object::Kind::Tuple, "", {}, s.get(getElements()), {}});
}

/// Whether an element of a bracket is a number, or a row that the program writes as a bracket of
/// numbers itself. A tensor that comes from elsewhere is a value in a list.
static bool isNumeric(const Abstract &abstract, bool isRow) {
  return abstract.isTyped() && elementType(abstract.value.getType()) &&
         (isRow || isScalar(abstract.value.getType()));
}

FailureOr<Abstract> Specializer::bracket(ArrayRef<Abstract> given, ArrayRef<bool> rows,
                                         Operation *op) {
  Abstracts parts(given);
  Location loc = location(op);
  bool boxed = llvm::any_of(
      parts, [](const Abstract &part) { return part.isTyped() && isAny(part.value.getType()); });
  if (boxed || anyUndefined(parts))
    return boxedOp(BracketOp::getOperationName(), parts, loc,
                   emit.getNamedAttr("rows", emit.getDenseBoolArrayAttr(rows)));
  bool numeric = !parts.empty();
  for (auto [part, isRow] : llvm::zip(parts, rows))
    numeric &= isNumeric(part, isRow);
  if (numeric) {
    Abstract tensor = asTensor(create({Object::Kind::List, "", {}, parts, {op}}), loc);
    if (tensor.isTyped())
      return tensor;
  }
  if (makesBoxes(op))
    return boxedOp(ListOp::getOperationName(), parts, loc);
  return create({Object::Kind::List, "", {}, parts, {op}});
}

LogicalResult BracketOp::specialize(Specializer &s) {
  return s.finish(*this, s.bracket(s.get(getElements()), getRows(), *this));
}

LogicalResult DictOp::specialize(Specializer &s) {
  Object dict{Object::Kind::Dict, "", {}, {}, {}};
  for (auto [key, value] : llvm::zip(s.get(getKeys()), s.get(getValues()))) {
    auto text = dyn_cast_or_null<StringAttr>(key.constant);
    if (!text)
      return s.finish(*this, asBoxed(s, *this));
    int at = dict.find(text.getValue());
    if (at >= 0) {
      dict.parts[at] = value;
      continue;
    }
    dict.keys.push_back(text.getValue().str());
    dict.parts.push_back(value);
  }
  return make(s, *this, std::move(dict));
}

LogicalResult StructOp::specialize(Specializer &s) {
  Object object{Object::Kind::Struct, getName().str(), {}, s.get(getValues()), {}};
  for (StringRef field : getFields().getAsValueRange<StringAttr>())
    object.keys.push_back(field.str());
  for (StringRef type : getTypes().getAsValueRange<StringAttr>())
    object.types.push_back(type.str());
  return make(s, *this, std::move(object));
}

LogicalResult ClosureOp::specialize(Specializer &s) {
  Abstract closure =
      s.create({Object::Kind::Closure, getFunction().str(), {}, s.get(getCaptures()), {*this}});
  if (!s.makesBoxes(*this)) {
    s.set(getResult(), closure);
    return success();
  }
  auto value = s.materialize(closure, s.location(*this));
  return s.finish(*this, failed(value) ? FailureOr<Abstract>(failure()) : Abstract::typed(*value));
}

//===-- Taking apart -------------------------------------------------------------------------===//

/// How many parts a value is known to have: a tuple, a list, a tensor along its first axis.
static std::optional<size_t> knownLength(Specializer &s, const Abstract &value) {
  if (value.isStructure() && s.object(value).isSequence())
    return s.object(value).parts.size();
  auto tensor =
      value.isTyped() ? dyn_cast<RankedTensorType>(value.value.getType()) : RankedTensorType();
  if (tensor && tensor.getRank() >= 1 && !tensor.isDynamicDim(0))
    return tensor.getDimSize(0);
  return std::nullopt;
}

FailureOr<std::optional<Abstracts>> Specializer::partsOf(const Abstract &value, size_t count,
                                                         Location loc) {
  if (knownLength(*this, value) != count)
    return std::optional<Abstracts>();
  if (value.isStructure())
    return std::optional(Abstracts(object(value).parts));
  Abstracts parts;
  for (size_t i = 0; i < count; ++i) {
    auto part = infer(IndexOp::getOperationName(), {value, constantInt(i, loc)}, loc);
    if (failed(part))
      return failure();
    parts.push_back(*part);
  }
  return std::optional(parts);
}

LogicalResult UnpackOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  Location loc = s.location(*this);
  auto parts = s.partsOf(input, getNumResults(), loc);
  if (failed(parts))
    return failure();
  if (*parts) {
    for (auto [result, part] : llvm::zip(getResults(), **parts))
      s.set(result, part);
    return success();
  }
  if (s.anyUndefined(input))
    return success();
  std::optional<size_t> length = knownLength(s, input);
  if (length && !s.isAttempt()) {
    s.report({loc,
              DiagKind::DestructureCount,
              {std::to_string(getNumResults()), std::to_string(*length)}});
    return success();
  }
  auto boxed = length && input.isStructure() ? s.boxedCopy(input, loc) : s.box(input, loc);
  if (failed(boxed))
    return failure();
  auto made =
      UnpackOp::create(s.builder(), loc, SmallVector<Type>(getNumResults(), s.any()), *boxed);
  for (auto [result, value] : llvm::zip(getResults(), made.getResults()))
    s.set(result, Abstract::typed(value));
  return success();
}

//===-- Indexing -----------------------------------------------------------------------------===//

/// The position of a constant subscript in an object, or -1.
static int positionOf(const Object &object, const Abstract &subscript) {
  if (auto key = dyn_cast_or_null<StringAttr>(subscript.constant))
    return object.hasKeys() ? object.find(key.getValue()) : -1;
  auto index = ::constantInt(subscript.constant);
  if (!index || !object.isSequence())
    return -1;
  auto place = normalizeAxis(*index, object.parts.size());
  return place ? static_cast<int>(*place) : -1;
}

bool cortex::isDataset(const Object &object) {
  if (object.kind != Object::Kind::Dict || object.find("inputs") < 0 || object.find("targets") < 0)
    return false;
  const Abstract &inputs = object.parts[object.find("inputs")];
  return !inputs.isTyped() || isAny(inputs.value.getType()) || isTensor(inputs.value.getType());
}

/// Slices as the run time takes them, for an index on a boxed base.
static FailureOr<Abstracts> boxedSubscripts(Specializer &s, ArrayRef<Abstract> subscripts,
                                            Location loc) {
  Abstracts result(subscripts);
  for (Abstract &subscript : result) {
    auto slice = subscript.isTyped() ? subscript.value.getDefiningOp<SliceOp>() : SliceOp();
    if (!slice || isAny(slice.getType()))
      continue;
    Abstracts bounds;
    for (Value bound : slice->getOperands())
      bounds.push_back(Abstract::typed(bound, constantOf(bound)));
    auto boxed = s.boxedOp(SliceOp::getOperationName(), bounds, loc);
    if (failed(boxed))
      return failure();
    subscript = *boxed;
  }
  return result;
}

/// `structure[subscripts]` where the text decides it; else on a boxed copy, so that the run time
/// says what is wrong, or on the boxed structure.
static FailureOr<Abstract> indexStructure(Specializer &s, const Abstract &base,
                                          ArrayRef<Abstract> subscripts, Location loc) {
  Object object = s.object(base);
  if (subscripts.size() == 1) {
    int at = positionOf(object, subscripts[0]);
    if (auto key = dyn_cast_or_null<StringAttr>(subscripts[0].constant))
      s.keyUses().noteKey(object, key.getValue());
    if (at >= 0)
      return object.parts[at];
    if (subscripts[0].constant) {
      auto copy = s.boxedCopy(base, loc);
      if (failed(copy))
        return failure();
      return s.boxedOp(IndexOp::getOperationName(), {Abstract::typed(*copy), subscripts[0]}, loc);
    }
  }
  s.keyUses().noteAll(object);
  if (isDataset(object)) { // A dataset is cut in both of its parts.
    for (Abstract &part : object.parts) {
      Abstracts operands{part};
      llvm::append_range(operands, subscripts);
      auto cut = s.infer(IndexOp::getOperationName(), operands, loc);
      if (failed(cut))
        return failure();
      part = *cut;
    }
    object.sites.clear();
    return s.create(std::move(object));
  }
  auto boxedBase = s.box(base, loc);
  auto boxed = boxedSubscripts(s, subscripts, loc);
  if (failed(boxedBase) || failed(boxed))
    return failure();
  Abstracts operands{Abstract::typed(*boxedBase)};
  llvm::append_range(operands, *boxed);
  return s.boxedOp(IndexOp::getOperationName(), operands, loc);
}

FailureOr<Abstract> Specializer::index(const Abstract &base, ArrayRef<Abstract> subscripts,
                                       Location loc) {
  if (anyUndefined(base) || anyUndefined(subscripts))
    return Abstract();
  if (base.isStructure())
    return indexStructure(*this, base, subscripts, loc);
  Abstracts operands{base};
  if (!isTensor(base.value.getType())) {
    auto boxed = boxedSubscripts(*this, subscripts, loc);
    if (failed(boxed))
      return failure();
    llvm::append_range(operands, *boxed);
  } else {
    llvm::append_range(operands, subscripts);
  }
  return infer(IndexOp::getOperationName(), operands, loc);
}

/// A dict that is known to have no such key.
static Report unknownKey(Specializer &s, const Abstract &base, StringRef key, Location loc) {
  const Object &known = s.object(base);
  Report report(loc, DiagKind::UnknownKey, ("\"" + key + "\"").str());
  SmallVector<StringRef> keys(known.keys.begin(), known.keys.end());
  if (StringRef nearest = nearestName(key, keys); !nearest.empty())
    report.hint("there is \"" + nearest + "\"");
  if (!known.sites.empty())
    report.note(known.sites.front()->getLoc(), "the dict is made here");
  return report;
}

std::optional<Report> Specializer::wrongSubscript(const Abstract &base, ValueRange subscripts,
                                                  Location loc) {
  // A computed subscript may be the answer to a question that the run time decides, and so may code
  // of the library that is not always reached.
  bool isWritten = subscripts.size() == 1 && subscripts[0].getDefiningOp<ConstantOp>();
  if (!isWritten || !base.isStructure() || !isCertain())
    return std::nullopt;
  const Object &known = object(base);
  Abstract subscript = get(subscripts[0]);
  auto key = dyn_cast_or_null<StringAttr>(subscript.constant);
  auto index = ::constantInt(subscript.constant);
  if (positionOf(known, subscript) >= 0)
    return std::nullopt;
  if (key && known.kind == Object::Kind::Dict)
    return unknownKey(*this, base, key.getValue(), loc);
  if (!index || !known.isSequence())
    return std::nullopt;
  std::string length = "length " + std::to_string(known.parts.size());
  Report report(loc, DiagKind::IndexOutOfRange,
                ArrayRef<std::string>{std::to_string(*index), length});
  if (!known.sites.empty())
    report.note(known.sites.front()->getLoc(), "the " + describe(base) + " is made here");
  return report;
}

LogicalResult IndexOp::specialize(Specializer &s) {
  if (auto wrong = s.wrongSubscript(s.get(getBase()), getSubscripts(), s.location(*this)))
    return s.finish(*this, s.refuse(*wrong, getOperationName(), s.get(getOperands())));
  return s.finish(*this, s.index(s.get(getBase()), s.get(getSubscripts()), s.location(*this)));
}

LogicalResult SliceOp::specialize(Specializer &s) {
  Abstracts bounds = s.get(getOperands());
  bool typed = llvm::all_of(bounds, [](const Abstract &bound) {
    return bound.isTyped() &&
           (bound.value.getType().isInteger(64) || isa<NullType>(bound.value.getType()));
  });
  if (!typed)
    return s.finish(*this, asBoxed(s, *this));
  s.set(getResult(), Abstract::typed(SliceOp::create(s.builder(), s.location(*this),
                                                     SliceType::get(getContext()), bounds[0].value,
                                                     bounds[1].value, bounds[2].value)));
  return success();
}

/// Whether `container` is `value` or part of it.
static bool holds(Specializer &s, const Abstract &value, const Abstract &container) {
  if (!value.isStructure())
    return false;
  return value.object == container.object ||
         llvm::any_of(s.object(value).parts,
                      [&](const Abstract &part) { return holds(s, part, container); });
}

/// Puts a value under a key or at a place of an object. One that would hold itself has no form.
static LogicalResult store(Specializer &s, const Abstract &base, int at, StringRef key,
                           const Abstract &value) {
  if (failed(s.mutate(base)))
    return failure();
  if (holds(s, value, base))
    return s.giveUpForm(base);
  if (at >= 0) {
    s.replacePart(base, at, value);
    return success();
  }
  s.change(base).keys.push_back(key.str());
  s.change(base).parts.push_back(value);
  return success();
}

/// What is wrong with storing into a structure that has no such element, or none that can change.
static std::optional<Report> wrongStore(Specializer &s, const Abstract &base, ValueRange subscripts,
                                        Location loc) {
  if (!base.isStructure())
    return std::nullopt;
  switch (s.object(base).kind) {
  case Object::Kind::List:
    return s.wrongSubscript(base, subscripts, loc);
  case Object::Kind::Tuple:
  case Object::Kind::Closure:
  case Object::Kind::Choice:
    return Report(loc, DiagKind::NotStorable, {s.describe(base)});
  default:
    return std::nullopt;
  }
}

LogicalResult IndexSetOp::specialize(Specializer &s) {
  Abstract base = s.get(getBase()), value = s.get(getValue());
  Abstracts subscripts = s.get(getSubscripts());
  Location loc = s.location(*this);
  if (auto wrong = wrongStore(s, base, getSubscripts(), loc))
    return s.finish(*this, s.refuse(*wrong, getOperationName(), s.get(getOperands())));
  if (base.isStructure() && subscripts.size() == 1 && subscripts[0].constant) {
    auto key = dyn_cast<StringAttr>(subscripts[0].constant);
    int at = positionOf(s.object(base), subscripts[0]);
    if (at >= 0 || (key && s.object(base).kind == Object::Kind::Dict)) {
      if (failed(store(s, base, at, key ? key.getValue() : StringRef(), value)))
        return failure();
      s.set(getResult(), base);
      return success();
    }
  }
  Abstracts operands{base};
  bool tensor = base.isTyped() && isTensor(base.value.getType());
  auto converted = tensor ? FailureOr<Abstracts>(subscripts) : boxedSubscripts(s, subscripts, loc);
  if (failed(converted))
    return failure();
  llvm::append_range(operands, *converted);
  if (!tensor && !value.isUndefined()) { // A list of numbers is stored as the list that it is.
    auto boxed = s.box(value, loc);
    if (failed(boxed))
      return failure();
    value = Abstract::typed(*boxed);
  }
  operands.push_back(value);
  return s.finish(*this, s.infer(getOperationName(), operands, loc));
}

//===-- Fields -------------------------------------------------------------------------------===//

/// Whether a value is a layer as models describe them: a dict with the name of a type.
static bool isLayer(Specializer &s, const Abstract &value) {
  int at = value.isStructure() ? s.object(value).find("type") : -1;
  if (at < 0 || !s.object(value).parts[at].isTyped())
    return false;
  Type type = s.object(value).parts[at].value.getType();
  return isa<StrType>(type) || isAny(type);
}

/// Whether a dict keeps something under this key that is no parameter: what an optimizer
/// remembers, or the description that weights were made from. The run time has the same rule.
static bool isNoParameter(Specializer &s, const Object &model, StringRef key) {
  auto isBoxed = [](const Abstract &part) { return part.isTyped() && isAny(part.value.getType()); };
  int state = model.find("_state"), layers = model.find("layers");
  if (key == "_state" || key == "_step") {
    if (state < 0 || model.find("_step") < 0)
      return false;
    const Abstract &kept = model.parts[state];
    return isBoxed(kept) || (kept.isStructure() && s.object(kept).kind == Object::Kind::Dict);
  }
  if (key != "layers" || model.find("weights") < 0)
    return false;
  const Abstract &described = model.parts[layers];
  return isBoxed(described) || (described.isStructure() && s.object(described).isSequence() &&
                                llvm::all_of(s.object(described).parts, [&](const Abstract &layer) {
                                  return isBoxed(layer) || isLayer(s, layer);
                                }));
}

/// The form of a model that `∇` and optimizers see: its own keys, less what holds no float; nothing
/// if nothing is left. Lists keep all of their elements, so that positions stay.
static std::optional<Abstract> parametersOf(Specializer &s, const Abstract &abstract,
                                            Operation *site) {
  if (abstract.isTyped()) {
    // What only the run time knows may well be a float: it stays, and `∇` says what it cannot do.
    Type type = abstract.value.getType();
    return isAny(type) || isDifferentiable(type) ? std::optional(abstract) : std::nullopt;
  }
  if (!abstract.isStructure())
    return std::nullopt;
  Object from = s.object(abstract);
  if (!from.hasKeys() && from.kind != Object::Kind::List)
    return std::nullopt;
  s.keyUses().noteAll(from);
  Object to{from.kind == Object::Kind::List ? Object::Kind::List : Object::Kind::Dict,
            "",
            {},
            {},
            {site}};
  bool found = false;
  for (auto [i, part] : llvm::enumerate(from.parts)) {
    bool hidden = from.hasKeys() && isNoParameter(s, from, from.keys[i]);
    auto kept = hidden ? std::nullopt : parametersOf(s, part, site);
    found |= kept.has_value();
    if (!kept && from.hasKeys())
      continue;
    if (!kept)
      kept = part;
    if (from.hasKeys())
      to.keys.push_back(from.keys[i]);
    to.parts.push_back(*kept);
  }
  if (!found)
    return std::nullopt;
  return s.create(std::move(to));
}

/// A property of a tensor: its shape, its transpose, and so on.
static FailureOr<std::optional<Abstract>> tensorField(Specializer &s, const Abstract &base,
                                                      StringRef name, Operation *op) {
  auto tensor = cast<RankedTensorType>(base.value.getType());
  Location loc = s.location(op);
  if (name == "T")
    return s.infer(TransposeOp::getOperationName(), {base, s.null(loc)}, loc);
  if (name == "ndim")
    return std::optional(s.constantInt(tensor.getRank(), loc));
  if (name == "dtype")
    return std::optional(s.constantString(elementName(tensor.getElementType()), loc));
  if (name != "shape" && name != "size")
    return std::optional<Abstract>();
  Abstracts sizes;
  FailureOr<Abstract> size = s.constantInt(1, loc);
  for (int64_t axis = 0; axis < tensor.getRank(); ++axis) {
    auto dim = s.infer(DimOp::getOperationName(), {base, s.constantInt(axis, loc)}, loc);
    if (failed(dim))
      return failure();
    sizes.push_back(*dim);
    if (name == "size")
      size = s.infer(MulOp::getOperationName(), {*size, *dim}, loc);
    if (failed(size))
      return failure();
  }
  if (name == "size")
    return std::optional(*size);
  return std::optional(s.create({Object::Kind::Tuple, "", {}, sizes, {op}}));
}

/// The fields of every tensor.
static SmallVector<StringRef> tensorFields() {
  static constexpr std::pair<StringLiteral, StringLiteral> rows[] = {
#define CORTEX_FIELD(kind, name, run) {#kind, name},
#include "Fields.def"
  };
  SmallVector<StringRef> names;
  for (auto [kind, name] : rows)
    if (kind == "Tensor")
      names.push_back(name);
  return names;
}

/// What is wrong with `base.name` where the form of the value is known: it has neither the field
/// nor computes it.
static std::optional<Report> wrongField(Specializer &s, const Abstract &base, StringRef name,
                                        Location loc) {
  if (!s.isCertain())
    return std::nullopt;
  std::string found = s.describe(base);
  SmallVector<StringRef> fields;
  if (base.isStructure()) {
    const Object &object = s.object(base);
    bool isComputed = name == "batches" && isDataset(object);
    if (isComputed || !object.hasKeys())
      return std::nullopt;
    if (object.kind == Object::Kind::Dict)
      return unknownKey(s, base, name, loc);
    found = "`" + writtenName(object.name).str() + "`";
    fields.assign(object.keys.begin(), object.keys.end());
  } else if (!base.isTyped() || isa<AnyType, DatasetType>(base.value.getType())) {
    return std::nullopt;
  } else if (isTensor(base.value.getType())) {
    fields = tensorFields();
  }
  Report report(loc, DiagKind::UnknownField, {found, name.str()});
  if (StringRef nearest = nearestName(name, fields); !nearest.empty())
    report.hint("there is `" + nearest + "`");
  return report;
}

LogicalResult FieldOp::specialize(Specializer &s) {
  Abstract base = s.get(getBase());
  Location loc = s.location(*this);
  if (base.isStructure()) {
    int at = s.object(base).hasKeys() ? s.object(base).find(getName()) : -1;
    if (at >= 0) {
      s.keyUses().noteKey(s.object(base), getName());
      s.set(getResult(), s.object(base).parts[at]);
      return success();
    }
    if (getName() == "parameters") {
      auto parameters = parametersOf(s, base, *this);
      s.set(getResult(),
            parameters ? *parameters : s.create({Object::Kind::Dict, "", {}, {}, {*this}}));
      return success();
    }
    base = s.asTensor(base, loc);
  }
  if (base.isTyped() && isTensor(base.value.getType())) {
    auto field = tensorField(s, base, getName(), *this);
    if (failed(field))
      return failure();
    if (*field) {
      s.set(getResult(), **field);
      return success();
    }
  }
  if (auto wrong = wrongField(s, base, getName(), loc))
    return s.finish(
        *this, s.refuse(*wrong, getOperationName(), base, (*this)->getAttrDictionary().getValue()));
  auto value = s.boxedCopy(base, loc);
  if (failed(value))
    return failure();
  return s.finish(*this, s.boxedOp(getOperationName(), Abstract::typed(*value), loc,
                                   (*this)->getAttrDictionary().getValue()));
}

LogicalResult FieldSetOp::specialize(Specializer &s) {
  Abstract base = s.get(getBase()), value = s.get(getValue());
  Location loc = s.location(*this);
  if (base.isStructure() && s.object(base).hasKeys()) {
    const Object &object = s.object(base);
    int at = object.find(getName());
    if (object.kind == Object::Kind::Dict)
      return store(s, base, at, getName(), value);
    if (at >= 0) {
      std::string what = ("field `" + getName() + "` of `" + writtenName(object.name) + "`").str();
      auto checked = s.checkType(value, std::string(object.types[at]), what, loc);
      if (failed(checked))
        return failure();
      return store(s, base, at, getName(), *checked);
    }
    auto wrong = wrongField(s, base, getName(), loc);
    if (wrong && !s.isAttempt()) {
      s.report(std::move(*wrong));
      return success();
    }
  }
  if (base.isUndefined() || value.isUndefined())
    return success();
  auto boxedBase = s.box(base, loc), boxedValue = s.box(value, loc);
  if (failed(boxedBase) || failed(boxedValue))
    return failure();
  FieldSetOp::create(s.builder(), loc, *boxedBase, getName(), *boxedValue);
  return success();
}

//===-- Questions ----------------------------------------------------------------------------===//

LogicalResult LenOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  Location loc = s.location(*this);
  if (input.isStructure() && isDataset(s.object(input)))
    input = s.object(input).parts[s.object(input).find("inputs")];
  bool hasLength = input.isStructure() &&
                   (s.object(input).isSequence() || s.object(input).kind == Object::Kind::Dict);
  if (hasLength) {
    s.keyUses().noteAll(s.object(input));
    s.set(getResult(), s.constantInt(s.object(input).parts.size(), loc));
    return success();
  }
  if (input.isStructure() && s.object(input).kind != Object::Kind::Range)
    return s.finish(*this, s.refuse({loc, DiagKind::OperandTypes, {"len", s.describe(input)}},
                                    getOperationName(), input));
  if (input.isTyped() && isTensor(input.value.getType()))
    return s.finish(*this, s.infer(DimOp::getOperationName(), {input, s.constantInt(0, loc)}, loc));
  return s.finish(*this, s.infer(getOperationName(), input, loc));
}

LogicalResult ContainsOp::specialize(Specializer &s) {
  Abstract item = s.get(getItem()), container = s.get(getContainer());
  Location loc = s.location(*this);
  auto key = dyn_cast_or_null<StringAttr>(item.constant);
  if (key && container.isStructure() && s.object(container).kind == Object::Kind::Dict) {
    s.keyUses().noteKey(s.object(container), key.getValue());
    s.set(getResult(), s.constantBool(s.object(container).find(key.getValue()) >= 0, loc));
    return success();
  }
  if (item.isUndefined() || container.isUndefined())
    return success();
  if (item.constant && container.isStructure() && s.object(container).isSequence()) {
    auto parts = ArrayRef(s.object(container).parts);
    bool known = llvm::all_of(parts, [](const Abstract &part) {
      return part.constant && !isa<FloatAttr>(part.constant);
    });
    if (known && !isa<FloatAttr>(item.constant)) {
      s.set(getResult(), s.constantBool(llvm::any_of(parts,
                                                     [&](const Abstract &part) {
                                                       return part.constant == item.constant;
                                                     }),
                                        loc));
      return success();
    }
  }
  auto left = s.boxedCopy(item, loc), right = s.boxedCopy(container, loc);
  if (failed(left) || failed(right))
    return failure();
  return s.finish(*this,
                  s.boxedOp(getOperationName(), {Abstract::typed(*left), Abstract::typed(*right)},
                            loc, {}, s.builder().getI1Type()));
}

/// Products of stacks of matrices are written in Cortex.
LogicalResult MatmulOp::specialize(Specializer &s) {
  Abstracts operands{s.asTensor(s.get(getLhs()), s.location(*this)),
                     s.asTensor(s.get(getRhs()), s.location(*this))};
  auto rankOf = [](const Abstract &operand) -> int64_t {
    auto type =
        dyn_cast_or_null<RankedTensorType>(operand.isTyped() ? operand.value.getType() : Type());
    return type ? type.getRank() : 0;
  };
  int64_t lhs = rankOf(operands[0]), rhs = rankOf(operands[1]);
  auto product = s.lookup(protocol::StackedProduct);
  if (lhs > 0 && rhs > 0 && std::max(lhs, rhs) > 2 && product)
    return s.finish(*this, s.call(product, operands, s.location(*this)));
  return s.inferred(*this);
}

//===-- Cells and globals --------------------------------------------------------------------===//

/// Whether a cell is used in plain sight: read and written here, and handed to functions that read
/// it at most. Then what is written here is all that is read.
static bool isInSight(Specializer &s, Value cell, bool mayWrite, llvm::DenseSet<Value> &entered) {
  return llvm::all_of(cell.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<CellGetOp>(user) || (mayWrite && isa<CellSetOp>(user)))
      return true;
    auto callee = func::FuncOp();
    if (auto closure = dyn_cast<ClosureOp>(user))
      callee = s.lookup(closure.getFunction());
    else if (auto call = dyn_cast<func::CallOp>(user))
      callee = s.lookup(call.getCallee());
    if (!callee)
      return false;
    Value captured = callee.getArgument(use.getOperandNumber());
    return !entered.insert(captured).second || isInSight(s, captured, /*mayWrite=*/false, entered);
  });
}

LogicalResult CellOp::specialize(Specializer &s) {
  if (s.get(getInitial()).isUndefined() && s.makesBoxes(*this)) {
    // It exists before it has a value: the result of a function that returns from within a `try`.
    Location loc = s.location(*this);
    Value nothing = UndefinedOp::create(s.builder(), loc, s.any());
    auto made = s.boxedOp(getOperationName(), Abstract::typed(nothing), loc);
    if (succeeded(made))
      s.forgetCell(made->value);
    return s.finish(*this, made);
  }
  Abstract initial = s.get(getInitial());
  if (failed(make(s, *this, {Object::Kind::Cell, "", {}, {initial}, {}})))
    return failure();
  Abstract made = s.get(getResult());
  llvm::DenseSet<Value> entered;
  bool isKnown =
      made.isTyped() && initial.isTyped() && isInSight(s, getResult(), /*mayWrite=*/true, entered);
  if (isKnown)
    return s.trackCell(made.value, *this, initial.value.getType());
  s.forgetCell(made.value);
  return success();
}

LogicalResult CellGetOp::specialize(Specializer &s) {
  Abstract cell = s.get(getCell());
  if (cell.isStructure()) {
    s.set(getResult(), s.object(cell).parts[0]);
    return success();
  }
  Location loc = s.location(*this);
  auto value = s.boxedOp(getOperationName(), cell, loc);
  Type type = cell.isTyped() ? s.typeInCell(cell.value) : Type();
  if (failed(value) || !type)
    return s.finish(*this, value);
  s.set(getResult(), Abstract::typed(UnboxOp::create(s.builder(), loc, type, value->value)));
  return success();
}

LogicalResult CellSetOp::specialize(Specializer &s) {
  Abstract cell = s.get(getCell()), value = s.get(getValue());
  if (cell.isStructure()) {
    s.replacePart(cell, 0, value);
    return success();
  }
  if (cell.isUndefined() || value.isUndefined())
    return success();
  auto boxed = s.box(value, s.location(*this));
  if (failed(boxed))
    return failure();
  CellSetOp::create(s.builder(), s.location(*this), cell.value, *boxed);
  return s.noteInCell(cell.value, value.isTyped() ? value.value.getType() : s.any());
}

LogicalResult GlobalGetOp::specialize(Specializer &s) {
  if (auto cell = s.globalCell(getGlobal())) {
    if (s.isForeign(*cell))
      return s.importGlobal(getGlobal());
    Abstract value = s.object(*cell).parts[0];
    if (value.isUndefined() && s.isAttempt())
      return s.giveUpForm(*cell); // The run time says so, where the program can catch it.
    if (value.isUndefined() && !s.hasErrors())
      s.report({s.location(*this), DiagKind::ReadBeforeLet, {writtenName(getGlobal()).str()}});
    s.set(getResult(), value);
    return success();
  }
  return s.finish(*this, asBoxed(s, *this));
}

LogicalResult GlobalSetOp::specialize(Specializer &s) {
  Abstract value = s.get(getValue());
  if (auto cell = s.globalCell(getGlobal())) {
    if (s.isForeign(*cell) || s.object(*cell).isBorrowed)
      return s.giveUpForm(*cell);
    s.replacePart(*cell, 0, value);
    return success();
  }
  if (value.isUndefined())
    return success();
  auto boxed = s.box(value, s.location(*this));
  if (failed(boxed))
    return failure();
  GlobalSetOp::create(s.builder(), s.location(*this), getGlobal(), *boxed);
  return success();
}
