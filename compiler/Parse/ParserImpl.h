// Part of Cortex, under the MIT licence.
// Owns the parser's state and the declarations of its functions, which one file per construct
// defines.
#pragma once

#include "Lex/Lexer.h"
#include "Parse/Parser.h"

namespace cortex {

/// Recursive descent over the tokens of one file.
///
/// After an error the parser is `recovering`: it has moved to where the next statement or the
/// block of the present one seems to start, nothing is reported, and every function returns as
/// soon as it can, until parseStatement or parseBlock goes on from there.
class Parser {
public:
  Parser(TokenBuffer tokens, const SourceFile &file, DiagnosticEngine &diagnostics,
         const ParseOptions &options)
      : buffer(std::move(tokens)), file(file), diagnostics(diagnostics), options(options) {}

  Module parseModule();

private:
  /// What an open bracket was, for the message about a missing end.
  struct OpenBracket {
    TokenKind kind;
    SourceRange range;
  };
  /// What the inside of a bracket or block must not see, restored at its end.
  struct BracketState {
    unsigned depth;
    bool insideNorm;
  };
  /// What stands behind a keyword, in brackets as it should or without.
  struct Header {
    std::optional<OpenBracket> open;
    BracketState saved;
    TokenKind closer = TokenKind::RightBracket;
  };
  /// Counts one level of nesting while it lives; false when it is one too many.
  class DepthGuard {
  public:
    explicit DepthGuard(Parser &parser) : parser(parser) { ++parser.depth; }
    ~DepthGuard() { --parser.depth; }
    DepthGuard(const DepthGuard &) = delete;
    DepthGuard &operator=(const DepthGuard &) = delete;
    bool fits() const { return parser.checkDepth(); }

  private:
    Parser &parser;
  };

  /// While it lives, outside of blocks, an error ends at the `|` that opens the statement's block.
  class HeaderScope {
  public:
    explicit HeaderScope(Parser &parser)
        : parser(parser), saved(std::exchange(parser.headerDepth, parser.bracketDepth)) {}
    ~HeaderScope() { parser.headerDepth = saved; }
    HeaderScope(const HeaderScope &) = delete;
    HeaderScope &operator=(const HeaderScope &) = delete;

  private:
    Parser &parser;
    std::optional<unsigned> saved;
  };

  /// While it lives a block is parsed: what is open around it is none of its statements' business.
  class BlockScope {
  public:
    BlockScope(Parser &parser, bool isMatch);
    ~BlockScope();
    BlockScope(const BlockScope &) = delete;
    BlockScope &operator=(const BlockScope &) = delete;

  private:
    Parser &parser;
    BracketState brackets;
    bool insideMatch;
    uint32_t statementIndent;
    std::optional<unsigned> headerDepth;
    std::optional<size_t> blockStart;
  };

  // Parser.cpp: tokens, errors, recovery
  const Token &token() const { return buffer.tokens[position]; }
  const Token &tokenAhead(unsigned count) const;
  bool at(TokenKind kind) const { return token().kind == kind; }
  SourceRange range() const { return buffer.rangeOf(token()); }
  SourceRange previousRange() const;
  SourceRange from(SourceRange begin) const { return begin.to(previousRange()); }
  llvm::StringRef text(SourceRange range) const { return file.text(range); }
  unsigned lineOf(SourceRange range) const { return file.lineOf(range.begin); }
  /// Bytes before it on its line: indentation, not the column that messages count.
  uint32_t indentOf(uint32_t offset) const { return offset - file.lineStart(file.lineOf(offset)); }
  std::string found() const;
  Token take();
  bool accept(TokenKind kind);
  bool expect(TokenKind kind);
  bool expectDescribed(TokenKind kind, const llvm::Twine &expected);
  bool startsValue() const;
  /// The statement may go on with this token: it is on the same line or newlines do not count.
  bool continues() const { return bracketDepth > 0 || !token().startsLine; }
  /// The statement needs this token, but its line ended before it.
  bool lineHasEnded() const {
    return bracketDepth == 0 && token().startsLine && position != statementStart && position > 0;
  }
  bool isBehindOperator() const;
  SourceRange placeOfError() const;
  template <typename Build> void fail(DiagKind kind, SourceRange where, Build &&build);
  void failExpected(DiagKind kind, const llvm::Twine &expected);
  void recover();
  bool endsRecovery(unsigned openBrackets) const;
  void takeUnexpectedBlockEnd();
  bool checkDepth();
  void stopParsing();
  OpenBracket openBracket(BracketState &saved);
  bool closeBracket(const OpenBracket &open, TokenKind closer, BracketState saved);
  std::optional<Identifier> parseIdentifier(const llvm::Twine &what);
  ExprPtr errorExpr() { return std::make_unique<ErrorExpr>(range()); }
  template <typename Node, typename... Arguments> ExprPtr make(Arguments &&...arguments);

  // Statements.cpp
  StmtPtr parseStatement();
  StmtPtr parseStatementByToken();
  bool finishStatement();
  void reportSecondStatement();
  std::string exampleOfCall() const;
  void skipFailedStatement(size_t start, unsigned outerUnopened);
  StmtPtr parseLet();
  StmtPtr parseSimpleStatement();
  bool checkAssignTarget(const Expr &target);
  bool acceptAssignment(std::optional<BinaryOperator> &op);
  StmtPtr parseReturn();
  StmtPtr parseThrow();
  StmtPtr parseImport();

