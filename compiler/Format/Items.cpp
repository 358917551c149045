// Part of Cortex, under the MIT licence.
// Merges tokens and comments, counts lines, and finds the two ends of each block.
#include "Format/Items.h"

namespace cortex {

bool Item::isOpener() const {
  return is(TokenKind::LeftBracket) || is(TokenKind::LeftParen) || is(TokenKind::LeftBrace) ||
         is(TokenRole::BlockOpen);
}

bool Item::isCloser() const {
  return is(TokenKind::RightBracket) || is(TokenKind::RightParen) || is(TokenKind::RightBrace) ||
         is(TokenKind::Caret);
}

std::string printedText(llvm::StringRef text) {
  std::string result;
  for (size_t end; (end = text.find('\n')) != llvm::StringRef::npos; text = text.substr(end + 1))
    result += text.take_front(end).rtrim().str() + '\n';
  // The last line may end in a string, whose white space is its own.
  return result + text.str();
}

namespace {

class ItemMaker {
public:
  ItemMaker(const SourceFile &file, const TokenBuffer &buffer, llvm::ArrayRef<TokenFacts> facts)
      : text(file.text()), buffer(buffer), facts(facts) {
    items.reserve(buffer.tokens.size() + buffer.comments.size());
  }

  std::vector<Item> run() {
    for (size_t index = 0; index < buffer.tokens.size(); ++index) {
      addCommentsBefore(buffer.tokens[index].begin);
      index = buffer.tokens[index].is(TokenKind::StringStart) ? addString(index) : addToken(index);
    }
    pairBlocks();
    return std::move(items);
  }

private:
  void addCommentsBefore(uint32_t offset) {
    for (; comment < buffer.comments.size() && buffer.comments[comment].begin < offset; ++comment) {
      const Comment &found = buffer.comments[comment];
      bool isLine = text.substr(found.begin).starts_with("//");
      llvm::StringRef kept = text.slice(found.begin, found.end);
      // A line comment ends before the spaces and the CR that may follow it.
      uint32_t end = found.begin + (isLine ? kept.rtrim().size() : kept.size());
      add(found.begin, end).kind = isLine ? Item::Kind::LineComment : Item::Kind::BlockComment;
    }
  }

  /// Adds a token and answers its index.
  size_t addToken(size_t index) {
    const Token &token = buffer.tokens[index];
    bool isHalf = token.is(TokenKind::Pipeline) && facts[index].role == TokenRole::NormClose;
    bool namesField =
        isKeyword(token.kind) && index > 0 && buffer.tokens[index - 1].is(TokenKind::Dot);
    Item &item = add(token.begin, isHalf ? token.begin + 1 : token.end);
    item.token = namesField ? TokenKind::Identifier : isHalf ? TokenKind::Bar : token.kind;
    item.facts = facts[index];
    if (!isHalf)
      return index;
    // `|x|>1`: the norm ends within the token. The other half joins a `=`: `|x|>=1`.
    const Token &next = buffer.tokens[index + 1];
    bool isJoined = next.is(TokenKind::Equal) && next.begin == token.end;
    Item &rest = add(token.begin + 1, isJoined ? next.end : token.end);
    rest.token = isJoined ? TokenKind::GreaterEqual : TokenKind::Greater;
    return index + isJoined;
  }

  /// Adds a string with its interpolations and answers the index of its last token.
  size_t addString(size_t index) {
    size_t first = index;
    unsigned open = 1;
    while (open > 0) {
      ++index;
      open += buffer.tokens[index].is(TokenKind::StringStart);
      open -= buffer.tokens[index].is(TokenKind::StringEnd);
    }
    uint32_t end = buffer.tokens[index].end;
    Item &item = add(buffer.tokens[first].begin, end);
    item.token = TokenKind::String;
    item.facts = facts[first];
    while (comment < buffer.comments.size() && buffer.comments[comment].begin < end)
      ++comment;
    return index;
  }

  Item &add(uint32_t begin, uint32_t end) {
    Item item;
    item.begin = begin;
    item.end = end;
    line += text.slice(at, begin).count('\n');
    item.line = line;
    line += text.slice(begin, end).count('\n');
    item.endLine = line;
    at = end;
    items.push_back(item);
    return items.back();
  }

  void pairBlocks() {
    std::vector<size_t> open;
    for (size_t index = 0; index < items.size(); ++index) {
      if (items[index].is(TokenRole::BlockOpen))
        open.push_back(index);
      if (!items[index].is(TokenKind::Caret))
        continue;
      Item &opener = items[open.back()];
      open.pop_back();
      opener.isMultiLineBlock = items[index].isMultiLineBlock = opener.line != items[index].line;
    }
  }

  llvm::StringRef text;
  const TokenBuffer &buffer;
  llvm::ArrayRef<TokenFacts> facts;
  std::vector<Item> items;
  /// The next comment that has not been added.
  size_t comment = 0;
  /// The end of the last item, and the number of its line.
  uint32_t at = 0;
  uint32_t line = 0;
};

} // namespace

std::vector<Item> makeItems(const SourceFile &file, const TokenBuffer &buffer,
                            llvm::ArrayRef<TokenFacts> facts) {
  return ItemMaker(file, buffer, facts).run();
}

} // namespace cortex
