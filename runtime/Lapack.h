// Part of Cortex, under the MIT licence.
// Declares the routines of LAPACK that linear algebra calls, by the type of their elements.
//
// They are Fortran's: matrices are column-major, arguments are passed by address, and the length of
// each string follows behind all arguments. `info` is 0 for success; what another value means, and
// all else, is in LAPACK's own documentation (https://netlib.org/lapack/explore-html).
#ifndef CORTEX_RUNTIME_LAPACK_H
#define CORTEX_RUNTIME_LAPACK_H

#include <cstddef>
#include <cstdint>

namespace cortex::rt {

/// LAPACK counts, also the elements of its workspace, with 32 bits.
using LapackInt = int32_t;

/// Lapack<T>::getrf is the routine for elements of type T.
template <typename T> struct Lapack;

#define CORTEX_LAPACK(T, prefix)                                                                   \
  extern "C" {                                                                                     \
  void prefix##getrf_(const LapackInt *m, const LapackInt *n, T *a, const LapackInt *lda,          \
                      LapackInt *pivots, LapackInt *info);                                         \
  void prefix##getrs_(const char *trans, const LapackInt *n, const LapackInt *sides, const T *a,   \
                      const LapackInt *lda, const LapackInt *pivots, T *b, const LapackInt *ldb,   \
                      LapackInt *info, size_t transLength);                                        \
  void prefix##getri_(const LapackInt *n, T *a, const LapackInt *lda, const LapackInt *pivots,     \
                      T *work, const LapackInt *lwork, LapackInt *info);                           \
  void prefix##potrf_(const char *uplo, const LapackInt *n, T *a, const LapackInt *lda,            \
                      LapackInt *info, size_t uploLength);                                         \
  void prefix##geqrf_(const LapackInt *m, const LapackInt *n, T *a, const LapackInt *lda, T *tau,  \
                      T *work, const LapackInt *lwork, LapackInt *info);                           \
  void prefix##orgqr_(const LapackInt *m, const LapackInt *n, const LapackInt *k, T *a,            \
                      const LapackInt *lda, const T *tau, T *work, const LapackInt *lwork,         \
                      LapackInt *info);                                                            \
  void prefix##gesdd_(const char *jobz, const LapackInt *m, const LapackInt *n, T *a,              \
                      const LapackInt *lda, T *s, T *u, const LapackInt *ldu, T *vt,               \
                      const LapackInt *ldvt, T *work, const LapackInt *lwork, LapackInt *iwork,    \
                      LapackInt *info, size_t jobzLength);                                         \
  void prefix##syevd_(const char *jobz, const char *uplo, const LapackInt *n, T *a,                \
                      const LapackInt *lda, T *w, T *work, const LapackInt *lwork,                 \
                      LapackInt *iwork, const LapackInt *liwork, LapackInt *info,                  \
                      size_t jobzLength, size_t uploLength);                                       \
  void prefix##geev_(const char *jobvl, const char *jobvr, const LapackInt *n, T *a,               \
                     const LapackInt *lda, T *wr, T *wi, T *vl, const LapackInt *ldvl, T *vr,      \
                     const LapackInt *ldvr, T *work, const LapackInt *lwork, LapackInt *info,      \
                     size_t jobvlLength, size_t jobvrLength);                                      \
  }                                                                                                \
  template <> struct Lapack<T> {                                                                   \
    static constexpr auto getrf = prefix##getrf_;                                                  \
    static constexpr auto getrs = prefix##getrs_;                                                  \
    static constexpr auto getri = prefix##getri_;                                                  \
    static constexpr auto potrf = prefix##potrf_;                                                  \
    static constexpr auto geqrf = prefix##geqrf_;                                                  \
    static constexpr auto orgqr = prefix##orgqr_;                                                  \
    static constexpr auto gesdd = prefix##gesdd_;                                                  \
    static constexpr auto syevd = prefix##syevd_;                                                  \
    static constexpr auto geev = prefix##geev_;                                                    \
  };

CORTEX_LAPACK(float, s)
CORTEX_LAPACK(double, d)
#undef CORTEX_LAPACK

} // namespace cortex::rt

#endif
