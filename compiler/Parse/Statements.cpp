// Part of Cortex, under the MIT licence.
// Owns the parsing of statements that hold no blocks, of blocks, and of what ends a statement.
#include "Parse/ParserImpl.h"

namespace cortex {

StmtPtr Parser::parseStatement() {
  size_t start = position;
  statementStart = position;
  statementIndent = indentOf(token().begin);
  tooLongReported = false;
  StmtPtr statement = parseStatementByToken();
  if (!recovering) {
    finishStatement();
    return statement;
  }
  // Header errors stop at the bar of a block that nothing took up: then the line has to end here.
  while (!at(TokenKind::EndOfFile) && !at(TokenKind::Caret) &&
         (position == start || !token().startsLine))
    take();
  recovering = false;
  return statement;
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

/// Checks that nothing but the end of a block or line follows.
void Parser::finishStatement() {
  if (token().startsLine || at(TokenKind::Caret) || at(TokenKind::EndOfFile))
    return;
  if (insideMatch && (at(TokenKind::KwCase) || at(TokenKind::KwDefault)))
    return;
  if (at(TokenKind::Semicolon)) {
    diagnostics.report(DiagKind::ExpectedToken, range())
        .arg("the end of the line")
        .arg("`;`")
        .hint("the end of the line ends a statement");
    take();
    return;
  }
  // A declaration is read all the same: without its name there would be more errors.
  if (at(TokenKind::KwLet)) {
    diagnostics.report(DiagKind::TwoStatements, range()).label("expected the end of the line");
    return;
  }
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
    else if (at(TokenKind::String) || at(TokenKind::Int) || at(TokenKind::Identifier))
      builder.hint("arguments of a call are written in `[]`");
  });
  while (!at(TokenKind::EndOfFile) && !at(TokenKind::Caret) && !token().startsLine)
    take();
  recovering = false;
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

  bool isConstant = !recovering && accept(TokenKind::ColonColon);
  std::optional<BinaryOperator> op;
  if (!recovering && !isConstant && (!acceptAssignment(op) || op))
    failExpected(DiagKind::ExpectedToken, "`:=` or `::`");
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
    fail(DiagKind::BracketsRequired, range(), [&](DiagnosticBuilder &&builder) {
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

/// Takes the `|` of a block; one that is missing before indented lines is reported and assumed.
bool Parser::openBlock(llvm::StringRef what) {
  if (recovering && at(TokenKind::Bar) && tokenAhead(1).startsLine)
    recovering = false;
  if (recovering || accept(TokenKind::Bar))
    return !recovering;
  std::string expected = ("`|` to open the " + what).str();
  bool isIndented = token().startsLine && indentOf(token().begin) > statementIndent;
  if (!isIndented || stopped || at(TokenKind::Error))
    return expectDescribed(TokenKind::Bar, expected);
  diagnostics.report(DiagKind::ExpectedToken, range()).arg(expected).arg(found());
  return true;
}

/// `what` names the construct in messages, such as "`if` block"; `header` is where it starts.
Block Parser::parseBlock(llvm::StringRef what, SourceRange header) {
  Block block;
  block.range = range();
  if (!openBlock(what))
    return block;
  SourceRange opener = previousRange();
  DepthGuard guard(*this);
  if (!guard.fits())
    return block;
  BracketState saved{bracketDepth, insideNorm};
  bool savedMatch = insideMatch;
  uint32_t savedIndent = statementIndent;
  bracketDepth = 0;
  insideNorm = insideMatch = false;
  while (!at(TokenKind::Caret) && !at(TokenKind::EndOfFile))
    if (StmtPtr statement = parseStatement())
      block.statements.push_back(std::move(statement));
  statementIndent = savedIndent;
  bracketDepth = saved.depth;
  insideNorm = saved.insideNorm;
  insideMatch = savedMatch;
  if (at(TokenKind::Caret))
    noteBlockEnd(take(), what, header);
  else
    reportUnclosedBlock(what, header, opener);
  block.range = from(block.range);
  return block;
}

/// A `^` that stands left of the line which opened its block belongs to an outer one, it seems.
void Parser::noteBlockEnd(const Token &closer, llvm::StringRef what, SourceRange header) {
  if (suspectBlock || !closer.startsLine)
    return;
  llvm::StringRef line = file.lineText(lineOf(header));
  size_t indentation = line.size() - line.ltrim().size();
  if (indentOf(closer.begin) < indentation)
    suspectBlock = {what, header};
}

void Parser::reportUnclosedBlock(llvm::StringRef what, SourceRange header, SourceRange opener) {
  if (unclosedReported)
    return;
  unclosedReported = true;
  if (suspectBlock) {
    what = suspectBlock->what;
    header = opener = suspectBlock->header;
  }
  diagnostics.report(DiagKind::UnclosedBlock, header.to(opener))
      .arg(what)
      .arg(lineOf(header))
      .label("opened here")
      .note(previousRange(), "the file ends after this")
      .hint("close the block with `^`");
}

StmtPtr Parser::parseStatementOrBlock(llvm::StringRef what, SourceRange header) {
  if (at(TokenKind::Bar))
    return std::make_unique<BlockStmt>(parseBlock(what, header));
  DepthGuard guard(*this);
  if (!recovering && guard.fits())
    if (StmtPtr statement = parseStatementByToken())
      return statement;
  return std::make_unique<ExprStmt>(errorExpr());
}

} // namespace cortex
