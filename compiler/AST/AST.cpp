// Part of Cortex, under the MIT licence.
// Owns the answers about operators that come from Operators.def, and about names.
#include "AST/AST.h"

namespace cortex {

llvm::StringRef spelling(BinaryOperator op) {
  switch (op) {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence)                                           \
  case BinaryOperator::Name:                                                                       \
    return Spelling;
#include "AST/Operators.def"
  }
  llvm_unreachable("operator out of range");
}

bool isComparison(BinaryOperator op) {
  switch (op) {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence)                                           \
  case BinaryOperator::Name:                                                                       \
    return Precedence == 4;
#include "AST/Operators.def"
  }
  llvm_unreachable("operator out of range");
}

Declaration *declarationOf(const Expr &expr) {
  if (auto *name = llvm::dyn_cast<NameExpr>(&expr))
    return name->declaration;
  auto *field = llvm::dyn_cast<FieldExpr>(&expr);
  return field ? field->name.declaration : nullptr;
}

} // namespace cortex
