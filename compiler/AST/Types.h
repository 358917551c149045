// Part of Cortex, under the MIT licence.
// Owns type expressions, the nodes of annotations.
#pragma once

#include "AST/Declaration.h"
#include "Source/SourceFile.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/ErrorHandling.h"

#include <memory>
#include <utility>
#include <vector>

namespace cortex {

class TypeExpr;
using TypePtr = std::unique_ptr<TypeExpr>;

/// A declared or written name with its place. `declaration` is set by Sema.
struct Identifier {
  llvm::StringRef text;
  SourceRange range;
  Declaration *declaration = nullptr;
};

/// A type as written in an annotation.
class TypeExpr {
public:
  enum class Kind : uint8_t {
#define CORTEX_TYPE(K) K,
#include "AST/Nodes.def"
  };

  virtual ~TypeExpr() = default;
  Kind kind() const { return typeKind; }
  SourceRange range() const { return sourceRange; }

protected:
  TypeExpr(Kind kind, SourceRange range) : typeKind(kind), sourceRange(range) {}

private:
  Kind typeKind;
  SourceRange sourceRange;
};

/// `int`, `list[T]`, `tensor[float64]`, a struct or a type parameter; `null` too.
class NamedType : public TypeExpr {
public:
  NamedType(SourceRange range, Identifier module, Identifier name, std::vector<TypePtr> arguments)
      : TypeExpr(Kind::Named, range), module(module), name(name), arguments(std::move(arguments)) {}
  static bool classof(const TypeExpr *t) { return t->kind() == Kind::Named; }

  /// `geo` of `geo.Point`; empty text: none.
  Identifier module;

  /// Its declaration is set for structs and type parameters, else a library declaration.
  Identifier name;
  std::vector<TypePtr> arguments;
};

/// `T -> U`, or `[T, U] -> V` for several parameters.
class FunctionType : public TypeExpr {
public:
  FunctionType(SourceRange range, std::vector<TypePtr> parameters, TypePtr result)
      : TypeExpr(Kind::Function, range), parameters(std::move(parameters)),
        result(std::move(result)) {}
  static bool classof(const TypeExpr *t) { return t->kind() == Kind::Function; }

  std::vector<TypePtr> parameters;
  TypePtr result;
};

/// `int | float`, at least two members.
class UnionType : public TypeExpr {
public:
  UnionType(SourceRange range, std::vector<TypePtr> members)
      : TypeExpr(Kind::Union, range), members(std::move(members)) {}
  static bool classof(const TypeExpr *t) { return t->kind() == Kind::Union; }

  std::vector<TypePtr> members;
};

} // namespace cortex
