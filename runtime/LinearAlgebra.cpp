// Part of Cortex, under the MIT licence.
// Owns linear algebra: matrices as LAPACK wants them, and what its answers mean. Everything is
// computed in float64.
#include "Lapack.h"
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <climits>
#include <cmath>

namespace cortex::rt {
namespace {

using lapack::Int;

/// A matrix, column by column, and the dtype of what comes of it.
struct Matrix {
  Int rows, columns;
  DType dtype;
  std::vector<double> data;

  Matrix(Int rows, Int columns, DType dtype)
      : rows(rows), columns(columns), dtype(dtype),
        data(static_cast<size_t>(rows) * static_cast<size_t>(columns)) {}
  double &operator()(Int i, Int j) {
    return data[static_cast<size_t>(j) * static_cast<size_t>(rows) + static_cast<size_t>(i)];
  }
  /// The distance of two columns, which is never 0.
  Int stride() const { return std::max(rows, 1); }
  bool isFinite() const {
    return std::ranges::all_of(data, [](double x) { return std::isfinite(x); });
  }
};

Matrix readMatrix(const TensorRef &tensor, DType dtype) {
  TensorRef numbers = convert(tensor, CortexF64);
  Matrix matrix(static_cast<Int>(tensor->shape[0]),
                tensor->rank == 2 ? static_cast<Int>(tensor->shape[1]) : 1, dtype);
  const double *in = numbers->as<double>();
  for (Int i = 0; i < matrix.rows; ++i)
    for (Int j = 0; j < matrix.columns; ++j)
      matrix(i, j) = *in++;
  return matrix;
}

/// The leading columns as a tensor.
TensorRef boxed(Matrix &matrix, Int columns) {
  TensorRef result =
      makeTensor(CortexF64, std::array<int64_t, 2>{int64_t(matrix.rows), int64_t(columns)});
  double *out = result->as<double>();
  for (Int i = 0; i < matrix.rows; ++i)
    for (Int j = 0; j < columns; ++j)
      *out++ = matrix(i, j);
  return convert(result, matrix.dtype);
}

TensorRef boxed(Matrix &matrix) { return boxed(matrix, matrix.columns); }

TensorRef boxed(const std::vector<double> &values, DType dtype) {
  TensorRef result = makeTensor(CortexF64, std::array{static_cast<int64_t>(values.size())});
  std::ranges::copy(values, result->as<double>());
  return convert(result, dtype);
}

DType floatFor(const TensorRef &x) { return isFloating(x->dtype) ? x->dtype : defaultFloat; }

Matrix argument(Value value, const char *function, bool square, Loc location) {
  TensorRef x = asTensor(value, location, "a matrix");
  auto refuse = [&](const std::string &what) {
    throwError(CortexShapeError,
               std::string("`") + function + "` " + what + ", found shape " +
                   shapeText(x->shape, x->rank),
               location);
  };
  if (x->rank != 2 || (square && x->shape[0] != x->shape[1]))
    refuse(std::string("needs a ") + (square ? "square " : "") + "matrix");
  if (x->shape[0] > INT_MAX || x->shape[1] > INT_MAX)
    refuse("takes matrices of up to 2147483647 rows and columns");
  return readMatrix(x, floatFor(x));
}

/// Iterations may not end where there are NaN or infinities.
void needFinite(const Matrix &matrix, const char *function, Loc location) {
  if (!matrix.isFinite())
    throwValue(std::string("`") + function + "` needs finite numbers, found NaN or infinity",
               location);
}

void needConvergence(Int info, const char *function, Loc location) {
  if (info > 0)
    throwValue(std::string("`") + function + "` did not converge", location);
}

/// Calls a routine twice: first for the size of its work space.
template <typename Fn> Int withWork(Fn routine) {
  double size = 0;
  routine(&size, -1);
  std::vector<double> work(std::max<size_t>(static_cast<size_t>(size), 1));
  return routine(work.data(), static_cast<Int>(work.size()));
}

/// The x with a x = b; `b` becomes it.
void solve(Matrix a, Matrix &b, Loc location) {
  std::vector<Int> pivots(static_cast<size_t>(a.rows));
  Int info = lapack::gesv(a.rows, b.columns, a.data.data(), a.stride(), pivots.data(),
                          b.data.data(), b.stride());
  if (info > 0)
    throwValue("the matrix is singular", location);
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_det(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "det", true, location);
  std::vector<Int> pivots(static_cast<size_t>(a.rows));
  lapack::getrf(a.rows, a.rows, a.data.data(), a.stride(), pivots.data());
  double result = 1;
  for (Int i = 0; i < a.rows; ++i)
    result *= pivots[static_cast<size_t>(i)] == i + 1 ? a(i, i) : -a(i, i);
  return makeFloat(result).take();
}

Value cortex_rt_lib_inv(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "inv", true, location), inverse(a.rows, a.rows, a.dtype);
  for (Int i = 0; i < a.rows; ++i)
    inverse(i, i) = 1;
  solve(std::move(a), inverse, location);
  return boxed(inverse).take();
}

Value cortex_rt_lib_solve(Value value, Value right, Loc location) {
  Place place(location);
  Matrix a = argument(value, "solve", true, location);
  TensorRef b = asTensor(right, location, "a vector or matrix");
  if (b->rank < 1 || b->rank > 2 || b->shape[0] != a.rows || b->count > INT_MAX)
    throwError(CortexShapeError,
               "solve needs a right side of " + std::to_string(a.rows) + " rows, found shape " +
                   shapeText(b->shape, b->rank),
               location);
  Matrix side = readMatrix(b, b->dtype == CortexF64 ? CortexF64 : a.dtype);
  solve(std::move(a), side, location);
  return viewAs(*boxed(side), shapeOf(*b)).take();
}

Value cortex_rt_lib_cholesky(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "cholesky", true, location);
  if (lapack::potrf('L', a.rows, a.data.data(), a.stride()) > 0 || !a.isFinite())
    throwValue("the matrix is not positive definite", location);
  for (Int j = 0; j < a.columns; ++j)
    for (Int i = 0; i < j; ++i)
      a(i, j) = 0;
  return boxed(a).take();
}

