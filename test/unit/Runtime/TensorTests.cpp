// Part of Cortex, under the MIT licence.
// Tests arithmetic, reductions and rearrangement of boxed tensors against NumPy's answers.
#include "Runtime/RuntimeTesting.h"

using namespace cortex::test;

namespace {

std::string dtype(const Ref &value) {
  return text(own(cortex_rt_any_field_get(value.get(), const_cast<char *>("dtype"), &here)));
}

} // namespace

TEST_CASE("dtypes of results", "[runtime][tensor]") {
  Ref f = floats({2}, {1.5F, 2}), i = ints({2}, {1, 2}), d = tensor<double>({2}, {1, 2});
  CHECK(dtype(apply(CortexBinary_mul, i, num(2))) == "int64");
  CHECK(dtype(apply(CortexBinary_mul, i, num(0.5))) == "float32");
  CHECK(dtype(apply(CortexBinary_div, i, num(2))) == "float32");
  CHECK(dtype(apply(CortexBinary_mul, f, num(2.0))) == "float32");
  CHECK(dtype(apply(CortexBinary_add, i, f)) == "float32");
  CHECK(dtype(apply(CortexBinary_add, f, d)) == "float64");
  CHECK(dtype(apply(CortexBinary_mul, d, num(2.5))) == "float64");
  CHECK(dtype(apply(CortexBinary_gt, f, num(1.0))) == "bool");
  CHECK(dtype(own(cortex_rt_any_unary(CortexUnary_exp, i.get(), &here))) == "float32");
}

TEST_CASE("element-wise arithmetic broadcasts", "[runtime][tensor]") {
  Ref m = floats({2, 3}, {1, 2, 3, 4, 5, 6}), row = floats({3}, {10, 20, 30}),
      column = floats({2, 1}, {1, 2});
  CHECK(text(apply(CortexBinary_add, m, row)) == "[[11.0, 22.0, 33.0], [14.0, 25.0, 36.0]]");
  CHECK(text(apply(CortexBinary_mul, m, column)) == "[[1.0, 2.0, 3.0], [8.0, 10.0, 12.0]]");
  CHECK(text(apply(CortexBinary_sub, row, column)) == "[[9.0, 19.0, 29.0], [8.0, 18.0, 28.0]]");
  CHECK(failure([&] { apply(CortexBinary_add, m, floats({2}, {1, 2})); }) ==
        "shape: shapes (2, 3) and (2,) do not fit in `+`");
  CHECK(text(apply(CortexBinary_mod, ints({3}, {7, -7, 4}), num(3))) == "[1, 2, 1]");
  CHECK(text(apply(CortexBinary_pow, ints({3}, {7, -7, 4}), num(2))) == "[49, 49, 16]");
  CHECK(failure([&] { apply(CortexBinary_mod, ints({1}, {1}), num(0)); }) ==
        "value: integer modulo by zero");
  CHECK(text(apply(CortexBinary_eq, ints({3}, {7, -7, 4}), num(4))) == "[false, false, true]");
  CHECK(text(apply(CortexBinary_max, floats({2}, {1, 5}), num(3))) == "[3.0, 5.0]");
  CHECK(text(apply(CortexBinary_add, floats({0}, {}), num(3))) == "[]");
  CHECK(text(apply(CortexBinary_add, ints({1}, {INT64_MAX}), num(1))) == "[-9223372036854775808]");
}

TEST_CASE("scalar arithmetic is checked", "[runtime][scalar]") {
  CHECK(text(apply(CortexBinary_div, num(7), num(2))) == "3.5");
  CHECK(text(apply(CortexBinary_div, num(1), num(0))) == "inf");
  CHECK(text(apply(CortexBinary_mod, num(-7), num(3))) == "2");
  CHECK(text(apply(CortexBinary_mod, num(7.5), num(-2.0))) == "-0.5");
  CHECK(text(apply(CortexBinary_pow, num(2), num(62))) == "4611686018427387904");
  CHECK(failure([] {
          apply(CortexBinary_add, num(INT64_MAX), num(1));
        }).starts_with("value: integer overflow"));
  CHECK(failure([] { apply(CortexBinary_pow, num(2), num(-1)); }).starts_with("value: "));
  CHECK(failure([] { apply(CortexBinary_mod, num(1), num(0)); }) ==
        "value: integer modulo by zero");
  CHECK(failure([] {
          apply(CortexBinary_pow, num(3), num(64));
        }).starts_with("value: integer overflow"));
  CHECK(failure([] {
          own(cortex_rt_any_neg(num(INT64_MIN).get(), &here));
        }).starts_with("value: integer overflow"));
  CHECK(cortex_rt_i64_mod(INT64_MIN, -1, &here) == 0);
  CHECK(failure([] { apply(CortexBinary_add, str("a"), num(1)); }) ==
        "type: `+` cannot take string and int; write str[...] to make text of a value");
  CHECK(text(apply(CortexBinary_lt, str("a"), str("b"))) == "true");
  CHECK(text(apply(CortexBinary_eq, str("a"), num(1))) == "false");
}

