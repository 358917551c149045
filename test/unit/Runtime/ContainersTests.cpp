// Part of Cortex, under the MIT licence.
// Tests lists, dicts, tuples, structs, functions, iteration, types and errors.
#include "Runtime/RuntimeTesting.h"
#include <array>

using namespace cortex::test;

namespace {

char *name(const char *text) { return const_cast<char *>(text); }

Ref method(const Ref &self, const char *which, std::initializer_list<Ref> arguments = {}) {
  std::vector<Value> plain;
  for (const Ref &each : arguments)
    plain.push_back(each.get());
  return own(cortex_rt_any_method(self.get(), name(which), plain.data(),
                                  static_cast<int64_t>(plain.size()), &here));
}

/// f[a, b = 10, rest...] for the tests of calls.
Value sumCode(Value const *captures, Value const *arguments) {
  Ref second = arguments[1] ? Ref::share(arguments[1]) : num(10);
  Ref sum = apply(CortexBinary_add, Ref::share(arguments[0]), second);
  sum = apply(CortexBinary_add, sum, Ref::share(captures[0]));
  return apply(CortexBinary_add, sum, num(cortex_rt_any_len(arguments[2], &here) * 1000)).take();
}

const char *const sumParameters[] = {"a", "b", "rest"};
const CortexFunctionInfo sumInfo{"sum3", sumCode, 3, 1, sumParameters, 1};

const char *const pointFields[] = {"x", "y"};
const char *const pointTypes[] = {"float", "any"};
const CortexStructInfo pointInfo{"Point", "geo.Point", 2, pointFields, pointTypes};

} // namespace

TEST_CASE("lists are shared, append makes a longer one", "[runtime][list]") {
  Ref a = list({str("x"), str("y")}), b = a;
  store(b, {num(0)}, str("z"));
  CHECK(text(a) == "[\"z\", \"y\"]");
  Ref longer = own(cortex_rt_any_append(a.get(), num(1).get(), &here));
  Ref other = own(cortex_rt_any_append(a.get(), num(2).get(), &here));
  CHECK(text(a) == "[\"z\", \"y\"]");
  CHECK(text(longer) == "[\"z\", \"y\", 1]");
  CHECK(text(other) == "[\"z\", \"y\", 2]");
  store(longer, {num(0)}, str("w"));
  CHECK(text(a) == "[\"z\", \"y\"]");
  store(a, {num(1)}, str("q"));
  CHECK(text(other) == "[\"z\", \"y\", 2]");
  CHECK(failure([&] { store(a, {num(2)}, num(0)); }) ==
        "index: index 2 is out of range for length 2");
  CHECK(text(index(other, {slice(num(1), {})})) == "[\"y\", 2]");
}

