// Part of Cortex, under the MIT licence.
// Owns scalar arithmetic with its checks: integer overflow, modulo by zero, conversions between
// float and int.
#include "Errors.h"
#include <cmath>

using namespace cortex::rt;

namespace {

[[noreturn]] void overflow(const char *operation, const std::string &a, const std::string &b,
                           Loc location) {
  throwValue("integer overflow in " + a + " " + operation + " " + b, location);
}

std::string text(int64_t value) { return std::to_string(value); }

template <typename T> T flooredModulo(T a, T b) {
  T rest = std::fmod(a, b);
  if (rest == 0)
    return std::copysign(rest, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

} // namespace

extern "C" {

int64_t cortex_rt_i64_add(int64_t a, int64_t b, Loc location) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result))
    overflow("+", text(a), text(b), location);
  return result;
}

int64_t cortex_rt_i64_sub(int64_t a, int64_t b, Loc location) {
  int64_t result = 0;
  if (__builtin_sub_overflow(a, b, &result))
    overflow("-", text(a), text(b), location);
  return result;
}

int64_t cortex_rt_i64_mul(int64_t a, int64_t b, Loc location) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result))
    overflow("*", text(a), text(b), location);
  return result;
}

int64_t cortex_rt_i64_neg(int64_t a, Loc location) {
  if (a == INT64_MIN)
    throwValue("integer overflow in -(" + text(a) + ")", location);
  return -a;
}

int64_t cortex_rt_i64_abs(int64_t a, Loc location) {
  if (a == INT64_MIN)
    throwValue("integer overflow in abs[" + text(a) + "]", location);
  return a < 0 ? -a : a;
}

int64_t cortex_rt_i64_mod(int64_t a, int64_t b, Loc location) {
  if (b == 0)
    throwValue("integer modulo by zero", location);
  if (b == -1)
    return 0; // the one case whose quotient may not fit
  int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

int64_t cortex_rt_i64_pow(int64_t a, int64_t b, Loc location) {
  if (b < 0)
    throwValue("an int to a negative int power is no int: " + text(a) + " ** " + text(b) +
                   "; write " + text(a) + ".0 ** " + text(b),
               location);
  int64_t result = 1, factor = a;
  for (int64_t rest = b; rest > 0; rest >>= 1) {
    if ((rest & 1) && __builtin_mul_overflow(result, factor, &result))
      overflow("**", text(a), text(b), location);
    if (rest > 1 && __builtin_mul_overflow(factor, factor, &factor))
      overflow("**", text(a), text(b), location);
  }
  return result;
}

double cortex_rt_f64_mod(double a, double b) noexcept { return flooredModulo(a, b); }
float cortex_rt_f32_mod(float a, float b) noexcept { return flooredModulo(a, b); }

int64_t cortex_rt_f64_to_i64(double value, Loc location) {
  if (std::isnan(value) || value >= 0x1p63 || value < -0x1p63)
    throwValue(std::isnan(value) ? "nan is no int" : "the float does not fit an int", location);
  return static_cast<int64_t>(value);
}

int64_t cortex_rt_f64_to_index(double value, Loc location) {
  if (value != std::floor(value) || std::fabs(value) >= 0x1p63)
    throwError(CortexIndexError, "an index must be a whole number", location);
  return static_cast<int64_t>(value);
}

double cortex_rt_f64_round(double value) noexcept { return std::nearbyint(value); }
}
