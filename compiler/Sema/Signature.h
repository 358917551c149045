// Part of Cortex, under the MIT licence.
// Owns what a definition takes, and how the arguments of a call go to its parameters.
#pragma once

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "Sema/Builtins.h"

namespace cortex {

/// What one definition takes: a function or struct of a program or of the library, or a row of
/// Builtins.def.
struct Signature {
  struct Slot {
    llvm::StringRef name;
    bool isRequired;
  };

  /// Without a variadic parameter.
  std::vector<Slot> slots;
  /// Further positional arguments go to a parameter behind the slots.
  bool isVariadic = false;
  /// Where the definition stands; invalid for a row.
  SourceRange range;

  size_t requiredCount() const;
  /// "2 arguments", "1 to 3 arguments", "at least 1 argument".
  std::string expectation() const;
};

/// What a call may give: the parameters of a function, the fields of a struct, what a row says.
Signature signatureOf(const FuncStmt &function);
Signature signatureOf(const StructStmt &structure);
Signature signatureOf(const Builtin &row);

/// Where the arguments of a call go, and what is wrong with them.
struct ArgumentBinding {
  /// The slot of each argument; `slots.size()` of the signature for a further one.
  llvm::SmallVector<size_t, 4> slots;
  llvm::SmallVector<size_t, 1> unknown;    ///< Arguments whose name no slot has.
  llvm::SmallVector<size_t, 1> duplicates; ///< Arguments for a slot that has one already.
  llvm::SmallVector<size_t, 1> missing;    ///< Slots that need an argument.
  bool tooMany = false;                    ///< More positional arguments than slots.

  bool fits() const { return unknown.empty() && duplicates.empty() && missing.empty() && !tooMany; }
};

/// Gives the arguments to the slots: `names` has the name of each, empty for a positional one.
ArgumentBinding bind(const Signature &signature, llvm::ArrayRef<llvm::StringRef> names);

} // namespace cortex
