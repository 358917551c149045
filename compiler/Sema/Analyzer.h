// Part of Cortex, under the MIT licence.
// Owns scopes and the state of name resolution, which the files of this folder share.
#pragma once

#include "Sema/Exits.h"
#include "Sema/Sema.h"
#include "Sema/Signature.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

#include <set>

namespace cortex {

/// The names of one block. Scopes live until the end, because bodies are visited late.
struct Scope {
  struct Entry {
    Declaration *declaration;
    /// Offset in the text from which on the name means this.
    uint32_t visibleFrom;
  };

  Scope *parent = nullptr;
  /// The function or lambda that the scope is part of; null at top level.
  Callable *owner = nullptr;
  /// The meanings of each name, sorted by where they become visible.
  llvm::StringMap<llvm::SmallVector<Entry, 1>> names;
};

/// Whether an expression is a bracketed literal of numbers, which is a tensor.
bool isTensorLiteral(const Expr &expr);

/// Visits a tree; operator() knows one class of nodes each.
///
/// Bodies of functions and lambdas wait until everything around them is visited, so they also see
/// what is declared behind them.
class Analyzer {
public:
  Analyzer(Module &module, const LibraryNames &library, DiagnosticEngine &diagnostics,
           bool isImported)
      : module(module), library(library), diagnostics(diagnostics), isImported(isImported) {}

  SemaResult run();

  // Statements.cpp
  void operator()(LetStmt &s);
  void operator()(AssignStmt &s);
  void operator()(IfStmt &s);
  void operator()(ForInStmt &s);
  void operator()(ForCountStmt &s);
  void operator()(WhileStmt &s);
  void operator()(DoWhileStmt &s);
  void operator()(BreakStmt &s);
  void operator()(ContinueStmt &s);
  void operator()(ReturnStmt &s);
  void operator()(TryStmt &s);
  void operator()(ThrowStmt &s);
  void operator()(GuardStmt &s);
  void operator()(MatchStmt &s);
  void operator()(FuncStmt &s);
  void operator()(StructStmt &s);
  void operator()(ImportStmt &s);
  void operator()(ExprStmt &s);
  void operator()(BlockStmt &s);
  void operator()(LiteralPattern &p);
  void operator()(BindingPattern &p);
  void operator()(ListPattern &p);

  // Expressions.cpp
  void operator()(ErrorExpr &) {}
  void operator()(IntLiteralExpr &) {}
  void operator()(FloatLiteralExpr &) {}
  void operator()(StringLiteralExpr &) {}
  void operator()(BoolLiteralExpr &) {}
  void operator()(NullLiteralExpr &) {}
  void operator()(InterpolatedStringExpr &e);
  void operator()(NameExpr &e);
  void operator()(ListExpr &e);
  void operator()(DictExpr &e);
  void operator()(BracketExpr &e);
  void operator()(FieldExpr &e);
  void operator()(UnaryExpr &e);
  void operator()(BinaryExpr &e);
  void operator()(LogicalExpr &e);
  void operator()(TernaryExpr &e);
  void operator()(PipelineExpr &e);
  void operator()(LambdaExpr &e);
  void operator()(NormExpr &e);
  void operator()(NamedType &t);
  void operator()(FunctionType &t);
  void operator()(UnionType &t);

private:
  /// Where in the program the visitor is.
  struct Context {
    Callable *callable = nullptr;
    Scope *scope = nullptr;
    /// Scope of the innermost loop of this function: one turn; null outside loops.
    Scope *turn = nullptr;
    /// Whether an error is caught in the same function.
    bool isInTry = false;
  };
  /// A body that waits: exactly one of the two is set.
  struct PendingBody {
    FuncStmt *func;
    LambdaExpr *lambda;
    Scope *scope;
  };
  /// The numbers of a bracketed literal: none, rectangular with a shape, or already reported.
  struct LiteralShape {
    bool isNumeric = false;
    std::vector<size_t> dimensions;
  };

