// Part of Cortex, under the MIT licence.
// Owns the sequence of what is printed: tokens and comments with their place in the old layout.
#pragma once

#include "Format/TokenRoles.h"

namespace cortex {

/// What is printed as it stands: a token, a string with all that is interpolated, or a comment.
struct Item {
  enum class Kind : uint8_t { Token, LineComment, BlockComment };

  uint32_t begin = 0;
  uint32_t end = 0;
  /// Number of the line of its first character, and of its last.
  uint32_t line = 0;
  uint32_t endLine = 0;
  Kind kind = Kind::Token;
  /// Of a token. A keyword that names a field is an Identifier, a whole string is a String.
  TokenKind token = TokenKind::EndOfFile;
  TokenFacts facts;
  /// Of the bar and the `^` of a block: they stand on different lines.
  bool isMultiLineBlock = false;

  bool isComment() const { return kind != Kind::Token; }
  bool is(TokenKind other) const { return !isComment() && token == other; }
  bool is(TokenRole role) const { return !isComment() && facts.role == role; }
  /// `[`, `(`, `{` or the bar of a block.
  bool isOpener() const;
  /// `]`, `)`, `}` or `^`.
  bool isCloser() const;
};

/// All items of a file in order; the last one is the EndOfFile token.
std::vector<Item> makeItems(const SourceFile &file, const TokenBuffer &buffer,
                            llvm::ArrayRef<TokenFacts> facts);

/// The text of an item as it is printed: lines end in LF, and none ends in white space.
std::string printedText(llvm::StringRef text);

} // namespace cortex
