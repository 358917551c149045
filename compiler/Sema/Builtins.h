// Part of Cortex, under the MIT licence.
// Owns reading the table of library names that are ops or functions of the run time.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace cortex {

enum class BuiltinKind : uint8_t {
  Op,      ///< one op of the dialect
  Runtime, ///< `cortex.runtime` with the surface name
  Special, ///< a form of its own in IRGen
  Later,   ///< known, but not supported yet
};

/// The module by which programs reach every row of the table.
inline constexpr llvm::StringLiteral primitivesModule = "primitives";

/// One parameter of a row: its name, its annotation (empty: anything), and its default as text
/// (empty: required).
struct BuiltinParameter {
  llvm::StringRef name;
  llvm::StringRef annotation;
  llvm::StringRef defaultText;
};

/// One row of Builtins.def.
struct Builtin {
  BuiltinKind kind;
  llvm::StringRef surface;
  llvm::StringRef mnemonic;
  llvm::SmallVector<BuiltinParameter, 4> parameters;
  /// Whether it is called for what it does rather than for its result.
  bool hasEffect = false;

  unsigned requiredCount() const;
};

/// The rows of a surface name in the order of the table; empty if it is no builtin.
llvm::ArrayRef<Builtin> builtinRows(llvm::StringRef surface);
/// The function of the library that the name stands for where it is a value; empty if none is
/// named.
llvm::StringRef builtinValue(llvm::StringRef surface);
/// Whether a bracket as the first argument of the library function is a list of parts.
bool takesParts(llvm::StringRef surface);
/// Whether a bracket as the first of several arguments keeps the digits of its numbers.
bool takesNumbers(llvm::StringRef surface);
/// Every surface name once, names for library code (`_...`) included.
llvm::ArrayRef<llvm::StringRef> builtinNames();

} // namespace cortex
