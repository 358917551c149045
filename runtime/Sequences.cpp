// Part of Cortex, under the MIT licence.
// Owns the library's functions on sequences and dicts, and conversions between scalars.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cortex::rt {
namespace {

Items itemsOf(Value value, Loc location) {
  Items items;
  int64_t count = cortex_rt_any_iter_len(value, location);
  // What cannot fit fails now, not after hours.
  checkedSize(count, sizeof(Ref));
  items.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i)
    items.push_back(Ref::adopt(cortex_rt_any_iter_item(value, i, location)));
  return items;
}

DictValue &dictOf(Value value, Loc location) {
  auto *dict = dynCast<DictValue>(value);
  if (!dict)
    throwExpected("dict", value, location);
  return *dict;
}

template <typename Fn> Value fromEntries(Value value, Loc location, Fn pick) {
  Items items;
  for (const auto &entry : dictOf(value, location).entries)
    if (entry.key)
      items.push_back(pick(entry));
  return makeList(std::move(items)).take();
}

std::string_view trimmed(const std::string &text) {
  std::string_view view = text;
  while (!view.empty() && std::isspace(static_cast<unsigned char>(view.front())))
    view.remove_prefix(1);
  while (!view.empty() && std::isspace(static_cast<unsigned char>(view.back())))
    view.remove_suffix(1);
  return view;
}

Ref parseInt(const std::string &text, Loc location) {
  std::string_view view = trimmed(text);
  if (view.starts_with('+'))
    view.remove_prefix(1);
  int64_t value = 0;
  auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), value);
  if (error == std::errc::result_out_of_range)
    throwValue("the int \"" + text + "\" does not fit 64 bits", location);
  if (error != std::errc() || end != view.data() + view.size())
    throwValue("\"" + text + "\" is no int", location);
  return makeInt(value);
}

Ref parseFloat(const std::string &text, Loc location) {
  std::string_view view = trimmed(text);
  if (view.starts_with('+'))
    view.remove_prefix(1);
  double value = 0;
  auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), value);
  bool whole = end == view.data() + view.size() && !view.empty();
  if (error == std::errc::result_out_of_range && whole)
    return makeFloat(std::strtod(std::string(view).c_str(), nullptr)); // inf or 0, as IEEE rounds
  if (error != std::errc() || !whole)
    throwValue("\"" + text + "\" is no float", location);
  return makeFloat(value);
}

