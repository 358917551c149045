// Part of Cortex, under the MIT licence.
// Tests of the parser: limits, newlines, ranges and recovery; the trees are tested by test/Parse.
#include "AST/Printer.h"
#include "Parse/Parser.h"
#include "llvm/Support/raw_ostream.h"

#include "catch2/catch.hpp"

using namespace cortex;

namespace {

struct Parsed {
  explicit Parsed(const std::string &text, ParseOptions options = {}) {
    FileId id = sources.addText("test.ctx", text);
    module = parse(sources.file(id), diagnostics, options);
  }
  std::vector<std::string> errors() const {
    std::vector<std::string> result;
    for (const Diagnostic *diagnostic : diagnostics.shown(100))
      result.push_back(info(diagnostic->kind).name.str());
    return result;
  }
  std::string tree() const {
    std::string text;
    llvm::raw_string_ostream os(text);
    printAst(os, module);
    return text;
  }

  SourceManager sources;
  DiagnosticEngine diagnostics{sources};
  Module module;
};

std::string repeated(const std::string &text, unsigned count) {
  std::string result;
  for (unsigned i = 0; i < count; ++i)
    result += text;
  return result;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("brackets nest up to the limit") {
  CHECK(Parsed("let x := " + repeated("[", 256) + "1" + repeated("]", 256)).errors().empty());
  CHECK(Parsed("let x := " + repeated("[", 257) + "1" + repeated("]", 257)).errors() ==
        Names{"NestingTooDeep"});
}

TEST_CASE("no nest is too deep for an answer") {
  for (std::string open : {"[", "(", "{", "|", "-", "not ", "f[", "lambda[] -> ", "1 ? ", "1 ** ",
                           "if [a] |\n", "guard [1] else ", "match [1] |\ncase [1] -> "})
    CHECK(Parsed(repeated(open, 20000)).diagnostics.hasErrors());
  CHECK(Parsed("let a: " + repeated("list[", 20000)).errors() == Names{"NestingTooDeep"});
}

TEST_CASE("chains end at the limit of height") {
  for (std::string link : {" + a", ".a", "[1]", " |> a", " and a", " or a"}) {
    CHECK(Parsed("a" + repeated(link, 1900)).errors().empty());
    CHECK(Parsed("a" + repeated(link, 100000)).errors() == Names{"ExpressionTooLong"});
  }
}

TEST_CASE("long flat things have no limit") {
  CHECK(Parsed("let x := [" + repeated("1, ", 100000) + "1]").errors().empty());
  CHECK(Parsed("if [a] | ^" + repeated(" else if [a] | ^", 20000)).errors().empty());
}

TEST_CASE("a newline ends a statement outside brackets only") {
  CHECK(Parsed("let x := f[1,\n  2,\n]\nlet y := {\n\"a\":\n1}\n").errors().empty());
  CHECK(Parsed("let x := 1 +\n  2\nlet y := a\n  .b\n  |> f\n").errors().empty());
  CHECK(Parsed("let x := a and\n  b ?\n  1 :\n  2 |>\n  f\n").errors().empty());
  CHECK(Parsed("f[lambda[x] ->\n  x,\n a.\n b]\n").errors().empty());
  CHECK(Parsed("let x :=\nf[1]\n").module.statements.size() == 2);
  CHECK(Parsed("let x :=\nf[1]\n").errors() == Names{"ExpectedExpression"});
  CHECK(Parsed("a\n[1]\n").module.statements.size() == 2);
  CHECK(Parsed("a\n- 1\n").module.statements.size() == 2);
  CHECK(Parsed("f[lambda[] |\na\nb\n^,\n1]\n").errors().empty());
  CHECK(Parsed("f[lambda[] | a b ^]").errors() == Names{"TwoStatements"});
}

TEST_CASE("ranges are exact") {
  Parsed parsed("let y := (a + b) * -c[1]");
  auto &let = llvm::cast<LetStmt>(*parsed.module.statements[0]);
  auto &product = llvm::cast<BinaryExpr>(*let.value);
  auto textOf = [&](const Expr &expr) { return parsed.sources.text(expr.range()).str(); };
  CHECK(textOf(product) == "(a + b) * -c[1]");
  CHECK(textOf(*product.lhs) == "(a + b)");
  CHECK(product.lhs->isParenthesized());
  CHECK(textOf(*product.rhs) == "-c[1]");
  CHECK(parsed.sources.text(product.opRange) == "*");
  CHECK(parsed.sources.text(let.bindings[0].name.range) == "y");
}

TEST_CASE("a norm ends where its bar stands") {
  Parsed parsed("let y := |a - |b||");
  auto &let = llvm::cast<LetStmt>(*parsed.module.statements[0]);
  CHECK(parsed.errors().empty());
  CHECK(parsed.sources.text(let.value->range()) == "|a - |b||");
}

TEST_CASE("each broken statement has one error, and the rest is read") {
  Parsed parsed("let a := [1, +]\nlet b := 2\nlet c := (3\nlet d := 4\nlet 5 := 6\nlet e := 7\n");
  CHECK(parsed.errors() == Names{"ExpectedExpression", "UnclosedBracket", "ExpectedName"});
  CHECK(parsed.tree().find("Binding e") != std::string::npos);
}

TEST_CASE("a broken header keeps its block") {
  CHECK(Parsed("for [x xs] |\n  a\n^\nlet b := 1\n").errors() == Names{"ExpectedToken"});
  CHECK(Parsed("func f[a b] |\n  a\n^\nlet b := 1\n").errors() == Names{"UnclosedBracket"});
  CHECK(Parsed("if [x]\n  a\n^\nlet b := 1\n").errors() == Names{"ExpectedToken"});
}

TEST_CASE("the largest negative integer is one literal") {
  CHECK(Parsed("let a := -9223372036854775808").errors().empty());
  CHECK(Parsed("let a := 9223372036854775808").errors() == Names{"IntegerTooLarge"});
  CHECK(Parsed("let a := 1 - 9223372036854775808").errors() == Names{"IntegerTooLarge"});
}

TEST_CASE("a comparison in parentheses may be compared") {
  CHECK(Parsed("let a := (1 < 2) == true").errors().empty());
  CHECK(Parsed("let a := 1 < 2 < 3").errors() == Names{"ComparisonChain"});
  CHECK(Parsed("let a := 1 == 2 != 3").errors() == Names{"ComparisonChain"});
}

TEST_CASE("parameters have an order") {
  CHECK(Parsed("func f[a: ...int, b] | ^").errors() == Names{"VariadicNotLast"});
  CHECK(Parsed("func f[a := 1, b] | ^").errors() == Names{"RequiredAfterDefault"});
}

TEST_CASE("an empty file is an empty module") {
  CHECK(Parsed("").module.statements.empty());
  CHECK(Parsed("\n// nothing\n").errors().empty());
}
