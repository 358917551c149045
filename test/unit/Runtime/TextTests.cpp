// Part of Cortex, under the MIT licence.
// Tests the text of values: print, str, format.
#include "Runtime/RuntimeTesting.h"
#include <limits>

using namespace cortex::test;
using cortex::rt::floatText;

TEST_CASE("floats print as the shortest text that reads back", "[runtime][text]") {
  CHECK(floatText(0.1) == "0.1");
  CHECK(floatText(2.0) == "2.0");
  CHECK(floatText(0.1 + 0.2) == "0.30000000000000004");
  CHECK(floatText(1e-8) == "1e-08");
  CHECK(floatText(0.0001) == "0.0001");
  CHECK(floatText(0.00001) == "1e-05");
  CHECK(floatText(1e15) == "1000000000000000.0");
  CHECK(floatText(1e16) == "1e+16");
  CHECK(floatText(1.5e300) == "1.5e+300");
  CHECK(floatText(123456.789) == "123456.789");
  CHECK(floatText(5e-324) == "5e-324");
  CHECK(floatText(-0.0) == "-0.0");
  CHECK(floatText(-0.5) == "-0.5");
  CHECK(floatText(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(floatText(std::nan("")) == "nan");
  CHECK(floatText(0.1F) == "0.1");
  CHECK(floatText(16777216.0F) == "16777216.0");
}

TEST_CASE("containers print with quoted strings", "[runtime][text]") {
  CHECK(text(list({str("a\"b"), num(1), rt::makeNull()})) == "[\"a\\\"b\", 1, null]");
  CHECK(text(dict({{"a", num(1)}, {"b", num(2.5)}})) == "{\"a\": 1, \"b\": 2.5}");
  CHECK(text(rt::makeTuple({num(1), num(2)})) == "(1, 2)");
  CHECK(text(floats({2, 2}, {1, 2, 3, 4.5F})) == "[[1.0, 2.0], [3.0, 4.5]]");
  CHECK(text(tensor<bool>({2}, {true, false})) == "[true, false]");
  Ref self = list({num(1)});
  Value item = self.get();
  own(cortex_rt_any_method(self.get(), const_cast<char *>("append"), &item, 1, &here));
  CHECK(text(self) == "[1, ...]");
  store(self, {num(1)}, num(0)); // breaks the cycle, which counting references cannot free
}

TEST_CASE("large tensors are shortened", "[runtime][text]") {
  Ref large = own(cortex_rt_lib_arange(num(2000).get(), nullptr, nullptr, nullptr, &here));
  CHECK(text(large) == "[0, 1, 2, ..., 1997, 1998, 1999]");
}

TEST_CASE("formats obey width, precision and type", "[runtime][text]") {
  auto format = [](Ref value, const char *specification) {
    return text(own(cortex_rt_any_format(value.get(), const_cast<char *>(specification), &here)));
  };
  CHECK(format(num(0.123456), ".4f") == "0.1235");
  CHECK(format(num(3), "5d") == "    3");
  CHECK(format(num(-3), "05d") == "-0003");
  CHECK(format(num(0.25), ".1%") == "25.0%");
  CHECK(format(num(12345.678), "10.2e") == "  1.23e+04");
  CHECK(format(num(2.5), ".3g") == "2.5");
  CHECK(format(str("ab"), "4") == "ab  ");
  CHECK(failure([&] { format(str("ab"), ".2f"); }) ==
        "type: the format \".2f\" needs a number, found string");
  CHECK(failure([&] { format(num(1), "q"); }).starts_with("value: "));
  CHECK(failure([&] { format(num(1), "99999999999999999999d"); }).starts_with("value: "));
}

TEST_CASE("strings count code points", "[runtime][text]") {
  Ref word = str("aé😀z");
  CHECK(cortex_rt_str_len(word.get()) == 4);
  CHECK(text(index(word, {num(2)})) == "😀");
  CHECK(text(index(word, {num(-3)})) == "é");
  CHECK(text(index(word, {slice(num(1), num(3))})) == "é😀");
  CHECK(text(own(cortex_rt_lib_reverse(word.get(), &here))) == "z😀éa");
  CHECK(text(own(cortex_rt_lib_upper(str("straße é").get(), &here))) == "STRAßE É");
  CHECK(text(own(cortex_rt_lib_split_string(str(" a  b ").get(), nullptr, &here))) ==
        "[\"a\", \"b\"]");
  CHECK(text(own(cortex_rt_lib_split_string(str("a,,b").get(), str(",").get(), &here))) ==
        "[\"a\", \"\", \"b\"]");
  CHECK(text(own(cortex_rt_lib_join(list({num(1), str("x")}).get(), str("-").get(), &here))) ==
        "1-x");
  CHECK(text(own(cortex_rt_lib_replace(str("aXbX").get(), str("X").get(), str("yy").get(),
                                       &here))) == "ayybyy");
  CHECK(failure([&] { index(word, {num(4)}); }) == "index: index 4 is out of range for length 4");
}

TEST_CASE("text converts to numbers", "[runtime][text]") {
  auto integer = [](const char *raw) {
    return text(own(cortex_rt_lib_int(str(raw).get(), &here)));
  };
  auto number = [](const char *raw) {
    return text(own(cortex_rt_lib_float(str(raw).get(), &here)));
  };
  CHECK(integer("9223372036854775807") == "9223372036854775807");
  CHECK(integer(" -7 ") == "-7");
  CHECK(failure([&] { integer("9223372036854775808"); }).starts_with("value: "));
  CHECK(failure([&] { integer("1.5"); }) == "value: \"1.5\" is no int");
  CHECK(number("inf") == "inf");
  CHECK(number("nan") == "nan");
  CHECK(number("1e400") == "inf");
  CHECK(failure([&] { number("x"); }) == "value: \"x\" is no float");
  CHECK(failure([&] { own(cortex_rt_lib_int(num(1e30).get(), &here)); }).starts_with("value: "));
}