Value cortex_rt_lib_qr(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "qr", false, location);
  Int k = std::min(a.rows, a.columns);
  Matrix r(k, a.columns, a.dtype);
  std::vector<double> tau(static_cast<size_t>(k));
  if (k > 0)
    withWork([&](double *work, Int size) {
      return lapack::geqrf(a.rows, a.columns, a.data.data(), a.stride(), tau.data(), work, size);
    });
  for (Int i = 0; i < k; ++i)
    for (Int j = i; j < a.columns; ++j)
      r(i, j) = a(i, j);
  if (k > 0)
    withWork([&](double *work, Int size) {
      return lapack::orgqr(a.rows, k, k, a.data.data(), a.stride(), tau.data(), work, size);
    });
  return makeTuple({boxed(a, k), boxed(r)}).take();
}

Value cortex_rt_lib_svd(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "svd", false, location);
  needFinite(a, "svd", location);
  Int k = std::min(a.rows, a.columns), info = 0;
  Matrix u(a.rows, k, a.dtype), vt(k, a.columns, a.dtype);
  std::vector<double> values(static_cast<size_t>(k));
  std::vector<Int> integers(8 * static_cast<size_t>(k));
  if (k > 0)
    info = withWork([&](double *work, Int size) {
      return lapack::gesdd('S', a.rows, a.columns, a.data.data(), a.stride(), values.data(),
                           u.data.data(), u.stride(), vt.data.data(), vt.stride(), work, size,
                           integers.data());
    });
  needConvergence(info, "svd", location);
  return makeTuple({boxed(u), boxed(values, a.dtype), boxed(vt)}).take();
}

Value cortex_rt_lib_eigh(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "eigh", true, location);
  needFinite(a, "eigh", location);
  std::vector<double> values(static_cast<size_t>(a.rows));
  Int integers = 0;
  auto call = [&](double *work, Int size, Int *counts, Int count) {
    return lapack::syevd('V', 'L', a.rows, a.data.data(), a.stride(), values.data(), work, size,
                         counts, count);
  };
  double size = 0;
  call(&size, -1, &integers, -1);
  std::vector<Int> counts(static_cast<size_t>(std::max(integers, 1)));
  std::vector<double> work(std::max<size_t>(static_cast<size_t>(size), 1));
  Int info = call(work.data(), static_cast<Int>(work.size()), counts.data(),
                  static_cast<Int>(counts.size()));
  needConvergence(info, "eigh", location);
  return makeTuple({boxed(values, a.dtype), boxed(a)}).take();
}

Value cortex_rt_lib_eig(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "eig", true, location), vectors(a.rows, a.rows, a.dtype);
  needFinite(a, "eig", location);
  std::vector<double> values(static_cast<size_t>(a.rows)), imaginary(values.size());
  Int info = withWork([&](double *work, Int size) {
    return lapack::geev(a.rows, a.data.data(), a.stride(), values.data(), imaginary.data(),
                        vectors.data.data(), vectors.stride(), work, size);
  });
  needConvergence(info, "eig", location);
  auto complex = std::ranges::find_if(imaginary, [](double x) { return x != 0; });
  if (complex != imaginary.end()) {
    auto at = static_cast<size_t>(complex - imaginary.begin());
    throwValue("the matrix has complex eigenvalues, such as " + floatText(values[at]) + " + " +
                   floatText(imaginary[at]) + "i; `eig` is for real ones",
               location);
  }
  return makeTuple({boxed(values, a.dtype), boxed(vectors)}).take();
}
}
