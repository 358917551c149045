// Part of Cortex, under the MIT licence.
// Writes lines, with the comments behind neighbouring ones in one column.
#include "Format/Lines.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Unicode.h"

namespace cortex {

/// Least number of spaces before a comment that ends a line.
static constexpr unsigned spacesBeforeComment = 2;

void Lines::begin(unsigned indent, bool hasBlankBefore) {
  lines.push_back({indent, hasBlankBefore, text.size(), text.size(), text.size()});
}

void Lines::add(llvm::StringRef part, unsigned spacesBefore) {
  text.append(spacesBefore, ' ');
  text += part;
  lines.back().codeEnd = lines.back().end = text.size();
}

void Lines::addTrailingComment(llvm::StringRef comment) {
  text += comment;
  lines.back().end = text.size();
}

llvm::StringRef Lines::codeOf(const Line &line) const {
  return llvm::StringRef(text).slice(line.begin, line.codeEnd);
}

llvm::StringRef Lines::commentOf(const Line &line) const {
  return llvm::StringRef(text).slice(line.codeEnd, line.end);
}

/// As a terminal shows it; what it cannot show counts as one column for each character.
static unsigned columnsOf(llvm::StringRef code) {
  int width = llvm::sys::unicode::columnWidthUTF8(code);
  if (width >= 0)
    return width;
  return llvm::count_if(code,
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

/// Whether the comments of a line and of the one below stand in one column: both have one, nothing
/// lies between them, and they belong to one block. Lines that are several do not take part.
bool Lines::alignsWithNext(size_t index) const {
  if (index + 1 >= lines.size())
    return false;
  const Line &line = lines[index], &next = lines[index + 1];
  auto fits = [&](const Line &l) {
    return l.hasComment() && !llvm::StringRef(text).slice(l.begin, l.end).contains('\n');
  };
  return fits(line) && fits(next) && !next.hasBlankBefore && line.indent == next.indent;
}

void Lines::write(std::string &out, const Line &line, unsigned codeColumns) const {
  if (line.hasBlankBefore)
    out += '\n';
  out.append(line.indent, ' ');
  out += codeOf(line);
  if (line.hasComment()) {
    out.append(codeColumns - columnsOf(codeOf(line)) + spacesBeforeComment, ' ');
    out += commentOf(line);
  }
  out += '\n';
}

std::string Lines::write() const {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (size_t first = 0, last = 0; first < lines.size(); first = last + 1) {
    for (last = first; alignsWithNext(last);)
      ++last;
    unsigned columns = 0;
    for (size_t index = first; index <= last; ++index)
      if (lines[index].hasComment())
        columns = std::max(columns, columnsOf(codeOf(lines[index])));
    for (size_t index = first; index <= last; ++index)
      write(out, lines[index], columns);
  }
  return out;
}

} // namespace cortex
