// Part of Cortex, under the MIT licence.
// Owns lists, dicts, tuples, structs and ranges: construction, keys, growing and taking apart.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {

size_t KeyHash::operator()(Value key) const noexcept {
  if (auto *text = dynCast<StringValue>(key))
    return std::hash<std::string_view>()(text->text);
  // Equal numbers are one key, whatever their type: integral floats hash as ints.
  double number = numberOf(key);
  if (kindOf(key) != CortexKindFloat)
    return std::hash<int64_t>()(cortex_rt_unbox_i64(key, nullptr));
  if (number == std::floor(number) && std::fabs(number) < 0x1p63)
    return std::hash<int64_t>()(static_cast<int64_t>(number));
  return std::hash<double>()(number);
}

bool KeyEqual::operator()(Value a, Value b) const noexcept {
  auto *textA = dynCast<StringValue>(a), *textB = dynCast<StringValue>(b);
  if (textA || textB)
    return textA && textB && textA->text == textB->text;
  if (kindOf(a) != CortexKindFloat && kindOf(b) != CortexKindFloat)
    return cortex_rt_unbox_i64(a, nullptr) == cortex_rt_unbox_i64(b, nullptr);
  return numberOf(a) == numberOf(b);
}

Value DictValue::find(Value key) const {
  auto found = index.find(key);
  return found == index.end() ? nullptr : entries[found->second].value.get();
}

Value DictValue::find(std::string_view key) const {
  StringValue probe{std::string(key)};
  return find(&probe);
}

void DictValue::set(Value key, Ref value) {
  auto found = index.find(key);
  if (found != index.end()) {
    entries[found->second].value = std::move(value);
    return;
  }
  entries.push_back({Ref::share(key), std::move(value)});
  index.emplace(key, entries.size() - 1);
}

bool DictValue::remove(Value key) {
  auto found = index.find(key);
  if (found == index.end())
    return false;
  size_t at = found->second;
  index.erase(found);
  entries[at] = {};
  return true;
}

void DictValue::compact() {
  if (index.size() == entries.size())
    return;
  std::erase_if(entries, [](const Entry &entry) { return !entry.key; });
  index.clear();
  for (size_t i = 0; i < entries.size(); ++i)
    index.emplace(entries[i].key.get(), i);
}

int64_t StructValue::find(std::string_view name) const {
  for (int64_t i = 0; i < info->fieldCount; ++i)
    if (name == info->fields[i])
      return i;
  return -1;
}

namespace {

Items itemsOf(void *values, int64_t count) {
  Items items;
  items.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i)
    items.push_back(Ref::share(static_cast<Value *>(values)[i]));
  return items;
}

