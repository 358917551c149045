// Part of Cortex, under the MIT licence.
// Owns subscripts of tensors: integers, slices, integer and boolean tensors, as NumPy combines
// them.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {

Extent fitSlice(const SliceValue *slice, int64_t length, Loc location) {
  Extent extent;
  extent.step = isNull(slice->step.get()) ? 1 : asInt(slice->step.get(), location);
  if (extent.step == 0)
    throwValue("a slice cannot have step 0", location);
  int64_t lowest = extent.step < 0 ? -1 : 0, highest = extent.step < 0 ? length - 1 : length;
  auto fit = [&](Value bound, int64_t absent) {
    if (isNull(bound))
      return absent;
    int64_t at = asInt(bound, location);
    return std::clamp(at < 0 ? at + length : at, lowest, highest);
  };
  extent.start = fit(slice->start.get(), extent.step < 0 ? highest : lowest);
  int64_t stop = fit(slice->stop.get(), extent.step < 0 ? lowest : highest);
  // A step as large as an int can be must not overflow here.
  if (extent.step > 0 && extent.start < stop)
    extent.count = (stop - extent.start - 1) / extent.step + 1;
  else if (extent.step < 0 && extent.start > stop)
    extent.count = (stop - extent.start + 1) / extent.step + 1;
  return extent;
}

/// `axis` is that of a tensor, negative for anything else.
[[noreturn]] static void throwOutside(int64_t index, int64_t length, int64_t axis, Loc location) {
  if (axis < 0)
    throwIndex(index, length, location);
  cortex_rt_throw_axis_index(index, axis, length, location);
  __builtin_unreachable();
}

int64_t fitIndex(Value subscript, int64_t length, Loc location, int64_t axis) {
  int64_t index = 0;
  if (auto *number = dynCast<FloatValue>(subscript))
    index = cortex_rt_f64_to_index(number->value, location);
  else if (kindOf(subscript) == CortexKindInt)
    index = asInt(subscript, location);
  else if (auto *tensor = dynCast<TensorValue>(subscript);
           tensor && tensor->count == 1 && !isFloating(tensor->dtype))
    index = asInt(elementOf(tensor, 0).get(), location);
  else
    throwExpected("an int as index", subscript, location);
  if (index < -length || index >= length)
    throwOutside(index, length, axis, location);
  return index < 0 ? index + length : index;
}

namespace {

/// The integer tensors among the subscripts, broadcast against each other, as offsets.
struct Advanced {
  Shape shape;
  std::vector<int64_t> offsets;
  bool used = false;
};

void addAdvanced(Advanced &advanced, TensorRef index, int64_t length, int64_t stride, int64_t axis,
                 Loc location) {
  index = convert(index, CortexI64);
  Shape shape(shapeOf(*index).begin(), shapeOf(*index).end());
  if (!advanced.used) {
    advanced.used = true;
    advanced.offsets.assign(1, 0);
  }
  auto common = broadcastShape(advanced.shape, shape);
  if (!common)
    throwError(CortexShapeError, "index tensors of different shapes do not broadcast", location);
  Shape before = broadcastStrides(advanced.shape, *common), mine = broadcastStrides(shape, *common);
  std::vector<int64_t> offsets;
  offsets.reserve(static_cast<size_t>(product(*common)));
  walk<2>(*common, {before.data(), mine.data()}, 0, [&](const std::array<int64_t, 2> &at) {
    int64_t i = index->as<int64_t>()[at[1]];
    if (i < -length || i >= length)
      throwOutside(i, length, axis, location);
    offsets.push_back(advanced.offsets[static_cast<size_t>(at[0])] +
                      (i < 0 ? i + length : i) * stride);
  });
  advanced.shape = *common;
  advanced.offsets = std::move(offsets);
}

/// A boolean tensor over `rank` axes selects the offsets of its true elements, one dimension of the
/// result.
void addMask(Advanced &advanced, const TensorValue &mask, const TensorValue &tensor, int64_t axis,
             Loc location) {
  for (int64_t i = 0; i < mask.rank; ++i)
    if (axis + i >= tensor.rank || mask.shape[i] != tensor.shape[axis + i])
      throwError(CortexShapeError,
                 "a boolean index of shape " + shapeText(mask.shape, mask.rank) +
                     " does not fit a tensor of shape " + shapeText(tensor.shape, tensor.rank),
                 location);
  int64_t below = 1;
  for (int64_t i = axis + mask.rank; i < tensor.rank; ++i)
    below *= tensor.shape[i];
  std::vector<int64_t> places;
  for (int64_t i = 0; i < mask.count; ++i)
    if (mask.as<bool>()[i])
      places.push_back(i);
  TensorRef index = makeTensor(CortexI64, std::array{static_cast<int64_t>(places.size())});
  std::ranges::copy(places, index->as<int64_t>());
  addAdvanced(advanced, index, std::max<int64_t>(mask.count, 1), below, axis, location);
}

bool isFull(Value subscript) { return isNull(subscript); }

Selection::Group rangeGroup(const Extent &extent, int64_t stride) {
  Selection::Group group{{extent.count}, {}};
  group.offsets.reserve(static_cast<size_t>(extent.count));
  for (int64_t i = 0; i < extent.count; ++i)
    group.offsets.push_back((extent.start + i * extent.step) * stride);
  return group;
}

[[noreturn]] void throwTooMany(const TensorValue &tensor, size_t count, Loc location) {
  throwError(CortexIndexError,
             std::to_string(count) + " subscripts for a tensor of rank " +
                 std::to_string(tensor.rank) + ", shape " + shapeText(tensor.shape, tensor.rank),
             location);
}

} // namespace

