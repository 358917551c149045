// Part of Cortex, under the MIT licence.
// Owns the entry to the translation of a checked syntax tree into the cortex dialect.
//
// What the result looks like: every function is a private `func.func` whose arguments (captured
// variables first, then parameters) and one result are `!cortex.any`, with the attributes
// `cortex.params` (names), `cortex.captures` (how many arguments are captured variables),
// `cortex.name` (as messages call it), `cortex.variadic` (the last parameter takes a list) and
// `cortex.library` (library code). The program itself is `@cortex_main`. The default value of
// parameter i of `@f` is the function `@f$default$i`, which takes the captured variables of `@f`
// and the parameters before i.
#pragma once

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace cortex {

class Library;

/// The symbol of the function that holds the top-level statements.
inline constexpr llvm::StringLiteral mainSymbol = "cortex_main";

/// The trees of a program: its own, and those of the modules that it imports, each after what it
/// imports itself.
struct ProgramTree {
  struct Imported {
    const Module *tree;
    const ModuleInterface *interface;
  };
  const Module *main;
  std::vector<Imported> modules;
};

/// What the command line decides about the translation.
struct IRGenOptions {
  /// Tensors of floats are float64 unless the program says otherwise; else float32.
  bool defaultFloat64 = false;
};

/// Translates a program that Sema has resolved, and all that it reaches of the library. Everything
/// that is wrong is reported, not only the first; after an error, here or before, undefined values
/// stand in the gaps and the module says that it is incomplete.
mlir::OwningOpRef<mlir::ModuleOp> generateIR(mlir::MLIRContext &context, const ProgramTree &program,
                                             const Library &library, const SourceManager &sources,
                                             DiagnosticEngine &diagnostics,
                                             const IRGenOptions &options = {});

} // namespace cortex
