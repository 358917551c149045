// Part of Cortex, under the MIT licence.
// Owns what a name can stand for: the declarations that Sema makes and that name nodes point to.
#pragma once

#include "Source/SourceFile.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <string>

namespace cortex {

class FuncStmt;
class ImportStmt;
class StructStmt;
class TypeExpr;
struct Callable;

enum class DeclarationKind : uint8_t {
  Variable,      ///< `let`, loop variable, caught error, name bound by a pattern
  Constant,      ///< `let N :: 10`
  Parameter,     ///< of a function or lambda
  TypeParameter, ///< `func f[T][...]`
  Function,      ///< one or more `func` of the same name in the same scope
  Struct,        ///< `struct`
  Module,        ///< `import`
  Library,       ///< anything of the library, or the name of a built-in type
};

struct Declaration;

/// What an importer sees of a module: its top-level names, those that start with `_` included.
struct ModuleInterface {
  /// As messages and symbols call it: `util.text`.
  std::string name;
  llvm::StringMap<Declaration *> names;
};

/// One declared thing. Everything below `range` is an answer of Sema about the whole file.
struct Declaration {
  DeclarationKind kind = DeclarationKind::Variable;
  llvm::StringRef name;
  /// The name where it is declared; invalid for library names.
  SourceRange range;

  /// The function or lambda in whose body it is declared; null at top level (blocks included).
  const Callable *owner = nullptr;
  /// Declared directly at top level, outside every block and function.
  bool isGlobal = false;
  /// A `name := …` or `name op= …` exists beside the declaration.
  bool isReassigned = false;
  /// A `name[…] := …` or `name.f := …` exists: tensors are values, so this changes the variable.
  bool isElementAssigned = false;
  /// Kind Constant: a bracketed literal of numbers, whose elements are as constant as itself.
  bool isTensorLiteral = false;
  /// Its value is read somewhere.
  bool isRead = false;
  /// Used in a function or lambda other than `owner`.
  bool isCapturedByClosure = false;
  /// isGlobal and isCapturedByClosure: functions reach it as a global.
  bool isGlobalUsedInFunction = false;
  /// Declared by a loop header or within a loop body: each turn has its own.
  bool isInLoop = false;

  /// The annotation of a variable or parameter; may be null.
  const TypeExpr *type = nullptr;
  /// Kind Function: all overloads, in the order of the text.
  llvm::SmallVector<FuncStmt *, 1> overloads;
  /// Kind Struct.
  StructStmt *structure = nullptr;
  /// Kind Module.
  ImportStmt *import = nullptr;

  bool isVariable() const {
    return kind == DeclarationKind::Variable || kind == DeclarationKind::Constant ||
           kind == DeclarationKind::Parameter;
  }
};

} // namespace cortex