/// A stable merge sort, which ends even where a user's key has no consistent order.
void sortItems(Items &items, const Items &keys, Loc location) {
  std::vector<size_t> order(items.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::vector<size_t> scratch(order.size());
  for (size_t width = 1; width < order.size(); width *= 2) {
    for (size_t low = 0; low < order.size(); low += 2 * width) {
      size_t middle = std::min(low + width, order.size()),
             high = std::min(low + 2 * width, order.size());
      size_t i = low, j = middle;
      for (size_t k = low; k < high; ++k) {
        bool left = i < middle && (j >= high || compareOrder(keys[order[i]].get(),
                                                             keys[order[j]].get(), location) <= 0);
        scratch[k] = left ? order[i++] : order[j++];
      }
    }
    std::swap(order, scratch);
  }
  Items sorted;
  for (size_t at : order)
    sorted.push_back(items[at]);
  items = std::move(sorted);
}

Ref concatLists(const Items &parts, Loc location) {
  Items all;
  for (const Ref &part : parts)
    for (Ref &item : itemsOf(part.get(), location))
      all.push_back(std::move(item));
  return makeList(std::move(all));
}

Ref concatTensors(const Items &parts, Value axisValue, Loc location) {
  std::vector<TensorRef> tensors;
  DType dtype = CortexBool;
  for (const Ref &part : parts) {
    tensors.push_back(asTensor(part.get(), location));
    const TensorValue &tensor = *tensors.back();
    if (tensor.rank == 0)
      throwError(CortexShapeError, "concat cannot join scalars; use stack", location);
    // An empty list takes part in any concat; it says nothing about the dtype.
    if (tensor.count == 0 && kindOf(part.get()) == CortexKindList)
      continue;
    dtype = std::max(dtype, tensor.dtype, [](DType a, DType b) {
      static const int rank[] = {2, 3, 1, 0};
      return rank[a] < rank[b];
    });
  }
  std::erase_if(tensors, [&](const TensorRef &t) {
    return t->count == 0 && t->rank == 1 && tensors[0]->rank > 1;
  });
  int64_t axis = isNull(axisValue) ? 0 : asAxis(axisValue, tensors[0]->rank, location);
  Shape shape(shapeOf(*tensors[0]).begin(), shapeOf(*tensors[0]).end());
  shape[static_cast<size_t>(axis)] = 0;
  for (const TensorRef &tensor : tensors) {
    bool fits = tensor->rank == tensors[0]->rank;
    for (int64_t i = 0; fits && i < tensor->rank; ++i)
      fits = i == axis || tensor->shape[i] == shape[static_cast<size_t>(i)];
    if (!fits)
      throwShapes("concat", *tensors[0], *tensor, location);
    shape[static_cast<size_t>(axis)] += tensor->shape[axis];
  }
  TensorRef result = makeTensor(dtype, shape);
  int64_t rows = product(std::span(shape).first(static_cast<size_t>(axis))),
          bytes = dtypeBytes(dtype);
  int64_t below = product(std::span(shape).subspan(static_cast<size_t>(axis) + 1)) * bytes;
  char *out = result->as<char>();
  for (TensorRef &tensor : tensors)
    tensor = convert(tensor, dtype);
  for (int64_t row = 0; row < rows; ++row)
    for (const TensorRef &tensor : tensors) {
      auto size = static_cast<size_t>(tensor->shape[axis] * below);
      std::memcpy(out, tensor->as<char>() + static_cast<size_t>(row) * size, size);
      out += size;
    }
  return result;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_int(Value value, Loc location) {
  Place place(location);
  if (auto *text = dynCast<StringValue>(value))
    return parseInt(text->text, location).take();
  if (auto *tensor = dynCast<TensorValue>(value); tensor && tensor->count != 1)
    return convert(shareTensor(tensor), CortexI64).take();
  if (kindOf(value) == CortexKindFloat)
    return makeInt(cortex_rt_f64_to_i64(numberOf(value), location)).take();
  if (auto *tensor = dynCast<TensorValue>(value))
    return cortex_rt_lib_int(elementOf(tensor, 0).get(), location);
  return makeInt(cortex_rt_unbox_i64(value, location)).take();
}

Value cortex_rt_lib_float(Value value, Loc location) {
  Place place(location);
  if (auto *text = dynCast<StringValue>(value))
    return parseFloat(text->text, location).take();
  if (auto *tensor = dynCast<TensorValue>(value); tensor && tensor->count != 1)
    return isFloating(tensor->dtype) ? Ref::share(value).take()
                                     : convert(shareTensor(tensor), defaultFloat).take();
  return makeFloat(cortex_rt_unbox_f64(value, location)).take();
}

Value cortex_rt_lib_bool(Value value, Loc location) {
  Place place(location);
  return makeBool(truth(value, location)).take();
}

Value cortex_rt_lib_enumerate(Value value, Loc location) {
  Place place(location);
  Items pairs;
  for (Ref &item : itemsOf(value, location))
    pairs.push_back(makeTuple({makeInt(static_cast<int64_t>(pairs.size())), std::move(item)}));
  return makeList(std::move(pairs)).take();
}

Value cortex_rt_lib_zip(Value sequences, Loc location) {
  Place place(location);
  Items parts = itemsOf(sequences, location);
  int64_t count = parts.empty() ? 0 : INT64_MAX;
  for (const Ref &part : parts)
    count = std::min(count, cortex_rt_any_iter_len(part.get(), location));
  Items rows;
  for (int64_t i = 0; i < count; ++i) {
    Items row;
    for (const Ref &part : parts)
      row.push_back(Ref::adopt(cortex_rt_any_iter_item(part.get(), i, location)));
    rows.push_back(makeTuple(std::move(row)));
  }
  return makeList(std::move(rows)).take();
}

Value cortex_rt_lib_call(Value function, Value arguments, Loc location) {
  Place place(location);
  Items items = itemsOf(arguments, location);
  std::vector<Value> given;
  for (const Ref &item : items)
    given.push_back(item.get());
  return callFunction(function, given, location).take();
}

Value cortex_rt_lib_sorted(Value value, Value key, Loc location) {
  Place place(location);
  if (isNull(key) && (kindOf(value) == CortexKindTensor || kindOf(value) == CortexKindRange))
    return cortex_rt_lib_sort(value, nullptr, location);
  Items items = itemsOf(value, location), keys = items;
  if (!isNull(key))
    for (Ref &each : keys) {
      Value argument = each.get();
      each = callFunction(key, {&argument, 1}, location);
    }
  sortItems(items, keys, location);
  return makeList(std::move(items)).take();
}

Value cortex_rt_lib_reverse(Value value, Loc location) {
  Place place(location);
  if (kindOf(value) == CortexKindString) {
    Ref step = makeInt(-1), slice = Ref::adopt(cortex_rt_slice_new(nullptr, nullptr, step.get()));
    Value subscript = slice.get();
    return cortex_rt_any_index_get(value, &subscript, 1, location);
  }
  if (kindOf(value) == CortexKindTensor || kindOf(value) == CortexKindRange) {
    Ref axis = makeInt(0);
    return cortex_rt_lib_flip(value, axis.get(), location);
  }
  Items items = itemsOf(value, location);
  std::ranges::reverse(items);
  return makeList(std::move(items)).take();
}

Value cortex_rt_lib_keys(Value dict, Loc location) {
  Place place(location);
  return fromEntries(dict, location, [](const auto &entry) { return entry.key; });
}

Value cortex_rt_lib_values(Value dict, Loc location) {
  Place place(location);
  return fromEntries(dict, location, [](const auto &entry) { return entry.value; });
}

Value cortex_rt_lib_items(Value dict, Loc location) {
  Place place(location);
  return fromEntries(dict, location,
                     [](const auto &entry) { return makeTuple({entry.key, entry.value}); });
}

Value cortex_rt_lib_list(Value value, Loc location) {
  Place place(location);
  return makeList(itemsOf(value, location)).take();
}

Value cortex_rt_lib_concat(Value parts, Value axis, Loc location) {
  Place place(location);
  if (kindOf(parts) == CortexKindTensor)
    return cortex_rt_lib_concat(Ref::adopt(cortex_rt_lib_list(parts, location)).get(), axis,
                                location);
  Items items = itemsOf(parts, location);
  if (items.empty())
    return makeList({}).take();
  bool tensors = true, texts = true;
  bool anyTensor = false;
  for (const Ref &item : items) {
    auto *list = dynCast<ListValue>(item);
    anyTensor = anyTensor || kindOf(item.get()) == CortexKindTensor;
    tensors = tensors && (isTensorLike(item.get()) || (list && list->length == 0));
    texts = texts && kindOf(item.get()) == CortexKindString;
  }
  if (texts)
    return cortex_rt_lib_join(parts, nullptr, location);
  if (tensors && (anyTensor || !isNull(axis)))
    return concatTensors(items, axis, location).take();
  for (const Ref &item : items)
    if (kindOf(item.get()) == CortexKindString || isNumber(item.get()) ||
        kindOf(item.get()) == CortexKindDict)
      throwExpected("lists, tensors or strings to join", item.get(), location);
  return concatLists(items, location).take();
}
}
