// Part of Cortex, under the MIT licence.
// Owns tensors as values: storage, conversion between dtypes, lists as tensors, shapes and
// broadcasting.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {

DType defaultFloat = CortexF32;

TensorValue::~TensorValue() {
  if (!storage || --storage->references > 0)
    return;
  poolFree(storage->data);
  smallFree(storage, sizeof(Storage));
}

int64_t dtypeBytes(DType dtype) {
  static const int64_t bytes[] = {4, 8, 8, 1};
  return bytes[dtype];
}

DType dtypeOf(Value name, DType fallback, Loc location) {
  if (isNull(name))
    return fallback;
  auto *text = dynCast<StringValue>(name);
  if (!text)
    throwExpected("the name of a dtype", name, location);
  static const std::pair<const char *, DType> names[] = {
      {"float32", CortexF32}, {"f32", CortexF32},   {"float64", CortexF64},
      {"f64", CortexF64},     {"int64", CortexI64}, {"i64", CortexI64},
      {"int", CortexI64},     {"bool", CortexBool}, {"i1", CortexBool}};
  for (auto [known, dtype] : names)
    if (text->text == known)
      return dtype;
  if (text->text == "float")
    return defaultFloat;
  throwValue("unknown dtype \"" + text->text + "\": float32, float64, int64 and bool are known",
             location);
}

namespace {

TensorRef makeHeader(DType dtype, std::span<const int64_t> shape) {
  if (shape.size() > MaxRank)
    throwError(CortexShapeError, "tensors of more than 16 dimensions are not supported", nullptr);
  int64_t count = 1, room = 1;
  for (int64_t extent : shape) {
    if (extent < 0)
      throwError(CortexShapeError, "a dimension cannot be negative: " + std::to_string(extent),
                 nullptr);
    // Strides and the sizes of parts are to fit in empty tensors too.
    room = checkedSize(room, std::max<int64_t>(extent, 1));
    count *= extent;
  }
  checkedSize(room, dtypeBytes(dtype));
  // The tensor owns what is added to it, also if a later step throws.
  auto *tensor = new TensorValue;
  TensorRef owner(Ref::adopt(tensor));
  tensor->storage = ::new (smallAllocate(sizeof(Storage))) Storage;
  tensor->dtype = dtype;
  tensor->rank = static_cast<int64_t>(shape.size());
  tensor->count = count;
  std::copy(shape.begin(), shape.end(), tensor->shape);
  return owner;
}

void setCapacity(TensorValue &tensor, int64_t elements) {
  tensor.storage->capacity = elements * dtypeBytes(tensor.dtype);
  tensor.storage->data = poolAllocate(tensor.storage->capacity);
  tensor.storage->used = tensor.count;
}

} // namespace

TensorRef makeTensor(DType dtype, std::span<const int64_t> shape) {
  TensorRef tensor = makeHeader(dtype, shape);
  setCapacity(*tensor, tensor->count);
  return tensor;
}

TensorRef viewAs(const TensorValue &tensor, std::span<const int64_t> shape) {
  TensorRef view = makeHeader(tensor.dtype, shape);
  smallFree(view->storage, sizeof(Storage));
  view->storage = tensor.storage;
  ++tensor.storage->references;
  return view;
}

TensorRef copyOf(const TensorValue &tensor) {
  TensorRef copy = makeTensor(tensor.dtype, shapeOf(tensor));
  std::memcpy(copy->data(), tensor.data(),
              static_cast<size_t>(tensor.count * dtypeBytes(tensor.dtype)));
  return copy;
}

TensorRef writable(TensorRef tensor) {
  if (tensor.get()->references == 1 && tensor->storage->references == 1)
    return tensor;
  return copyOf(*tensor);
}

int64_t saturate(double value) {
  if (std::isnan(value))
    return 0;
  if (value >= 0x1p63)
    return INT64_MAX;
  return value < -0x1p63 ? INT64_MIN : static_cast<int64_t>(value);
}

TensorRef convert(TensorRef tensor, DType dtype) {
  if (tensor->dtype == dtype)
    return tensor;
  TensorRef result = makeTensor(dtype, shapeOf(*tensor));
  withType(tensor->dtype, [&](auto from) {
    withType(dtype, [&](auto to) {
      using From = decltype(from);
      using To = decltype(to);
      const From *in = tensor->as<From>();
      To *out = result->as<To>();
      for (int64_t i = 0; i < tensor->count; ++i) {
        if constexpr (std::is_same_v<To, int64_t> && std::is_floating_point_v<From>)
          out[i] = saturate(static_cast<double>(in[i]));
        else if constexpr (std::is_same_v<To, bool>)
          out[i] = in[i] != From{};
        else
          out[i] = static_cast<To>(in[i]);
      }
    });
  });
  return result;
}

