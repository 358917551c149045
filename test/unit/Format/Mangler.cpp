// Part of Cortex, under the MIT licence.
// Writes the tokens of a program anew with random white space between them.
#include "Format/Mangler.h"

#include "Format/TokenRoles.h"
#include "Lex/Lexer.h"
#include "Parse/Parser.h"

#include <random>

using namespace cortex;

namespace {

class Mangler {
public:
  Mangler(const SourceFile &file, Mangling mangling, uint32_t seed)
      : file(file), mangling(mangling), random(seed), buffer(lex(file, unseen)),
        facts(findTokenRoles(buffer, parse(buffer, file, unseen))) {}

  std::string run() {
    if (chance(8))
      out = "\xEF\xBB\xBF";
    for (index = 0; index < buffer.tokens.size(); ++index) {
      if (stringDepth > 0)
        out += between();
      else
        gap();
      out += textOf(index);
      track();
    }
    return std::move(out);
  }

private:
  bool chance(unsigned oneIn) { return random() % oneIn == 0; }
  std::string spaces(unsigned least) { return std::string(least + random() % 4, ' '); }
  std::string lineEnd() { return spaces(0) + (chance(4) ? "\r\n" : "\n"); }
  std::string indentation() { return chance(4) ? "\t" : std::string(random() % 9, ' '); }

  llvm::StringRef textOf(size_t token) const {
    return file.text(buffer.rangeOf(buffer.tokens[token]));
  }
  const Token &present() const { return buffer.tokens[index]; }

  /// What lies between the present token and the one before it.
  llvm::StringRef between() const {
    uint32_t begin = index == 0 ? 0 : buffer.tokens[index - 1].end;
    return file.text().slice(begin, present().begin);
  }

  /// Writes what stands before the present token, which is in no string: first the comments that
  /// are there, each with what separates it from what comes before.
  void gap() {
    uint32_t at = index == 0 ? 0 : buffer.tokens[index - 1].end;
    for (; comment < buffer.comments.size() && buffer.comments[comment].begin < present().begin;
         ++comment) {
      const Comment &found = buffer.comments[comment];
      separate(file.text().slice(at, found.begin), /*mayTouch=*/false);
      out += file.text().slice(found.begin, found.end).rtrim();
      at = found.end;
    }
    separate(file.text().slice(at, present().begin), mayTouch(at));
  }

  /// Writes white space in place of what stood there.
  void separate(llvm::StringRef old, bool mayTouch) {
    // The `=` of `|x|>=1` goes with half of the token before it.
    bool isHalf = index > 0 && present().is(TokenKind::Equal) && old.empty() &&
                  buffer.tokens[index - 1].is(TokenKind::Pipeline);
    if (isHalf)
      return;
    unsigned lineEnds = old.count('\n');
    if (lineEnds > 0 || index == 0)
      return breakLine(lineEnds);
    if (mangling == Mangling::Breaks && mayBreak() && chance(6))
      return breakLine(1);
    if (mangling == Mangling::Breaks && mayHoldComment() && chance(24))
      out += spaces(1) + "/* in */";
    // Within a norm a `|>` that touches what stands before it is another one.
    if (present().is(TokenKind::Pipeline))
      out += old.empty() ? "" : spaces(1);
    else
      out += spaces(mayTouch ? 0 : 1);
  }

  void breakLine(unsigned lineEnds) {
    bool hasComments = mangling == Mangling::Breaks;
    if (hasComments && index > 0 && chance(12))
      out += spaces(1) + (chance(2) ? "// behind" : "/* behind */");
    // Two line ends make a blank line; more make no more than one.
    for (unsigned count = lineEnds; count > 0; --count)
      out += lineEnd();
    for (unsigned more = lineEnds > 1 || hasComments ? random() % 3 : 0; more > 0; --more)
      out += lineEnd();
    if (hasComments && lineEnds > 0 && chance(8))
      out += indentation() + ownLineComment() + lineEnd();
    out += indentation();
  }

