// Part of Cortex, under the MIT licence.
// Owns the library functions that sort along an axis.
#include "Tensor.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {
namespace {

/// Calls fn(input lane, output lane, count, step) for every lane of an axis.
template <typename In, typename Out, typename Fn>
void forLanes(const TensorValue &x, TensorValue &result, int64_t axis, Fn fn) {
  auto shape = shapeOf(x);
  int64_t after = product(shape.subspan(static_cast<size_t>(axis) + 1)), count = x.shape[axis];
  int64_t before = product(shape.first(static_cast<size_t>(axis)));
  for (int64_t b = 0; b < before; ++b)
    for (int64_t a = 0; a < after; ++a) {
      int64_t start = b * count * after + a;
      fn(x.as<In>() + start, result.as<Out>() + start, count, after);
    }
}

template <typename T> bool before(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::isnan(a) || std::isnan(b))
      return !std::isnan(a) && std::isnan(b);
  return a < b;
}

TensorRef sortTensor(Value value, Value axisValue, bool positions, Loc location) {
  TensorRef x = asTensor(value, location);
  if (x->rank == 0)
    throwExpected("a tensor to sort", value, location);
  int64_t axis = isNull(axisValue) ? x->rank - 1 : asAxis(axisValue, x->rank, location);
  TensorRef result = makeTensor(positions ? CortexI64 : x->dtype, shapeOf(*x));
  std::vector<int64_t> order(static_cast<size_t>(x->shape[axis]));
  withType(x->dtype, [&](auto element) {
    using T = decltype(element);
    auto run = [&](const T *in, auto *out, int64_t count, int64_t step) {
      for (int64_t i = 0; i < count; ++i)
        order[static_cast<size_t>(i)] = i;
      // Positions decide between equals, so that the order is stable.
      std::ranges::sort(order, [&](int64_t i, int64_t j) {
        T x = in[i * step], y = in[j * step];
        return before(x, y) || (!before(y, x) && i < j);
      });
      for (int64_t i = 0; i < count; ++i) {
        int64_t from = order[static_cast<size_t>(i)];
        if (positions)
          out[i * step] = static_cast<std::remove_pointer_t<decltype(out)>>(from);
        else
          out[i * step] = static_cast<std::remove_pointer_t<decltype(out)>>(in[from * step]);
      }
    };
    positions ? forLanes<T, int64_t>(*x, *result, axis, run)
              : forLanes<T, T>(*x, *result, axis, run);
  });
  return result;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_sort(Value x, Value axis, Loc location) {
  Place place(location);
  if (auto *list = dynCast<ListValue>(x); list && !isTensorLike(x))
    return cortex_rt_lib_sorted(x, nullptr, location);
  return sortTensor(x, axis, false, location).take();
}

Value cortex_rt_lib_argsort(Value x, Value axis, Loc location) {
  Place place(location);
  return sortTensor(x, axis, true, location).take();
}
}
