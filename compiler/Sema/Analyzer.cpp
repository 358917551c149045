// Part of Cortex, under the MIT licence.
// Owns the order in which names are resolved: hoisting, blocks, and bodies that wait.
#include "Sema/Analyzer.h"

#include "AST/Printer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace cortex {

SemaResult analyze(Module &module, const LibraryNames &library, DiagnosticEngine &diagnostics,
                   bool isImported) {
  return Analyzer(module, library, diagnostics, isImported).run();
}

SemaResult Analyzer::run() {
  enterScope();
  visitStatements(module.statements);
  for (; !pending.empty(); pending.pop_front())
    visitBody(pending.front());
  // After other errors a value or a name may only seem unused.
  if (!diagnostics.hasErrors()) {
    warnUnusedResults();
    warnUnused();
  }
  return std::move(result);
}

Scope *Analyzer::enterScope(bool isTurn) {
  scopes.push_back({context.scope, context.callable, {}});
  context.scope = &scopes.back();
  if (isTurn)
    context.turn = context.scope;
  return context.scope;
}

void Analyzer::visitStatements(StmtList &statements) {
  hoist(statements);
  for (StmtPtr &statement : statements)
    visit(*statement, *this);
  warnUnreachable(statements);
}

void Analyzer::visitBlock(Block &block) {
  Context saved = context;
  enterScope();
  visitStatements(block.statements);
  context = saved;
}

/// Makes all functions and structs of a block known in the whole block.
void Analyzer::hoist(StmtList &statements) {
  for (StmtPtr &statement : statements) {
    if (auto *func = llvm::dyn_cast<FuncStmt>(statement.get()))
      hoistFunction(*func);
    else if (auto *structure = llvm::dyn_cast<StructStmt>(statement.get()))
      hoistStruct(*structure);
  }
}

void Analyzer::hoistStruct(StructStmt &structure) {
  for (const Scope::Entry &entry : context.scope->names[structure.name.text])
    if (entry.declaration->kind == DeclarationKind::Struct) {
      diagnostics.report(DiagKind::DuplicateStruct, structure.name.range)
          .arg(structure.name.text)
          .note(entry.declaration->range, "the other definition");
      break;
    }
  Declaration *declaration = declare(DeclarationKind::Struct, structure.name, 0);
  declaration->structure = &structure;
  addEntry(declaration, structure.range().begin);
}

void Analyzer::hoistFunction(FuncStmt &func) {
  Declaration *declaration = nullptr;
  for (const Scope::Entry &entry : context.scope->names[func.name.text])
    if (entry.declaration->kind == DeclarationKind::Function)
      declaration = entry.declaration;
  if (!declaration)
    declaration = declare(DeclarationKind::Function, func.name, 0);
  func.name.declaration = declaration;
  // Of two that are the same the first is called: the error is not one of each call.
  if (checkOverload(*declaration, func))
    declaration->overloads.push_back(&func);
  // The second entry makes it the newest meaning behind a `let` of the same name.
  addEntry(declaration, func.range().begin);
}

static std::string signatureText(const FuncStmt &func) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Parameter &parameter : func.callable.parameters) {
    if (parameter.type)
      printType(os, *parameter.type);
    os << (parameter.isVariadic ? "..., " : ", ");
  }
  return text;
}

bool Analyzer::checkOverload(const Declaration &declaration, const FuncStmt &func) {
  for (const FuncStmt *other : declaration.overloads)
    if (signatureText(*other) == signatureText(func)) {
      diagnostics.report(DiagKind::DuplicateFunction, func.name.range)
          .arg(func.name.text)
          .note(other->name.range, "the other definition");
      return false;
    }
  return true;
}

void Analyzer::visitBody(const PendingBody &body) {
  Callable &callable = body.func ? body.func->callable : body.lambda->callable;
  callable.parent = body.scope->owner;
  result.callables.push_back(&callable);
  context = {&callable, body.scope, nullptr, false};
  enterScope();
  if (body.func)
    for (Identifier &name : body.func->typeParameters)
      declare(DeclarationKind::TypeParameter, name, name.range.end);
  declareParameters(callable);
  if (body.func) {
    visitOptional(body.func->resultType);
    visitStatements(body.func->body.statements);
  } else if (body.lambda->value) {
    visit(*body.lambda->value, *this);
  } else {
    visitStatements(body.lambda->body.statements);
  }
}

} // namespace cortex
