// Part of Cortex, under the MIT licence.
// Owns fields and methods of values: what stands after a dot.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {
namespace {

Ref text(std::string value) { return makeString(std::move(value)); }

TensorValue &asTensor(Value value) { return *static_cast<TensorValue *>(value); }
const ErrorData &asError(Value value) { return static_cast<ErrorValue *>(value)->data; }

Ref tensorShape(Value self, Loc) {
  Items dims;
  for (int64_t extent : shapeOf(asTensor(self)))
    dims.push_back(makeInt(extent));
  return makeTuple(std::move(dims));
}

Ref tensorTransposed(Value self, Loc location) {
  return Ref::adopt(cortex_rt_lib_transpose(self, nullptr, location));
}

Ref tensorRank(Value self, Loc) { return makeInt(asTensor(self).rank); }

Ref tensorSize(Value self, Loc) { return makeInt(asTensor(self).count); }

Ref tensorType(Value self, Loc) { return text(dtypeName(asTensor(self).dtype)); }

Ref errorMessage(Value self, Loc) { return text(asError(self).message); }

Ref errorKind(Value self, Loc) { return text(errorKindName(asError(self).kind)); }

Ref errorLine(Value self, Loc) {
  Loc place = userLocation(asError(self));
  return place ? makeInt(place->line) : makeNull();
}

Ref errorFile(Value self, Loc) {
  Loc place = userLocation(asError(self));
  return place && place->file ? text(place->file) : makeNull();
}

bool isFloatLeaf(Value value) {
  if (auto *tensor = dynCast<TensorValue>(value))
    return isFloating(tensor->dtype);
  return kindOf(value) == CortexKindFloat;
}

/// The floats of a value in its own form, or nothing if there are none.
Ref floatsOf(Value value, Loc location) {
  if (isFloatLeaf(value))
    return Ref::share(value);
  if (!isStructure(value))
    return {};
  DepthGuard guard(location);
  if (kindOf(value) == CortexKindDict || kindOf(value) == CortexKindStruct)
    return parametersOf(value, location);
  Items items;
  bool found = false;
  int64_t count = cortex_rt_any_len(value, location);
  for (int64_t i = 0; i < count; ++i) {
    Ref item = Ref::adopt(cortex_rt_any_iter_item(value, i, location));
    Ref part = floatsOf(item.get(), location);
    found = found || part;
    if (part)
      items.push_back(std::move(part));
  }
  return found ? makeList(std::move(items)) : Ref();
}

Ref batchesOf(Value dict, Loc location) {
  Items batches;
  int64_t count = cortex_rt_any_iter_len(dict, location);
  for (int64_t i = 0; i < count; ++i)
    batches.push_back(Ref::adopt(cortex_rt_any_iter_item(dict, i, location)));
  return makeList(std::move(batches));
}

/// Of a dict that is a dataset; nothing of any other.
Ref ownBatches(Value dict, Loc location) {
  return isDatasetDict(*static_cast<DictValue *>(dict)) ? batchesOf(dict, location) : Ref();
}

/// The floats of a dict or struct; an empty dict if there are none.
Ref ownParameters(Value value, Loc location) {
  Ref found = parametersOf(value, location);
  return found ? found : Ref::adopt(new DictValue);
}

struct FieldRow {
  CortexKind kind;
  std::string_view name;
  Ref (*run)(Value self, Loc location);
};

const FieldRow computedFields[] = {
#define CORTEX_FIELD(kind, name, run) {CortexKind##kind, name, run},
#include "Fields.def"
};

/// A field that the value has by its kind, or nothing.
Ref computedField(Value value, std::string_view name, Loc location) {
  for (const FieldRow &row : computedFields)
    if (row.kind == kindOf(value) && row.name == name)
      return row.run(value, location);
  return {};
}

std::vector<std::string> fieldNames(Value value) {
  std::vector<std::string> names;
  if (auto *dict = dynCast<DictValue>(value))
    for (const auto &entry : dict->entries)
      if (auto *key = entry.key ? dynCast<StringValue>(entry.key) : nullptr)
        names.push_back(key->text);
  if (auto *record = dynCast<StructValue>(value))
    names.assign(record->info->fields, record->info->fields + record->info->fieldCount);
  if (kindOf(value) == CortexKindTensor || kindOf(value) == CortexKindError)
    for (const FieldRow &row : computedFields)
      if (row.kind == kindOf(value))
        names.emplace_back(row.name);
  return names;
}

} // namespace

