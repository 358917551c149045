// Part of Cortex, under the MIT licence.
// Reads sources, renders diagnostics and chooses the exit status.
#include "Driver/Reporting.h"

#include "llvm/ADT/STLExtras.h"
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