Ref elementOf(const TensorValue *tensor, int64_t index) {
  switch (tensor->dtype) {
  case CortexF32:
    return makeFloat(static_cast<double>(tensor->as<float>()[index]));
  case CortexF64:
    return makeFloat(tensor->as<double>()[index]);
  case CortexI64:
    return makeInt(tensor->as<int64_t>()[index]);
  default:
    return makeBool(tensor->as<bool>()[index]);
  }
}

Ref finish(TensorRef tensor) {
  if (tensor->rank == 0)
    return elementOf(tensor.get() ? static_cast<TensorValue *>(tensor.get()) : nullptr, 0);
  return tensor;
}

namespace {

TensorRef scalarTensor(Value value) {
  TensorRef tensor;
  if (auto *integer = dynCast<IntValue>(value)) {
    tensor = makeTensor(CortexI64, {});
    *tensor->as<int64_t>() = integer->value;
  } else if (auto *number = dynCast<FloatValue>(value)) {
    tensor = makeTensor(CortexF64, {});
    *tensor->as<double>() = number->value;
  } else {
    tensor = makeTensor(CortexBool, {});
    *tensor->as<bool>() = static_cast<BoolValue *>(value)->value;
  }
  return tensor;
}

TensorRef rangeTensor(const RangeValue &range, DType floating) {
  DType dtype = range.integral ? CortexI64 : floating;
  TensorRef tensor = makeTensor(dtype, std::array{range.count});
  for (int64_t i = 0; i < range.count; ++i) {
    double at = range.floatStart + static_cast<double>(i) * range.floatStep;
    if (range.integral)
      tensor->as<int64_t>()[i] = range.at(i);
    else if (dtype == CortexF32)
      tensor->as<float>()[i] = static_cast<float>(at);
    else
      tensor->as<double>()[i] = at;
  }
  return tensor;
}

/// The dtype that holds two: bool < int64 < float32 < float64.
DType wider(DType a, DType b) {
  static const int rank[] = {2, 3, 1, 0};
  return rank[a] >= rank[b] ? a : b;
}

TensorRef stackParts(const std::vector<TensorRef> &parts, const std::vector<bool> &scalarFloat,
                     DType floating) {
  if (parts.empty())
    return makeTensor(floating, std::array<int64_t, 1>{0});
  DType dtype = CortexBool;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!std::ranges::equal(shapeOf(*parts[i]), shapeOf(*parts[0])))
      return {};
    dtype = wider(dtype, scalarFloat[i] ? floating : parts[i]->dtype);
  }
  Shape shape{static_cast<int64_t>(parts.size())};
  shape.insert(shape.end(), parts[0]->shape, parts[0]->shape + parts[0]->rank);
  TensorRef result = makeTensor(dtype, shape);
  int64_t bytes = parts[0]->count * dtypeBytes(dtype);
  for (size_t i = 0; i < parts.size(); ++i) {
    TensorRef part = convert(parts[i], dtype);
    std::memcpy(result->as<char>() + static_cast<int64_t>(i) * bytes, part->data(),
                static_cast<size_t>(bytes));
  }
  return result;
}

} // namespace

TensorRef tryTensor(Value value, DType floating) {
  if (auto *tensor = dynCast<TensorValue>(value))
    return shareTensor(tensor);
  if (isNumber(value))
    return scalarTensor(value);
  if (auto *range = dynCast<RangeValue>(value))
    return rangeTensor(*range, floating);
  auto *list = dynCast<ListValue>(value);
  auto *tuple = dynCast<TupleValue>(value);
  if (!list && !tuple)
    return {};
  DepthGuard guard(nullptr);
  int64_t count = list ? list->length : static_cast<int64_t>(tuple->items.size());
  std::vector<TensorRef> parts;
  std::vector<bool> scalarFloat;
  for (int64_t i = 0; i < count; ++i) {
    Value item = list ? list->at(i) : tuple->items[static_cast<size_t>(i)].get();
    TensorRef part = tryTensor(item, floating);
    if (!part)
      return {};
    scalarFloat.push_back(kindOf(item) == CortexKindFloat);
    parts.push_back(std::move(part));
  }
  return stackParts(parts, scalarFloat, floating);
}

