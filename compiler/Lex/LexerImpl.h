// Part of Cortex, under the MIT licence.
// Owns the lexer's state, which its files share.
#pragma once

#include "Lex/Lexer.h"

namespace cortex {

/// Walks once over the text; member functions read at `at` and advance it.
class Lexer {
public:
  Lexer(const SourceFile &file, DiagnosticEngine &diagnostics);

  TokenBuffer run();

private:
  /// One `{…}` of a string that is being read: what is open inside it.
  struct Interpolation {
    uint32_t stringBegin;
    unsigned braces = 0;
    unsigned brackets = 0;
  };

  // Lexer.cpp
  bool validateText();
  void lexToken();
  void skipSpace();
  void skipLineComment();
  void skipBlockComment();
  void lexIdentifier();
  void lexPunctuator();
  void reportUnexpected();
  void trackInterpolation(TokenKind kind);

  // Numbers.cpp
  void lexNumber();
  void lexHexadecimal();
  void lexInteger(llvm::StringRef spelling, llvm::StringRef digits, unsigned radix);
  void lexFloat(llvm::StringRef spelling);
  void invalidNumber(uint32_t begin);

  // Strings.cpp
  void lexString();
  void lexStringRest(uint32_t tokenBegin, uint32_t stringBegin, bool isFirst);
  void lexEscape(std::string &value);
  void lexUnicodeEscape(std::string &value);
  void lexFormatSpec();
  void endUnterminated();

  char peek(unsigned ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool atEnd() const { return at >= text.size(); }
  /// The code point at an offset and its length in bytes; the text is known to be valid UTF-8.
  uint32_t codePoint(uint32_t offset, unsigned &length) const;
  bool startsIdentifier(uint32_t offset) const;
  void skipIdentifier();
  SourceRange range(uint32_t begin, uint32_t end) const { return {buffer.file, begin, end}; }
  void push(TokenKind kind, uint32_t begin, uint32_t payload = 0);
  void pushString(TokenKind kind, uint32_t begin, std::string value);

  llvm::StringRef text;
  DiagnosticEngine &diagnostics;
  TokenBuffer buffer;
  std::vector<Interpolation> interpolations;
  uint32_t at = 0;
  bool startsLine = true;
  bool spaceBefore = false;
};

} // namespace cortex
