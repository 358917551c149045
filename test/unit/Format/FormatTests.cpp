// Part of Cortex, under the MIT licence.
// Tests of the formatter's rules, each by texts before and after.
#include "Format/FormatTesting.h"

namespace {

struct Example {
  std::string before;
  std::string after;
};

void check(const std::vector<Example> &examples) {
  FormatTester tester;
  for (const Example &example : examples) {
    CHECK(tester.format(example.before) == example.after);
    CHECK(tester.format(example.after) == example.after);
  }
}

/// Texts of one line each, without the line end.
void checkLines(const std::vector<Example> &examples) {
  std::vector<Example> lines;
  for (const Example &example : examples)
    lines.push_back({example.before, example.after + "\n"});
  check(lines);
}

} // namespace

TEST_CASE("one space around operators, none inside brackets") {
  checkLines({
      {"let  x:=1", "let x := 1"},
      {"x+=1", "x += 1"},
      {"x:=a+b*c-d/e%f@g⊗h", "x := a + b * c - d / e % f @ g ⊗ h"},
      {"x:=a**b**-c", "x := a ** b ** -c"},
      {"x := a==b  and c!=d or e<=f&&g>h||i", "x := a == b and c != d or e <= f && g > h || i"},
      {"x := a not  in b", "x := a not in b"},
      {"x:=c?a:b", "x := c ? a : b"},
      {"x := c?d?1:2:[e?3:4]", "x := c ? d ? 1 : 2 : [e ? 3 : 4]"},
      {"xs|>f|>g[ 1 ]", "xs |> f |> g[1]"},
      {"f [ a , b ]", "f[a, b]"},
      {"f [ a ] [ b ]", "f[a][b]"},
      {"let t:=[ 1,2 ,3, ]", "let t := [1, 2, 3,]"},
      {"let t := ( a+b )*c", "let t := (a + b) * c"},
      {"m . weights [ 0 ] . shape", "m.weights[0].shape"},
      {"m.default[ 1 ]", "m.default[1]"},
      {"return [ a,b ]", "return[a, b]"},
      {"return [ ]", "return[]"},
      {"throw [ \"x\" ]", "throw[\"x\"]"},
  });
}

TEST_CASE("signs and negations touch their operand") {
  checkLines({
      {"x := - a", "x := -a"},
      {"x := a - - b", "x := a - -b"},
      {"x := a-b", "x := a - b"},
      {"x := [- 1,-  2,a -1]", "x := [-1, -2, a - 1]"},
      {"x := -(- a)", "x := -(-a)"},
      {"- a |> f", "-a |> f"},
      {"x := - 9223372036854775808", "x := -9223372036854775808"},
      {"x := ! a", "x := !a"},
      {"x := not  (not a)", "x := not (not a)"},
      {"return[-a]", "return[-a]"},
      {"x := f[]-1", "x := f[] - 1"},
      {"x := {\"a\":-1}[\"a\"]-1", "x := {\"a\": -1}[\"a\"] - 1"},
      {"x := |a|-1", "x := |a| - 1"},
  });
}

TEST_CASE("colons") {
  checkLines({
      {"let N::10", "let N :: 10"},
      {"let n:int:=3", "let n: int := 3"},
      {"let d := {\"a\" :1 ,\"b\":2}", "let d := {\"a\": 1, \"b\": 2}"},
      {"x[ 1 : 2 ]", "x[1:2]"},
      {"x[ : ,0]", "x[:, 0]"},
      {"x[1 :,  : : -1,a : b : c]", "x[1:, ::-1, a:b:c]"},
      {"x[i+1 : n - 1]", "x[i + 1:n - 1]"},
      {"x[c ? 1 : 2 : c?3:4]", "x[c ? 1 : 2:c ? 3 : 4]"},
      {"x := c ? {\"a\":1} : {\"b\" : 2}", "x := c ? {\"a\": 1} : {\"b\": 2}"},
      {"split[data , ratio = 0.8]", "split[data, ratio=0.8]"},
      {"f[axis = -1]", "f[axis=-1]"},
  });
}

TEST_CASE("bars") {
  checkLines({
      {"x := | a |", "x := |a|"},
      {"x := |a - 1 |+| | a | |", "x := |a - 1| + ||a||"},
      {"x := ||a|+1|", "x := ||a| + 1|"},
      {"x := |a|>3", "x := |a| > 3"},
      {"x := |a|>=3", "x := |a| >= 3"},
      {"x := |a |> 3", "x := |a| > 3"},
      {"x := ( | a | )", "x := (|a|)"},
      {"x := |a| |> f", "x := |a| |> f"},
      {"if [ |a|>1 ]|x := |b| ^", "if [|a| > 1] | x := |b| ^"},
      {"let x:int|null:=1", "let x: int | null := 1"},
      {"|a|", "|a|"},
  });
}

