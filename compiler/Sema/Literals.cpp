// Part of Cortex, under the MIT licence.
// Owns the check that bracketed literals of numbers are rectangular.
#include "Sema/Analyzer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace cortex {

static std::string shapeText(llvm::ArrayRef<size_t> dimensions) {
  if (dimensions.empty())
    return "a single number";
  auto texts =
      llvm::map_range(dimensions, [](size_t dimension) { return std::to_string(dimension); });
  return "shape (" + llvm::join(texts, ", ") + (dimensions.size() == 1 ? ",)" : ")");
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

} // namespace cortex
