// Part of Cortex, under the MIT licence.
// Owns the parsing of blocks: what opens and ends them, and the messages where that is missing.
#include "Parse/ParserImpl.h"

namespace cortex {

Parser::BlockScope::BlockScope(Parser &parser, bool isMatch)
    : parser(parser),
      brackets{std::exchange(parser.bracketDepth, 0), std::exchange(parser.insideNorm, false)},
      insideMatch(std::exchange(parser.insideMatch, isMatch)),
      statementIndent(parser.statementIndent),
      headerDepth(std::exchange(parser.headerDepth, std::nullopt)),
      blockStart(std::exchange(parser.blockStart, parser.position)) {}

Parser::BlockScope::~BlockScope() {
  parser.bracketDepth = brackets.depth;
  parser.insideNorm = brackets.insideNorm;
  parser.insideMatch = insideMatch;
  parser.statementIndent = statementIndent;
  parser.headerDepth = headerDepth;
  parser.blockStart = blockStart;
}

/// Takes the `|` of a block; one that is missing before indented lines is reported and assumed.
bool Parser::openBlock(llvm::StringRef what) {
  if (recovering && at(TokenKind::Bar) && !stopped)
    recovering = false;
  if (!recovering && accept(TokenKind::Bar))
    return true;
  std::string expected = ("`|` to open the " + what).str();
  bool isIndented = token().startsLine && indentOf(token().begin) > statementIndent;
  bool isColon = at(TokenKind::Colon) && tokenAhead(1).startsLine;
  if (recovering || !(isIndented || isColon) || at(TokenKind::Error)) {
    expectDescribed(TokenKind::Bar, expected);
    ++unopenedBlocks;
    return false;
  }
  auto builder = diagnostics.report(DiagKind::ExpectedToken, placeOfError());
  builder.arg(expected).arg(found());
  if (isColon) {
    builder.hint("a block opens with `|` and ends with `^`");
    take();
  }
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
  BlockScope scope(*this, /*isMatch=*/false);
  while (!at(TokenKind::Caret) && !at(TokenKind::EndOfFile))
    if (StmtPtr statement = parseStatement())
      block.statements.push_back(std::move(statement));
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
  if (!recovering && lineHasEnded()) {
    static constexpr llvm::StringLiteral expected = "a statement or a block";
    if (indentOf(token().begin) <= statementIndent) {
      failExpected(DiagKind::ExpectedToken, expected);
    } else {
      // What stands further right on the next line is the statement all the same.
      diagnostics.report(DiagKind::ExpectedToken, placeOfError()).arg(expected).arg(found());
      statementStart = position;
    }
  }
  DepthGuard guard(*this);
  if (!recovering && guard.fits())
    if (StmtPtr statement = parseStatementByToken())
      return statement;
  return std::make_unique<ExprStmt>(errorExpr());
}

} // namespace cortex
