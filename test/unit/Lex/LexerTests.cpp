// Part of Cortex, under the MIT licence.
// Tests of the lexer: tokens, values, newlines and errors.
#include "Lex/Lexer.h"

#include "catch2/catch.hpp"

using namespace cortex;

namespace {

struct Lexed {
  explicit Lexed(llvm::StringRef text) {
    FileId id = sources.addText("test.ctx", text);
    buffer = lex(sources.file(id), diagnostics);
  }
  std::vector<TokenKind> kinds() const {
    std::vector<TokenKind> result;
    for (const Token &token : buffer.tokens)
      result.push_back(token.kind);
    return result;
  }
  std::vector<std::string> errors() const {
    std::vector<std::string> result;
    for (const Diagnostic &diagnostic : diagnostics.all())
      result.push_back(info(diagnostic.kind).name.str());
    return result;
  }

  SourceManager sources;
  DiagnosticEngine diagnostics{sources};
  TokenBuffer buffer;
};

using K = TokenKind;

} // namespace

TEST_CASE("tokens carry exact ranges and line starts") {
  Lexed lexed("let ∇x := 1\n  y");
  REQUIRE(lexed.kinds() == std::vector<K>{K::KwLet, K::Identifier, K::ColonEqual, K::Int,
                                          K::Identifier, K::EndOfFile});
  const Token &name = lexed.buffer.tokens[1];
  CHECK(name.begin == 4);
  CHECK(name.end == 8); // ∇ takes three bytes.
  CHECK_FALSE(name.startsLine);
  CHECK(lexed.buffer.tokens[0].startsLine);
  CHECK(lexed.buffer.tokens[4].startsLine);
}

TEST_CASE("the longest punctuator wins") {
  Lexed lexed("**= ** * |> || | ... . :: := : -> - ⊗ @");
  CHECK(lexed.kinds() == std::vector<K>{K::StarStarEqual, K::StarStar, K::Star, K::Pipeline,
                                        K::BarBar, K::Bar, K::Ellipsis, K::Dot, K::ColonColon,
                                        K::ColonEqual, K::Colon, K::Arrow, K::Minus,
                                        K::OuterProduct, K::At, K::EndOfFile});
}

TEST_CASE("numbers") {
  Lexed lexed("1_000 0xff 3.14 1e-8 5e-324 2.5E+3");
  CHECK(lexed.buffer.ints == std::vector<uint64_t>{1000, 255});
  CHECK(lexed.buffer.floats == std::vector<double>{3.14, 1e-8, 5e-324, 2500.0});
  CHECK_FALSE(lexed.diagnostics.hasErrors());
}

TEST_CASE("malformed numbers are reported as a whole") {
  CHECK(Lexed("12abc").errors() == std::vector<std::string>{"InvalidNumber"});
  CHECK(Lexed("1__0").errors() == std::vector<std::string>{"InvalidNumber"});
  CHECK(Lexed("0x").errors() == std::vector<std::string>{"InvalidNumber"});
  CHECK(Lexed("99999999999999999999").errors() == std::vector<std::string>{"IntegerTooLarge"});
  CHECK(Lexed("1e999").errors() == std::vector<std::string>{"FloatTooLarge"});
}

TEST_CASE("string escapes") {
  Lexed lexed(R"("a\n\t\r\\\"\0\{\u{1F600}")");
  REQUIRE_FALSE(lexed.diagnostics.hasErrors());
  CHECK(lexed.buffer.strings[0] == std::string("a\n\t\r\\\"\0{\xF0\x9F\x98\x80", 12));
}

TEST_CASE("interpolation starts only before a name") {
  Lexed lexed(R"("{ n } {} {1} {n} {d["k"]:.2f}")");
  CHECK(lexed.kinds() == std::vector<K>{K::StringStart, K::Identifier, K::StringMiddle,
                                        K::Identifier, K::LeftBracket, K::String, K::RightBracket,
                                        K::FormatSpec, K::StringEnd, K::EndOfFile});
  CHECK(lexed.buffer.strings[0] == "{ n } {} {1} ");
}

TEST_CASE("colons in the brackets and braces of an interpolation are no format") {
  Lexed lexed(R"("{x[1:2]} {f[{"a": 1}]}")");
  CHECK_FALSE(lexed.diagnostics.hasErrors());
  for (TokenKind kind : lexed.kinds())
    CHECK(kind != K::FormatSpec);
}

TEST_CASE("an unfinished string ends on its line") {
  Lexed lexed("\"a {b\nlet");
  CHECK(lexed.errors() == std::vector<std::string>{"UnterminatedString"});
  CHECK(lexed.kinds() ==
        std::vector<K>{K::StringStart, K::Identifier, K::StringEnd, K::KwLet, K::EndOfFile});
}

TEST_CASE("comments nest") {
  Lexed lexed("a /* b /* c */ d */ e // f\ng");
  CHECK(lexed.kinds() == std::vector<K>{K::Identifier, K::Identifier, K::Identifier, K::EndOfFile});
  CHECK(lexed.buffer.tokens[2].startsLine);
}

TEST_CASE("comments lie beside the tokens, in order and with exact ranges") {
  std::string text = "// a\r\nx /* b /* c */ */ \"{y /* d */}\" // e";
  Lexed lexed(text);
  std::vector<std::string> found;
  for (const Comment &comment : lexed.buffer.comments)
    found.push_back(text.substr(comment.begin, comment.end - comment.begin));
  CHECK(found == std::vector<std::string>{"// a\r", "/* b /* c */ */", "/* d */", "// e"});
  CHECK(lexed.kinds() ==
        std::vector<K>{K::Identifier, K::StringStart, K::Identifier, K::StringEnd, K::EndOfFile});
}

TEST_CASE("byte order mark and CR LF are accepted") {
  Lexed lexed("\xEF\xBB\xBFlet a\r\nb\r\n");
  CHECK_FALSE(lexed.diagnostics.hasErrors());
  CHECK(lexed.kinds() == std::vector<K>{K::KwLet, K::Identifier, K::Identifier, K::EndOfFile});
}

TEST_CASE("bytes that are no text") {
  CHECK(Lexed("a \xFF b").errors() == std::vector<std::string>{"InvalidUtf8"});
  CHECK(Lexed(llvm::StringRef("a\0b", 3)).errors() == std::vector<std::string>{"NulByte"});
  CHECK(Lexed("\xC3").errors() == std::vector<std::string>{"InvalidUtf8"});
}

TEST_CASE("letters of every script, and nothing else, make names") {
  CHECK(isIdentifierStart('a'));
  CHECK(isIdentifierStart(0x3B8));  // θ
  CHECK(isIdentifierStart(0x4E2D)); // 中
  CHECK(isIdentifierStart(0x2207)); // ∇
  CHECK_FALSE(isIdentifierStart('1'));
  CHECK_FALSE(isIdentifierStart(0x2297)); // ⊗
  CHECK(isIdentifierContinue('1'));
  CHECK_FALSE(isIdentifierContinue(0x2207));
}
