// Part of Cortex, under the MIT licence.
// Decides which neighbours touch: one space stands between all others.
#include "Format/Spacing.h"

namespace cortex {

/// Between fields, or cases, that share a line and have no comma between them.
static constexpr unsigned spacesBetweenFields = 3;

/// What a bracket behind it calls, indexes or, of `return`, `throw` and `lambda`, completes.
static bool takesBracket(const Item &item) {
  if (item.is(TokenRole::NormClose))
    return true;
  switch (item.token) {
  case TokenKind::Identifier:
  case TokenKind::Int:
  case TokenKind::Float:
  case TokenKind::String:
  case TokenKind::KwTrue:
  case TokenKind::KwFalse:
  case TokenKind::KwNull:
  case TokenKind::RightBracket:
  case TokenKind::RightParen:
  case TokenKind::RightBrace:
  case TokenKind::Caret:
  case TokenKind::KwReturn:
  case TokenKind::KwThrow:
  case TokenKind::KwLambda:
    return true;
  default:
    return false;
  }
}

/// Whether what follows touches it.
static bool holdsRight(const Item &item) {
  switch (item.token) {
  case TokenKind::LeftBracket:
  case TokenKind::LeftParen:
  case TokenKind::LeftBrace:
  case TokenKind::Dot:
  case TokenKind::Ellipsis:
  case TokenKind::Bang:
  case TokenKind::Equal:
    return true;
  case TokenKind::Minus:
    return item.facts.role != TokenRole::Subtract;
  default:
    return item.is(TokenRole::NormOpen) || item.is(TokenRole::SliceColon);
  }
}

/// Whether it touches what stands before it.
static bool holdsLeft(const Item &item) {
  switch (item.token) {
  case TokenKind::RightBracket:
  case TokenKind::RightParen:
  case TokenKind::RightBrace:
  case TokenKind::Comma:
  case TokenKind::Semicolon:
  case TokenKind::Dot:
  case TokenKind::Equal:
    return true;
  case TokenKind::Colon:
    return item.facts.role != TokenRole::ChoiceColon;
  default:
    return item.is(TokenRole::NormClose) || item.is(TokenRole::SliceColon);
  }
}

/// Between a comment within a line and what it touches: a comment is set off like a word.
static unsigned spacesBesideComment(const Item &left, const Item &right) {
  if (left.isComment() && right.isComment())
    return 1;
  if (right.isComment())
    return left.isOpener() && !left.is(TokenRole::BlockOpen) ? 0 : 1;
  return right.is(TokenKind::Comma) || right.is(TokenKind::Semicolon) ||
                 (right.isCloser() && !right.is(TokenKind::Caret))
             ? 0
             : 1;
}

unsigned spacesBetween(const Item &left, const Item &right) {
  if (left.isComment() || right.isComment())
    return spacesBesideComment(left, right);
  // A slice may begin with its colon: `t[1:, :2]`.
  if (left.is(TokenKind::Comma) && right.is(TokenRole::SliceColon))
    return 1;
  if (holdsRight(left) || holdsLeft(right))
    return 0;
  if (right.is(TokenKind::LeftBracket) && takesBracket(left))
    return 0;
  bool sharesLine = right.facts.startsItem && !left.is(TokenRole::BlockOpen);
  return sharesLine && !left.is(TokenKind::Comma) ? spacesBetweenFields : 1;
}

} // namespace cortex
