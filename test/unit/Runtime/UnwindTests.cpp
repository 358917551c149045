// Part of Cortex, under the MIT licence.
// Tests what an error releases on its way: references in slots, buffers, and the call stack.
#include "MemoryReport.h"
#include "Runtime/RuntimeTesting.h"
#include "Unwind.h"

using namespace cortex::test;

namespace {

char *name(const char *text) { return const_cast<char *>(text); }

/// Runs a body as compiled `try` does; the error, or an empty reference.
Ref attempt(void (*body)(void *), void *environment = nullptr) {
  return own(cortex_rt_try(reinterpret_cast<void *>(body), environment));
}

/// A compiled function: holds a list and a buffer, and calls itself or throws.
void descend(int64_t depth) {
  auto *frame = static_cast<Value *>(cortex_rt_frame_begin(2));
  frame[1] = list({str("held"), floats({3}, {1, 2, 3})}).take();
  void *buffer = cortex_rt_alloc(1000, 64, &here);
  if (depth > 0) {
    cortex_rt_enter(name("descend"), &here);
    descend(depth - 1);
    cortex_rt_leave();
  } else {
    cortex_rt_throw(str("bottom").get(), &here);
  }
  cortex_rt_free(buffer);
  Value value = frame[1];
  frame[1] = nullptr;
  cortex_rt_release(value);
  cortex_rt_frame_end(frame);
}

std::string messageOf(const Ref &error) {
  auto *value = rt::dynCast<rt::ErrorValue>(error);
  return value ? value->data.message : "no error";
}

} // namespace

TEST_CASE("an error releases what the functions that it ends hold") {
  std::string before = rt::liveText();
  size_t depth = rt::callDepth();
  Ref error = attempt([](void *) { descend(5); });
  CHECK(messageOf(error) == "bottom");
  CHECK(rt::dynCast<rt::ErrorValue>(error)->data.frames.size() == 5);
  CHECK(rt::callDepth() == depth);
  error = {};
  CHECK(rt::liveText() == before);
}

TEST_CASE("what functions outside of the try hold stays") {
  int64_t before = rt::liveObjects();
  auto *frame = static_cast<Value *>(cortex_rt_frame_begin(1));
  frame[0] = list({str("outer")}).take();
  void *buffer = cortex_rt_alloc(10, 64, &here);
  for (int i = 0; i < 3; ++i)
    CHECK(messageOf(attempt([](void *) { descend(2); })) == "bottom");
  CHECK(rt::liveObjects() == before + 4);
  CHECK(frame[0]->references == 1);
  cortex_rt_free(buffer);
  cortex_rt_release(frame[0]);
  cortex_rt_frame_end(frame);
  CHECK(rt::liveObjects() == before);
}

TEST_CASE("an inner try releases its part, an outer one the rest") {
  int64_t before = rt::liveObjects();
  Ref error = attempt([](void *) {
    auto *frame = static_cast<Value *>(cortex_rt_frame_begin(1));
    frame[0] = str("between").take();
    void *buffer = cortex_rt_alloc(10, 64, &here);
    int64_t alive = rt::liveObjects();
    CHECK(messageOf(attempt([](void *) { descend(1); })) == "bottom");
    CHECK(rt::liveObjects() == alive);
    CHECK(buffer != nullptr);
    cortex_rt_throw(str("again").get(), &here);
  });
  CHECK(messageOf(error) == "again");
  error = {};
  CHECK(rt::liveObjects() == before);
}

TEST_CASE("a body that ends well keeps its results") {
  Value result = nullptr;
  CHECK_FALSE(attempt(
      [](void *place) { *static_cast<Value *>(place) = list({str("made")}).take(); }, &result));
  CHECK(text(own(result)) == R"(["made"])");
}

TEST_CASE("errors of the C++ library are memory errors") {
  Ref error = attempt([](void *) { throw std::bad_alloc(); });
  CHECK(rt::dynCast<rt::ErrorValue>(error)->data.kind == CortexMemoryError);
  error = attempt([](void *) { std::string().resize(SIZE_MAX); });
  CHECK(rt::dynCast<rt::ErrorValue>(error)->data.kind == CortexMemoryError);
  CHECK(messageOf(error).starts_with("out of memory: "));
}

TEST_CASE("calls without an end are recursion errors, and nothing is left of them") {
  std::string before = rt::liveText();
  // The test's own stack is small. Address checks keep variables elsewhere, frames never.
  rt::setStack(static_cast<char *>(__builtin_frame_address(0)) - (4 << 20), 4 << 20);
  Ref error = attempt([](void *) { descend(INT64_MAX); });
  rt::setStack(nullptr, 0);
  CHECK(rt::dynCast<rt::ErrorValue>(error)->data.kind == CortexRecursionError);
  error = {};
  CHECK(rt::liveText() == before);
  // And the program goes on.
  CHECK(messageOf(attempt([](void *) { descend(100); })) == "bottom");
}

TEST_CASE("more slots than there is room for are a recursion error") {
  Ref error = attempt([](void *) { cortex_rt_frame_begin(int64_t{1} << 40); });
  CHECK(rt::dynCast<rt::ErrorValue>(error)->data.kind == CortexRecursionError);
}
