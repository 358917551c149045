// Part of Cortex, under the MIT licence.
// Owns the text form of diagnostics: message, place, source line, underline, notes and help.
#include "Diagnostics/Diagnostics.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

namespace cortex {
namespace {

using Color = llvm::raw_ostream::Colors;

/// Widest part of a source line that is shown, in terminal columns.
constexpr unsigned maxShownColumns = 160;
/// Columns that stay visible before the underline of a line that is cut.
constexpr unsigned contextColumns = 40;

/// One code point made printable: what to write, and how wide that is on a terminal.
struct Cell {
  std::string text;
  unsigned width;
  uint32_t offset;
};

/// Splits a line into cells. Control characters would move the cursor or change colours, so they
/// and invalid bytes are shown as the replacement character.
std::vector<Cell> cellsOf(llvm::StringRef line) {
  std::vector<Cell> cells;
  for (size_t at = 0; at < line.size();) {
    unsigned size = llvm::getNumBytesForUTF8(static_cast<llvm::UTF8>(line[at]));
    llvm::StringRef piece = line.substr(at, size);
    const auto *bytes = reinterpret_cast<const llvm::UTF8 *>(piece.data());
    if (line[at] == '\t') {
      cells.push_back({"    ", 4, static_cast<uint32_t>(at)});
    } else if (piece.size() == size && llvm::isLegalUTF8Sequence(bytes, bytes + size) &&
               llvm::sys::unicode::columnWidthUTF8(piece) >= 0) {
      unsigned width = llvm::sys::unicode::columnWidthUTF8(piece);
      cells.push_back({piece.str(), width, static_cast<uint32_t>(at)});
    } else {
      cells.push_back({"\uFFFD", 1, static_cast<uint32_t>(at)});
      size = 1;
    }
    at += size;
  }
  return cells;
}

unsigned widthOf(llvm::ArrayRef<Cell> cells) {
  unsigned width = 0;
  for (const Cell &cell : cells)
    width += cell.width;
  return width;
}

class TextRenderer {
public:
  TextRenderer(llvm::raw_ostream &os, const SourceManager &sources, bool useColor)
      : os(os), sources(sources), useColor(useColor) {}

  void render(const Diagnostic &diagnostic) {
    bool isError = diagnostic.severity == Severity::Error;
    Color color = isError ? Color::RED : Color::YELLOW;
    unsigned gutter = gutterWidth(diagnostic);
    write(isError ? "error[" : "warning[", color);
    write((diagnostic.code() + "]").str(), color);
    write(": " + diagnostic.message + "\n", Color::SAVEDCOLOR, true);
    if (diagnostic.range.isValid())
      renderPlace(diagnostic.range, diagnostic.label, gutter, '^', color);
    for (const DiagNote &note : diagnostic.notes) {
      write("note", Color::CYAN);
      os << ": " << note.message << '\n';
      if (note.range.isValid())
        renderPlace(note.range, "", gutter, '-', Color::CYAN);
    }
    for (const std::string &hint : diagnostic.hints) {
      write("help", Color::GREEN);
      os << ": " << hint << '\n';
    }
    os << '\n';
  }

private:
  void write(llvm::StringRef text, Color color, bool boldOnly = false) {
    if (useColor)
      os.changeColor(boldOnly ? Color::SAVEDCOLOR : color, true);
    os << text;
    if (useColor)
      os.resetColor();
  }

  unsigned lineOf(SourceRange range) const {
    return sources.file(range.file).lineColumn(range.begin).line;
  }

  /// Digits of the largest line number that is shown.
  unsigned gutterWidth(const Diagnostic &diagnostic) const {
    unsigned line = diagnostic.range.isValid() ? lineOf(diagnostic.range) : 1;
    for (const DiagNote &note : diagnostic.notes)
      if (note.range.isValid())
        line = std::max(line, lineOf(note.range));
    return llvm::Twine(line).str().size();
  }

  void renderPlace(SourceRange range, llvm::StringRef label, unsigned gutter, char mark,
                   Color color) {
    const SourceFile &file = sources.file(range.file);
    LineColumn begin = file.lineColumn(range.begin);
    std::string line = llvm::Twine(begin.line).str();
    os << std::string(gutter, ' ');
    write("--> ", Color::BLUE);
    os << file.path() << ':' << begin.line << ':' << begin.column << '\n';
    write(std::string(gutter, ' ') + " |\n", Color::BLUE);
    write(std::string(gutter - line.size(), ' ') + line + " | ", Color::BLUE);

    // A range over several lines is underlined to the end of its first one.
    llvm::StringRef text = file.lineText(begin.line);
    uint32_t start = file.lineStart(begin.line);
    uint32_t from = std::min<uint32_t>(range.begin - std::min(range.begin, start), text.size());
    uint32_t to = std::min<uint32_t>(range.end - std::min(range.end, start), text.size());
    std::vector<Cell> cells = cellsOf(text);
    auto atOrAfter = [&](uint32_t offset) {
      return std::partition_point(cells.begin(), cells.end(),
                                  [&](const Cell &cell) { return cell.offset < offset; }) -
             cells.begin();
    };
    renderLine(cells, atOrAfter(from), atOrAfter(to), label, gutter, mark, color);
  }

  void renderLine(llvm::ArrayRef<Cell> cells, size_t from, size_t to, llvm::StringRef label,
                  unsigned gutter, char mark, Color color) {
    bool cutFront = false, cutBack = false;
    if (widthOf(cells) > maxShownColumns) {
      size_t first = from > contextColumns ? from - contextColumns : 0;
      size_t last = std::min(cells.size(), first + maxShownColumns);
      cutFront = first > 0;
      cutBack = last < cells.size();
      cells = cells.slice(first, last - first);
      from -= first;
      to = std::min(to - first, cells.size());
    }
    if (cutFront)
      os << "...";
    for (const Cell &cell : cells)
      os << cell.text;
    os << (cutBack ? "...\n" : "\n");
    write(std::string(gutter, ' ') + " | ", Color::BLUE);
    os << std::string(widthOf(cells.take_front(from)) + (cutFront ? 3 : 0), ' ');
    unsigned width = from < to ? widthOf(cells.slice(from, to - from)) : 0;
    write(std::string(std::max(1u, width), mark), color);
    if (!label.empty())
      write((" " + label).str(), color);
    os << '\n';
  }

  llvm::raw_ostream &os;
  const SourceManager &sources;
  bool useColor;
};

} // namespace

void renderText(llvm::raw_ostream &os, const SourceManager &sources, const Diagnostic &diagnostic,
                bool useColor) {
  bool hadColors = os.colors_enabled();
  os.enable_colors(useColor);
  TextRenderer(os, sources, useColor).render(diagnostic);
  os.enable_colors(hadColors);
}

} // namespace cortex
