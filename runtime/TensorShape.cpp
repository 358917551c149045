// Part of Cortex, under the MIT licence.
// Owns the library functions that rearrange tensors: shapes, axes, stacking, gathering, repetition,
// padding.
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

/// For each element of `index`, the offsets into x along an axis, as torch's gather.
template <typename Fn>
void forGather(const TensorValue &x, int64_t axis, const TensorValue &index, Loc location, Fn fn) {
  bool fits = x.rank == index.rank;
  for (int64_t i = 0; fits && i < x.rank; ++i)
    fits = i == axis || index.shape[i] <= x.shape[i];
  if (!fits)
    throwShapes("gather", x, index, location);
  Shape strides(static_cast<size_t>(x.rank), 1);
  for (int64_t i = x.rank - 2; i >= 0; --i)
    strides[static_cast<size_t>(i)] = strides[static_cast<size_t>(i) + 1] * x.shape[i + 1];
  int64_t step = strides[static_cast<size_t>(axis)], length = x.shape[axis];
  strides[static_cast<size_t>(axis)] = 0;
  const int64_t *at = index.as<int64_t>();
  walk<1>(shapeOf(index), {strides.data()}, 0, [&](const std::array<int64_t, 1> &offset) {
    int64_t place = *at++;
    if (place < -length || place >= length)
      throwIndex(place, length, location);
    fn(offset[0] + (place < 0 ? place + length : place) * step);
  });
}

