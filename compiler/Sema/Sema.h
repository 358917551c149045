// Part of Cortex, under the MIT licence.
// Owns the entry to name resolution: what it needs from outside and what it answers.
//
// Sema sets in the tree: `NameExpr::declaration`, the `declaration` of every declared Identifier
// (let, loops, catch, parameters, type parameters, patterns, functions, structs, imports) and of
// type names, `BracketExpr::isTypeArguments`, `isRefused`, and the lists of every `Callable`. The
// facts about each variable stand in its Declaration (AST/Declaration.h).
//
// A function or lambda body sees what is declared before it and, where that has no such name, what
// is declared after it in the scopes around it. All `func` and `struct` of a block are visible in
// the whole block.
#pragma once

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"

#include <deque>
#include <functional>
#include <set>

namespace cortex {

/// What Sema has to know about names that no file of the program declares.
struct LibraryNames {
  /// Whether the library (or the set of built-in types) has this name.
  std::function<bool(llvm::StringRef)> isLibraryName;
  /// All of its names that a hint may propose; the views must outlive the SemaResult.
  llvm::ArrayRef<llvm::StringRef> all;
  /// The overloads of a name that are written in Cortex; may be null.
  std::function<llvm::ArrayRef<FuncStmt *>(llvm::StringRef)> functions;
  /// The struct of this name, or null; may be null.
  std::function<const StructStmt *(llvm::StringRef)> structure;
};

/// Owns the declarations that the tree points to; keep it as long as the tree.
struct SemaResult {
  /// Every declaration of the file; a deque, so addresses are stable.
  std::deque<Declaration> declarations;
  /// The declarations of the top-level scope in order: what an importer sees (names that start
  /// with `_` are private). Shadowed ones come before those that shadow them.
  std::vector<Declaration *> topLevel;
  /// Every function and lambda, outer before inner.
  std::vector<Callable *> callables;
  /// The names that the program asks its command line for: `n` of `arg["n", 10]`.
  std::set<std::string> options;
};

/// Resolves all names of a module, annotates its tree and reports errors and warnings about
/// names, argument counts of known functions and ragged literals. The answer is complete even
/// after errors: unresolved names have no declaration. The modules that it imports are analysed
/// before (ImportStmt::module). Of an imported module, every top-level variable is reached as a
/// global.
SemaResult analyze(Module &module, const LibraryNames &library, DiagnosticEngine &diagnostics,
                   bool isImported = false);

/// Whether `name` is the name of a built-in type, such as `int` or `tensor`.
bool isBuiltinTypeName(llvm::StringRef name);

} // namespace cortex
