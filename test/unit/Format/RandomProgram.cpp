// Part of Cortex, under the MIT licence.
// Walks the grammar from the top and takes a random way at each choice.
#include "Format/RandomProgram.h"

#include <iterator>
#include <random>

namespace {

using Text = std::string;

/// The functions that write one construct each; `depth` counts the levels that are left.
class Generator {
public:
  explicit Generator(uint32_t seed) : random(seed) {}

  Text statements(unsigned depth) {
    Text text;
    for (unsigned count = pick(4); count > 0; --count)
      text += statement(depth) + "\n";
    return text;
  }

private:
  unsigned pick(unsigned count) { return random() % count; }
  template <size_t count> Text any(const char *const (&choices)[count]) {
    return choices[pick(count)];
  }

  Text name() { return any({"a", "b", "∇", "weights", "x2", "中"}); }
  Text literal() {
    return any({"1", "2.5", "0x1f", "\"s\"", "\"{a + 1:.2f}  {b}\"", "true", "null", "[]", "{}"});
  }

  Text block(unsigned depth) { return " |\n" + statements(depth) + "^"; }
  Text blockOrLine(unsigned depth) {
    return pick(2) ? block(depth) : " | " + name() + " := " + expression(depth) + " ^";
  }

  Text type(unsigned depth) {
    switch (depth == 0 ? 3 : pick(6)) {
    case 0:
      return "list [ " + type(depth - 1) + " ]";
    case 1:
      return "[ " + type(depth - 1) + " , int ] -> " + type(depth - 1);
    case 2:
      return "int | " + name();
    default:
      return any({"int", "float", "tensor", "null"});
    }
  }

  Text parameters(unsigned depth) {
    switch (pick(4)) {
    case 0:
      return "[ ]";
    case 1:
      return "[ " + name() + " ]";
    case 2:
      return "[ a : " + type(depth) + " , b := " + expression(depth) + " ]";
    default:
      return "[ a , rest : ... float ]";
    }
  }

  Text argument(unsigned depth) {
    switch (pick(8)) {
    case 0:
      return ":";
    case 1:
      return expression(depth) + " : " + (pick(2) ? expression(depth) : "");
    case 2:
      return (pick(2) ? expression(depth) : "") + " :: " + expression(depth);
    case 3:
      return ": " + expression(depth) + " : " + expression(depth);
    default:
      return expression(depth);
    }
  }

  Text postfix(unsigned depth) {
    Text text = primary(depth);
    for (unsigned count = depth == 0 ? 0 : pick(3); count > 0; --count)
      text += pick(3) ? "[" + argument(depth - 1) + " , axis = " + expression(depth - 1) + "]"
                      : ".default";
    return text;
  }

  Text primary(unsigned depth) {
    if (depth == 0)
      return pick(2) ? name() : literal();
    switch (pick(8)) {
    case 0:
      return "( " + expression(depth - 1) + " )";
    case 1:
      return "| " + sum(depth - 1) + " |";
    case 2:
      return "[ " + expression(depth - 1) + " , " + expression(depth - 1) + " ]";
    case 3:
      return "{ \"k\" : " + expression(depth - 1) + " , \"l\" : " + expression(depth - 1) + " }";
    case 4:
      return "( lambda " + parameters(depth - 1) + blockOrLine(depth - 1) + " )";
    default:
      return pick(2) ? name() : literal();
    }
  }

  Text unary(unsigned depth) { return any({"", "", "- ", "- - "}) + postfix(depth); }
  Text sum(unsigned depth) {
    Text text = unary(depth);
    for (unsigned count = pick(3); count > 0; --count)
      text += any({" + ", " - ", " * ", " ** ", " @ ", " ⊗ "}) + unary(depth);
    return text;
  }
  Text comparison(unsigned depth) {
    Text text = any({"", "", "not ", "! "}) + sum(depth);
    return pick(3) ? text : text + any({" == ", " < ", " in ", " not in "}) + sum(depth);
  }
  Text expression(unsigned depth) {
    switch (depth == 0 ? 9 : pick(10)) {
    case 0:
      return comparison(depth - 1) + " ? " + expression(depth - 1) + " : " + expression(depth - 1);
    case 1:
      return comparison(depth - 1) + any({" and ", " or ", " && ", " || "}) + comparison(depth - 1);
    case 2:
      return sum(depth - 1) + " |> " + postfix(depth - 1);
    case 3:
      return "lambda " + parameters(depth - 1) + " -> " + expression(depth - 1);
    default:
      return comparison(depth == 0 ? 0 : depth - 1);
    }
  }

  Text cases(unsigned depth) {
    Text text;
    for (const char *pattern : {"[ 0 ]", "[ - 1 ]", "[ n : int ]", "[ a , [ b , \"s\" ] ]"})
      if (pick(2))
        text += Text("case ") + pattern + " -> " +
                (pick(2) ? "|\n" + statements(depth) + "^\n" : simple(depth) + "\n");
    return text + "default -> " + simple(depth) + "\n";
  }

  /// Without a block of its own.
  Text simple(unsigned depth) {
    switch (pick(6)) {
    case 0:
      return "let a : " + type(1) + " , b := " + expression(depth);
    case 1:
      return "let N :: " + expression(depth);
    case 2:
      return name() + any({" := ", " += ", " **= "}) + expression(depth);
    case 3:
      return "return [ " + expression(depth) + " , " + expression(depth) + " ]";
    case 4:
      return "guard [ " + expression(depth) + " ] else throw [ \"x\" ]";
    default:
      return expression(depth);
    }
  }

  Text statement(unsigned depth) {
    if (depth == 0)
      return simple(0);
    Text condition = " [ " + expression(depth - 1) + " ]";
    switch (pick(12)) {
    case 0:
      return "if" + condition + blockOrLine(depth - 1) + " else if" + condition +
             blockOrLine(depth - 1) + " else" + block(depth - 1);
    case 1:
      return "for [ k , v in " + expression(depth - 1) + " ]" + block(depth - 1);
    case 2:
      return "for [ i := 0 ; i < 9 ; i += 1 ]" + blockOrLine(depth - 1);
    case 3:
      return "do" + blockOrLine(depth - 1) + " while" + condition;
    case 4:
      return "try" + block(depth - 1) + " catch [ e ]" + blockOrLine(depth - 1);
    case 5:
      return "match" + condition + " |\n" + cases(depth - 1) + "^";
    case 6:
      return any({"", "inline "}) + "func f [ T ] " + parameters(depth - 1) + " -> " +
             type(depth - 1) + block(depth - 1);
    case 7:
      return "struct P | x : float   y : " + type(1) + any({" ", " ,\n"}) + "z : int ^";
    default:
      return simple(depth - 1);
    }
  }

  std::mt19937 random;
};

} // namespace

std::string randomProgram(uint32_t seed) { return Generator(seed).statements(5) + "a\n"; }
