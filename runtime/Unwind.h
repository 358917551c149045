// Part of Cortex, under the MIT licence.
// Declares how errors end code that holds values, and what it then lets go of.
//
// Compiled code does not take part in unwinding. A function that holds references across calls that
// may throw keeps them in slots too, on a stack beside the machine's; the buffers of typed code are
// known to the pool. Whoever catches an error releases what has been added to both since.
#ifndef CORTEX_RUNTIME_UNWIND_H
#define CORTEX_RUNTIME_UNWIND_H

#include "Errors.h"
#include <new>
#include <optional>
#include <stdexcept>

namespace cortex::rt {

/// Reserves addresses for the slots; the system gives pages only where they are used. Whether there
/// was room.
bool reserveSlots(size_t bytes) noexcept;

/// Whether there is anybody who catches errors of Cortex.
bool isCatching() noexcept;

/// What compiled code holds at a moment; the code that runs while this exists is guarded by it.
class HeldMark {
public:
  HeldMark() noexcept;
  ~HeldMark();
  HeldMark(const HeldMark &) = delete;
  /// Releases all that code has come to hold since then and that has not let go of it.
  void releaseSince() noexcept;

private:
  Value *slots;
  size_t callDepth;
};

/// Runs fn; the error that ended it, with nothing leaked, or nothing.
template <typename Fn> std::optional<ErrorData> catchError(Fn fn) {
  HeldMark mark;
  auto outOfMemory = [&](int64_t wanted) {
    mark.releaseSince();
    return std::optional<ErrorData>(outOfMemoryError(wanted));
  };
  try {
    fn();
    return std::nullopt;
  } catch (CortexError &error) {
    mark.releaseSince();
    if (error.data.kind == CortexRecursionError)
      trimStack();
    return std::move(error.data);
  } catch (const std::bad_array_new_length &) {
    return outOfMemory(INT64_MAX);
  } catch (const std::bad_alloc &) {
    // There was not even the memory to say so.
    return outOfMemory(memoryUse.refused);
  } catch (const std::length_error &) {
    // More than a container can hold at all.
    return outOfMemory(INT64_MAX);
  }
}

} // namespace cortex::rt

#endif
