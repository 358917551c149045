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
  std::optional<FileId> file;
  if (givenText)
    file = sources.addText(path == "-" ? "<stdin>" : path, *givenText);
  else
    file = readSource(path, sources, diagnostics);
  if (!file)
    return false;
  mainFile = *file;
  ownLines = sources.file(*file).lineCount();
  if (!appendedLines.empty()) {
    // Behind a line end the last line is empty, and is where the first appended one stands.
    ownLines -= sources.file(*file).text().ends_with("\n");
    sources.appendLines(*file, appendedLines);
  }
  tree = parse(sources.file(*file), diagnostics);
  return true;
}

/// Whether it is `func test_...[]`.
static bool isTest(const FuncStmt &function) {
  return function.name.text.starts_with("test_") && function.callable.parameters.empty();
}

/// Puts at the end of the program a call of the test that is asked for. The names that this needs
/// are private to the library, so that no name of the program hides them.
void Program::addTestEntry() {
  std::string entry = "let _wanted_test := _chosen_test[]\n";
  for (const StmtPtr &statement : tree.statements)
    if (auto *function = dyn_cast<FuncStmt>(statement.get()); function && isTest(*function)) {
      tests.push_back(function->name.text.str());
      entry += "if [_wanted_test == \"" + tests.back() + "\"] |\n  " + tests.back() +
               "[]\n  _end_test[]\n^\n";
    }
  FileId file = sources.addText("<tests>", entry);
  Module added = parse(sources.file(file), diagnostics);
  for (StmtPtr &statement : added.statements)
    tree.statements.push_back(std::move(statement));
}

/// The library's names for a program, with those that the entry of tests uses.
static LibraryNames namesWithTestEntry(LibraryNames names) {
  names.isLibraryName = [inner = std::move(names.isLibraryName)](StringRef name) {
    return name == "_chosen_test" || name == "_end_test" || inner(name);
  };
  return names;
}

bool Program::load(StringRef path, StringRef libraryDir, ArrayRef<std::string> searchPath,
                   bool forTests) {
  library = Library::load(libraryDir, sources, diagnostics);
  if (!library)
    return false;
  diagnostics.clear(); // Warnings about the library are for those who write it.
  if (!read(path))
    return false;
  modules.emplace(sources, diagnostics, library->namesForPrograms(), searchPath);
  modules->loadImports(tree);
  if (forTests)
    addTestEntry();
  LibraryNames visible = library->namesForPrograms();
  names = analyze(tree, forTests ? namesWithTestEntry(visible) : visible, diagnostics);
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

std::string Program::options() const {
  std::set<std::string> all = names.options;
  for (const ImportedModule &module : modules->modules())
    all.insert(module.names.options.begin(), module.names.options.end());
  std::string lines;
  for (const std::string &name : all)
    lines += name + "\n";
  return lines;
}

ProgramTree Program::trees() const {
  ProgramTree all{&tree, {}};
  for (const ImportedModule &module : modules->modules())
    all.modules.push_back({&module.tree, &module.interface});
  return all;
}

} // namespace cortex
