// Part of Cortex, under the MIT licence.
// Tests the pools, the buffers of typed code, sizes that no machine has, and the counts of what is
// alive.
#include "MemoryReport.h"
#include "Runtime/RuntimeTesting.h"
#include <cmath>

using namespace cortex::test;

TEST_CASE("memory that is given back is not in use") {
  int64_t before = rt::memoryUse.bytes;
  for (int64_t bytes : {0, 1, 64, 65, 300, 4097, 1 << 20}) {
    void *block = rt::poolAllocate(bytes);
    REQUIRE(reinterpret_cast<uintptr_t>(block) % 64 == 0);
    CHECK(rt::memoryUse.bytes >= before + bytes);
    rt::poolFree(block);
    CHECK(rt::memoryUse.bytes == before);
  }
  void *small = rt::smallAllocate(40);
  CHECK(rt::memoryUse.bytes >= before + 40);
  rt::smallFree(small, 40);
  CHECK(rt::memoryUse.bytes == before);
}

#if !__has_feature(address_sanitizer) // which has no pool
TEST_CASE("free blocks go back to the system when memory is looked for") {
  rt::poolFree(rt::poolAllocate(12345));
  int64_t calls = rt::memoryUse.systemCalls;
  rt::poolFree(rt::poolAllocate(12345));
  CHECK(rt::memoryUse.systemCalls == calls);
  rt::findMemory();
  CHECK_FALSE(rt::findMemory());
  rt::poolFree(rt::poolAllocate(12345));
  CHECK(rt::memoryUse.systemCalls == calls + 1);
}
#endif

TEST_CASE("buffers are freed in any order, and those of a level at once") {
  int64_t before = rt::memoryUse.buffers, bytes = rt::memoryUse.bytes;
  rt::setBufferLevel(0);
  void *outer = cortex_rt_alloc(100, 64, &here);
  rt::setBufferLevel(1);
  void *first = cortex_rt_alloc(200, 64, &here), *second = cortex_rt_alloc(300, 64, &here),
       *third = cortex_rt_alloc(400, 64, &here);
  CHECK(rt::memoryUse.buffers == before + 4);
  cortex_rt_free(second);
  cortex_rt_free(third);
  third = cortex_rt_alloc(500, 64, &here);
  rt::setBufferLevel(2);
  CHECK(cortex_rt_alloc(600, 64, &here) != nullptr);
  rt::freeBuffersFrom(2);
  CHECK(rt::memoryUse.buffers == before + 3);
  cortex_rt_free(first);
  rt::freeBuffersFrom(1);
  CHECK(rt::memoryUse.buffers == before + 1);
  cortex_rt_free(outer);
  rt::setBufferLevel(0);
  CHECK(rt::memoryUse.buffers == before);
  CHECK(rt::memoryUse.bytes == bytes);
}

TEST_CASE("sizes that do not fit are memory errors at their place") {
  std::string large = "memory: out of memory: more than 2^60 bytes wanted, " +
                      std::to_string(rt::memoryUse.bytes) + " in use";
  CHECK(failure([] { rt::checkedSize(int64_t{1} << 40, int64_t{1} << 40); }) == large);
  CHECK(failure([] { rt::poolAllocate(-1); }) == large);
  CHECK(failure([] { cortex_rt_throw_size(&here); }) == large);
  CHECK(failure([] { cortex_rt_check_size(1e30, &here); }) == large);
  CHECK(failure([] { cortex_rt_check_size(std::nan(""), &here); }) == large);
  CHECK(failure([] { cortex_rt_check_size(0x1p59, &here); }).starts_with("memory: "));
  CHECK(failure([] { cortex_rt_check_size(1e6, &here); }).empty());
  try {
    cortex_rt_alloc(int64_t{1} << 50, 64, &here);
    FAIL("no error");
  } catch (const rt::CortexError &error) {
    CHECK(error.data.message.starts_with("out of memory: 1125899906842624 bytes wanted, "));
    CHECK(error.data.location == &here);
  }
}

TEST_CASE("an error without a place is at the current one") {
  auto placeOf = [] {
    try {
      rt::checkedSize(INT64_MAX, 2);
    } catch (const rt::CortexError &error) {
      return error.data.location;
    }
    return &here;
  };
  CHECK(placeOf() == nullptr);
  static const CortexLocation there{"test.ctx", 9, 1, "main", "f[]", nullptr};
  rt::Place outer(&there);
  CHECK(placeOf() == &there);
  {
    rt::Place inner(nullptr);
    CHECK(placeOf() == nullptr);
  }
  CHECK(placeOf() == &there);
}

TEST_CASE("what is alive is counted by kind") {
  std::string before = rt::liveText();
  int64_t count = rt::liveObjects();
  {
    int64_t strings = rt::liveValues[CortexKindString], lists = rt::liveValues[CortexKindList];
    Ref held = list({str("a"), floats({2}, {1, 2}), num(100'000)});
    CHECK(rt::liveValues[CortexKindString] == strings + 1);
    CHECK(rt::liveValues[CortexKindList] == lists + 1);
    // The list, its items, and three values.
    CHECK(rt::liveObjects() == count + 5);
    Ref immortal = num(7), yes = boolean(true);
    CHECK(rt::liveObjects() == count + 5);
    CHECK(rt::memoryReport().find("alive: " + rt::liveText()) != std::string::npos);
  }
  CHECK(rt::liveText() == before);
  CHECK(rt::liveObjects() == count);
}
