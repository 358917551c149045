// Part of Cortex, under the MIT licence.
// Owns the warnings about what is written but of no use.
#include "Sema/Analyzer.h"
#include "Sema/Effects.h"

namespace cortex {

void Analyzer::warnUnused() {
  for (const Declaration *declaration : wantRead)
    if (!declaration->isRead)
      diagnostics.report(DiagKind::UnusedVariable, declaration->range)
          .arg(declaration->name)
          .hint("a name that starts with `_` may go unused");
}

void Analyzer::warnUnreachable(const StmtList &statements) {
  const Stmt *last = nullptr;
  for (const StmtPtr &statement : statements) {
    // Definitions are visible in the whole block, wherever they stand.
    if (llvm::isa<FuncStmt, StructStmt>(statement.get()))
      continue;
    if (last) {
      diagnostics.report(DiagKind::UnreachableCode, statement->range())
          .note(last->range(), "nothing goes on behind this");
      return;
    }
    if (!exits.of(Item{statement.get()}).falls)
      last = statement.get();
  }
}

/// `sorted` of `sorted[xs]`; empty where nothing is called by name.
static llvm::StringRef calledName(const Expr &expr) {
  const Expr *callee = &expr;
  if (auto *pipeline = llvm::dyn_cast<PipelineExpr>(&expr))
    callee = pipeline->target.get();
  while (auto *bracket = llvm::dyn_cast<BracketExpr>(callee))
    callee = bracket->callee.get();
  const Declaration *declaration = declarationOf(*callee);
  return callee != &expr && declaration ? declaration->name : llvm::StringRef();
}

void Analyzer::warnUnusedResults() {
  EffectAnalysis effects(library);
  for (const Expr *expr : unusedResults) {
    if (effects.mayHaveEffect(*expr))
      continue;
    auto *binary = llvm::dyn_cast<BinaryExpr>(expr);
    llvm::StringRef name = calledName(*expr);
    auto builder = diagnostics.report(DiagKind::UnusedResult, expr->range());
    if (binary)
      builder.arg("`" + spelling(binary->op) + "`");
    else
      builder.arg(name.empty() ? "this expression" : "`" + name.str() + "`");
    if (binary && binary->op == BinaryOperator::Equal)
      builder.hint("`==` compares; `:=` assigns");
    else if (!name.empty())
      builder.hint("`" + name + "` changes nothing; write `name := …` to keep what it gives");
  }
}

/// A literal as a key, `"a"` or `3`; empty for anything else.
static std::string literalKey(const Expr &key) {
  if (auto *text = llvm::dyn_cast<StringLiteralExpr>(&key))
    return "\"" + text->value + "\"";
  if (auto *number = llvm::dyn_cast<IntLiteralExpr>(&key))
    return std::to_string(number->value);
  return "";
}

void Analyzer::warnDuplicateKeys(const DictExpr &dict) {
  llvm::StringMap<SourceRange> seen;
  for (const DictExpr::Entry &entry : dict.entries) {
    std::string key = literalKey(*entry.key);
    if (key.empty())
      continue;
    auto [other, isNew] = seen.insert({key, entry.key->range()});
    if (!isNew)
      diagnostics.report(DiagKind::DuplicateKey, entry.key->range())
          .arg(key)
          .note(other->second, "the value here is replaced");
  }
}

} // namespace cortex
