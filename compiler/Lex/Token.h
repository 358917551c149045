// Part of Cortex, under the MIT licence.
// Owns the token type and the buffer of all tokens of one file.
#pragma once

#include "Source/SourceFile.h"

#include <string>
#include <vector>

namespace cortex {

enum class TokenKind : uint8_t {
#define CORTEX_TOKEN(Kind, Description) Kind,
#define CORTEX_KEYWORD(Kind, Spelling) Kind,
#define CORTEX_PUNCTUATOR(Kind, Spelling) Kind,
#include "Lex/Tokens.def"
};

/// The kind in words for messages: the spelling in backticks, or a description.
std::string describe(TokenKind kind);
bool isKeyword(TokenKind kind);
/// Whether it is `]`, `)` or `}`.
bool closesBracket(TokenKind kind);

/// One token. Values of literals lie in the TokenBuffer, at index `payload`.
struct Token {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t payload = 0;
  TokenKind kind = TokenKind::EndOfFile;
  /// First token of its line.
  bool startsLine = false;
  /// Something lies between it and the token before: a space, a comment or a line end.
  bool spaceBefore = false;
  /// The lexer has reported that its end is missing, so that what should follow may be within it.
  bool isUnterminated = false;

  bool is(TokenKind other) const { return kind == other; }
};

/// One comment, from its first slash to its last character: of `// …` the line end is no part.
struct Comment {
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// All tokens of a file, the last of which is EndOfFile.
struct TokenBuffer {
  FileId file = SourceRange::noFile;
  std::vector<Token> tokens;
  /// Beside the tokens, so that only who prints the text has to look at them.
  std::vector<Comment> comments;
  /// Values of Int tokens, at most 2^63: the largest one is valid only after a minus sign.
  std::vector<uint64_t> ints;
  std::vector<double> floats;
  /// Texts of String, StringStart, StringMiddle and StringEnd with escapes replaced.
  std::vector<std::string> strings;

  SourceRange rangeOf(const Token &token) const { return {file, token.begin, token.end}; }
};

} // namespace cortex
