// Part of Cortex, under the MIT licence.
// Owns matrix products of boxed tensors, as NumPy's matmul does them, and outer products.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {
namespace {

void multiply(DType dtype, int64_t m, int64_t n, int64_t k, char *a, char *b, char *c) {
  if (dtype == CortexF32)
    return cortex_rt_gemm_f32(false, false, m, n, k, a, k, b, n, c, n, false);
  if (dtype == CortexF64)
    return cortex_rt_gemm_f64(false, false, m, n, k, a, k, b, n, c, n, false);
  auto *x = reinterpret_cast<uint64_t *>(a), *y = reinterpret_cast<uint64_t *>(b),
       *z = reinterpret_cast<uint64_t *>(c);
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      uint64_t total = 0;
      for (int64_t p = 0; p < k; ++p)
        total += x[i * k + p] * y[p * n + j];
      z[i * n + j] = total;
    }
}

DType productType(const TensorValue &a, const TensorValue &b) {
  if (isFloating(a.dtype) && isFloating(b.dtype))
    return a.dtype == CortexF64 || b.dtype == CortexF64 ? CortexF64 : CortexF32;
  if (isFloating(a.dtype))
    return a.dtype;
  return isFloating(b.dtype) ? b.dtype : CortexI64;
}

Ref matmul(TensorRef a, TensorRef b, Loc location) {
  if (a->rank == 0 || b->rank == 0)
    throwShapes("@", *a, *b, location);
  TensorRef left = a, right = b;
  if (a->rank == 1)
    left = viewAs(*a, std::array<int64_t, 2>{1, a->count});
  if (b->rank == 1)
    right = viewAs(*b, std::array<int64_t, 2>{b->count, 1});
  int64_t m = left->shape[left->rank - 2], k = left->shape[left->rank - 1],
          n = right->shape[right->rank - 1];
  auto batchA = shapeOf(*left).first(static_cast<size_t>(left->rank) - 2);
  auto batchB = shapeOf(*right).first(static_cast<size_t>(right->rank) - 2);
  auto batch = broadcastShape(batchA, batchB);
  if (!batch || right->shape[right->rank - 2] != k)
    throwShapes("@", *a, *b, location);
  DType dtype = productType(*a, *b);
  left = convert(left, dtype);
  right = convert(right, dtype);
  Shape shape = *batch;
  shape.insert(shape.end(), {m, n});
  TensorRef result = makeTensor(dtype, shape);
  Shape stepA = broadcastStrides(batchA, *batch), stepB = broadcastStrides(batchB, *batch);
  int64_t bytes = dtypeBytes(dtype);
  char *out = result->as<char>();
  walk<2>(*batch, {stepA.data(), stepB.data()}, 0, [&](const std::array<int64_t, 2> &at) {
    multiply(dtype, m, n, k, left->as<char>() + at[0] * m * k * bytes,
             right->as<char>() + at[1] * k * n * bytes, out);
    out += m * n * bytes;
  });
  if (b->rank == 1)
    shape.pop_back();
  if (a->rank == 1)
    shape.erase(shape.end() - (b->rank == 1 ? 1 : 2));
  return finish(viewAs(*result, shape));
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_any_matmul(Value a, Value b, Loc location) {
  Place place(location);
  return matmul(asTensor(a, location, "a tensor to multiply"),
                asTensor(b, location, "a tensor to multiply"), location)
      .take();
}

Value cortex_rt_any_outer(Value a, Value b, Loc location) {
  Place place(location);
  TensorRef x = asTensor(a, location), y = asTensor(b, location);
  Ref column = viewAs(*x, std::array<int64_t, 2>{x->count, 1}),
      row = viewAs(*y, std::array<int64_t, 2>{1, y->count});
  return binary(CortexBinary_mul, column.get(), row.get(), location).take();
}
}
