// Part of Cortex, under the MIT licence.
// Declares the exception of Cortex programs, the helpers that throw it, and the call stack.
#ifndef CORTEX_RUNTIME_ERRORS_H
#define CORTEX_RUNTIME_ERRORS_H

#include "Value.h"
#include <string>

namespace cortex::rt {

/// The one exception that Cortex programs throw and catch.
struct CortexError {
  ErrorData data;
};

/// While one of these exists, errors thrown without a place are at its.
class Place {
public:
  explicit Place(Loc location) : outer(std::exchange(current, location)) {}
  ~Place() { current = outer; }
  Place(const Place &) = delete;
  static inline Loc current = nullptr;

private:
  Loc outer;
};

/// Throws an error of a kind at a place (null: the current one or the innermost call), with the
/// call stack. `details` are lines that are shown below the message where nothing catches it.
[[noreturn]] void throwError(CortexErrorKind kind, std::string message, Loc location,
                             std::string details = {});

/// The same for a type or a value error.
[[noreturn]] void throwType(const std::string &message, Loc location);
[[noreturn]] void throwValue(const std::string &message, Loc location);
/// Throws the index error of a sequence.
[[noreturn]] void throwIndex(int64_t index, int64_t length, Loc location);

/// `expected a number, found string`.
[[noreturn]] void throwExpected(const char *expected, Value found, Loc location);

/// Throws the recursion error of calls.
[[noreturn]] void throwTooDeep(Loc location);

/// The memory error of a request that was not met where nothing could be thrown for it.
ErrorData outOfMemoryError(int64_t wanted);

/// How many calls are open; and forgets those that an error has ended.
size_t callDepth() noexcept;
void setCallDepth(size_t depth) noexcept;

/// The lower-case name of a kind, as `e.kind` gives it.
const char *errorKindName(CortexErrorKind kind);

/// The place where the user sees an error: its own, or the user's call into the standard library.
Loc userLocation(const ErrorData &error);

/// The text of an uncaught error: message, place, source line with a caret, call stack.
std::string renderError(const ErrorData &error);

/// Of the candidates, the one nearest to `name` by edit distance, or "" if none is near.
std::string nearestName(const std::string &name, const std::vector<std::string> &candidates);

/// `; did you mean "x"?` or "".
std::string nearestHint(const std::string &name, const std::vector<std::string> &candidates);

/// Tells the depth check where the stack of the program is.
void setStack(void *lowest, size_t bytes);

/// Gives the pages of the stack that nothing uses any more back to the system.
void trimStack() noexcept;

/// Keeps recursive work on nested values from overflowing the stack.
class DepthGuard {
public:
  explicit DepthGuard(Loc location);
  ~DepthGuard();
  DepthGuard(const DepthGuard &) = delete;
};

} // namespace cortex::rt

#endif
