// Part of Cortex, under the MIT licence.
// Owns the walk over expressions and bodies that looks for effects.
#include "Sema/Effects.h"

#include "Sema/Builtins.h"
#include "Sema/Exits.h"
#include "llvm/ADT/STLExtras.h"

namespace cortex {

/// The function, struct or library name that is called; null for the call of a value.
static const Declaration *calledByName(const Expr &callee) {
  auto *generic = llvm::dyn_cast<BracketExpr>(&callee);
  bool isGeneric = generic && generic->isTypeArguments;
  const Declaration *declaration = declarationOf(isGeneric ? *generic->callee : callee);
  return declaration && !declaration->isVariable() ? declaration : nullptr;
}

/// operator() answers whether a node may have an effect, seen from outside of `callable` (null:
/// from outside of the statement).
class EffectAnalysis::Walk {
public:
  Walk(EffectAnalysis &analysis, const Callable *callable, bool inLibrary)
      : analysis(analysis), callable(callable), inLibrary(inLibrary) {}

  bool any(const Expr &expr) { return visit(expr, *this); }
  bool any(const ExprPtr &expr) { return expr && any(*expr); }
  bool any(const StmtList &statements) {
    return llvm::any_of(statements, [&](const StmtPtr &s) { return visit(*s, *this); });
  }

  // Statements.
  bool operator()(const LetStmt &s) { return any(s.value); }
  bool operator()(const AssignStmt &s) {
    auto *name = llvm::dyn_cast<NameExpr>(s.target.get());
    bool isLocal = name && name->declaration && callable && name->declaration->owner == callable;
    return !isLocal || any(s.value);
  }
  bool operator()(const IfStmt &s) {
    return llvm::any_of(s.clauses,
                        [&](const IfStmt::Clause &clause) {
                          return any(clause.condition) || any(clause.body.statements);
                        }) ||
           (s.otherwise && any(s.otherwise->statements));
  }
  bool operator()(const ForInStmt &s) { return any(s.iterable) || any(s.body.statements); }
  bool operator()(const ForCountStmt &s) {
    return any(s.start) || any(s.condition) || visit(*s.step, *this) || any(s.body.statements);
  }
  bool operator()(const WhileStmt &s) { return any(s.condition) || any(s.body.statements); }
  bool operator()(const DoWhileStmt &s) { return any(s.condition) || any(s.body.statements); }
  bool operator()(const BreakStmt &) { return false; }
  bool operator()(const ContinueStmt &) { return false; }
  bool operator()(const ReturnStmt &s) {
    return llvm::any_of(s.values, [&](const ExprPtr &value) { return any(value); });
  }
  bool operator()(const TryStmt &s) { return any(s.body.statements) || any(s.handler.statements); }
  bool operator()(const ThrowStmt &s) { return !inLibrary || any(s.value); }
  bool operator()(const GuardStmt &s) { return any(s.condition) || visit(*s.otherwise, *this); }
  bool operator()(const MatchStmt &s) {
    return any(s.value) || llvm::any_of(s.cases, [&](const MatchStmt::Case &oneCase) {
             return visit(*oneCase.body, *this);
           });
  }
  bool operator()(const FuncStmt &) { return false; }
  bool operator()(const StructStmt &) { return false; }
  bool operator()(const ImportStmt &) { return true; }
  bool operator()(const ExprStmt &s) { return any(s.value); }
  bool operator()(const BlockStmt &s) { return any(s.block.statements); }

