// Part of Cortex, under the MIT licence.
// Owns the parsing of types: names with arguments, function types and unions.
#include "Parse/ParserImpl.h"

namespace cortex {

/// Loose to tight: `|`, `->` (to the right), names. With `endsAtLineEnd`, as in a result type, a
/// `|` may open the block instead. After an error there is no type, as if none were written.
TypePtr Parser::parseType(bool endsAtLineEnd) {
  SourceRange begin = range();
  std::vector<TypePtr> members;
  do
    members.push_back(parseFunctionType());
  while (!recovering && unionGoesOn(endsAtLineEnd) && accept(TokenKind::Bar));
  if (recovering)
    return nullptr;
  if (members.size() == 1)
    return std::move(members.front());
  return std::make_unique<UnionType>(from(begin), std::move(members));
}

/// In a result type a `|` opens the block if it ends its line, if no type can follow, or if no
/// other `|` on this line could open it.
bool Parser::unionGoesOn(bool endsAtLineEnd) const {
  if (!at(TokenKind::Bar) || !continues())
    return false;
  if (!endsAtLineEnd)
    return true;
  const Token &next = tokenAhead(1);
  if (next.startsLine || !(next.is(TokenKind::Identifier) || next.is(TokenKind::KwNull)))
    return false;
  for (unsigned ahead = 1; !tokenAhead(ahead).startsLine; ++ahead)
    if (tokenAhead(ahead).is(TokenKind::Bar) && tokenAhead(ahead + 1).startsLine)
      return true;
  return false;
}

TypePtr Parser::parseFunctionType() {
  SourceRange begin = range();
  DepthGuard guard(*this);
  std::vector<TypePtr> parameters;
  if (!recovering && guard.fits() && at(TokenKind::LeftBracket)) {
    BracketState saved;
    OpenBracket open = openBracket(saved);
    while (!recovering && !at(TokenKind::RightBracket)) {
      parameters.push_back(parseType());
      if (!accept(TokenKind::Comma))
        break;
    }
    closeBracket(open, TokenKind::RightBracket, saved);
    expectDescribed(TokenKind::Arrow, "`->` after the types of parameters");
    TypePtr result = parseFunctionType();
    return std::make_unique<FunctionType>(from(begin), std::move(parameters), std::move(result));
  }
  TypePtr type = parseTypeAtom();
  if (recovering || !continues() || !accept(TokenKind::Arrow))
    return type;
  parameters.push_back(std::move(type));
  TypePtr result = parseFunctionType();
  return std::make_unique<FunctionType>(from(begin), std::move(parameters), std::move(result));
}

TypePtr Parser::parseTypeAtom() {
  SourceRange begin = range();
  Identifier module, name{text(begin), begin};
  std::vector<TypePtr> arguments;
  bool isUnionMember = position > 0 && buffer.tokens[position - 1].is(TokenKind::Bar);
  bool follows = !lineHasEnded() || isUnionMember;
  if (!recovering && follows && (at(TokenKind::Identifier) || at(TokenKind::KwNull)))
    take();
  else
    failExpected(DiagKind::ExpectedType, "");
  if (!recovering && at(TokenKind::Dot) && tokenAhead(1).is(TokenKind::Identifier)) {
    take();
    module = std::exchange(name, *parseIdentifier("the name of a type"));
  }
  if (!recovering && at(TokenKind::LeftBracket) && !token().startsLine) {
    BracketState saved;
    OpenBracket open = openBracket(saved);
    do
      arguments.push_back(parseType());
    while (!recovering && accept(TokenKind::Comma));
    closeBracket(open, TokenKind::RightBracket, saved);
  }
  return std::make_unique<NamedType>(from(begin), module, name, std::move(arguments));
}

} // namespace cortex
