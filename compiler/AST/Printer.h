// Part of Cortex, under the MIT licence.
// Owns the printed form of the syntax tree, as `cortexc emit --stage=ast` shows it.
#pragma once

#include "AST/AST.h"

namespace llvm {
class raw_ostream;
}

namespace cortex {

/// Writes one line per node, children indented by two spaces. After Sema a name that is a
/// variable, parameter or constant shows what is known about it.
void printAst(llvm::raw_ostream &os, const Module &module);

/// Writes a type as the program would: `int | list[T]`, `T -> U`.
void printType(llvm::raw_ostream &os, const TypeExpr &type);

} // namespace cortex
