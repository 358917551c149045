// Part of Cortex, under the MIT licence.
// Tests of name resolution: which declaration a name means, and what is known about variables.
#include "Parse/Parser.h"
#include "Sema/Sema.h"
#include "llvm/ADT/STLExtras.h"

#include "catch2/catch.hpp"

using namespace cortex;

namespace {

const std::vector<llvm::StringRef> libraryNames = {"print", "range", "mse", "softmax", "str"};

struct Analyzed {
  explicit Analyzed(llvm::StringRef text) {
    FileId id = sources.addText("test.ctx", text);
    module = parse(sources.file(id), diagnostics);
    LibraryNames library;
    library.isLibraryName = [](llvm::StringRef name) {
      return llvm::is_contained(libraryNames, name);
    };
    library.all = libraryNames;
    result = analyze(module, library, diagnostics);
  }
  std::vector<std::string> kinds() const {
    std::vector<std::string> names;
    for (const Diagnostic *diagnostic : diagnostics.shown(100))
      names.push_back(info(diagnostic->kind).name.str());
    return names;
  }
  /// The n-th declaration of a name, in the order in which they were made.
  const Declaration &declared(llvm::StringRef name, unsigned number = 0) const {
    for (const Declaration &declaration : result.declarations)
      if (declaration.name == name && number-- == 0)
        return declaration;
    FAIL("no declaration of " << name.str());
    return result.declarations.front();
  }
  template <typename Node> Node &statement(unsigned index) {
    return llvm::cast<Node>(*module.statements[index]);
  }
  /// What the only argument of the call in a statement refers to.
  const Declaration *printed(unsigned index) {
    auto &call = llvm::cast<BracketExpr>(*statement<ExprStmt>(index).value);
    return llvm::cast<NameExpr>(*call.arguments[0].value).declaration;
  }

