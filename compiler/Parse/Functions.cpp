// Part of Cortex, under the MIT licence.
// Owns the parsing of functions, lambdas, parameters and structs.
#include "Parse/ParserImpl.h"

namespace cortex {

StmtPtr Parser::parseFunc() {
  HeaderScope scope(*this);
  SourceRange begin = range();
  bool isInline = accept(TokenKind::KwInline);
  expectDescribed(TokenKind::KwFunc, "`func` after `inline`");
  std::optional<Identifier> name = parseIdentifier("the name of the function");
  std::vector<Identifier> typeParameters = parseTypeParameters();
  std::vector<Parameter> parameters = parseParameters();
  SourceRange signature = from(begin);
  TypePtr result;
  if (!recovering && accept(TokenKind::Arrow))
    result = parseType(/*endsAtLineEnd=*/true);
  Block body = parseBlock("`func` block", begin);
  if (!name)
    return nullptr;
  return std::make_unique<FuncStmt>(from(begin), signature, *name, std::move(typeParameters),
                                    std::move(parameters), std::move(result), std::move(body),
                                    isInline);
}

/// A first bracket is one of type parameters exactly when a second one follows it.
std::vector<Identifier> Parser::parseTypeParameters() {
  std::vector<Identifier> names;
  unsigned ahead = 1;
  if (!at(TokenKind::LeftBracket) || recovering)
    return names;
  while (tokenAhead(ahead).is(TokenKind::Identifier) || tokenAhead(ahead).is(TokenKind::Comma))
    ++ahead;
  if (!tokenAhead(ahead).is(TokenKind::RightBracket) ||
      !tokenAhead(ahead + 1).is(TokenKind::LeftBracket))
    return names;
  BracketState saved;
  OpenBracket open = openBracket(saved);
  do {
    if (std::optional<Identifier> name = parseIdentifier("the name of a type parameter"))
      names.push_back(*name);
  } while (!recovering && accept(TokenKind::Comma));
  closeBracket(open, TokenKind::RightBracket, saved);
  return names;
}

/// `[a, b]`; parentheses are reported and understood.
std::vector<Parameter> Parser::parseParameters() {
  std::vector<Parameter> parameters;
  if (recovering)
    return parameters;
  TokenKind closer = at(TokenKind::LeftParen) ? TokenKind::RightParen : TokenKind::RightBracket;
  if (at(TokenKind::LeftParen)) {
    diagnostics.report(DiagKind::ParenthesesCall, range()).hint("parameters are written in `[]`");
  } else if (!at(TokenKind::LeftBracket)) {
    expectDescribed(TokenKind::LeftBracket, "`[` before the parameters");
    return parameters;
  }
  BracketState saved;
  OpenBracket open = openBracket(saved);
  while (!recovering && !at(closer)) {
    if (std::optional<Parameter> parameter = parseParameter())
      parameters.push_back(std::move(*parameter));
    if (recovering || !accept(TokenKind::Comma))
      break;
  }
  closeBracket(open, closer, saved);
  checkParameterOrder(parameters);
  return parameters;
}

std::optional<Parameter> Parser::parseParameter() {
  Parameter parameter;
  SourceRange begin = range();
  std::optional<Identifier> name = parseIdentifier("the name of a parameter");
  if (!name)
    return std::nullopt;
  parameter.name = *name;
  if (accept(TokenKind::Colon)) {
    parameter.isVariadic = accept(TokenKind::Ellipsis);
    bool isUntyped = at(TokenKind::Comma) || closesBracket(token().kind);
    if (!parameter.isVariadic || !isUntyped)
      parameter.type = parseType();
  }
  if (!recovering && (at(TokenKind::ColonEqual) || at(TokenKind::Equal))) {
    std::optional<BinaryOperator> op;
    acceptAssignment(op);
    parameter.defaultValue = parseExpression();
  }
  parameter.range = from(begin);
  return parameter;
}

void Parser::checkParameterOrder(llvm::ArrayRef<Parameter> parameters) {
  const Parameter *withDefault = nullptr;
  for (const Parameter &parameter : parameters) {
    if (parameter.isVariadic && &parameter != &parameters.back())
      diagnostics.report(DiagKind::VariadicNotLast, parameter.range).arg(parameter.name.text);
    if (parameter.defaultValue)
      withDefault = &parameter;
    else if (withDefault && !parameter.isVariadic)
      diagnostics.report(DiagKind::RequiredAfterDefault, parameter.range)
          .arg(parameter.name.text)
          .note(withDefault->range, "this one has a default");
  }
}

ExprPtr Parser::parseLambda() {
  SourceRange begin = range();
  take();
  DepthGuard guard(*this);
  if (!guard.fits())
    return errorExpr();
  std::vector<Parameter> parameters = parseParameters();
  if (!recovering && accept(TokenKind::Arrow)) {
    ExprPtr value = parseExpression();
    return make<LambdaExpr>(from(begin), std::move(parameters), std::move(value));
  }
  if (!recovering && !at(TokenKind::Bar)) {
    failExpected(DiagKind::ExpectedToken, "`->` or `|` after the parameters of `lambda`");
    return errorExpr();
  }
  unsigned outerHeight = std::exchange(blockHeight, 0);
  Block body = parseBlock("`lambda` block", begin);
  unsigned bodyHeight = std::exchange(blockHeight, outerHeight);
  return make<LambdaExpr>(from(begin), std::move(parameters), std::move(body), bodyHeight);
}

StmtPtr Parser::parseStruct() {
  SourceRange begin = range();
  take();
  std::optional<Identifier> name = parseIdentifier("the name of the struct");
  std::vector<StructStmt::Field> fields;
  if (openBlock("`struct` block")) {
    SourceRange opener = previousRange();
    while (!recovering && !at(TokenKind::Caret) && !at(TokenKind::EndOfFile)) {
      statementStart = position;
      std::optional<Identifier> field = parseIdentifier("the name of a field");
      TypePtr type;
      if (field && accept(TokenKind::Colon))
        type = parseType();
      if (field)
        fields.push_back({*field, std::move(type)});
      // One field a line, or several on one line with or without commas.
      accept(TokenKind::Comma);
    }
    if (!recovering && at(TokenKind::Caret))
      noteBlockEnd(take(), "`struct` block", begin);
    else if (!recovering)
      reportUnclosedBlock("`struct` block", begin, opener);
    // An error in a field ends the whole struct, or its `^` would close the block around it.
    while (recovering && !at(TokenKind::EndOfFile) && !accept(TokenKind::Caret))
      take();
  }
  if (!name)
    return nullptr;
  return std::make_unique<StructStmt>(from(begin), *name, std::move(fields));
}

} // namespace cortex