/// Whether a value is a list of layers as models describe them: dicts with the name of a type.
static bool isDescription(Value value) {
  auto *list = dynCast<ListValue>(value);
  for (int64_t i = 0; list && i < list->length; ++i) {
    auto *layer = dynCast<DictValue>(list->at(i));
    Value type = layer ? layer->find("type") : nullptr;
    if (!type || kindOf(type) != CortexKindString)
      return false;
  }
  return list != nullptr;
}

/// Whether a dict keeps something under this key that is no parameter: what an optimizer
/// remembers, or the description that weights were made from.
static bool isNoParameter(const DictValue &dict, std::string_view key) {
  if (key == "_state" || key == "_step") {
    Value state = dict.find("_state");
    return state && kindOf(state) == CortexKindDict && dict.find("_step");
  }
  return key == "layers" && dict.find("weights") && isDescription(dict.find("layers"));
}

Ref parametersOf(Value value, Loc location) {
  auto *result = new DictValue;
  Ref owner = Ref::adopt(result);
  auto add = [&](Value key, Value item) {
    if (Ref part = floatsOf(item, location))
      result->set(key, std::move(part));
  };
  if (auto *dict = dynCast<DictValue>(value)) {
    for (const auto &entry : dict->entries)
      if (entry.key && !isNoParameter(*dict, textOf(entry.key.get())))
        add(entry.key.get(), entry.value.get());
  } else {
    auto *record = static_cast<StructValue *>(value);
    for (size_t i = 0; i < record->fields.size(); ++i)
      add(text(record->info->fields[i]).get(), record->fields[i].get());
  }
  return result->size() > 0 ? owner : Ref();
}

Ref findField(Value value, std::string_view name, Loc location) {
  if (auto *record = dynCast<StructValue>(value)) {
    int64_t at = record->find(name);
    if (at >= 0)
      return record->fields[static_cast<size_t>(at)];
  } else if (auto *dict = dynCast<DictValue>(value)) {
    if (Value found = dict->find(name))
      return Ref::share(found);
  } else if (kindOf(value) == CortexKindRange || kindOf(value) == CortexKindList) {
    // A list of numbers is as good as a tensor here too.
    TensorRef tensor = isTensorLike(value) ? tryTensor(value) : TensorRef();
    return tensor ? computedField(tensor.get(), name, location) : Ref();
  }
  return computedField(value, name, location);
}

void throwNoField(Value value, const std::string &name, Loc location) {
  if (auto *dict = dynCast<DictValue>(value))
    throwKey(*dict, text(name).get(), location);
  throwType(describeType(value) + " has no field `" + name + "`" +
                nearestHint(name, fieldNames(value)),
            location);
}