TensorRef indexTensor(Value value, Loc location) {
  TensorRef index = asTensor(value, location, "an int tensor as index");
  if (isFloating(index->dtype) && index->count > 0)
    throwExpected("an int tensor as index", value, location);
  return convert(index, CortexI64);
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

Value cortex_rt_lib_stack(Value list, Value axisValue, Loc location) {
  Place place(location);
  int64_t count = cortex_rt_any_iter_len(list, location);
  if (count == 0)
    throwValue("stack of no tensors", location);
  Items parts;
  for (int64_t i = 0; i < count; ++i)
    parts.push_back(Ref::adopt(cortex_rt_any_iter_item(list, i, location)));
  TensorRef first = asTensor(parts[0].get(), location);
  int64_t axis = isNull(axisValue) ? 0 : asAxis(axisValue, first->rank + 1, location);
  for (Ref &part : parts) {
    TensorRef tensor = asTensor(part.get(), location);
    if (!std::ranges::equal(shapeOf(*tensor), shapeOf(*first)))
      throwShapes("stack", *first, *tensor, location);
    if (tensor->dtype == CortexF64 && isNumber(part.get()))
      tensor = convert(tensor, defaultFloat);
    Shape shape = shapeVector(*tensor);
    shape.insert(shape.begin() + axis, 1);
    part = viewAs(*tensor, shape);
  }
  Ref all = makeList(std::move(parts)), at = makeInt(axis);
  return cortex_rt_lib_concat(all.get(), at.get(), location);
}

Value cortex_rt_lib_squeeze(Value value, Value axisValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  Shape shape;
  int64_t axis = isNull(axisValue) ? -1 : asAxis(axisValue, x->rank, location);
  if (axis >= 0 && x->shape[axis] != 1)
    throwError(CortexShapeError,
               "cannot squeeze axis " + std::to_string(axis) + " of shape " +
                   shapeText(x->shape, x->rank),
               location);
  for (int64_t i = 0; i < x->rank; ++i)
    if (axis >= 0 ? i != axis : x->shape[i] != 1)
      shape.push_back(x->shape[i]);
  return finish(viewAs(*x, shape)).take();
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

Value cortex_rt_lib_broadcast_to(Value value, Value shape, Loc location) {
  Place place(location);
  return finish(broadcastTo(*asTensor(value, location), asShape(shape, location), location)).take();
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

Value cortex_rt_lib_gather(Value value, Value axisValue, Value indexValue, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location), index = indexTensor(indexValue, location);
  int64_t axis = asAxis(axisValue, x->rank, location);
  TensorRef result = makeTensor(x->dtype, shapeOf(*index));
  withType(x->dtype, [&](auto element) {
    using T = decltype(element);
    T *out = result->as<T>();
    forGather(*x, axis, *index, location, [&](int64_t at) { *out++ = x->as<T>()[at]; });
  });
  return result.take();
}

Value cortex_rt_lib_scatter_add(Value value, Value axisValue, Value indexValue, Value source,
                                Loc location) {
  Place place(location);
  TensorRef x = copyOf(*asTensor(value, location)), index = indexTensor(indexValue, location);
  TensorRef added =
      broadcastTo(*convert(asTensor(source, location), x->dtype), shapeOf(*index), location);
  int64_t axis = asAxis(axisValue, x->rank, location);
  withType(x->dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = added->as<T>();
    forGather(*x, axis, *index, location, [&](int64_t at) {
      T &place = x->as<T>()[at];
      if constexpr (std::is_same_v<T, bool>)
        place = place || *in++;
      else if constexpr (std::is_same_v<T, int64_t>)
        place = static_cast<T>(static_cast<uint64_t>(place) + static_cast<uint64_t>(*in++));
      else
        place += *in++;
    });
  });
  return x.take();
}

Value cortex_rt_lib_take_rows(Value value, Value rows, Loc location) {
  Place place(location);
  Value subscript = rows;
  TensorRef index = indexTensor(rows, location);
  subscript = index.get();
  return cortex_rt_any_index_get(value, &subscript, 1, location);
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

Value cortex_rt_lib_tile(Value value, Value repetitions, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location);
  Shape counts = asShape(repetitions, location), shape = shapeVector(*x);
  shape.insert(shape.begin(), counts.size() > shape.size() ? counts.size() - shape.size() : 0, 1);
  counts.insert(counts.begin(), shape.size() - counts.size(), 1);
  x = viewAs(*x, shape);
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    if (counts[axis] < 0)
      throwValue("tile needs repetitions that are not negative", location);
    checkedSize(x->count + 1, counts[axis]);
    std::vector<int64_t> places;
    places.reserve(static_cast<size_t>(checkedSize(shape[axis], counts[axis])));
    for (int64_t k = 0; k < counts[axis]; ++k)
      for (int64_t i = 0; i < shape[axis]; ++i)
        places.push_back(i);
    x = takeAlong(*x, static_cast<int64_t>(axis), places);
  }
  return x.take();
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

Value cortex_rt_lib_pad(Value value, Value widths, Value fill, Loc location) {
  Place place(location);
  TensorRef x = asTensor(value, location),
            pads = asTensor(widths, location, "[[before, after], ...]");
  pads = broadcastTo(*convert(pads, CortexI64), std::array<int64_t, 2>{x->rank, 2}, location);
  Shape shape = shapeVector(*x);
  int64_t offset = 0, stride = 1;
  Shape strides(shape.size());
  for (size_t i = shape.size(); i > 0; --i) {
    int64_t before = pads->as<int64_t>()[2 * i - 2], after = pads->as<int64_t>()[2 * i - 1];
    if (before < 0 || after < 0)
      throwValue("pad needs widths that are not negative", location);
    strides[i - 1] = stride;
    shape[i - 1] += checkedSize(before, 1) + checkedSize(after, 1);
    int64_t next = checkedSize(stride, shape[i - 1]);
    offset += before * stride;
    stride = next;
  }
  Ref shapeList, zero = makeFloat(0);
  Items dims;
  for (int64_t extent : shape)
    dims.push_back(makeInt(extent));
  shapeList = makeTuple(std::move(dims));
  Ref dtype = makeString(dtypeName(x->dtype));
  TensorRef result(Ref::adopt(cortex_rt_lib_full(shapeList.get(), isNull(fill) ? zero.get() : fill,
                                                 dtype.get(), location)));
  withType(x->dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = x->as<T>();
    walk<1>(shapeOf(*x), {strides.data()}, 0,
            [&](const std::array<int64_t, 1> &at) { result->as<T>()[offset + at[0]] = *in++; });
  });
  return result.take();
}
}
