// Part of Cortex, under the MIT licence.
// Tests that a crash of the compiler ends in a message, a reproducer and its own status.
#include "Driver/CrashGuard.h"
#include "Driver/Options.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace cortex;

namespace {

int guarded(llvm::function_ref<int()> work) {
  return runGuarded(work, {{"cortexc", "build", "x.ctx"}, "x.ctx"});
}

} // namespace

TEST_CASE("work that ends well keeps its status") {
  CHECK(guarded([] { return 7; }) == 7);
}

#ifndef CORTEX_SANITIZED // Its own handlers of signals come first.
namespace {

unsigned reproducers() {
  unsigned count = 0;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(".", error), end; !error && entry != end;
       entry.increment(error))
    count += llvm::StringRef(entry->path()).contains("cortexc-crash-");
  return count;
}

/// Deeper than any stack, in a way that no optimiser turns into a loop.
unsigned overflow(unsigned depth) {
  volatile unsigned char frame[4096] = {};
  frame[depth % sizeof(frame)] = 1;
  return depth == 0 ? 0 : overflow(depth + 1) + frame[(depth * 7) % sizeof(frame)];
}

} // namespace

TEST_CASE("crashes of every kind are internal errors with a reproducer") {
  llvm::SmallString<128> before, folder;
  REQUIRE_FALSE(llvm::sys::fs::current_path(before));
  REQUIRE_FALSE(llvm::sys::fs::createUniqueDirectory("cortex-crash-test", folder));
  REQUIRE_FALSE(llvm::sys::fs::set_current_path(folder));
  CHECK(guarded([]() -> int { std::abort(); }) == ExitInternalError);
  CHECK(reproducers() == 1);
  CHECK(guarded([]() -> int { llvm::report_fatal_error("out of registers"); }) ==
        ExitInternalError);
  CHECK(guarded([]() -> int { throw 1; }) == ExitInternalError);
  CHECK(guarded([]() -> int { return overflow(1); }) == ExitInternalError);
  CHECK(reproducers() >= 3);
  REQUIRE_FALSE(llvm::sys::fs::set_current_path(before));
  llvm::sys::fs::remove_directories(folder);
}
#endif
