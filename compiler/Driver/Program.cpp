// Part of Cortex, under the MIT licence.
// Reads, parses and resolves the library and the program.
#include "Driver/Program.h"

#include "Driver/Reporting.h"
#include "Parse/Parser.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace cortex {

bool Program::read(StringRef path) {
  std::optional<FileId> file = readSource(path, sources, diagnostics);
  if (!file)
    return false;
  mainFile = *file;
  tree = parse(sources.file(*file), diagnostics);
  return true;
}

bool Program::load(StringRef path, StringRef libraryDir, ArrayRef<std::string> searchPath) {
  library = Library::load(libraryDir, sources, diagnostics);
  if (!library)
    return false;
  diagnostics.clear(); // Warnings about the library are for those who write it.
  if (!read(path))
    return false;
  modules.emplace(sources, diagnostics, library->namesForPrograms(), searchPath);
  modules->loadImports(tree);
  names = analyze(tree, library->namesForPrograms(), diagnostics);
  return true;
}

std::string Program::fingerprint() const {
  SHA256 hash;
  auto add = [&hash](StringRef part) {
    // With its length, so that two parts cannot be taken apart in another way.
    hash.update(std::to_string(part.size()) + ":");
    hash.update(part);
  };
  for (FileId file = 0; file < sources.fileCount(); ++file) {
    add(sources.file(file).path());
    add(sources.file(file).text());
  }
  return toHex(hash.final(), /*LowerCase=*/true);
}

std::string Program::sourceHash() const {
  SHA256 hash;
  hash.update(sources.file(mainFile).text());
  for (const ImportedModule &module : modules->modules())
    hash.update(sources.file(module.tree.file).text());
  return toHex(hash.final(), /*LowerCase=*/true);
}

ProgramTree Program::trees() const {
  ProgramTree all{&tree, {}};
  for (const ImportedModule &module : modules->modules())
    all.modules.push_back({&module.tree, &module.interface});
  return all;
}

} // namespace cortex
