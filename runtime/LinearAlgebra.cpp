// Part of Cortex, under the MIT licence.
// Owns linear algebra of boxed matrices: elimination, Cholesky, Householder QR, Jacobi eigenvalues
// and singular values.
//
// The methods are the stable textbook ones for matrices up to a few hundred rows; everything runs
// in float64.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cortex::rt {
namespace {

/// A dense float64 matrix, row-major.
struct Matrix {
  int64_t rows, columns;
  std::vector<double> data;
  Matrix(int64_t r, int64_t c) : rows(r), columns(c), data(static_cast<size_t>(r * c)) {}
  double &operator()(int64_t i, int64_t j) { return data[static_cast<size_t>(i * columns + j)]; }
  double operator()(int64_t i, int64_t j) const {
    return data[static_cast<size_t>(i * columns + j)];
  }
  static Matrix identity(int64_t n) {
    Matrix result(n, n);
    for (int64_t i = 0; i < n; ++i)
      result(i, i) = 1;
    return result;
  }
};

/// A matrix argument with the dtype of the result.
struct Argument {
  Matrix matrix;
  DType dtype;
};

Argument argument(Value value, const char *function, bool square, Loc location) {
  TensorRef x = asTensor(value, location, "a matrix");
  if (x->rank != 2 || (square && x->shape[0] != x->shape[1]))
    throwError(CortexShapeError,
               std::string("`") + function + "` needs a " + (square ? "square " : "") +
                   "matrix, found shape " + shapeText(x->shape, x->rank),
               location);
  DType dtype = isFloating(x->dtype) ? x->dtype : defaultFloat;
  TensorRef numbers = convert(x, CortexF64);
  Matrix matrix(x->shape[0], x->shape[1]);
  std::copy_n(numbers->as<double>(), numbers->count, matrix.data.begin());
  return {std::move(matrix), dtype};
}

Ref boxed(const Matrix &matrix, DType dtype) {
  TensorRef result = makeTensor(CortexF64, std::array{matrix.rows, matrix.columns});
  std::ranges::copy(matrix.data, result->as<double>());
  return convert(result, dtype);
}

Ref boxedVector(const std::vector<double> &vector, DType dtype) {
  TensorRef result = makeTensor(CortexF64, std::array{static_cast<int64_t>(vector.size())});
  std::ranges::copy(vector, result->as<double>());
  return convert(result, dtype);
}

/// Gauss elimination with partial pivoting of `a`, done to `b` as well; the determinant, 0 if `a`
/// is singular.
double eliminate(Matrix &a, Matrix &b) {
  double determinant = 1;
  for (int64_t column = 0; column < a.rows; ++column) {
    int64_t pivot = column;
    for (int64_t i = column + 1; i < a.rows; ++i)
      if (std::fabs(a(i, column)) > std::fabs(a(pivot, column)))
        pivot = i;
    if (a(pivot, column) == 0)
      return 0;
    if (pivot != column) {
      determinant = -determinant;
      for (int64_t j = 0; j < a.columns; ++j)
        std::swap(a(pivot, j), a(column, j));
      for (int64_t j = 0; j < b.columns; ++j)
        std::swap(b(pivot, j), b(column, j));
    }
    determinant *= a(column, column);
    for (int64_t i = column + 1; i < a.rows; ++i) {
      double factor = a(i, column) / a(column, column);
      for (int64_t j = column; j < a.columns; ++j)
        a(i, j) -= factor * a(column, j);
      for (int64_t j = 0; j < b.columns; ++j)
        b(i, j) -= factor * b(column, j);
    }
  }
  return determinant;
}

Matrix solve(Matrix a, Matrix b, Loc location) {
  if (eliminate(a, b) == 0 && a.rows > 0)
    throwValue("the matrix is singular", location);
  for (int64_t i = a.rows - 1; i >= 0; --i)
    for (int64_t j = 0; j < b.columns; ++j) {
      for (int64_t k = i + 1; k < a.rows; ++k)
        b(i, j) -= a(i, k) * b(k, j);
      b(i, j) /= a(i, i);
    }
  return b;
}

Matrix transposedOf(const Matrix &a) {
  Matrix result(a.columns, a.rows);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.columns; ++j)
      result(j, i) = a(i, j);
  return result;
}