  // Analyzer.cpp
  void hoist(StmtList &statements);
  void hoistFunction(FuncStmt &func);
  void hoistStruct(StructStmt &structure);
  bool checkOverload(const Declaration &declaration, const FuncStmt &func);
  void visitStatements(StmtList &statements);
  void visitBlock(Block &block);
  void visitBody(const PendingBody &body);
  Scope *enterScope(bool isTurn = false);

  // Lookup.cpp
  Declaration *create(DeclarationKind kind, llvm::StringRef name, SourceRange range);
  Declaration *declare(DeclarationKind kind, Identifier &name, uint32_t visibleFrom);
  void addEntry(Declaration *declaration, uint32_t visibleFrom);
  Declaration *lookup(llvm::StringRef name, uint32_t offset) const;
  Declaration *findLater(llvm::StringRef name, uint32_t offset, bool onlyEnclosing) const;
  Declaration *libraryDeclaration(llvm::StringRef name);
  void noteUse(Declaration &declaration);
  void reportUnknown(DiagKind kind, llvm::StringRef name, SourceRange range);
  bool mayBeShown(uint32_t offset);
  llvm::StringRef nearestVisible(llvm::StringRef name, bool withLibrary) const;

  // Expressions.cpp
  void checkTypeArguments(const NamedType &t, bool isDeclared);
  Declaration *member(const Declaration &imported, const Identifier &name);
  void resolveModuleType(NamedType &t);

  // Statements.cpp
  void assignName(NameExpr &target);
  void assignDeclared(Declaration &declaration, llvm::StringRef name, SourceRange range);
  void assignPart(Expr &target);
  void reportConstant(const Declaration &constant, llvm::StringRef name, SourceRange range);
  void checkDistinct(const Identifier &name, const Identifier &earlier);
  bool warnShadowInLoop(const LetStmt &s, llvm::ArrayRef<Declaration *> read);
  bool isOutsideTurn(const Declaration &declaration) const;
  void outsideLoop(llvm::StringRef keyword, SourceRange range);
  void declareParameters(Callable &callable);

  // Calls.cpp
  void visitCall(BracketExpr &call, const Expr *piped);
  void markTypeArguments(BracketExpr &call);
  void mendNamedArguments(const Expr &callee, llvm::MutableArrayRef<Argument> arguments);
  void noteOption(const BracketExpr &call);
  std::vector<Signature> signaturesOf(const Declaration &callee) const;
  bool checkCall(const Expr &callee, llvm::ArrayRef<Argument> arguments, const Expr *piped,
                 SourceRange range);

  // Warnings.cpp
  void warnUnused();
  void warnUnreachable(const StmtList &statements);
  void warnUnusedResults();
  void warnDuplicateKeys(const DictExpr &dict);

  // Literals.cpp
  LiteralShape literalShape(const Expr &expr);
  LiteralShape listShape(const ListExpr &list);
  void checkParts(const BracketExpr &call);
  void checkDefault(Parameter &parameter);

  void visitOptional(const ExprPtr &expr) {
    if (expr)
      visit(*expr, *this);
  }
  void visitOptional(const TypePtr &type) {
    if (type)
      visit(*type, *this);
  }

  Module &module;
  const LibraryNames &library;
  DiagnosticEngine &diagnostics;
  bool isImported;
  SemaResult result;
  Context context;
  std::deque<Scope> scopes;
  std::deque<PendingBody> pending;
  llvm::StringMap<Declaration *> libraryDeclarations;
  llvm::DenseMap<const Declaration *, Scope *> scopeOf;
  llvm::DenseSet<std::pair<Callable *, Declaration *>> captured;
  std::set<std::pair<Callable *, llvm::StringRef>> reportedNames;
  /// Where the first unknown names stand, in order; no more than are shown.
  std::vector<uint32_t> firstUnknown;
  /// Variables of `let` that want to be read.
  std::vector<Declaration *> wantRead;
  /// Values of statements, outside of `try`: there an expression may stand for its error.
  std::vector<const Expr *> unusedResults;
  ExitAnalysis exits;
  /// Lists that their surrounding list has checked already.
  llvm::DenseSet<const ListExpr *> checkedLists;
  /// What the right side of the present `let` reads; null outside of one.
  std::vector<Declaration *> *reads = nullptr;
};

} // namespace cortex
