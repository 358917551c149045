// Part of Cortex, under the MIT licence.
// Owns the element-wise operations of one operand on boxed values.
#include "Tensor.h"
#include "Text.h"
#include <array>
#include <cmath>

namespace cortex::rt {
namespace {

template <typename T> T sigmoid(T x) {
  if (x >= 0)
    return 1 / (1 + std::exp(-x));
  T e = std::exp(x);
  return e / (1 + e);
}

template <typename T> T softplus(T x) {
  return std::max(x, T(0)) + std::log1p(std::exp(-std::fabs(x)));
}

template <typename T> T applyFloat(CortexUnaryKind kind, T x) {
  switch (kind) {
  case CortexUnary_neg:
    return -x;
  case CortexUnary_abs:
    return std::fabs(x);
  case CortexUnary_sign:
    return std::isnan(x) ? x : T((x > 0) - (x < 0));
  case CortexUnary_floor:
    return std::floor(x);
  case CortexUnary_ceil:
    return std::ceil(x);
  case CortexUnary_round:
    return std::nearbyint(x);
  case CortexUnary_exp:
    return std::exp(x);
  case CortexUnary_expm1:
    return std::expm1(x);
  case CortexUnary_log:
    return std::log(x);
  case CortexUnary_log1p:
    return std::log1p(x);
  case CortexUnary_sqrt:
    return std::sqrt(x);
  case CortexUnary_sin:
    return std::sin(x);
  case CortexUnary_cos:
    return std::cos(x);
  case CortexUnary_tan:
    return std::tan(x);
  case CortexUnary_asin:
    return std::asin(x);
  case CortexUnary_acos:
    return std::acos(x);
  case CortexUnary_atan:
    return std::atan(x);
  case CortexUnary_sinh:
    return std::sinh(x);
  case CortexUnary_cosh:
    return std::cosh(x);
  case CortexUnary_tanh:
    return std::tanh(x);
  case CortexUnary_erf:
    return std::erf(x);
  case CortexUnary_relu:
    return x > 0 || std::isnan(x) ? x : T(0);
  case CortexUnary_sigmoid:
    return sigmoid(x);
  case CortexUnary_softplus:
    return softplus(x);
  default:
    return x;
  }
}

/// What int and bool operands keep their own arithmetic for; all else makes them floats.
bool keepsIntegers(CortexUnaryKind kind) {
  switch (kind) {
  case CortexUnary_neg:
  case CortexUnary_abs:
  case CortexUnary_sign:
  case CortexUnary_floor:
  case CortexUnary_ceil:
  case CortexUnary_round:
  case CortexUnary_relu:
    return true;
  default:
    return false;
  }
}

int64_t applyInt(CortexUnaryKind kind, int64_t x) {
  auto negated = static_cast<int64_t>(0 - static_cast<uint64_t>(x));
  switch (kind) {
  case CortexUnary_neg:
    return negated;
  case CortexUnary_abs:
    return x < 0 ? negated : x;
  case CortexUnary_sign:
    return (x > 0) - (x < 0);
  case CortexUnary_relu:
    return x > 0 ? x : 0;
  default:
    return x;
  }
}

template <typename T> bool test(CortexUnaryKind kind, T x) {
  if (kind == CortexUnary_not)
    return x == T{};
  if constexpr (std::is_floating_point_v<T>)
    return kind == CortexUnary_isnan ? std::isnan(x) : std::isinf(x);
  return false;
}

bool isTest(CortexUnaryKind kind) {
  return kind == CortexUnary_not || kind == CortexUnary_isnan || kind == CortexUnary_isinf;
}

TensorRef unaryTensor(CortexUnaryKind kind, TensorRef x) {
  if (isTest(kind)) {
    TensorRef result = makeTensor(CortexBool, shapeOf(*x));
    withType(x->dtype, [&](auto element) {
      using T = decltype(element);
      for (int64_t i = 0; i < x->count; ++i)
        result->as<bool>()[i] = test(kind, x->as<T>()[i]);
    });
    return result;
  }
  if (!isFloating(x->dtype) && keepsIntegers(kind)) {
    x = convert(x, CortexI64);
    TensorRef result = makeTensor(CortexI64, shapeOf(*x));
    for (int64_t i = 0; i < x->count; ++i)
      result->as<int64_t>()[i] = applyInt(kind, x->as<int64_t>()[i]);
    return result;
  }
  if (!isFloating(x->dtype))
    x = convert(x, defaultFloat);
  TensorRef result = makeTensor(x->dtype, shapeOf(*x));
  auto loop = [&](auto element) {
    using T = decltype(element);
    const T *in = x->as<T>();
    T *out = result->as<T>();
    for (int64_t i = 0; i < x->count; ++i)
      out[i] = applyFloat(kind, in[i]);
  };
  x->dtype == CortexF32 ? loop(float{}) : loop(double{});
  return result;
}

const char *unaryName(CortexUnaryKind kind) {
  static const char *const names[] = {
#define CORTEX_UNARY(name, spelling) spelling,
#include "OpKinds.def"
  };
  return names[kind];
}

Ref unaryScalar(CortexUnaryKind kind, Value x, Loc location) {
  if (kind == CortexUnary_not)
    return makeBool(!truth(x, location));
  if (isTest(kind))
    return makeBool(test(kind, numberOf(x)));
  if (kindOf(x) == CortexKindFloat || !keepsIntegers(kind))
    return makeFloat(applyFloat(kind, numberOf(x)));
  int64_t integer = asInt(x, location);
  if (kind == CortexUnary_neg)
    return makeInt(cortex_rt_i64_neg(integer, location));
  if (kind == CortexUnary_abs)
    return makeInt(cortex_rt_i64_abs(integer, location));
  return makeInt(applyInt(kind, integer));
}

} // namespace

Ref unary(CortexUnaryKind kind, Value x, Loc location) {
  if (isNumber(x))
    return unaryScalar(kind, x, location);
  if (auto *tensor = dynCast<TensorValue>(x))
    return unaryTensor(kind, shareTensor(tensor));
  if (kind == CortexUnary_not)
    return makeBool(!truth(x, location));
  if (kindOf(x) == CortexKindRange)
    return unaryTensor(kind, asTensor(x, location));
  if (isStructure(x))
    return mapStructure(x, location, [&](Value item) { return unary(kind, item, location); });
  throwType(std::string("`") + unaryName(kind) + "` expects a number or tensor, found " +
                describeType(x),
            location);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_any_unary(int32_t kind, Value x, Loc location) {
  Place place(location);
  return unary(static_cast<CortexUnaryKind>(kind), x, location).take();
}

Value cortex_rt_any_neg(Value x, Loc location) {
  Place place(location);
  return unary(CortexUnary_neg, x, location).take();
}

Value cortex_rt_any_not(Value x, Loc location) { return makeBool(!truth(x, location)).take(); }
}
