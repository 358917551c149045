// Part of Cortex, under the MIT licence.
// Owns the parser's handling of tokens, brackets, errors and recovery.
#include "Parse/ParserImpl.h"

namespace cortex {

Module parse(const SourceFile &file, DiagnosticEngine &diagnostics, const ParseOptions &options) {
  return parse(lex(file, diagnostics), file, diagnostics, options);
}

Module parse(TokenBuffer tokens, const SourceFile &file, DiagnosticEngine &diagnostics,
             const ParseOptions &options) {
  return Parser(std::move(tokens), file, diagnostics, options).parseModule();
}

Module Parser::parseModule() {
  Module module;
  module.file = file.id();
  while (!at(TokenKind::EndOfFile)) {
    if (at(TokenKind::Caret)) {
      takeUnexpectedBlockEnd();
      continue;
    }
    if (StmtPtr statement = parseStatement())
      module.statements.push_back(std::move(statement));
  }
  if (stopped)
    module.statements.clear(); // What was cut off would seem wrong in other ways, too.
  return module;
}

/// The end of a block whose header was wrong is no further error.
void Parser::takeUnexpectedBlockEnd() {
  if (unopenedBlocks > 0)
    --unopenedBlocks;
  else
    diagnostics.report(DiagKind::UnexpectedBlockEnd, range());
  take();
}

const Token &Parser::tokenAhead(unsigned count) const {
  return buffer.tokens[std::min(position + count, buffer.tokens.size() - 1)];
}

SourceRange Parser::previousRange() const {
  return position == 0 ? range() : buffer.rangeOf(buffer.tokens[position - 1]);
}

/// Whether the token before may stand between two operands: behind it an expression goes on, even
/// on the next line.
bool Parser::isBehindOperator() const {
  switch (buffer.tokens[position - 1].kind) {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence) case TokenKind::Token:
#include "AST/Operators.def"
  case TokenKind::AmpAmp:
  case TokenKind::BarBar:
  case TokenKind::KwAnd:
  case TokenKind::KwOr:
  case TokenKind::Pipeline:
  case TokenKind::Question:
  case TokenKind::Colon:
    return true;
  default:
    return false;
  }
}

/// What is missing at the end of a line is missing there, whatever the next line begins with.
SourceRange Parser::placeOfError() const {
  if (!lineHasEnded())
    return range();
  uint32_t end = previousRange().end;
  return {buffer.file, end, end};
}

/// The present token in words for "found …".
std::string Parser::found() const {
  if (lineHasEnded())
    return "the end of the line";
  switch (token().kind) {
  case TokenKind::Identifier:
  case TokenKind::Int:
  case TokenKind::Float:
    return ("`" + text(range()) + "`").str();
  default:
    return describe(token().kind);
  }
}

Token Parser::take() {
  Token result = token();
  if (!at(TokenKind::EndOfFile))
    ++position;
  return result;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind))
    return false;
  take();
  return true;
}

bool Parser::expect(TokenKind kind) { return expectDescribed(kind, describe(kind)); }

bool Parser::expectDescribed(TokenKind kind, const llvm::Twine &expected) {
  if (recovering)
    return false;
  if (accept(kind))
    return true;
  failExpected(DiagKind::ExpectedToken, expected);
  return false;
}

void Parser::failExpected(DiagKind kind, const llvm::Twine &expected) {
  fail(kind, placeOfError(), [&](DiagnosticBuilder &&builder) {
    if (kind == DiagKind::ExpectedToken || kind == DiagKind::ExpectedName)
      builder.arg(expected);
    builder.arg(found());
    if (at(TokenKind::Equal) && !lineHasEnded())
      builder.hint("values are bound with `:=`, and compared with `==`");
  });
}