TEST_CASE("arithmetic maps over structures", "[runtime][structure]") {
  Ref grads = dict({{"w", floats({2}, {2, 4})}, {"b", num(1.0)}});
  CHECK(text(apply(CortexBinary_mul, grads, num(0.5))) == "{\"w\": [1.0, 2.0], \"b\": 0.5}");
  CHECK(text(apply(CortexBinary_sub, grads, grads)) == "{\"w\": [0.0, 0.0], \"b\": 0.0}");
  Ref parts = list({floats({1}, {1}), list({num(2)})});
  CHECK(text(apply(CortexBinary_add, parts, parts)) == "[[2.0], [4]]");
  CHECK(failure([&] { apply(CortexBinary_add, parts, list({num(1)})); }).starts_with("type: "));
  CHECK(text(own(cortex_rt_any_neg(parts.get(), &here))) == "[[-1.0], [-2]]");
  CHECK(text(own(cortex_rt_any_zeros_like(grads.get(), &here))) ==
        "{\"w\": [0.0, 0.0], \"b\": 0.0}");
  CHECK(text(own(cortex_rt_any_accumulate(grads.get(), nullptr, &here))) == text(grads));
  CHECK(text(own(cortex_rt_any_sum_to_like(floats({2, 2}, {1, 2, 3, 4}).get(),
                                           floats({2}, {0, 0}).get(), &here))) == "[4.0, 6.0]");
  CHECK(text(own(cortex_rt_any_sum_to_like(floats({2, 2}, {1, 2, 3, 4}).get(), num(0.0).get(),
                                           &here))) == "10.0");
  CHECK(text(own(cortex_rt_any_sum_to_like(floats({2, 2}, {1, 2, 3, 4}).get(),
                                           floats({2, 1}, {0, 0}).get(), &here))) ==
        "[[3.0], [7.0]]");
}

