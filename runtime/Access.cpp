// Part of Cortex, under the MIT licence.
// Owns what brackets and dots do to boxed values: indexing, calls, fields.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {
namespace {

/// What any_apply calls for model[x]; set by the standard library.
Value modelCall = nullptr;

std::vector<std::string> keyTexts(const DictValue &dict) {
  std::vector<std::string> names;
  for (const auto &entry : dict.entries)
    if (auto *text = entry.key ? dynCast<StringValue>(entry.key) : nullptr)
      names.push_back(text->text);
  return names;
}

Ref sliceItems(Value value, const Items &items, int64_t length, SliceValue *slice, Loc location) {
  Extent extent = fitSlice(slice, length, location);
  Items part;
  for (int64_t i = 0; i < extent.count; ++i)
    part.push_back(items[static_cast<size_t>(extent.start + i * extent.step)]);
  return kindOf(value) == CortexKindList ? makeList(std::move(part)) : makeTuple(std::move(part));
}

/// Items of a list by an int tensor or a list of ints.
Ref pickItems(const ListValue &list, const TensorValue &index, Loc location) {
  Items part;
  for (int64_t i = 0; i < index.count; ++i) {
    Ref at = elementOf(&index, i);
    if (index.dtype == CortexBool) {
      if (index.count != list.length)
        throwError(CortexShapeError, "a boolean index needs the length of the list", location);
      if (truth(at.get(), location))
        part.push_back(Ref::share(list.at(i)));
      continue;
    }
    part.push_back(Ref::share(list.at(fitIndex(at.get(), list.length, location))));
  }
  return makeList(std::move(part));
}

Ref sequenceGet(Value value, const Items &items, int64_t length, Value subscript, Loc location) {
  if (isNull(subscript)) {
    Ref all = Ref::adopt(cortex_rt_slice_new(nullptr, nullptr, nullptr));
    return sliceItems(value, items, length, static_cast<SliceValue *>(all.get()), location);
  }
  if (auto *slice = dynCast<SliceValue>(subscript))
    return sliceItems(value, items, length, slice, location);
  auto *tensor = dynCast<TensorValue>(subscript);
  if (auto *list = dynCast<ListValue>(value); list && tensor)
    return pickItems(*list, *tensor, location);
  return items[static_cast<size_t>(fitIndex(subscript, length, location))];
}

Ref stringGet(StringValue &text, Value subscript, Loc location) {
  int64_t length = text.length();
  if (auto *slice = dynCast<SliceValue>(subscript)) {
    Extent extent = fitSlice(slice, length, location);
    if (extent.step == 1)
      return makeString(std::string(text.part(extent.start, extent.start + extent.count)));
    std::string part;
    for (int64_t i = 0; i < extent.count; ++i) {
      int64_t at = extent.start + i * extent.step;
      part += text.part(at, at + 1);
    }
    return makeString(part);
  }
  int64_t at = fitIndex(subscript, length, location);
  return makeString(std::string(text.part(at, at + 1)));
}

Ref dictGet(DictValue &dict, Value key, Loc location) {
  if (kindOf(key) == CortexKindSlice && isDatasetDict(dict))
    return sliceDataset(dict, key, location);
  if (!isNumber(key) && kindOf(key) != CortexKindString)
    throwExpected("an int, float, bool or string as key", key, location);
  if (Value found = dict.find(key))
    return Ref::share(found);
  throwKey(dict, key, location);
}

Ref getOne(Value value, Value subscript, Loc location) {
  switch (kindOf(value)) {
  case CortexKindList: {
    auto *list = static_cast<ListValue *>(value);
    return sequenceGet(value, list->items(), list->length, subscript, location);
  }
  case CortexKindTuple: {
    const Items &items = static_cast<TupleValue *>(value)->items;
    return sequenceGet(value, items, static_cast<int64_t>(items.size()), subscript, location);
  }
  case CortexKindString:
    return stringGet(*static_cast<StringValue *>(value), subscript, location);
  case CortexKindDict:
    return dictGet(*static_cast<DictValue *>(value), subscript, location);
  case CortexKindStruct:
    if (auto *name = dynCast<StringValue>(subscript)) {
      Ref field = findField(value, name->text, location);
      if (!field)
        throwNoField(value, name->text, location);
      return field;
    }
    throwExpected("a field's name", subscript, location);
  case CortexKindRange: {
    auto *range = static_cast<RangeValue *>(value);
    if (isNumber(subscript))
      return Ref::adopt(
          cortex_rt_any_iter_item(value, fitIndex(subscript, range->count, location), location));
    TensorRef tensor = asTensor(value, location);
    return tensorGet(*tensor, {&subscript, 1}, location);
  }
  default:
    throwType(std::string("cannot index or call ") + describeType(value), location);
  }
}

Ref indexGet(Value value, std::span<Value const> subscripts, Loc location) {
  if (auto *tensor = dynCast<TensorValue>(value))
    return tensorGet(*tensor, subscripts, location);
  if (subscripts.empty())
    throwType(describeType(value) + " needs a subscript", location);
  Ref result = Ref::share(value);
  for (size_t i = 0; i < subscripts.size(); ++i) {
    // The rest of the subscripts belongs to a tensor as one.
    if (auto *tensor = dynCast<TensorValue>(result))
      return tensorGet(*tensor, subscripts.subspan(i), location);
    result = getOne(result.get(), subscripts[i], location);
  }
  return result;
}

void setSlice(ListValue &list, SliceValue *slice, Value value, Loc location) {
  Extent extent = fitSlice(slice, list.length, location);
  Items source;
  int64_t count = cortex_rt_any_iter_len(value, location);
  for (int64_t i = 0; i < count; ++i)
    source.push_back(Ref::adopt(cortex_rt_any_iter_item(value, i, location)));
  Items &items = list.own();
  if (extent.step == 1) {
    auto first = items.begin() + extent.start;
    items.erase(first, first + extent.count);
    items.insert(items.begin() + extent.start, source.begin(), source.end());
    list.length = static_cast<int64_t>(items.size());
    return;
  }
  if (count != extent.count)
    throwValue("a slice of " + std::to_string(extent.count) +
                   " items needs as many values, found " + std::to_string(count),
               location);
  for (int64_t i = 0; i < count; ++i)
    items[static_cast<size_t>(extent.start + i * extent.step)] = source[static_cast<size_t>(i)];
}

void setOne(Value target, Value subscript, Value value, Loc location) {
  if (auto *list = dynCast<ListValue>(target)) {
    if (auto *slice = dynCast<SliceValue>(subscript))
      return setSlice(*list, slice, value, location);
    int64_t at = fitIndex(subscript, list->length, location);
    list->own()[static_cast<size_t>(at)] = Ref::share(value);
  } else if (auto *dict = dynCast<DictValue>(target)) {
    if (!isNumber(subscript) && kindOf(subscript) != CortexKindString)
      throwExpected("an int, float, bool or string as key", subscript, location);
    dict->set(subscript, Ref::share(value));
  } else if (auto *name = dynCast<StringValue>(subscript);
             name && kindOf(target) == CortexKindStruct) {
    release(cortex_rt_any_field_set(target, name->text.data(), value, location));
  } else {
    throwType("cannot store into " + describeType(target), location);
  }
}

Ref indexSet(TensorRef tensor, std::span<Value const> subscripts, Value value, Loc location) {
  // An int tensor that gets a float becomes one of the default float dtype only by conversion: the
  // store is refused.
  tensor = writable(std::move(tensor));
  tensorSet(*tensor, subscripts, value, false, location);
  return tensor;
}

/// Stores into references; the last tensor on the way is replaced in what holds it.
Ref referenceSet(Value target, std::span<Value const> subscripts, Value value, Loc location) {
  if (subscripts.size() == 1) {
    setOne(target, subscripts[0], value, location);
    return Ref::share(target);
  }
  Ref inner = getOne(target, subscripts[0], location);
  if (auto *tensor = dynCast<TensorValue>(inner)) {
    Ref changed = indexSet(shareTensor(tensor), subscripts.subspan(1), value, location);
    setOne(target, subscripts[0], changed.get(), location);
  } else {
    referenceSet(inner.get(), subscripts.subspan(1), value, location);
  }
  return Ref::share(target);
}

std::span<Value const> spanOf(void *values, int64_t count) {
  return {static_cast<Value *>(values), static_cast<size_t>(count)};
}

} // namespace

