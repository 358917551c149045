// Part of Cortex, under the MIT licence.
// Declares the pools that every allocation of the run-time library comes from.
#ifndef CORTEX_RUNTIME_MEMORY_H
#define CORTEX_RUNTIME_MEMORY_H

#include <cstddef>
#include <cstdint>

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

} // namespace cortex::rt

#endif