TEST_CASE("reductions over all and some axes", "[runtime][tensor]") {
  Ref m = floats({2, 3}, {1, 5, 3, 4, 2, 9});
  CHECK(text(reduced(CortexReduce_sum, m)) == "24.0");
  CHECK(text(reduced(CortexReduce_sum, m, num(0))) == "[5.0, 7.0, 12.0]");
  CHECK(text(reduced(CortexReduce_mean, m, num(-1), true)) == "[[3.0], [5.0]]");
  CHECK(text(reduced(CortexReduce_max, m, num(0))) == "[4.0, 5.0, 9.0]");
  CHECK(text(reduced(CortexReduce_argmax, m, num(1))) == "[1, 2]");
  CHECK(text(reduced(CortexReduce_argmin, m)) == "0");
  CHECK(text(reduced(CortexReduce_sum, m, ints({2}, {0, 1}))) == "24.0");
  CHECK(text(reduced(CortexReduce_sum, tensor<bool>({3}, {true, false, true}))) == "2");
  CHECK(text(reduced(CortexReduce_any, tensor<bool>({2}, {true, false}))) == "true");
  CHECK(text(reduced(CortexReduce_all, tensor<bool>({2}, {true, false}))) == "false");
  CHECK(text(reduced(CortexReduce_var, tensor<double>({4}, {1, 2, 3, 4}))) == "1.6666666666666667");
  CHECK(text(reduced(CortexReduce_median, floats({4}, {4, 1, 3, 2}))) == "2.5");
  CHECK(text(reduced(CortexReduce_norm, floats({2}, {3, 4}))) == "5.0");
  CHECK(text(reduced(CortexReduce_logsumexp, tensor<double>({2}, {1000, 1000}))) ==
        "1000.6931471805599");
  Ref cube = floats({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(text(reduced(CortexReduce_sum, cube, rt::makeTuple({num(0), num(2)}))) == "[14.0, 22.0]");
  CHECK(text(reduced(CortexReduce_sum, cube, rt::makeTuple({num(0), num(2)}), true)) ==
        "[[[14.0], [22.0]]]");
  CHECK(failure([&] { reduced(CortexReduce_sum, m, num(2)); }) ==
        "index: axis 2 is out of range for a tensor of rank 2");
  CHECK(failure([&] {
          reduced(CortexReduce_max, floats({0}, {}));
        }).starts_with("value: `max` of no elements"));
  CHECK(text(reduced(CortexReduce_sum, list({num(1), num(2.5)}))) == "3.5");
}

TEST_CASE("indexing follows NumPy", "[runtime][index]") {
  Ref m = ints({3, 4}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  Ref all = rt::makeNull();
  CHECK(text(index(m, {num(1)})) == "[4, 5, 6, 7]");
  CHECK(text(index(m, {num(-1), num(-1)})) == "11");
  CHECK(text(index(m, {all, num(0)})) == "[0, 4, 8]");
  CHECK(text(index(m, {slice({}, {}, num(-1)), slice(num(1), num(3))})) ==
        "[[9, 10], [5, 6], [1, 2]]");
  CHECK(text(index(m, {slice(num(5), num(9))})) == "[]");
  CHECK(text(index(m, {ints({2}, {2, 0})})) == "[[8, 9, 10, 11], [0, 1, 2, 3]]");
  CHECK(text(index(m, {ints({2}, {2, 0}), ints({2}, {1, 3})})) == "[9, 3]");
  CHECK(text(index(m, {all, ints({2}, {3, 0})})) == "[[3, 0], [7, 4], [11, 8]]");
  CHECK(text(index(m, {apply(CortexBinary_gt, m, num(8))})) == "[9, 10, 11]");
  CHECK(text(index(m, {tensor<bool>({3}, {true, false, true}), num(1)})) == "[1, 9]");
  CHECK(text(index(m, {num(1.0)})) == "[4, 5, 6, 7]");
  CHECK(failure([&] { index(m, {num(1.5)}); }) == "index: an index must be a whole number");
  CHECK(failure([&] { index(m, {num(3)}); }) ==
        "index: index 3 is out of range for axis 0 of size 3");
  CHECK(failure([&] { index(m, {num(0), num(0), num(0)}); }).starts_with("index: 3 subscripts"));
  CHECK(failure([&] { index(m, {tensor<bool>({2}, {true, false})}); }).starts_with("shape: "));
  CHECK(failure([&] { index(m, {str("a")}); }).starts_with("type: "));
  CHECK(failure([&] { index(m, {slice({}, {}, num(0))}); }) == "value: a slice cannot have step 0");
  CHECK(text(index(m, {slice(num(0), num(3), num(INT64_MAX))})) == "[[0, 1, 2, 3]]");
}

TEST_CASE("storing into tensors copies on write", "[runtime][index]") {
  Ref t = floats({3}, {1, 2, 3});
  Ref changed = store(t, {num(1)}, num(9));
  CHECK(text(t) == "[1.0, 2.0, 3.0]");
  CHECK(text(changed) == "[1.0, 9.0, 3.0]");
  CHECK(text(store(t, {slice(num(1), {})}, num(0.0))) == "[1.0, 0.0, 0.0]");
  CHECK(text(store(t, {apply(CortexBinary_gt, t, num(1))}, ints({2}, {7, 8}))) ==
        "[1.0, 7.0, 8.0]");
  CHECK(failure([&] {
          store(t, {slice(num(1), {})}, floats({3}, {1, 2, 3}));
        }).starts_with("shape: "));
  CHECK(failure([&] { store(ints({1}, {1}), {num(0)}, num(0.5)); }).starts_with("type: "));
  Value subscript = ints({3}, {0, 0, 1}).take();
  CHECK(text(own(cortex_rt_any_index_add(t.get(), &subscript, 1, num(1.0).get(), &here))) ==
        "[3.0, 3.0, 3.0]");
  cortex_rt_release(subscript);

  Ref zero = num(0);
  Value at = zero.get();
  void *before = cortex_rt_tensor_data(t.get());
  Ref same = own(cortex_rt_any_index_set_take(t.take(), &at, 1, num(5.0).get(), &here));
  CHECK(cortex_rt_tensor_data(same.get()) == before);
  Ref second = same;
  Ref other = own(cortex_rt_any_index_set_take(same.take(), &at, 1, num(6.0).get(), &here));
  CHECK(text(second) == "[5.0, 2.0, 3.0]");
  CHECK(text(other) == "[6.0, 2.0, 3.0]");
}

TEST_CASE("matrix products", "[runtime][tensor]") {
  Ref a = floats({2, 2}, {1, 2, 3, 4}), v = floats({2}, {5, 6});
  auto product = [](const Ref &x, const Ref &y) {
    return own(cortex_rt_any_matmul(x.get(), y.get(), &here));
  };
  CHECK(text(product(a, a)) == "[[7.0, 10.0], [15.0, 22.0]]");
  CHECK(text(product(a, v)) == "[17.0, 39.0]");
  CHECK(text(product(v, a)) == "[23.0, 34.0]");
  CHECK(text(product(v, v)) == "61.0");
  CHECK(text(product(floats({2, 1, 2}, {1, 2, 3, 4}), a)) == "[[[7.0, 10.0]], [[15.0, 22.0]]]");
  CHECK(text(product(ints({1, 2}, {1, 2}), ints({2, 1}, {3, 4}))) == "[[11]]");
  CHECK(failure([&] { product(a, floats({3}, {1, 2, 3})); }) ==
        "shape: shapes (2, 2) and (3,) do not fit in `@`");
  Ref big = own(cortex_rt_lib_full(ints({2}, {40, 50}).get(), num(1.0).get(), nullptr, &here));
  CHECK(text(index(product(big, own(cortex_rt_lib_transpose(big.get(), nullptr, &here))),
                   {num(39), num(39)})) == "50.0");
}

TEST_CASE("rearranging tensors", "[runtime][tensor]") {
  Ref m = ints({2, 3}, {0, 1, 2, 3, 4, 5});
  CHECK(text(own(cortex_rt_lib_reshape(m.get(), ints({2}, {3, -1}).get(), &here))) ==
        "[[0, 1], [2, 3], [4, 5]]");
  CHECK(failure([&] {
          own(cortex_rt_lib_reshape(m.get(), ints({1}, {4}).get(), &here));
        }).starts_with("shape: "));
  CHECK(text(own(cortex_rt_lib_transpose(m.get(), nullptr, &here))) == "[[0, 3], [1, 4], [2, 5]]");
  CHECK(text(own(cortex_rt_lib_concat(list({m, m}).get(), num(1).get(), &here))) ==
        "[[0, 1, 2, 0, 1, 2], [3, 4, 5, 3, 4, 5]]");
  CHECK(text(own(cortex_rt_lib_where(tensor<bool>({2}, {true, false}).get(),
                                     floats({2}, {1, 2}).get(), num(0.0).get(), &here))) ==
        "[1.0, 0.0]");
  CHECK(text(own(cortex_rt_lib_repeat(ints({2}, {1, 2}).get(), num(2).get(), nullptr, &here))) ==
        "[1, 1, 2, 2]");
  CHECK(text(own(cortex_rt_lib_flip(m.get(), num(1).get(), &here))) == "[[2, 1, 0], [5, 4, 3]]");
  CHECK(text(own(cortex_rt_lib_one_hot(ints({2}, {1, 0}).get(), num(3).get(), nullptr, &here))) ==
        "[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]");
  CHECK(text(own(cortex_rt_lib_argsort(floats({4}, {3, -1, 2, -1}).get(), nullptr, &here))) ==
        "[1, 3, 2, 0]");
}

TEST_CASE("sizes that do not fit are errors", "[runtime][tensor]") {
  CHECK(failure([] {
          own(cortex_rt_lib_zeros(ints({2}, {INT64_MAX, 8}).get(), nullptr, &here));
        }).starts_with("memory: "));
  CHECK(failure([] {
          own(cortex_rt_lib_zeros(ints({1}, {int64_t{1} << 50}).get(), nullptr, &here));
        }).starts_with("memory: "));
  CHECK(failure([] {
          own(cortex_rt_lib_zeros(ints({1}, {-1}).get(), nullptr, &here));
        }).starts_with("shape: "));
}
