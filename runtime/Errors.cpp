// Part of Cortex, under the MIT licence.
// Owns run-time errors: throwing, catching, the call stack, and the text of an uncaught one.
#include "Errors.h"
#include "NearestName.h"
#include "Text.h"
#include <algorithm>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace cortex::rt {
namespace {

constexpr size_t MaxCallDepth = 200'000;
constexpr size_t KeptFrames = 12;
/// Outermost calls that are shown of a deep recursion: what began it.
constexpr size_t OutermostFrames = 3;
constexpr int MaxValueDepth = 20'000;
/// This part of the stack must be left for the frames of the run-time library and of one function.
constexpr uintptr_t StackReserve = 16;
constexpr uintptr_t KeptStackBytes = 1 << 20;

std::vector<CallFrame> callStack;
uintptr_t stackBegin = 0, stackLimit = 0;
int valueDepth = 0;

bool stackIsLow() {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return here < stackLimit;
}

bool isLibrary(Loc location) {
  return location && location->file && std::string_view(location->file).starts_with("<std>/");
}

std::string placeText(Loc location) {
  std::string text = location->file ? location->file : "?";
  if (location->line > 0)
    text += ":" + std::to_string(location->line);
  if (location->line > 0 && location->column > 0)
    text += ":" + std::to_string(location->column);
  return text;
}

/// The source line with a caret under the column; tabs stay tabs so that the caret stands right.
std::string sourceExcerpt(Loc location) {
  if (!location->lineText || location->line <= 0)
    return "";
  std::string number = std::to_string(location->line);
  std::string margin(number.size(), ' ');
  std::string text = margin + " |\n" + number + " | " + location->lineText + "\n" + margin + " | ";
  const char *at = location->lineText;
  for (int32_t column = 1; column < location->column && *at; ++column) {
    text += *at == '\t' ? '\t' : ' ';
    do
      ++at;
    while ((*at & 0xC0) == 0x80);
  }
  return text + "^\n";
}

/// The place of an error that was given none.
Loc placeWithout() {
  if (Place::current)
    return Place::current;
  return callStack.empty() ? nullptr : callStack.back().site;
}

std::string shapesText(const char *operation, std::string a, std::string b) {
  return std::string("shapes ") + a + " and " + b + " do not fit in `" + operation + "`";
}

} // namespace

void throwError(CortexErrorKind kind, std::string message, Loc location, std::string details) {
  ErrorData data{kind,
                 std::move(message),
                 location ? location : placeWithout(),
                 {},
                 static_cast<int64_t>(callStack.size()),
                 std::move(details)};
  size_t kept = std::min(callStack.size(), KeptFrames);
  for (size_t i = 0; i < kept; ++i)
    data.frames.push_back(callStack[callStack.size() - 1 - i]);
  // A frame of the user's code is needed to report an error that was raised deep inside the
  // library.
  for (size_t i = kept; i < callStack.size() && isLibrary(data.frames.back().site); ++i)
    data.frames.push_back(callStack[callStack.size() - 1 - i]);
  for (size_t i = std::min(callStack.size() - data.frames.size(), OutermostFrames); i > 0; --i)
    data.outermost.push_back(callStack[i - 1]);
  throw CortexError{std::move(data)};
}

void throwType(const std::string &message, Loc location) {
  throwError(CortexTypeError, message, location);
}
void throwValue(const std::string &message, Loc location) {
  throwError(CortexValueError, message, location);
}

void throwIndex(int64_t index, int64_t length, Loc location) {
  throwError(CortexIndexError,
             "index " + std::to_string(index) + " is out of range for length " +
                 std::to_string(length),
             location);
}

void throwExpected(const char *expected, Value found, Loc location) {
  throwType(std::string("expected ") + expected + ", found " + describeType(found), location);
}

void throwTooDeep(Loc location) {
  throwError(CortexRecursionError,
             "calls are nested too deeply (" + std::to_string(callStack.size()) +
                 "): does the recursion end?",
             location);
}

ErrorData outOfMemoryError(int64_t wanted) {
  return {CortexMemoryError, outOfMemoryText(wanted), placeWithout(), {}, 0};
}

size_t callDepth() noexcept { return callStack.size(); }
void setCallDepth(size_t depth) noexcept { callStack.resize(std::min(depth, callStack.size())); }

const char *errorKindName(CortexErrorKind kind) {
  static const char *const names[] = {
#define CORTEX_ERROR_KIND(name, enumerator) #name,
#include "ErrorKinds.def"
  };
  return names[kind];
}

Loc userLocation(const ErrorData &error) {
  for (Loc place = error.location; place; place = place->caller)
    if (!isLibrary(place))
      return place;
  for (const CallFrame &frame : error.frames)
    if (frame.site && !isLibrary(frame.site))
      return frame.site;
  return error.location;
}

/// The calls that were inlined around a place.
static std::string inlinedText(Loc place) {
  std::string text;
  for (Loc at = place; at && at->caller; at = at->caller)
    text += std::string("  in ") + (at->function && *at->function ? at->function : "lambda") +
            ", called at " + placeText(at->caller) + "\n";
  return text;
}

