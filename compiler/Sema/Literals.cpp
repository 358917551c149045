// Part of Cortex, under the MIT licence.
// Owns what is checked of literals: that those of numbers are rectangular, and that defaults have
// the types that are written beside them.
#include "AST/Printer.h"
#include "Sema/Analyzer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace cortex {

static std::string shapeText(llvm::ArrayRef<size_t> dimensions) {
  if (dimensions.empty())
    return "a single number";
  auto texts =
      llvm::map_range(dimensions, [](size_t dimension) { return std::to_string(dimension); });
  return "shape (" + llvm::join(texts, ", ") + (dimensions.size() == 1 ? ",)" : ")");
}

/// The type of a literal, which may have a sign; empty if the expression is none.
static llvm::StringRef literalType(const Expr &expr) {
  switch (expr.kind()) {
  case Expr::Kind::IntLiteral:
    return "int";
  case Expr::Kind::FloatLiteral:
    return "float";
  case Expr::Kind::BoolLiteral:
    return "bool";
  case Expr::Kind::StringLiteral:
  case Expr::Kind::InterpolatedString:
    return "string";
  case Expr::Kind::NullLiteral:
    return "null";
  case Expr::Kind::Unary: {
    const auto &unary = llvm::cast<UnaryExpr>(expr);
    llvm::StringRef type = literalType(*unary.operand);
    bool isNumber = type == "int" || type == "float";
    return unary.op == UnaryOperator::Negate && isNumber ? type : "";
  }
  default:
    return "";
  }
}

Analyzer::LiteralShape Analyzer::literalShape(const Expr &expr) {
  switch (expr.kind()) {
  case Expr::Kind::IntLiteral:
  case Expr::Kind::FloatLiteral:
    return {true, {}};
  case Expr::Kind::Unary: {
    const auto &unary = llvm::cast<UnaryExpr>(expr);
    return unary.op == UnaryOperator::Negate ? literalShape(*unary.operand) : LiteralShape();
  }
  case Expr::Kind::List:
    return listShape(llvm::cast<ListExpr>(expr));
  default:
    return {};
  }
}

/// Reports rows of different shape; every list inside is looked at, also in one of other things.
Analyzer::LiteralShape Analyzer::listShape(const ListExpr &list) {
  std::vector<LiteralShape> shapes;
  for (const ExprPtr &element : list.elements)
    shapes.push_back(literalShape(*element));
  bool isNumeric = !shapes.empty() &&
                   llvm::all_of(shapes, [](const LiteralShape &shape) { return shape.isNumeric; });
  if (!isNumeric)
    return {};
  for (size_t row = 1; row < shapes.size(); ++row) {
    if (shapes[row].dimensions == shapes[0].dimensions)
      continue;
    diagnostics.report(DiagKind::RaggedLiteral, list.elements[row]->range())
        .label(shapeText(shapes[row].dimensions))
        .note(list.elements[0]->range(), "the first row is " + shapeText(shapes[0].dimensions))
        .hint("make all rows equally long");
    return {};
  }
  LiteralShape result{true, {shapes.size()}};
  llvm::append_range(result.dimensions, shapes[0].dimensions);
  return result;
}

bool isTensorLiteral(const Expr &expr) {
  auto *list = llvm::dyn_cast<ListExpr>(&expr);
  return list && !list->elements.empty() &&
         llvm::all_of(list->elements, [](const ExprPtr &element) {
           llvm::StringRef type = literalType(*element);
           return type == "int" || type == "float" || isTensorLiteral(*element);
         });
}

/// Whether an annotation lets a literal of a type through; those of the library's kinds may.
static bool admits(const TypeExpr &annotation, llvm::StringRef literal) {
  if (auto *either = llvm::dyn_cast<UnionType>(&annotation))
    return llvm::any_of(either->members,
                        [&](const TypePtr &member) { return admits(*member, literal); });
  auto *named = llvm::dyn_cast<NamedType>(&annotation);
  if (!named)
    return false;
  const Declaration *declaration = named->name.declaration;
  if (!declaration || declaration->kind != DeclarationKind::Library)
    return true;
  llvm::StringRef name = named->name.text;
  bool isBasic = llvm::is_contained(
      {"int", "float", "bool", "string", "null", "tensor", "vector", "matrix", "list", "dict"},
      name);
  return !isBasic || name == literal || (name == "float" && literal == "int");
}

/// A default that is a literal of another type would be wrong at every call that leaves it in
/// place.
void Analyzer::checkDefault(Parameter &parameter) {
  if (!parameter.type || !parameter.defaultValue)
    return;
  llvm::StringRef literal = literalType(*parameter.defaultValue);
  if (literal.empty() || admits(*parameter.type, literal))
    return;
  SourceRange range = parameter.defaultValue->range();
  std::string wanted;
  llvm::raw_string_ostream os(wanted);
  printType(os, *parameter.type);
  diagnostics.report(DiagKind::TypeMismatch, range)
      .arg(wanted)
      .arg("the default of `" + parameter.name.text + "`")
      .arg(literal)
      .note(parameter.type->range(), "the annotation stands here");
  parameter.defaultValue = std::make_unique<ErrorExpr>(range);
}

} // namespace cortex