  SourceManager sources;
  DiagnosticEngine diagnostics{sources};
  Module module;
  SemaResult result;
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("the newest let of a scope wins, and reads the older one") {
  Analyzed a("let x := 1\nlet x := x\nprint[x]\n");
  CHECK(a.kinds().empty());
  CHECK(a.printed(2) == &a.declared("x", 1));
  auto &second = a.statement<LetStmt>(1);
  CHECK(llvm::cast<NameExpr>(*second.value).declaration == &a.declared("x", 0));
}

TEST_CASE("a user's name shadows the library from its declaration on") {
  Analyzed a("print[mse]\nlet mse := mse\nprint[mse]\n");
  CHECK(a.kinds().empty());
  CHECK(a.printed(0)->kind == DeclarationKind::Library);
  CHECK(a.printed(2)->kind == DeclarationKind::Variable);
}

TEST_CASE("functions are visible before they are defined, variables are not") {
  CHECK(Analyzed("print[f[]]\nfunc f[] | return[1] ^\n").kinds().empty());
  CHECK(Analyzed("print[x]\nlet x := 1\n").kinds() == Names{"UnknownName"});
  CHECK(Analyzed("func f[] | return[x] ^\nlet x := 1\n").kinds().empty());
  CHECK(Analyzed("let f := lambda[n] -> f[n]\n").kinds().empty());
}

TEST_CASE("blocks have scopes of their own") {
  CHECK(Analyzed("if [true] | let x := 1 ^\nprint[x]\n").kinds() == Names{"UnknownName"});
  CHECK(Analyzed("for [x in range[3]] | print[x] ^\nx := 1\n").kinds() ==
        Names{"AssignUndeclared"});
  CHECK(Analyzed("try | print[1] ^ catch [e] | print[e] ^\nprint[e]\n").kinds() ==
        Names{"UnknownName"});
}

TEST_CASE("facts about variables") {
  Analyzed a("let g := 1\nfunc f[p] |\n  let v := p\n  let h := lambda[] |\n    v := g\n  ^\n"
             "  p[0] := 1\n\n return[h]\n^\n");
  CHECK(a.kinds() == Names{"UnusedVariable"});
  const Declaration &g = a.declared("g"), &v = a.declared("v"), &p = a.declared("p");
  CHECK(g.isGlobal);
  CHECK(g.isGlobalUsedInFunction);
  CHECK_FALSE(g.isReassigned);
  CHECK(v.isReassigned);
  CHECK(v.isCapturedByClosure);
  CHECK_FALSE(v.isGlobal);
  CHECK(p.isElementAssigned);
  CHECK_FALSE(p.isCapturedByClosure);
  CHECK(p.kind == DeclarationKind::Parameter);
}

TEST_CASE("captures pass through the functions between") {
  Analyzed a("func f[x] |\n\n return[lambda[] -> lambda[] -> x]\n^\n");
  REQUIRE(a.result.callables.size() == 3);
  const Declaration *x = &a.declared("x");
  CHECK(a.result.callables[0]->captures.empty());
  CHECK(a.result.callables[1]->captures ==
        std::vector<Declaration *>{const_cast<Declaration *>(x)});
  CHECK(a.result.callables[2]->captures.size() == 1);
  CHECK(a.result.callables[2]->parent == a.result.callables[1]);
}

TEST_CASE("a nested function that is called from another one is captured") {
  Analyzed a("func f[] |\n  func g[] | return[1] ^\n\n return[lambda[] -> g[]]\n^\n");
  bool found = llvm::any_of(a.result.callables, [](const Callable *callable) {
    return callable->captures.size() == 1 &&
           callable->captures[0]->kind == DeclarationKind::Function;
  });
  CHECK(found);
}

TEST_CASE("overloads share a declaration") {
  Analyzed a("func f[a] | return[a] ^\nfunc f[a, b] | return[b] ^\nprint[f[1], f[1, 2]]\n");
  CHECK(a.kinds().empty());
  CHECK(a.declared("f").overloads.size() == 2);
  CHECK(Analyzed("func f[a] | ^\nfunc f[a, b] | ^\nf[]\n").kinds() == Names{"WrongArgumentCount"});
  CHECK(Analyzed("func f[a: int] | ^\nfunc f[a: float] | ^\n").kinds().empty());
}

TEST_CASE("argument counts") {
  std::string f = "func f[a, b := 1, rest: ...int] | ^\n";
  CHECK(Analyzed(f + "f[1]\nf[1, 2, 3, 4]\nf[b=2, a=1]\n1 |> f\n2 |> f[1]\n").kinds().empty());
  CHECK(Analyzed(f + "f[]\n").kinds() == Names{"WrongArgumentCount"});
  CHECK(Analyzed(f + "f[b=2]\n").kinds() == Names{"WrongArgumentCount"});
  CHECK(Analyzed(f + "f[1, c=2]\n").kinds() == Names{"UnknownNamedArgument"});
  CHECK(Analyzed(f + "f[1, a=2]\n").kinds() == Names{"DuplicateArgument"});
  CHECK(Analyzed("func g[a] | ^\nlet g := [1]\ng[0, 1]\n").kinds().empty());
}

TEST_CASE("break belongs to a loop of the same function") {
  CHECK(Analyzed("while [true] | if [true] | break ^ ^\n").kinds().empty());
  CHECK(Analyzed("while [true] |\n  let f := lambda[] |\n    break\n  ^\n^\n").kinds() ==
        Names{"OutsideLoop"});
}

TEST_CASE("ragged literals") {
  CHECK(Analyzed("print[[[1, 2], [3, 4]]]\n").kinds().empty());
  CHECK(Analyzed("print[[[1, 2], [3]]]\n").kinds() == Names{"RaggedLiteral"});
  CHECK(Analyzed("print[[1, [2]]]\n").kinds() == Names{"RaggedLiteral"});
  CHECK(Analyzed("print[[[-1.0], [2]]]\n").kinds().empty());
  CHECK(Analyzed("print[[[], [1]]]\n").kinds().empty());
  CHECK(Analyzed("print[[\"a\", [1, 2], [1]]]\n").kinds().empty());
}

TEST_CASE("a let in a loop that reads its outer self") {
  CHECK(Analyzed("let i := 0\nwhile [true] | let i := i + 1 ^\n").kinds() == Names{"ShadowInLoop"});
  CHECK(Analyzed("for [i in range[3]] | let i := i + 1\n print[i] ^\n").kinds().empty());
  CHECK(Analyzed("let i := 0\nif [true] | let i := i + 1\n print[i] ^\n").kinds().empty());
}

TEST_CASE("types are names too") {
  CHECK(Analyzed("struct P | x: int ^\nlet _p: P | null := null\nlet _f: list[P -> int] := []\n")
            .kinds()
            .empty());
  CHECK(Analyzed("let _p: Pint := null\n").kinds() == Names{"UnknownType"});
  CHECK(Analyzed("func f[T][x: T] -> T | return[x] ^\n").kinds().empty());
}

TEST_CASE("statements behind a way out are never reached") {
  Names unreachable{"UnreachableCode"};
  CHECK(Analyzed("func f[] |\n\n return[1]\n\n print[2]\n\n print[3]\n^\n").kinds() == unreachable);
  CHECK(Analyzed("while [true] |\n  break\n\n print[2]\n^\n").kinds() == unreachable);
  CHECK(Analyzed("func f[c] |\n  if [c] | return[1] ^ else | throw[\"x\"] ^\n\n print[2]\n^\n")
            .kinds() == unreachable);
  // One way goes on.
  CHECK(Analyzed("func f[c] |\n  if [c] | return[1] ^\n\n print[2]\n^\n").kinds().empty());
  CHECK(Analyzed("try | throw[\"x\"] ^ catch [e] | print[e] ^\nprint[1]\n").kinds().empty());
  // A function is there for the whole block.
  CHECK(Analyzed("func f[] |\n\n return[g[]]\n  func g[] | return[1] ^\n^\n").kinds().empty());
}

TEST_CASE("results that are thrown away") {
  Names unused{"UnusedResult"};
  CHECK(Analyzed("1 + 2\n").kinds() == unused);
  CHECK(Analyzed("let x := 1\nx == 2\n").kinds() == unused);
  CHECK(Analyzed("str[1]\n").kinds() == unused);
  CHECK(Analyzed("1 |> str\n").kinds() == unused);
  CHECK(Analyzed("func f[x] | return[x + 1] ^\nf[2]\n").kinds() == unused);
  CHECK(Analyzed("func f[x] |\n  let y := 0\n  y := x\n\n return[y]\n^\nf[2]\n").kinds() == unused);

  // What is called for its effect, or may be.
  CHECK(Analyzed("print[1]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | print[x]\n return[x] ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | x[0] := 1\n return[x] ^\nf[[2]]\n").kinds().empty());
  CHECK(Analyzed("let n := 0\nfunc f[] | n := n + 1\n return[n] ^\nf[]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | if [x < 0] | throw[\"x\"] ^\n return[x] ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | if [x < 0] | return[null] ^ ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | return[x] ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("func f[x] | return[f[x]] ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("func f[g] | g[1]\n return[g] ^\nf[2]\n").kinds().empty());
  CHECK(Analyzed("let d := {}\nd.remove[\"x\"]\n").kinds().empty());
  // In `try` an expression may stand for its error.
  CHECK(Analyzed("try | 1 / 0 ^ catch [e] | print[e] ^\n").kinds().empty());
}

TEST_CASE("a key that stands twice in a dict") {
  CHECK(Analyzed("print[{\"a\": 1, \"a\": 2}]\n").kinds() == Names{"DuplicateKey"});
  CHECK(Analyzed("print[{1: 1, 2: 3, 1: 2}]\n").kinds() == Names{"DuplicateKey"});
  CHECK(Analyzed("print[{\"1\": 1, 1: 2}]\n").kinds().empty());
}

TEST_CASE("unused variables") {
  CHECK(Analyzed("let x := 1\n").kinds() == Names{"UnusedVariable"});
  CHECK(Analyzed("func f[] |\n  let x := 1\n  x := 2\n^\n").kinds() == Names{"UnusedVariable"});
  CHECK(Analyzed("let _x := 1\n").kinds().empty());
  CHECK(Analyzed("let N :: 1\n").kinds().empty());
  CHECK(Analyzed("let x := 1\nfunc f[] | return[x] ^\n").kinds().empty());
}