Ref appendTensor(TensorValue *tensor, Value item, Loc location) {
  TensorRef element = asTensor(item, location, "a number to append to a tensor");
  if (tensor->rank != 1 || element->rank != 0) {
    Items parts{Ref::share(tensor), viewAs(*element, [&] {
                  Shape shape{1};
                  shape.insert(shape.end(), element->shape, element->shape + element->rank);
                  return shape;
                }())};
    Ref list = makeList(std::move(parts));
    return Ref::adopt(cortex_rt_lib_concat(list.get(), makeInt(0).get(), location));
  }
  DType dtype = tensor->dtype;
  if (isFloating(element->dtype) && !isFloating(dtype))
    dtype = defaultFloat;
  TensorRef base = convert(shareTensor(tensor), dtype);
  element = convert(element, dtype);
  int64_t bytes = dtypeBytes(dtype), count = base->count;
  Storage *storage = base->storage;
  if (storage->used != count || (count + 1) * bytes > storage->capacity) {
    int64_t room = count + count / 2 + 8;
    TensorRef grown = makeTensor(dtype, std::array{room});
    std::memcpy(grown->data(), base->data(), static_cast<size_t>(count * bytes));
    grown->storage->used = count;
    base = grown;
  }
  TensorRef result = viewAs(*base, std::array{count + 1});
  std::memcpy(result->as<char>() + count * bytes, element->data(), static_cast<size_t>(bytes));
  result->storage->used = count + 1;
  return result;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_list_new(void *items, int64_t count) {
  return makeList(itemsOf(items, count)).take();
}
Value cortex_rt_tuple_new(void *items, int64_t count) {
  return makeTuple(itemsOf(items, count)).take();
}

Value cortex_rt_struct_new(void *info, void *fields, int64_t count, Loc location) {
  auto *type = static_cast<const CortexStructInfo *>(info);
  if (count != type->fieldCount)
    throwType(std::string(type->name) + " has " + std::to_string(type->fieldCount) +
                  " fields, found " + std::to_string(count) + " values",
              location);
  return new StructValue(type, itemsOf(fields, count));
}

Value cortex_rt_dict_new(void *keys, void *values, int64_t count, Loc location) {
  auto *dict = new DictValue;
  Ref owner = Ref::adopt(dict);
  for (int64_t i = 0; i < count; ++i) {
    Value key = static_cast<Value *>(keys)[i];
    if (!isNumber(key) && kindOf(key) != CortexKindString)
      throwExpected("an int, float, bool or string as key", key, location);
    dict->set(key, Ref::share(static_cast<Value *>(values)[i]));
  }
  return owner.take();
}

Value cortex_rt_literal_new(void *items, int64_t count, void *rows, Loc) {
  Ref list = makeList(itemsOf(items, count));
  if (count == 0)
    return list.take();
  for (int64_t i = 0; i < count; ++i) {
    Value item = static_cast<Value *>(items)[i];
    // A tensor that comes from elsewhere is a value in a list.
    bool isRow = kindOf(item) == CortexKindTensor && static_cast<const char *>(rows)[i] == '1';
    if (!isNumber(item) && !isRow)
      return list.take();
  }
  // A literal of bools alone is a bool tensor; numbers and tensors of different shapes stay a list.
  TensorRef tensor = tryTensor(list.get());
  return tensor ? tensor.take() : list.take();
}

Value cortex_rt_range_new(Value start, Value stop, Value step, Loc location) {
  auto *range = new RangeValue;
  Ref owner = Ref::adopt(range);
  Ref zero = makeInt(0), one = makeInt(1);
  Value from = isNull(stop) ? zero.get() : start, to = isNull(stop) ? start : stop;
  Value by = isNull(step) ? one.get() : step;
  for (Value bound : {from, to, by})
    if (kindOf(bound) != CortexKindFloat)
      cortex_rt_unbox_i64(bound, location);
  range->integral = kindOf(from) != CortexKindFloat && kindOf(by) != CortexKindFloat;
  double first = numberOf(from), last = numberOf(to), width = numberOf(by);
  if (width == 0 || std::isnan(width) || std::isnan(first) || std::isnan(last))
    throwValue("range needs a step that is not 0, and no nan", location);
  if (range->integral && kindOf(to) != CortexKindFloat) {
    int64_t a = asInt(from, location), b = asInt(to, location), s = asInt(by, location);
    __int128 span = s > 0 ? static_cast<__int128>(b) - a : static_cast<__int128>(a) - b;
    __int128 size = s > 0 ? s : -static_cast<__int128>(s);
    __int128 count = span <= 0 ? 0 : (span - 1) / size + 1;
    range->count = count > INT64_MAX ? INT64_MAX : static_cast<int64_t>(count);
  } else {
    double count = std::ceil((last - first) / width);
    if (count >= 0x1p62)
      throwValue("range has too many numbers", location);
    range->count = count > 0 ? static_cast<int64_t>(count) : 0;
  }
  range->intStart = range->integral ? asInt(from, location) : 0;
  range->intStep = range->integral ? asInt(by, location) : 1;
  range->floatStart = first;
  range->floatStep = width;
  return owner.take();
}

Value cortex_rt_any_append(Value xs, Value x, Loc location) {
  Place place(location);
  if (auto *list = dynCast<ListValue>(xs)) {
    auto *longer = new ListValue(*list);
    Ref owner = Ref::adopt(longer);
    // The items are shared where nothing has been appended to them yet; whoever writes to an item
    // copies first.
    if (static_cast<int64_t>(list->items().size()) != list->length)
      longer->setItems(Items(list->items().begin(), list->items().begin() + list->length));
    longer->items().push_back(Ref::share(x));
    ++longer->length;
    return owner.take();
  }
  if (auto *tensor = dynCast<TensorValue>(xs))
    return appendTensor(tensor, x, location).take();
  if (kindOf(xs) == CortexKindRange) {
    TensorRef tensor = asTensor(xs, location);
    return appendTensor(static_cast<TensorValue *>(tensor.get()), x, location).take();
  }
  throwExpected("a list or tensor to append to", xs, location);
}

void cortex_rt_any_unpack_check(Value value, int64_t wanted, Loc location) {
  int64_t found = -1;
  if (auto *tuple = dynCast<TupleValue>(value))
    found = static_cast<int64_t>(tuple->items.size());
  else if (auto *list = dynCast<ListValue>(value))
    found = list->length;
  else if (auto *tensor = dynCast<TensorValue>(value))
    found = tensor->shape[0];
  else if (auto *range = dynCast<RangeValue>(value))
    found = range->count;
  else
    throwExpected("a tuple, list or tensor to take apart", value, location);
  if (found != wanted)
    cortex_rt_throw_count(wanted, found, location);
}

Value cortex_rt_any_unpack_item(Value value, int64_t index, Loc location) {
  Place place(location);
  return cortex_rt_any_iter_item(value, index, location);
}
}
