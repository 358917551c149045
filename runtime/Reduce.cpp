// Part of Cortex, under the MIT licence.
// Owns reductions of boxed tensors over all, one or several axes.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {
namespace {

const char *reduceName(CortexReduceKind kind) {
  static const char *const names[] = {
#define CORTEX_REDUCE(name) #name,
#include "OpKinds.def"
  };
  return names[kind];
}

/// Elements `step` apart.
template <typename T> struct Lane {
  const T *first;
  int64_t count, step;
  T operator[](int64_t i) const { return first[i * step]; }
};

/// Pairwise, so that the error grows with the logarithm of the count; float32 sums in float64.
template <typename T, typename Fn>
double sumOf(const Lane<T> &lane, int64_t from, int64_t to, Fn term) {
  if (to - from > 128) {
    int64_t middle = from + (to - from) / 2;
    return sumOf(lane, from, middle, term) + sumOf(lane, middle, to, term);
  }
  double total = 0;
  for (int64_t i = from; i < to; ++i)
    total += term(static_cast<double>(lane[i]));
  return total;
}

template <typename T> double sumOf(const Lane<T> &lane) {
  return sumOf(lane, 0, lane.count, [](double x) { return x; });
}

/// The position of the largest (or smallest) element, the first of equals; a NaN wins.
template <typename T> int64_t extreme(const Lane<T> &lane, bool largest) {
  int64_t best = 0;
  for (int64_t i = 1; i < lane.count; ++i) {
    T x = lane[i], y = lane[best];
    if (y != y)
      break;
    if (x != x || (largest ? x > y : x < y))
      best = i;
  }
  return best;
}

template <typename T> double variance(const Lane<T> &lane) {
  if (lane.count < 2)
    return std::nan("");
  double mean = sumOf(lane) / static_cast<double>(lane.count);
  double squares = sumOf(lane, 0, lane.count, [mean](double x) { return (x - mean) * (x - mean); });
  return squares / static_cast<double>(lane.count - 1);
}

template <typename T> double median(const Lane<T> &lane) {
  std::vector<double> sorted;
  for (int64_t i = 0; i < lane.count; ++i) {
    sorted.push_back(static_cast<double>(lane[i]));
    if (std::isnan(sorted.back()))
      return sorted.back();
  }
  std::ranges::sort(sorted);
  size_t half = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

template <typename T> double logSumExp(const Lane<T> &lane) {
  auto shift = static_cast<double>(lane[extreme(lane, true)]);
  if (std::isinf(shift))
    return shift;
  return shift +
         std::log(sumOf(lane, 0, lane.count, [shift](double x) { return std::exp(x - shift); }));
}

template <typename T> double norm(const Lane<T> &lane) {
  double scale = 0;
  for (int64_t i = 0; i < lane.count; ++i)
    scale = std::max(scale, std::fabs(static_cast<double>(lane[i])));
  // Scaling matters only where squares would leave the range.
  if (scale > 1e-140 && scale < 1e140)
    return std::sqrt(sumOf(lane, 0, lane.count, [](double x) { return x * x; }));
  if (scale == 0 || std::isinf(scale))
    return std::sqrt(sumOf(lane, 0, lane.count, [](double x) { return x * x; }));
  return scale * std::sqrt(sumOf(lane, 0, lane.count,
                                 [scale](double x) { return x / scale * (x / scale); }));
}

template <typename T> double reduceFloat(CortexReduceKind kind, const Lane<T> &lane) {
  double product = 1;
  switch (kind) {
  case CortexReduce_sum:
    return sumOf(lane);
  case CortexReduce_mean:
    return sumOf(lane) / static_cast<double>(lane.count);
  case CortexReduce_prod:
    for (int64_t i = 0; i < lane.count; ++i)
      product *= static_cast<double>(lane[i]);
    return product;
  case CortexReduce_max:
  case CortexReduce_min:
    return static_cast<double>(lane[extreme(lane, kind == CortexReduce_max)]);
  case CortexReduce_var:
    return variance(lane);
  case CortexReduce_std:
    return std::sqrt(variance(lane));
  case CortexReduce_norm:
    return norm(lane);
  case CortexReduce_median:
    return median(lane);
  default:
    return logSumExp(lane);
  }
}

template <typename T> int64_t reduceInt(CortexReduceKind kind, const Lane<T> &lane) {
  uint64_t total = kind == CortexReduce_prod ? 1 : 0;
  switch (kind) {
  case CortexReduce_sum:
    for (int64_t i = 0; i < lane.count; ++i)
      total += static_cast<uint64_t>(lane[i]);
    return static_cast<int64_t>(total);
  case CortexReduce_prod:
    for (int64_t i = 0; i < lane.count; ++i)
      total *= static_cast<uint64_t>(lane[i]);
    return static_cast<int64_t>(total);
  case CortexReduce_argmax:
  case CortexReduce_argmin:
    return extreme(lane, kind == CortexReduce_argmax);
  case CortexReduce_max:
  case CortexReduce_min:
    return static_cast<int64_t>(lane[extreme(lane, kind == CortexReduce_max)]);
  default:
    break;
  }
  bool all = kind == CortexReduce_all;
  for (int64_t i = 0; i < lane.count; ++i)
    if ((lane[i] != T{}) != all)
      return !all;
  return all;
}

DType resultType(CortexReduceKind kind, DType dtype) {
  switch (kind) {
  case CortexReduce_any:
  case CortexReduce_all:
    return CortexBool;
  case CortexReduce_argmax:
  case CortexReduce_argmin:
    return CortexI64;
  case CortexReduce_sum:
  case CortexReduce_prod:
    return isFloating(dtype) ? dtype : CortexI64;
  case CortexReduce_max:
  case CortexReduce_min:
    return dtype;
  default:
    return isFloating(dtype) ? dtype : defaultFloat;
  }
}

/// A full reduction is a scalar and keeps all of its 64 bits.
Ref scalarResult(DType dtype, double number, int64_t integer) {
  if (isFloating(dtype))
    return makeFloat(number);
  return dtype == CortexBool ? makeBool(integer != 0) : makeInt(integer);
}

std::vector<bool> reducedAxes(Value axis, int64_t rank, Loc location) {
  std::vector<bool> reduced(static_cast<size_t>(rank), isNull(axis));
  if (isNull(axis))
    return reduced;
  if (isNumber(axis)) {
    reduced[static_cast<size_t>(asAxis(axis, rank, location))] = true;
    return reduced;
  }
  for (int64_t one : asShape(axis, location)) {
    auto at = static_cast<size_t>(asAxis(makeInt(one).get(), rank, location));
    if (reduced[at])
      throwValue("axis " + std::to_string(one) + " is named twice", location);
    reduced[at] = true;
  }
  return reduced;
}

bool needsElements(CortexReduceKind kind) {
  switch (kind) {
  case CortexReduce_max:
  case CortexReduce_min:
  case CortexReduce_argmax:
  case CortexReduce_argmin:
  case CortexReduce_median:
  case CortexReduce_logsumexp:
    return true;
  default:
    return false;
  }
}

/// A tensor as (before, reduced, after) with the reduced axes next to each other.
struct Split {
  TensorRef tensor;
  int64_t before = 1, count = 1, after = 1;
};

Split splitAxes(TensorRef x, const std::vector<bool> &reduced) {
  Split split;
  size_t first = reduced.size(), last = 0;
  for (size_t i = 0; i < reduced.size(); ++i)
    if (reduced[i])
      first = std::min(first, i), last = i;
  bool adjacent = true;
  for (size_t i = first; i <= last && first < reduced.size(); ++i)
    adjacent = adjacent && reduced[i];
  if (!adjacent) {
    Shape order;
    for (bool pass : {false, true})
      for (size_t i = 0; i < reduced.size(); ++i)
        if (reduced[i] == pass)
          order.push_back(static_cast<int64_t>(i));
    for (size_t i = 0; i < reduced.size(); ++i)
      (reduced[i] ? split.count : split.before) *= x->shape[i];
    split.tensor = transposed(*x, order);
    return split;
  }
  for (size_t i = 0; i < reduced.size(); ++i)
    (reduced[i] ? split.count : i < first ? split.before : split.after) *= x->shape[i];
  split.tensor = x;
  return split;
}

template <typename T>
void reduceAll(CortexReduceKind kind, const Split &split, TensorValue &result) {
  for (int64_t b = 0; b < split.before; ++b)
    for (int64_t a = 0; a < split.after; ++a) {
      Lane<T> lane{split.tensor->as<T>() + b * split.count * split.after + a, split.count,
                   split.after};
      int64_t at = b * split.after + a;
      withType(result.dtype, [&](auto element) {
        using Out = decltype(element);
        if constexpr (std::is_floating_point_v<Out>)
          result.as<Out>()[at] = static_cast<Out>(reduceFloat(kind, lane));
        else
          result.as<Out>()[at] = static_cast<Out>(reduceInt(kind, lane));
      });
    }
}

} // namespace

Ref reduce(CortexReduceKind kind, Value value, Value axis, bool keepDims, Loc location) {
  TensorRef x = tryTensor(value);
  if (!x)
    throwType(std::string("`") + reduceName(kind) + "` expects a tensor or numbers, found " +
                  describeType(value),
              location);
  std::vector<bool> reduced = reducedAxes(axis, x->rank, location);
  bool full = std::ranges::all_of(reduced, [](bool r) { return r; });
  if (kind == CortexReduce_norm && !isFloating(x->dtype))
    x = convert(x, CortexF64);
  DType dtype = resultType(kind, x->dtype);
  Split split = splitAxes(x, reduced);
  if (split.count == 0 && needsElements(kind))
    throwValue(std::string("`") + reduceName(kind) + "` of no elements, shape " +
                   shapeText(x->shape, x->rank),
               location);
  if (full && !keepDims)
    return withType(x->dtype, [&](auto element) {
      using T = decltype(element);
      Lane<T> lane{x->template as<T>(), x->count, 1};
      return isFloating(dtype) ? scalarResult(dtype, reduceFloat(kind, lane), 0)
                               : scalarResult(dtype, 0, reduceInt(kind, lane));
    });
  Shape shape;
  for (size_t i = 0; i < reduced.size(); ++i) {
    if (!reduced[i])
      shape.push_back(x->shape[i]);
    else if (keepDims)
      shape.push_back(1);
  }
  TensorRef result = makeTensor(dtype, shape);
  withType(x->dtype, [&](auto element) { reduceAll<decltype(element)>(kind, split, *result); });
  return finish(result);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_any_reduce(int32_t kind, Value x, Value axis, bool keepDims, Loc location) {
  Place place(location);
  return reduce(static_cast<CortexReduceKind>(kind), x, axis, keepDims, location).take();
}
}
