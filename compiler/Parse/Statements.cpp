// Part of Cortex, under the MIT licence.
// Owns the parsing of statements that hold no blocks, and of what ends a statement.
#include "Parse/ParserImpl.h"

namespace cortex {

StmtPtr Parser::parseStatement() {
  size_t start = position;
  unsigned outerUnopened = unopenedBlocks;
  statementStart = position;
  statementIndent = indentOf(token().begin);
  tooLongReported = false;
  StmtPtr statement = parseStatementByToken();
  if (!recovering) {
    bool isFinished = finishStatement();
    // A name with more behind it is no use of the name, but half of a call that lacks its brackets.
    auto *expression = llvm::dyn_cast_or_null<ExprStmt>(statement.get());
    bool isHalf = expression && llvm::isa<NameExpr>(*expression->value) && !isFinished;
    return isHalf ? nullptr : std::move(statement);
  }
  skipFailedStatement(start, outerUnopened);
  return statement;
}

/// To the end of the line. A `^` before that belongs to the statement if a block of it could not be
/// opened, and to the block around it otherwise.
void Parser::skipFailedStatement(size_t start, unsigned outerUnopened) {
  bool isOneLine = true;
  for (size_t at = start + 1; at <= position; ++at)
    isOneLine &= !buffer.tokens[at].startsLine;
  while (!at(TokenKind::EndOfFile) && (position == start || !token().startsLine)) {
    if (at(TokenKind::Caret)) {
      if (!isOneLine || unopenedBlocks == outerUnopened)
        break;
      --unopenedBlocks;
    }
    take();
  }
  recovering = false;
}

StmtPtr Parser::parseStatementByToken() {
  switch (token().kind) {
  case TokenKind::KwLet:
    return parseLet();
  case TokenKind::KwFunc:
  case TokenKind::KwInline:
    return parseFunc();
  case TokenKind::KwReturn:
    return parseReturn();
  case TokenKind::KwIf:
    return parseIf();
  case TokenKind::KwFor:
    return parseFor();
  case TokenKind::KwWhile:
    return parseWhile();
  case TokenKind::KwDo:
    return parseDoWhile();
  case TokenKind::KwBreak:
    take();
    return std::make_unique<BreakStmt>(previousRange());
  case TokenKind::KwContinue:
    take();
    return std::make_unique<ContinueStmt>(previousRange());
  case TokenKind::KwTry:
    return parseTry();
  case TokenKind::KwThrow:
    return parseThrow();
  case TokenKind::KwMatch:
    return parseMatch();
  case TokenKind::KwGuard:
    return parseGuard();
  case TokenKind::KwStruct:
    return parseStruct();
  case TokenKind::KwImport:
    return parseImport();
  case TokenKind::KwCase:
  case TokenKind::KwDefault:
    fail(DiagKind::CaseOutsideMatch, range(),
         [&](DiagnosticBuilder &&builder) { builder.arg(text(range())); });
    return nullptr;
  default:
    return parseSimpleStatement();
  }
}

/// Checks that nothing but the end of a block or line follows. False: something did.
bool Parser::finishStatement() {
  if (token().startsLine || at(TokenKind::Caret) || at(TokenKind::EndOfFile))
    return true;
  if (insideMatch && (at(TokenKind::KwCase) || at(TokenKind::KwDefault)))
    return true;
  if (at(TokenKind::Semicolon)) {
    diagnostics.report(DiagKind::ExpectedToken, range())
        .arg("the end of the line")
        .arg("`;`")
        .hint("the end of the line ends a statement");
    take();
    return true;
  }
  // A declaration is read all the same: without its name there would be more errors.
  if (at(TokenKind::KwLet)) {
    diagnostics.report(DiagKind::TwoStatements, range()).label("expected the end of the line");
    return true;
  }
  reportSecondStatement();
  while (!at(TokenKind::EndOfFile) && !at(TokenKind::Caret) && !token().startsLine)
    take();
  recovering = false;
  return false;
}

void Parser::reportSecondStatement() {
  fail(DiagKind::TwoStatements, range(), [&](DiagnosticBuilder &&builder) {
    builder.label("expected the end of the line");
    llvm::StringRef advice = adviceForForeign(text(range()));
    if (advice.empty())
      advice = adviceForForeign(text(buffer.rangeOf(buffer.tokens[statementStart])));
    if (!advice.empty())
      builder.hint(advice);
    else if (at(TokenKind::Bar))
      builder.hint("a block belongs to `if`, `for`, `func` and the like");
    else if (at(TokenKind::KwElse))
      builder.hint("`else` follows the `^` of an `if` block");
    else if (at(TokenKind::String) || at(TokenKind::StringStart) || at(TokenKind::Int) ||
             at(TokenKind::Identifier))
      builder.hint("arguments of a call are written in `[]`" + exampleOfCall());
  });
}

/// The present line as the call that it probably should be; empty if it does not look like one.
std::string Parser::exampleOfCall() const {
  constexpr size_t maxLength = 60;
  size_t last = position;
  while (!buffer.tokens[last + 1].startsLine && !buffer.tokens[last + 1].is(TokenKind::Caret))
    ++last;
  SourceRange arguments = range().to(buffer.rangeOf(buffer.tokens[last]));
  const Token &first = buffer.tokens[statementStart];
  if (position != statementStart + 1 || !first.is(TokenKind::Identifier) ||
      text(arguments).size() > maxLength)
    return "";
  llvm::StringRef name = text(buffer.rangeOf(first));
  return (": `" + name + "[" + text(arguments) + "]`").str();
}

/// Takes `:=` or a compound assignment, and `=` with an error. False: none stands here.
bool Parser::acceptAssignment(std::optional<BinaryOperator> &op) {
  switch (token().kind) {
#define CORTEX_COMPOUND(Token, Spelling, Name)                                                     \
  case TokenKind::Token:                                                                           \
    op = BinaryOperator::Name;                                                                     \
    take();                                                                                        \
    return true;
#include "AST/Operators.def"
  case TokenKind::Equal:
    diagnostics.report(DiagKind::EqualsForAssignment, range()).hint("write `:=`");
    take();
    return true;
  default:
    return accept(TokenKind::ColonEqual);
  }
}

StmtPtr Parser::parseLet() {
  SourceRange begin = range();
  take();
  std::vector<LetStmt::Binding> bindings;
  do {
    std::optional<Identifier> name = parseIdentifier("a name after `let`");
    if (!name)
      break;
    TypePtr type;
    if (accept(TokenKind::Colon))
      type = parseType();
    bindings.push_back({*name, std::move(type)});
  } while (accept(TokenKind::Comma));

  static constexpr llvm::StringLiteral expected = "`:=` or `::`";
  if (!recovering && lineHasEnded()) {
    // A line that begins with it is the rest of the statement.
    if (at(TokenKind::ColonEqual) || at(TokenKind::ColonColon))
      diagnostics.report(DiagKind::ExpectedToken, placeOfError()).arg(expected).arg(found());
    else
      failExpected(DiagKind::ExpectedToken, expected);
  }
  bool isConstant = !recovering && accept(TokenKind::ColonColon);
  std::optional<BinaryOperator> op;
  if (!recovering && !isConstant && (!acceptAssignment(op) || op))
    failExpected(DiagKind::ExpectedToken, expected);
  if (isConstant && bindings.size() > 1)
    diagnostics.report(DiagKind::ConstantSeveralNames, bindings[1].name.range);
  ExprPtr value = parseExpression();
  if (bindings.empty())
    return nullptr;
  return std::make_unique<LetStmt>(from(begin), std::move(bindings), isConstant, std::move(value));
}

/// An assignment or an expression.
StmtPtr Parser::parseSimpleStatement() {
  ExprPtr target = parseExpression();
  if (!recovering && at(TokenKind::Comma) && bracketDepth == 0 && llvm::isa<NameExpr>(*target))
    fail(DiagKind::SeveralAssignTargets, range(), [&](DiagnosticBuilder &&builder) {
      builder.hint("`let a, b := f[x]` declares both; assign them one by one");
    });
  SourceRange opRange = range();
  std::optional<BinaryOperator> op;
  if (recovering || !continues() || !acceptAssignment(op))
    return std::make_unique<ExprStmt>(std::move(target));
  bool isAssignable = checkAssignTarget(*target);
  ExprPtr value = parseExpression();
  if (!isAssignable)
    return std::make_unique<ExprStmt>(std::move(value));
  SourceRange where = from(target->range());
  return std::make_unique<AssignStmt>(where, std::move(target), op, opRange, std::move(value));
}

bool Parser::checkAssignTarget(const Expr &target) {
  switch (target.kind()) {
  case Expr::Kind::Name:
  case Expr::Kind::Bracket:
  case Expr::Kind::Field:
    return true;
  case Expr::Kind::Error:
    return false;
  default:
    break;
  }
  llvm::StringRef what = "this expression";
  if (llvm::isa<IntLiteralExpr, FloatLiteralExpr, StringLiteralExpr, BoolLiteralExpr,
                NullLiteralExpr>(target))
    what = "a literal";
  diagnostics.report(DiagKind::InvalidAssignTarget, target.range())
      .arg(what)
      .hint("assign to a variable, an element `x[i]` or a field `x.f`; `==` compares");
  return false;
}

StmtPtr Parser::parseReturn() {
  SourceRange begin = range();
  take();
  std::vector<ExprPtr> values;
  if (at(TokenKind::LeftBracket) && !token().startsLine) {
    BracketState saved;
    OpenBracket open = openBracket(saved);
    while (!recovering && !at(TokenKind::RightBracket)) {
      values.push_back(parseExpression());
      if (!accept(TokenKind::Comma))
        break;
    }
    closeBracket(open, TokenKind::RightBracket, saved);
    return std::make_unique<ReturnStmt>(from(begin), std::move(values));
  }
  auto describe = [&](DiagnosticBuilder &&builder) {
    builder.arg("return").arg("values").arg(found());
    builder.hint("write `return[x]`, or `return[]` for nothing");
  };
  if (recovering || !(startsValue() || (at(TokenKind::Bar) && !token().startsLine))) {
    fail(DiagKind::BracketsRequired, range(), describe);
  } else {
    // Understood all the same: else every caller would seem to get `null`.
    describe(diagnostics.report(DiagKind::BracketsRequired, range()));
    do
      values.push_back(parseExpression());
    while (!recovering && accept(TokenKind::Comma));
  }
  return std::make_unique<ReturnStmt>(from(begin), std::move(values));
}

StmtPtr Parser::parseThrow() {
  SourceRange begin = range();
  take();
  ExprPtr value = parseCondition("throw", "value");
  return std::make_unique<ThrowStmt>(from(begin), std::move(value));
}

StmtPtr Parser::parseImport() {
  SourceRange begin = range();
  take();
  std::vector<Identifier> path;
  if (!at(TokenKind::LeftBracket)) {
    fail(DiagKind::BracketsRequired, placeOfError(), [&](DiagnosticBuilder &&builder) {
      builder.arg("import").arg("path").arg(found()).hint("write `import [path.to.module]`");
    });
    return nullptr;
  }
  BracketState saved;
  OpenBracket open = openBracket(saved);
  do {
    if (std::optional<Identifier> part = parseIdentifier("the name of a module"))
      path.push_back(*part);
  } while (!recovering && accept(TokenKind::Dot));
  closeBracket(open, TokenKind::RightBracket, saved);
  Identifier alias;
  // `as` is a keyword only here, so it stays free as a name.
  if (!recovering && at(TokenKind::Identifier) && !token().startsLine && text(range()) == "as") {
    take();
    alias = parseIdentifier("a name after `as`").value_or(Identifier());
  }
  if (path.empty())
    return nullptr;
  return std::make_unique<ImportStmt>(from(begin), std::move(path), alias);
}

} // namespace cortex