bool isTensorLike(Value value) {
  switch (kindOf(value)) {
  case CortexKindTensor:
  case CortexKindRange:
    return true;
  case CortexKindList: {
    auto *list = static_cast<ListValue *>(value);
    if (list->length == 0)
      return false;
    Value first = list->at(0);
    if (!isNumber(first) && kindOf(first) != CortexKindTensor && kindOf(first) != CortexKindList)
      return false;
    return static_cast<bool>(tryTensor(value));
  }
  default:
    return false;
  }
}

TensorRef asTensor(Value value, Loc location, const char *expected) {
  TensorRef tensor = tryTensor(value);
  if (!tensor)
    throwExpected(expected, value, location);
  return tensor;
}

int64_t asInt(Value value, Loc location) { return cortex_rt_unbox_i64(value, location); }

Shape asShape(Value value, Loc location) {
  Shape shape;
  if (isNumber(value)) {
    shape.push_back(asInt(value, location));
    return shape;
  }
  TensorRef tensor = asTensor(value, location, "a shape (an int or a list of ints)");
  if (tensor->rank != 1)
    throwExpected("a shape (an int or a list of ints)", value, location);
  for (int64_t i = 0; i < tensor->count; ++i)
    shape.push_back(asInt(elementOf(static_cast<TensorValue *>(tensor.get()), i).get(), location));
  return shape;
}

int64_t asAxis(Value value, int64_t rank, Loc location) {
  int64_t axis = asInt(value, location);
  if (axis < -rank || axis >= rank)
    throwError(CortexIndexError,
               "axis " + std::to_string(axis) + " is out of range for a tensor of rank " +
                   std::to_string(rank),
               location);
  return axis < 0 ? axis + rank : axis;
}

std::optional<Shape> broadcastShape(std::span<const int64_t> a, std::span<const int64_t> b) {
  size_t rank = std::max(a.size(), b.size());
  Shape shape(rank);
  for (size_t i = 0; i < rank; ++i) {
    int64_t extentA = i < rank - a.size() ? 1 : a[i - (rank - a.size())];
    int64_t extentB = i < rank - b.size() ? 1 : b[i - (rank - b.size())];
    if (extentA != extentB && extentA != 1 && extentB != 1)
      return std::nullopt;
    shape[i] = extentA == 1 ? extentB : extentA;
  }
  return shape;
}

Shape broadcastStrides(std::span<const int64_t> shape, std::span<const int64_t> target) {
  Shape strides(target.size(), 0);
  int64_t stride = 1;
  for (size_t i = 0; i < shape.size(); ++i) {
    size_t from = shape.size() - 1 - i, to = target.size() - 1 - i;
    strides[to] = shape[from] == 1 ? 0 : stride;
    stride *= shape[from];
  }
  return strides;
}

TensorRef broadcastTo(const TensorValue &tensor, std::span<const int64_t> shape, Loc location) {
  auto common = broadcastShape(shapeOf(tensor), shape);
  if (!common || !std::ranges::equal(*common, shape))
    throwError(CortexShapeError,
               "shape " + shapeText(tensor.shape, tensor.rank) + " does not broadcast to " +
                   shapeText(shape.data(), static_cast<int64_t>(shape.size())),
               location);
  TensorRef result = makeTensor(tensor.dtype, shape);
  Shape strides = broadcastStrides(shapeOf(tensor), shape);
  withType(tensor.dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = tensor.as<T>();
    T *out = result->as<T>();
    walk<1>(shape, {strides.data()}, 0,
            [&](const std::array<int64_t, 1> &at) { *out++ = in[at[0]]; });
  });
  return result;
}

TensorRef transposed(const TensorValue &tensor, std::span<const int64_t> axes) {
  Shape shape, strides, own(static_cast<size_t>(tensor.rank), 1);
  for (int64_t i = tensor.rank - 2; i >= 0; --i)
    own[static_cast<size_t>(i)] = own[static_cast<size_t>(i) + 1] * tensor.shape[i + 1];
  for (int64_t axis : axes) {
    shape.push_back(tensor.shape[axis]);
    strides.push_back(own[static_cast<size_t>(axis)]);
  }
  TensorRef result = makeTensor(tensor.dtype, shape);
  withType(tensor.dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = tensor.as<T>();
    T *out = result->as<T>();
    walk<1>(shape, {strides.data()}, 0,
            [&](const std::array<int64_t, 1> &at) { *out++ = in[at[0]]; });
  });
  return result;
}