TEST_CASE("functions, lambdas and types") {
  checkLines({
      {"func f [a,b:float,k:int:=5,rest:... float]->float|return[a]^",
       "func f[a, b: float, k: int := 5, rest: ...float] -> float | return[a] ^"},
      {"func map [T,U] [f:T->U,xs:list [T]] -> list [U] |^",
       "func map[T, U][f: T -> U, xs: list[T]] -> list[U] | ^"},
      {"let f: [int,int]->float:=g", "let f: [int, int] -> float := g"},
      {"inline  func f[]|^", "inline func f[] | ^"},
      {"let f:=lambda [x]->x*x", "let f := lambda[x] -> x * x"},
      {"let f := lambda[x]|return[x]^", "let f := lambda[x] | return[x] ^"},
      {"f[lambda[ ] |g[ ] ^ ,1]", "f[lambda[] | g[] ^, 1]"},
      {"map[ int,string ][f,xs]", "map[int, string][f, xs]"},
      {"import [ a . b ]  as c", "import [a.b] as c"},
  });
}

TEST_CASE("headers of statements") {
  checkLines({
      {"if[a]|b[]^else if[c]|d[]^else|e[]^", "if [a] | b[] ^ else if [c] | d[] ^ else | e[] ^"},
      {"for[x in xs]|^", "for [x in xs] | ^"},
      {"for[k,v in d]|^", "for [k, v in d] | ^"},
      {"for[i:=0;i<9;i:=i+1]|^", "for [i := 0; i < 9; i := i + 1] | ^"},
      {"while[a]|break ^", "while [a] | break ^"},
      {"do|f[]^while[a]", "do | f[] ^ while [a]"},
      {"try|f[]^catch[e]|g[e]^", "try | f[] ^ catch [e] | g[e] ^"},
      {"guard[a]else return [ null ]", "guard [a] else return[null]"},
      {"guard [a] else|return[]^", "guard [a] else | return[] ^"},
      {"match[v]|case[0]->f[] case[- 1]->g[] default->h[]^",
       "match [v] | case [0] -> f[]   case [-1] -> g[]   default -> h[] ^"},
      {"match [v] | case [n:int]->n case [a,[b,\"s\"]]->| f[] ^ ^",
       "match [v] | case [n: int] -> n   case [a, [b, \"s\"]] -> | f[] ^ ^"},
      {"struct P|x:float y:float^", "struct P | x: float   y: float ^"},
      {"struct P|x:float,y:list[int]^", "struct P | x: float, y: list[int] ^"},
  });
}

TEST_CASE("strings and numbers stay as they are written") {
  checkLines({
      {"print[\"a  {x+1}  {y :8.3f}{ no }\"]", "print[\"a  {x+1}  {y :8.3f}{ no }\"]"},
      {"print[\"{f[ \"{a  }\" ]}\"  ,1]", "print[\"{f[ \"{a  }\" ]}\", 1]"},
      {"print[1_000,0xFF,1e-8]", "print[1_000, 0xFF, 1e-8]"},
      {"print[\"tab\tinside \"]", "print[\"tab\tinside \"]"},
  });
}

TEST_CASE("blocks are indented by two") {
  check({
      {"if [a] |\nb[]\n        while [c] |\n\td[]\n  ^\n   ^\n",
       "if [a] |\n  b[]\n  while [c] |\n    d[]\n  ^\n^\n"},
      {"match [v] |\ncase [0] -> a[]\ncase [1] -> |\nb[]\n^\ndefault -> c[]\n^\n",
       "match [v] |\n  case [0] -> a[]\n  case [1] -> |\n    b[]\n  ^\n  default -> c[]\n^\n"},
      {"func f[a:int|float]->int|float|\nreturn[a]\n^\n",
       "func f[a: int | float] -> int | float |\n  return[a]\n^\n"},
      {"struct P |\nx: int\ny: int\n^\n", "struct P |\n  x: int\n  y: int\n^\n"},
  });
}

TEST_CASE("a block is on one line, or its bar ends a line and its end starts one") {
  check({
      {"if [a] | b[]\nc[] ^\n", "if [a] |\n  b[]\n  c[]\n^\n"},
      {"if [a]\n|\nb[]\n^\n", "if [a] |\n  b[]\n^\n"},
      {"if [a] |\nif [b] |\nc[] ^^\n", "if [a] |\n  if [b] |\n    c[]\n  ^\n^\n"},
      {"f[lambda[x] | let y := x\nreturn[y] ^, 1]\n",
       "f[lambda[x] |\n  let y := x\n  return[y]\n^, 1]\n"},
      {"if [a] | b[] ^\n", "if [a] | b[] ^\n"},
      {"if [a] |\n^\n", "if [a] |\n^\n"},
  });
}

