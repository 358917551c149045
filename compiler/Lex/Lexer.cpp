// Part of Cortex, under the MIT licence.
// Owns the lexer's main loop: spaces, comments, names and punctuators.
#include "Lex/LexerImpl.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/UnicodeCharRanges.h"

namespace cortex {

static constexpr llvm::sys::UnicodeCharRange letterRanges[] = {
#include "Lex/UnicodeLetters.inc"
};

static bool isLetter(uint32_t codePoint) {
  static const llvm::sys::UnicodeCharSet letters(letterRanges);
  return codePoint < 0x80 ? llvm::isAlpha(static_cast<char>(codePoint))
                          : letters.contains(codePoint);
}

static constexpr uint32_t partialSign = 0x2202; // ∂
static constexpr uint32_t nablaSign = 0x2207;   // ∇

bool isIdentifierStart(uint32_t codePoint) {
  return isLetter(codePoint) || codePoint == '_' || codePoint == partialSign ||
         codePoint == nablaSign;
}

bool isIdentifierContinue(uint32_t codePoint) {
  return isLetter(codePoint) || codePoint == '_' || codePoint == partialSign ||
         (codePoint >= '0' && codePoint <= '9');
}

TokenBuffer lex(const SourceFile &file, DiagnosticEngine &diagnostics) {
  return Lexer(file, diagnostics).run();
}

Lexer::Lexer(const SourceFile &file, DiagnosticEngine &diagnostics)
    : text(file.text()), diagnostics(diagnostics) {
  buffer.file = file.id();
}

TokenBuffer Lexer::run() {
  at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (validateText())
    while (!atEnd())
      lexToken();
  at = text.size();
  endUnterminated();
  startsLine = true;
  push(TokenKind::EndOfFile, at);
  return std::move(buffer);
}

/// Reports invalid UTF-8 and NUL bytes, each only once: a binary file would drown everything else.
bool Lexer::validateText() {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data());
  const auto *position = begin + at;
  const auto *end = begin + text.size();
  bool isValid = true;
  if (!llvm::isLegalUTF8String(&position, end)) {
    uint32_t offset = position - begin;
    diagnostics.report(DiagKind::InvalidUtf8, range(offset, offset + 1))
        .hint("save the file as UTF-8");
    isValid = false;
  }
  size_t nul = text.find('\0');
  if (nul != llvm::StringRef::npos) {
    diagnostics.report(DiagKind::NulByte, range(nul, nul + 1));
    isValid = false;
  }
  return isValid;
}

uint32_t Lexer::codePoint(uint32_t offset, unsigned &length) const {
  const auto *source = reinterpret_cast<const llvm::UTF8 *>(text.data()) + offset;
  const auto *begin = source;
  llvm::UTF32 result = 0;
  llvm::convertUTF8Sequence(&source, reinterpret_cast<const llvm::UTF8 *>(text.end()), &result,
                            llvm::strictConversion);
  length = std::max<unsigned>(1, source - begin);
  return result;
}

bool Lexer::startsIdentifier(uint32_t offset) const {
  unsigned length = 0;
  return offset < text.size() && isIdentifierStart(codePoint(offset, length));
}

void Lexer::push(TokenKind kind, uint32_t begin, uint32_t payload) {
  buffer.tokens.push_back({begin, at, payload, kind, startsLine, spaceBefore});
  startsLine = spaceBefore = false;
}

void Lexer::lexToken() {
  char c = text[at];
  if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v')
    return skipSpace();
  if (text.substr(at).starts_with("//"))
    return skipLineComment();
  if (text.substr(at).starts_with("/*"))
    return skipBlockComment();
  if (llvm::isDigit(c))
    return lexNumber();
  if (c == '"')
    return lexString();
  if (!interpolations.empty()) {
    const Interpolation &open = interpolations.back();
    if (c == '}' && open.braces == 0) {
      uint32_t begin = at++;
      return lexStringRest(begin, open.stringBegin, false);
    }
    if (c == ':' && open.braces == 0 && open.brackets == 0)
      return lexFormatSpec();
  }
  if (startsIdentifier(at))
    return lexIdentifier();
  lexPunctuator();
}

