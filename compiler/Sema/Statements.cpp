// Part of Cortex, under the MIT licence.
// Owns name resolution of statements and patterns.
#include "Sema/Analyzer.h"

namespace cortex {

void Analyzer::operator()(LetStmt &s) {
  std::vector<Declaration *> read;
  reads = &read;
  visit(*s.value, *this);
  reads = nullptr;
  bool isWarned = warnShadowInLoop(s, read);
  for (LetStmt::Binding &binding : s.bindings) {
    for (const LetStmt::Binding *earlier = s.bindings.data(); earlier != &binding; ++earlier)
      checkDistinct(binding.name, earlier->name);
    visitOptional(binding.type);
    auto kind = s.isConstant ? DeclarationKind::Constant : DeclarationKind::Variable;
    Declaration *declaration = declare(kind, binding.name, s.range().end);
    declaration->type = binding.type.get();
    declaration->isTensorLiteral = s.isConstant && isTensorLiteral(*s.value);
    // Taking a tuple apart often leaves parts over, so only single names are expected to be read.
    bool isPrivate = binding.name.text.starts_with("_");
    bool isExport = isImported && !context.scope->parent;
    if (!isWarned && !isExport && s.bindings.size() == 1 && !s.isConstant && !isPrivate)
      wantRead.push_back(declaration);
  }
}

/// One statement gives each of its names to one thing.
void Analyzer::checkDistinct(const Identifier &name, const Identifier &earlier) {
  if (name.text == earlier.text && name.text != "_")
    diagnostics.report(DiagKind::DuplicatePatternName, name.range)
        .arg(name.text)
        .note(earlier.range, "bound here already");
}

/// Whether a variable lives longer than one turn of the innermost loop.
bool Analyzer::isOutsideTurn(const Declaration &declaration) const {
  for (const Scope *scope = context.turn->parent; scope; scope = scope->parent)
    if (scope == scopeOf.lookup(&declaration))
      return true;
  return false;
}

/// Whether there was something to warn about.
bool Analyzer::warnShadowInLoop(const LetStmt &s, llvm::ArrayRef<Declaration *> read) {
  if (!context.turn)
    return false;
  for (const LetStmt::Binding &binding : s.bindings)
    for (const Declaration *declaration : read) {
      if (declaration->name != binding.name.text || !declaration->isVariable() ||
          !isOutsideTurn(*declaration))
        continue;
      diagnostics.report(DiagKind::ShadowInLoop, binding.name.range)
          .arg(binding.name.text)
          .note(declaration->range, "this variable keeps its value")
          .hint("write `" + binding.name.text + " := …` to change the variable outside");
      return true;
    }
  return false;
}

void Analyzer::operator()(AssignStmt &s) {
  visit(*s.value, *this);
  if (auto *name = llvm::dyn_cast<NameExpr>(s.target.get()))
    assignName(*name);
  else
    assignPart(*s.target);
}

static llvm::StringRef describe(DeclarationKind kind) {
  switch (kind) {
  case DeclarationKind::Variable:
    return "variable";
  case DeclarationKind::Constant:
    return "constant";
  case DeclarationKind::Parameter:
    return "parameter";
  case DeclarationKind::TypeParameter:
    return "type parameter";
  case DeclarationKind::Function:
    return "function";
  case DeclarationKind::Struct:
    return "struct";
  case DeclarationKind::Module:
    return "module";
  case DeclarationKind::Library:
    return "library function";
  }
  llvm_unreachable("declaration kind out of range");
}

void Analyzer::assignName(NameExpr &target) {
  Declaration *declaration = lookup(target.name, target.range().begin);
  if (!declaration)
    return reportUnknown(DiagKind::AssignUndeclared, target.name, target.range());
  target.declaration = declaration;
  assignDeclared(*declaration, target.name, target.range());
}

void Analyzer::reportConstant(const Declaration &constant, llvm::StringRef name,
                              SourceRange range) {
  diagnostics.report(DiagKind::AssignConstant, range)
      .arg(name)
      .note(constant.range, "the constant is defined here")
      .hint("`let " + name + " := …` declares a variable");
}

void Analyzer::assignDeclared(Declaration &declaration, llvm::StringRef name, SourceRange range) {
  if (declaration.kind == DeclarationKind::Constant)
    return reportConstant(declaration, name, range);
  if (!declaration.isVariable()) {
    diagnostics.report(DiagKind::AssignNotVariable, range)
        .arg(name)
        .arg(describe(declaration.kind))
        .note(declaration.range, "it is defined here")
        .hint("`let " + name + " := …` declares a variable of this name");
    return;
  }
  declaration.isReassigned = true;
  noteUse(declaration);
}

/// The variable that a chain of brackets and fields begins with; null where it begins otherwise.
static Declaration *rootOf(const Expr &target) {
  const Expr *root = &target;
  while (!llvm::isa<NameExpr>(root)) {
    auto *bracket = llvm::dyn_cast<BracketExpr>(root);
    auto *field = llvm::dyn_cast<FieldExpr>(root);
    if (field && field->name.declaration)
      return field->name.declaration;
    if (!bracket && !field)
      return nullptr;
    root = bracket ? bracket->callee.get() : field->object.get();
  }
  return llvm::cast<NameExpr>(root)->declaration;
}

/// `x[i] := …`, `x.f := …`: the variable at the root is used and changes.
void Analyzer::assignPart(Expr &target) {
  visit(target, *this);
  if (auto *field = llvm::dyn_cast<FieldExpr>(&target); field && field->name.declaration)
    return assignDeclared(*field->name.declaration, field->name.text, target.range());
  Declaration *declaration = rootOf(target);
  if (!declaration)
    return;
  if (declaration->isTensorLiteral)
    reportConstant(*declaration, declaration->name, target.range());
  else if (declaration->isVariable())
    declaration->isElementAssigned = true;
  else if (declaration->kind == DeclarationKind::Function)
    diagnostics.report(DiagKind::InvalidAssignTarget, target.range())
        .arg("the result of a call")
        .note(declaration->range, "`" + declaration->name + "` is a function");
}

void Analyzer::operator()(IfStmt &s) {
  for (IfStmt::Clause &clause : s.clauses) {
    visit(*clause.condition, *this);
    visitBlock(clause.body);
  }
  if (s.otherwise)
    visitBlock(*s.otherwise);
}

void Analyzer::operator()(ForInStmt &s) {
  visit(*s.iterable, *this);
  Context saved = context;
  enterScope(/*isTurn=*/true);
  if (s.names.size() == 2)
    checkDistinct(s.names[1], s.names[0]);
  for (Identifier &name : s.names)
    declare(DeclarationKind::Variable, name, name.range.end);
  visitStatements(s.body.statements);
  context = saved;
}

void Analyzer::operator()(ForCountStmt &s) {
  visit(*s.start, *this);
  Context saved = context;
  enterScope(/*isTurn=*/true);
  declare(DeclarationKind::Variable, s.name, s.name.range.end);
  visit(*s.condition, *this);
  visit(*s.step, *this);
  visitStatements(s.body.statements);
  context = saved;
}

void Analyzer::operator()(WhileStmt &s) {
  visit(*s.condition, *this);
  Context saved = context;
  enterScope(/*isTurn=*/true);
  visitStatements(s.body.statements);
  context = saved;
}

void Analyzer::operator()(DoWhileStmt &s) {
  Context saved = context;
  enterScope(/*isTurn=*/true);
  visitStatements(s.body.statements);
  context = saved;
  visit(*s.condition, *this);
}

void Analyzer::outsideLoop(llvm::StringRef keyword, SourceRange range) {
  if (!context.turn)
    diagnostics.report(DiagKind::OutsideLoop, range).arg(keyword);
}

void Analyzer::operator()(BreakStmt &s) { outsideLoop("break", s.range()); }

void Analyzer::operator()(ContinueStmt &s) { outsideLoop("continue", s.range()); }

void Analyzer::operator()(ReturnStmt &s) {
  for (ExprPtr &value : s.values)
    visit(*value, *this);
}

void Analyzer::operator()(TryStmt &s) {
  Context saved = context;
  context.isInTry = true;
  visitBlock(s.body);
  context = saved;
  enterScope();
  declare(DeclarationKind::Variable, s.name, s.name.range.end);
  visitStatements(s.handler.statements);
  context = saved;
}

void Analyzer::operator()(ThrowStmt &s) { visit(*s.value, *this); }

void Analyzer::operator()(GuardStmt &s) {
  visit(*s.condition, *this);
  Context saved = context;
  enterScope();
  visit(*s.otherwise, *this);
  context = saved;
}

void Analyzer::operator()(MatchStmt &s) {
  visit(*s.value, *this);
  for (MatchStmt::Case &oneCase : s.cases) {
    Context saved = context;
    enterScope();
    if (oneCase.pattern)
      visit(*oneCase.pattern, *this);
    visit(*oneCase.body, *this);
    context = saved;
  }
}

void Analyzer::operator()(LiteralPattern &p) { visit(*p.value, *this); }

void Analyzer::operator()(BindingPattern &p) {
  visitOptional(p.type);
  // A case has a scope of its own, so everything in it comes from the same pattern.
  auto found = context.scope->names.find(p.name.text);
  if (found != context.scope->names.end())
    checkDistinct(p.name, {p.name.text, found->second.front().declaration->range});
  declare(DeclarationKind::Variable, p.name, p.range().end);
}

void Analyzer::operator()(ListPattern &p) {
  for (PatternPtr &element : p.elements)
    visit(*element, *this);
}

void Analyzer::operator()(FuncStmt &s) {
  // Without a block around it, as the body of a case or guard, nothing has hoisted it.
  if (!s.name.declaration)
    hoistFunction(s);
  pending.push_back({&s, nullptr, context.scope});
}

void Analyzer::declareParameters(Callable &callable) {
  for (Parameter &parameter : callable.parameters) {
    visitOptional(parameter.type);
    visitOptional(parameter.defaultValue);
    checkDefault(parameter);
    for (const Parameter &other : callable.parameters) {
      if (&other == &parameter)
        break;
      if (other.name.text == parameter.name.text)
        diagnostics.report(DiagKind::DuplicateParameter, parameter.name.range)
            .arg(parameter.name.text)
            .note(other.name.range, "the other one");
    }
    // A variadic parameter is a list of what its type says.
    Declaration *declaration =
        declare(DeclarationKind::Parameter, parameter.name, parameter.range.end);
    declaration->type = parameter.isVariadic ? nullptr : parameter.type.get();
  }
}

void Analyzer::operator()(StructStmt &s) {
  if (!s.name.declaration)
    hoistStruct(s);
  llvm::StringMap<SourceRange> seen;
  for (StructStmt::Field &field : s.fields) {
    visitOptional(field.type);
    auto [other, isNew] = seen.insert({field.name.text, field.name.range});
    if (!isNew)
      diagnostics.report(DiagKind::DuplicateField, field.name.range)
          .arg(field.name.text)
          .note(other->second, "the other one");
  }
}

void Analyzer::operator()(ImportStmt &s) {
  if (context.scope->parent)
    diagnostics.report(DiagKind::ImportNotTopLevel, s.range())
        .hint("move it to the top of the file");
  Identifier bound = s.boundName();
  s.declaration = declare(DeclarationKind::Module, bound, s.range().end);
  s.declaration->import = &s;
}

void Analyzer::operator()(ExprStmt &s) {
  visit(*s.value, *this);
  if (!context.isInTry)
    unusedResults.push_back(s.value.get());
}

void Analyzer::operator()(BlockStmt &s) { visitBlock(s.block); }

} // namespace cortex
