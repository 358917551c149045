// Part of Cortex, under the MIT licence.
// Tests that cycles are collected, that nothing else is, and when this happens.
#include "MemoryReport.h"
#include "Runtime/RuntimeTesting.h"
#include <algorithm>
#include <array>

using namespace cortex::test;

namespace {

Value code(Value const *, Value const *) { return rt::makeNull().take(); }
const char *const fieldNames[] = {"next", "data"};
const char *const fieldTypes[] = {"any", "any"};
const CortexFunctionInfo functionInfo{"f", code, 0, 0, nullptr, 0};
const CortexStructInfo nodeInfo{"Node", "Node", 2, fieldNames, fieldTypes};

Ref cell(const Ref &content) { return own(cortex_rt_cell_new(content.get())); }
Ref closure(const Ref &captured) {
  Value captures[] = {captured.get()};
  return own(cortex_rt_function_new(const_cast<CortexFunctionInfo *>(&functionInfo), captures, 1));
}
Ref node(const Ref &next, const Ref &data) {
  Value fields[] = {next.get(), data.get()};
  return own(cortex_rt_struct_new(const_cast<CortexStructInfo *>(&nodeInfo), fields, 2, &here));
}
void setNext(const Ref &node, const Ref &next) {
  own(cortex_rt_any_field_set(node.get(), const_cast<char *>("next"), next.get(), &here));
}

/// Values that hold one another in one way.
using MakeCycle = void (*)();
const std::pair<const char *, MakeCycle> cycles[] = {
    {"a list in itself",
     [] {
       Ref xs = list({num(1), str("text")});
       store(xs, {num(0)}, xs);
     }},
    {"a dict in itself",
     [] {
       Ref d = dict({{"a", floats({2}, {1, 2})}});
       store(d, {str("self")}, d);
     }},
    {"a closure in a cell that it captures",
     [] {
       Ref variable = cell(rt::makeNull()), f = closure(variable);
       cortex_rt_cell_set(variable.get(), f.get());
     }},
    {"structs that name each other",
     [] {
       Ref a = node(rt::makeNull(), str("a")), b = node(a, str("b"));
       setNext(a, b);
     }},
    {"a ring of all kinds", [] {
       Ref variable = cell(rt::makeNull());
       Ref ring = list({dict({{"f", closure(variable)}}), rt::makeTuple({variable, str("t")})});
       Ref end = node(ring, rt::makeTuple({ring, ring}));
       cortex_rt_cell_set(variable.get(), end.get());
     }}};

} // namespace

TEST_CASE("cycles that nothing holds are freed, with all that only they hold") {
  rt::collectGarbage();
  std::string before = rt::liveText();
  for (auto [name, make] : cycles) {
    INFO(name);
    make();
    CHECK(rt::liveText() != before);
    CHECK(rt::collectGarbage() > 0);
    CHECK(rt::liveText() == before);
    CHECK(rt::collectGarbage() == 0);
  }
}

TEST_CASE("what a variable reaches stays") {
  rt::collectGarbage();
  int64_t before = rt::liveObjects();
  {
    Ref inner = list({num(1), str("kept")}), holder = dict({{"list", inner}});
    store(inner, {num(0)}, holder);
    // `holder` is made after `inner`: whatever comes first in the ring, both are found.
    Ref only = std::move(inner);
    holder = {};
    int64_t alive = rt::liveObjects();
    CHECK(rt::collectGarbage() == 0);
    CHECK(rt::liveObjects() == alive);
    CHECK(text(index(index(only, {num(0)}), {str("list")})).find("kept") != std::string::npos);
  }
  CHECK(rt::collectGarbage() > 0);
  CHECK(rt::liveObjects() == before);
}

TEST_CASE("garbage that holds living values leaves them alone") {
  Ref kept = list({str("a"), str("b")});
  {
    Ref loop = list({num(1), str("x")});
    store(loop, {num(0)}, loop);
    store(loop, {num(1)}, kept);
  }
  CHECK(rt::collectGarbage() > 0);
  CHECK(text(kept) == R"(["a", "b"])");
  CHECK(kept.get()->references == 1);
}

TEST_CASE("items that lists share are counted once") {
  rt::collectGarbage();
  int64_t before = rt::liveObjects();
  {
    Ref xs = list({str("a"), str("b")});
    Ref longer = own(cortex_rt_any_append(xs.get(), str("c").get(), &here));
    CHECK(static_cast<rt::ListValue *>(xs.get())->store.get() ==
          static_cast<rt::ListValue *>(longer.get())->store.get());
    CHECK(rt::collectGarbage() == 0);
    CHECK(text(longer) == R"(["a", "b", "c"])");
    store(longer, {num(0)}, longer);
    CHECK(text(xs) == R"(["a", "b"])");
    xs = {};
    CHECK(rt::collectGarbage() == 0);
  }
  CHECK(rt::collectGarbage() > 0);
  CHECK(rt::liveObjects() == before);
}

TEST_CASE("long chains are freed and collected without recursion") {
  rt::collectGarbage();
  int64_t before = rt::liveObjects();
  Ref first = node(rt::makeNull(), rt::makeNull()), last = first;
  for (int i = 0; i < 300'000; ++i)
    last = node(last, rt::makeNull());
  SECTION("acyclic") {
    first = {};
    last = {};
  }
  SECTION("cyclic") {
    setNext(first, last);
    first = {};
    last = {};
    CHECK(rt::collectGarbage() == 300'001);
  }
  CHECK(rt::liveObjects() == before);
}

TEST_CASE("the collector runs by itself while cycles are made") {
  rt::collectGarbage();
  int64_t before = rt::collector.containers, runs = rt::collector.runs, most = 0;
  for (int i = 0; i < 100'000; ++i) {
    cycles[3].second();
    most = std::max(most, rt::collector.containers);
  }
  CHECK(rt::collector.runs > runs);
  CHECK(most < before + 50'000);
  rt::collectGarbage();
  CHECK(rt::collector.containers == before);
}

TEST_CASE("the collector rests while counts free everything") {
  rt::collectGarbage();
  int64_t runs = rt::collector.runs;
  for (int i = 0; i < 100'000; ++i)
    list({dict({{"a", num(i)}}), str("b")});
  CHECK(rt::collector.runs == runs);
}

TEST_CASE("few cycles that hold much memory are collected too") {
  rt::collectGarbage();
  int64_t before = rt::memoryUse.bytes, most = 0;
  for (int i = 0; i < 100; ++i) {
    Ref xs = list({num(1), rt::makeTensor(CortexF32, std::array{int64_t{4} << 20})});
    store(xs, {num(0)}, xs);
    most = std::max(most, rt::memoryUse.bytes);
  }
  CHECK(most < before + (int64_t{300} << 20) + rt::collector.byteLimit);
  CHECK(most < before + int64_t{100 * 16} * (1 << 20) / 2);
  rt::collectGarbage();
  CHECK(rt::memoryUse.bytes == before);
}