  // Blocks.cpp
  bool openBlock(llvm::StringRef what);
  Block parseBlock(llvm::StringRef what, SourceRange header);
  StmtPtr parseStatementOrBlock(llvm::StringRef what, SourceRange header);
  void noteBlockEnd(const Token &closer, llvm::StringRef what, SourceRange header);
  void reportUnclosedBlock(llvm::StringRef what, SourceRange header, SourceRange opener);

  // ControlFlow.cpp
  StmtPtr parseIf();
  StmtPtr parseFor();
  StmtPtr parseForCount(SourceRange begin, Identifier name);
  StmtPtr parseWhile();
  StmtPtr parseDoWhile();
  StmtPtr parseTry();
  StmtPtr parseGuard();
  std::optional<Header> openHeader(llvm::StringRef keyword, llvm::StringRef what,
                                   const llvm::Twine &advice);
  void closeHeader(Header &header);
  ExprPtr parseCondition(llvm::StringRef keyword, llvm::StringRef what = "condition");

  // Match.cpp
  StmtPtr parseMatch();
  std::optional<MatchStmt::Case> parseCase();
  PatternPtr parsePattern();
  PatternPtr parseListPattern();
  PatternPtr parseLiteralPattern();

  // Functions.cpp
  StmtPtr parseFunc();
  StmtPtr parseStruct();
  std::vector<Identifier> parseTypeParameters();
  std::vector<Parameter> parseParameters();
  std::optional<Parameter> parseParameter();
  void checkParameterOrder(llvm::ArrayRef<Parameter> parameters);
  ExprPtr parseLambda();

  // Types.cpp
  TypePtr parseType(bool endsAtLineEnd = false);
  TypePtr parseFunctionType();
  TypePtr parseTypeAtom();
  bool unionGoesOn(bool endsAtLineEnd) const;

  // Expressions.cpp
  ExprPtr parseExpression();
  ExprPtr parseTernary();
  bool closesNorm() const;
  ExprPtr parsePipeline();
  ExprPtr parseOr();
  ExprPtr parseAnd();
  ExprPtr parseNot();
  ExprPtr parseBinary(unsigned minPrecedence);
  ExprPtr parseBinaryRest(ExprPtr lhs, unsigned minPrecedence);
  bool checkComparisonChain(const Expr &lhs, BinaryOperator op);
  ExprPtr parseUnary();
  ExprPtr parsePower();
  bool isCaretMeantAsPower() const;

  // Postfix.cpp
  ExprPtr parsePostfix();
  ExprPtr parseBracketCall(ExprPtr callee);
  ExprPtr parseParenthesesCall(ExprPtr callee);
  ExprPtr parseField(ExprPtr object);
  std::vector<Argument> parseArguments(TokenKind closer);
  Argument parseArgument();
  void parseSliceRest(Argument &argument);

  // Primary.cpp
  ExprPtr parsePrimary();
  void reportMissingValue();
  ExprPtr parseInt();
  ExprPtr parseParenthesized();
  ExprPtr parseNorm();
  ExprPtr parseList();
  ExprPtr parseDict();
  ExprPtr parseInterpolatedString();
  FormatSpec parseFormatSpec();
  bool splitToken(TokenKind whole, TokenKind first, TokenKind second);

  TokenBuffer buffer;
  const SourceFile &file;
  DiagnosticEngine &diagnostics;
  ParseOptions options;
  size_t position = 0;
  unsigned depth = 0;
  /// Open brackets since the innermost block started: inside them newlines mean nothing.
  unsigned bracketDepth = 0;
  /// Directly between the bars of `|x|`, where `||` and a close `|>` end it.
  bool insideNorm = false;
  bool insideMatch = false;
  bool recovering = false;
  /// Set by stopParsing: nothing is reported from there on.
  bool stopped = false;
  bool tooLongReported = false;
  bool unclosedReported = false;
  /// The first token of the innermost block; none outside of blocks.
  std::optional<size_t> blockStart;
  /// How many brackets are open around the present header; none outside of headers.
  std::optional<unsigned> headerDepth;
  /// Blocks that could not be opened, and whose `^` have not been met yet.
  unsigned unopenedBlocks = 0;
  /// Where the present statement started, for recovery.
  size_t statementStart = 0;
  uint32_t statementIndent = 0;
  /// Height of the highest expression of the present block.
  unsigned blockHeight = 0;
  /// The first block whose `^` stands too far left for it: its own one is probably missing.
  struct SuspectBlock {
    llvm::StringRef what;
    SourceRange header;
  };
  std::optional<SuspectBlock> suspectBlock;
};

template <typename Build> void Parser::fail(DiagKind kind, SourceRange where, Build &&build) {
  if (recovering || stopped) {
    recovering = true;
    return;
  }
  // The lexer has spoken about an invalid token, or about a string that swallowed the rest of its
  // line.
  bool isSpokenOf = (at(TokenKind::Error) && !lineHasEnded()) ||
                    (position > 0 && buffer.tokens[position - 1].isUnterminated);
  if (!isSpokenOf)
    build(diagnostics.report(kind, where));
  recovering = true;
  recover();
}

template <typename Node, typename... Arguments> ExprPtr Parser::make(Arguments &&...arguments) {
  auto node = std::make_unique<Node>(std::forward<Arguments>(arguments)...);
  if (node->height() <= options.maxHeight)
    return node;
  if (!recovering && !tooLongReported)
    diagnostics.report(DiagKind::ExpressionTooLong, node->range())
        .arg(options.maxHeight)
        .hint("bind a part of it with `let`, or build the value in a loop");
  tooLongReported = true;
  return std::make_unique<ErrorExpr>(node->range());
}

} // namespace cortex
