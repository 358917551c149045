// Part of Cortex, under the MIT licence.
// Owns declaring and finding names, what a use says about its declaration, and hints for unknown
// names.
#include "Sema/Analyzer.h"

#include "llvm/ADT/STLExtras.h"

namespace cortex {

static constexpr llvm::StringLiteral builtinTypeNames[] = {
    "int",   "float",  "bool",           "string",    "null",      "tensor",  "vector",  "matrix",
    "list",  "dict",   "tuple",          "function",  "error",     "any",     "dataset", "model",
    "layer", "loader", "neural_network", "optimizer", "scheduler", "float32", "float64", "int64",
};

bool isBuiltinTypeName(llvm::StringRef name) { return llvm::is_contained(builtinTypeNames, name); }

Declaration *Analyzer::create(DeclarationKind kind, llvm::StringRef name, SourceRange range) {
  result.declarations.emplace_back();
  Declaration &declaration = result.declarations.back();
  declaration.kind = kind;
  declaration.name = name;
  declaration.range = range;
  return &declaration;
}

Declaration *Analyzer::declare(DeclarationKind kind, Identifier &name, uint32_t visibleFrom) {
  Declaration *declaration = create(kind, name.text, name.range);
  name.declaration = declaration;
  declaration->owner = context.callable;
  declaration->isGlobal = context.scope->parent == nullptr;
  declaration->isInLoop = context.turn != nullptr;
  declaration->isGlobalUsedInFunction = isImported && declaration->isGlobal;
  scopeOf[declaration] = context.scope;
  if (declaration->isGlobal)
    result.topLevel.push_back(declaration);
  addEntry(declaration, visibleFrom);
  return declaration;
}

/// The first of the sorted entries that is not visible yet at an offset.
template <typename Entries> static auto firstAfter(Entries &entries, uint32_t offset) {
  return llvm::upper_bound(entries, offset, [](uint32_t at, const Scope::Entry &entry) {
    return at < entry.visibleFrom;
  });
}

void Analyzer::addEntry(Declaration *declaration, uint32_t visibleFrom) {
  // Nearly always the last one; only hoisting knows of later ones before.
  auto &entries = context.scope->names[declaration->name];
  entries.insert(firstAfter(entries, visibleFrom), {declaration, visibleFrom});
}

/// The meaning of a name at an offset: in each scope outwards the newest one that is visible
/// there. A body that waited also takes what its surroundings declare behind it.
Declaration *Analyzer::lookup(llvm::StringRef name, uint32_t offset) const {
  for (const Scope *scope = context.scope; scope; scope = scope->parent) {
    auto found = scope->names.find(name);
    if (found == scope->names.end())
      continue;
    auto later = firstAfter(found->second, offset);
    if (later != found->second.begin())
      return std::prev(later)->declaration;
  }
  return findLater(name, offset, /*onlyEnclosing=*/true);
}

/// The first declaration behind an offset, innermost scope first.
Declaration *Analyzer::findLater(llvm::StringRef name, uint32_t offset, bool onlyEnclosing) const {
  for (const Scope *scope = context.scope; scope; scope = scope->parent) {
    auto found = scope->names.find(name);
    if (found == scope->names.end() || (onlyEnclosing && scope->owner == context.callable))
      continue;
    auto later = firstAfter(found->second, offset);
    if (later != found->second.end())
      return later->declaration;
  }
  return nullptr;
}

Declaration *Analyzer::libraryDeclaration(llvm::StringRef name) {
  if (!library.isLibraryName(name) && !isBuiltinTypeName(name))
    return nullptr;
  Declaration *&declaration = libraryDeclarations[name];
  if (!declaration)
    declaration = create(DeclarationKind::Library, name, {});
  return declaration;
}

/// Notes which functions reach the declaration from outside its own function.
void Analyzer::noteUse(Declaration &declaration) {
  bool isFunction = declaration.kind == DeclarationKind::Function;
  if (declaration.owner == context.callable || (isFunction && declaration.isGlobal) ||
      (!isFunction && !declaration.isVariable()))
    return;
  declaration.isCapturedByClosure = true;
  declaration.isGlobalUsedInFunction = declaration.isGlobal;
  for (Callable *callable = context.callable; callable != declaration.owner;
       callable = callable->parent) {
    if (!captured.insert({callable, &declaration}).second)
      continue;
    (declaration.isGlobal ? callable->globalsUsed : callable->captures).push_back(&declaration);
  }
}

/// Whether an error at an offset can be shown after those that went before: of a file's errors only
/// the first are, and to look for what was meant takes time.
bool Analyzer::mayBeShown(uint32_t offset) {
  auto place = llvm::upper_bound(firstUnknown, offset);
  if (place == firstUnknown.end() && firstUnknown.size() == RenderOptions().maxErrors)
    return false;
  firstUnknown.insert(place, offset);
  if (firstUnknown.size() > RenderOptions().maxErrors)
    firstUnknown.pop_back();
  return true;
}

llvm::StringRef Analyzer::nearestVisible(llvm::StringRef name, bool withLibrary) const {
  std::vector<llvm::StringRef> candidates;
  for (const Scope *scope = context.scope; scope; scope = scope->parent)
    for (const auto &entry : scope->names)
      if (!entry.second.empty())
        candidates.push_back(entry.getKey());
  // Maps have no order of their own; equally near names must not change from run to run.
  llvm::sort(candidates);
  if (withLibrary) {
    candidates.insert(candidates.end(), library.all.begin(), library.all.end());
    candidates.insert(candidates.end(), {"true", "false", "null"});
  }
  return nearestName(name, candidates);
}

void Analyzer::reportUnknown(DiagKind kind, llvm::StringRef name, SourceRange range) {
  // Once for each function is enough: the rest follows from the first.
  if (!reportedNames.insert({context.callable, name}).second)
    return;
  bool isAssignment = kind == DiagKind::AssignUndeclared;
  bool isSought = mayBeShown(range.begin);
  llvm::StringRef nearest;
  if (isSought && kind == DiagKind::UnknownType)
    nearest = nearestName(
        name, llvm::SmallVector<llvm::StringRef>(llvm::map_range(
                  builtinTypeNames, [](auto known) { return llvm::StringRef(known); })));
  else if (isSought)
    nearest = nearestVisible(name, !isAssignment);
  auto builder = diagnostics.report(kind, range);
  builder.arg(name);
  if (const Declaration *later = findLater(name, range.begin, false))
    builder.note(later->range, "it is declared only here, behind this use");
  if (llvm::StringRef advice = adviceForForeign(name); !advice.empty())
    builder.hint(advice);
  else if (!nearest.empty())
    builder.hint("there is `" + nearest + "`");
  if (isAssignment)
    builder.hint("write `let " + name + " := …` to declare it");
}

} // namespace cortex