/// Householder reflections; signs as LAPACK leaves them.
void householder(Matrix &r, Matrix &q) {
  int64_t steps = std::min(r.rows - 1, r.columns);
  for (int64_t k = 0; k < steps; ++k) {
    double norm = 0;
    for (int64_t i = k; i < r.rows; ++i)
      norm = std::hypot(norm, r(i, k));
    if (norm == 0)
      continue;
    std::vector<double> v(static_cast<size_t>(r.rows), 0);
    double alpha = r(k, k) > 0 ? -norm : norm, square = 0;
    for (int64_t i = k; i < r.rows; ++i) {
      v[static_cast<size_t>(i)] = r(i, k) - (i == k ? alpha : 0);
      square += v[static_cast<size_t>(i)] * v[static_cast<size_t>(i)];
    }
    auto reflect = [&](Matrix &m, bool right) {
      for (int64_t j = 0; j < (right ? m.rows : m.columns); ++j) {
        double dot = 0;
        for (int64_t i = k; i < r.rows; ++i)
          dot += v[static_cast<size_t>(i)] * (right ? m(j, i) : m(i, j));
        for (int64_t i = k; i < r.rows; ++i)
          (right ? m(j, i) : m(i, j)) -= 2 * dot / square * v[static_cast<size_t>(i)];
      }
    };
    if (square > 0) {
      reflect(r, false);
      reflect(q, true);
    }
  }
}

/// One-sided Jacobi: rotates the columns of `u` until they are orthogonal; `v` collects the
/// rotations.
void orthogonalise(Matrix &u, Matrix &v) {
  for (int sweep = 0; sweep < 60; ++sweep) {
    bool changed = false;
    for (int64_t p = 0; p < u.columns; ++p)
      for (int64_t q = p + 1; q < u.columns; ++q) {
        double pp = 0, qq = 0, pq = 0;
        for (int64_t i = 0; i < u.rows; ++i)
          pp += u(i, p) * u(i, p), qq += u(i, q) * u(i, q), pq += u(i, p) * u(i, q);
        if (std::fabs(pq) <= 1e-15 * std::sqrt(pp * qq) || pq == 0)
          continue;
        changed = true;
        double zeta = (qq - pp) / (2 * pq);
        double t = (zeta < 0 ? -1.0 : 1.0) / (std::fabs(zeta) + std::hypot(1.0, zeta));
        double c = 1 / std::hypot(1.0, t), s = c * t;
        auto rotate = [&](Matrix &m) {
          for (int64_t i = 0; i < m.rows; ++i) {
            double x = m(i, p), y = m(i, q);
            m(i, p) = c * x - s * y;
            m(i, q) = s * x + c * y;
          }
        };
        rotate(u);
        rotate(v);
      }
    if (!changed)
      return;
  }
}

/// Fills columns of `u` that belong to singular value 0 so that all are orthonormal.
void complete(Matrix &u, const std::vector<bool> &known) {
  for (int64_t column = 0; column < u.columns; ++column) {
    for (int64_t axis = 0; !known[static_cast<size_t>(column)] && axis < u.rows; ++axis) {
      std::vector<double> candidate(static_cast<size_t>(u.rows), 0);
      candidate[static_cast<size_t>(axis)] = 1;
      for (int64_t other = 0; other < u.columns; ++other) {
        if (other > column && !known[static_cast<size_t>(other)])
          continue;
        if (other == column)
          continue;
        double dot = 0;
        for (int64_t i = 0; i < u.rows; ++i)
          dot += candidate[static_cast<size_t>(i)] * u(i, other);
        for (int64_t i = 0; i < u.rows; ++i)
          candidate[static_cast<size_t>(i)] -= dot * u(i, other);
      }
      double norm =
          std::sqrt(std::inner_product(candidate.begin(), candidate.end(), candidate.begin(), 0.0));
      if (norm < 0.1 / std::sqrt(static_cast<double>(u.rows)))
        continue;
      for (int64_t i = 0; i < u.rows; ++i)
        u(i, column) = candidate[static_cast<size_t>(i)] / norm;
      break;
    }
  }
}

