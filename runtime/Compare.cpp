// Part of Cortex, under the MIT licence.
// Owns truth, deep equality and order of values.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <cmath>

namespace cortex::rt {
namespace {

bool equalTensors(const TensorValue &a, const TensorValue &b) {
  if (!std::ranges::equal(shapeOf(a), shapeOf(b)))
    return false;
  TensorRef same =
      binaryTensors(CortexBinary_eq, TensorRef(Ref::share(const_cast<TensorValue *>(&a))), false,
                    TensorRef(Ref::share(const_cast<TensorValue *>(&b))), false, nullptr);
  return std::all_of(same->as<bool>(), same->as<bool>() + same->count,
                     [](bool equal) { return equal; });
}

bool equalDicts(const DictValue &a, const DictValue &b) {
  if (a.size() != b.size())
    return false;
  for (const auto &entry : a.entries) {
    if (!entry.key)
      continue;
    Value other = b.find(entry.key.get());
    if (!other || !deepEqual(entry.value.get(), other))
      return false;
  }
  return true;
}

bool equalItems(const Ref *a, const Ref *b, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (!deepEqual(a[i].get(), b[i].get()))
      return false;
  return true;
}

} // namespace

bool deepEqual(Value a, Value b) {
  if (isNumber(a) && isNumber(b)) {
    if (kindOf(a) != CortexKindFloat && kindOf(b) != CortexKindFloat)
      return cortex_rt_unbox_i64(a, nullptr) == cortex_rt_unbox_i64(b, nullptr);
    return numberOf(a) == numberOf(b);
  }
  bool tensorA = kindOf(a) == CortexKindTensor || kindOf(a) == CortexKindRange;
  bool tensorB = kindOf(b) == CortexKindTensor || kindOf(b) == CortexKindRange;
  if (tensorA || tensorB) {
    TensorRef x = tryTensor(a), y = tryTensor(b);
    return x && y && equalTensors(*x, *y);
  }
  if (kindOf(a) != kindOf(b))
    return false;
  if (a == b)
    return true;
  DepthGuard guard(nullptr);
  switch (kindOf(a)) {
  case CortexKindNull:
    return true;
  case CortexKindString:
    return static_cast<StringValue *>(a)->text == static_cast<StringValue *>(b)->text;
  case CortexKindList: {
    auto *x = static_cast<ListValue *>(a), *y = static_cast<ListValue *>(b);
    return x->length == y->length &&
           equalItems(x->items().data(), y->items().data(), static_cast<size_t>(x->length));
  }
  case CortexKindTuple: {
    const Items &x = static_cast<TupleValue *>(a)->items, &y = static_cast<TupleValue *>(b)->items;
    return x.size() == y.size() && equalItems(x.data(), y.data(), x.size());
  }
  case CortexKindStruct: {
    auto *x = static_cast<StructValue *>(a), *y = static_cast<StructValue *>(b);
    return std::strcmp(x->info->name, y->info->name) == 0 && x->fields.size() == y->fields.size() &&
           equalItems(x->fields.data(), y->fields.data(), x->fields.size());
  }
  case CortexKindDict:
    return equalDicts(*static_cast<DictValue *>(a), *static_cast<DictValue *>(b));
  default:
    return false;
  }
}

bool truth(Value value, Loc location) {
  switch (kindOf(value)) {
  case CortexKindNull:
    return false;
  case CortexKindBool:
  case CortexKindInt:
  case CortexKindFloat:
    return numberOf(value) != 0;
  case CortexKindString:
    return !static_cast<StringValue *>(value)->text.empty();
  case CortexKindList:
    return static_cast<ListValue *>(value)->length > 0;
  case CortexKindTuple:
    return !static_cast<TupleValue *>(value)->items.empty();
  case CortexKindDict:
    return static_cast<DictValue *>(value)->size() > 0;
  case CortexKindRange:
    return static_cast<RangeValue *>(value)->count > 0;
  case CortexKindTensor: {
    auto *tensor = static_cast<TensorValue *>(value);
    if (tensor->count == 1)
      return numberOf(elementOf(tensor, 0).get()) != 0;
    throwType("a tensor of " + std::to_string(tensor->count) + " elements, shape " +
                  shapeText(tensor->shape, tensor->rank) +
                  ", is no condition; use any[...] or all[...]",
              location);
  }
  default:
    return true;
  }
}

int compareOrder(Value a, Value b, Loc location) {
  if (isNumber(a) && isNumber(b)) {
    if (kindOf(a) == CortexKindInt && kindOf(b) == CortexKindInt) {
      int64_t x = static_cast<IntValue *>(a)->value, y = static_cast<IntValue *>(b)->value;
      return (x > y) - (x < y);
    }
    double x = numberOf(a), y = numberOf(b);
    // NaN sorts after every number.
    if (std::isnan(x) || std::isnan(y))
      return int{std::isnan(x)} - int{std::isnan(y)};
    return (x > y) - (x < y);
  }
  if (kindOf(a) == CortexKindString && kindOf(b) == CortexKindString) {
    int order = static_cast<StringValue *>(a)->text.compare(static_cast<StringValue *>(b)->text);
    return (order > 0) - (order < 0);
  }
  bool sequences =
      (kindOf(a) == CortexKindTuple || kindOf(a) == CortexKindList) && kindOf(a) == kindOf(b);
  if (!sequences)
    throwType("there is no order between " + describeType(a) + " and " + describeType(b), location);
  DepthGuard guard(location);
  int64_t lengthA = cortex_rt_any_len(a, location), lengthB = cortex_rt_any_len(b, location);
  for (int64_t i = 0; i < std::min(lengthA, lengthB); ++i) {
    Ref x = Ref::adopt(cortex_rt_any_iter_item(a, i, location)),
        y = Ref::adopt(cortex_rt_any_iter_item(b, i, location));
    if (int order = compareOrder(x.get(), y.get(), location))
      return order;
  }
  return (lengthA > lengthB) - (lengthA < lengthB);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

bool cortex_rt_any_equal(Value a, Value b) { return deepEqual(a, b); }
bool cortex_rt_any_truth(Value value, Loc location) { return truth(value, location); }
}
