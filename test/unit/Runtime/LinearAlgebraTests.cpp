// Part of Cortex, under the MIT licence.
// Tests linear algebra of boxed matrices: what the library checks before it calls is tried here,
// and what depends on where a matrix lies in memory.
#include "Runtime/RuntimeTesting.h"

using namespace cortex::test;

namespace {

Ref product(const Ref &x, const Ref &y) {
  return own(cortex_rt_any_matmul(x.get(), y.get(), &here));
}
Ref turned(const Ref &x) { return own(cortex_rt_lib_transpose(x.get(), nullptr, &here)); }
Ref scaled(const Ref &x, const Ref &y) { return apply(CortexBinary_mul, x, y); }
Ref identity() { return tensor<double>({2, 2}, {1, 0, 0, 1}); }
double distance(const Ref &x, const Ref &y) {
  Ref difference = apply(CortexBinary_sub, x, y);
  return cortex_rt_unbox_f64(reduced(CortexReduce_norm, difference).get(), &here);
}
Ref part(const Ref &tuple, int which) { return index(tuple, {num(which)}); }

Ref det(const Ref &a) { return own(cortex_rt_lib_det(a.get(), &here)); }
Ref inv(const Ref &a) { return own(cortex_rt_lib_inv(a.get(), &here)); }
Ref solve(const Ref &a, const Ref &b) { return own(cortex_rt_lib_solve(a.get(), b.get(), &here)); }
Ref cholesky(const Ref &a) { return own(cortex_rt_lib_cholesky(a.get(), &here)); }
Ref qr(const Ref &a) { return own(cortex_rt_lib_qr(a.get(), &here)); }
Ref svd(const Ref &a) { return own(cortex_rt_lib_svd(a.get(), &here)); }
Ref eigh(const Ref &a) { return own(cortex_rt_lib_eigh(a.get(), &here)); }
Ref eig(const Ref &a) { return own(cortex_rt_lib_eig(a.get(), &here)); }

CortexDType dtypeOf(const Ref &x) {
  return static_cast<CortexDType>(cortex_rt_tensor_dtype(x.get()));
}

const double infinity = std::numeric_limits<double>::infinity();

} // namespace

TEST_CASE("linear equations", "[runtime][linalg]") {
  Ref a = tensor<double>({2, 2}, {4, 1, 2, 3});
  CHECK(text(det(a)) == "10.0");
  CHECK(text(solve(a, tensor<double>({2}, {1, 2}))) == "[0.1, 0.6]");
  CHECK(distance(solve(a, tensor<double>({2, 3}, {1, 4, 9, 2, 2, 7})),
                 tensor<double>({2, 3}, {0.1, 1, 2, 0.6, 0, 1})) < 1e-15);
  CHECK(distance(inv(a), tensor<double>({2, 2}, {0.3, -0.1, -0.2, 0.4})) < 1e-15);
  CHECK(text(inv(floats({2, 2}, {2, 0, 0, 4}))) == "[[0.5, 0.0], [0.0, 0.25]]");
  // The arguments are as before.
  CHECK(text(a) == "[[4.0, 1.0], [2.0, 3.0]]");
}

TEST_CASE("a determinant overflows only if it is too large itself", "[runtime][linalg]") {
  CHECK(text(det(tensor<double>({3, 3}, {1e200, 0, 0, 0, 0, 1e200, 0, 1e-300, 0}))) == "-1e+100");
  CHECK(text(det(tensor<double>({2, 2}, {1e200, 0, 0, 1e200}))) == "inf");
  CHECK(text(det(floats({2, 2}, {1e30F, 0, 0, 1e30F}))) == "inf");
  CHECK(text(det(floats({3, 3}, {1e30F, 0, 0, 0, 1e30F, 0, 0, 0, 0}))) == "0.0");
  CHECK(text(det(floats({0, 0}, {}))) == "1.0");
}

TEST_CASE("factors multiply back", "[runtime][linalg]") {
  Ref a = tensor<double>({3, 2}, {1, 2, 3, 4, 5, 7});
  for (const Ref &matrix :
       {a, turned(a), tensor<double>({2, 2}, {1, 1, 1, 1}), tensor<double>({2, 2}, {0, 0, 0, 0})}) {
    Ref parts = svd(matrix), u = part(parts, 0), vt = part(parts, 2), factors = qr(matrix);
    CHECK(distance(product(scaled(u, part(parts, 1)), vt), matrix) < 1e-14);
    CHECK(distance(product(turned(u), u), identity()) < 1e-14);
    CHECK(distance(product(vt, turned(vt)), identity()) < 1e-14);
    CHECK(distance(product(part(factors, 0), part(factors, 1)), matrix) < 1e-14);
    CHECK(distance(product(turned(part(factors, 0)), part(factors, 0)), identity()) < 1e-14);
  }
  Ref gram = product(turned(a), a), symmetric = eigh(gram), lower = cholesky(gram);
  Ref vectors = part(symmetric, 1);
  CHECK(distance(product(scaled(vectors, part(symmetric, 0)), turned(vectors)), gram) < 1e-13);
  CHECK(distance(product(lower, turned(lower)), gram) < 1e-13);
  Ref skewed = tensor<double>({2, 2}, {1, 6, 1, 2}), general = eig(skewed);
  vectors = part(general, 1);
  CHECK(text(part(general, 0)) == "[-1.0, 4.0]");
  CHECK(distance(product(skewed, vectors), scaled(vectors, part(general, 0))) < 1e-14);
}

