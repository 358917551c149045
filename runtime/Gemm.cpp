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

// cblas by the type of its elements.
void product(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, blasint m, blasint n, blasint k,
             const float *a, blasint lda, const float *b, blasint ldb, float beta, float *c,
             blasint ldc) {
  cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
}
void product(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, blasint m, blasint n, blasint k,
             const double *a, blasint lda, const double *b, blasint ldb, double beta, double *c,
             blasint ldc) {
  cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
}
void addProduct(CBLAS_TRANSPOSE ta, blasint rows, blasint columns, const float *a, blasint lda,
                const float *b, float *c) {
  cblas_sgemv(CblasRowMajor, ta, rows, columns, 1, a, lda, b, 1, 1, c, 1);
}
void addProduct(CBLAS_TRANSPOSE ta, blasint rows, blasint columns, const double *a, blasint lda,
                const double *b, double *c) {
  cblas_dgemv(CblasRowMajor, ta, rows, columns, 1, a, lda, b, 1, 1, c, 1);
}

template <typename T>
void gemm(bool transA, bool transB, int64_t m, int64_t n, int64_t k, void *a, int64_t lda, void *b,
          int64_t ldb, void *c, int64_t ldc, bool accumulate) {
  auto *x = static_cast<const T *>(a), *y = static_cast<const T *>(b);
  auto *z = static_cast<T *>(c);
  bool vector = isVectorProduct(transB, n, ldb, ldc);
  // Without a common dimension BLAS returns at once and would leave C as it is.
  if (!accumulate && (vector || k == 0))
    clear(z, m, n, ldc);
  if (m == 0 || n == 0 || k == 0)
    return;
  if (vector)
    return addProduct(flag(transA), narrow(transA ? k : m), narrow(transA ? m : k), x, leading(lda),
                      y, z);
  product(flag(transA), flag(transB), narrow(m), narrow(n), narrow(k), x, leading(lda), y,
          leading(ldb), accumulate ? T(1) : T(0), z, leading(ldc));
}

} // namespace

extern "C" {

void cortex_rt_gemm_f32(bool transA, bool transB, int64_t m, int64_t n, int64_t k, void *a,
                        int64_t lda, void *b, int64_t ldb, void *c, int64_t ldc,
                        bool accumulate) noexcept {
  gemm<float>(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
}

void cortex_rt_gemm_f64(bool transA, bool transB, int64_t m, int64_t n, int64_t k, void *a,
                        int64_t lda, void *b, int64_t ldb, void *c, int64_t ldc,
                        bool accumulate) noexcept {
  gemm<double>(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
}
}
