// Part of Cortex, under the MIT licence.
// Owns loading the standard library from its folder.
#include "IRGen/Library.h"

#include "Parse/Parser.h"
#include "Sema/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace cortex {

/// The `.ctx` files of a folder, sorted so that every run reads them in the same order.
static std::vector<std::string> libraryFiles(llvm::StringRef folder, std::error_code &error) {
  std::vector<std::string> paths;
  llvm::sys::fs::directory_iterator end;
  for (llvm::sys::fs::directory_iterator it(folder, error); !error && it != end;
       it.increment(error))
    if (llvm::sys::path::extension(it->path()) == ".ctx")
      paths.push_back(it->path());
  llvm::sort(paths);
  return paths;
}

std::unique_ptr<Library> Library::load(llvm::StringRef folder, SourceManager &sources,
                                       DiagnosticEngine &diagnostics) {
  std::error_code error;
  std::vector<std::string> paths = libraryFiles(folder, error);
  if (error) {
    diagnostics.report(DiagKind::CannotRead, {}).arg(folder).arg(error.message());
    return nullptr;
  }
  std::unique_ptr<Library> library(new Library);
  for (const std::string &path : paths) {
    auto text = llvm::MemoryBuffer::getFile(path);
    if (!text) {
      diagnostics.report(DiagKind::CannotRead, {}).arg(path).arg(text.getError().message());
      return nullptr;
    }
    // Executables name these files in their messages and must not depend on where they lie.
    std::string name = ("<std>/" + llvm::sys::path::filename(path)).str();
    FileId file = sources.addText(name, (*text)->getBuffer());
    library->files.insert(file);
    library->modules.push_back(parse(sources.file(file), diagnostics));
  }
  for (const Module &module : library->modules)
    library->index(module);
  library->collectPublicNames();
  for (Module &module : library->modules)
    library->results.push_back(analyze(module, library->namesForItself(), diagnostics));
  if (diagnostics.hasErrors())
    return nullptr;
  return library;
}

void Library::index(const Module &module) {
  for (const StmtPtr &statement : module.statements) {
    if (auto *function = llvm::dyn_cast<FuncStmt>(statement.get()))
      functionIndex[function->name.text].push_back(function);
    else if (auto *structure = llvm::dyn_cast<StructStmt>(statement.get()))
      structs[structure->name.text] = structure;
  }
}

llvm::ArrayRef<FuncStmt *> Library::functions(llvm::StringRef name) const {
  auto found = functionIndex.find(name);
  return found == functionIndex.end() ? llvm::ArrayRef<FuncStmt *>() : found->second;
}

LibraryNames Library::namesForItself() const {
  return {[this](llvm::StringRef name) { return isAnyName(name); }, names,
          [this](llvm::StringRef name) { return functions(name); },
          [this](llvm::StringRef name) { return structure(name); }};
}

LibraryNames Library::namesForPrograms() const {
  LibraryNames library = namesForItself();
  library.isLibraryName = [this](llvm::StringRef name) { return isPublicName(name); };
  return library;
}

bool Library::isAnyName(llvm::StringRef name) const {
  return functionIndex.contains(name) || structs.contains(name) || !builtinRows(name).empty() ||
         isBuiltinTypeName(name);
}

bool Library::isPublicName(llvm::StringRef name) const {
  return !name.starts_with("_") && isAnyName(name);
}

void Library::collectPublicNames() {
  for (const auto &entry : functionIndex)
    names.push_back(entry.getKey());
  for (const auto &entry : structs)
    names.push_back(entry.getKey());
  llvm::append_range(names, builtinNames());
  llvm::erase_if(names, [](llvm::StringRef name) { return name.starts_with("_"); });
  llvm::sort(names);
  names.erase(llvm::unique(names), names.end());
}

} // namespace cortex