/// Moves to a token from which parsing can go on; see endsRecovery.
void Parser::recover() {
  unsigned openBrackets = bracketDepth;
  for (; !at(TokenKind::EndOfFile); take()) {
    if (position != statementStart && endsRecovery(openBrackets))
      return;
    switch (token().kind) {
    case TokenKind::LeftBracket:
    case TokenKind::LeftParen:
    case TokenKind::LeftBrace:
      ++openBrackets;
      break;
    case TokenKind::RightBracket:
    case TokenKind::RightParen:
    case TokenKind::RightBrace:
      openBrackets -= openBrackets > 0;
      break;
    default:
      break;
    }
  }
}

static bool startsOnlyStatements(TokenKind kind) {
  switch (kind) {
  case TokenKind::KwLet:
  case TokenKind::KwFunc:
  case TokenKind::KwReturn:
  case TokenKind::KwIf:
  case TokenKind::KwFor:
  case TokenKind::KwWhile:
  case TokenKind::KwDo:
  case TokenKind::KwBreak:
  case TokenKind::KwContinue:
  case TokenKind::KwTry:
  case TokenKind::KwThrow:
  case TokenKind::KwMatch:
  case TokenKind::KwGuard:
  case TokenKind::KwStruct:
  case TokenKind::KwImport:
  case TokenKind::KwInline:
    return true;
  default:
    return false;
  }
}

/// A block's end; a `|` that opens the block of the present statement, because it ends its line or
/// stands behind a header; or the first token of a line, which within brackets counts only if it
/// looks like a new statement.
bool Parser::endsRecovery(unsigned openBrackets) const {
  if (at(TokenKind::Caret))
    return true;
  if (at(TokenKind::Bar) && (tokenAhead(1).startsLine || headerDepth == openBrackets))
    return true;
  if (!token().startsLine)
    return false;
  if (openBrackets == 0 || startsOnlyStatements(token().kind))
    return true;
  return !closesBracket(token().kind) && indentOf(token().begin) <= statementIndent;
}

bool Parser::checkDepth() {
  if (depth <= options.maxDepth)
    return true;
  if (!recovering)
    diagnostics.report(DiagKind::NestingTooDeep, range())
        .arg(options.maxDepth)
        .hint("bind the inner parts with `let`");
  stopParsing();
  return false;
}

/// Gives up on the rest of the file: behind too deep a nest nothing sensible can be said.
void Parser::stopParsing() {
  position = buffer.tokens.size() - 1;
  recovering = stopped = true;
  unclosedReported = true;
}

Parser::OpenBracket Parser::openBracket(BracketState &saved) {
  saved = {bracketDepth, insideNorm};
  OpenBracket open{token().kind, range()};
  take();
  ++bracketDepth;
  insideNorm = false;
  return open;
}

bool Parser::closeBracket(const OpenBracket &open, TokenKind closer, BracketState saved) {
  bool isClosed = !recovering && at(closer);
  if (!isClosed) {
    std::string opener = open.kind == TokenKind::LeftBracket ? "["
                         : open.kind == TokenKind::LeftParen ? "("
                                                             : "{";
    std::string missing = describe(closer);
    fail(DiagKind::UnclosedBracket, range(), [&](DiagnosticBuilder &&builder) {
      builder.arg(llvm::StringRef(missing).trim('`')).arg(opener).arg(lineOf(open.range));
      builder.arg(found()).note(open.range, "the bracket opens here");
      if (at(TokenKind::Equal))
        builder.hint("`==` compares");
    });
  }
  bracketDepth = saved.depth;
  insideNorm = saved.insideNorm;
  if (isClosed)
    take();
  return isClosed;
}

std::optional<Identifier> Parser::parseIdentifier(const llvm::Twine &what) {
  if (recovering)
    return std::nullopt;
  if (at(TokenKind::Identifier) && !lineHasEnded()) {
    SourceRange where = range();
    take();
    return Identifier{text(where), where};
  }
  fail(DiagKind::ExpectedName, placeOfError(), [&](DiagnosticBuilder &&builder) {
    builder.arg(what).arg(found());
    if (isKeyword(token().kind) && !lineHasEnded())
      builder.hint(describe(token().kind) + " is a keyword; choose another name");
  });
  return std::nullopt;
}

} // namespace cortex
