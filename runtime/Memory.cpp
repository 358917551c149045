// Part of Cortex, under the MIT licence.
// Owns the memory pools: size classes with free lists, so that a loop that has reached its steady
// state never calls malloc.
#include "Memory.h"
#include "Collector.h"
#include "Errors.h"
#include "Parallel.h"
#include "cortex/runtime.h"
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <mutex>
#include <new>
#include <unistd.h>
#include <utility>

namespace cortex::rt {

MemoryUse memoryUse;

namespace {

constexpr int64_t Alignment = 64;
constexpr int StepsPerOctave = 4;
constexpr int ClassCount = 64 * StepsPerOctave;
constexpr size_t SmallLimit = 512;
constexpr size_t SmallGrain = 16;
constexpr size_t SlabBytes = 64 * 1024;
constexpr int64_t MappedBytes = 1024 * 1024;

/// What stands in the 64 bytes before each block. A free block links to the next one of its class,
/// a buffer of typed code to those that were allocated before and after it.
struct BlockHeader {
  BlockHeader *next;
  BlockHeader *older;
  BlockHeader *newer;
  int64_t bytes;
  int32_t sizeClass;
  int32_t level; // the `try` that a buffer belongs to, -1 for other storage
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

/// Guards both pools where bodies of loops on several threads allocate scratch space. All other
/// code of a program runs in one thread, while no such loop does, and takes no lock.
std::mutex poolMutex;

class PoolLock {
public:
  PoolLock() : lock(poolMutex, std::defer_lock) {
    if (insideParallelLoop())
      lock.lock();
  }

private:
  std::unique_lock<std::mutex> lock;
};

BlockHeader *freeBlocks[ClassCount];
FreeSmall *freeSmall[SmallLimit / SmallGrain + 1];
BlockHeader *newestBuffer = nullptr;
int32_t bufferLevel = 0;

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

/// While a memory error is put together: it needs memory too.
thread_local bool reporting = false;
struct Reporting {
  Reporting() { reporting = true; }
  ~Reporting() { reporting = false; }
};

/// Storage from the system, or null. Each large block is a mapping of its own, whose pages come
/// with the first write and go when it is freed; glibc would come to take them from its heap.
void *systemAllocate(int64_t bytes) {
  [[maybe_unused]] static const int set = mallopt(M_MMAP_THRESHOLD, MappedBytes);
  void *storage =
      exceedsMachine(bytes) ? nullptr : std::aligned_alloc(Alignment, static_cast<size_t>(bytes));
  memoryUse.systemCalls += storage != nullptr;
  return storage;
}

/// The class of the largest block that was ever asked for.
int largestClass = 0;

/// Gives the free blocks of some class and above back to the system; whether there were any.
bool giveBack(int firstClass) {
  bool found = false;
  for (int sizeClass = firstClass; sizeClass < ClassCount; ++sizeClass)
    while (BlockHeader *block = freeBlocks[sizeClass]) {
      freeBlocks[sizeClass] = block->next;
      std::free(block);
      found = true;
    }
  return found;
}

/// A program that asks for a larger block than ever before is still growing: its large free blocks
/// are those that it grew out of. In its steady state none goes.
void noteGrowth(int sizeClass) {
  if (sizeClass <= largestClass)
    return;
  largestClass = sizeClass;
  int64_t rounded = 0;
  static const int firstLarge = classOf(MappedBytes, rounded);
  giveBack(firstLarge);
}

void countInUse(int64_t bytes) {
  memoryUse.bytes += bytes;
  memoryUse.peakBytes = std::max(memoryUse.peakBytes, memoryUse.bytes);
}

/// A block of a class, or null.
BlockHeader *takeBlock(int sizeClass, int64_t rounded) {
  PoolLock lock;
  BlockHeader *block = freeBlocks[sizeClass];
  if (block) {
    freeBlocks[sizeClass] = block->next;
  } else {
    noteGrowth(sizeClass);
    block = static_cast<BlockHeader *>(systemAllocate(rounded + Alignment));
    if (!block)
      return nullptr;
    block->bytes = rounded;
    block->sizeClass = sizeClass;
  }
  block->level = -1;
  countInUse(rounded);
  return block;
}

BlockHeader *allocateBlock(int64_t bytes, Loc location) {
  if (bytes < 0 || bytes > (int64_t{1} << 60))
    throwOutOfMemory(INT64_MAX, location);
  int64_t rounded = 0;
  int sizeClass = classOf(bytes, rounded);
  while (true) {
    if (BlockHeader *block = takeBlock(sizeClass, rounded))
      return block;
    if (!findMemory())
      throwOutOfMemory(bytes, location);
  }
}

void unlinkBuffer(BlockHeader *block) {
  (block->newer ? block->newer->older : newestBuffer) = block->older;
  if (block->older)
    block->older->newer = block->newer;
  --memoryUse.buffers;
}

void *allocateBuffer(int64_t bytes, Loc location) {
  BlockHeader *block = allocateBlock(bytes, location);
  PoolLock lock;
  block->level = bufferLevel;
  block->older = newestBuffer;
  block->newer = nullptr;
  if (newestBuffer)
    newestBuffer->newer = block;
  newestBuffer = block;
  ++memoryUse.buffers;
  return reinterpret_cast<char *>(block) + Alignment;
}

/// Puts the objects of a new slab on their free list; false if the system has no memory.
bool addSlab(size_t index) {
  size_t size = index * SmallGrain;
  char *slab = static_cast<char *>(systemAllocate(SlabBytes));
  for (size_t offset = 0; slab && offset + size <= SlabBytes; offset += size) {
    auto *object = reinterpret_cast<FreeSmall *>(slab + offset);
    object->next = freeSmall[index];
    freeSmall[index] = object;
  }
  return slab != nullptr;
}

/// An object of a size class, or null.
void *takeSmall(size_t index) {
  PoolLock lock;
  if (!freeSmall[index] && !addSlab(index))
    return nullptr;
  FreeSmall *object = freeSmall[index];
  freeSmall[index] = object->next;
  countInUse(static_cast<int64_t>(index * SmallGrain));
  return object;
}

/// Gives the free blocks back to the system; whether there were any.
bool trimPool() {
  PoolLock lock;
  return giveBack(0);
}

} // namespace

bool exceedsMachine(int64_t bytes) noexcept { return bytes > physicalBytes(); }

bool findMemory() noexcept {
  bool collected = collectGarbage() > 0;
  return trimPool() || collected;
}

void throwOutOfMemory(int64_t wanted, const CortexLocation *location) {
  if (reporting)
    throw std::bad_alloc();
  Reporting guard;
  memoryUse.refused = wanted;
  throwError(CortexMemoryError, outOfMemoryText(wanted), location);
}

std::string outOfMemoryText(int64_t wanted) {
  std::string bytes =
      wanted == INT64_MAX ? "more than 2^60 bytes" : std::to_string(wanted) + " bytes";
  return "out of memory: " + bytes + " wanted, " + std::to_string(memoryUse.bytes) + " in use";
}

void setBufferLevel(int32_t level) noexcept { bufferLevel = level; }

void freeBuffersFrom(int32_t level) noexcept {
  while (newestBuffer && newestBuffer->level >= level)
    poolFree(reinterpret_cast<char *>(newestBuffer) + Alignment);
}

void *poolAllocate(int64_t bytes) {
  return reinterpret_cast<char *>(allocateBlock(bytes, nullptr)) + Alignment;
}

void poolFree(void *storage) noexcept {
  if (!storage)
    return;
  auto *block = reinterpret_cast<BlockHeader *>(static_cast<char *>(storage) - Alignment);
  PoolLock lock;
  memoryUse.bytes -= block->bytes;
  if (block->level >= 0)
    unlinkBuffer(block);
  if (!Pooling)
    return std::free(block);
  block->next = freeBlocks[block->sizeClass];
  freeBlocks[block->sizeClass] = block;
}

void *smallAllocate(size_t bytes) {
  if (bytes > SmallLimit || !Pooling)
    return poolAllocate(static_cast<int64_t>(bytes));
  size_t index = (bytes + SmallGrain - 1) / SmallGrain;
  while (true) {
    if (void *object = takeSmall(index))
      return object;
    if (!findMemory())
      throwOutOfMemory(static_cast<int64_t>(SlabBytes), nullptr);
  }
}

void smallFree(void *object, size_t bytes) noexcept {
  if (bytes > SmallLimit || !Pooling)
    return poolFree(object);
  size_t index = (bytes + SmallGrain - 1) / SmallGrain;
  PoolLock lock;
  auto *entry = static_cast<FreeSmall *>(object);
  entry->next = freeSmall[index];
  freeSmall[index] = entry;
  memoryUse.bytes -= static_cast<int64_t>(index * SmallGrain);
}

int64_t checkedSize(int64_t a, int64_t b) {
  int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product) || product > (int64_t{1} << 60))
    throwOutOfMemory(INT64_MAX, nullptr);
  return product;
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void *cortex_rt_alloc(int64_t bytes, int64_t alignment, Loc location) {
  if (alignment <= Alignment)
    return allocateBuffer(bytes, location);
  throwError(CortexMemoryError, "an alignment above 64 bytes is not supported", location);
}

void cortex_rt_throw_size(Loc location) { throwOutOfMemory(INT64_MAX, location); }

void cortex_rt_check_size(double bytes, Loc location) {
  // At 2^60 and above, and for what is no number, the count itself may be wrong.
  if (!(bytes < 0x1p60))
    cortex_rt_throw_size(location);
  if (exceedsMachine(static_cast<int64_t>(bytes)))
    throwOutOfMemory(static_cast<int64_t>(bytes), location);
}

void cortex_rt_free(void *storage) noexcept { poolFree(storage); }

int64_t cortex_rt_allocation_count() noexcept { return memoryUse.systemCalls; }

int64_t cortex_rt_memory_in_use() noexcept { return memoryUse.bytes; }

// The names that MLIR's lowering of memref calls.
void *_mlir_memref_to_llvm_alloc(int64_t bytes) { return allocateBuffer(bytes, nullptr); }
void *_mlir_memref_to_llvm_aligned_alloc(int64_t alignment, int64_t bytes) {
  return cortex_rt_alloc(bytes, alignment, nullptr);
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