  // Expressions.
  bool operator()(const ErrorExpr &) { return true; }
  bool operator()(const IntLiteralExpr &) { return false; }
  bool operator()(const FloatLiteralExpr &) { return false; }
  bool operator()(const StringLiteralExpr &) { return false; }
  bool operator()(const BoolLiteralExpr &) { return false; }
  bool operator()(const NullLiteralExpr &) { return false; }
  bool operator()(const NameExpr &e) { return !e.declaration; }
  bool operator()(const LambdaExpr &) { return false; }
  bool operator()(const InterpolatedStringExpr &e) {
    return llvm::any_of(e.parts, [&](const auto &part) { return any(part.value); });
  }
  bool operator()(const ListExpr &e) {
    return llvm::any_of(e.elements, [&](const ExprPtr &element) { return any(element); });
  }
  bool operator()(const DictExpr &e) {
    return llvm::any_of(e.entries, [&](const DictExpr::Entry &entry) {
      return any(entry.key) || any(entry.value);
    });
  }
  bool operator()(const FieldExpr &e) { return !e.name.declaration && any(e.object); }
  bool operator()(const UnaryExpr &e) { return any(e.operand); }
  bool operator()(const BinaryExpr &e) { return any(e.lhs) || any(e.rhs); }
  bool operator()(const LogicalExpr &e) { return any(e.lhs) || any(e.rhs); }
  bool operator()(const TernaryExpr &e) {
    return any(e.condition) || any(e.whenTrue) || any(e.whenFalse);
  }
  bool operator()(const NormExpr &e) { return any(e.operand); }
  bool operator()(const BracketExpr &e) {
    return e.isRefused || arguments(e.arguments) ||
           (isSubscript(e) ? any(e.callee) : call(*e.callee));
  }
  bool operator()(const PipelineExpr &e) {
    auto *bracket = llvm::dyn_cast<BracketExpr>(e.target.get());
    if (bracket && !bracket->isParenthesized())
      return any(e.value) || arguments(bracket->arguments) || call(*bracket->callee);
    return any(e.value) || call(*e.target);
  }

private:
  bool arguments(llvm::ArrayRef<Argument> arguments) {
    return llvm::any_of(arguments, [&](const Argument &argument) {
      return any(argument.value) || any(argument.begin) || any(argument.end) || any(argument.step);
    });
  }
  /// Whether brackets can be no call.
  static bool isSubscript(const BracketExpr &e) {
    return llvm::any_of(e.arguments, [](const Argument &a) { return a.isSlice; });
  }
  bool call(const Expr &callee);

  EffectAnalysis &analysis;
  const Callable *callable;
  bool inLibrary;
};

bool EffectAnalysis::Walk::call(const Expr &callee) {
  const Declaration *declaration = calledByName(callee);
  if (!declaration)
    return true;
  if (declaration->kind == DeclarationKind::Struct)
    return false;
  if (declaration->kind == DeclarationKind::Library)
    return analysis.ofLibrary(declaration->name);
  return llvm::any_of(declaration->overloads, [&](const FuncStmt *function) {
    return analysis.ofFunction(*function, inLibrary);
  });
}

bool EffectAnalysis::mayHaveEffect(const Expr &expr) {
  return Walk(*this, nullptr, false).any(expr);
}

/// Whether a function that returns this gives its caller something that it did not have.
static bool isNew(const Expr &result) {
  auto *name = llvm::dyn_cast<NameExpr>(&result);
  bool isParameter =
      name && name->declaration && name->declaration->kind == DeclarationKind::Parameter;
  return !isParameter && !llvm::isa<NullLiteralExpr>(&result);
}

/// A function that gives nothing new is called for what it does, if only to check its arguments.
bool EffectAnalysis::ofFunction(const FuncStmt &function, bool inLibrary) {
  auto [entry, isFirst] = functions.try_emplace(&function, true);
  if (!isFirst)
    return entry->second;
  bool hasResult = false;
  forEachStatement(itemsOf(function.body.statements), [&](const Stmt &statement) {
    if (auto *result = llvm::dyn_cast<ReturnStmt>(&statement))
      hasResult |= llvm::any_of(result->values, [](const ExprPtr &value) { return isNew(*value); });
  });
  bool hasEffect =
      !hasResult || Walk(*this, &function.callable, inLibrary).any(function.body.statements);
  functions[&function] = hasEffect;
  return hasEffect;
}

bool EffectAnalysis::ofLibrary(llvm::StringRef name) {
  static constexpr llvm::StringLiteral pure[] = {
      "∇", "grad", "∂", "_tangent", "einsum", "_error", "_index_add", "_pack", "_list", "_tuple"};
  for (const Builtin &row : builtinRows(name))
    if (row.hasEffect || row.kind == BuiltinKind::Later ||
        (row.kind == BuiltinKind::Special && !llvm::is_contained(pure, name)))
      return true;
  llvm::ArrayRef<FuncStmt *> overloads;
  if (library.functions)
    overloads = library.functions(name);
  return llvm::any_of(overloads, [&](const FuncStmt *function) {
    return ofFunction(*function, /*inLibrary=*/true);
  });
}

} // namespace cortex
