// Part of Cortex, under the MIT licence.
// Owns the entry to the parser.
#pragma once

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "Lex/Token.h"

namespace cortex {

/// Limits that keep every later phase free to recurse over the tree.
struct ParseOptions {
  /// How deep brackets, blocks, prefix operators and types nest.
  unsigned maxDepth = 256;
  /// Largest height of one expression, which a chain `a + a + …` reaches with as many terms.
  unsigned maxHeight = 2000;
};

/// Reads a file into a tree and reports every error in it. After errors the tree holds what could
/// be understood, with ErrorExpr where a value is missing; it is good for more messages only.
Module parse(const SourceFile &file, DiagnosticEngine &diagnostics,
             const ParseOptions &options = {});

/// The same from the tokens of the file, for those who look at them too.
Module parse(TokenBuffer tokens, const SourceFile &file, DiagnosticEngine &diagnostics,
             const ParseOptions &options = {});

} // namespace cortex
