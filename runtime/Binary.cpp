// Part of Cortex, under the MIT licence.
// Owns the element-wise operations of two operands on boxed values: dtype rules, broadcasting, maps
// over structures.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {
namespace {

const char *binaryName(CortexBinaryKind kind) {
  static const char *const names[] = {
#define CORTEX_BINARY(name, spelling) spelling,
#include "OpKinds.def"
  };
  return names[kind];
}

bool isComparison(CortexBinaryKind kind) {
  return kind >= CortexBinary_eq && kind <= CortexBinary_ge;
}
bool isLogical(CortexBinaryKind kind) {
  return kind == CortexBinary_and || kind == CortexBinary_or;
}

/// An operation on elements, chosen once for a whole tensor. Int arithmetic wraps, as tensors do.
template <typename T, typename Fn>
void withArithmetic(CortexBinaryKind kind, Loc location, Fn run) {
  constexpr bool floating = std::is_floating_point_v<T>;
  auto wrap = [](auto fn) {
    return [fn](T a, T b) {
      if constexpr (floating)
        return fn(a, b);
      else
        return static_cast<T>(fn(static_cast<uint64_t>(a), static_cast<uint64_t>(b)));
    };
  };
  switch (kind) {
  case CortexBinary_add:
    return run(wrap([](auto a, auto b) { return a + b; }));
  case CortexBinary_sub:
    return run(wrap([](auto a, auto b) { return a - b; }));
  case CortexBinary_mul:
    return run(wrap([](auto a, auto b) { return a * b; }));
  case CortexBinary_max:
    return run([](T a, T b) { return a >= b || a != a ? a : b; });
  case CortexBinary_min:
    return run([](T a, T b) { return a <= b || a != a ? a : b; });
  case CortexBinary_mod:
    return run([=](T a, T b) -> T {
      if constexpr (std::is_same_v<T, float>)
        return cortex_rt_f32_mod(a, b);
      else if constexpr (floating)
        return cortex_rt_f64_mod(a, b);
      else
        return cortex_rt_i64_mod(a, b, location);
    });
  case CortexBinary_pow:
    return run([=](T a, T b) -> T {
      if constexpr (floating) {
        return b == 2 ? a * a : std::pow(a, b);
      } else {
        if (b < 0)
          throwValue("an int to a negative int power is no int", location);
        uint64_t result = 1, factor = static_cast<uint64_t>(a);
        for (int64_t rest = b; rest > 0; rest >>= 1, factor *= factor)
          if (rest & 1)
            result *= factor;
        return static_cast<T>(result);
      }
    });
  default:
    break;
  }
  if constexpr (floating)
    kind == CortexBinary_div ? run([](T a, T b) { return a / b; })
                             : run([](T a, T b) { return std::atan2(a, b); });
}

template <typename T, typename Fn> void withComparison(CortexBinaryKind kind, Fn run) {
  switch (kind) {
  case CortexBinary_eq:
    return run([](T a, T b) { return a == b; });
  case CortexBinary_ne:
    return run([](T a, T b) { return a != b; });
  case CortexBinary_lt:
    return run([](T a, T b) { return a < b; });
  case CortexBinary_le:
    return run([](T a, T b) { return a <= b; });
  case CortexBinary_gt:
    return run([](T a, T b) { return a > b; });
  case CortexBinary_ge:
    return run([](T a, T b) { return a >= b; });
  case CortexBinary_and:
    return run([](T a, T b) { return a != T{} && b != T{}; });
  default:
    return run([](T a, T b) { return a != T{} || b != T{}; });
  }
}

/// Runs fn over broadcast operands; the cases without broadcasting get loops that vectorise.
template <typename In, typename Out, typename Fn>
void broadcastLoop(const TensorValue &a, const TensorValue &b, TensorValue &result, Fn fn) {
  const In *left = a.as<In>();
  const In *right = b.as<In>();
  Out *out = result.as<Out>();
  if (a.count == result.count && b.count == result.count) {
    for (int64_t i = 0; i < result.count; ++i)
      out[i] = fn(left[i], right[i]);
    return;
  }
  if (result.rank == 0)
    return;
  Shape strideA = broadcastStrides(shapeOf(a), shapeOf(result)),
        strideB = broadcastStrides(shapeOf(b), shapeOf(result));
  int64_t inner = result.shape[result.rank - 1], stepA = strideA.back(), stepB = strideB.back();
  walk<2>(shapeOf(result), {strideA.data(), strideB.data()}, 1,
          [&](const std::array<int64_t, 2> &at) {
            const In *x = left + at[0], *y = right + at[1];
            if (stepA == 1 && stepB == 0)
              for (int64_t i = 0; i < inner; ++i)
                out[i] = fn(x[i], *y);
            else
              for (int64_t i = 0; i < inner; ++i)
                out[i] = fn(x[i * stepA], y[i * stepB]);
            out += inner;
          });
}

/// The dtype in which two operands meet. A scalar float bends to the tensor, an int tensor to the
/// default float.
DType meet(const TensorValue &a, bool scalarA, const TensorValue &b, bool scalarB) {
  if (scalarA != scalarB) {
    const TensorValue &tensor = scalarA ? b : a, &scalar = scalarA ? a : b;
    if (isFloating(tensor.dtype))
      return tensor.dtype;
    return isFloating(scalar.dtype) ? defaultFloat : CortexI64;
  }
  if (isFloating(a.dtype) && isFloating(b.dtype))
    return a.dtype == CortexF64 || b.dtype == CortexF64 ? CortexF64 : CortexF32;
  if (isFloating(a.dtype))
    return a.dtype;
  return isFloating(b.dtype) ? b.dtype : CortexI64;
}

} // namespace

