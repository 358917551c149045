// Part of Cortex, under the MIT licence.
// Reads sources, renders diagnostics and chooses the exit status.
#include "Driver/Reporting.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace llvm;

namespace cortex {

std::optional<FileId> readSource(StringRef path, SourceManager &sources,
                                 DiagnosticEngine &diagnostics) {
  ErrorOr<FileId> file = sources.addFile(path);
  if (file)
    return *file;
  std::error_code error = file.getError();
  if (error == std::errc::file_too_large)
    diagnostics.report(DiagKind::FileTooLarge, {})
        .arg(path)
        .arg(int64_t(SourceManager::maxFileSize >> 20));
  else
    diagnostics.report(DiagKind::CannotRead, {}).arg(path).arg(error.message());
  return std::nullopt;
}

std::vector<std::string> filesBelow(const std::string &folder, StringRef ending,
                                    DiagnosticEngine &diagnostics) {
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
      else if (type == sys::fs::file_type::regular_file && StringRef(it->path()).ends_with(ending))
        files.push_back(it->path());
    }
    if (error)
      diagnostics.report(DiagKind::CannotRead, {}).arg(present).arg(error.message());
  }
  llvm::sort(files);
  return files;
}

void printResult(StringRef text, DiagnosticEngine &diagnostics) {
  outs() << text;
  outs().flush();
  if (outs().has_error())
    diagnostics.report(DiagKind::CannotWrite, {})
        .arg("standard output")
        .arg(outs().error().message());
  outs().clear_error();
}

/// Says where the first error is explained.
static void pointToExplanation(const DiagnosticEngine &diagnostics, unsigned maxErrors) {
  for (const Diagnostic *diagnostic : diagnostics.shown(maxErrors)) {
    if (diagnostic->severity != Severity::Error)
      continue;
    errs() << "For more on an error: cortexc explain " << diagnostic->code() << '\n';
    return;
  }
}

ExitStatus renderAll(const DiagnosticEngine &diagnostics, const DriverOptions &options) {
  RenderOptions rendering;
  rendering.format = options.diagnostics;
  rendering.useColor = colorFitsTerminal(STDERR_FILENO);
  diagnostics.render(errs(), rendering);
  if (rendering.format == RenderOptions::Format::Text)
    pointToExplanation(diagnostics, rendering.maxErrors);
  bool isInternal = any_of(diagnostics.all(), [](const Diagnostic &diagnostic) {
    return diagnostic.kind == DiagKind::InternalError;
  });
  if (isInternal)
    return ExitInternalError;
  return diagnostics.errorCount() ? ExitFailure : ExitSuccess;
}

} // namespace cortex
