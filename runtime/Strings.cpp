// Part of Cortex, under the MIT licence.
// Owns the functions on strings. Text is UTF-8; positions count code points.
#include "Index.h"
#include "Text.h"
#include <algorithm>
#include <array>

namespace cortex::rt {
namespace {

constexpr int64_t MarkedCodePoint = 64;

bool beginsCodePoint(char c) { return (c & 0xC0) != 0x80; }

const std::string &stringOf(Value value, Loc location) {
  auto *text = dynCast<StringValue>(value);
  if (!text)
    throwExpected("string", value, location);
  return text->text;
}

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string replaceAll(const std::string &text, const std::string &from, const std::string &to) {
  std::string result;
  size_t at = 0;
  while (true) {
    size_t found = text.find(from, at);
    if (found == std::string::npos)
      return result + text.substr(at);
    result += text.substr(at, found - at) + to;
    at = found + from.size();
  }
}

Items splitSpace(const std::string &text) {
  Items parts;
  size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && isSpace(text[at]))
      ++at;
    size_t begin = at;
    while (at < text.size() && !isSpace(text[at]))
      ++at;
    if (at > begin)
      parts.push_back(makeString(text.substr(begin, at - begin)));
  }
  return parts;
}

} // namespace

int64_t countCodePoints(std::string_view text) {
  int64_t count = 0;
  for (char c : text)
    count += beginsCodePoint(c);
  return count;
}

int64_t StringValue::length() noexcept {
  if (codePoints < 0)
    codePoints = countCodePoints(text);
  return codePoints;
}

size_t StringValue::byteOf(int64_t position) {
  // Text without multi-byte characters needs no marks. What stands before the first code point of
  // broken text, or behind the last one, belongs to that.
  if (position == 0 || length() == static_cast<int64_t>(text.size()))
    return static_cast<size_t>(position);
  if (position == length())
    return text.size();
  if (!marks) {
    marks = std::make_unique<size_t[]>(static_cast<size_t>(length() / MarkedCodePoint + 1));
    int64_t count = 0;
    for (size_t at = 0; at < text.size(); ++at)
      if (beginsCodePoint(text[at]) && count++ % MarkedCodePoint == 0)
        marks[static_cast<size_t>(count / MarkedCodePoint)] = at;
  }
  size_t at = marks[static_cast<size_t>(position / MarkedCodePoint)];
  for (int64_t left = position % MarkedCodePoint; at < text.size(); ++at)
    if (beginsCodePoint(text[at]) && left-- == 0)
      break;
  return at;
}

