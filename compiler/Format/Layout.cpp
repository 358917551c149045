// Part of Cortex, under the MIT licence.
// Places item by item, with a stack of the brackets and blocks that are open.
#include "Format/Layout.h"

#include "Format/Spacing.h"

namespace cortex {

static constexpr unsigned indentStep = 2;

Layout::Layout(const SourceFile &file, const std::vector<Item> &items)
    : text(file.text()), items(items), nextToken(items.size()) {
  size_t next = items.size() - 1;
  for (size_t index = items.size(); index-- > 0; nextToken[index] = next)
    if (!items[index].isComment())
      next = index;
  contexts.push_back({/*isBlock=*/true, 0, 0, 0, 0});
}

std::string Layout::run() {
  for (size_t index = 0; index + 1 < items.size(); ++index)
    place(index);
  return lines.write();
}

void Layout::place(size_t index) {
  if (items[index].isComment())
    placeComment(index);
  else
    placeToken(index);
}

void Layout::placeComment(size_t index) {
  const Item &item = items[index];
  if (startsLine(index)) {
    startLine(index);
    add(item, 0);
    atOpening = false;
  } else if (startsLine(index + 1)) {
    lines.addTrailingComment(printedText(text.slice(item.begin, item.end)));
  } else {
    add(item, spacesBetween(items[index - 1], item));
  }
}

void Layout::placeToken(size_t index) {
  const Item &item = items[index];
  if (startsLine(index))
    startLine(index);
  add(item, startsLine(index) ? 0 : spacesBetween(items[index - 1], item));
  if (item.isCloser())
    contexts.pop_back();
  if (startsElement(item))
    contexts.back().element = lineIndent;
  if (ownsBlock(item))
    contexts.back().owner = lineIndent;
  if (item.isOpener()) {
    bool isBlock = item.is(TokenRole::BlockOpen);
    unsigned base = isBlock ? contexts.back().owner : lineIndent;
    unsigned inner = base + indentStep;
    contexts.push_back({isBlock, base, inner, inner, inner});
  }
  atOpening = item.isOpener();
  lastToken = &item;
}

void Layout::startLine(size_t index) {
  lineIndent = indentOf(index);
  lines.begin(lineIndent, hasBlankBefore(index));
}

/// The author's line breaks stay, but for those within the header of a block; and a block is on
/// one line, or its bar ends a line and its `^` starts one.
bool Layout::startsLine(size_t index) const {
  if (index == 0 || index + 1 == items.size())
    return true;
  const Item &before = items[index - 1], &item = items[index];
  if (before.kind == Item::Kind::LineComment)
    return true;
  if (joinsLine(index))
    return false;
  if (before.is(TokenRole::BlockOpen) && before.isMultiLineBlock)
    return !isTrailing(index);
  if (item.is(TokenKind::Caret) && item.isMultiLineBlock)
    return true;
  return item.line > before.endLine;
}

/// Whether a token belongs on the line of the one before it wherever the author wrote it: the bar
/// of a block, `else if`, `inline func`, and what goes on behind the `^` of a block of several
/// lines.
bool Layout::joinsLine(size_t index) const {
  const Item &before = items[index - 1], &item = items[index];
  if (before.isComment() || item.isComment())
    return false;
  if (item.is(TokenRole::BlockOpen))
    return true;
  if ((before.is(TokenKind::KwElse) && item.is(TokenKind::KwIf)) ||
      (before.is(TokenKind::KwInline) && item.is(TokenKind::KwFunc)))
    return true;
  return before.is(TokenKind::Caret) && before.isMultiLineBlock && goesOnBehindBlock(item);
}

/// `else` and `catch`, and the `while` of `do`: behind a `^`, only these go on with a statement.
bool Layout::goesOnBehindBlock(const Item &item) const {
  return item.is(TokenKind::KwElse) || item.is(TokenKind::KwCatch) ||
         (item.is(TokenKind::KwWhile) && !item.facts.startsItem);
}

/// Whether a comment ended its line in the old layout, behind something else.
bool Layout::isTrailing(size_t index) const {
  return items[index].isComment() && items[index].line == items[index - 1].endLine &&
         items[index + 1].line > items[index].endLine;
}

bool Layout::hasBlankBefore(size_t index) const {
  if (index == 0 || atOpening || items[index].isCloser())
    return false;
  return items[index].line > items[index - 1].endLine + 1;
}

/// Statements of a block, and what stands between the commas of brackets.
bool Layout::startsElement(const Item &item) const {
  if (item.isCloser())
    return false;
  if (contexts.back().isBlock)
    return item.facts.startsItem;
  return lastToken->isOpener() || lastToken->is(TokenKind::Comma) ||
         lastToken->is(TokenKind::Semicolon);
}

bool Layout::ownsBlock(const Item &item) const {
  switch (item.token) {
  case TokenKind::KwLambda:
  case TokenKind::KwIf:
  case TokenKind::KwFor:
  case TokenKind::KwWhile:
  case TokenKind::KwDo:
  case TokenKind::KwTry:
  case TokenKind::KwMatch:
  case TokenKind::KwGuard:
  case TokenKind::KwFunc:
  case TokenKind::KwStruct:
    return true;
  default:
    return item.facts.startsItem;
  }
}

unsigned Layout::indentOf(size_t index) const {
  const Item &token = items[nextToken[index]];
  bool standsAlone = items[index].isComment() && startsLine(index + 1);
  // A comment at the end of a block or bracket belongs to what is in it.
  if (standsAlone && token.isCloser())
    return contexts.back().inner;
  return indentOfToken(token);
}

/// The indentation of a line that starts with this token.
unsigned Layout::indentOfToken(const Item &item) const {
  const Context &context = contexts.back();
  if (item.isCloser())
    return context.base;
  if (item.is(TokenKind::EndOfFile))
    return context.inner;
  bool isHeader = item.is(TokenRole::BlockOpen) ||
                  (lastToken && lastToken->is(TokenKind::Caret) && goesOnBehindBlock(item)) ||
                  (lastToken && lastToken->is(TokenKind::KwElse) && item.is(TokenKind::KwIf));
  if (isHeader)
    return context.owner;
  return startsElement(item) ? context.inner : context.element + indentStep;
}

void Layout::add(const Item &item, unsigned spacesBefore) {
  llvm::StringRef part = text.slice(item.begin, item.end);
  lines.add(item.line == item.endLine ? part : llvm::StringRef(printedText(part)), spacesBefore);
}

} // namespace cortex
