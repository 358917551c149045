// Part of Cortex, under the MIT licence.
// Owns the parsing of operators by precedence, loose to tight.
#include "Parse/ParserImpl.h"

namespace cortex {

ExprPtr Parser::parseExpression() {
  if (recovering)
    return errorExpr();
  ExprPtr result = parseTernary();
  blockHeight = std::max(blockHeight, result->height());
  return result;
}

ExprPtr Parser::parseTernary() {
  ExprPtr condition = parsePipeline();
  if (recovering || !continues() || !at(TokenKind::Question))
    return condition;
  take();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  ExprPtr whenTrue = parseTernary();
  expectDescribed(TokenKind::Colon, "`:` of the conditional `? :`");
  if (recovering)
    return condition;
  ExprPtr whenFalse = parseTernary();
  SourceRange where = from(condition->range());
  return make<TernaryExpr>(where, std::move(condition), std::move(whenTrue), std::move(whenFalse));
}

/// Whether a `|>` ends a norm and begins a comparison: directly behind the operand, as in `|x|>1`,
/// and before what no value can be piped into, as in `|x |> 1`.
bool Parser::closesNorm() const {
  const Token &next = tokenAhead(1);
  return insideNorm && (!token().spaceBefore || next.is(TokenKind::Int) ||
                        next.is(TokenKind::Float) || next.is(TokenKind::Equal));
}

ExprPtr Parser::parsePipeline() {
  ExprPtr value = parseOr();
  // A line may begin with `|>`.
  while (!recovering && at(TokenKind::Pipeline) && !closesNorm()) {
    take();
    ExprPtr target = parseOr();
    SourceRange where = from(value->range());
    value = make<PipelineExpr>(where, std::move(value), std::move(target));
  }
  return value;
}

ExprPtr Parser::parseOr() {
  ExprPtr lhs = parseAnd();
  while (!recovering && continues() &&
         (at(TokenKind::KwOr) || (at(TokenKind::BarBar) && !insideNorm))) {
    take();
    ExprPtr rhs = parseAnd();
    SourceRange where = from(lhs->range());
    lhs = make<LogicalExpr>(where, LogicalOperator::Or, std::move(lhs), std::move(rhs));
  }
  return lhs;
}

ExprPtr Parser::parseAnd() {
  ExprPtr lhs = parseNot();
  while (!recovering && continues() && (at(TokenKind::KwAnd) || at(TokenKind::AmpAmp))) {
    take();
    ExprPtr rhs = parseNot();
    SourceRange where = from(lhs->range());
    lhs = make<LogicalExpr>(where, LogicalOperator::And, std::move(lhs), std::move(rhs));
  }
  return lhs;
}

ExprPtr Parser::parseNot() {
  if (recovering)
    return errorExpr();
  if (!at(TokenKind::KwNot) && !at(TokenKind::Bang))
    return parseBinary(0);
  SourceRange begin = range();
  take();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  ExprPtr operand = parseNot();
  return make<UnaryExpr>(from(begin), UnaryOperator::Not, std::move(operand));
}

namespace {
struct OperatorInfo {
  BinaryOperator op;
  unsigned precedence;
};
} // namespace

static constexpr unsigned comparisonPrecedence = 4;
/// Operators from here on are not parsed by parseBinary.
static constexpr unsigned powerPrecedence = 8;

static std::optional<OperatorInfo> binaryOperator(TokenKind kind) {
  switch (kind) {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence)                                           \
  case TokenKind::Token:                                                                           \
    return OperatorInfo{BinaryOperator::Name, Precedence};
#include "AST/Operators.def"
  default:
    return std::nullopt;
  }
}

ExprPtr Parser::parseBinary(unsigned minPrecedence) {
  return parseBinaryRest(parseUnary(), minPrecedence);
}

