// Part of Cortex, under the MIT licence.
// The text side of a compilation: the program and the library, read, parsed and resolved.
#ifndef CORTEX_DRIVER_PROGRAM_H
#define CORTEX_DRIVER_PROGRAM_H

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "Driver/ModuleLoader.h"
#include "IRGen/IRGen.h"
#include "IRGen/Library.h"
#include "Sema/Sema.h"

#include <memory>
#include <string>

namespace cortex {

/// Owns the texts of a compilation, their trees and what is reported about them.
class Program {
public:
  Program() : diagnostics(sources) {}
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;

  /// Reads the standard library from a folder, then the program (`-` is standard input) and the
  /// modules that it imports. Every error of these is reported; false where there is no tree to go
  /// on with. `forTests`: the program runs the test that its environment names.
  bool load(llvm::StringRef path, llvm::StringRef libraryDir,
            llvm::ArrayRef<std::string> searchPath, bool forTests = false);
  /// Before `load`: lines that are to stand behind those of the file.
  void appendLines(std::string lines) { appendedLines = std::move(lines); }
  /// Before `load`: what the main file holds.
  void useText(std::string text) { givenText = std::move(text); }
  /// The main file.
  const SourceFile &mainSource() const { return sources.file(mainFile); }
  /// Is this line of the main file one that was appended?
  bool isAppended(unsigned line) const { return !appendedLines.empty() && line > ownLines; }

  /// A fingerprint of all texts that were read and of their names.
  std::string fingerprint() const;
  /// What is to be translated.
  ProgramTree trees() const;
  /// The SHA-256 of the program's own text and of its modules', in hex.
  std::string sourceHash() const;
  /// The names of the program's own options, a line end behind each.
  std::string options() const;

  SourceManager sources;
  DiagnosticEngine diagnostics;
  /// The names of its test functions, where it was loaded for tests.
  std::vector<std::string> tests;
  /// Null until it is loaded.
  std::unique_ptr<Library> library;
  Module tree;
  SemaResult names;
  /// Set as soon as the program is read.
  std::optional<ModuleLoader> modules;

private:
  bool read(llvm::StringRef path);
  void addTestEntry();

  /// The program's own text.
  FileId mainFile = 0;
  std::string appendedLines;
  std::optional<std::string> givenText;
  unsigned ownLines = 0;
};

} // namespace cortex

#endif // CORTEX_DRIVER_PROGRAM_H
