// Part of Cortex, under the MIT licence.
// Owns the lines of the new layout until they are written.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace cortex {

/// Collects lines part by part, then writes them with their comments aligned.
class Lines {
public:
  /// Begins a line; `indent` in spaces.
  void begin(unsigned indent, bool hasBlankBefore);
  /// Adds to the present line; the text may itself hold line ends.
  void add(llvm::StringRef text, unsigned spacesBefore);
  /// Adds the comment that ends the present line. It is aligned with those of the lines beside it.
  void addTrailingComment(llvm::StringRef text);

  /// The whole text.
  std::string write() const;

private:
  struct Line {
    unsigned indent;
    bool hasBlankBefore;
    /// Its code and the comment behind it are [begin, codeEnd) and [codeEnd, end) of `text`.
    size_t begin;
    size_t codeEnd;
    size_t end;

    bool hasComment() const { return codeEnd != end; }
  };

  llvm::StringRef codeOf(const Line &line) const;
  llvm::StringRef commentOf(const Line &line) const;
  bool alignsWithNext(size_t index) const;
  /// `codeColumns`: the width of the longest code among the lines whose comments are aligned.
  void write(std::string &out, const Line &line, unsigned codeColumns) const;

  std::string text;
  std::vector<Line> lines;
};

} // namespace cortex
