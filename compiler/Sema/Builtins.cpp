// Part of Cortex, under the MIT licence.
// Owns the index over Builtins.def.
#include "Sema/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

namespace cortex {

namespace {

struct Row {
  BuiltinKind kind;
  llvm::StringLiteral surface;
  llvm::StringLiteral mnemonic;
  llvm::StringLiteral parameters;
  bool hasEffect = false;
};

constexpr Row rows[] = {
#define OP(surface, mnemonic, parameters) {BuiltinKind::Op, surface, mnemonic, parameters},
#define RUNTIME(surface, parameters) {BuiltinKind::Runtime, surface, "runtime", parameters},
#define EFFECT(surface, parameters) {BuiltinKind::Runtime, surface, "runtime", parameters, true},
#define SPECIAL(surface) {BuiltinKind::Special, surface, "", ""},
#define LATER(surface) {BuiltinKind::Later, surface, "", ""},
#include "Sema/Builtins.def"
};

struct Index {
  llvm::StringMap<std::vector<Builtin>> bySurface;
  std::vector<llvm::StringRef> names;

  Index() {
    for (const Row &row : rows) {
      std::vector<Builtin> &list = bySurface[row.surface];
      if (list.empty())
        names.push_back(row.surface);
      list.push_back(
          {row.kind, row.surface, row.mnemonic, parameters(row.parameters), row.hasEffect});
    }
  }

  /// `x, text: string, axis=null` taken apart.
  static llvm::SmallVector<BuiltinParameter, 4> parameters(llvm::StringRef text) {
    llvm::SmallVector<BuiltinParameter, 4> result;
    while (!text.empty()) {
      auto [first, rest] = text.split(',');
      auto [declared, value] = first.trim().split('=');
      auto [name, annotation] = declared.split(':');
      result.push_back({name, annotation.trim(), value});
      text = rest;
    }
    return result;
  }
};

const Index &tableIndex() {
  static const Index index;
  return index;
}

} // namespace

unsigned Builtin::requiredCount() const {
  return llvm::count_if(parameters, [](const auto &p) { return p.defaultText.empty(); });
}

llvm::ArrayRef<Builtin> builtinRows(llvm::StringRef surface) {
  const auto &map = tableIndex().bySurface;
  auto found = map.find(surface);
  return found == map.end() ? llvm::ArrayRef<Builtin>() : llvm::ArrayRef(found->second);
}

llvm::StringRef builtinValue(llvm::StringRef surface) {
  static const llvm::StringMap<llvm::StringRef> values = {
#define VALUE(surface, function) {surface, function},
#include "Sema/Builtins.def"
  };
  return values.lookup(surface);
}

bool takesParts(llvm::StringRef surface) {
  static constexpr llvm::StringLiteral surfaces[] = {
#define PARTS(surface) surface,
#include "Sema/Builtins.def"
  };
  return llvm::is_contained(surfaces, surface);
}

bool takesNumbers(llvm::StringRef surface) {
  static constexpr llvm::StringLiteral surfaces[] = {
#define NUMBERS(surface) surface,
#include "Sema/Builtins.def"
  };
  return llvm::is_contained(surfaces, surface);
}

llvm::ArrayRef<llvm::StringRef> builtinNames() { return tableIndex().names; }

} // namespace cortex