TEST_CASE("appending in a loop does not copy each time", "[runtime][list]") {
  Ref xs = list({}), t = floats({0}, {});
  int64_t copies = 0;
  void *data = nullptr;
  for (int i = 0; i < 10'000; ++i) {
    xs = own(cortex_rt_any_append(xs.get(), num(i).get(), &here));
    t = own(cortex_rt_any_append(t.get(), num(i).get(), &here));
    copies += cortex_rt_tensor_data(t.get()) != data;
    data = cortex_rt_tensor_data(t.get());
  }
  CHECK(cortex_rt_any_len(xs.get(), &here) == 10'000);
  CHECK(text(index(t, {num(-1)})) == "9999.0");
  CHECK(copies < 40);
  Ref shorter = floats({1}, {1}),
      one = own(cortex_rt_any_append(shorter.get(), num(2).get(), &here));
  Ref two = own(cortex_rt_any_append(one.get(), num(3).get(), &here)),
      three = own(cortex_rt_any_append(one.get(), num(4).get(), &here));
  CHECK(text(two) == "[1.0, 2.0, 3.0]");
  CHECK(text(three) == "[1.0, 2.0, 4.0]");
}

TEST_CASE("dicts keep their order and know near keys", "[runtime][dict]") {
  Ref d = dict({{"learning_rate", num(0.1)}, {"epochs", num(5)}});
  CHECK(failure([&] { index(d, {str("learning_rat")}); }) ==
        "key: there is no key \"learning_rat\"; did you mean \"learning_rate\"?");
  store(d, {num(1)}, str("one"));
  CHECK(text(index(d, {num(1.0)})) == "one");
  CHECK(text(method(d, "get", {str("no"), num(3)})) == "3");
  CHECK(text(method(d, "keys")) == "[\"learning_rate\", \"epochs\", 1]");
  CHECK(text(method(d, "remove", {str("epochs")})) == "5");
  CHECK(text(own(cortex_rt_any_iter_item(d.get(), 1, &here))) == "1");
  CHECK(text(method(d, "merge", {dict({{"a", num(2)}})})) ==
        "{\"learning_rate\": 0.1, 1: \"one\", \"a\": 2}");
  CHECK(text(d) == "{\"learning_rate\": 0.1, 1: \"one\"}");
  CHECK(text(method(d, "items")) == "[(\"learning_rate\", 0.1), (1, \"one\")]");
  CHECK(text(own(cortex_rt_any_iter_pair(d.get(), 0, &here))) == "(\"learning_rate\", 0.1)");
  CHECK(cortex_rt_any_contains(str("learning_rate").get(), d.get(), &here));
  CHECK(failure([&] { store(d, {list({})}, num(1)); }).starts_with("type: "));
  CHECK(cortex_rt_any_equal(dict({{"a", num(1)}, {"b", num(2)}}).get(),
                            dict({{"b", num(2)}, {"a", num(1.0)}}).get()));
}

TEST_CASE("a dict of inputs and targets is a dataset", "[runtime][dict]") {
  Ref data = dict(
      {{"inputs", own(cortex_rt_lib_zeros(ints({2}, {70, 2}).get(), nullptr, &here))},
       {"targets", own(cortex_rt_lib_arange(num(70).get(), nullptr, nullptr, nullptr, &here))}});
  CHECK(cortex_rt_any_len(data.get(), &here) == 70);
  CHECK(cortex_rt_any_iter_len(data.get(), &here) == 3);
  CHECK(cortex_rt_any_len(own(cortex_rt_any_iter_item(data.get(), 2, &here)).get(), &here) == 6);
  CHECK(text(index(index(data, {slice(num(1), num(4))}), {str("targets")})) == "[1, 2, 3]");
}

TEST_CASE("structs have fields", "[runtime][struct]") {
  std::array<Ref, 2> fields{num(1.0), num(2.0)};
  Ref p = own(cortex_rt_struct_new(const_cast<CortexStructInfo *>(&pointInfo),
                                   std::array{fields[0].get(), fields[1].get()}.data(), 2, &here));
  CHECK(text(p) == "Point[x=1.0, y=2.0]");
  Ref q = own(cortex_rt_any_field_set(p.get(), name("x"), num(9.0).get(), &here));
  CHECK(text(own(cortex_rt_any_field_get(p.get(), name("x"), &here))) == "9.0");
  CHECK(failure([&] {
          own(cortex_rt_any_field_get(p.get(), name("z"), &here));
        }).starts_with("type: Point has no field `z`"));
  CHECK(failure([&] {
          own(cortex_rt_any_field_set(p.get(), name("x"), str("no").get(), &here));
        }) == "type: expected `float` for field `x` of `Point`, found string");
  CHECK(text(apply(CortexBinary_mul, p, num(2))) == "Point[x=18.0, y=4.0]");
  CHECK(text(own(cortex_rt_any_field_get(p.get(), name("parameters"), &here))) ==
        "{\"x\": 9.0, \"y\": 2.0}");
  CHECK(cortex_rt_any_is_type(p.get(), name("geo.Point")));
  CHECK_FALSE(cortex_rt_any_is_type(p.get(), name("Point")));
}

TEST_CASE("functions take positional, named, optional and further arguments",
          "[runtime][function]") {
  Ref captured = num(100);
  Value capture = captured.get();
  Ref f = own(cortex_rt_function_new(const_cast<CortexFunctionInfo *>(&sumInfo), &capture, 1));
  auto call = [&](std::vector<Ref> arguments, std::vector<const char *> names = {}) {
    std::vector<Value> plain;
    for (const Ref &each : arguments)
      plain.push_back(each.get());
    auto named = static_cast<int64_t>(names.size());
    return text(own(cortex_rt_any_apply_named(f.get(), plain.data(),
                                              static_cast<int64_t>(plain.size()) - named,
                                              names.data(), named, &here)));
  };
  CHECK(call({num(1)}) == "111");
  CHECK(call({num(1), num(2)}) == "103");
  CHECK(call({num(1), num(2), num(3), num(4)}) == "2103");
  CHECK(call({num(5), num(1)}, {"b", "a"}) == "106");
  CHECK(failure([&] { call({}); }) == "type: sum3 expects at least 1 arguments, found 0");
  CHECK(failure([&] { call({num(1)}, {"c"}); }).starts_with("type: sum3 has no parameter `c`"));
  CHECK(failure([&] { call({num(1), num(2)}, {"a"}); }) == "type: sum3 got the argument `a` twice");
}

TEST_CASE("ranges count ints up to floats", "[runtime][range]") {
  auto range = [](Ref a, Ref b, Ref c = {}) {
    return text(own(cortex_rt_range_new(a.get(), b.get(), c.get(), &here)));
  };
  CHECK(range(num(0), num(3.5)) == "[0, 1, 2, 3]");
  CHECK(range(num(3), {}) == "[0, 1, 2]");
  CHECK(range(num(3), num(0), num(-1)) == "[3, 2, 1]");
  CHECK(range(num(0), num(1), num(0.25)) == "[0.0, 0.25, 0.5, 0.75]");
  CHECK(failure([&] { range(num(0), num(1), num(0)); }).starts_with("value: "));
  CHECK(range(num(5), num(2)) == "[]");
}

TEST_CASE("sequences sort, zip and count", "[runtime][sequence]") {
  CHECK(text(own(cortex_rt_lib_sorted(list({str("b"), str("a")}).get(), nullptr, &here))) ==
        "[\"a\", \"b\"]");
  CHECK(text(own(cortex_rt_lib_enumerate(list({str("a")}).get(), &here))) == "[(0, \"a\")]");
  CHECK(text(own(cortex_rt_lib_zip(list({list({num(1), num(2)}), str("ab")}).get(), &here))) ==
        "[(1, \"a\"), (2, \"b\")]");
  CHECK(failure([] {
          own(cortex_rt_lib_sorted(list({str("b"), num(1)}).get(), nullptr, &here));
        }).starts_with("type: "));
  CHECK(text(own(cortex_rt_lib_concat(list({list({str("a")}), list({num(1)})}).get(), nullptr,
                                      &here))) == "[\"a\", 1]");
}

TEST_CASE("literals of numbers are tensors", "[runtime][literal]") {
  auto literal = [](std::vector<Ref> items) {
    std::vector<Value> plain;
    for (const Ref &each : items)
      plain.push_back(each.get());
    // As if everything in it were written in brackets.
    std::string rows(plain.size(), '1');
    return own(cortex_rt_literal_new(plain.data(), static_cast<int64_t>(plain.size()), rows.data(),
                                     &here));
  };
  Ref row = literal({num(1), num(2)});
  CHECK(cortex_rt_value_kind(row.get()) == CortexKindTensor);
  CHECK(text(literal({row, literal({num(3.5), num(4)})})) == "[[1.0, 2.0], [3.5, 4.0]]");
  CHECK(cortex_rt_value_kind(literal({num(1), str("a")}).get()) == CortexKindList);
  CHECK(cortex_rt_value_kind(literal({}).get()) == CortexKindList);
}

TEST_CASE("annotations are checked from their text", "[runtime][types]") {
  auto is = [](const Ref &value, const char *annotation) {
    return cortex_rt_any_is_type(value.get(), name(annotation));
  };
  CHECK(is(num(1), "int"));
  CHECK_FALSE(is(num(1), "float"));
  CHECK_FALSE(is(num(1.5), "int"));
  CHECK(is(num(1.5), "int | float"));
  CHECK(is(rt::makeNull(), "string | null"));
  CHECK(is(list({num(1), str("a")}), "list[int | string]"));
  CHECK_FALSE(is(list({num(1), str("a")}), "list[int]"));
  CHECK(is(ints({2}, {1, 2}), "list[int]"));
  CHECK(is(dict({{"a", num(1)}}), "dict[string, int]"));
  CHECK_FALSE(is(dict({{"a", str("b")}}), "dict[string, int]"));
  CHECK(is(floats({2}, {1, 2}), "vector"));
  CHECK_FALSE(is(floats({2}, {1, 2}), "matrix"));
  CHECK_FALSE(is(floats({2}, {1, 2}), "tensor[float64]"));
  CHECK(is(dict({{"a", list({num(1)})}}), "dict[string, list[int] | int]"));
  auto check = [](const Ref &value, const char *annotation) {
    return own(
        cortex_rt_any_check_type(value.get(), name(annotation), name("the argument `n`"), &here));
  };
  CHECK(text(check(num(1), "float")) == "1.0");
  CHECK(failure([&] { check(str("x"), "int"); }) ==
        "type: expected `int` for the argument `n`, found string");
}

TEST_CASE("truth", "[runtime][truth]") {
  auto truth = [](const Ref &value) { return cortex_rt_any_truth(value.get(), &here); };
  CHECK_FALSE(truth(num(0.0)));
  CHECK_FALSE(truth(str("")));
  CHECK_FALSE(truth(list({})));
  CHECK(truth(str("a")));
  CHECK(truth(floats({1}, {2})));
  CHECK(failure([&] { truth(floats({2}, {1, 2})); }).starts_with("type: a tensor of 2 elements"));
}

namespace {

void throwing(void *environment) {
  cortex_rt_enter(name("inner"), &here);
  cortex_rt_throw(static_cast<Value>(environment), &here);
}
void recursing(void *environment) {
  cortex_rt_enter(name("again"), &here);
  if (!environment)
    recursing(environment);
  cortex_rt_leave();
}
void quiet(void *) {}

} // namespace

TEST_CASE("errors are caught as values and thrown again", "[runtime][errors]") {
  Ref message = str("out of cheese");
  Ref error = own(cortex_rt_try(reinterpret_cast<void *>(throwing), message.get()));
  auto field = [&](const char *which) {
    return text(own(cortex_rt_any_field_get(error.get(), name(which), &here)));
  };
  CHECK(field("message") == "out of cheese");
  CHECK(field("kind") == "user");
  CHECK(field("line") == "3");
  CHECK(text(error) == "out of cheese");
  Ref again = own(cortex_rt_try(reinterpret_cast<void *>(throwing), error.get()));
  CHECK(text(again) == "out of cheese");
  CHECK(cortex_rt_try(reinterpret_cast<void *>(quiet), nullptr) == nullptr);
}

TEST_CASE("endless recursion is an error", "[runtime][errors]") {
  // The test's own stack is small. Address checks keep variables elsewhere, frames never.
  rt::setStack(static_cast<char *>(__builtin_frame_address(0)) - (4 << 20), 4 << 20);
  Ref error = own(cortex_rt_try(reinterpret_cast<void *>(recursing), nullptr));
  rt::setStack(nullptr, 0);
  REQUIRE(error);
  CHECK(text(own(cortex_rt_any_field_get(error.get(), name("kind"), &here))) == "recursion");
}

TEST_CASE("an uncaught error shows its place", "[runtime][errors]") {
  static const CortexLocation library{"<std>/nn.ctx", 7, 1, "mse", nullptr, nullptr};
  rt::ErrorData error{CortexShapeError, "no fit", &here, {{"f", &here}}, 1};
  CHECK(rt::renderError(error) ==
        "error: no fit\n --> test.ctx:3:5\n  |\n3 | let a := b\n  |     ^\n"
        "call stack, innermost first:\n  in f, called at test.ctx:3:5\n");
  error.location = &library;
  CHECK(rt::renderError(error).find(" --> test.ctx:3:5\n") != std::string::npos);
  CHECK(rt::renderError(error).find("note: raised in the library at <std>/nn.ctx:7:1") !=
        std::string::npos);
}

TEST_CASE("long chains are destroyed without recursion", "[runtime][memory]") {
  Ref chain = list({});
  for (int i = 0; i < 300'000; ++i)
    chain = list({std::move(chain)});
  chain = {};
  SUCCEED();
}
