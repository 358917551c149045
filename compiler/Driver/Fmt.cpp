// Part of Cortex, under the MIT licence.
// `cortexc fmt`: brings source files into the one layout.
#include "Driver/ReplaceFile.h"
#include "Driver/Reporting.h"
#include "Driver/Verbs.h"
#include "Format/Format.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cortex {
namespace {

/// Formats file after file; what is reported about them is shown at the end.
class Formatting {
public:
  Formatting(const DriverOptions &options, std::string &current)
      : options(options), current(current), diagnostics(sources) {}

  ExitStatus run();

private:
  std::vector<std::string> findFiles();
  std::vector<std::string> findFilesIn(const std::string &folder);
  bool format(const std::string &path);
  void cannotWrite(StringRef path, const Twine &reason) {
    diagnostics.report(DiagKind::CannotWrite, {}).arg(path).arg(reason);
  }

  const DriverOptions &options;
  std::string &current;
  SourceManager sources;
  DiagnosticEngine diagnostics;
  /// What `--check` prints: the names of the files that are not formatted.
  std::string unformatted;
};

/// The `.ctx` files below a folder in the order of their names. What is hidden belongs to tools,
/// and links lead to what stands elsewhere: both are passed over.
std::vector<std::string> Formatting::findFilesIn(const std::string &folder) {
  std::vector<std::string> files;
  for (std::vector<std::string> folders{folder}; !folders.empty();) {
    std::string present = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    sys::fs::directory_iterator end;
    for (sys::fs::directory_iterator it(present, error, /*follow_symlinks=*/false);
         !error && it != end; it.increment(error)) {
      sys::fs::file_type type = it->type();
      if (sys::path::filename(it->path()).starts_with("."))
        continue;
      if (type == sys::fs::file_type::directory_file)
        folders.push_back(it->path());
      else if (type == sys::fs::file_type::regular_file &&
               sys::path::extension(it->path()) == ".ctx")
        files.push_back(it->path());
    }
    if (error)
      diagnostics.report(DiagKind::CannotRead, {}).arg(present).arg(error.message());
  }
  llvm::sort(files);
  return files;
}

/// What the words of the command line stand for.
std::vector<std::string> Formatting::findFiles() {
  std::vector<std::string> files;
  for (const std::string &word : options.inputs) {
    sys::fs::file_status status;
    sys::fs::status(word, status);
    if (word != "-" && sys::fs::is_directory(status))
      append_range(files, findFilesIn(word));
    else if (word != "-" && sys::fs::is_other(status))
      cannotWrite(word, "it is not a regular file");
    else
      files.push_back(word);
  }
  return files;
}

/// False after an internal error: what a reproducer is to show is this file then.
bool Formatting::format(const std::string &path) {
  current = path;
  std::optional<FileId> id = readSource(path, sources, diagnostics);
  if (!id)
    return true;
  const SourceFile &file = sources.file(*id);
  std::optional<std::string> text = formatSource(file, diagnostics);
  if (!text)
    return none_of(diagnostics.all(),
                   [](const Diagnostic &d) { return d.kind == DiagKind::InternalError; });
  bool isChanged = *text != file.text();
  if (options.checkOnly && isChanged)
    unformatted += (file.path() + "\n").str();
  if (options.checkOnly)
    return true;
  if (path == "-")
    printResult(*text, diagnostics);
  else if (isChanged)
    if (std::error_code error = replaceFile(path, *text))
      cannotWrite(path, error.message());
  return true;
}

ExitStatus Formatting::run() {
  for (const std::string &path : findFiles())
    if (!format(path))
      break;
  printResult(unformatted, diagnostics);
  ExitStatus status = renderAll(diagnostics, options);
  return status == ExitSuccess && !unformatted.empty() ? ExitFailure : status;
}

} // namespace

int runFmt(const DriverOptions &options, std::string &current) {
  return Formatting(options, current).run();
}

} // namespace cortex
