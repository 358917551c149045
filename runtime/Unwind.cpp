// Part of Cortex, under the MIT licence.
// Owns the slots in which compiled functions note the references that they hold, and `try`.
#include "Unwind.h"
#include <algorithm>
#include <sys/mman.h>

namespace cortex::rt {
namespace {

/// Where the program reserves no slots itself.
constexpr size_t DefaultSlotBytes = size_t{64} << 20;

Value *slotsBegin = nullptr, *slotsTop = nullptr, *slotsEnd = nullptr;
int32_t tryLevel = 0;

} // namespace

bool reserveSlots(size_t bytes) noexcept {
  void *room = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED)
    return false;
  slotsBegin = slotsTop = static_cast<Value *>(room);
  slotsEnd = slotsTop + bytes / sizeof(Value);
  return true;
}

bool isCatching() noexcept { return tryLevel > 0; }

HeldMark::HeldMark() noexcept : slots(slotsTop), callDepth(rt::callDepth()) {
  setBufferLevel(++tryLevel);
}

HeldMark::~HeldMark() { setBufferLevel(--tryLevel); }

void HeldMark::releaseSince() noexcept {
  setCallDepth(callDepth);
  freeBuffersFrom(tryLevel);
  // Nothing was held before the first slots were made.
  for (Value *end = slots ? slots : slotsBegin; slotsTop != end;)
    release(*--slotsTop);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void *cortex_rt_frame_begin(int64_t count) {
  if (!slotsTop && !reserveSlots(DefaultSlotBytes))
    throwOutOfMemory(static_cast<int64_t>(DefaultSlotBytes), nullptr);
  if (slotsEnd - slotsTop < count)
    throwTooDeep(nullptr);
  Value *frame = slotsTop;
  slotsTop = std::fill_n(frame, count, nullptr);
  return frame;
}

void cortex_rt_frame_end(void *frame) noexcept { slotsTop = static_cast<Value *>(frame); }

Value cortex_rt_try(void *body, void *environment) {
  std::optional<ErrorData> error =
      catchError([&] { reinterpret_cast<void (*)(void *)>(body)(environment); });
  return error ? new ErrorValue(std::move(*error)) : nullptr;
}
}