void Lexer::skipSpace() {
  spaceBefore = true;
  if (text[at] == '\n') {
    // A string ends on its line, and so does everything interpolated into it.
    endUnterminated();
    startsLine = true;
    spaceBefore = true;
  }
  ++at;
}

void Lexer::skipLineComment() {
  uint32_t begin = at;
  at = std::min<size_t>(text.find('\n', at), text.size());
  buffer.comments.push_back({begin, at});
  spaceBefore = true;
}

void Lexer::skipBlockComment() {
  uint32_t begin = at;
  unsigned depth = 0;
  do {
    if (atEnd()) {
      diagnostics.report(DiagKind::UnterminatedComment, range(begin, begin + 2));
      return;
    }
    llvm::StringRef rest = text.substr(at);
    if (rest.starts_with("/*")) {
      ++depth;
      at += 2;
    } else if (rest.starts_with("*/")) {
      --depth;
      at += 2;
    } else {
      startsLine |= rest.front() == '\n' && interpolations.empty();
      ++at;
    }
  } while (depth > 0);
  buffer.comments.push_back({begin, at});
  spaceBefore = true;
}

void Lexer::skipIdentifier() {
  unsigned length = 0;
  while (!atEnd() && isIdentifierContinue(codePoint(at, length)))
    at += length;
}

static TokenKind keywordKind(llvm::StringRef name) {
  static const llvm::StringMap<TokenKind> keywords = {
#define CORTEX_KEYWORD(Kind, Spelling) {Spelling, TokenKind::Kind},
#include "Lex/Tokens.def"
  };
  auto found = keywords.find(name);
  return found == keywords.end() ? TokenKind::Identifier : found->second;
}

void Lexer::lexIdentifier() {
  uint32_t begin = at;
  unsigned length = 0;
  codePoint(at, length);
  at += length;
  skipIdentifier();
  push(keywordKind(text.slice(begin, at)), begin);
}

void Lexer::trackInterpolation(TokenKind kind) {
  if (interpolations.empty())
    return;
  Interpolation &open = interpolations.back();
  if (kind == TokenKind::LeftBrace)
    ++open.braces;
  else if (kind == TokenKind::RightBrace)
    --open.braces; // Not reached at 0: that brace ends the interpolation.
  else if (kind == TokenKind::LeftBracket || kind == TokenKind::LeftParen)
    ++open.brackets;
  else if (kind == TokenKind::RightBracket || kind == TokenKind::RightParen)
    open.brackets -= open.brackets > 0;
}

void Lexer::lexPunctuator() {
  struct Punctuator {
    llvm::StringLiteral spelling;
    TokenKind kind;
  };
  static constexpr Punctuator punctuators[] = {
#define CORTEX_PUNCTUATOR(Kind, Spelling) {llvm::StringLiteral(Spelling), TokenKind::Kind},
#include "Lex/Tokens.def"
  };
  for (const Punctuator &punctuator : punctuators) {
    if (!text.substr(at).starts_with(punctuator.spelling))
      continue;
    uint32_t begin = at;
    at += punctuator.spelling.size();
    trackInterpolation(punctuator.kind);
    return push(punctuator.kind, begin);
  }
  reportUnexpected();
}

void Lexer::reportUnexpected() {
  uint32_t begin = at;
  unsigned length = 0;
  codePoint(at, length);
  at += length;
  llvm::StringRef spelling = text.slice(begin, at);
  llvm::StringRef hint = llvm::StringSwitch<llvm::StringRef>(spelling)
                             .Case("#", "comments start with `//`")
                             .Case("'", "strings are written in `\"`")
                             .Cases({"“", "”", "‘", "’"}, "strings are written in `\"`")
                             .Case("&", "write `and` or `&&`")
                             .Case("~", "write `not`")
                             .Case("\xC2\xA0", "this is a no-break space; write a plain one")
                             .Cases({"−", "–"}, "write `-`")
                             .Cases({"×", "·"}, "write `*`")
                             .Case("≤", "write `<=`")
                             .Case("≥", "write `>=`")
                             .Case("≠", "write `!=`")
                             .Default("");
  {
    DiagnosticBuilder builder = diagnostics.report(DiagKind::UnexpectedCharacter, range(begin, at));
    builder.arg(spelling);
    if (!hint.empty())
      builder.hint(hint);
  }
  push(TokenKind::Error, begin);
}

} // namespace cortex
