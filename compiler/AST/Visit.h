// Part of Cortex, under the MIT licence.
// Owns exhaustive visiting of syntax tree nodes; AST.h includes it.
#pragma once

#include "AST/AST.h"

namespace cortex {

/// Calls `visitor(node)` with the node cast to its class; a class that `visitor` has no overload
/// for fails the build. Works for const and mutable nodes.
template <typename Visitor> decltype(auto) visit(Expr &expr, Visitor &&visitor) {
  switch (expr.kind()) {
#define CORTEX_EXPR(K)                                                                             \
  case Expr::Kind::K:                                                                              \
    return visitor(static_cast<K##Expr &>(expr));
#include "AST/Nodes.def"
  }
  llvm_unreachable("expression kind out of range");
}
template <typename Visitor> decltype(auto) visit(const Expr &expr, Visitor &&visitor) {
  switch (expr.kind()) {
#define CORTEX_EXPR(K)                                                                             \
  case Expr::Kind::K:                                                                              \
    return visitor(static_cast<const K##Expr &>(expr));
#include "AST/Nodes.def"
  }
  llvm_unreachable("expression kind out of range");
}
template <typename Visitor> decltype(auto) visit(Stmt &stmt, Visitor &&visitor) {
  switch (stmt.kind()) {
#define CORTEX_STMT(K)                                                                             \
  case Stmt::Kind::K:                                                                              \
    return visitor(static_cast<K##Stmt &>(stmt));
#include "AST/Nodes.def"
  }
  llvm_unreachable("statement kind out of range");
}
template <typename Visitor> decltype(auto) visit(const Stmt &stmt, Visitor &&visitor) {
  switch (stmt.kind()) {
#define CORTEX_STMT(K)                                                                             \
  case Stmt::Kind::K:                                                                              \
    return visitor(static_cast<const K##Stmt &>(stmt));
#include "AST/Nodes.def"
  }
  llvm_unreachable("statement kind out of range");
}
template <typename Visitor> decltype(auto) visit(const TypeExpr &type, Visitor &&visitor) {
  switch (type.kind()) {
#define CORTEX_TYPE(K)                                                                             \
  case TypeExpr::Kind::K:                                                                          \
    return visitor(static_cast<const K##Type &>(type));
#include "AST/Nodes.def"
  }
  llvm_unreachable("type kind out of range");
}
template <typename Visitor> decltype(auto) visit(TypeExpr &type, Visitor &&visitor) {
  switch (type.kind()) {
#define CORTEX_TYPE(K)                                                                             \
  case TypeExpr::Kind::K:                                                                          \
    return visitor(static_cast<K##Type &>(type));
#include "AST/Nodes.def"
  }
  llvm_unreachable("type kind out of range");
}
template <typename Visitor> decltype(auto) visit(const Pattern &pattern, Visitor &&visitor) {
  switch (pattern.kind()) {
#define CORTEX_PATTERN(K)                                                                          \
  case Pattern::Kind::K:                                                                           \
    return visitor(static_cast<const K##Pattern &>(pattern));
#include "AST/Nodes.def"
  }
  llvm_unreachable("pattern kind out of range");
}
template <typename Visitor> decltype(auto) visit(Pattern &pattern, Visitor &&visitor) {
  switch (pattern.kind()) {
#define CORTEX_PATTERN(K)                                                                          \
  case Pattern::Kind::K:                                                                           \
    return visitor(static_cast<K##Pattern &>(pattern));
#include "AST/Nodes.def"
  }
  llvm_unreachable("pattern kind out of range");
}

} // namespace cortex
