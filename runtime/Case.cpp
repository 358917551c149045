// Part of Cortex, under the MIT licence.
// Owns upper and lower case of Unicode's letters.
#include "Text.h"
#include <algorithm>
#include <iterator>

namespace cortex::rt {
namespace {

/// Letters whose other case lies at the same distance: those from the first to the last at a step.
struct CaseRow {
  uint32_t first, last, step;
  int32_t distance;
};

#include "UnicodeCase.inc"

uint32_t otherCase(uint32_t c, const CaseRow *begin, const CaseRow *end) {
  const CaseRow *row = std::lower_bound(
      begin, end, c, [](const CaseRow &r, uint32_t code) { return r.last < code; });
  bool isThere = row != end && row->first <= c && (c - row->first) % row->step == 0;
  return isThere ? c + static_cast<uint32_t>(row->distance) : c;
}

uint32_t changeCase(uint32_t c, bool upper) {
  if (c < 0x80) {
    bool changes = upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
    return changes ? c ^ 0x20 : c;
  }
  return upper ? otherCase(c, std::begin(upperCases), std::end(upperCases))
               : otherCase(c, std::begin(lowerCases), std::end(lowerCases));
}

/// The code point that begins here and its bytes; none where the text is broken.
struct Decoded {
  uint32_t code = 0;
  size_t bytes = 0;
};

Decoded decode(std::string_view text) {
  auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80)
    return {lead, 1};
  size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes > text.size())
    return {};
  uint32_t code = lead & (0x7Fu >> bytes);
  for (char next : text.substr(1, bytes - 1)) {
    if ((next & 0xC0) != 0x80)
      return {};
    code = code << 6 | (static_cast<unsigned char>(next) & 0x3Fu);
  }
  return {code, bytes};
}

} // namespace

std::string changeCase(std::string_view text, bool upper) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    auto [code, bytes] = decode(text);
    uint32_t changed = bytes > 0 ? changeCase(code, upper) : code;
    // What does not change, broken text too, is copied as it is.
    if (changed == code)
      result += text.substr(0, std::max<size_t>(bytes, 1));
    else
      appendCodePoint(result, changed);
    text.remove_prefix(std::max<size_t>(bytes, 1));
  }
  return result;
}

void appendCodePoint(std::string &text, uint32_t c) {
  auto following = [&](int shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | c >> 12);
    following(6);
  } else {
    text += static_cast<char>(0xF0 | c >> 18);
    following(12);
    following(6);
  }
  if (c >= 0x80)
    following(0);
}

} // namespace cortex::rt