TensorRef binaryTensors(CortexBinaryKind kind, TensorRef a, bool scalarA, TensorRef b, bool scalarB,
                        Loc location) {
  auto shape = broadcastShape(shapeOf(*a), shapeOf(*b));
  if (!shape)
    throwShapes(binaryName(kind), *a, *b, location);
  DType dtype = meet(*a, scalarA, *b, scalarB);
  // Comparing an int tensor with a float scalar must not round either.
  if (isComparison(kind) && scalarA != scalarB && isFloating(dtype) &&
      !(isFloating(a->dtype) && isFloating(b->dtype)))
    dtype = CortexF64;
  bool toFloat = kind == CortexBinary_div || kind == CortexBinary_atan2;
  if (toFloat && !isFloating(dtype))
    dtype = scalarA && scalarB ? CortexF64 : defaultFloat;
  a = convert(a, dtype);
  b = convert(b, dtype);
  bool asks = isComparison(kind) || isLogical(kind);
  TensorRef result = makeTensor(asks ? CortexBool : dtype, *shape);
  auto run = [&](auto element) {
    using T = decltype(element);
    if (asks)
      withComparison<T>(kind, [&](auto fn) { broadcastLoop<T, bool>(*a, *b, *result, fn); });
    else
      withArithmetic<T>(kind, location, [&](auto fn) { broadcastLoop<T, T>(*a, *b, *result, fn); });
  };
  dtype == CortexF32 ? run(float{}) : dtype == CortexF64 ? run(double{}) : run(int64_t{});
  return result;
}

