// Part of Cortex, under the MIT licence.
// Owns the allocation of strings and of the C++ library's containers: the system's, with the same
// errors as the pool.
#include "Memory.h"
#include "Unwind.h"
#include <algorithm>
#include <cstdlib>
#include <new>

using namespace cortex::rt;

void *operator new(std::size_t bytes) {
  auto wanted = static_cast<int64_t>(std::min<std::size_t>(bytes, INT64_MAX));
  while (true) {
    void *storage = exceedsMachine(wanted) ? nullptr : std::malloc(std::max<std::size_t>(bytes, 1));
    if (storage)
      return storage;
    if (findMemory())
      continue;
    // Code outside of a program, a host's say, knows nothing of Cortex's errors.
    if (!isCatching())
      throw std::bad_alloc();
    throwOutOfMemory(wanted, nullptr);
  }
}

void operator delete(void *storage) noexcept { std::free(storage); }
void operator delete(void *storage, std::size_t) noexcept { std::free(storage); }