Selection select(const TensorValue &tensor, std::span<Value const> subscripts, Loc location) {
  Selection selection;
  Shape strides(static_cast<size_t>(tensor.rank) + 1, 1);
  for (int64_t i = tensor.rank - 1; i >= 0; --i)
    strides[static_cast<size_t>(i)] = strides[static_cast<size_t>(i) + 1] * tensor.shape[i];
  Advanced advanced;
  size_t place = 0;    // where the dimensions of the advanced subscripts go
  bool apart = false;  // a slice stood between advanced subscripts: their dimensions go first
  bool closed = false; // a slice has followed the first advanced subscript
  int64_t axis = 0;
  for (Value subscript : subscripts) {
    if (axis >= tensor.rank)
      throwTooMany(tensor, subscripts.size(), location);
    int64_t extent = tensor.shape[axis], stride = strides[static_cast<size_t>(axis) + 1];
    if (isFull(subscript) || kindOf(subscript) == CortexKindSlice) {
      Extent range = isFull(subscript)
                         ? Extent{0, 1, extent}
                         : fitSlice(static_cast<SliceValue *>(subscript), extent, location);
      selection.groups.push_back(rangeGroup(range, stride));
      closed = closed || advanced.used;
      ++axis;
      continue;
    }
    if (isNumber(subscript) && kindOf(subscript) != CortexKindBool) {
      selection.base += fitIndex(subscript, extent, location, axis) * stride;
      ++axis;
      continue;
    }
    TensorRef index =
        asTensor(subscript, location, "an int, a slice, or an int or bool tensor as index");
    if (index->count == 0 && kindOf(subscript) == CortexKindList)
      index = convert(index, CortexI64);
    if (isFloating(index->dtype))
      throwType("a float tensor is no index; convert it with .to[\"int64\"]", location);
    if (!advanced.used)
      place = selection.groups.size();
    apart = apart || closed;
    if (index->dtype == CortexBool) {
      addMask(advanced, *index, tensor, axis, location);
      axis += index->rank;
    } else {
      addAdvanced(advanced, index, extent, stride, axis, location);
      ++axis;
    }
  }
  for (; axis < tensor.rank; ++axis)
    selection.groups.push_back(
        rangeGroup({0, 1, tensor.shape[axis]}, strides[static_cast<size_t>(axis) + 1]));
  if (advanced.used)
    selection.groups.insert(selection.groups.begin() + static_cast<int64_t>(apart ? 0 : place),
                            {advanced.shape, advanced.offsets});
  for (const auto &group : selection.groups)
    selection.shape.insert(selection.shape.end(), group.shape.begin(), group.shape.end());
  return selection;
}

