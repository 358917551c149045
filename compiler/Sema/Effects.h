// Part of Cortex, under the MIT licence.
// Owns the question whether an expression is worth anything when its result is thrown away.
#pragma once

#include "Sema/Sema.h"
#include "llvm/ADT/DenseMap.h"

namespace cortex {

/// Answers for resolved trees. An effect is what the program can notice besides the result: output,
/// a change of a value that others see, an error that the program itself throws. Whatever is not
/// known, such as the call of a value, counts as an effect. Errors of the library are none.
class EffectAnalysis {
public:
  explicit EffectAnalysis(const LibraryNames &library) : library(library) {}

  bool mayHaveEffect(const Expr &expr);

private:
  class Walk;

  bool ofFunction(const FuncStmt &function, bool inLibrary);
  bool ofLibrary(llvm::StringRef name);

  const LibraryNames &library;
  /// True for functions that are being looked at: recursion counts as an effect.
  llvm::DenseMap<const FuncStmt *, bool> functions;
};

} // namespace cortex
