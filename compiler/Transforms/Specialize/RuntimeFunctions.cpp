// Part of Cortex, under the MIT licence.
// Runtime functions whose answer the form of a structure, or a type, decides at compile time.
#include "Transforms/Specialize/Specializer.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/StringSwitch.h"

#include <limits>

using namespace mlir;
using namespace cortex;

namespace {
/// One call to answer: nothing where only the run time can.
struct Question {
  Specializer &s;
  ArrayRef<Abstract> args;
  Operation *site;
  Location loc;

  const Object *structure(size_t i) const {
    return i < args.size() && args[i].isStructure() ? &s.object(args[i]) : nullptr;
  }
  /// A dict, all of whose keys matter for the answer; else null.
  const Object *wholeDict(size_t i) const {
    const Object *object = structure(i);
    if (!object || object->kind != Object::Kind::Dict)
      return nullptr;
    s.keyUses().noteAll(*object);
    return object;
  }
  Type type(size_t i) const {
    return i < args.size() && args[i].isTyped() ? args[i].value.getType() : Type();
  }
  bool isNull(size_t i) const { return i >= args.size() || (type(i) && isa<NullType>(type(i))); }
  Abstract list(Abstracts parts) const {
    return s.create({Object::Kind::List, "", {}, std::move(parts), {site}});
  }
  Abstract tuple(Abstracts parts) const {
    return s.create({Object::Kind::Tuple, "", {}, std::move(parts), {site}});
  }
};
using Answer = FailureOr<std::optional<Abstract>>;
} // namespace

/// The float type of a dtype's name; nothing for others.
static Type floatTypeOf(StringRef dtype, OpBuilder &builder) {
  return llvm::StringSwitch<Type>(dtype)
      .Cases({"float32", "f32"}, builder.getF32Type())
      .Cases({"float64", "f64"}, builder.getF64Type())
      .Default({});
}

static Answer unknown() { return std::optional<Abstract>(); }

static Answer answerRange(Question q) {
  Abstract zero = q.s.constantInt(0, q.loc), one = q.s.constantInt(1, q.loc);
  Object range{Object::Kind::Range, "", {}, {zero, one, one}, {q.site}};
  if (q.isNull(1))
    range.parts[1] = q.args[0];
  else
    range.parts = {q.args[0], q.args[1], q.isNull(2) ? one : q.args[2]};
  bool whole = llvm::all_of(range.parts, [](const Abstract &part) {
    return part.isTyped() && part.value.getType().isInteger(64);
  });
  if (whole && !q.s.makesBoxes(q.site))
    return std::optional(q.s.create(std::move(range)));
  auto boxed =
      q.s.boxedOp(RuntimeOp::getOperationName(), range.parts, q.loc,
                  q.s.builder().getNamedAttr("function", q.s.builder().getStringAttr("range_new")));
  if (failed(boxed))
    return failure();
  return std::optional(*boxed);
}

static Answer answerKeys(Question q) {
  const Object *dict = q.wholeDict(0);
  if (!dict)
    return unknown();
  Abstracts keys;
  for (const std::string &key : llvm::SmallVector<std::string>(dict->keys))
    keys.push_back(q.s.constantString(key, q.loc));
  return std::optional(q.list(std::move(keys)));
}

static Answer answerValues(Question q) {
  const Object *dict = q.wholeDict(0);
  if (!dict)
    return unknown();
  return std::optional(q.list(dict->parts));
}

static Answer answerItems(Question q) {
  const Object *dict = q.wholeDict(0);
  if (!dict)
    return unknown();
  Object copy = *dict;
  Abstracts items;
  for (auto [key, value] : llvm::zip(copy.keys, copy.parts))
    items.push_back(q.tuple({q.s.constantString(key, q.loc), value}));
  return std::optional(q.list(std::move(items)));
}

static Answer answerGet(Question q) {
  const Object *dict = q.structure(0);
  auto key = q.args.size() > 1 ? dyn_cast_or_null<StringAttr>(q.args[1].constant) : StringAttr();
  if (!dict || dict->kind != Object::Kind::Dict || !key)
    return unknown();
  q.s.keyUses().noteKey(*dict, key.getValue());
  int at = dict->find(key.getValue());
  if (at >= 0)
    return std::optional(dict->parts[at]);
  return std::optional(q.args.size() > 2 ? q.args[2] : q.s.null(q.loc));
}