static std::string frameText(const CallFrame &frame) {
  std::string text = std::string("  in ") + (frame.function ? frame.function : "lambda");
  text += frame.site ? ", called at " + placeText(frame.site) + "\n" : "\n";
  return text + inlinedText(frame.site);
}

std::string renderError(const ErrorData &error) {
  std::string text = "error: " + error.message + "\n";
  if (!error.details.empty())
    text += error.details + "\n";
  Loc place = userLocation(error);
  if (place) {
    text += " --> " + placeText(place) + "\n" + sourceExcerpt(place);
    if (place != error.location)
      text += "note: raised in the library at " + placeText(error.location) + "\n";
  }
  bool inlined = error.location && error.location->caller;
  if (error.frames.empty() && !inlined)
    return text;
  text += "call stack, innermost first:\n" + inlinedText(error.location);
  size_t shown = std::min(error.frames.size(), KeptFrames);
  for (size_t i = 0; i < shown; ++i)
    text += frameText(error.frames[i]);
  int64_t left = error.depth - static_cast<int64_t>(shown + error.outermost.size());
  if (left > 0)
    text += "  ... " + std::to_string(left) + " more ...\n";
  for (const CallFrame &frame : error.outermost)
    text += frameText(frame);
  return text;
}

std::string nearestName(const std::string &name, const std::vector<std::string> &candidates) {
  return std::string(findNearest(name, candidates));
}

std::string nearestHint(const std::string &name, const std::vector<std::string> &candidates) {
  std::string nearest = nearestName(name, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

void setStack(void *lowest, size_t bytes) {
  stackBegin = reinterpret_cast<uintptr_t>(lowest);
  stackLimit = stackBegin + bytes / StackReserve;
}

void trimStack() noexcept {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  // The pages just below are in use by what is called from here, the lowest one is the guard.
  uintptr_t low = stackBegin + page, high = (here - KeptStackBytes) / page * page;
  if (stackBegin != 0 && high > low)
    madvise(reinterpret_cast<void *>(low), high - low, MADV_DONTNEED);
}

DepthGuard::DepthGuard(Loc location) {
  if (++valueDepth > MaxValueDepth || stackIsLow()) {
    --valueDepth;
    throwError(CortexRecursionError, "values are nested too deeply (or contain themselves)",
               location);
  }
}

DepthGuard::~DepthGuard() { --valueDepth; }

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_throw(Value value, Loc location) {
  if (auto *error = dynCast<ErrorValue>(value))
    throw CortexError{error->data};
  throwError(CortexUserError, textOf(value), location);
}

void cortex_rt_throw_kind(int32_t kind, void *message, Loc location) {
  throwError(static_cast<CortexErrorKind>(kind), static_cast<const char *>(message), location);
}

void cortex_rt_throw_value(int32_t kind, Value message, Loc location) {
  throwError(static_cast<CortexErrorKind>(kind), textOf(message), location);
}

void cortex_rt_throw_index(int64_t index, int64_t length, Loc location) {
  throwIndex(index, length, location);
}

void cortex_rt_throw_axis_index(int64_t index, int64_t axis, int64_t dimension, Loc location) {
  throwError(CortexIndexError,
             "index " + std::to_string(index) + " is out of range for axis " +
                 std::to_string(axis) + " of size " + std::to_string(dimension),
             location);
}

void cortex_rt_throw_shape(void *operation, void *shapeA, int64_t rankA, void *shapeB,
                           int64_t rankB, Loc location) {
  throwError(CortexShapeError,
             shapesText(static_cast<const char *>(operation),
                        shapeText(static_cast<int64_t *>(shapeA), rankA),
                        shapeText(static_cast<int64_t *>(shapeB), rankB)),
             location);
}

void cortex_rt_throw_overflow(void *written, int64_t a, int64_t b, Loc location) {
  std::string text = static_cast<const char *>(written);
  for (auto [mark, value] : {std::pair{"{0}", a}, {"{1}", b}})
    if (size_t at = text.find(mark); at != std::string::npos)
      text.replace(at, 3, std::to_string(value));
  throwValue("integer overflow in " + text, location);
}

void cortex_rt_throw_zero_modulo(Loc location) { throwValue("integer modulo by zero", location); }

void cortex_rt_throw_count(int64_t wanted, int64_t found, Loc location) {
  throwValue("cannot take apart: expected " + std::to_string(wanted) + " values, found " +
                 std::to_string(found),
             location);
}

Value cortex_rt_error_new(int32_t kind, void *message, Loc location) {
  return new ErrorValue(
      {static_cast<CortexErrorKind>(kind), static_cast<const char *>(message), location, {}, 0});
}

void cortex_rt_enter(void *function, Loc location) {
  if (callStack.size() >= MaxCallDepth || stackIsLow())
    throwTooDeep(location);
  callStack.push_back({static_cast<const char *>(function), location});
}

void cortex_rt_leave() noexcept {
  if (!callStack.empty())
    callStack.pop_back();
}

void cortex_rt_assert(bool condition, Value message, Loc location) {
  if (!condition)
    throwError(CortexAssertionError, isNull(message) ? "assertion failed" : textOf(message),
               location);
}
}
