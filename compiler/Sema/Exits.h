// Part of Cortex, under the MIT licence.
// Owns what can be said about statements before they are translated: how control may leave them
// early, and which variables they assign.
#pragma once

#include "AST/AST.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"

namespace cortex {

/// How control may leave a statement, seen from the loop or function around it.
struct Exits {
  bool returns = false;
  bool breaks = false;
  bool continues = false;
  /// Whether the statement after it can be reached.
  bool falls = true;

  bool any() const { return returns || breaks || continues; }
  /// Adds an alternative path.
  void join(const Exits &other);
  /// Adds what comes next.
  void then(const Exits &next);
};

/// A statement to translate; for an IfStmt what is left of it from a clause on.
struct Item {
  const Stmt *stmt;
  unsigned clause = 0;
};
using Items = llvm::SmallVector<Item, 8>;

/// The statements of a list as items.
Items itemsOf(const StmtList &statements);
/// A single statement, or the content of the block that it is.
Items itemsOf(const Stmt &statement);

/// Answers for the statements of one module; remembers them, so that nested questions are cheap.
class ExitAnalysis {
public:
  Exits of(const Item &item);
  Exits of(llvm::ArrayRef<Item> items);
  Exits of(const StmtList &statements);

private:
  Exits compute(const Stmt &statement);
  Exits ofIf(const IfStmt &statement, unsigned clause);
  Exits ofMatch(const MatchStmt &statement);
  Exits ofLoop(const StmtList &body);

  llvm::DenseMap<const Stmt *, Exits> known;
};

/// Calls `visit` for every statement in the items, nested ones too (bodies of functions not).
void forEachStatement(llvm::ArrayRef<Item> items, llvm::function_ref<void(const Stmt &)> visit);

using VariableSet = llvm::SmallSetVector<const Declaration *, 8>;
/// The variables that the items assign, as a whole or by element; those declared within them too.
void collectAssigned(llvm::ArrayRef<Item> items, VariableSet &assigned);

/// The name at the bottom of `x`, `x[i]`, `x[i][j]`; null where a field or call is below.
const NameExpr *rootName(const Expr &target);

} // namespace cortex