  std::string ownLineComment() {
    switch (random() % 4) {
    case 0:
      return "/* of two\n     lines */";
    case 1:
      return "/* alone */";
    default:
      return "// alone";
    }
  }

  /// Whether the token may touch what ends at an offset, which is the token before it, a comment,
  /// or the begin of the file: together they must still be these two tokens.
  bool mayTouch(uint32_t at) {
    if (index == 0 || at != buffer.tokens[index - 1].end || present().is(TokenKind::EndOfFile))
      return true;
    SourceManager sources;
    std::string both = (textOf(index - 1) + textOf(index)).str();
    TokenBuffer touching = lex(sources.file(sources.addText("", both)), unseen);
    return touching.tokens.size() == 3 && touching.tokens[0].end == textOf(index - 1).size() &&
           touching.comments.empty();
  }

  bool mayHoldComment() const { return index > 0 && !present().is(TokenKind::Pipeline); }

  /// Whether the language lets a line begin with the present token, which did not.
  bool mayBreak() const {
    if (index == 0 || present().is(TokenKind::EndOfFile))
      return false;
    TokenRole role = facts[index].role;
    const Token &before = buffer.tokens[index - 1];
    // Behind a union only a bar on its line opens the block of a function.
    bool isBlockEdge = (role == TokenRole::BlockOpen && !afterUnion) ||
                       present().is(TokenKind::Caret) ||
                       facts[index - 1].role == TokenRole::BlockOpen;
    bool goesOn = before.is(TokenKind::Caret) &&
                  (present().is(TokenKind::KwElse) || present().is(TokenKind::KwCatch));
    bool isOperand = before.is(TokenKind::Plus) || before.is(TokenKind::KwAnd);
    bool isValue = before.is(TokenKind::ColonEqual) || before.is(TokenKind::Arrow);
    bool inBrackets = !brackets.empty() && brackets.back();
    bool isElement = before.is(TokenKind::Comma) || before.is(TokenKind::LeftBracket) ||
                     before.is(TokenKind::LeftBrace) || before.is(TokenKind::LeftParen) ||
                     present().is(TokenKind::RightBracket) || present().is(TokenKind::RightBrace);
    return isBlockEdge || goesOn || isOperand || (inBrackets && (isElement || isValue)) ||
           present().is(TokenKind::Dot);
  }

  /// Keeps track of strings and of what is open: brackets (true) and blocks (false).
  void track() {
    while (stringDepth > 0 && comment < buffer.comments.size() &&
           buffer.comments[comment].begin < present().end)
      ++comment; // It was written with the string.
    stringDepth += present().is(TokenKind::StringStart);
    stringDepth -= present().is(TokenKind::StringEnd);
    afterUnion &= !facts[index].startsItem;
    afterUnion |= present().is(TokenKind::Bar) && facts[index].role == TokenRole::Plain;
    switch (present().kind) {
    case TokenKind::LeftBracket:
    case TokenKind::LeftParen:
    case TokenKind::LeftBrace:
      brackets.push_back(true);
      break;
    case TokenKind::RightBracket:
    case TokenKind::RightParen:
    case TokenKind::RightBrace:
    case TokenKind::Caret:
      brackets.pop_back();
      break;
    default:
      if (facts[index].role == TokenRole::BlockOpen)
        brackets.push_back(false);
    }
  }

  const SourceFile &file;
  Mangling mangling;
  std::mt19937 random;
  SourceManager noSources;
  DiagnosticEngine unseen{noSources};
  TokenBuffer buffer;
  std::vector<TokenFacts> facts;
  std::string out;
  size_t index = 0;
  size_t comment = 0;
  unsigned stringDepth = 0;
  std::vector<bool> brackets;
  /// The present statement had a union.
  bool afterUnion = false;
};

} // namespace

std::string mangle(const SourceFile &file, Mangling mangling, uint32_t seed) {
  return Mangler(file, mangling, seed).run();
}