static Answer answerAppend(Question q) {
  const Object *list = q.structure(0);
  if (!list || list->kind != Object::Kind::List || q.args.size() != 2 || q.s.makesBoxes(q.site))
    return unknown();
  Abstracts parts = list->parts;
  parts.push_back(q.args[1]);
  return std::optional(q.list(std::move(parts)));
}

static Answer answerEnumerate(Question q) {
  const Object *list = q.structure(0);
  if (!list || !list->isSequence())
    return unknown();
  Abstracts parts = list->parts, pairs;
  for (auto [i, part] : llvm::enumerate(parts))
    pairs.push_back(q.tuple({q.s.constantInt(i, q.loc), part}));
  return std::optional(q.list(std::move(pairs)));
}

/// So many rows of a tensor are taken apart for a list of tuples, over which no loop is emitted as
/// one.
static constexpr uint64_t mostZippedRows = 16;

/// Of a list of sequences; as long as the shortest.
static Answer answerZip(Question q) {
  const Object *given = q.structure(0);
  if (!given || given->parts.empty())
    return unknown();
  SmallVector<Abstracts> sequences;
  for (const Abstract &sequence : Abstracts(given->parts)) {
    if (uint64_t count = q.s.fewRows(sequence); count > 0 && count <= mostZippedRows) {
      auto rows = q.s.rowsOf(sequence, q.loc);
      if (failed(rows))
        return failure();
      sequences.push_back(*rows);
      continue;
    }
    if (!sequence.isStructure() || !q.s.object(sequence).isSequence())
      return unknown();
    sequences.push_back(q.s.object(sequence).parts);
  }
  size_t length = sequences.front().size();
  for (const Abstracts &sequence : sequences)
    length = std::min(length, sequence.size());
  Abstracts tuples;
  for (size_t i = 0; i < length; ++i) {
    Abstracts parts;
    for (const Abstracts &sequence : sequences)
      parts.push_back(sequence[i]);
    tuples.push_back(q.tuple(std::move(parts)));
  }
  return std::optional(q.list(std::move(tuples)));
}

static Answer answerReversed(Question q) {
  const Object *list = q.structure(0);
  if (!list || !list->isSequence())
    return unknown();
  return std::optional(q.list(Abstracts(llvm::reverse(Abstracts(list->parts)))));
}

static Answer answerType(Question q) {
  StringRef name;
  if (const Object *object = q.structure(0)) {
    switch (object->kind) {
    case Object::Kind::List:
    case Object::Kind::Range:
      name = "list";
      break;
    case Object::Kind::Tuple:
      name = "tuple";
      break;
    case Object::Kind::Dict:
      name = "dict";
      break;
    case Object::Kind::Struct:
      name = writtenName(object->name);
      break;
    case Object::Kind::Closure:
    case Object::Kind::Choice:
      name = "function";
      break;
    case Object::Kind::Cell:
      return unknown();
    }
    return std::optional(q.s.constantString(std::string(name), q.loc));
  }
  Type type = q.type(0);
  if (!type || isAny(type))
    return unknown();
  name = isTensor(type)           ? "tensor"
         : type.isF64()           ? "float"
         : type.isInteger(64)     ? "int"
         : type.isInteger(1)      ? "bool"
         : isa<StrType>(type)     ? "string"
         : isa<NullType>(type)    ? "null"
         : isa<DatasetType>(type) ? "dataset"
                                  : "slice";
  return std::optional(q.s.constantString(name, q.loc));
}

/// A call of the run time whose result has a type that is known beforehand.
static Answer callTyped(Question q, StringRef function, Type type) {
  OpBuilder &builder = q.s.builder();
  auto boxed = q.s.boxedOp(RuntimeOp::getOperationName(), q.args, q.loc,
                           builder.getNamedAttr("function", builder.getStringAttr(function)));
  if (failed(boxed))
    return failure();
  return std::optional(Abstract::typed(UnboxOp::create(builder, q.loc, type, boxed->value)));
}

