// Part of Cortex, under the MIT licence.
// Owns the parsing of if, loops, try and guard.
#include "Parse/ParserImpl.h"

namespace cortex {

/// Whether a value that lacks its brackets seems to begin here, behind a keyword.
bool Parser::startsValue() const {
  static constexpr TokenKind starts[] = {
      TokenKind::LeftParen, TokenKind::LeftBrace, TokenKind::Identifier,  TokenKind::Int,
      TokenKind::Float,     TokenKind::String,    TokenKind::StringStart, TokenKind::Minus,
      TokenKind::KwNot,     TokenKind::Bang,      TokenKind::KwTrue,      TokenKind::KwFalse,
      TokenKind::KwNull,    TokenKind::KwLambda};
  return !token().startsLine && llvm::is_contained(starts, token().kind);
}

/// What follows a keyword in `[]`. Parentheses, and no brackets at all, are reported and
/// understood.
std::optional<Parser::Header> Parser::openHeader(llvm::StringRef keyword, llvm::StringRef what,
                                                 const llvm::Twine &advice) {
  Header header;
  if (!recovering && !at(TokenKind::LeftBracket)) {
    auto describe = [&](DiagnosticBuilder &&builder) {
      builder.arg(keyword).arg(what).arg(found()).hint(advice);
    };
    if (startsValue())
      describe(diagnostics.report(DiagKind::BracketsRequired, range()));
    else
      fail(DiagKind::BracketsRequired, placeOfError(), describe);
  }
  if (recovering)
    return std::nullopt;
  if (at(TokenKind::LeftParen))
    header.closer = TokenKind::RightParen;
  if (at(TokenKind::LeftParen) || at(TokenKind::LeftBracket))
    header.open = openBracket(header.saved);
  return header;
}

void Parser::closeHeader(Header &header) {
  if (header.open)
    closeBracket(*header.open, header.closer, header.saved);
}

/// `[value]` behind a keyword.
ExprPtr Parser::parseCondition(llvm::StringRef keyword, llvm::StringRef what) {
  HeaderScope scope(*this);
  std::optional<Header> header = openHeader(keyword, what, "write `" + keyword + " […]`");
  if (!header)
    return errorExpr();
  ExprPtr condition = parseExpression();
  if (!recovering && at(TokenKind::Equal))
    fail(DiagKind::EqualsForAssignment, range(),
         [&](DiagnosticBuilder &&builder) { builder.hint("write `==` to compare"); });
  closeHeader(*header);
  return condition;
}

StmtPtr Parser::parseIf() {
  SourceRange begin = range();
  std::vector<IfStmt::Clause> clauses;
  std::optional<Block> otherwise;
  SourceRange header = begin;
  take();
  while (true) {
    ExprPtr condition = parseCondition("if");
    Block body = parseBlock("`if` block", header);
    clauses.push_back({std::move(condition), std::move(body)});
    if (recovering || !at(TokenKind::KwElse))
      break;
    header = range();
    take();
    if (!accept(TokenKind::KwIf)) {
      otherwise = parseBlock("`else` block", header);
      break;
    }
  }
  return std::make_unique<IfStmt>(from(begin), std::move(clauses), std::move(otherwise));
}

StmtPtr Parser::parseFor() {
  HeaderScope scope(*this);
  SourceRange begin = range();
  take();
  std::optional<Header> header =
      openHeader("for", "header", "write `for [x in xs]` or `for [i := 0; i < n; i := i + 1]`");
  if (!header)
    return std::make_unique<BlockStmt>(parseBlock("`for` block", begin));
  std::vector<Identifier> names;
  do {
    if (std::optional<Identifier> name = parseIdentifier("the name of the loop variable"))
      names.push_back(*name);
  } while (!recovering && accept(TokenKind::Comma));

  bool isCount = names.size() == 1 && (at(TokenKind::ColonEqual) || at(TokenKind::Equal));
  StmtPtr loop;
  if (!recovering && isCount)
    loop = parseForCount(begin, names.front());
  ExprPtr iterable;
  if (!loop) {
    if (names.size() > 2)
      diagnostics.report(DiagKind::TooManyLoopNames, names[2].range).arg(names.size());
    expect(TokenKind::KwIn);
    iterable = parseExpression();
  }
  closeHeader(*header);
  Block body = parseBlock("`for` block", begin);
  if (!loop)
    return std::make_unique<ForInStmt>(from(begin), std::move(names), std::move(iterable),
                                       std::move(body));
  auto &count = llvm::cast<ForCountStmt>(*loop);
  return std::make_unique<ForCountStmt>(from(begin), count.name, std::move(count.start),
                                        std::move(count.condition), std::move(count.step),
                                        std::move(body));
}

/// The header of a counting loop behind its name; the answer has no body yet.
StmtPtr Parser::parseForCount(SourceRange begin, Identifier name) {
  std::optional<BinaryOperator> op;
  acceptAssignment(op);
  ExprPtr start = parseExpression();
  expect(TokenKind::Semicolon);
  ExprPtr condition = parseExpression();
  expect(TokenKind::Semicolon);
  StmtPtr step = parseSimpleStatement();
  return std::make_unique<ForCountStmt>(from(begin), name, std::move(start), std::move(condition),
                                        std::move(step), Block());
}

StmtPtr Parser::parseWhile() {
  SourceRange begin = range();
  take();
  ExprPtr condition = parseCondition("while");
  Block body = parseBlock("`while` block", begin);
  return std::make_unique<WhileStmt>(from(begin), std::move(condition), std::move(body));
}

StmtPtr Parser::parseDoWhile() {
  SourceRange begin = range();
  take();
  Block body = parseBlock("`do` block", begin);
  expectDescribed(TokenKind::KwWhile, "`while` after the `do` block");
  ExprPtr condition = parseCondition("while");
  return std::make_unique<DoWhileStmt>(from(begin), std::move(body), std::move(condition));
}

StmtPtr Parser::parseTry() {
  HeaderScope scope(*this);
  SourceRange begin = range();
  take();
  Block body = parseBlock("`try` block", begin);
  SourceRange catchRange = range();
  Identifier name;
  if (expectDescribed(TokenKind::KwCatch, "`catch` after the `try` block")) {
    if (at(TokenKind::LeftBracket)) {
      BracketState saved;
      OpenBracket open = openBracket(saved);
      name = parseIdentifier("a name for the error").value_or(Identifier());
      closeBracket(open, TokenKind::RightBracket, saved);
    } else {
      fail(DiagKind::BracketsRequired, placeOfError(), [&](DiagnosticBuilder &&builder) {
        builder.arg("catch").arg("name").arg(found()).hint("write `catch [e] |`");
      });
    }
  }
  Block handler = parseBlock("`catch` block", catchRange);
  return std::make_unique<TryStmt>(from(begin), std::move(body), name, std::move(handler));
}

StmtPtr Parser::parseGuard() {
  HeaderScope scope(*this);
  SourceRange begin = range();
  take();
  ExprPtr condition = parseCondition("guard");
  expectDescribed(TokenKind::KwElse, "`else` after the condition of `guard`");
  StmtPtr otherwise = parseStatementOrBlock("`guard` block", begin);
  return std::make_unique<GuardStmt>(from(begin), std::move(condition), std::move(otherwise));
}

} // namespace cortex
