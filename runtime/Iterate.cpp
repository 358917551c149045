// Part of Cortex, under the MIT licence.
// Owns lengths, iteration and membership of values.
#include "Dataset.h"
#include "Index.h"
#include "Text.h"
#include <algorithm>

namespace cortex::rt {

bool isDatasetDict(const DictValue &dict) {
  Value inputs = dict.find("inputs"), targets = dict.find("targets");
  if (!inputs || !targets)
    return false;
  CortexKind kind = kindOf(inputs);
  return kind == CortexKindTensor || kind == CortexKindList || kind == CortexKindRange;
}

Ref makeSlice(int64_t start, int64_t stop) {
  Ref from = makeInt(start), to = makeInt(stop);
  return Ref::adopt(cortex_rt_slice_new(from.get(), to.get(), nullptr));
}

Ref sliceDataset(const DictValue &dict, Value slice, Loc location) {
  auto *part = new DictValue;
  Ref owner = Ref::adopt(part);
  Value inputs = dict.find("inputs");
  int64_t length = cortex_rt_any_len(inputs, location);
  for (const auto &entry : dict.entries) {
    if (!entry.key)
      continue;
    Value value = entry.value.get();
    CortexKind kind = kindOf(value);
    // Only what runs along the examples is cut; a list of class names, say, stays.
    bool cut = (kind == CortexKindTensor || kind == CortexKindList || kind == CortexKindRange) &&
               cortex_rt_any_len(value, location) == length;
    part->set(entry.key.get(),
              cut ? Ref::adopt(cortex_rt_any_index_get(value, &slice, 1, location)) : entry.value);
  }
  return owner;
}

namespace {

int64_t batchCount(int64_t examples) {
  return examples / DefaultBatch + (examples % DefaultBatch != 0);
}

Ref rangeItem(const RangeValue &range, int64_t index) {
  if (range.integral)
    return makeInt(range.at(index));
  return makeFloat(range.floatStart + static_cast<double>(index) * range.floatStep);
}

/// The entry at a position of the iteration; removals since are skipped by closing the gaps first.
const DictValue::Entry &entryAt(DictValue &dict, int64_t index, Loc location) {
  dict.compact();
  if (index >= dict.size())
    throwError(CortexValueError, "the dict changed its size during iteration", location);
  return dict.entries[static_cast<size_t>(index)];
}

bool containsItem(const Ref *items, size_t count, Value item) {
  return std::any_of(items, items + count,
                     [&](const Ref &each) { return deepEqual(each.get(), item); });
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

int64_t cortex_rt_any_len(Value value, Loc location) {
  switch (kindOf(value)) {
  case CortexKindString:
    return cortex_rt_str_len(value);
  case CortexKindTensor:
    return static_cast<TensorValue *>(value)->shape[0];
  case CortexKindList:
    return static_cast<ListValue *>(value)->length;
  case CortexKindTuple:
    return static_cast<int64_t>(static_cast<TupleValue *>(value)->items.size());
  case CortexKindDict: {
    auto *dict = static_cast<DictValue *>(value);
    return isDatasetDict(*dict) ? cortex_rt_any_len(dict->find("inputs"), location) : dict->size();
  }
  case CortexKindRange:
    return static_cast<RangeValue *>(value)->count;
  case CortexKindDataset:
    return static_cast<DatasetValue *>(value)->dataset->rows;
  default:
    throwExpected("something with a length", value, location);
  }
}

int64_t cortex_rt_any_iter_len(Value value, Loc location) {
  auto *dict = dynCast<DictValue>(value);
  if (dict && isDatasetDict(*dict))
    return batchCount(cortex_rt_any_len(value, location));
  if (isNumber(value) || isNull(value) || kindOf(value) == CortexKindFunction)
    throwExpected("something to iterate over", value, location);
  return cortex_rt_any_len(value, location);
}

Value cortex_rt_any_iter_item(Value value, int64_t index, Loc location) {
  Ref position = makeInt(index);
  Value subscript = position.get();
  switch (kindOf(value)) {
  case CortexKindString:
    return cortex_rt_str_index(value, index, location);
  case CortexKindTensor:
    return tensorGet(*static_cast<TensorValue *>(value), {&subscript, 1}, location).take();
  case CortexKindList: {
    auto *list = static_cast<ListValue *>(value);
    return Ref::share(list->at(fitIndex(subscript, list->length, location))).take();
  }
  case CortexKindTuple: {
    const Items &items = static_cast<TupleValue *>(value)->items;
    return Ref(items[static_cast<size_t>(
                   fitIndex(subscript, static_cast<int64_t>(items.size()), location))])
        .take();
  }
  case CortexKindDict: {
    auto *dict = static_cast<DictValue *>(value);
    if (!isDatasetDict(*dict))
      return Ref(entryAt(*dict, index, location).key).take();
    Ref slice = makeSlice(index * DefaultBatch, (index + 1) * DefaultBatch);
    return sliceDataset(*dict, slice.get(), location).take();
  }
  case CortexKindRange:
    return rangeItem(*static_cast<RangeValue *>(value), index).take();
  default:
    throwExpected("something to iterate over", value, location);
  }
}

int64_t cortex_rt_any_iter_pair_len(Value value, Loc location) {
  auto *dict = dynCast<DictValue>(value);
  return dict ? dict->size() : cortex_rt_any_iter_len(value, location);
}

Value cortex_rt_any_iter_pair(Value value, int64_t index, Loc location) {
  if (auto *dict = dynCast<DictValue>(value)) {
    const auto &entry = entryAt(*dict, index, location);
    return makeTuple({entry.key, entry.value}).take();
  }
  return cortex_rt_any_iter_item(value, index, location);
}

bool cortex_rt_any_contains(Value item, Value container, Loc location) {
  switch (kindOf(container)) {
  case CortexKindDict:
    return (isNumber(item) || kindOf(item) == CortexKindString) &&
           static_cast<DictValue *>(container)->find(item);
  case CortexKindList: {
    auto *list = static_cast<ListValue *>(container);
    return containsItem(list->items().data(), static_cast<size_t>(list->length), item);
  }
  case CortexKindTuple: {
    const Items &items = static_cast<TupleValue *>(container)->items;
    return containsItem(items.data(), items.size(), item);
  }
  case CortexKindString: {
    auto *part = dynCast<StringValue>(item);
    if (!part)
      throwExpected("a string to look for in a string", item, location);
    return static_cast<StringValue *>(container)->text.find(part->text) != std::string::npos;
  }
  case CortexKindStruct: {
    auto *name = dynCast<StringValue>(item);
    return name && static_cast<StructValue *>(container)->find(name->text) >= 0;
  }
  case CortexKindTensor:
  case CortexKindRange: {
    if (!isNumber(item))
      return false;
    Ref equal = binary(CortexBinary_eq, container, item, location);
    return truth(reduce(CortexReduce_any, equal.get(), nullptr, false, location).get(), location);
  }
  default:
    throwExpected("a container to look into", container, location);
  }
}
}
