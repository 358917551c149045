// Part of Cortex, under the MIT licence.
// Owns name resolution of expressions and types.
#include "Sema/Analyzer.h"

#include "llvm/ADT/StringSwitch.h"

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
  warnDuplicateKeys(e);
  for (DictExpr::Entry &entry : e.entries) {
    visit(*entry.key, *this);
    visit(*entry.value, *this);
  }
}

void Analyzer::operator()(BracketExpr &e) { visitCall(e, nullptr); }

void Analyzer::operator()(FieldExpr &e) {
  auto *object = llvm::dyn_cast<NameExpr>(e.object.get());
  const Declaration *found = object ? lookup(object->name, object->range().begin) : nullptr;
  if (!found || found->kind != DeclarationKind::Module)
    return visit(*e.object, *this);
  object->declaration = lookup(object->name, object->range().begin);
  object->declaration->isRead = true;
  e.name.declaration = member(*found, e.name);
  if (!e.name.declaration)
    return;
  e.name.declaration->isRead = true;
  noteUse(*e.name.declaration);
}

/// What a module calls by this name; null after a report.
Declaration *Analyzer::member(const Declaration &imported, const Identifier &name) {
  const ModuleInterface *module = imported.import->module;
  if (!module)
    return nullptr; // That there is no such module is reported already.
  if (Declaration *found = module->names.lookup(name.text)) {
    if (name.text.starts_with("_"))
      diagnostics.report(DiagKind::PrivateName, name.range)
          .arg(name.text)
          .note(found->range, "it is declared here");
    return found;
  }
  llvm::SmallVector<llvm::StringRef> candidates;
  for (const auto &entry : module->names)
    if (!entry.getKey().starts_with("_"))
      candidates.push_back(entry.getKey());
  llvm::sort(candidates);
  auto builder = diagnostics.report(DiagKind::UnknownField, name.range);
  builder.arg("module `" + module->name + "`").arg(name.text);
  if (llvm::StringRef nearest = nearestName(name.text, candidates); !nearest.empty())
    builder.hint("there is `" + nearest + "`");
  return nullptr;
}

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
    return visitCall(*call, e.value.get());
  visit(*e.target, *this);
  e.isRefused = !checkCall(*e.target, {}, e.value.get(), e.range());
}

void Analyzer::operator()(LambdaExpr &e) { pending.push_back({nullptr, &e, context.scope}); }

void Analyzer::operator()(NormExpr &e) { visit(*e.operand, *this); }

void Analyzer::operator()(NamedType &t) {
  for (TypePtr &argument : t.arguments)
    visit(*argument, *this);
  if (!t.module.text.empty())
    return resolveModuleType(t);
  Declaration *declaration = lookup(t.name.text, t.range().begin);
  bool isType = declaration && (declaration->kind == DeclarationKind::Struct ||
                                declaration->kind == DeclarationKind::TypeParameter);
  bool isLibraryType =
      isBuiltinTypeName(t.name.text) || (library.structure && library.structure(t.name.text));
  // A variable may be called `list`; that takes nothing from the type.
  t.name.declaration = isType          ? declaration
                       : isLibraryType ? libraryDeclaration(t.name.text)
                                       : nullptr;
  if (!t.name.declaration)
    return reportUnknown(DiagKind::UnknownType, t.name.text, t.name.range);
  checkTypeArguments(t, isType);
}

/// `list[int, int]`: a type takes as many types as it has parts.
void Analyzer::checkTypeArguments(const NamedType &t, bool isDeclared) {
  size_t most = llvm::StringSwitch<size_t>(t.name.text)
                    .Cases({"list", "tensor", "vector", "matrix"}, 1)
                    .Case("dict", 2)
                    .Case("tuple", t.arguments.size())
                    .Default(0);
  if (isDeclared)
    most = 0;
  if (t.arguments.empty() || t.arguments.size() == most)
    return;
  diagnostics.report(DiagKind::WrongTypeArgumentCount, t.range())
      .arg(t.name.text)
      .arg(most == 0 ? "no type arguments" : countedNoun(most, "type argument"))
      .arg(int64_t(t.arguments.size()));
}

/// `geo.Point`.
void Analyzer::resolveModuleType(NamedType &t) {
  Declaration *imported = lookup(t.module.text, t.range().begin);
  if (!imported || imported->kind != DeclarationKind::Module)
    return reportUnknown(DiagKind::UnknownType, t.module.text, t.module.range);
  imported->isRead = true;
  Declaration *found = member(*imported, t.name);
  if (found && found->kind != DeclarationKind::Struct)
    diagnostics.report(DiagKind::UnknownType, t.name.range)
        .arg(t.name.text)
        .note(found->range, "what is declared here is no type");
  else
    t.name.declaration = found;
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
