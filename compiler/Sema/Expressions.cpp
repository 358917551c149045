// Part of Cortex, under the MIT licence.
// Owns name resolution of expressions and types.
#include "Sema/Analyzer.h"

namespace cortex {

void Analyzer::operator()(InterpolatedStringExpr &e) {
  for (auto &part : e.parts)
    visitOptional(part.value);
}

void Analyzer::operator()(NameExpr &e) {
  e.declaration = lookup(e.name, e.range().begin);
  if (!e.declaration)
    e.declaration = libraryDeclaration(e.name);
  if (!e.declaration)
    return reportUnknown(DiagKind::UnknownName, e.name, e.range());
  e.declaration->isRead = true;
  if (reads)
    reads->push_back(e.declaration);
  noteUse(*e.declaration);
}

void Analyzer::operator()(ListExpr &e) {
  if (!checkedLists.erase(&e))
    literalShape(e);
  for (ExprPtr &element : e.elements) {
    if (auto *list = llvm::dyn_cast<ListExpr>(element.get()))
      checkedLists.insert(list);
    visit(*element, *this);
  }
}

void Analyzer::operator()(DictExpr &e) {
  for (DictExpr::Entry &entry : e.entries) {
    visit(*entry.key, *this);
    visit(*entry.value, *this);
  }
}

void Analyzer::operator()(BracketExpr &e) { visitCall(e, nullptr); }

void Analyzer::operator()(FieldExpr &e) { visit(*e.object, *this); }

void Analyzer::operator()(UnaryExpr &e) { visit(*e.operand, *this); }

void Analyzer::operator()(BinaryExpr &e) {
  visit(*e.lhs, *this);
  visit(*e.rhs, *this);
}

void Analyzer::operator()(LogicalExpr &e) {
  visit(*e.lhs, *this);
  visit(*e.rhs, *this);
}

void Analyzer::operator()(TernaryExpr &e) {
  visit(*e.condition, *this);
  visit(*e.whenTrue, *this);
  visit(*e.whenFalse, *this);
}

void Analyzer::operator()(PipelineExpr &e) {
  visit(*e.value, *this);
  auto *call = llvm::dyn_cast<BracketExpr>(e.target.get());
  if (call && !call->isParenthesized())
    visitCall(*call, e.value.get());
  else
    visit(*e.target, *this);
}

void Analyzer::operator()(LambdaExpr &e) { pending.push_back({nullptr, &e, context.scope}); }

void Analyzer::operator()(NormExpr &e) { visit(*e.operand, *this); }

void Analyzer::operator()(NamedType &t) {
  Declaration *declaration = lookup(t.name.text, t.range().begin);
  bool isType = declaration && (declaration->kind == DeclarationKind::Struct ||
                                declaration->kind == DeclarationKind::TypeParameter);
  // A variable may be called `list`; that takes nothing from the type.
  t.name.declaration = isType ? declaration : libraryDeclaration(t.name.text);
  if (!t.name.declaration)
    reportUnknown(DiagKind::UnknownType, t.name.text, t.name.range);
  for (TypePtr &argument : t.arguments)
    visit(*argument, *this);
}

void Analyzer::operator()(FunctionType &t) {
  for (TypePtr &parameter : t.parameters)
    visit(*parameter, *this);
  visit(*t.result, *this);
}

void Analyzer::operator()(UnionType &t) {
  for (TypePtr &member : t.members)
    visit(*member, *this);
}

} // namespace cortex