void throwShapes(const char *operation, const TensorValue &a, const TensorValue &b, Loc location) {
  throwError(CortexShapeError,
             std::string("shapes ") + shapeText(a.shape, a.rank) + " and " +
                 shapeText(b.shape, b.rank) + " do not fit in `" + operation + "`",
             location);
}

} // namespace cortex::rt

using namespace cortex::rt;

namespace {

std::span<const int64_t> spanOf(void *dims, int64_t rank) {
  return {static_cast<const int64_t *>(dims), static_cast<size_t>(rank)};
}

/// `tensor float32 (?, 3)`, as far as it is wanted.
std::string wantedText(int32_t dtype, int64_t rank, void *dims) {
  std::string text = "tensor";
  if (dtype >= 0)
    text += std::string(" ") + dtypeName(static_cast<DType>(dtype));
  if (rank >= 0)
    text += " " + shapeText(static_cast<int64_t *>(dims), rank);
  return text;
}

} // namespace

extern "C" {

void cortex_rt_set_default_dtype(int32_t dtype) noexcept {
  defaultFloat = static_cast<DType>(dtype);
}
int32_t cortex_rt_default_dtype() noexcept { return defaultFloat; }

Value cortex_rt_tensor_new(int32_t dtype, int64_t rank, void *shape) {
  return makeTensor(static_cast<DType>(dtype), spanOf(shape, rank)).take();
}

Value cortex_rt_box_tensor(int32_t dtype, int64_t rank, void *shape, void *data) {
  TensorRef tensor = makeTensor(static_cast<DType>(dtype), spanOf(shape, rank));
  if (tensor->count > 0)
    std::memcpy(tensor->data(), data,
                static_cast<size_t>(tensor->count * dtypeBytes(tensor->dtype)));
  return finish(tensor).take();
}

Value cortex_rt_box_strided(int32_t dtype, int64_t rank, void *shape, void *strides, void *data) {
  TensorRef tensor = makeTensor(static_cast<DType>(dtype), spanOf(shape, rank));
  withType(tensor->dtype, [&](auto element) {
    using T = decltype(element);
    T *out = tensor->as<T>();
    walk<1>(
        shapeOf(*tensor), {static_cast<const int64_t *>(strides)}, 0,
        [&](const std::array<int64_t, 1> &at) { *out++ = static_cast<const T *>(data)[at[0]]; });
  });
  return finish(tensor).take();
}

Value cortex_rt_tensor_expect(Value value, int32_t dtype, int64_t rank, void *dims, Loc location) {
  TensorRef tensor = tryTensor(value);
  if (!tensor)
    throwExpected(wantedText(dtype, rank, dims).c_str(), value, location);
  bool fits = rank < 0 || tensor->rank == rank;
  for (int64_t i = 0; fits && i < rank; ++i)
    fits =
        static_cast<int64_t *>(dims)[i] < 0 || static_cast<int64_t *>(dims)[i] == tensor->shape[i];
  if (!fits)
    throwError(CortexShapeError,
               "expected " + wantedText(dtype, rank, dims) + ", found " +
                   describeType(tensor.get()),
               location);
  // Only what is no tensor yet takes the wanted dtype: a tensor keeps its own, and another one is
  // an error.
  if (dtype >= 0 && tensor->dtype != dtype) {
    if (kindOf(value) == CortexKindTensor)
      throwType("expected " + wantedText(dtype, rank, dims) + ", found " + describeType(value),
                location);
    tensor = convert(tensor, static_cast<DType>(dtype));
  }
  return tensor.take();
}

void *cortex_rt_tensor_data(Value value) noexcept {
  return static_cast<TensorValue *>(value)->data();
}
int64_t cortex_rt_tensor_dim(Value value, int64_t dim) noexcept {
  return static_cast<TensorValue *>(value)->shape[dim];
}
int64_t cortex_rt_tensor_rank(Value value) noexcept {
  return static_cast<TensorValue *>(value)->rank;
}
int32_t cortex_rt_tensor_dtype(Value value) noexcept {
  return static_cast<TensorValue *>(value)->dtype;
}
}