void throwKey(const DictValue &dict, Value key, Loc location) {
  auto *text = dynCast<StringValue>(key);
  std::string message = "there is no key " + quotedText(key);
  if (text)
    message += nearestHint(text->text, keyTexts(dict));
  throwError(CortexKeyError, message, location);
}

namespace {

[[noreturn]] void throwArguments(const CortexFunctionInfo &info, size_t found, Loc location) {
  std::string wanted = std::to_string(info.required);
  if (info.variadic)
    wanted = "at least " + wanted;
  else if (info.required != info.arity)
    wanted += " to " + std::to_string(info.arity);
  throwType(std::string(info.name) + " expects " + wanted + " arguments, found " +
                std::to_string(found),
            location);
}

struct CallGuard {
  Place none{nullptr};
  CallGuard(const char *name, Loc location) { cortex_rt_enter(const_cast<char *>(name), location); }
  ~CallGuard() { cortex_rt_leave(); }
};

/// Calls with one slot per parameter, null pointers where nothing was given.
Ref callSlots(FunctionValue *function, std::vector<Value> &slots, Loc location) {
  for (int64_t i = 0; i < function->info->required; ++i)
    if (!slots[static_cast<size_t>(i)])
      throwType(std::string(function->info->name) + " needs the argument `" +
                    (function->info->parameters ? function->info->parameters[i] : "?") + "`",
                location);
  Ref keepAlive = Ref::share(function);
  CallGuard guard(function->info->name, location);
  return Ref::adopt(function->info->code(function->captures.data(), slots.data()));
}

} // namespace

