// Part of Cortex, under the MIT licence.
// Owns the choice of line breaks, blank lines and indentation.
#pragma once

#include "Format/Items.h"
#include "Format/Lines.h"

namespace cortex {

/// Lays the items of a file out anew.
class Layout {
public:
  Layout(const SourceFile &file, const std::vector<Item> &items);

  /// The new text.
  std::string run();

private:
  /// An open bracket or block, or the file.
  struct Context {
    bool isBlock;
    /// Indentation of the line that opened it; its closer stands there if it starts a line.
    unsigned base;
    /// Indentation of the lines in it.
    unsigned inner;
    /// Indentation of the line on which the present statement or element began.
    unsigned element;
    /// Indentation of the line on which the construct began that a bar may open a block for.
    unsigned owner;
  };

  void place(size_t index);
  void placeComment(size_t index);
  void placeToken(size_t index);
  void startLine(size_t index);
  bool startsLine(size_t index) const;
  bool joinsLine(size_t index) const;
  bool isTrailing(size_t index) const;
  bool hasBlankBefore(size_t index) const;
  bool goesOnBehindBlock(const Item &item) const;
  bool startsElement(const Item &item) const;
  bool ownsBlock(const Item &item) const;
  unsigned indentOf(size_t index) const;
  unsigned indentOfToken(const Item &item) const;
  void add(const Item &item, unsigned spacesBefore);

  llvm::StringRef text;
  const std::vector<Item> &items;
  /// For each item the token at or behind it.
  std::vector<size_t> nextToken;
  Lines lines;
  std::vector<Context> contexts;
  /// The token that was placed last; null before the first one.
  const Item *lastToken = nullptr;
  unsigned lineIndent = 0;
  /// Nothing but a comment on its line was placed since a bracket or block opened.
  bool atOpening = true;
};

} // namespace cortex
