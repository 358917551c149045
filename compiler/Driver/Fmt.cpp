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

/// What the words of the command line stand for.
std::vector<std::string> Formatting::findFiles() {
  std::vector<std::string> files;
  for (const std::string &word : options.inputs) {
    sys::fs::file_status status;
    sys::fs::status(word, status);
    if (word != "-" && sys::fs::is_directory(status))
      append_range(files, filesBelow(word, ".ctx", diagnostics));
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
