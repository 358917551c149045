// Part of Cortex, under the MIT licence.
// Owns the memory pools: size classes with free lists, so that a loop that has reached its steady
// state never calls malloc.
#include "Memory.h"
#include "Errors.h"
#include "cortex/runtime.h"
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unistd.h>

namespace cortex::rt {
namespace {

constexpr int64_t Alignment = 64;
constexpr int StepsPerOctave = 4;
constexpr int ClassCount = 64 * StepsPerOctave;
constexpr size_t SmallLimit = 512;
constexpr size_t SmallGrain = 16;
constexpr size_t SlabBytes = 64 * 1024;

/// What stands in the 64 bytes before each block; a free block links to the next one of its class.
struct BlockHeader {
  BlockHeader *next;
  int64_t bytes;
  int32_t sizeClass;
};
static_assert(sizeof(BlockHeader) <= Alignment);

struct FreeSmall {
  FreeSmall *next;
};

// Under the address sanitizer every block goes back to the system, so that leaks and uses after
// release show.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CORTEX_NO_POOL
#endif
#endif
#ifdef CORTEX_NO_POOL
constexpr bool Pooling = false;
#else
constexpr bool Pooling = true;
#endif

/// Guards both pools: loop bodies on several threads may allocate scratch space.
std::mutex poolMutex;
BlockHeader *freeBlocks[ClassCount];
FreeSmall *freeSmall[SmallLimit / SmallGrain + 1];
int64_t systemAllocations = 0;
int64_t bytesInUse = 0;

/// The smallest class that holds `bytes`: four classes per power of two bound the waste to a
/// quarter.
int classOf(int64_t bytes, int64_t &rounded) {
  if (bytes <= 256) {
    rounded = (bytes + Alignment - 1) / Alignment * Alignment;
    rounded = rounded == 0 ? Alignment : rounded;
    return static_cast<int>(rounded / Alignment) - 1;
  }
  int octave = 63 - std::countl_zero(static_cast<uint64_t>(bytes - 1));
  int64_t step = (int64_t{1} << octave) / StepsPerOctave;
  int64_t part = (bytes - (int64_t{1} << octave) + step - 1) / step;
  rounded = (int64_t{1} << octave) + part * step;
  return octave * StepsPerOctave + static_cast<int>(part) - 1;
}

int64_t physicalBytes() {
  static const int64_t bytes = int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
  return bytes;
}

void *systemAllocate(int64_t bytes) {
  // The kernel promises more than it has; a request beyond the machine's memory must fail here and
  // not by a kill.
  void *storage =
      bytes > physicalBytes() ? nullptr : std::aligned_alloc(Alignment, static_cast<size_t>(bytes));
  if (!storage)
    throwError(CortexMemoryError, "out of memory: " + std::to_string(bytes) + " bytes wanted",
               nullptr);
  ++systemAllocations;
  return storage;
}

} // namespace

void *poolAllocate(int64_t bytes) {
  if (bytes < 0 || bytes > (int64_t{1} << 60))
    throwError(CortexMemoryError, "out of memory: the size does not fit", nullptr);
  int64_t rounded = 0;
  int sizeClass = classOf(bytes, rounded);
  std::lock_guard<std::mutex> lock(poolMutex);
  BlockHeader *block = freeBlocks[sizeClass];
  if (block) {
    freeBlocks[sizeClass] = block->next;
  } else {
    block = static_cast<BlockHeader *>(systemAllocate(rounded + Alignment));
    block->bytes = rounded;
    block->sizeClass = sizeClass;
  }
  bytesInUse += block->bytes;
  return reinterpret_cast<char *>(block) + Alignment;
}

void poolFree(void *storage) noexcept {
  if (!storage)
    return;
  auto *block = reinterpret_cast<BlockHeader *>(static_cast<char *>(storage) - Alignment);
  std::lock_guard<std::mutex> lock(poolMutex);
  bytesInUse -= block->bytes;
  if (!Pooling)
    return std::free(block);
  block->next = freeBlocks[block->sizeClass];
  freeBlocks[block->sizeClass] = block;
}

void *smallAllocate(size_t bytes) {
  if (bytes > SmallLimit || !Pooling)
    return poolAllocate(static_cast<int64_t>(bytes));
  size_t index = (bytes + SmallGrain - 1) / SmallGrain;
  std::lock_guard<std::mutex> lock(poolMutex);
  if (!freeSmall[index]) {
    size_t size = index * SmallGrain;
    char *slab = static_cast<char *>(systemAllocate(SlabBytes));
    for (size_t offset = 0; offset + size <= SlabBytes; offset += size) {
      auto *object = reinterpret_cast<FreeSmall *>(slab + offset);
      object->next = freeSmall[index];
      freeSmall[index] = object;
    }
  }
  FreeSmall *object = freeSmall[index];
  freeSmall[index] = object->next;
  return object;
}

void smallFree(void *object, size_t bytes) noexcept {
  if (bytes > SmallLimit || !Pooling)
    return poolFree(object);
  size_t index = (bytes + SmallGrain - 1) / SmallGrain;
  std::lock_guard<std::mutex> lock(poolMutex);
  auto *entry = static_cast<FreeSmall *>(object);
  entry->next = freeSmall[index];
  freeSmall[index] = entry;
}

int64_t checkedSize(int64_t a, int64_t b) {
  int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product) || product > (int64_t{1} << 60))
    throwError(CortexMemoryError, "out of memory: the size does not fit", nullptr);
  return product;
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void *cortex_rt_alloc(int64_t bytes, int64_t alignment) {
  if (alignment <= Alignment)
    return poolAllocate(bytes);
  throwError(CortexMemoryError, "an alignment above 64 bytes is not supported", nullptr);
}