/// What the command line says is read as what stands for it where it says nothing.
static Answer answerArg(Question q) {
  Type type = q.type(1);
  bool isPlain = type && (isa<StrType>(type) || (elementType(type) && !isTensor(type)));
  return isPlain ? callTyped(q, "arg", type) : unknown();
}

/// A typed tensor with other elements; itself where it has them.
static Abstract inElementType(Question q, const Abstract &tensor, Type element) {
  auto type = cast<RankedTensorType>(tensor.value.getType());
  if (type.getElementType() == element)
    return tensor;
  return Abstract::typed(CastOp::create(q.s.builder(), q.loc, type.clone(element), tensor.value));
}

/// A tensor in a float type that is written out. Conversions to ints are checked by the run time.
static Answer answerTo(Question q) {
  auto source = dyn_cast_or_null<RankedTensorType>(q.type(0));
  auto name = q.args.size() > 1 ? dyn_cast_or_null<StringAttr>(q.args[1].constant) : StringAttr();
  Type element = name ? floatTypeOf(name.getValue(), q.s.builder()) : Type();
  if (!source || !element)
    return unknown();
  return std::optional(inElementType(q, q.args[0], element));
}

namespace {
/// Numbers in brackets within brackets, in row-major order.
struct Numbers {
  SmallVector<int64_t> shape;
  Abstracts values;

  /// False where there is something else than numbers, or rows differ in length.
  bool read(Specializer &s, const Abstract &abstract, size_t depth = 0) {
    if (!abstract.isStructure()) {
      values.push_back(abstract);
      Type type = abstract.isTyped() ? abstract.value.getType() : Type();
      return depth == shape.size() && type && (type.isF64() || type.isInteger(64));
    }
    if (!s.object(abstract).isSequence())
      return false;
    Abstracts parts = s.object(abstract).parts;
    if (depth == shape.size() && values.empty())
      shape.push_back(parts.size());
    return depth < shape.size() && shape[depth] == static_cast<int64_t>(parts.size()) &&
           llvm::all_of(parts, [&](const Abstract &part) { return read(s, part, depth + 1); });
  }
};
} // namespace

/// Numbers that only the run time knows as a tensor of a type that holds them unrounded.
static Answer packExactly(Question q, const Numbers &numbers, Type element) {
  OpBuilder &builder = q.s.builder();
  auto type = RankedTensorType::get(numbers.shape, element);
  Abstract tensor =
      q.s.constant(DenseElementsAttr::get(type, builder.getFloatAttr(element, 0.0)), type, q.loc);
  SmallVector<int64_t> strides = computeStrides(numbers.shape);
  for (auto [i, value] : llvm::enumerate(numbers.values)) {
    Abstracts operands{tensor};
    for (int64_t subscript : delinearize(i, strides))
      operands.push_back(q.s.constantInt(subscript, q.loc));
    operands.push_back(value);
    auto next = q.s.infer(IndexSetOp::getOperationName(), operands, q.loc);
    if (failed(next))
      return failure();
    tensor = *next;
  }
  return std::optional(tensor);
}

/// `tensor[numbers]` in the default type, or in a float type that is written out.
static Answer answerTensor(Question q) {
  auto name = q.args.size() > 1 ? dyn_cast_or_null<StringAttr>(q.args[1].constant) : StringAttr();
  Type element = name ? floatTypeOf(name.getValue(), q.s.builder()) : Type();
  if (!element && !q.isNull(1))
    return unknown();
  Numbers numbers;
  if (element && q.structure(0) && numbers.read(q.s, q.args[0]) && !numbers.values.empty())
    return packExactly(q, numbers, element);
  Abstract tensor = q.s.asTensor(q.args[0], q.loc);
  auto type =
      tensor.isTyped() ? dyn_cast<RankedTensorType>(tensor.value.getType()) : RankedTensorType();
  if (!type)
    return unknown();
  return std::optional(element ? inElementType(q, tensor, element) : tensor);
}

