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

bool Program::load(StringRef path, StringRef libraryDir) {
  library = Library::load(libraryDir, sources, diagnostics);
  if (!library)
    return false;
  diagnostics.clear(); // Warnings about the library are for those who write it.
  if (!read(path))
    return false;
  names = analyze(tree, library->namesForPrograms(), diagnostics);
  return !diagnostics.hasErrors();
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
  auto digest = SHA256::hash(arrayRefFromStringRef(sources.file(mainFile).text()));
  return toHex(digest, /*LowerCase=*/true);
}

} // namespace cortex