namespace {

Ref compareScalars(CortexBinaryKind kind, Value a, Value b) {
  bool result = false;
  auto run = [&](auto x, auto y) {
    withComparison<decltype(x)>(kind, [&](auto fn) { result = fn(x, y); });
  };
  if (kindOf(a) != CortexKindFloat && kindOf(b) != CortexKindFloat)
    run(cortex_rt_unbox_i64(a, nullptr), cortex_rt_unbox_i64(b, nullptr));
  else
    run(numberOf(a), numberOf(b));
  return makeBool(result);
}

Ref intArithmetic(CortexBinaryKind kind, int64_t a, int64_t b, Loc location) {
  switch (kind) {
  case CortexBinary_add:
    return makeInt(cortex_rt_i64_add(a, b, location));
  case CortexBinary_sub:
    return makeInt(cortex_rt_i64_sub(a, b, location));
  case CortexBinary_mul:
    return makeInt(cortex_rt_i64_mul(a, b, location));
  case CortexBinary_mod:
    return makeInt(cortex_rt_i64_mod(a, b, location));
  case CortexBinary_pow:
    return makeInt(cortex_rt_i64_pow(a, b, location));
  case CortexBinary_max:
    return makeInt(std::max(a, b));
  case CortexBinary_min:
    return makeInt(std::min(a, b));
  case CortexBinary_div:
    return makeFloat(static_cast<double>(a) / static_cast<double>(b));
  default:
    return makeFloat(std::atan2(static_cast<double>(a), static_cast<double>(b)));
  }
}

Ref scalars(CortexBinaryKind kind, Value a, Value b, Loc location) {
  if (isComparison(kind) || isLogical(kind))
    return compareScalars(kind, a, b);
  if (kindOf(a) != CortexKindFloat && kindOf(b) != CortexKindFloat)
    return intArithmetic(kind, asInt(a, location), asInt(b, location), location);
  double x = numberOf(a), y = numberOf(b), result = 0;
  withArithmetic<double>(kind, location, [&](auto fn) { result = fn(x, y); });
  return makeFloat(result);
}

[[noreturn]] void throwOperands(CortexBinaryKind kind, Value a, Value b, Loc location) {
  std::string message = std::string("`") + binaryName(kind) + "` cannot take " + describeType(a) +
                        " and " + describeType(b);
  if (kind == CortexBinary_add && (kindOf(a) == CortexKindString || kindOf(b) == CortexKindString))
    message += "; write str[...] to make text of a value";
  throwType(message, location);
}

Ref strings(CortexBinaryKind kind, Value a, Value b, Loc location) {
  const std::string &x = static_cast<StringValue *>(a)->text,
                    &y = static_cast<StringValue *>(b)->text;
  if (kind == CortexBinary_add)
    return makeString(x + y);
  if (kind == CortexBinary_max || kind == CortexBinary_min)
    return Ref::share((x >= y) == (kind == CortexBinary_max) ? a : b);
  if (!isComparison(kind))
    throwOperands(kind, a, b, location);
  return compareScalars(kind, makeInt(x.compare(y)).get(), makeInt(0).get());
}

[[noreturn]] void throwForms(CortexBinaryKind kind, Value a, Value b, const std::string &why,
                             Loc location) {
  throwType(std::string("`") + binaryName(kind) + "` needs structures of the same form, found " +
                describeType(a) + " and " + describeType(b) + ": " + why,
            location);
}

/// Combines two structures of the same form item by item.
Ref combine(CortexBinaryKind kind, Value a, Value b, Loc location) {
  DepthGuard guard(location);
  auto *dictB = dynCast<DictValue>(b);
  if (auto *dictA = dynCast<DictValue>(a)) {
    if (!dictB || dictA->size() != dictB->size())
      throwForms(kind, a, b, "the keys differ", location);
    auto *result = new DictValue;
    Ref owner = Ref::adopt(result);
    for (const auto &entry : dictA->entries) {
      if (!entry.key)
        continue;
      Value other = dictB->find(entry.key.get());
      if (!other)
        throwForms(kind, a, b, "only one has the key " + quotedText(entry.key.get()), location);
      result->set(entry.key.get(), binary(kind, entry.value.get(), other, location));
    }
    return owner;
  }
  auto items = [](Value value) -> std::vector<Value> {
    std::vector<Value> parts;
    if (auto *list = dynCast<ListValue>(value))
      for (int64_t i = 0; i < list->length; ++i)
        parts.push_back(list->at(i));
    else if (auto *tuple = dynCast<TupleValue>(value))
      for (const Ref &item : tuple->items)
        parts.push_back(item.get());
    else
      for (const Ref &item : static_cast<StructValue *>(value)->fields)
        parts.push_back(item.get());
    return parts;
  };
  std::vector<Value> left = items(a), right = items(b);
  if (left.size() != right.size())
    throwForms(kind, a, b,
               "lengths " + std::to_string(left.size()) + " and " + std::to_string(right.size()),
               location);
  size_t i = 0;
  return mapStructure(a, location,
                      [&](Value item) { return binary(kind, item, right[i++], location); });
}

Ref structures(CortexBinaryKind kind, Value a, Value b, Loc location) {
  bool left = isStructure(a), right = isStructure(b);
  if (left && right) {
    if (kindOf(a) == kindOf(b) &&
        (kindOf(a) != CortexKindStruct ||
         static_cast<StructValue *>(a)->info == static_cast<StructValue *>(b)->info))
      return combine(kind, a, b, location);
    throwForms(kind, a, b, "their types differ", location);
  }
  Value other = left ? b : a;
  if (!isNumber(other) && kindOf(other) != CortexKindTensor)
    throwOperands(kind, a, b, location);
  return mapStructure(left ? a : b, location, [&](Value item) {
    return left ? binary(kind, item, b, location) : binary(kind, a, item, location);
  });
}

bool bringsTensor(Value value) {
  return kindOf(value) == CortexKindTensor || kindOf(value) == CortexKindRange;
}

} // namespace

Ref binary(CortexBinaryKind kind, Value a, Value b, Loc location) {
  if (isNumber(a) && isNumber(b))
    return scalars(kind, a, b, location);
  if (isLogical(kind) && !bringsTensor(a) && !bringsTensor(b))
    return makeBool(kind == CortexBinary_and ? truth(a, location) && truth(b, location)
                                             : truth(a, location) || truth(b, location));
  if (kindOf(a) == CortexKindString && kindOf(b) == CortexKindString)
    return strings(kind, a, b, location);
  if (bringsTensor(a) || bringsTensor(b)) {
    TensorRef left = tryTensor(a), right = tryTensor(b);
    if (left && right)
      return finish(binaryTensors(kind, left, isNumber(a), right, isNumber(b), location));
  }
  if (kind == CortexBinary_eq || kind == CortexBinary_ne)
    return makeBool(deepEqual(a, b) == (kind == CortexBinary_eq));
  if (isComparison(kind))
    return compareScalars(kind, makeInt(compareOrder(a, b, location)).get(), makeInt(0).get());
  if (isStructure(a) || isStructure(b))
    return structures(kind, a, b, location);
  throwOperands(kind, a, b, location);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_any_binary(int32_t kind, Value a, Value b, Loc location) {
  Place place(location);
  return binary(static_cast<CortexBinaryKind>(kind), a, b, location).take();
}

#define CORTEX_DEFINE(name)                                                                        \
  Value cortex_rt_any_##name(Value a, Value b, Loc location) {                                     \
    return binary(CortexBinary_##name, a, b, location).take();                                     \
  }
CORTEX_DEFINE(add)
CORTEX_DEFINE(sub)
CORTEX_DEFINE(mul)
CORTEX_DEFINE(div)
CORTEX_DEFINE(mod)
CORTEX_DEFINE(pow)
CORTEX_DEFINE(eq)
CORTEX_DEFINE(ne)
CORTEX_DEFINE(lt)
CORTEX_DEFINE(le)
CORTEX_DEFINE(gt)
CORTEX_DEFINE(ge)
#undef CORTEX_DEFINE
}
