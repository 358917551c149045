// Part of Cortex, under the MIT licence.
// Finds and reads the modules that a program imports.
#ifndef CORTEX_DRIVER_MODULELOADER_H
#define CORTEX_DRIVER_MODULELOADER_H

#include "AST/AST.h"
#include "Diagnostics/Diagnostics.h"
#include "Sema/Sema.h"

#include <deque>
#include <optional>

namespace cortex {

/// One imported file.
struct ImportedModule {
  Module tree;
  SemaResult names;
  ModuleInterface interface;
};

/// Owns the imported modules of one program. `import [a.b]` means `a/b.ctx` in the folder of the
/// importing file, then in the folders of the search path. A file that several others import is
/// read once. `import [primitives]`, where no file has this name, means the compiler's own
/// operations under the names that they have in its representation.
class ModuleLoader {
public:
  ModuleLoader(SourceManager &sources, DiagnosticEngine &diagnostics, const LibraryNames &library,
               llvm::ArrayRef<std::string> searchPath)
      : sources(sources), diagnostics(diagnostics), library(library), searchPath(searchPath) {}

  /// Reads, parses and resolves all that a file imports, directly or not, and tells its import
  /// statements what they mean. Circles and files that are not there are reported.
  void loadImports(Module &importer);

  /// Every module, after those that it imports itself.
  const std::deque<ImportedModule> &modules() const { return loaded; }

private:
  struct Open {
    std::string path;
    std::string name;
  };

  void load(ImportStmt &statement, llvm::StringRef folder);
  std::string find(const ImportStmt &statement, llvm::StringRef folder);
  const ModuleInterface &primitives();
  void reportMissing(const ImportStmt &statement, llvm::StringRef folder);
  void reportCycle(const ImportStmt &statement, size_t first);

  SourceManager &sources;
  DiagnosticEngine &diagnostics;
  LibraryNames library;
  llvm::ArrayRef<std::string> searchPath;
  std::deque<ImportedModule> loaded;
  /// The module of the compiler's operations, once it is imported.
  std::optional<ModuleInterface> operations;
  std::deque<Declaration> operationNames;
  /// By real path: two ways to one file are one module.
  llvm::StringMap<const ModuleInterface *> byPath;
  /// The files that are being loaded, each imported by the one before it.
  std::vector<Open> open;
};

} // namespace cortex

#endif // CORTEX_DRIVER_MODULELOADER_H
