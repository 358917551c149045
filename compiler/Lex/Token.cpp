// Part of Cortex, under the MIT licence.
// Owns the descriptions of token kinds.
#include "Lex/Token.h"

#include "llvm/Support/ErrorHandling.h"

namespace cortex {

std::string describe(TokenKind kind) {
  switch (kind) {
#define CORTEX_TOKEN(Kind, Description)                                                            \
  case TokenKind::Kind:                                                                            \
    return Description;
#define CORTEX_KEYWORD(Kind, Spelling)                                                             \
  case TokenKind::Kind:                                                                            \
    return "`" Spelling "`";
#define CORTEX_PUNCTUATOR(Kind, Spelling)                                                          \
  case TokenKind::Kind:                                                                            \
    return "`" Spelling "`";
#include "Lex/Tokens.def"
  }
  llvm_unreachable("token kind out of range");
}

bool isKeyword(TokenKind kind) { return kind >= TokenKind::KwLet && kind <= TokenKind::KwInline; }

bool closesBracket(TokenKind kind) {
  return kind == TokenKind::RightBracket || kind == TokenKind::RightParen ||
         kind == TokenKind::RightBrace;
}

} // namespace cortex
