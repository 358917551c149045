// Part of Cortex, under the MIT licence.
// Owns the parsing of match, its cases and patterns.
#include "Parse/ParserImpl.h"

namespace cortex {

StmtPtr Parser::parseMatch() {
  SourceRange begin = range();
  take();
  ExprPtr value = parseCondition("match", "value");
  std::vector<MatchStmt::Case> cases;
  if (!openBlock("`match` block"))
    return std::make_unique<MatchStmt>(from(begin), std::move(value), std::move(cases));
  SourceRange opener = previousRange();
  DepthGuard guard(*this);
  BlockScope scope(*this, /*isMatch=*/true);
  while (guard.fits() && !at(TokenKind::Caret) && !at(TokenKind::EndOfFile)) {
    statementStart = position;
    statementIndent = indentOf(token().begin);
    if (std::optional<MatchStmt::Case> parsed = parseCase())
      cases.push_back(std::move(*parsed));
  }
  if (at(TokenKind::Caret))
    noteBlockEnd(take(), "`match` block", begin);
  else
    reportUnclosedBlock("`match` block", begin, opener);
  return std::make_unique<MatchStmt>(from(begin), std::move(value), std::move(cases));
}

/// `case [pattern] -> body` or `default -> body`; always takes at least one token.
std::optional<MatchStmt::Case> Parser::parseCase() {
  HeaderScope scope(*this);
  SourceRange begin = range();
  size_t start = position;
  PatternPtr pattern;
  bool isDefault = accept(TokenKind::KwDefault);
  if (!isDefault && expectDescribed(TokenKind::KwCase, "`case` or `default`")) {
    if (at(TokenKind::LeftBracket)) {
      pattern = parseListPattern();
      // The brackets belong to `case`; only several patterns take a value apart.
      auto &elements = llvm::cast<ListPattern>(*pattern).elements;
      if (elements.size() == 1) {
        PatternPtr only = std::move(elements.front());
        pattern = std::move(only);
      }
    } else {
      fail(DiagKind::BracketsRequired, placeOfError(), [&](DiagnosticBuilder &&builder) {
        builder.arg("case").arg("pattern").arg(found()).hint("write `case [pattern] -> …`");
      });
    }
  }
  StmtPtr body;
  if (expect(TokenKind::Arrow) || at(TokenKind::Bar))
    body = parseStatementOrBlock("`case` block", begin);
  if (!recovering)
    finishStatement();
  bool isWhole = !recovering && body && (isDefault || pattern);
  while (recovering && !at(TokenKind::EndOfFile) && !at(TokenKind::Caret) &&
         (position == start || !token().startsLine))
    take();
  recovering = false;
  if (!isWhole)
    return std::nullopt;
  return MatchStmt::Case{begin.to(body->range()), std::move(pattern), std::move(body)};
}

PatternPtr Parser::parsePattern() {
  DepthGuard guard(*this);
  if (recovering || !guard.fits())
    return std::make_unique<LiteralPattern>(errorExpr());
  if (at(TokenKind::LeftBracket))
    return parseListPattern();
  if (!at(TokenKind::Identifier))
    return parseLiteralPattern();
  SourceRange begin = range();
  Identifier name = *parseIdentifier("a name");
  TypePtr type;
  if (accept(TokenKind::Colon))
    type = parseType();
  return std::make_unique<BindingPattern>(from(begin), name, std::move(type));
}

PatternPtr Parser::parseListPattern() {
  SourceRange begin = range();
  BracketState saved;
  OpenBracket open = openBracket(saved);
  std::vector<PatternPtr> elements;
  while (!recovering && !at(TokenKind::RightBracket)) {
    elements.push_back(parsePattern());
    if (!accept(TokenKind::Comma))
      break;
  }
  closeBracket(open, TokenKind::RightBracket, saved);
  return std::make_unique<ListPattern>(from(begin), std::move(elements));
}

PatternPtr Parser::parseLiteralPattern() {
  switch (token().kind) {
  case TokenKind::Int:
  case TokenKind::Float:
  case TokenKind::String:
  case TokenKind::KwTrue:
  case TokenKind::KwFalse:
  case TokenKind::KwNull:
    return std::make_unique<LiteralPattern>(parsePrimary());
  case TokenKind::Minus:
    if (tokenAhead(1).is(TokenKind::Int) || tokenAhead(1).is(TokenKind::Float))
      return std::make_unique<LiteralPattern>(parseUnary());
    break;
  default:
    break;
  }
  ExprPtr error = errorExpr();
  failExpected(DiagKind::ExpectedPattern, "");
  return std::make_unique<LiteralPattern>(std::move(error));
}

} // namespace cortex