/// Goes on behind an operand as long as operators bind at least as tightly as `minPrecedence`.
ExprPtr Parser::parseBinaryRest(ExprPtr lhs, unsigned minPrecedence) {
  while (!recovering && continues()) {
    bool isNotIn = at(TokenKind::KwNot) && tokenAhead(1).is(TokenKind::KwIn);
    auto found = binaryOperator(isNotIn ? TokenKind::KwIn : token().kind);
    if (!found || found->precedence < minPrecedence || found->precedence >= powerPrecedence)
      break;
    if (found->precedence == comparisonPrecedence)
      checkComparisonChain(*lhs, found->op);
    SourceRange opRange = range();
    if (isNotIn)
      take();
    take();
    ExprPtr rhs = parseBinary(found->precedence + 1);
    SourceRange where = from(lhs->range());
    lhs = make<BinaryExpr>(where, found->op, opRange, std::move(lhs), std::move(rhs));
    if (isNotIn)
      lhs = make<UnaryExpr>(where, UnaryOperator::Not, std::move(lhs));
  }
  return lhs;
}

/// Reports `a < b < c`, with what it probably means.
bool Parser::checkComparisonChain(const Expr &lhs, BinaryOperator op) {
  const auto *first = llvm::dyn_cast<BinaryExpr>(&lhs);
  if (!first || !isComparison(first->op) || first->isParenthesized())
    return true;
  llvm::StringRef middle = text(first->rhs->range());
  auto builder = diagnostics.report(DiagKind::ComparisonChain, range());
  builder.note(first->opRange, "the first comparison");
  if (middle.size() <= 40 && !middle.contains('\n'))
    builder.hint("write `… " + spelling(first->op) + " " + middle + " and " + middle + " " +
                 spelling(op) + " …`");
  else
    builder.hint("join two comparisons with `and`");
  return false;
}

ExprPtr Parser::parseUnary() {
  if (recovering)
    return errorExpr();
  bool isMinus = at(TokenKind::Minus);
  if (!isMinus && !at(TokenKind::KwNot) && !at(TokenKind::Bang))
    return parsePower();
  SourceRange begin = range();
  take();
  // The smallest integer has no positive counterpart, so its sign belongs to the literal.
  constexpr uint64_t magnitude = uint64_t(1) << 63;
  bool isSmallest = isMinus && at(TokenKind::Int) && buffer.ints[token().payload] == magnitude &&
                    !tokenAhead(1).is(TokenKind::StarStar);
  if (isSmallest) {
    take();
    return make<IntLiteralExpr>(from(begin), INT64_MIN);
  }
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  ExprPtr operand = parseUnary();
  return make<UnaryExpr>(from(begin), isMinus ? UnaryOperator::Negate : UnaryOperator::Not,
                         std::move(operand));
}

/// `base ** exponent`: the exponent may have a sign, and further powers group to the right.
ExprPtr Parser::parsePower() {
  ExprPtr base = parsePostfix();
  if (recovering || !continues())
    return base;
  if (isCaretMeantAsPower())
    diagnostics.report(DiagKind::UnexpectedBlockEnd, range())
        .hint("the power is written `**`; `^` ends a block");
  else if (!at(TokenKind::StarStar))
    return base;
  SourceRange opRange = range();
  take();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  ExprPtr exponent = parseUnary();
  SourceRange where = from(base->range());
  return make<BinaryExpr>(where, BinaryOperator::Power, opRange, std::move(base),
                          std::move(exponent));
}

/// Whether a `^` stands between operands on one line, where it ends no block that was opened on an
/// earlier line.
bool Parser::isCaretMeantAsPower() const {
  const Token &next = tokenAhead(1);
  bool isOperand = next.is(TokenKind::Int) || next.is(TokenKind::Float) ||
                   next.is(TokenKind::Identifier) || next.is(TokenKind::LeftParen);
  if (!at(TokenKind::Caret) || token().startsLine || !isOperand || next.startsLine)
    return false;
  if (!blockStart || bracketDepth > 0)
    return true;
  size_t lineStart = position;
  while (lineStart > *blockStart && !buffer.tokens[lineStart].startsLine)
    --lineStart;
  return buffer.tokens[lineStart].startsLine;
}

} // namespace cortex