TEST_CASE("what goes on behind a block stands on the line of its end") {
  check({
      {"if [a] |\nb[]\n^\nelse\nif [c] |\nd[]\n^\n\nelse\n|\ne[]\n^\n",
       "if [a] |\n  b[]\n^ else if [c] |\n  d[]\n^ else |\n  e[]\n^\n"},
      {"try |\na[]\n^\ncatch [e] |\nb[]\n^\n", "try |\n  a[]\n^ catch [e] |\n  b[]\n^\n"},
      {"do |\na[]\n^\nwhile [b]\nwhile [c] |\nd[]\n^\n",
       "do |\n  a[]\n^ while [b]\nwhile [c] |\n  d[]\n^\n"},
      // Clauses of one line each stay a table.
      {"if [a] | b[] ^\nelse | c[] ^\n", "if [a] | b[] ^\nelse | c[] ^\n"},
      {"if [a] |\nb[]\n^ // why\nelse |\nc[]\n^\n",
       "if [a] |\n  b[]\n^  // why\nelse |\n  c[]\n^\n"},
      {"if [a] |\nb[]\n^\n// why\nelse |\nc[]\n^\n",
       "if [a] |\n  b[]\n^\n// why\nelse |\n  c[]\n^\n"},
  });
}

TEST_CASE("brackets that span lines indent once for each line that opens some") {
  check({
      {"let x := [\n1,\n2\n]\n", "let x := [\n  1,\n  2\n]\n"},
      {"f[g[{\n\"a\": [\n1\n],\n}], 2]\n", "f[g[{\n  \"a\": [\n    1\n  ],\n}], 2]\n"},
      {"f[a, [\n1\n], [\n2\n]]\n", "f[a, [\n  1\n], [\n  2\n]]\n"},
      {"func f[\na,\nb\n] -> int |\nreturn[a]\n^\n",
       "func f[\n  a,\n  b\n] -> int |\n  return[a]\n^\n"},
      {"if [a and\nb] |\nc[]\n^\n", "if [a and\n  b] |\n  c[]\n^\n"},
  });
}

TEST_CASE("a statement or element that goes on is indented by two") {
  check({
      {"let y := xs\n|> f\n|> g[1]\nlet z := 1\n", "let y := xs\n  |> f\n  |> g[1]\nlet z := 1\n"},
      {"model\n.fit[x]\n.score[]\n", "model\n  .fit[x]\n  .score[]\n"},
      {"let y := a +\nb +\nc\n", "let y := a +\n  b +\n  c\n"},
      {"let y := [\na +\nb,\nc\n]\n", "let y := [\n  a +\n    b,\n  c\n]\n"},
      {"let d := {\n\"k\":\n1,\n\"l\": 2\n}\n", "let d := {\n  \"k\":\n    1,\n  \"l\": 2\n}\n"},
      {"f[lambda[x] ->\nx]\n", "f[lambda[x] ->\n  x]\n"},
      {"let y := xs\n|> map[lambda[x] |\nreturn[x]\n^]\n|> sum[]\n",
       "let y := xs\n  |> map[lambda[x] |\n    return[x]\n  ^]\n  |> sum[]\n"},
      // The trailing comma leaves the outer element where it was.
      {"f[\na +\n[\n1,\n] +\nb\n]\n", "f[\n  a +\n    [\n      1,\n    ] +\n    b\n]\n"},
  });
}

TEST_CASE("at most one blank line, none at the edges of blocks, brackets and files") {
  check({
      {"\n\na\n\n\n\nb\n\n\n", "a\n\nb\n"},
      {"if [a] |\n\n  b[]\n\n\n  c[]\n\n^\n", "if [a] |\n  b[]\n\n  c[]\n^\n"},
      {"let x := [\n\n  1,\n\n  2\n\n]\n", "let x := [\n  1,\n\n  2\n]\n"},
      {"if [a] |  // why\n\n  b[]\n^\n", "if [a] |  // why\n  b[]\n^\n"},
      {"\n\n// first\n\na\n", "// first\n\na\n"},
      {"", ""},
      {"\n \t\n", ""},
  });
}

TEST_CASE("lines end in LF, hold no trailing white space, and the last one ends too") {
  check({
      {"\xEF\xBB\xBF"
       "a  \r\n\tb\t\r\n",
       "a\nb\n"},
      {"a\n\f\nb", "a\n\nb\n"},
      {"// c  \t\r\n/* d \r\n e \r\n*/\r\n", "// c\n/* d\n e\n*/\n"},
  });
}

