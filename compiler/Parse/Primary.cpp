// Part of Cortex, under the MIT licence.
// Owns the parsing of operands: literals, names, lists, dicts, norms, parentheses and strings.
#include "Parse/ParserImpl.h"

#include "llvm/ADT/StringExtras.h"

namespace cortex {

ExprPtr Parser::parsePrimary() {
  if (recovering)
    return errorExpr();
  SourceRange where = range();
  if (lineHasEnded() && !isBehindOperator()) {
    reportMissingValue();
    return std::make_unique<ErrorExpr>(where);
  }
  switch (token().kind) {
  case TokenKind::Identifier:
    take();
    return make<NameExpr>(where, text(where));
  case TokenKind::Int:
    return parseInt();
  case TokenKind::Float:
    return make<FloatLiteralExpr>(where, buffer.floats[take().payload]);
  case TokenKind::String:
    return make<StringLiteralExpr>(where, std::move(buffer.strings[take().payload]));
  case TokenKind::StringStart:
    return parseInterpolatedString();
  case TokenKind::KwTrue:
  case TokenKind::KwFalse:
    return make<BoolLiteralExpr>(where, take().is(TokenKind::KwTrue));
  case TokenKind::KwNull:
    take();
    return make<NullLiteralExpr>(where);
  case TokenKind::LeftBracket:
    return parseList();
  case TokenKind::LeftBrace:
    return parseDict();
  case TokenKind::LeftParen:
    return parseParenthesized();
  case TokenKind::Bar:
  case TokenKind::BarBar:
    return parseNorm();
  case TokenKind::KwLambda:
    return parseLambda();
  default:
    break;
  }
  fail(DiagKind::ExpectedExpression, where, [&](DiagnosticBuilder &&builder) {
    builder.arg(found());
    if (at(TokenKind::KwIf))
      builder.hint("a conditional value is written `c ? a : b`");
    else if (at(TokenKind::Plus) && position > 0 && buffer.tokens[position - 1].is(TokenKind::Plus))
      builder.hint("there is no `++`; write `x += 1`");
    else if (at(TokenKind::Dot) && tokenAhead(1).is(TokenKind::Int))
      builder.hint("a number starts with a digit: `0.5`");
    else if (at(TokenKind::KwFunc))
      builder.hint("a function without a name is a `lambda`");
    else if (at(TokenKind::Equal))
      builder.hint("equality is written `==`, assignment `:=`");
  });
  return std::make_unique<ErrorExpr>(where);
}

/// The line ended where a value should follow.
void Parser::reportMissingValue() {
  fail(DiagKind::ExpectedExpression, placeOfError(), [&](DiagnosticBuilder &&builder) {
    builder.arg(found()).hint("an expression goes on in the next line within brackets and behind a "
                              "binary operator");
  });
}

ExprPtr Parser::parseInt() {
  SourceRange where = range();
  uint64_t value = buffer.ints[take().payload];
  if (value > uint64_t(INT64_MAX)) {
    diagnostics.report(DiagKind::IntegerTooLarge, where)
        .arg(text(where))
        .hint("a number with a decimal point is a float");
    value = 0;
  }
  return make<IntLiteralExpr>(where, static_cast<int64_t>(value));
}

ExprPtr Parser::parseParenthesized() {
  SourceRange begin = range();
  BracketState saved;
  OpenBracket open = openBracket(saved);
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  ExprPtr inner = parseExpression();
  closeBracket(open, TokenKind::RightParen, saved);
  inner->setParenthesized(from(begin));
  return inner;
}

/// Cuts a token of two characters in two; the first half is taken. False: it is another token.
/// A `>` that is left over joins a `=` directly behind it.
bool Parser::splitToken(TokenKind whole, TokenKind first, TokenKind second) {
  if (!at(whole))
    return at(first) ? (take(), true) : false;
  Token &present = buffer.tokens[position];
  present.kind = second;
  ++present.begin;
  present.startsLine = present.spaceBefore = false;
  Token &next = buffer.tokens[position + 1]; // There is always the end of the file.
  if (second == TokenKind::Greater && next.is(TokenKind::Equal) && next.begin == present.end) {
    next.kind = TokenKind::GreaterEqual;
    next.begin = present.begin;
    ++position;
  }
  return true;
}

ExprPtr Parser::parseNorm() {
  SourceRange begin = range();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  splitToken(TokenKind::BarBar, TokenKind::Bar, TokenKind::Bar);
  bool savedNorm = std::exchange(insideNorm, true);
  ExprPtr operand = parseExpression();
  insideNorm = savedNorm;
  uint32_t end = range().begin + 1;
  bool isClosed =
      !recovering && (splitToken(TokenKind::BarBar, TokenKind::Bar, TokenKind::Bar) ||
                      splitToken(TokenKind::Pipeline, TokenKind::Bar, TokenKind::Greater));
  if (!isClosed)
    fail(DiagKind::ExpectedToken, range(), [&](DiagnosticBuilder &&builder) {
      builder.arg("the closing `|` of a norm").arg(found());
      if (llvm::isa<PipelineExpr>(*operand) && !operand->isParenthesized())
        builder.hint("`|>` is the pipeline here; to compare a norm write `|x| > y`");
    });
  return make<NormExpr>(SourceRange(begin.file, begin.begin, end), std::move(operand));
}

ExprPtr Parser::parseList() {
  SourceRange begin = range();
  BracketState saved;
  OpenBracket open = openBracket(saved);
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  std::vector<ExprPtr> elements;
  while (!recovering && !at(TokenKind::RightBracket)) {
    elements.push_back(parseExpression());
    if (!accept(TokenKind::Comma))
      break;
  }
  closeBracket(open, TokenKind::RightBracket, saved);
  return make<ListExpr>(from(begin), std::move(elements));
}

ExprPtr Parser::parseDict() {
  SourceRange begin = range();
  BracketState saved;
  OpenBracket open = openBracket(saved);
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  std::vector<DictExpr::Entry> entries;
  while (!recovering && !at(TokenKind::RightBrace)) {
    ExprPtr key = parseExpression();
    expectDescribed(TokenKind::Colon, "`:` after the key");
    ExprPtr value = parseExpression();
    entries.push_back({std::move(key), std::move(value)});
    if (!accept(TokenKind::Comma))
      break;
  }
  closeBracket(open, TokenKind::RightBrace, saved);
  return make<DictExpr>(from(begin), std::move(entries));
}

ExprPtr Parser::parseInterpolatedString() {
  SourceRange begin = range();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  std::vector<InterpolatedStringExpr::Part> parts;
  auto takeText = [&] {
    std::string value = std::move(buffer.strings[take().payload]);
    if (!value.empty())
      parts.push_back({std::move(value), nullptr, {}});
  };
  BracketState saved{bracketDepth++, std::exchange(insideNorm, false)};
  takeText();
  while (!recovering) {
    InterpolatedStringExpr::Part part;
    part.value = parseExpression();
    if (!recovering && at(TokenKind::FormatSpec))
      part.format = parseFormatSpec();
    parts.push_back(std::move(part));
    bool isLast = at(TokenKind::StringEnd);
    if (!recovering && !isLast && !at(TokenKind::StringMiddle))
      fail(DiagKind::ExpectedToken, range(), [&](DiagnosticBuilder &&builder) {
        builder.arg("`}` after the interpolated value").arg(found());
        builder.hint("a brace that is only text is written `\\{`");
      });
    if (!recovering)
      takeText();
    if (isLast)
      break;
  }
  bracketDepth = saved.depth;
  insideNorm = saved.insideNorm;
  return make<InterpolatedStringExpr>(from(begin), std::move(parts));
}

/// Reads `:[width][.precision][d|e|f|g|%]`.
FormatSpec Parser::parseFormatSpec() {
  FormatSpec format;
  format.range = range();
  llvm::StringRef rest = text(range()).drop_front();
  take();
  // Three digits are wider than any line; more would only fill memory.
  auto takeNumber = [&](int &value) {
    llvm::StringRef digits = rest.take_while([](char c) { return llvm::isDigit(c); });
    rest = rest.drop_front(digits.size());
    return !digits.empty() && digits.size() <= 3 && !digits.getAsInteger(10, value);
  };
  bool fits = !rest.empty();
  if (!rest.empty() && llvm::isDigit(rest.front()))
    fits &= takeNumber(format.width);
  if (rest.consume_front("."))
    fits &= takeNumber(format.precision);
  if (!rest.empty() && llvm::StringRef("defg%").contains(rest.front())) {
    format.conversion = rest.front();
    rest = rest.drop_front();
  }
  if (!fits || !rest.empty())
    diagnostics.report(DiagKind::InvalidFormat, format.range)
        .arg(text(format.range).drop_front())
        .hint("as in `{x:8.3f}`; a brace that is only text is written `\\{`, and a conditional "
              "value stands in parentheses");
  return format;
}

} // namespace cortex