std::string_view StringValue::part(int64_t from, int64_t to) {
  size_t begin = byteOf(from);
  return std::string_view(text).substr(begin, byteOf(to) - begin);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_str_concat(Value a, Value b) {
  return makeString(static_cast<StringValue *>(a)->text + static_cast<StringValue *>(b)->text)
      .take();
}

Value cortex_rt_str_concat_n(void *values, int64_t count) {
  std::string text;
  for (int64_t i = 0; i < count; ++i)
    text += textOf(static_cast<Value *>(values)[i]);
  return makeString(std::move(text)).take();
}

int64_t cortex_rt_str_compare(Value a, Value b) noexcept {
  // The order of UTF-8 bytes is the order of code points.
  int order = static_cast<StringValue *>(a)->text.compare(static_cast<StringValue *>(b)->text);
  return (order > 0) - (order < 0);
}

bool cortex_rt_str_equal(Value a, Value b) noexcept {
  return static_cast<StringValue *>(a)->text == static_cast<StringValue *>(b)->text;
}

void *cortex_rt_str_data(Value value) noexcept {
  return static_cast<StringValue *>(value)->text.data();
}
int64_t cortex_rt_str_size(Value value) noexcept {
  return static_cast<int64_t>(static_cast<StringValue *>(value)->text.size());
}

int64_t cortex_rt_str_len(Value value) noexcept {
  return static_cast<StringValue *>(value)->length();
}

Value cortex_rt_str_index(Value value, int64_t index, Loc location) {
  auto *text = static_cast<StringValue *>(value);
  int64_t length = text->length();
  if (index < -length || index >= length)
    throwIndex(index, length, location);
  index = index < 0 ? index + length : index;
  return makeString(std::string(text->part(index, index + 1))).take();
}

Value cortex_rt_lib_upper(Value text, Loc location) {
  Place place(location);
  return makeString(changeCase(stringOf(text, location), true)).take();
}

Value cortex_rt_lib_lower(Value text, Loc location) {
  Place place(location);
  return makeString(changeCase(stringOf(text, location), false)).take();
}

Value cortex_rt_lib_split_string(Value value, Value separator, Loc location) {
  Place place(location);
  const std::string &text = stringOf(value, location);
  if (isNull(separator))
    return makeList(splitSpace(text)).take();
  const std::string &mark = stringOf(separator, location);
  if (mark.empty())
    throwValue("split_string needs a separator that is not empty", location);
  Items parts;
  size_t at = 0;
  for (size_t found = text.find(mark); found != std::string::npos; found = text.find(mark, at)) {
    parts.push_back(makeString(text.substr(at, found - at)));
    at = found + mark.size();
  }
  parts.push_back(makeString(text.substr(at)));
  return makeList(std::move(parts)).take();
}

Value cortex_rt_lib_join(Value list, Value separator, Loc location) {
  Place place(location);
  // Both orders of the arguments are in use in other languages; the string is the separator.
  if (kindOf(list) == CortexKindString && kindOf(separator) != CortexKindString)
    std::swap(list, separator);
  std::string text, mark = isNull(separator) ? "" : stringOf(separator, location);
  int64_t count = cortex_rt_any_iter_len(list, location);
  for (int64_t i = 0; i < count; ++i)
    text +=
        (i > 0 ? mark : "") + textOf(Ref::adopt(cortex_rt_any_iter_item(list, i, location)).get());
  return makeString(std::move(text)).take();
}

Value cortex_rt_lib_replace(Value value, Value from, Value to, Loc location) {
  Place place(location);
  if (stringOf(from, location).empty())
    throwValue("replace needs a text to look for that is not empty", location);
  return makeString(replaceAll(stringOf(value, location), stringOf(from, location),
                               stringOf(to, location)))
      .take();
}

Value cortex_rt_lib_trim(Value value, Loc location) {
  Place place(location);
  const std::string &text = stringOf(value, location);
  size_t begin = 0, end = text.size();
  while (begin < end && isSpace(text[begin]))
    ++begin;
  while (end > begin && isSpace(text[end - 1]))
    --end;
  return makeString(text.substr(begin, end - begin)).take();
}

Value cortex_rt_lib_starts_with(Value text, Value start, Loc location) {
  Place place(location);
  return makeBool(stringOf(text, location).starts_with(stringOf(start, location))).take();
}

Value cortex_rt_lib_ends_with(Value text, Value end, Loc location) {
  Place place(location);
  return makeBool(stringOf(text, location).ends_with(stringOf(end, location))).take();
}

Value cortex_rt_lib_contains(Value container, Value item, Loc location) {
  Place place(location);
  return makeBool(cortex_rt_any_contains(item, container, location)).take();
}

Value cortex_rt_lib_find(Value container, Value item, Loc location) {
  Place place(location);
  if (auto *text = dynCast<StringValue>(container)) {
    size_t found = text->text.find(stringOf(item, location));
    bool absent = found == std::string::npos;
    return makeInt(absent ? -1 : countCodePoints(std::string_view(text->text).substr(0, found)))
        .take();
  }
  int64_t count = cortex_rt_any_iter_len(container, location);
  for (int64_t i = 0; i < count; ++i)
    if (deepEqual(Ref::adopt(cortex_rt_any_iter_item(container, i, location)).get(), item))
      return makeInt(i).take();
  return makeInt(-1).take();
}
}
