// Part of Cortex, under the MIT licence.
// Declares the pools that every allocation of the run-time library comes from.
#ifndef CORTEX_RUNTIME_MEMORY_H
#define CORTEX_RUNTIME_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <string>

struct CortexLocation;

namespace cortex::rt {

/// Storage for `bytes` aligned to at least 64 bytes; a memory error if there is none.
void *poolAllocate(int64_t bytes);

/// Gives storage of poolAllocate back; null is ignored.
void poolFree(void *storage) noexcept;

/// Storage for a small object, to be given back with the same size.
void *smallAllocate(size_t bytes);
void smallFree(void *object, size_t bytes) noexcept;

/// The product of two counts, or a memory error if it does not fit.
int64_t checkedSize(int64_t a, int64_t b);

/// Throws the memory error for a request that cannot be met. A wish that does not fit is INT64_MAX.
[[noreturn]] void throwOutOfMemory(int64_t wanted, const CortexLocation *location);

/// What the error of such a request says.
std::string outOfMemoryText(int64_t wanted);

/// Looks for memory that nobody needs: garbage and the pool's free blocks. Whether any was found.
bool findMemory() noexcept;

/// Whether a request is beyond what the machine has, whatever the kernel promises.
bool exceedsMachine(int64_t bytes) noexcept;

/// What the pools hold and have held.
struct MemoryUse {
  int64_t bytes = 0;       // handed out and not given back
  int64_t peakBytes = 0;   // the most that this has been
  int64_t systemCalls = 0; // how often the system was asked for more
  int64_t buffers = 0;     // of typed code, alive
  int64_t refused = 0;     // the last request that could not be met
};
extern MemoryUse memoryUse;

/// The buffers that typed code allocates belong to the `try` that it runs in, so that an error
/// which ends the `try` frees those that are left: all of `level` and above.
void setBufferLevel(int32_t level) noexcept;
void freeBuffersFrom(int32_t level) noexcept;

} // namespace cortex::rt

#endif
