// Part of Cortex, under the MIT licence.
// Owns sequences of statements, declarations, `return`, `throw` and `try`.
#include "IRGen/Generator.h"

#include "llvm/Support/SaveAndRestore.h"

namespace cortex {

void FunctionGenerator::emitItems(llvm::ArrayRef<Item> items, bool tail) {
  for (size_t number = 0; number < items.size(); ++number) {
    const Item &item = items[number];
    llvm::ArrayRef<Item> rest = items.drop_front(number + 1);
    Exits exits = exitsOf.of(item);
    if (!exits.any() || !exits.falls || rest.empty()) {
      emitItem(item, tail && (rest.empty() || !exits.falls));
      if (!exits.falls)
        return; // What follows is never reached.
      continue;
    }
    // The rest runs only where the statement was not left early.
    if (llvm::isa<IfStmt>(item.stmt))
      return emitIf(item, rest, tail);
    if (auto *guard = llvm::dyn_cast<GuardStmt>(item.stmt))
      return emitGuard(*guard, rest, tail);
    Location loc = at(item.stmt->range());
    Value alive;
    {
      AliveScope scope(*this, *frame, true, loc);
      emitItem(item, false);
      alive = flag(frame->alive, loc);
    }
    return branch(alive, rest, {}, tail, loc);
  }
}

void FunctionGenerator::emitItem(const Item &item, bool tail) {
  const Stmt &stmt = *item.stmt;
  llvm::SaveAndRestore saved(statement, stmt.range());
  switch (stmt.kind()) {
  case Stmt::Kind::Let:
    return emit(llvm::cast<LetStmt>(stmt));
  case Stmt::Kind::Assign:
    return emit(llvm::cast<AssignStmt>(stmt));
  case Stmt::Kind::If:
    return emitIf(item, {}, tail);
  case Stmt::Kind::ForIn:
    return emit(llvm::cast<ForInStmt>(stmt));
  case Stmt::Kind::ForCount:
    return emit(llvm::cast<ForCountStmt>(stmt));
  case Stmt::Kind::While:
    return emit(llvm::cast<WhileStmt>(stmt));
  case Stmt::Kind::DoWhile:
    return emit(llvm::cast<DoWhileStmt>(stmt));
  case Stmt::Kind::Break:
    return leaveLoopTurn(true, at(stmt.range()));
  case Stmt::Kind::Continue:
    return leaveLoopTurn(false, at(stmt.range()));
  case Stmt::Kind::Return:
    return emit(llvm::cast<ReturnStmt>(stmt));
  case Stmt::Kind::Try:
    return emit(llvm::cast<TryStmt>(stmt));
  case Stmt::Kind::Throw:
    return emit(llvm::cast<ThrowStmt>(stmt));
  case Stmt::Kind::Guard:
    return emitGuard(llvm::cast<GuardStmt>(stmt), {}, tail);
  case Stmt::Kind::Match: {
    auto &match = llvm::cast<MatchStmt>(stmt);
    return emitMatch(match, 0, emitExpr(*match.value), tail);
  }
  case Stmt::Kind::Func:
  case Stmt::Kind::Struct:
    return; // Translated where they are used.
  case Stmt::Kind::Import:
    return emit(llvm::cast<ImportStmt>(stmt));
  case Stmt::Kind::Expr:
    return emit(llvm::cast<ExprStmt>(stmt));
  case Stmt::Kind::Block:
    return emitItems(itemsOf(stmt), tail);
  }
}

void FunctionGenerator::emit(const LetStmt &stmt) {
  Value value = emitExpr(*stmt.value);
  if (stmt.bindings.size() == 1) {
    const LetStmt::Binding &binding = stmt.bindings.front();
    Location loc = at(binding.name.range);
    value =
        checked(value, binding.type.get(), "`" + binding.name.text + "`", at(stmt.value->range()));
    if (binding.name.declaration)
      declareVariable(*binding.name.declaration, value, loc);
    return;
  }
  llvm::SmallVector<mlir::Type, 4> types(stmt.bindings.size(), anyType());
  mlir::Operation *parts = create("unpack", {value}, types, at(stmt.range()));
  for (auto [binding, part] : llvm::zip_equal(stmt.bindings, parts->getResults())) {
    Location loc = at(binding.name.range);
    Value value = checked(part, binding.type.get(), "`" + binding.name.text + "`", loc);
    if (binding.name.declaration)
      declareVariable(*binding.name.declaration, value, loc);
  }
}

/// The null that `print` and its like give is not kept. A constant that stood there before belongs
/// to a variable.
void FunctionGenerator::emit(const ExprStmt &stmt) {
  mlir::Block *block = builder.getInsertionBlock();
  mlir::Operation *before = block->empty() ? nullptr : &block->back();
  emitExpr(*stmt.value);
  mlir::Operation *last = block->empty() ? nullptr : &block->back();
  if (last != before && llvm::isa<ConstantOp>(last))
    last->erase();
}

void FunctionGenerator::emit(const ReturnStmt &stmt) {
  Location loc = at(stmt.range());
  llvm::SmallVector<Value, 4> values;
  for (const ExprPtr &value : stmt.values)
    values.push_back(emitExpr(*value));
  if (!isMain) {
    Value value = values.empty()       ? null(loc)
                  : values.size() == 1 ? values.front()
                                       : emitOp("tuple", values, loc);
    Location written = stmt.values.size() == 1 ? at(stmt.values.front()->range()) : loc;
    value = checked(value, resultType, "the result of `" + functionName + "`", written);
    assignVariable(result, asAny(value, loc), loc);
  }
  if (root.aliveNeeded)
    assignVariable(root.alive, constant(false, loc), loc);
  if (frame->isLoop)
    leaveLoopTurn(true, loc);
}

void FunctionGenerator::leaveLoopTurn(bool isBreak, Location loc) {
  if (isBreak)
    assignVariable(frame->goesOn, constant(false, loc), loc);
  if (frame->aliveNeeded)
    assignVariable(frame->alive, constant(false, loc), loc);
}

/// `_error[kind, text]`, by which the library throws errors of a kind; null for any other value.
static const BracketExpr *errorOfKind(const Expr &value) {
  auto *bracket = llvm::dyn_cast<BracketExpr>(&value);
  const Declaration *callee = bracket ? declarationOf(*bracket->callee) : nullptr;
  bool isError = callee && callee->name == "_error" && callee->kind == DeclarationKind::Library &&
                 bracket->arguments.size() == 2;
  return isError ? bracket : nullptr;
}

void FunctionGenerator::emit(const ThrowStmt &stmt) {
  llvm::SmallVector<mlir::NamedAttribute, 1> kind;
  const Expr *message = stmt.value.get();
  if (const BracketExpr *error = errorOfKind(*message)) {
    auto *name = llvm::cast<StringLiteralExpr>(error->arguments[0].value.get());
    kind.push_back(stringAttribute("kind", name->value));
    message = error->arguments[1].value.get();
  }
  create("throw", {emitExpr(*message)}, {}, at(stmt.range()), kind);
  isDead = true;
}

/// Runs the module's top level unless that has been done.
void FunctionGenerator::emit(const ImportStmt &stmt) {
  if (!stmt.module)
    return;
  Location loc = at(stmt.range());
  if (!module.hasUnit(*stmt.module))
    return; // The compiler's own operations.
  const ModuleGenerator::ImportedUnit &unit = module.unitOf(*stmt.module);
  mlir::NamedAttribute flag =
      builder.getNamedAttr("global", mlir::FlatSymbolRefAttr::get(module.context(), unit.flag));
  Value isDone = truth(emitOp("global_get", {}, loc, flag), loc);
  emitChoice(
      isDone, anyType(), loc, [&] { return null(loc); },
      [&] {
        create("global_set", {constant(true, loc)}, {}, loc, flag);
        return callSymbol(unit.function, {}, loc);
      });
}

void FunctionGenerator::emit(const TryStmt &stmt) {
  Location loc = at(stmt.range());
  Items items = itemsOf(stmt.body.statements);
  items.append(itemsOf(stmt.handler.statements));
  Exits exits = exitsOf.of(stmt.body.statements);
  exits.join(exitsOf.of(stmt.handler.statements));
  // What the body has assigned before it fails is seen by the handler and afterwards.
  Variables variables = threaded(items, exits, false).handedOn;
  llvm::SmallVector<mlir::Type, 8> types;
  for (auto [variable, value] : llvm::zip_equal(variables, valuesOf(variables, loc))) {
    types.push_back(value.getType());
    bindings[variable] = {emitOp("cell", {value}, loc), true};
  }
  auto attempt = TryOp::create(builder, loc);
  region(attempt.getBody(), {}, loc, [&] { emitItems(itemsOf(stmt.body.statements), false); });
  Value error = attempt.getHandler().emplaceBlock().addArgument(anyType(), loc);
  region(attempt.getHandler(), {}, loc, [&] {
    if (stmt.name.declaration)
      declareVariable(*stmt.name.declaration, error, at(stmt.name.range));
    emitItems(itemsOf(stmt.handler.statements), false);
  });
  isDead = false;
  for (auto [variable, type] : llvm::zip_equal(variables, types))
    bindings[variable] = {emitTyped("cell_get", {bindings[variable].value}, type, loc), false};
}

} // namespace cortex
