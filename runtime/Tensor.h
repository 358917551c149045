// Part of Cortex, under the MIT licence.
// Declares how the run-time library makes, converts and walks over tensors.
#ifndef CORTEX_RUNTIME_TENSOR_H
#define CORTEX_RUNTIME_TENSOR_H

#include "Errors.h"
#include "Value.h"
#include <optional>
#include <span>

namespace cortex::rt {

using Shape = std::vector<int64_t>;

/// What floats become where the program names no dtype.
extern DType defaultFloat;

/// The size of one element.
int64_t dtypeBytes(DType dtype);
inline bool isFloating(DType dtype) { return dtype == CortexF32 || dtype == CortexF64; }
/// The dtype of a name such as "float32"; a value error for others, `fallback` for absent.
DType dtypeOf(Value name, DType fallback, Loc location);

/// A reference to a tensor, or none.
class TensorRef : public Ref {
public:
  TensorRef() = default;
  explicit TensorRef(Ref ref) : Ref(std::move(ref)) {}
  TensorValue *operator->() const { return static_cast<TensorValue *>(get()); }
  TensorValue &operator*() const { return *static_cast<TensorValue *>(get()); }
};

/// An uninitialised tensor. Sizes are checked before they are multiplied; a shape error for a
/// negative one or too many of them.
TensorRef makeTensor(DType dtype, std::span<const int64_t> shape);
inline std::span<const int64_t> shapeOf(const TensorValue &tensor) {
  return {tensor.shape, static_cast<size_t>(tensor.rank)};
}
inline TensorRef shareTensor(TensorValue *tensor) { return TensorRef(Ref::share(tensor)); }

/// The same elements under another shape of the same count; shares the storage.
TensorRef viewAs(const TensorValue &tensor, std::span<const int64_t> shape);
/// A tensor that may be written to: the same one if nobody else holds it, else a copy.
TensorRef writable(TensorRef tensor);
/// A tensor of the same elements with a storage of its own.
TensorRef copyOf(const TensorValue &tensor);
/// The same tensor if it has the dtype, else a converted copy.
TensorRef convert(TensorRef tensor, DType dtype);

/// An element as a scalar value.
Ref elementOf(const TensorValue *tensor, int64_t index);
/// A tensor as a result: one of rank 0 becomes a scalar.
Ref finish(TensorRef tensor);

/// A value as a tensor: tensors, numbers (rank 0), ranges, and rectangular lists of numbers or
/// tensors; empty if it is none of these.
TensorRef tryTensor(Value value, DType listFloat = defaultFloat);
/// The same, or a type error that says what was expected.
TensorRef asTensor(Value value, Loc location, const char *expected = "a tensor");
/// Whether tryTensor would succeed for a list, without the work where it is plain.
bool isTensorLike(Value value);

/// A shape from an int, list, tuple or int tensor.
Shape asShape(Value value, Loc location);
/// An int from a value that is one or is integral.
int64_t asInt(Value value, Loc location);
/// An axis of a rank, negative ones counted from the end; an index error otherwise.
int64_t asAxis(Value value, int64_t rank, Loc location);

/// The shape that two shapes broadcast to, or nothing.
std::optional<Shape> broadcastShape(std::span<const int64_t> a, std::span<const int64_t> b);
/// Element strides of `shape` seen as `target`, 0 where it is repeated.
Shape broadcastStrides(std::span<const int64_t> shape, std::span<const int64_t> target);
/// A tensor broadcast to a shape, as a copy; a shape error if it does not fit.
TensorRef broadcastTo(const TensorValue &tensor, std::span<const int64_t> shape, Loc location);
/// A copy whose axis i is the tensor's axis axes[i].
TensorRef transposed(const TensorValue &tensor, std::span<const int64_t> axes);

/// Throws the shape error of two tensors that do not go together in an operation.
[[noreturn]] void throwShapes(const char *operation, const TensorValue &a, const TensorValue &b,
                              Loc location);

/// Calls fn with a value of the C++ type of a dtype.
template <typename Fn> decltype(auto) withType(DType dtype, Fn fn) {
  switch (dtype) {
  case CortexF32:
    return fn(float{});
  case CortexF64:
    return fn(double{});
  case CortexI64:
    return fn(int64_t{});
  default:
    return fn(bool{});
  }
}
template <typename T> constexpr DType dtypeFor() {
  if constexpr (std::is_same_v<T, float>)
    return CortexF32;
  else if constexpr (std::is_same_v<T, double>)
    return CortexF64;
  else if constexpr (std::is_same_v<T, int64_t>)
    return CortexI64;
  else
    return CortexBool;
}

/// A float as int64, defined for every value: NaN is 0, what does not fit is the nearest.
int64_t saturate(double value);

/// The number of elements of a tensor's shape or a part of it.
inline int64_t product(std::span<const int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

/// Walks row-major over `shape`, keeping an offset for each list of strides: calls fn(offsets) once
/// for each position of the outer dimensions (all but the last `inner`).
template <size_t N, typename Fn>
void walk(std::span<const int64_t> shape, const std::array<const int64_t *, N> &strides,
          size_t inner, Fn fn) {
  size_t outer = shape.size() - inner;
  std::array<int64_t, N> offsets{};
  int64_t index[MaxRank * 2] = {0};
  for (int64_t extent : shape)
    if (extent == 0)
      return;
  while (true) {
    fn(offsets);
    size_t d = outer;
    for (; d > 0; --d) {
      for (size_t k = 0; k < N; ++k)
        offsets[k] += strides[k][d - 1];
      if (++index[d - 1] < shape[d - 1])
        break;
      for (size_t k = 0; k < N; ++k)
        offsets[k] -= strides[k][d - 1] * index[d - 1];
      index[d - 1] = 0;
    }
    if (d == 0)
      return;
  }
}

/// Maps fn over the leaves of a list, tuple, dict or struct; the result has the same form.
template <typename Fn> Ref mapStructure(Value value, Loc location, Fn fn) {
  DepthGuard guard(location);
  if (auto *list = dynCast<ListValue>(value)) {
    Items items;
    for (int64_t i = 0; i < list->length; ++i)
      items.push_back(fn(list->at(i)));
    return makeList(std::move(items));
  }
  if (auto *tuple = dynCast<TupleValue>(value)) {
    Items items;
    for (const Ref &item : tuple->items)
      items.push_back(fn(item.get()));
    return makeTuple(std::move(items));
  }
  if (auto *record = dynCast<StructValue>(value)) {
    Items items;
    for (const Ref &item : record->fields)
      items.push_back(fn(item.get()));
    return Ref::adopt(new StructValue(record->info, std::move(items)));
  }
  auto *dict = static_cast<DictValue *>(value);
  auto *result = new DictValue;
  Ref owner = Ref::adopt(result);
  for (const auto &entry : dict->entries)
    if (entry.key)
      result->set(entry.key.get(), fn(entry.value.get()));
  return owner;
}

inline bool isStructure(Value value) {
  CortexKind kind = kindOf(value);
  return kind == CortexKindList || kind == CortexKindTuple || kind == CortexKindDict ||
         kind == CortexKindStruct;
}

/// A unary operation on a number, a tensor or a structure of them.
Ref unary(CortexUnaryKind kind, Value x, Loc location);
/// A binary operation on numbers, tensors, strings, or structures of the same form.
Ref binary(CortexBinaryKind kind, Value a, Value b, Loc location);
/// A reduction over one axis (null: over all elements).
Ref reduce(CortexReduceKind kind, Value x, Value axis, bool keepDims, Loc location);
/// A binary operation on tensors, broadcast; a side that is a scalar takes the other one's dtype as
/// `tensor * scalar` does.
TensorRef binaryTensors(CortexBinaryKind kind, TensorRef a, bool scalarA, TensorRef b, bool scalarB,
                        Loc location);
/// `a == b` as one answer: structures by value, tensors by shape and elements.
bool deepEqual(Value a, Value b);
/// Whether a value is true as a condition; a value error for a tensor of several elements.
bool truth(Value value, Loc location);
/// -1, 0 or 1 for numbers, strings and sequences of them; a type error for what has no order.
int compareOrder(Value a, Value b, Loc location);

} // namespace cortex::rt

#endif