Ref callFunction(Value value, std::span<Value const> arguments, Loc location) {
  auto *function = dynCast<FunctionValue>(value);
  if (!function)
    return indexGet(value, arguments, location);
  const CortexFunctionInfo &info = *function->info;
  auto arity = static_cast<size_t>(info.arity);
  std::vector<Value> slots(arity, nullptr);
  if (arguments.size() > arity && !info.variadic)
    throwArguments(info, arguments.size(), location);
  if (static_cast<int64_t>(arguments.size()) < info.required)
    throwArguments(info, arguments.size(), location);
  size_t plain = info.variadic ? arity - 1 : arity;
  for (size_t i = 0; i < std::min(plain, arguments.size()); ++i)
    slots[i] = arguments[i];
  Ref rest;
  if (info.variadic) {
    Items items;
    for (size_t i = plain; i < arguments.size(); ++i)
      items.push_back(Ref::share(arguments[i]));
    rest = makeList(std::move(items));
    slots[plain] = rest.get();
  }
  return callSlots(function, slots, location);
}

namespace {

Ref callNamed(Value value, std::span<Value const> arguments, int64_t positional,
              const char *const *names, int64_t count, Loc location) {
  auto *function = dynCast<FunctionValue>(value);
  if (count == 0)
    return callFunction(value, arguments, location);
  if (!function)
    throwType("cannot take a named argument: " + describeType(value), location);
  const CortexFunctionInfo &info = *function->info;
  std::vector<Value> slots(static_cast<size_t>(info.arity), nullptr);
  if (positional > info.arity)
    throwArguments(info, arguments.size(), location);
  std::copy_n(arguments.begin(), positional, slots.begin());
  for (int64_t i = 0; i < count; ++i) {
    std::vector<std::string> known(info.parameters, info.parameters + info.arity);
    auto at = static_cast<size_t>(std::ranges::find(known, names[i]) - known.begin());
    if (at == known.size())
      throwType(std::string(info.name) + " has no parameter `" + names[i] + "`" +
                    nearestHint(names[i], known),
                location);
    if (slots[at])
      throwType(std::string(info.name) + " got the argument `" + names[i] + "` twice", location);
    slots[at] = arguments[static_cast<size_t>(positional + i)];
  }
  Ref rest;
  if (info.variadic && !slots.back()) {
    rest = makeList({});
    slots.back() = rest.get();
  }
  return callSlots(function, slots, location);
}

/// Whether brackets after a dict or struct mean running it as a model.
bool isModelCall(Value value, std::span<Value const> arguments) {
  if (!modelCall || arguments.empty())
    return false;
  CortexKind kind = kindOf(value), argument = kindOf(arguments[0]);
  if (kind != CortexKindDict && kind != CortexKindStruct)
    return false;
  return argument == CortexKindTensor || argument == CortexKindList || argument == CortexKindRange;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_set_model_call(Value function) noexcept {
  retain(function);
  release(modelCall);
  modelCall = function;
}

Value cortex_rt_any_index_get(Value value, void *subscripts, int64_t count, Loc location) {
  Place place(location);
  return indexGet(value, spanOf(subscripts, count), location).take();
}

Value cortex_rt_any_index_set(Value target, void *subscripts, int64_t count, Value value,
                              Loc location) {
  Place place(location);
  if (kindOf(target) == CortexKindTensor || kindOf(target) == CortexKindRange) {
    TensorRef copy = copyOf(*asTensor(target, location));
    tensorSet(*copy, spanOf(subscripts, count), value, false, location);
    return copy.take();
  }
  return referenceSet(target, spanOf(subscripts, count), value, location).take();
}

Value cortex_rt_any_index_set_take(Value target, void *subscripts, int64_t count, Value value,
                                   Loc location) {
  Place place(location);
  Ref owned = Ref::adopt(target);
  if (kindOf(target) == CortexKindRange)
    owned = asTensor(target, location);
  if (kindOf(owned.get()) == CortexKindTensor)
    return indexSet(TensorRef(std::move(owned)), spanOf(subscripts, count), value, location).take();
  return referenceSet(target, spanOf(subscripts, count), value, location).take();
}

Value cortex_rt_any_index_add(Value target, void *subscripts, int64_t count, Value value,
                              Loc location) {
  Place place(location);
  TensorRef copy = copyOf(*asTensor(target, location));
  tensorSet(*copy, spanOf(subscripts, count), value, true, location);
  return copy.take();
}

Value cortex_rt_any_apply(Value value, void *arguments, int64_t count, Loc location) {
  Place place(location);
  auto span = spanOf(arguments, count);
  if (isModelCall(value, span)) {
    std::vector<Value> withModel{value};
    withModel.insert(withModel.end(), span.begin(), span.end());
    return callFunction(modelCall, withModel, location).take();
  }
  return callFunction(value, span, location).take();
}

Value cortex_rt_any_apply_named(Value value, void *arguments, int64_t positional, void *names,
                                int64_t count, Loc location) {
  Place place(location);
  if (count == 0)
    return cortex_rt_any_apply(value, arguments, positional, location);
  return callNamed(value, spanOf(arguments, positional + count), positional,
                   static_cast<const char *const *>(names), count, location)
      .take();
}
}