void cortex_rt_free(void *storage) noexcept { poolFree(storage); }

int64_t cortex_rt_allocation_count() noexcept { return systemAllocations; }

int64_t cortex_rt_memory_in_use() noexcept { return bytesInUse; }

// The names that MLIR's lowering of memref calls.
void *_mlir_memref_to_llvm_alloc(int64_t bytes) { return poolAllocate(bytes); }
void *_mlir_memref_to_llvm_aligned_alloc(int64_t alignment, int64_t bytes) {
  return cortex_rt_alloc(bytes, alignment);
}
void _mlir_memref_to_llvm_free(void *storage) { poolFree(storage); }

/// MLIR's unranked memref: a rank and a pointer to {allocated, aligned, offset, sizes[rank],
/// strides[rank]}.
struct CortexUnrankedMemRef {
  int64_t rank;
  void *descriptor;
};

struct CortexMemRefHeader {
  char *allocated;
  char *aligned;
  int64_t offset;
  int64_t extents[1];
};

/// Copies between strided memrefs of the same shape; the name and the layout are MLIR's.
void memrefCopy(int64_t elementBytes, const CortexUnrankedMemRef *source,
                const CortexUnrankedMemRef *target) {
  int64_t rank = source->rank;
  auto *from = static_cast<CortexMemRefHeader *>(source->descriptor);
  auto *to = static_cast<CortexMemRefHeader *>(target->descriptor);
  const int64_t *shape = from->extents;
  const int64_t *fromStrides = from->extents + rank, *toStrides = to->extents + rank;
  const char *read = from->aligned + from->offset * elementBytes;
  char *write = to->aligned + to->offset * elementBytes;
  int64_t run = elementBytes; // bytes that are contiguous on both sides
  int64_t outer = rank;
  int64_t expected = 1;
  while (outer > 0 && fromStrides[outer - 1] == expected && toStrides[outer - 1] == expected)
    expected *= shape[--outer], run = expected * elementBytes;
  int64_t index[64] = {0};
  for (int64_t d = 0; d < rank; ++d)
    if (shape[d] == 0)
      return;
  while (true) {
    std::memcpy(write, read, static_cast<size_t>(run));
    int64_t d = outer - 1;
    for (; d >= 0; --d) {
      read += fromStrides[d] * elementBytes;
      write += toStrides[d] * elementBytes;
      if (++index[d] < shape[d])
        break;
      read -= index[d] * fromStrides[d] * elementBytes;
      write -= index[d] * toStrides[d] * elementBytes;
      index[d] = 0;
    }
    if (d < 0)
      return;
  }
}
}