struct Singular {
  Matrix u;
  std::vector<double> values;
  Matrix vt;
};

/// For rows >= columns.
Singular singularTall(const Matrix &a) {
  Matrix u = a, v = Matrix::identity(a.columns);
  orthogonalise(u, v);
  std::vector<double> values(static_cast<size_t>(a.columns));
  for (int64_t j = 0; j < a.columns; ++j)
    for (int64_t i = 0; i < a.rows; ++i)
      values[static_cast<size_t>(j)] = std::hypot(values[static_cast<size_t>(j)], u(i, j));
  std::vector<int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](int64_t x, int64_t y) {
    return std::pair(-values[static_cast<size_t>(x)], x) <
           std::pair(-values[static_cast<size_t>(y)], y);
  });
  Singular result{Matrix(a.rows, a.columns), {}, Matrix(a.columns, a.columns)};
  double largest = order.empty() ? 0 : values[static_cast<size_t>(order[0])];
  std::vector<bool> known;
  for (int64_t j = 0; j < a.columns; ++j) {
    int64_t from = order[static_cast<size_t>(j)];
    double value = values[static_cast<size_t>(from)];
    result.values.push_back(value);
    known.push_back(value > largest * 1e-15);
    for (int64_t i = 0; i < a.rows; ++i)
      result.u(i, j) = known.back() ? u(i, from) / value : 0;
    for (int64_t i = 0; i < a.columns; ++i)
      result.vt(j, i) = v(i, from);
  }
  complete(result.u, known);
  return result;
}

/// Two-sided Jacobi for a symmetric matrix: eigenvalues on the diagonal of `a`, vectors in the
/// columns of `v`.
void diagonalise(Matrix &a, Matrix &v) {
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0, diagonal = 0;
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j < a.rows; ++j)
        (i == j ? diagonal : off) += a(i, j) * a(i, j);
    if (off <= 1e-32 * diagonal || off == 0)
      return;
    for (int64_t p = 0; p < a.rows; ++p)
      for (int64_t q = p + 1; q < a.rows; ++q) {
        if (a(p, q) == 0)
          continue;
        double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
        double t = (theta < 0 ? -1.0 : 1.0) / (std::fabs(theta) + std::hypot(1.0, theta));
        double c = 1 / std::hypot(1.0, t), s = c * t;
        for (int64_t i = 0; i < a.rows; ++i) {
          double x = a(i, p), y = a(i, q);
          a(i, p) = c * x - s * y;
          a(i, q) = s * x + c * y;
        }
        for (int64_t i = 0; i < a.rows; ++i) {
          double x = a(p, i), y = a(q, i);
          a(p, i) = c * x - s * y;
          a(q, i) = s * x + c * y;
          double vx = v(i, p), vy = v(i, q);
          v(i, p) = c * vx - s * vy;
          v(i, q) = s * vx + c * vy;
        }
      }
  }
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_det(Value value, Loc location) {
  Place place(location);
  Matrix a = argument(value, "det", true, location).matrix, none(a.rows, 0);
  return makeFloat(eliminate(a, none)).take();
}

Value cortex_rt_lib_inv(Value value, Loc location) {
  Place place(location);
  Argument a = argument(value, "inv", true, location);
  return boxed(solve(a.matrix, Matrix::identity(a.matrix.rows), location), a.dtype).take();
}