static Answer answerFloat(Question q) {
  Type type = q.type(0);
  if (!type)
    return unknown();
  if (type.isF64())
    return std::optional(q.args[0]);
  if (type.isInteger(64) || type.isInteger(1))
    return std::optional(Abstract::typed(
        CastOp::create(q.s.builder(), q.loc, q.s.builder().getF64Type(), q.args[0].value)));
  if (!isa<StrType>(type))
    return unknown();
  auto text = dyn_cast_or_null<StringAttr>(q.args[0].constant);
  if (!text)
    return callTyped(q, "float", q.s.builder().getF64Type());
  double infinity = std::numeric_limits<double>::infinity(),
         nan = std::numeric_limits<double>::quiet_NaN();
  double value = llvm::StringSwitch<double>(text.getValue())
                     .Case("inf", infinity)
                     .Case("-inf", -infinity)
                     .Default(nan);
  if (std::isnan(value) && text.getValue() != "nan")
    return callTyped(q, "float", q.s.builder().getF64Type());
  return std::optional(
      q.s.constant(q.s.builder().getF64FloatAttr(value), q.s.builder().getF64Type(), q.loc));
}

static Answer answerInt(Question q) {
  Type type = q.type(0);
  if (!type)
    return unknown();
  if (type.isInteger(64))
    return std::optional(q.args[0]);
  if (type.isInteger(1))
    return std::optional(Abstract::typed(
        CastOp::create(q.s.builder(), q.loc, q.s.builder().getI64Type(), q.args[0].value)));
  if (auto known = dyn_cast_or_null<FloatAttr>(q.args[0].constant))
    if (std::abs(known.getValueAsDouble()) < 0x1p62)
      return std::optional(q.s.constantInt(static_cast<int64_t>(known.getValueAsDouble()), q.loc));
  // The run time says so where there is no integer; the type is known all the same.
  return type.isF64() || isa<StrType>(type) ? callTyped(q, "int", q.s.builder().getI64Type())
                                            : unknown();
}

/// A call with the parts of a list or tuple as its arguments.
static Answer answerCall(Question q) {
  const Object *arguments = q.structure(1);
  if (!arguments || !arguments->isSequence() || !q.structure(0) || !q.structure(0)->isFunction())
    return unknown();
  auto result = q.s.callClosure(q.args[0], Abstracts(arguments->parts), {}, q.loc);
  if (failed(result))
    return failure();
  return std::optional(*result);
}

/// The handler of a name; none where it is unknown, or where every value is boxed. A range has no
/// boxed form until it is asked for.
template <typename Table>
static Answer answer(const Table &table, StringRef name, const Question &question) {
  auto found = table.find(name);
  bool onlyBoxed = question.s.isBoxed() && name != "range";
  if (found == table.end() || onlyBoxed || question.args.empty())
    return unknown();
  return found->second(question);
}

FailureOr<std::optional<Abstract>>
Specializer::runtimeFunction(StringRef name, ArrayRef<Abstract> args, Operation *site) {
  using Handler = Answer (*)(Question);
  static const llvm::StringMap<Handler> answers = {
      {"range", answerRange},   {"keys", answerKeys},
      {"values", answerValues}, {"items", answerItems},
      {"append", answerAppend}, {"enumerate", answerEnumerate},
      {"zip", answerZip},       {"reverse", answerReversed},
      {"type", answerType},     {"float", answerFloat},
      {"int", answerInt},       {"call", answerCall},
      {"arg", answerArg},       {"to", answerTo},
      {"tensor", answerTensor},
  };
  if (anyUndefined(args))
    return std::optional(Abstract());
  return answer(answers, name, {*this, args, site, location(site)});
}

FailureOr<std::optional<Abstract>> Specializer::method(StringRef name, ArrayRef<Abstract> args,
                                                       Operation *site) {
  using Handler = Answer (*)(Question);
  // Methods that change their object are the run time's.
  static const llvm::StringMap<Handler> answers = {{"keys", answerKeys},
                                                   {"values", answerValues},
                                                   {"items", answerItems},
                                                   {"get", answerGet},
                                                   {"to", answerTo}};
  if (anyUndefined(args))
    return std::optional(Abstract());
  return answer(answers, name, {*this, args, site, location(site)});
}