TEST_CASE("comments on lines of their own are indented like the code below them") {
  check({
      {"    // a\nif [b] |\n// c\nd[]\n// e\n^\n// f\n",
       "// a\nif [b] |\n  // c\n  d[]\n  // e\n^\n// f\n"},
      {"let x := [\n// a\n1,\n// b\n]\n", "let x := [\n  // a\n  1,\n  // b\n]\n"},
      {"let y := xs\n// a\n|> f\n", "let y := xs\n  // a\n  |> f\n"},
      {"if [a] |\n/* b\n  c */\nd[]\n^\n", "if [a] |\n  /* b\n  c */\n  d[]\n^\n"},
      {"if [a] | // b\n^\n", "if [a] |  // b\n^\n"},
      {"if [a] // b\n|\nc[]\n^\n", "if [a]  // b\n|\n  c[]\n^\n"},
      {"if [a] | /* b */ c[]\nd[] ^\n", "if [a] |\n  /* b */ c[]\n  d[]\n^\n"},
      {"// only\n", "// only\n"},
  });
}

TEST_CASE("comments behind neighbouring lines are aligned, two spaces behind the longest") {
  check({
      {"let w := 1 // a\nlet bias := 0.0 // b\n", "let w := 1       // a\nlet bias := 0.0  // b\n"},
      {"let w := 1 // a\n\nlet bias := 0.0 // b\n", "let w := 1  // a\n\nlet bias := 0.0  // b\n"},
      {"let w := 1 // a\nlet b := 2\nlet bias := 0.0 // b\n",
       "let w := 1  // a\nlet b := 2\nlet bias := 0.0  // b\n"},
      {"if [a] | // a\nb[] // b\ncc[] // c\n^ // d\n",
       "if [a] |  // a\n  b[]   // b\n  cc[]  // c\n^  // d\n"},
      {"let 中 := 1 // a\nlet ∂x := 1 // b\n", "let 中 := 1  // a\nlet ∂x := 1  // b\n"},
      {"a /* b */\ncc /* d\n */\n", "a  /* b */\ncc  /* d\n */\n"},
  });
}

TEST_CASE("comments within a line are set off like words") {
  checkLines({
      {"f[/* a */x/* b */,/* c */ y /* d */]", "f[/* a */ x /* b */, /* c */ y /* d */]"},
      {"let /* a */x:=/* b */1", "let /* a */ x := /* b */ 1"},
      {"/* a */x", "/* a */ x"},
      {"x/* a *//* b */// c", "x /* a */ /* b */  // c"},
      {"f/* a */[x]", "f /* a */ [x]"},
      {"if [a] | /* b */ ^", "if [a] | /* b */ ^"},
      {"x := -/* a */b", "x := - /* a */ b"},
      {"print[\"{x /* a  b */}\"]", "print[\"{x /* a  b */}\"]"},
  });
}

TEST_CASE("a text with an error is reported and has no formatted form") {
  FormatTester tester;
  CHECK_FALSE(tester.tryFormat("let a = 1\n"));
  CHECK(tester.describeErrors().find("E0110") != std::string::npos);
  CHECK_FALSE(tester.tryFormat("/* open"));
  CHECK_FALSE(tester.tryFormat("a \xFF"));
  CHECK_FALSE(tester.tryFormat(std::string(300, '(') + "1" + std::string(300, ')')));
}

TEST_CASE("two layouts of one program are told from two programs") {
  FormatTester tester;
  CHECK(tester.isSameProgram("let a := |x|>1 // c\n", "let a := |x| > 1\n// c"));
  CHECK_FALSE(tester.isSameProgram("let a := 1\n", "let a := 2\n"));
  CHECK_FALSE(tester.isSameProgram("let a := 1\n", "let a := 0x1\n"));
  CHECK_FALSE(tester.isSameProgram("let a := 1\n", "let a := (1)\n"));
  CHECK_FALSE(tester.isSameProgram("a\n- b\n", "a - b\n"));
  CHECK_FALSE(tester.isSameProgram("a // c\n", "a\n"));
  CHECK_FALSE(tester.isSameProgram("a // c\n", "a // d\n"));
  CHECK_FALSE(tester.isSameProgram("// c\na\n", "a\n// c\n"));
  CHECK_FALSE(tester.isSameProgram("a\n", "a |\n"));
}

TEST_CASE("nests and chains at the parser's limits are formatted") {
  FormatTester tester;
  std::string nest = "let x := " + std::string(250, '(') + "1" + std::string(250, ')') + "\n";
  CHECK(tester.format(nest) == nest);
  std::string chain = "let x := 1", spread = "let x:=1";
  for (unsigned i = 0; i < 1900; ++i) {
    chain += " + 1";
    spread += "+1";
  }
  CHECK(tester.format(spread) == chain + "\n");
  std::string blocks, formatted;
  for (unsigned i = 0; i < 100; ++i) {
    blocks += "if [a] |\n";
    formatted += std::string(2 * i, ' ') + "if [a] |\n";
  }
  for (unsigned i = 100; i-- > 0;) {
    blocks += "^\n";
    formatted += std::string(2 * i, ' ') + "^\n";
  }
  CHECK(tester.format(blocks) == formatted);
}