Value cortex_rt_lib_solve(Value value, Value right, Loc location) {
  Place place(location);
  Argument a = argument(value, "solve", true, location);
  TensorRef b = asTensor(right, location, "a vector or matrix");
  if (b->rank < 1 || b->rank > 2 || b->shape[0] != a.matrix.rows)
    throwError(CortexShapeError,
               "solve needs a right side of " + std::to_string(a.matrix.rows) +
                   " rows, found shape " + shapeText(b->shape, b->rank),
               location);
  TensorRef numbers = convert(b, CortexF64);
  Matrix side(b->shape[0], b->rank == 2 ? b->shape[1] : 1);
  std::copy_n(numbers->as<double>(), numbers->count, side.data.begin());
  Ref solution =
      boxed(solve(a.matrix, side, location), b->dtype == CortexF64 ? CortexF64 : a.dtype);
  return b->rank == 2 ? solution.take() : cortex_rt_lib_flatten(solution.get(), location);
}

Value cortex_rt_lib_cholesky(Value value, Loc location) {
  Place place(location);
  Argument a = argument(value, "cholesky", true, location);
  Matrix lower(a.matrix.rows, a.matrix.rows);
  for (int64_t i = 0; i < lower.rows; ++i)
    for (int64_t j = 0; j <= i; ++j) {
      double sum = a.matrix(i, j);
      for (int64_t k = 0; k < j; ++k)
        sum -= lower(i, k) * lower(j, k);
      if (i == j && !(sum > 0))
        throwValue("the matrix is not positive definite", location);
      lower(i, j) = i == j ? std::sqrt(sum) : sum / lower(j, j);
    }
  return boxed(lower, a.dtype).take();
}

Value cortex_rt_lib_qr(Value value, Loc location) {
  Place place(location);
  Argument a = argument(value, "qr", false, location);
  Matrix r = a.matrix, q = Matrix::identity(r.rows);
  householder(r, q);
  int64_t size = std::min(r.rows, r.columns);
  Matrix reducedQ(r.rows, size), reducedR(size, r.columns);
  for (int64_t i = 0; i < r.rows; ++i)
    for (int64_t j = 0; j < size; ++j)
      reducedQ(i, j) = q(i, j);
  for (int64_t i = 0; i < size; ++i)
    for (int64_t j = i; j < r.columns; ++j)
      reducedR(i, j) = r(i, j);
  return makeTuple({boxed(reducedQ, a.dtype), boxed(reducedR, a.dtype)}).take();
}

Value cortex_rt_lib_eigh(Value value, Loc location) {
  Place place(location);
  Argument a = argument(value, "eigh", true, location);
  Matrix work = a.matrix, v = Matrix::identity(work.rows);
  // As in NumPy the lower triangle counts.
  for (int64_t i = 0; i < work.rows; ++i)
    for (int64_t j = i + 1; j < work.rows; ++j)
      work(i, j) = work(j, i);
  diagonalise(work, v);
  std::vector<int64_t> order(static_cast<size_t>(work.rows));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](int64_t x, int64_t y) {
    return std::pair(work(x, x), x) < std::pair(work(y, y), y);
  });
  std::vector<double> values;
  Matrix vectors(work.rows, work.rows);
  for (int64_t j = 0; j < work.rows; ++j) {
    values.push_back(work(order[static_cast<size_t>(j)], order[static_cast<size_t>(j)]));
    for (int64_t i = 0; i < work.rows; ++i)
      vectors(i, j) = v(i, order[static_cast<size_t>(j)]);
  }
  return makeTuple({boxedVector(values, a.dtype), boxed(vectors, a.dtype)}).take();
}

Value cortex_rt_lib_svd(Value value, Loc location) {
  Place place(location);
  Argument a = argument(value, "svd", false, location);
  bool tall = a.matrix.rows >= a.matrix.columns;
  Singular parts = singularTall(tall ? a.matrix : transposedOf(a.matrix));
  Ref left = boxed(tall ? parts.u : transposedOf(parts.vt), a.dtype);
  Ref right = boxed(tall ? parts.vt : transposedOf(parts.u), a.dtype);
  return makeTuple({left, boxedVector(parts.values, a.dtype), right}).take();
}
}
