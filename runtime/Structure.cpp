// Part of Cortex, under the MIT licence.
// Owns what gradients need of structured values: copies, zeros of the same form, sums and the
// undoing of broadcasts.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <ranges>

namespace cortex::rt {
namespace {

Ref deepCopy(Value value) {
  if (!isStructure(value))
    return Ref::share(value);
  return mapStructure(value, nullptr, [](Value item) { return deepCopy(item); });
}

Ref zerosLike(Value value, Loc location) {
  if (kindOf(value) == CortexKindFloat)
    return makeFloat(0);
  if (isNumber(value))
    return makeInt(0);
  if (kindOf(value) == CortexKindRange)
    return zerosLike(asTensor(value, location).get(), location);
  if (auto *tensor = dynCast<TensorValue>(value)) {
    TensorRef zeros = makeTensor(tensor->dtype, shapeOf(*tensor));
    std::memset(zeros->data(), 0, static_cast<size_t>(zeros->count * dtypeBytes(zeros->dtype)));
    return zeros;
  }
  if (isStructure(value))
    return mapStructure(value, location, [&](Value item) { return zerosLike(item, location); });
  return Ref::share(value);
}

Ref sumToShape(TensorRef x, std::span<const int64_t> target, Loc location) {
  Items axes;
  int64_t extra = x->rank - static_cast<int64_t>(target.size());
  for (int64_t i = 0; i < x->rank; ++i)
    if (i < extra || (target[static_cast<size_t>(i - extra)] == 1 && x->shape[i] != 1))
      axes.push_back(makeInt(i));
  if (axes.empty())
    return x;
  Ref axisList = makeTuple(std::move(axes));
  Ref sum = reduce(CortexReduce_sum, x.get(), axisList.get(), true, location);
  return viewAs(*static_cast<TensorValue *>(sum.get()), target);
}

/// Whether an axis of size 1 is to have another size; counted from the last ones.
bool stretches(std::span<const int64_t> shape, std::span<const int64_t> target) {
  auto wider = [](int64_t from, int64_t to) { return from == 1 && to != 1; };
  return std::ranges::any_of(std::views::iota(size_t(0), target.size()), [&](size_t i) {
    return wider(shape[shape.size() - target.size() + i], target[i]);
  });
}

Ref sumToLike(Value x, Value like, Loc location) {
  if (isNumber(like) || isNull(like))
    return kindOf(x) == CortexKindTensor ? reduce(CortexReduce_sum, x, nullptr, false, location)
                                         : Ref::share(x);
  TensorRef source = tryTensor(x);
  TensorRef target = tryTensor(like);
  if (!source || !target)
    return Ref::share(x);
  if (std::ranges::equal(shapeOf(*source), shapeOf(*target)))
    return source;
  if (source->rank < target->rank || stretches(shapeOf(*source), shapeOf(*target)))
    return broadcastTo(*source, shapeOf(*target), location);
  return sumToShape(source, shapeOf(*target), location);
}

/// Adds structures where either may lack parts that the other has.
Ref accumulate(Value a, Value b, Loc location) {
  if (isNull(a))
    return Ref::share(b);
  if (isNull(b))
    return Ref::share(a);
  auto *dictA = dynCast<DictValue>(a), *dictB = dynCast<DictValue>(b);
  if (!dictA || !dictB) {
    auto *listA = dynCast<ListValue>(a), *listB = dynCast<ListValue>(b);
    if (!listA || !listB || listA->length != listB->length)
      return binary(CortexBinary_add, a, b, location);
    DepthGuard guard(location);
    Items items;
    for (int64_t i = 0; i < listA->length; ++i)
      items.push_back(accumulate(listA->at(i), listB->at(i), location));
    return makeList(std::move(items));
  }
  DepthGuard guard(location);
  auto *sum = new DictValue;
  Ref owner = Ref::adopt(sum);
  for (const auto &entry : dictA->entries)
    if (entry.key)
      sum->set(entry.key.get(),
               accumulate(entry.value.get(), dictB->find(entry.key.get()), location));
  for (const auto &entry : dictB->entries)
    if (entry.key && !dictA->find(entry.key.get()))
      sum->set(entry.key.get(), entry.value);
  return owner;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_any_copy(Value value) { return deepCopy(value).take(); }
Value cortex_rt_any_zeros_like(Value value, Loc location) {
  Place place(location);
  return zerosLike(value, location).take();
}
Value cortex_rt_any_broadcast_like(Value x, Value like, Loc location) {
  Place place(location);
  auto *shape = dynCast<TensorValue>(like);
  if (shape && (isNumber(x) || dynCast<TensorValue>(x))) {
    TensorRef tensor = asTensor(x, location);
    if (isFloating(shape->dtype))
      tensor = convert(tensor, shape->dtype);
    return broadcastTo(*tensor, shapeOf(*shape), location).take();
  }
  Ref zeros = zerosLike(like, location);
  auto *number = dynCast<FloatValue>(x);
  return (number && number->value == 0 ? zeros : binary(CortexBinary_add, x, zeros.get(), location))
      .take();
}

Value cortex_rt_any_sum_to_like(Value x, Value like, Loc location) {
  Place place(location);
  return sumToLike(x, like, location).take();
}
Value cortex_rt_any_accumulate(Value a, Value b, Loc location) {
  Place place(location);
  return accumulate(a, b, location).take();
}
}
