// Part of Cortex, under the MIT licence.
// Owns random numbers: Philox4x32-10, a counter-based generator, so that the n-th number depends on
// nothing but the seed.
#include "Random.h"
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cortex::rt {

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  // The constants are those of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC11).
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t{0xD2511F53} * counter[0], b = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(b),
               static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

namespace {

uint64_t seedKey = 0;
uint64_t nextBlock = 0; // the counter: each block gives four 32-bit words

std::array<uint32_t, 4> block(uint64_t index) {
  return philox({static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32), 0, 0},
                {static_cast<uint32_t>(seedKey), static_cast<uint32_t>(seedKey >> 32)});
}

/// Reserves blocks for `count` items of which one block gives `perBlock`.
uint64_t reserve(int64_t count, int64_t perBlock) {
  uint64_t first = nextBlock;
  nextBlock += static_cast<uint64_t>((count + perBlock - 1) / perBlock);
  return first;
}

double toDouble(uint32_t high, uint32_t low) {
  return static_cast<double>((uint64_t{high} << 32 | low) >> 11) * 0x1p-53;
}
float toFloat(uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }

/// Fills from blocks by fn(block, out, count) with `PerBlock` items for each block.
template <int64_t PerBlock, typename T, typename Fn> void fill(T *out, int64_t count, Fn fn) {
  uint64_t first = reserve(count, PerBlock);
  for (int64_t i = 0; i < count; i += PerBlock) {
    std::array<T, PerBlock> items = fn(block(first + static_cast<uint64_t>(i / PerBlock)));
    std::copy_n(items.begin(), std::min(PerBlock, count - i), out + i);
  }
}

/// Box-Muller; the first uniform is moved into (0, 1] so that its logarithm is finite.
template <typename T> std::pair<T, T> normalPair(T u, T v) {
  T radius = std::sqrt(T(-2) * std::log(T(1) - u)), angle = T(2) * std::numbers::pi_v<T> * v;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// An integer below `bound`, without bias: multiples that do not fit are drawn again.
uint64_t below(uint64_t bound) {
  uint64_t limit = (0 - bound) % bound;
  while (true) {
    auto words = block(nextBlock++);
    for (int half = 0; half < 2; ++half) {
      uint64_t word = uint64_t{words[static_cast<size_t>(2 * half)]} << 32 |
                      words[static_cast<size_t>(2 * half + 1)];
      unsigned __int128 scaled = static_cast<unsigned __int128>(word) * bound;
      if (static_cast<uint64_t>(scaled) >= limit)
        return static_cast<uint64_t>(scaled >> 64);
    }
  }
}

/// A scalar where no shape is given, else a tensor filled by `fill32` or `fill64`.
template <typename Fill32, typename Fill64>
Value drawShape(Value shape, Value dtype, Loc location, Fill32 fill32, Fill64 fill64) {
  if (isNull(shape)) {
    double one = 0;
    fill64(&one, 1);
    return makeFloat(one).take();
  }
  TensorRef tensor = makeTensor(dtypeOf(dtype, defaultFloat, location), asShape(shape, location));
  if (tensor->dtype == CortexF32)
    fill32(tensor->as<float>(), tensor->count);
  else if (tensor->dtype == CortexF64)
    fill64(tensor->as<double>(), tensor->count);
  else
    throwValue("random floats need a float dtype", location);
  return finish(tensor).take();
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_rand_seed(int64_t seed) noexcept {
  seedKey = static_cast<uint64_t>(seed);
  nextBlock = 0;
}

void cortex_rt_rand_uniform_f32(void *out, int64_t count, double low, double high) noexcept {
  auto scale = static_cast<float>(high - low), base = static_cast<float>(low);
  fill<4>(static_cast<float *>(out), count, [=](const std::array<uint32_t, 4> &w) {
    return std::array<float, 4>{base + scale * toFloat(w[0]), base + scale * toFloat(w[1]),
                                base + scale * toFloat(w[2]), base + scale * toFloat(w[3])};
  });
}

void cortex_rt_rand_uniform_f64(void *out, int64_t count, double low, double high) noexcept {
  fill<2>(static_cast<double *>(out), count, [=](const std::array<uint32_t, 4> &w) {
    return std::array<double, 2>{low + (high - low) * toDouble(w[0], w[1]),
                                 low + (high - low) * toDouble(w[2], w[3])};
  });
}

void cortex_rt_rand_normal_f32(void *out, int64_t count, double mean, double deviation) noexcept {
  auto center = static_cast<float>(mean), width = static_cast<float>(deviation);
  fill<4>(static_cast<float *>(out), count, [=](const std::array<uint32_t, 4> &w) {
    auto [a, b] = normalPair(toFloat(w[0]), toFloat(w[1]));
    auto [c, d] = normalPair(toFloat(w[2]), toFloat(w[3]));
    return std::array<float, 4>{center + width * a, center + width * b, center + width * c,
                                center + width * d};
  });
}

void cortex_rt_rand_normal_f64(void *out, int64_t count, double mean, double deviation) noexcept {
  fill<2>(static_cast<double *>(out), count, [=](const std::array<uint32_t, 4> &w) {
    auto [a, b] = normalPair(toDouble(w[0], w[1]), toDouble(w[2], w[3]));
    return std::array<double, 2>{mean + deviation * a, mean + deviation * b};
  });
}

void cortex_rt_rand_int(void *out, int64_t count, int64_t low, int64_t high, Loc location) {
  if (high <= low)
    throwValue("randint needs low < high, found " + std::to_string(low) + " and " +
                   std::to_string(high),
               location);
  uint64_t bound = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  for (int64_t i = 0; i < count; ++i)
    static_cast<int64_t *>(out)[i] =
        static_cast<int64_t>(static_cast<uint64_t>(low) + below(bound));
}

void cortex_rt_rand_permutation(void *out, int64_t count) noexcept {
  auto *places = static_cast<int64_t *>(out);
  for (int64_t i = 0; i < count; ++i)
    places[i] = i;
  for (int64_t i = count - 1; i > 0; --i)
    std::swap(places[i], places[below(static_cast<uint64_t>(i) + 1)]);
}

double cortex_rt_rand_one() noexcept {
  double one = 0;
  cortex_rt_rand_uniform_f64(&one, 1, 0, 1);
  return one;
}

Value cortex_rt_lib_seed(Value seed, Loc location) {
  Place place(location);
  cortex_rt_rand_seed(asInt(seed, location));
  return makeNull().take();
}

Value cortex_rt_lib_rand(Value shape, Value dtype, Loc location) {
  Place place(location);
  return drawShape(
      shape, dtype, location,
      [](float *out, int64_t n) { cortex_rt_rand_uniform_f32(out, n, 0, 1); },
      [](double *out, int64_t n) { cortex_rt_rand_uniform_f64(out, n, 0, 1); });
}

Value cortex_rt_lib_randn(Value shape, Value dtype, Loc location) {
  Place place(location);
  return drawShape(
      shape, dtype, location,
      [](float *out, int64_t n) { cortex_rt_rand_normal_f32(out, n, 0, 1); },
      [](double *out, int64_t n) { cortex_rt_rand_normal_f64(out, n, 0, 1); });
}

Value cortex_rt_lib_randint(Value shape, Value low, Value high, Loc location) {
  Place place(location);
  int64_t from = asInt(low, location), to = asInt(high, location);
  if (isNull(shape)) {
    int64_t one = 0;
    cortex_rt_rand_int(&one, 1, from, to, location);
    return makeInt(one).take();
  }
  TensorRef tensor = makeTensor(CortexI64, asShape(shape, location));
  cortex_rt_rand_int(tensor->data(), tensor->count, from, to, location);
  return finish(tensor).take();
}

Value cortex_rt_lib_permutation(Value value, Loc location) {
  Place place(location);
  bool number = isNumber(value);
  int64_t count = number ? asInt(value, location) : cortex_rt_any_len(value, location);
  TensorRef places = makeTensor(CortexI64, std::array{count});
  cortex_rt_rand_permutation(places->data(), count);
  if (number)
    return places.take();
  Value subscript = places.get();
  return cortex_rt_any_index_get(value, &subscript, 1, location);
}
}
