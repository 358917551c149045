// Part of Cortex, under the MIT licence.
// Owns matrix products, which are OpenBLAS's at every size: its kernels win from 4 by 4 up, the
// call included.
#include "cortex/runtime.h"
#include <cblas.h>
#include <cstring>

namespace {

CBLAS_TRANSPOSE flag(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }
blasint narrow(int64_t value) { return static_cast<blasint>(value); }
/// BLAS wants a leading dimension of at least 1, also for an empty matrix.
blasint leading(int64_t value) { return narrow(value < 1 ? 1 : value); }

template <typename T> void clear(T *c, int64_t m, int64_t n, int64_t ldc) {
  for (int64_t i = 0; i < m; ++i)
    std::memset(c + i * ldc, 0, static_cast<size_t>(n) * sizeof(T));
}

/// Whether B and C are contiguous columns, so that a matrix-vector product does it.
bool isVectorProduct(bool transB, int64_t n, int64_t ldb, int64_t ldc) {
  return n == 1 && ldc == 1 && (transB || ldb == 1);
}

} // namespace

extern "C" {

void cortex_rt_gemm_f32(bool transA, bool transB, int64_t m, int64_t n, int64_t k, void *a,
                        int64_t lda, void *b, int64_t ldb, void *c, int64_t ldc,
                        bool accumulate) noexcept {
  auto *x = static_cast<const float *>(a), *y = static_cast<const float *>(b);
  auto *z = static_cast<float *>(c);
  bool vector = isVectorProduct(transB, n, ldb, ldc);
  // Without a common dimension BLAS returns at once and would leave C as it is.
  if (!accumulate && (vector || k == 0))
    clear(z, m, n, ldc);
  if (m == 0 || n == 0 || k == 0)
    return;
  if (vector)
    return cblas_sgemv(CblasRowMajor, flag(transA), narrow(transA ? k : m), narrow(transA ? m : k),
                       1.0F, x, leading(lda), y, 1, 1.0F, z, 1);
  cblas_sgemm(CblasRowMajor, flag(transA), flag(transB), narrow(m), narrow(n), narrow(k), 1.0F, x,
              leading(lda), y, leading(ldb), accumulate ? 1.0F : 0.0F, z, leading(ldc));
}

void cortex_rt_gemm_f64(bool transA, bool transB, int64_t m, int64_t n, int64_t k, void *a,
                        int64_t lda, void *b, int64_t ldb, void *c, int64_t ldc,
                        bool accumulate) noexcept {
  auto *x = static_cast<const double *>(a), *y = static_cast<const double *>(b);
  auto *z = static_cast<double *>(c);
  bool vector = isVectorProduct(transB, n, ldb, ldc);
  if (!accumulate && (vector || k == 0))
    clear(z, m, n, ldc);
  if (m == 0 || n == 0 || k == 0)
    return;
  if (vector)
    return cblas_dgemv(CblasRowMajor, flag(transA), narrow(transA ? k : m), narrow(transA ? m : k),
                       1.0, x, leading(lda), y, 1, 1.0, z, 1);
  cblas_dgemm(CblasRowMajor, flag(transA), flag(transB), narrow(m), narrow(n), narrow(k), 1.0, x,
              leading(lda), y, leading(ldb), accumulate ? 1.0 : 0.0, z, leading(ldc));
}
}
