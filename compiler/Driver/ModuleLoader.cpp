// Part of Cortex, under the MIT licence.
// Finds and reads the modules that a program imports.
#include "Driver/ModuleLoader.h"

#include "Driver/Reporting.h"
#include "Parse/Parser.h"
#include "Sema/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace cortex {
namespace {

/// `util.text`.
std::string dotted(const ImportStmt &statement) {
  std::string name;
  for (const Identifier &part : statement.path)
    name += (name.empty() ? "" : ".") + part.text.str();
  return name;
}

/// `folder/util/text.ctx`.
std::string fileIn(StringRef folder, const ImportStmt &statement) {
  SmallString<128> path(folder);
  for (const Identifier &part : statement.path)
    sys::path::append(path, part.text);
  path += ".ctx";
  return path.str().str();
}

/// What two paths to one file have in common.
std::string identity(StringRef path) {
  SmallString<128> real;
  return sys::fs::real_path(path, real) ? path.str() : real.str().str();
}

/// The names of the modules in a folder.
std::vector<std::string> modulesIn(StringRef folder) {
  std::vector<std::string> names;
  std::error_code error;
  sys::fs::directory_iterator end;
  for (sys::fs::directory_iterator it(folder.empty() ? "." : folder, error); !error && it != end;
       it.increment(error))
    if (sys::path::extension(it->path()) == ".ctx")
      names.push_back(sys::path::stem(it->path()).str());
  llvm::sort(names);
  return names;
}

} // namespace

void ModuleLoader::loadImports(Module &importer) {
  StringRef path = sources.file(importer.file).path();
  if (open.empty())
    open.push_back({identity(path), sys::path::stem(path).str()});
  for (StmtPtr &statement : importer.statements)
    if (auto *import = dyn_cast<ImportStmt>(statement.get()))
      load(*import, sys::path::parent_path(path));
}

std::string ModuleLoader::find(const ImportStmt &statement, StringRef folder) {
  std::string beside = fileIn(folder, statement);
  if (sys::fs::is_regular_file(beside))
    return beside;
  for (const std::string &place : searchPath)
    if (std::string path = fileIn(place, statement); sys::fs::is_regular_file(path))
      return path;
  return "";
}

/// `sum_like` for the table's `_sum_like`, and what has no `_` under its own name.
const ModuleInterface &ModuleLoader::primitives() {
  if (operations)
    return *operations;
  operations.emplace();
  operations->name = primitivesModule.str();
  for (StringRef surface : builtinNames()) {
    if (builtinRows(surface).front().kind == BuiltinKind::Later)
      continue;
    Declaration *&declared = operations->names[surface.ltrim('_')];
    if (declared && !surface.starts_with("_"))
      continue; // The name with `_` is the one operation, the other one perhaps more.
    Declaration &declaration = operationNames.emplace_back();
    declaration.kind = DeclarationKind::Library;
    declaration.name = surface;
    declared = &declaration;
  }
  return *operations;
}

void ModuleLoader::reportMissing(const ImportStmt &statement, StringRef folder) {
  auto builder = diagnostics.report(DiagKind::ModuleNotFound, statement.range());
  builder.arg(dotted(statement));
  builder.note({}, "looked for " + fileIn(folder, statement));
  SmallString<128> home(folder);
  for (const Identifier &part : ArrayRef(statement.path).drop_back())
    sys::path::append(home, part.text);
  std::vector<std::string> names = modulesIn(home);
  for (const std::string &place : searchPath) {
    builder.note({}, "looked for " + fileIn(place, statement));
    append_range(names, modulesIn(place));
  }
  SmallVector<StringRef> views(names.begin(), names.end());
  if (StringRef nearest = nearestName(statement.path.back().text, views); !nearest.empty())
    builder.hint("there is `" + nearest + "`");
}

void ModuleLoader::reportCycle(const ImportStmt &statement, size_t first) {
  std::string circle;
  for (const Open &file : ArrayRef(open).drop_front(first))
    circle += file.name + " imports ";
  diagnostics.report(DiagKind::ImportCycle, statement.range())
      .arg(open[first].name)
      .arg(circle + open[first].name)
      .hint("move what both need into a module of its own");
}

void ModuleLoader::load(ImportStmt &statement, StringRef folder) {
  std::string path = find(statement, folder);
  if (path.empty() && dotted(statement) == primitivesModule) {
    statement.module = &primitives();
    return;
  }
  if (path.empty())
    return reportMissing(statement, folder);
  std::string real = identity(path);
  auto same = llvm::find_if(open, [&](const Open &file) { return file.path == real; });
  if (same != open.end())
    return reportCycle(statement, same - open.begin());
  auto known = byPath.find(real);
  if (known != byPath.end()) {
    statement.module = known->second;
    return;
  }
  std::optional<FileId> file = readSource(path, sources, diagnostics);
  if (!file)
    return;
  open.push_back({real, dotted(statement)});
  Module tree = parse(sources.file(*file), diagnostics);
  loadImports(tree);
  open.pop_back();
  ImportedModule &module = loaded.emplace_back();
  module.tree = std::move(tree);
  module.names = analyze(module.tree, library, diagnostics, /*isImported=*/true);
  module.interface.name = dotted(statement);
  for (Declaration *declaration : module.names.topLevel)
    if (declaration->kind != DeclarationKind::Module)
      module.interface.names[declaration->name] = declaration; // The newest of a name stays.
  byPath[real] = statement.module = &module.interface;
}

} // namespace cortex
