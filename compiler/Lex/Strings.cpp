// Part of Cortex, under the MIT licence.
// Owns the reading of strings: escapes, interpolations and formats.
#include "Lex/LexerImpl.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

namespace cortex {

void Lexer::pushString(TokenKind kind, uint32_t begin, std::string value) {
  buffer.strings.push_back(std::move(value));
  push(kind, begin, buffer.strings.size() - 1);
}

void Lexer::lexString() {
  uint32_t begin = at++;
  lexStringRest(begin, begin, true);
}

/// Reads from behind the opening quote, or from behind the `}` of an interpolation, to the closing
/// quote or the next interpolation.
void Lexer::lexStringRest(uint32_t tokenBegin, uint32_t stringBegin, bool isFirst) {
  std::string value;
  while (!atEnd() && peek() != '"' && peek() != '\n') {
    if (peek() == '\\') {
      lexEscape(value);
    } else if (peek() == '{' && (startsIdentifier(at + 1) || peek(1) == '(')) {
      ++at;
      if (isFirst)
        interpolations.push_back({stringBegin});
      return pushString(isFirst ? TokenKind::StringStart : TokenKind::StringMiddle, tokenBegin,
                        std::move(value));
    } else {
      value += text[at++];
    }
  }
  bool isUnterminated = peek() != '"';
  if (!isUnterminated) {
    ++at;
  } else {
    llvm::StringRef tail = text.slice(stringBegin, at);
    uint32_t end = at - (tail.ends_with("\r") ? 1 : 0);
    diagnostics.report(DiagKind::UnterminatedString, range(stringBegin, end))
        .hint("a line end within a string is written `\\n`");
  }
  if (!isFirst)
    interpolations.pop_back();
  pushString(isFirst ? TokenKind::String : TokenKind::StringEnd, tokenBegin, std::move(value));
  buffer.tokens.back().isUnterminated = isUnterminated;
}

void Lexer::lexEscape(std::string &value) {
  uint32_t begin = at++;
  char c = peek();
  switch (c) {
  case 'n':
    value += '\n';
    break;
  case 't':
    value += '\t';
    break;
  case 'r':
    value += '\r';
    break;
  case '0':
    value += '\0';
    break;
  case '\\':
  case '"':
  case '{':
    value += c;
    break;
  case 'u':
    return lexUnicodeEscape(value);
  default: {
    unsigned length = 0;
    if (!atEnd() && c != '\n') {
      codePoint(at, length);
      at += length;
    }
    diagnostics.report(DiagKind::InvalidEscape, range(begin, at))
        .arg(text.slice(begin, at))
        .hint("known are \\n \\t \\r \\\\ \\\" \\0 \\{ \\u{1F600}; a backslash itself is \\\\");
    return;
  }
  }
  ++at;
}

void Lexer::lexUnicodeEscape(std::string &value) {
  uint32_t begin = at - 1;
  ++at;
  uint32_t digitsBegin = at + 1;
  if (peek() == '{') {
    ++at;
    while (llvm::isHexDigit(peek()))
      ++at;
  }
  llvm::StringRef digits = text.slice(digitsBegin, std::max(digitsBegin, at));
  bool isClosed = digitsBegin <= at && peek() == '}';
  at += isClosed;
  uint32_t number = 0;
  char bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char *end = bytes;
  // ConvertCodePointToUTF8 refuses surrogates and numbers beyond the last plane.
  if (isClosed && !digits.getAsInteger(16, number) && llvm::ConvertCodePointToUTF8(number, end)) {
    value.append(bytes, end);
    return;
  }
  diagnostics.report(DiagKind::InvalidUnicodeEscape, range(begin, at))
      .arg(text.slice(begin, at))
      .hint("write up to six hexadecimal digits, as in `\\u{1F600}`");
}

/// Takes `:…` up to the end of the interpolation; the parser reads what it says.
void Lexer::lexFormatSpec() {
  uint32_t begin = at;
  while (!atEnd() && peek() != '}' && peek() != '"' && peek() != '\n')
    ++at;
  push(TokenKind::FormatSpec, begin);
}

/// At a line end or the end of the file: closes all strings that still wait for a `}`.
void Lexer::endUnterminated() {
  if (interpolations.empty())
    return;
  uint32_t begin = interpolations.front().stringBegin;
  diagnostics.report(DiagKind::UnterminatedString, range(begin, at))
      .note(range(buffer.tokens.back().begin, at), "the interpolation has no closing `}` here")
      .hint("a brace that is only text is written `\\{`");
  for (; !interpolations.empty(); interpolations.pop_back())
    pushString(TokenKind::StringEnd, at, "");
  buffer.tokens.back().isUnterminated = true;
}

} // namespace cortex
