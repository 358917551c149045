// Part of Cortex, under the MIT licence.
// The routines of LAPACK that the runtime calls.
//
// Matrices are column-major; `lda` and its kin are the distances of columns. `info` is 0, or says
// what went wrong as LAPACK documents it. The Fortran compiler passes the length of a text after
// all other arguments.
#ifndef CORTEX_RUNTIME_LAPACK_H
#define CORTEX_RUNTIME_LAPACK_H

#include <cstddef>

namespace cortex::rt::lapack {

using Int = int;

extern "C" {
void dgetrf_(const Int *m, const Int *n, double *a, const Int *lda, Int *pivots, Int *info);
void dgesv_(const Int *n, const Int *sides, double *a, const Int *lda, Int *pivots, double *b,
            const Int *ldb, Int *info);
void dpotrf_(const char *uplo, const Int *n, double *a, const Int *lda, Int *info, size_t);
void dgeqrf_(const Int *m, const Int *n, double *a, const Int *lda, double *tau, double *work,
             const Int *lwork, Int *info);
void dorgqr_(const Int *m, const Int *n, const Int *k, double *a, const Int *lda, const double *tau,
             double *work, const Int *lwork, Int *info);
void dgesdd_(const char *job, const Int *m, const Int *n, double *a, const Int *lda, double *s,
             double *u, const Int *ldu, double *vt, const Int *ldvt, double *work, const Int *lwork,
             Int *iwork, Int *info, size_t);
void dsyevd_(const char *job, const char *uplo, const Int *n, double *a, const Int *lda, double *w,
             double *work, const Int *lwork, Int *iwork, const Int *liwork, Int *info, size_t,
             size_t);
void dgeev_(const char *left, const char *right, const Int *n, double *a, const Int *lda,
            double *real, double *imaginary, double *vl, const Int *ldvl, double *vr,
            const Int *ldvr, double *work, const Int *lwork, Int *info, size_t, size_t);
}
inline Int getrf(Int m, Int n, double *a, Int lda, Int *pivots) {
  Int info = 0;
  dgetrf_(&m, &n, a, &lda, pivots, &info);
  return info;
}
inline Int gesv(Int n, Int sides, double *a, Int lda, Int *pivots, double *b, Int ldb) {
  Int info = 0;
  dgesv_(&n, &sides, a, &lda, pivots, b, &ldb, &info);
  return info;
}
inline Int potrf(char uplo, Int n, double *a, Int lda) {
  Int info = 0;
  dpotrf_(&uplo, &n, a, &lda, &info, 1);
  return info;
}
inline Int geqrf(Int m, Int n, double *a, Int lda, double *tau, double *work, Int lwork) {
  Int info = 0;
  dgeqrf_(&m, &n, a, &lda, tau, work, &lwork, &info);
  return info;
}
inline Int orgqr(Int m, Int n, Int k, double *a, Int lda, const double *tau, double *work,
                 Int lwork) {
  Int info = 0;
  dorgqr_(&m, &n, &k, a, &lda, tau, work, &lwork, &info);
  return info;
}
inline Int gesdd(char job, Int m, Int n, double *a, Int lda, double *s, double *u, Int ldu,
                 double *vt, Int ldvt, double *work, Int lwork, Int *iwork) {
  Int info = 0;
  dgesdd_(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info, 1);
  return info;
}
inline Int syevd(char job, char uplo, Int n, double *a, Int lda, double *w, double *work, Int lwork,
                 Int *iwork, Int liwork) {
  Int info = 0;
  dsyevd_(&job, &uplo, &n, a, &lda, w, work, &lwork, iwork, &liwork, &info, 1, 1);
  return info;
}
inline Int geev(Int n, double *a, Int lda, double *real, double *imaginary, double *right,
                Int ldright, double *work, Int lwork) {
  Int info = 0, one = 1;
  char no = 'N', yes = 'V';
  dgeev_(&no, &yes, &n, a, &lda, real, imaginary, nullptr, &one, right, &ldright, work, &lwork,
         &info, 1, 1);
  return info;
}

} // namespace cortex::rt::lapack

#endif // CORTEX_RUNTIME_LAPACK_H
