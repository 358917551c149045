// Part of Cortex, under the MIT licence.
// Owns the analysis of early exits and of assigned variables.
#include "Sema/Exits.h"

namespace cortex {

void Exits::join(const Exits &other) {
  returns |= other.returns;
  breaks |= other.breaks;
  continues |= other.continues;
  falls |= other.falls;
}

void Exits::then(const Exits &next) {
  if (!falls)
    return;
  bool reached = next.falls;
  join(next);
  falls = reached;
}

Items itemsOf(const StmtList &statements) {
  Items items;
  for (const StmtPtr &statement : statements)
    items.push_back({statement.get()});
  return items;
}

Items itemsOf(const Stmt &statement) {
  if (auto *block = llvm::dyn_cast<BlockStmt>(&statement))
    return itemsOf(block->block.statements);
  return {Item{&statement}};
}

Exits ExitAnalysis::of(const Item &item) {
  if (item.clause != 0)
    return ofIf(llvm::cast<IfStmt>(*item.stmt), item.clause);
  auto [entry, isNew] = known.try_emplace(item.stmt);
  if (!isNew)
    return entry->second;
  Exits exits = compute(*item.stmt);
  known[item.stmt] = exits;
  return exits;
}

Exits ExitAnalysis::of(llvm::ArrayRef<Item> items) {
  Exits exits;
  for (const Item &item : items)
    exits.then(of(item));
  return exits;
}

Exits ExitAnalysis::of(const StmtList &statements) { return of(itemsOf(statements)); }

Exits ExitAnalysis::ofIf(const IfStmt &statement, unsigned clause) {
  Exits exits;
  exits.falls = false;
  for (; clause < statement.clauses.size(); ++clause)
    exits.join(of(statement.clauses[clause].body.statements));
  exits.join(statement.otherwise ? of(statement.otherwise->statements) : Exits());
  return exits;
}

Exits ExitAnalysis::ofMatch(const MatchStmt &statement) {
  Exits exits;
  exits.falls = false;
  bool hasDefault = false;
  for (const MatchStmt::Case &entry : statement.cases) {
    exits.join(of(itemsOf(*entry.body)));
    hasDefault |= !entry.pattern;
  }
  exits.falls |= !hasDefault;
  return exits;
}

/// A loop absorbs `break` and `continue`.
Exits ExitAnalysis::ofLoop(const StmtList &body) {
  Exits exits;
  exits.returns = of(body).returns;
  return exits;
}

Exits ExitAnalysis::compute(const Stmt &statement) {
  switch (statement.kind()) {
  case Stmt::Kind::Return:
    return {true, false, false, false};
  case Stmt::Kind::Break:
    return {false, true, false, false};
  case Stmt::Kind::Continue:
    return {false, false, true, false};
  case Stmt::Kind::Throw:
    return {false, false, false, false};
  case Stmt::Kind::If:
    return ofIf(llvm::cast<IfStmt>(statement), 0);
  case Stmt::Kind::ForIn:
    return ofLoop(llvm::cast<ForInStmt>(statement).body.statements);
  case Stmt::Kind::ForCount:
    return ofLoop(llvm::cast<ForCountStmt>(statement).body.statements);
  case Stmt::Kind::While:
    return ofLoop(llvm::cast<WhileStmt>(statement).body.statements);
  case Stmt::Kind::DoWhile:
    return ofLoop(llvm::cast<DoWhileStmt>(statement).body.statements);
  case Stmt::Kind::Try: {
    Exits exits = of(llvm::cast<TryStmt>(statement).body.statements);
    exits.join(of(llvm::cast<TryStmt>(statement).handler.statements));
    return exits;
  }
  case Stmt::Kind::Guard: {
    Exits exits = of(itemsOf(*llvm::cast<GuardStmt>(statement).otherwise));
    exits.join(Exits());
    return exits;
  }
  case Stmt::Kind::Match:
    return ofMatch(llvm::cast<MatchStmt>(statement));
  case Stmt::Kind::Block:
    return of(llvm::cast<BlockStmt>(statement).block.statements);
  case Stmt::Kind::Let:
  case Stmt::Kind::Assign:
  case Stmt::Kind::Func:
  case Stmt::Kind::Struct:
  case Stmt::Kind::Import:
  case Stmt::Kind::Expr:
    return {};
  }
  llvm_unreachable("statement kind out of range");
}

const NameExpr *rootName(const Expr &target) {
  const Expr *at = &target;
  while (auto *bracket = llvm::dyn_cast<BracketExpr>(at))
    at = bracket->callee.get();
  return llvm::dyn_cast<NameExpr>(at);
}

namespace {

/// Walks statements but no expressions: what a lambda assigns lives in cells.
class StatementWalk {
public:
  explicit StatementWalk(llvm::function_ref<void(const Stmt &)> visit) : visitor(visit) {}

  void walk(llvm::ArrayRef<Item> items) {
    for (const Item &item : items)
      walk(*item.stmt, item.clause);
  }

private:
  void walk(const StmtList &statements) { walk(itemsOf(statements)); }
  void walk(const Stmt &statement, unsigned clause);

  llvm::function_ref<void(const Stmt &)> visitor;
};

void StatementWalk::walk(const Stmt &statement, unsigned clause) {
  visitor(statement);
  if (auto *ifs = llvm::dyn_cast<IfStmt>(&statement)) {
    for (; clause < ifs->clauses.size(); ++clause)
      walk(ifs->clauses[clause].body.statements);
    if (ifs->otherwise)
      walk(ifs->otherwise->statements);
  } else if (auto *forIn = llvm::dyn_cast<ForInStmt>(&statement)) {
    walk(forIn->body.statements);
  } else if (auto *forCount = llvm::dyn_cast<ForCountStmt>(&statement)) {
    walk(*forCount->step, 0);
    walk(forCount->body.statements);
  } else if (auto *whileLoop = llvm::dyn_cast<WhileStmt>(&statement)) {
    walk(whileLoop->body.statements);
  } else if (auto *doWhile = llvm::dyn_cast<DoWhileStmt>(&statement)) {
    walk(doWhile->body.statements);
  } else if (auto *attempt = llvm::dyn_cast<TryStmt>(&statement)) {
    walk(attempt->body.statements);
    walk(attempt->handler.statements);
  } else if (auto *guard = llvm::dyn_cast<GuardStmt>(&statement)) {
    walk(*guard->otherwise, 0);
  } else if (auto *match = llvm::dyn_cast<MatchStmt>(&statement)) {
    for (const MatchStmt::Case &entry : match->cases)
      walk(*entry.body, 0);
  } else if (auto *block = llvm::dyn_cast<BlockStmt>(&statement)) {
    walk(block->block.statements);
  }
}

} // namespace

void forEachStatement(llvm::ArrayRef<Item> items, llvm::function_ref<void(const Stmt &)> visit) {
  StatementWalk(visit).walk(items);
}

void collectAssigned(llvm::ArrayRef<Item> items, VariableSet &assigned) {
  forEachStatement(items, [&](const Stmt &statement) {
    auto *assign = llvm::dyn_cast<AssignStmt>(&statement);
    const NameExpr *root = assign ? rootName(*assign->target) : nullptr;
    if (root && root->declaration)
      assigned.insert(root->declaration);
  });
}

} // namespace cortex
