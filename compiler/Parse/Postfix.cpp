// Part of Cortex, under the MIT licence.
// Owns the parsing of what follows a value: brackets with arguments and slices, and fields.
#include "Parse/ParserImpl.h"

namespace cortex {

ExprPtr Parser::parsePostfix() {
  ExprPtr result = parsePrimary();
  while (!recovering) {
    // A line may begin with `.`; a bracket at the start of a line is a value of its own.
    if (at(TokenKind::Dot))
      result = parseField(std::move(result));
    else if (token().startsLine)
      break;
    else if (at(TokenKind::LeftBracket))
      result = parseBracketCall(std::move(result));
    else if (at(TokenKind::LeftParen))
      result = parseParenthesesCall(std::move(result));
    else
      break;
  }
  return result;
}

ExprPtr Parser::parseBracketCall(ExprPtr callee) {
  BracketState saved;
  OpenBracket open = openBracket(saved);
  DepthGuard guard(*this);
  if (!guard.fits())
    return callee;
  std::vector<Argument> arguments = parseArguments(TokenKind::RightBracket);
  closeBracket(open, TokenKind::RightBracket, saved);
  SourceRange where = from(callee->range());
  return make<BracketExpr>(where, std::move(callee), std::move(arguments));
}

/// `f(x)`: reported, and then understood as `f[x]`.
ExprPtr Parser::parseParenthesesCall(ExprPtr callee) {
  auto *name = llvm::dyn_cast<NameExpr>(callee.get());
  SourceRange paren = range();
  BracketState saved;
  OpenBracket open = openBracket(saved);
  DepthGuard guard(*this);
  if (!guard.fits())
    return callee;
  diagnostics.report(DiagKind::ParenthesesCall, paren)
      .hint("write `" + (name ? name->name : "f") + "[…]`");
  std::vector<Argument> arguments = parseArguments(TokenKind::RightParen);
  closeBracket(open, TokenKind::RightParen, saved);
  SourceRange where = from(callee->range());
  return make<BracketExpr>(where, std::move(callee), std::move(arguments));
}

ExprPtr Parser::parseField(ExprPtr object) {
  take();
  Identifier name{text(range()), range()};
  // Behind a dot keywords are plain names: there `x.default` can mean nothing else.
  if (isKeyword(token().kind) && !lineHasEnded())
    take();
  else if (!parseIdentifier("the name of a field after `.`"))
    return object;
  SourceRange where = from(object->range());
  return make<FieldExpr>(where, std::move(object), name);
}

std::vector<Argument> Parser::parseArguments(TokenKind closer) {
  std::vector<Argument> arguments;
  bool hasNamed = false;
  while (!recovering && !at(closer)) {
    Argument argument = parseArgument();
    if (hasNamed && !argument.isNamed() && !recovering)
      diagnostics.report(DiagKind::PositionalAfterNamed, argument.range)
          .hint("give it a name, or move it to the front");
    hasNamed |= argument.isNamed();
    arguments.push_back(std::move(argument));
    if (!accept(TokenKind::Comma))
      break;
  }
  return arguments;
}

Argument Parser::parseArgument() {
  Argument argument;
  SourceRange begin = range();
  if (at(TokenKind::Identifier) && tokenAhead(1).is(TokenKind::Equal)) {
    argument.name = *parseIdentifier("a name");
    take();
    argument.value = parseExpression();
    argument.range = from(begin);
    return argument;
  }
  if (!at(TokenKind::Colon) && !at(TokenKind::ColonColon))
    argument.value = parseExpression();
  if (!recovering && (at(TokenKind::Colon) || at(TokenKind::ColonColon)))
    parseSliceRest(argument);
  argument.range = from(begin);
  return argument;
}

/// From the first colon of `a:b:c` on; what stands before it is in `value`.
void Parser::parseSliceRest(Argument &argument) {
  auto boundFollows = [&] {
    return !recovering && !at(TokenKind::Comma) && !at(TokenKind::RightBracket) &&
           !at(TokenKind::Colon);
  };
  argument.isSlice = true;
  argument.begin = std::move(argument.value);
  bool hasStep = accept(TokenKind::ColonColon);
  if (!hasStep) {
    take();
    if (boundFollows())
      argument.end = parseExpression();
    hasStep = !recovering && accept(TokenKind::Colon);
  }
  if (hasStep && boundFollows())
    argument.step = parseExpression();
}

} // namespace cortex
