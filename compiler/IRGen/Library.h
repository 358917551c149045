// Part of Cortex, under the MIT licence.
// Owns the parsed standard library: its trees, and the index from names to definitions.
#pragma once

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "Sema/Sema.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

#include <deque>

namespace cortex {

/// The library as one scope: the functions and structs of every `.ctx` file of its folder, next to
/// the rows of Builtins.def. Names that start with `_` are for library code alone.
class Library {
public:
  /// Parses and checks all files of `folder`. Errors in them are reported; null if there are any
  /// or if the folder cannot be read.
  static std::unique_ptr<Library> load(llvm::StringRef folder, SourceManager &sources,
                                       DiagnosticEngine &diagnostics);

  /// All overloads of a library function, empty if there is none of that name.
  llvm::ArrayRef<FuncStmt *> functions(llvm::StringRef name) const;
  /// The library's struct of that name, or null.
  const StructStmt *structure(llvm::StringRef name) const { return structs.lookup(name); }
  /// Whether a program may use the name.
  bool isPublicName(llvm::StringRef name) const;
  /// Every name that a program may use, sorted.
  llvm::ArrayRef<llvm::StringRef> publicNames() const { return names; }
  /// What Sema asks about a program's names; valid as long as the library.
  LibraryNames namesForPrograms() const;
  /// Whether the range lies in one of the library's files.
  bool owns(SourceRange range) const { return range.isValid() && files.contains(range.file); }

private:
  Library() = default;
  void index(const Module &module);
  LibraryNames namesForItself() const;
  bool isAnyName(llvm::StringRef name) const;
  void collectPublicNames();

  std::deque<Module> modules;
  std::deque<SemaResult> results;
  llvm::StringMap<llvm::SmallVector<FuncStmt *, 1>> functionIndex;
  llvm::StringMap<const StructStmt *> structs;
  std::vector<llvm::StringRef> names;
  llvm::DenseSet<FileId> files;
};

} // namespace cortex