namespace {

/// Calls fn(offset) for each selected element, row-major in the result.
template <typename Fn>
void forEachOffset(const Selection &selection, size_t group, int64_t offset, Fn &fn) {
  if (group == selection.groups.size())
    return fn(offset);
  const auto &offsets = selection.groups[group].offsets;
  if (group + 1 == selection.groups.size()) {
    for (int64_t step : offsets)
      fn(offset + step);
    return;
  }
  for (int64_t step : offsets)
    forEachOffset(selection, group + 1, offset + step, fn);
}

/// How many leading subscripts pick one place each, when all do: their offset and the elements
/// below; else -1.
int64_t plainOffset(const TensorValue &tensor, std::span<Value const> subscripts, int64_t &below,
                    Loc location) {
  if (static_cast<int64_t>(subscripts.size()) > tensor.rank)
    return -1;
  int64_t offset = 0;
  below = tensor.count;
  for (size_t i = 0; i < subscripts.size(); ++i) {
    if (kindOf(subscripts[i]) != CortexKindInt && kindOf(subscripts[i]) != CortexKindFloat)
      return -1;
    int64_t at = fitIndex(subscripts[i], tensor.shape[i], location, static_cast<int64_t>(i));
    below /= tensor.shape[i];
    offset += at * below;
  }
  return offset;
}

template <typename T> void put(T &target, T value, bool add) {
  if constexpr (std::is_same_v<T, bool>)
    target = add ? target || value : value;
  else if constexpr (std::is_same_v<T, int64_t>)
    target =
        add ? static_cast<int64_t>(static_cast<uint64_t>(target) + static_cast<uint64_t>(value))
            : value;
  else
    target = add ? target + value : value;
}

} // namespace

Ref tensorGet(const TensorValue &tensor, std::span<Value const> subscripts, Loc location) {
  int64_t below = 0, offset = plainOffset(tensor, subscripts, below, location);
  if (offset >= 0 && static_cast<int64_t>(subscripts.size()) == tensor.rank)
    return elementOf(&tensor, offset);
  if (offset >= 0) {
    TensorRef part = makeTensor(tensor.dtype, shapeOf(tensor).subspan(subscripts.size()));
    int64_t bytes = dtypeBytes(tensor.dtype);
    std::memcpy(part->data(), tensor.as<char>() + offset * bytes,
                static_cast<size_t>(below * bytes));
    return part;
  }
  Selection selection = select(tensor, subscripts, location);
  TensorRef result = makeTensor(tensor.dtype, selection.shape);
  withType(tensor.dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = tensor.as<T>();
    T *out = result->as<T>();
    auto copy = [&](int64_t at) { *out++ = in[at]; };
    forEachOffset(selection, 0, selection.base, copy);
  });
  return finish(result);
}

void tensorSet(TensorValue &tensor, std::span<Value const> subscripts, Value value, bool add,
               Loc location) {
  TensorRef source = asTensor(value, location, "a number or tensor to store");
  if (isFloating(source->dtype) && !isFloating(tensor.dtype))
    throwType("cannot store " + describeType(value) + " in " + describeType(&tensor), location);
  source = convert(source, tensor.dtype);
  Selection selection = select(tensor, subscripts, location);
  auto common = broadcastShape(shapeOf(*source), selection.shape);
  if (!common || *common != selection.shape)
    throwError(CortexShapeError,
               "cannot store shape " + shapeText(source->shape, source->rank) +
                   " in a place of shape " +
                   shapeText(selection.shape.data(), static_cast<int64_t>(selection.shape.size())),
               location);
  if (source->count != product(selection.shape))
    source = broadcastTo(*source, selection.shape, location);
  withType(tensor.dtype, [&](auto element) {
    using T = decltype(element);
    const T *in = source->as<T>();
    T *out = tensor.as<T>();
    auto store = [&](int64_t at) { put(out[at], *in++, add); };
    forEachOffset(selection, 0, selection.base, store);
  });
}

} // namespace cortex::rt
