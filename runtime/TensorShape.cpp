// Part of Cortex, under the MIT licence.
// Owns the library functions that rearrange tensors: shapes, axes, repetition.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {
namespace {

Shape shapeVector(const TensorValue &tensor) { return {tensor.shape, tensor.shape + tensor.rank}; }

std::string text(const Shape &shape) {
  return shapeText(shape.data(), static_cast<int64_t>(shape.size()));
}

Ref reshape(TensorRef x, Shape shape, Loc location) {
  int64_t known = 1, open = -1;
  Shape wanted = shape;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1 && open < 0)
      open = static_cast<int64_t>(i);
    else if (shape[i] < 0)
      throwError(CortexShapeError,
                 "a shape may leave one dimension open with -1, found " + text(wanted), location);
    else
      known = checkedSize(known, shape[i]);
  }
  if (open >= 0 && known > 0 && x->count % known == 0)
    shape[static_cast<size_t>(open)] = x->count / known;
  if (product(shape) != x->count || (open >= 0 && shape[static_cast<size_t>(open)] < 0))
    throwError(CortexShapeError,
               "cannot reshape " + shapeText(x->shape, x->rank) + " (" + std::to_string(x->count) +
                   " elements) to " + text(wanted),
               location);
  return finish(viewAs(*x, shape));
}

/// A tensor as (before, along, after) around an axis, in bytes for `after`.
struct Around {
  int64_t before, along, after;
};

Around around(const TensorValue &x, int64_t axis) {
  auto shape = shapeOf(x);
  auto at = static_cast<size_t>(axis);
  return {product(shape.first(at)), shape[at],
          product(shape.subspan(at + 1)) * dtypeBytes(x.dtype)};
}

/// Takes positions of an axis, in any order, repeated or not.
TensorRef takeAlong(const TensorValue &x, int64_t axis, const std::vector<int64_t> &places) {
  Shape shape = shapeVector(x);
  shape[static_cast<size_t>(axis)] = static_cast<int64_t>(places.size());
  TensorRef result = makeTensor(x.dtype, shape);
  Around part = around(x, axis);
  char *out = result->as<char>();
  for (int64_t b = 0; b < part.before; ++b)
    for (int64_t place : places) {
      std::memcpy(out, x.as<char>() + (b * part.along + place) * part.after,
                  static_cast<size_t>(part.after));
      out += part.after;
    }
  return result;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_reshape(Value value, Value shape, Loc location) {
  Place place(location);
  return reshape(asTensor(value, location), asShape(shape, location), location).take();
}

Value cortex_rt_lib_transpose(Value value, Value axesValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  Shape axes;
  if (isNull(axesValue)) {
    for (int64_t i = x->rank - 1; i >= 0; --i)
      axes.push_back(i);
    return finish(transposed(*x, axes)).take();
  }
  std::vector<bool> seen(static_cast<size_t>(x->rank), false);
  for (int64_t axis : asShape(axesValue, location)) {
    axes.push_back(asAxis(makeInt(axis).get(), x->rank, location));
    seen[static_cast<size_t>(axes.back())] = true;
  }
  if (static_cast<int64_t>(axes.size()) != x->rank ||
      !std::ranges::all_of(seen, [](bool s) { return s; }))
    throwValue("transpose needs each axis of a tensor of rank " + std::to_string(x->rank) + " once",
               location);
  return finish(transposed(*x, axes)).take();
}

Value cortex_rt_lib_expand_dims(Value value, Value axisValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  Shape shape = shapeVector(*x);
  shape.insert(shape.begin() + asAxis(axisValue, x->rank + 1, location), 1);
  return viewAs(*x, shape).take();
}

Value cortex_rt_lib_flatten(Value value, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  return viewAs(*x, std::array{x->count}).take();
}

Value cortex_rt_lib_where(Value condition, Value a, Value b, Loc location) {
  Place place(location);
  TensorRef mask = convert(asTensor(condition, location), CortexBool);
  TensorRef left = asTensor(a, location), right = asTensor(b, location);
  // The dtype is that of an arithmetic result, without its values.
  auto bend = [&](TensorRef &scalar, const TensorRef &other) {
    bool integers = !isFloating(scalar->dtype) && !isFloating(other->dtype);
    scalar = convert(scalar, integers                   ? std::min(scalar->dtype, other->dtype)
                             : isFloating(other->dtype) ? other->dtype
                                                        : defaultFloat);
  };
  if (isNumber(a) && !isNumber(b))
    bend(left, right);
  else if (isNumber(b) && !isNumber(a))
    bend(right, left);
  static const int width[] = {2, 3, 1, 0};
  DType dtype = width[left->dtype] >= width[right->dtype] ? left->dtype : right->dtype;
  if (isNumber(a) && isNumber(b) && dtype == CortexF64 && mask->rank > 0)
    dtype = defaultFloat;
  auto inner = broadcastShape(shapeOf(*left), shapeOf(*right));
  if (!inner)
    throwShapes("where", *left, *right, location);
  auto shape = broadcastShape(shapeOf(*mask), *inner);
  if (!shape)
    throwShapes("where", *mask, *left, location);
  left = convert(left, dtype);
  right = convert(right, dtype);
  TensorRef result = makeTensor(dtype, *shape);
  Shape m = broadcastStrides(shapeOf(*mask), *shape), l = broadcastStrides(shapeOf(*left), *shape),
        r = broadcastStrides(shapeOf(*right), *shape);
  withType(dtype, [&](auto element) {
    using T = decltype(element);
    T *out = result->as<T>();
    walk<3>(*shape, {m.data(), l.data(), r.data()}, 0, [&](const std::array<int64_t, 3> &at) {
      *out++ = mask->as<bool>()[at[0]] ? left->as<T>()[at[1]] : right->as<T>()[at[2]];
    });
  });
  return finish(result).take();
}

Value cortex_rt_lib_repeat(Value value, Value countValue, Value axisValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  if (isNull(axisValue) || x->rank == 0)
    x = viewAs(*x, std::array{x->count});
  int64_t axis = isNull(axisValue) ? 0 : asAxis(axisValue, x->rank, location);
  Shape counts = asShape(countValue, location);
  if (counts.size() != 1 && static_cast<int64_t>(counts.size()) != x->shape[axis])
    throwError(CortexShapeError, "repeat needs one count, or one for each position of the axis",
               location);
  std::vector<int64_t> places;
  for (int64_t i = 0; i < x->shape[axis]; ++i) {
    int64_t count = counts[counts.size() == 1 ? 0 : static_cast<size_t>(i)];
    if (count < 0)
      throwValue("repeat needs counts that are not negative", location);
    checkedSize(x->count + 1, count);
    places.insert(places.end(), static_cast<size_t>(count), i);
  }
  return takeAlong(*x, axis, places).take();
}

Value cortex_rt_lib_flip(Value value, Value axisValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  for (int64_t axis = 0; axis < x->rank; ++axis) {
    if (!isNull(axisValue) && asAxis(axisValue, x->rank, location) != axis)
      continue;
    std::vector<int64_t> places;
    for (int64_t i = x->shape[axis]; i > 0; --i)
      places.push_back(i - 1);
    x = takeAlong(*x, axis, places);
  }
  return x.take();
}
}