namespace {

using Arguments = std::span<Value const>;
using Method = Ref (*)(Value self, Arguments arguments, Loc location);

struct MethodRow {
  CortexKind kind;
  const char *name;
  size_t least, most;
  Method run;
  const char *parameters[2] = {nullptr, nullptr}; // that may be given by name
};

Ref adopt(Value owned) { return Ref::adopt(owned); }
Value argument(Arguments arguments, size_t index) {
  return index < arguments.size() ? arguments[index] : nullptr;
}

Ref dictGetOr(Value self, Arguments arguments, Loc) {
  Value found = static_cast<DictValue *>(self)->find(arguments[0]);
  return found ? Ref::share(found) : arguments.size() > 1 ? Ref::share(arguments[1]) : makeNull();
}

Ref dictUpdate(Value self, Arguments arguments, Loc location) {
  auto *other = dynCast<DictValue>(arguments[0]);
  if (!other)
    throwExpected("a dict", arguments[0], location);
  auto entries = other->entries; // a dict may be updated from itself
  for (const auto &entry : entries)
    if (entry.key)
      static_cast<DictValue *>(self)->set(entry.key.get(), entry.value);
  return Ref::share(self);
}

Ref dictMerge(Value self, Arguments arguments, Loc location) {
  auto *copy = new DictValue;
  Ref owner = Ref::adopt(copy);
  for (const auto &entry : static_cast<DictValue *>(self)->entries)
    if (entry.key)
      copy->set(entry.key.get(), entry.value);
  return dictUpdate(owner.get(), arguments, location);
}

Ref dictRemove(Value self, Arguments arguments, Loc location) {
  auto *dict = static_cast<DictValue *>(self);
  Ref value = Ref::share(dict->find(arguments[0]));
  if (!dict->remove(arguments[0]))
    throwKey(*dict, arguments[0], location);
  return value;
}

Ref listPush(Value self, Arguments arguments, Loc) {
  auto *list = static_cast<ListValue *>(self);
  list->own().push_back(Ref::share(arguments[0]));
  ++list->length;
  return Ref::share(self);
}

Ref listPop(Value self, Arguments arguments, Loc location) {
  auto *list = static_cast<ListValue *>(self);
  Ref last = makeInt(-1);
  int64_t at = fitIndex(arguments.empty() ? last.get() : arguments[0], list->length, location);
  Items &items = list->own();
  Ref item = items[static_cast<size_t>(at)];
  items.erase(items.begin() + at);
  --list->length;
  return item;
}

Ref listInsert(Value self, Arguments arguments, Loc location) {
  auto *list = static_cast<ListValue *>(self);
  int64_t at = asInt(arguments[0], location);
  at = std::clamp<int64_t>(at < 0 ? at + list->length : at, 0, list->length);
  Items &items = list->own();
  items.insert(items.begin() + at, Ref::share(arguments[1]));
  ++list->length;
  return Ref::share(self);
}

Ref reduceMethod(CortexReduceKind kind, Value self, Arguments arguments, Loc location) {
  Value keep = argument(arguments, 1);
  return reduce(kind, self, argument(arguments, 0), keep && truth(keep, location), location);
}

Ref reshapeMethod(Value self, Arguments arguments, Loc location) {
  if (arguments.size() == 1)
    return adopt(cortex_rt_lib_reshape(self, arguments[0], location));
  Ref shape = adopt(cortex_rt_list_new(const_cast<Value *>(arguments.data()),
                                       static_cast<int64_t>(arguments.size())));
  return adopt(cortex_rt_lib_reshape(self, shape.get(), location));
}

#define LIB0(function)                                                                             \
  [](Value s, Arguments, Loc l) { return adopt(cortex_rt_lib_##function(s, l)); }
#define LIB1(function)                                                                             \
  [](Value s, Arguments a, Loc l) { return adopt(cortex_rt_lib_##function(s, argument(a, 0), l)); }
#define LIB2(function)                                                                             \
  [](Value s, Arguments a, Loc l) {                                                                \
    return adopt(cortex_rt_lib_##function(s, argument(a, 0), argument(a, 1), l));                  \
  }
#define REDUCE(kind)                                                                               \
  [](Value s, Arguments a, Loc l) { return reduceMethod(CortexReduce_##kind, s, a, l); }

const MethodRow methods[] = {
#define CORTEX_METHOD(kind, name, least, most, run, ...)                                           \
  {CortexKind##kind, name, least, most, run, {__VA_ARGS__}},
#include "Methods.def"
};

const MethodRow *findMethod(Value self, std::string_view name) {
  CortexKind kind = kindOf(self) == CortexKindRange ? CortexKindTensor : kindOf(self);
  for (const MethodRow &row : methods)
    if (row.kind == kind && name == row.name)
      return &row;
  return nullptr;
}

Ref callMethod(Value self, const MethodRow &row, Arguments arguments, Loc location) {
  if (arguments.size() < row.least || arguments.size() > row.most)
    throwType(std::string(typeName(self)) + "." + row.name + " expects " +
                  std::to_string(row.least) +
                  (row.most > row.least ? " to " + std::to_string(row.most) : "") +
                  " arguments, found " + std::to_string(arguments.size()),
              location);
  return row.run(self, arguments, location);
}

/// The arguments in the order of the parameters, null pointers where a named one leaves a gap.
std::vector<Value> placeArguments(Value self, const MethodRow &row, Value *given,
                                  int64_t positional, const char *const *names, int64_t count,
                                  Loc location) {
  std::vector<Value> placed(given, given + positional);
  for (int64_t i = 0; i < count; ++i) {
    size_t at = 0;
    while (at < 2 && !(row.parameters[at] && std::strcmp(row.parameters[at], names[i]) == 0))
      ++at;
    if (at == 2)
      throwType(std::string(typeName(self)) + "." + row.name + " has no parameter `" + names[i] +
                    "`",
                location);
    placed.resize(std::max(placed.size(), at + 1), nullptr);
    if (placed[at])
      throwType(std::string(typeName(self)) + "." + row.name + " got the argument `" + names[i] +
                    "` twice",
                location);
    placed[at] = given[positional + i];
  }
  return placed;
}

[[noreturn]] void throwNoMethod(Value self, const std::string &name, Loc location) {
  std::vector<std::string> names = fieldNames(self);
  for (const MethodRow &row : methods)
    if (row.kind == kindOf(self))
      names.push_back(row.name);
  if (kindOf(self) == CortexKindDict)
    throwError(CortexKeyError,
               "there is no key or method \"" + name + "\"" + nearestHint(name, names), location);
  throwType(describeType(self) + " has no method `" + name + "`" + nearestHint(name, names),
            location);
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_global_get(void *place, void *name, Loc location) {
  Value held = *static_cast<Value *>(place);
  if (!held)
    throwValue("`" + std::string(static_cast<const char *>(name)) +
                   "` is read before its `let` has run",
               location);
  retain(held);
  return held;
}

Value cortex_rt_any_field_get(Value value, void *name, Loc location) {
  const char *field = static_cast<const char *>(name);
  Ref found = findField(value, field, location);
  if (!found)
    throwNoField(value, field, location);
  return found.take();
}

Value cortex_rt_any_field_set(Value target, void *name, Value value, Loc location) {
  const char *field = static_cast<const char *>(name);
  if (auto *dict = dynCast<DictValue>(target)) {
    dict->set(text(field).get(), Ref::share(value));
    return Ref::share(target).take();
  }
  auto *record = dynCast<StructValue>(target);
  int64_t at = record ? record->find(field) : -1;
  if (at < 0)
    throwNoField(target, field, location);
  size_t number = static_cast<size_t>(at);
  record->fields[number] =
      convertTo(value, record->info->types[number],
                std::string("field `") + field + "` of `" + record->info->name + "`", location);
  return Ref::share(target).take();
}

Value cortex_rt_any_method(Value self, void *name, void *arguments, int64_t count, Loc location) {
  return cortex_rt_any_method_named(self, name, arguments, count, nullptr, 0, location);
}

Value cortex_rt_any_method_named(Value self, void *name, void *arguments, int64_t positional,
                                 void *names, int64_t count, Loc location) {
  const char *method = static_cast<const char *>(name);
  const MethodRow *row = findMethod(self, method);
  // A function stored in a field goes before the method of that name, which goes before any other
  // field.
  Ref field = !row || isStructure(self) ? findField(self, method, location) : Ref();
  bool callable = field && kindOf(field.get()) == CortexKindFunction;
  if (row && !callable) {
    std::vector<Value> placed =
        placeArguments(self, *row, static_cast<Value *>(arguments), positional,
                       static_cast<const char *const *>(names), count, location);
    return callMethod(self, *row, placed, location).take();
  }
  if (!field)
    throwNoMethod(self, method, location);
  return cortex_rt_any_apply_named(field.get(), arguments, positional, names, count, location);
}
}