TEST_CASE("of a symmetric matrix the lower triangle counts", "[runtime][linalg]") {
  Ref whole = tensor<double>({2, 2}, {4, 2, 2, 5}),
      half = tensor<double>({2, 2}, {4, infinity, 2, 5});
  CHECK(text(cholesky(half)) == "[[2.0, 0.0], [1.0, 2.0]]");
  CHECK(text(eigh(half)) == text(eigh(whole)));
}

TEST_CASE("float types of results", "[runtime][linalg]") {
  Ref f = floats({1, 1}, {2}), d = tensor<double>({1, 1}, {2}), i = ints({1, 1}, {2});
  for (auto function : {inv, cholesky}) {
    CHECK(dtypeOf(function(f)) == CortexF32);
    CHECK(dtypeOf(function(d)) == CortexF64);
    CHECK(dtypeOf(function(i)) == CortexF32);
  }
  for (auto function : {qr, svd, eigh, eig}) {
    CHECK(dtypeOf(part(function(f), 1)) == CortexF32);
    CHECK(dtypeOf(part(function(d), 1)) == CortexF64);
    CHECK(dtypeOf(part(function(i), 1)) == CortexF32);
  }
  CHECK(dtypeOf(solve(f, d)) == CortexF64);
  CHECK(dtypeOf(solve(d, f)) == CortexF64);
  CHECK(dtypeOf(solve(i, d)) == CortexF64);
  CHECK(dtypeOf(solve(f, i)) == CortexF32);
  CHECK(dtypeOf(solve(i, i)) == CortexF32);
  // An int that float32 cannot hold.
  CHECK(text(solve(ints({1, 1}, {1}), tensor<double>({1}, {16777217}))) == "[16777217.0]");
}

TEST_CASE("what has no result says why", "[runtime][linalg]") {
  Ref tall = floats({2, 1}, {1, 2}), cube = floats({1, 1, 1}, {1}), one = floats({1, 1}, {1});
  CHECK(failure([&] { det(tall); }) == "shape: `det` needs a square matrix, found shape (2, 1)");
  CHECK(failure([&] { eig(num(1.0)); }) == "shape: `eig` needs a square matrix, found shape ()");
  CHECK(failure([&] { qr(cube); }) == "shape: `qr` needs a matrix, found shape (1, 1, 1)");
  CHECK(failure([&] { svd(str("a")); }) == "type: expected a matrix, found string");
  CHECK(failure([&] { solve(one, tall); }) ==
        "shape: `solve` needs a right side of 1 rows, a vector or a matrix, found shape (2, 1)");
  Ref singular = floats({2, 2}, {1, 2, 2, 4});
  for (auto &&message : {failure([&] { inv(singular); }).substr(12),
                         failure([&] { solve(singular, tall); }).substr(14)})
    CHECK(message == ": the matrix is singular, pivot 2 of 2 is 0; add a small multiple of the "
                     "identity, or use the matrix's `svd`");
  CHECK(failure([&] { cholesky(floats({2, 2}, {1, 2, 2, 4})); }) ==
        "value: `cholesky`: the matrix is not positive definite, pivot 2 of 2 is not positive; "
        "`eigh` gives its eigenvalues");
  CHECK(failure([&] { eig(floats({2, 2}, {0, 1, -1, 0})); }) ==
        "value: `eig`: the matrix has complex eigenvalues, 0.0 ± 1.0i, and only real ones are "
        "supported; those of a symmetric matrix are real, `eigh`");
}

TEST_CASE("infinities and NaNs are refused where they are read", "[runtime][linalg]") {
  Ref bad = tensor<double>({2, 2}, {1, 0, -infinity, 1});
  for (auto function : {det, inv, cholesky, qr, svd, eigh, eig})
    CHECK(failure([&] { function(bad); }).ends_with(" needs finite numbers, found -inf at [1, 0]"));
  Ref b = tensor<double>({2}, {0, std::numeric_limits<double>::quiet_NaN()});
  CHECK(failure([&] { solve(bad, b); }) ==
        "value: `solve` needs finite numbers, found -inf at [1, 0]");
  CHECK(failure([&] { solve(identity(), b); }) ==
        "value: `solve` needs finite numbers, found nan at [1]");
}
