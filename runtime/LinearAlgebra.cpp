// Part of Cortex, under the MIT licence.
// Owns linear algebra of boxed matrices: what is checked before LAPACK computes, and how matrices
// lie in memory for it.
//
// LAPACK takes a row-major matrix for its transpose. Determinant, inverse, Cholesky and SVD are as
// easily had from that, so nothing is rearranged for them.
#include "Lapack.h"
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace cortex::rt {
namespace {

using Int = LapackInt;

/// The function that the program called, for errors.
struct Caller {
  const char *function;
  Loc location;

  std::string name() const { return std::string("`") + function + "`"; }
  [[noreturn]] void refuse(const std::string &why) const { throwValue(name() + why, location); }
  void checkSize(int64_t size, int64_t limit) const {
    if (size > limit)
      refuse(" is for up to " + std::to_string(limit) + " rows and columns, found " +
             std::to_string(size));
  }
  void checkConverged(Int info) const {
    if (info != 0)
      refuse(" did not converge; elements of very different sizes can be the cause");
  }
};

/// Calls fn with a zero of the C++ type of a float dtype.
template <typename Fn> decltype(auto) withFloat(DType dtype, Fn fn) {
  return dtype == CortexF32 ? fn(float{}) : fn(double{});
}

enum class Form { Any, Square };

TensorRef matrixOf(Value value, Form form, const Caller &caller) {
  TensorRef x = asTensor(value, caller.location, "a matrix");
  if (x->rank != 2 || (form == Form::Square && x->shape[0] != x->shape[1]))
    throwError(CortexShapeError,
               caller.name() + " needs a " + (form == Form::Square ? "square " : "") +
                   "matrix, found shape " + shapeText(x->shape, x->rank),
               caller.location);
  caller.checkSize(std::max(x->shape[0], x->shape[1]), std::numeric_limits<Int>::max());
  return x;
}

/// What is read of a matrix.
enum class Part { All, LowerTriangle };

template <typename T> void checkFinite(const TensorValue &x, Part part, const Caller &caller) {
  int64_t rows = x.shape[0], columns = x.rank == 2 ? x.shape[1] : 1;
  const T *row = x.as<T>();
  for (int64_t i = 0; i < rows; ++i, row += columns) {
    const T *end = row + (part == Part::All ? columns : i + 1);
    const T *found = std::find_if_not(row, end, [](T element) { return std::isfinite(element); });
    if (found != end)
      caller.refuse(" needs finite numbers, found " + floatText(*found) + " at [" +
                    std::to_string(i) + (x.rank == 2 ? ", " + std::to_string(found - row) : "") +
                    "]");
  }
}

/// A vector or matrix as LAPACK takes it. What it does with infinities and NaNs is not defined, so
/// they are refused where it would read them.
TensorRef finiteFloats(TensorRef x, DType dtype, const Caller &caller, Part part = Part::All) {
  x = convert(std::move(x), dtype);
  withFloat(dtype, [&](auto zero) { checkFinite<decltype(zero)>(*x, part, caller); });
  return x;
}
TensorRef finiteFloats(TensorRef x, const Caller &caller, Part part = Part::All) {
  DType dtype = isFloating(x->dtype) ? x->dtype : defaultFloat;
  return finiteFloats(std::move(x), dtype, caller, part);
}

/// The dtype of a result that comes from both: the wider float, for ints alone the default.
DType commonFloat(DType a, DType b) {
  if (!isFloating(a) && !isFloating(b))
    return defaultFloat;
  return a == CortexF64 || b == CortexF64 ? CortexF64 : CortexF32;
}

template <typename T> TensorRef make(std::initializer_list<int64_t> shape) {
  return makeTensor(dtypeFor<T>(), std::span(shape.begin(), shape.size()));
}

/// The transpose of a matrix: what turns row-major into column-major, and back.
template <typename T> TensorRef turned(const T *in, int64_t rows, int64_t columns) {
  constexpr int64_t Tile = 16; // Two tiles fit into the first cache.
  TensorRef result = make<T>({columns, rows});
  T *out = result->as<T>();
  for (int64_t row = 0; row < rows; row += Tile)
    for (int64_t column = 0; column < columns; column += Tile)
      for (int64_t j = column; j < std::min(column + Tile, columns); ++j)
        for (int64_t i = row; i < std::min(row + Tile, rows); ++i)
          out[j * rows + i] = in[i * columns + j];
  return result;
}
template <typename T> TensorRef turned(const TensorValue &matrix) {
  return turned(matrix.as<T>(), matrix.shape[0], matrix.shape[1]);
}

/// Calls a routine twice, routine(work, size): to learn how large a workspace it wants, and to run.
template <typename T, typename Routine> void withWorkspace(Routine routine) {
  T wanted{};
  routine(&wanted, Int{-1});
  // A float that stands for a large count may have been rounded down.
  wanted = std::nextafter(wanted, std::numeric_limits<T>::infinity());
  auto size = static_cast<Int>(std::max(std::ceil(wanted), T(1)));
  TensorRef work = make<T>({size});
  routine(work->as<T>(), size);
}

Int rowsOf(const TensorValue &matrix) { return static_cast<Int>(matrix.shape[0]); }
Int columnsOf(const TensorValue &matrix) { return static_cast<Int>(matrix.shape[1]); }

//---- Equations -----------------------------------------------------------------------------------

/// The factors L and U of the transpose of a square matrix, in its place.
struct Factors {
  TensorRef lu;
  std::vector<Int> pivots;
  /// The first pivot that is 0, counted from 1; 0 if there is none.
  Int singular = 0;

  Int size() const { return rowsOf(*lu); }
};

template <typename T> Factors factorise(TensorRef matrix) {
  Factors factors{writable(std::move(matrix)), {}};
  Int n = factors.size();
  factors.pivots.resize(static_cast<size_t>(n));
  if (n > 0)
    Lapack<T>::getrf(&n, &n, factors.lu->as<T>(), &n, factors.pivots.data(), &factors.singular);
  return factors;
}

void checkRegular(const Factors &factors, const Caller &caller) {
  if (factors.singular != 0)
    caller.refuse(": the matrix is singular, pivot " + std::to_string(factors.singular) + " of " +
                  std::to_string(factors.size()) +
                  " is 0; add a small multiple of the identity, or use the matrix's `svd`");
}

/// The product of the pivots, whose exponents are added up apart so that only the result can
/// overflow.
template <typename T> double determinant(const Factors &factors) {
  if (factors.singular != 0)
    return 0;
  double mantissa = 1;
  long exponent = 0;
  for (Int i = 0; i < factors.size(); ++i) {
    double pivot = factors.lu->as<T>()[int64_t{i} * factors.size() + i];
    int shift = 0;
    bool swapped = factors.pivots[static_cast<size_t>(i)] != i + 1;
    mantissa = std::frexp(mantissa * (swapped ? -pivot : pivot), &shift);
    exponent += shift;
  }
  return static_cast<T>(std::scalbln(mantissa, exponent));
}

template <typename T> TensorRef inverse(const Factors &factors) {
  Int n = factors.size(), info = 0;
  T *a = factors.lu->as<T>();
  if (n > 0)
    withWorkspace<T>([&](T *work, Int size) {
      Lapack<T>::getri(&n, a, &n, factors.pivots.data(), work, &size, &info);
    });
  // The routine leaves negative zeros, even in the inverse of a diagonal matrix.
  for (int64_t i = 0; i < factors.lu->count; ++i)
    a[i] += T(0);
  return factors.lu;
}

/// x with matrix @ x = b, where the factors are the transpose's.
template <typename T> TensorRef solution(const Factors &factors, TensorRef b) {
  Int n = factors.size(), sides = b->rank == 1 ? 1 : columnsOf(*b), info = 0;
  if (b->count == 0)
    return b;
  TensorRef x = sides == 1 ? writable(std::move(b)) : turned<T>(*b);
  Lapack<T>::getrs("T", &n, &sides, factors.lu->as<T>(), &n, factors.pivots.data(), x->as<T>(), &n,
                   &info, 1);
  return sides == 1 ? x : turned<T>(*x);
}

TensorRef rightSideOf(Value value, int64_t rows, const Caller &caller) {
  TensorRef b = asTensor(value, caller.location, "a vector or a matrix");
  if (b->rank < 1 || b->rank > 2 || b->shape[0] != rows)
    throwError(CortexShapeError,
               caller.name() + " needs a right side of " + std::to_string(rows) +
                   " rows, a vector or a matrix, found shape " + shapeText(b->shape, b->rank),
               caller.location);
  caller.checkSize(b->shape[b->rank - 1], std::numeric_limits<Int>::max());
  return b;
}

/// The lower factor, in place: column-major it is the upper one.
template <typename T> TensorRef choleskyFactor(TensorRef matrix, const Caller &caller) {
  TensorRef factor = writable(std::move(matrix));
  Int n = rowsOf(*factor), info = 0;
  T *row = factor->as<T>();
  if (n > 0)
    Lapack<T>::potrf("U", &n, row, &n, &info, 1);
  if (info != 0)
    caller.refuse(": the matrix is not positive definite, pivot " + std::to_string(info) + " of " +
                  std::to_string(n) + " is not positive; `eigh` gives its eigenvalues");
  for (Int i = 0; i < n; ++i, row += n)
    std::fill(row + i + 1, row + n, T(0));
  return factor;
}

//---- Factors -------------------------------------------------------------------------------------

/// The upper triangle or trapezium of the first `size` rows of a column-major matrix.
template <typename T> TensorRef upperPart(const TensorValue &columns, int64_t size) {
  int64_t width = columns.shape[0], height = columns.shape[1];
  TensorRef result = make<T>({size, width});
  T *out = result->as<T>();
  for (int64_t i = 0; i < size; ++i)
    for (int64_t j = 0; j < width; ++j)
      *out++ = j < i ? T(0) : columns.as<T>()[j * height + i];
  return result;
}

/// By Householder reflections. They go along columns, which is why the matrix is turned.
template <typename T> Ref qrFactors(const TensorValue &matrix) {
  Int rows = rowsOf(matrix), columns = columnsOf(matrix), size = std::min(rows, columns), info = 0;
  if (size == 0)
    return makeTuple({make<T>({rows, 0}), make<T>({0, columns})});
  TensorRef work = turned<T>(matrix);
  T *a = work->as<T>();
  std::vector<T> scales(static_cast<size_t>(size));
  withWorkspace<T>([&](T *room, Int count) {
    Lapack<T>::geqrf(&rows, &columns, a, &rows, scales.data(), room, &count, &info);
  });
  TensorRef r = upperPart<T>(*work, size);
  withWorkspace<T>([&](T *room, Int count) {
    Lapack<T>::orgqr(&rows, &size, &size, a, &rows, scales.data(), room, &count, &info);
  });
  return makeTuple({turned(a, size, rows), r});
}

/// Rows or columns, whichever is fewer, up to which LAPACK can count the workspace.
constexpr int64_t SvdLimit = 20'000;

/// With A = U S V', the transpose is V S U': its left vectors, column-major, are the rows of V'.
template <typename T> Ref singularParts(TensorRef matrix, const Caller &caller) {
  Int rows = rowsOf(*matrix), columns = columnsOf(*matrix), size = std::min(rows, columns);
  caller.checkSize(size, SvdLimit);
  TensorRef u = make<T>({rows, size}), s = make<T>({size}), vt = make<T>({size, columns});
  if (size == 0)
    return makeTuple({u, s, vt});
  TensorRef a = writable(std::move(matrix));
  std::vector<Int> integers(8 * static_cast<size_t>(size));
  Int info = 0;
  withWorkspace<T>([&](T *work, Int count) {
    Lapack<T>::gesdd("S", &columns, &rows, a->as<T>(), &columns, s->as<T>(), vt->as<T>(), &columns,
                     u->as<T>(), &size, work, &count, integers.data(), &info, 1);
  });
  caller.checkConverged(info);
  return makeTuple({u, s, vt});
}

constexpr int64_t EighLimit = 32'000; // As SvdLimit.

/// As in NumPy the lower triangle counts, which is the upper one of the transpose.
template <typename T> Ref symmetricEigen(TensorRef matrix, const Caller &caller) {
  TensorRef vectors = writable(std::move(matrix));
  Int n = rowsOf(*vectors), info = 0;
  caller.checkSize(n, EighLimit);
  TensorRef values = make<T>({n});
  if (n == 0)
    return makeTuple({values, vectors});
  std::vector<Int> integers(3 + 5 * static_cast<size_t>(n));
  auto integerCount = static_cast<Int>(integers.size());
  withWorkspace<T>([&](T *work, Int size) {
    Lapack<T>::syevd("V", "U", &n, vectors->as<T>(), &n, values->as<T>(), work, &size,
                     integers.data(), &integerCount, &info, 1, 1);
  });
  caller.checkConverged(info);
  return makeTuple({values, turned<T>(*vectors)});
}

template <typename T>
void checkReal(const T *real, const T *imaginary, Int n, const Caller &caller) {
  const T *found = std::find_if(imaginary, imaginary + n, [](T part) { return part != 0; });
  if (found == imaginary + n)
    return;
  // Of a pair the first one has the positive imaginary part.
  std::string pair = floatText(real[found - imaginary]) + " ± " + floatText(*found) + "i";
  caller.refuse(": the matrix has complex eigenvalues, " + pair +
                ", and only real ones are supported; those of a symmetric matrix are real, `eigh`");
}

/// Unlike the others from the matrix itself, so that the eigenvalues come in NumPy's order.
template <typename T> Ref realEigen(const TensorValue &matrix, const Caller &caller) {
  Int n = rowsOf(matrix), one = 1, info = 0;
  TensorRef values = make<T>({n}), imaginary = make<T>({n}), vectors = make<T>({n, n});
  if (n == 0)
    return makeTuple({values, vectors});
  TensorRef a = turned<T>(matrix);
  withWorkspace<T>([&](T *work, Int size) {
    Lapack<T>::geev("N", "V", &n, a->as<T>(), &n, values->as<T>(), imaginary->as<T>(), nullptr,
                    &one, vectors->as<T>(), &n, work, &size, &info, 1, 1);
  });
  caller.checkConverged(info);
  checkReal(values->as<T>(), imaginary->as<T>(), n, caller);
  return makeTuple({values, turned<T>(*vectors)});
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_det(Value value, Loc location) {
  Place place(location);
  Caller caller{"det", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Square, caller), caller);
  return withFloat(a->dtype, [&](auto zero) {
    using T = decltype(zero);
    return makeFloat(determinant<T>(factorise<T>(std::move(a)))).take();
  });
}

Value cortex_rt_lib_inv(Value value, Loc location) {
  Place place(location);
  Caller caller{"inv", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Square, caller), caller);
  return withFloat(a->dtype, [&](auto zero) {
    using T = decltype(zero);
    Factors factors = factorise<T>(std::move(a));
    checkRegular(factors, caller);
    return inverse<T>(factors).take();
  });
}

Value cortex_rt_lib_solve(Value value, Value right, Loc location) {
  Place place(location);
  Caller caller{"solve", location};
  TensorRef a = matrixOf(value, Form::Square, caller);
  TensorRef b = rightSideOf(right, a->shape[0], caller);
  DType dtype = commonFloat(a->dtype, b->dtype);
  a = finiteFloats(std::move(a), dtype, caller);
  b = finiteFloats(std::move(b), dtype, caller);
  return withFloat(dtype, [&](auto zero) {
    using T = decltype(zero);
    Factors factors = factorise<T>(std::move(a));
    checkRegular(factors, caller);
    return solution<T>(factors, std::move(b)).take();
  });
}

Value cortex_rt_lib_cholesky(Value value, Loc location) {
  Place place(location);
  Caller caller{"cholesky", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Square, caller), caller, Part::LowerTriangle);
  return withFloat(a->dtype, [&](auto zero) {
    return choleskyFactor<decltype(zero)>(std::move(a), caller).take();
  });
}

Value cortex_rt_lib_qr(Value value, Loc location) {
  Place place(location);
  Caller caller{"qr", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Any, caller), caller);
  return withFloat(a->dtype, [&](auto zero) { return qrFactors<decltype(zero)>(*a).take(); });
}

Value cortex_rt_lib_svd(Value value, Loc location) {
  Place place(location);
  Caller caller{"svd", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Any, caller), caller);
  return withFloat(a->dtype, [&](auto zero) {
    return singularParts<decltype(zero)>(std::move(a), caller).take();
  });
}

Value cortex_rt_lib_eigh(Value value, Loc location) {
  Place place(location);
  Caller caller{"eigh", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Square, caller), caller, Part::LowerTriangle);
  return withFloat(a->dtype, [&](auto zero) {
    return symmetricEigen<decltype(zero)>(std::move(a), caller).take();
  });
}

Value cortex_rt_lib_eig(Value value, Loc location) {
  Place place(location);
  Caller caller{"eig", location};
  TensorRef a = finiteFloats(matrixOf(value, Form::Square, caller), caller);
  return withFloat(a->dtype,
                   [&](auto zero) { return realEigen<decltype(zero)>(*a, caller).take(); });
}
}
