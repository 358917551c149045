// Part of Cortex, under the MIT licence.
// `cortexc explain`: the pages about what the compiler reports.
#include "Driver/Reporting.h"
#include "Driver/Resources.h"
#include "Driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cortex {
namespace {

/// The kinds of a severity in the order of their codes.
std::vector<DiagKind> kindsOf(Severity severity) {
  std::vector<DiagKind> kinds;
  for (unsigned number = 0; number < diagKindCount(); ++number)
    if (auto kind = static_cast<DiagKind>(number); info(kind).severity == severity)
      kinds.push_back(kind);
  llvm::sort(kinds, [](DiagKind a, DiagKind b) { return info(a).code < info(b).code; });
  return kinds;
}

/// One line for each kind: the code, of warnings the name on the command line, the title.
std::string listOfKinds() {
  std::string text;
  raw_string_ostream out(text);
  out << "Errors:\n";
  for (DiagKind kind : kindsOf(Severity::Error))
    out << "  " << info(kind).code << "  " << info(kind).summary << '\n';
  size_t width = 0;
  std::vector<DiagKind> warnings = kindsOf(Severity::Warning);
  for (DiagKind kind : warnings)
    width = std::max(width, warningName(kind).size());
  out << "\nWarnings:\n";
  for (DiagKind kind : warnings)
    out << "  " << info(kind).code << "  " << left_justify(warningName(kind), width) << "  "
        << info(kind).summary << '\n';
  return text;
}

/// The page of a kind; reports why there is none.
std::string readPage(DiagKind kind, StringRef resourceDir, DiagnosticEngine &diagnostics) {
  SmallString<128> path(resourceDir);
  sys::path::append(path, "diagnostics", info(kind).code + ".md");
  ErrorOr<std::unique_ptr<MemoryBuffer>> page = MemoryBuffer::getFile(path);
  if (page)
    return (*page)->getBuffer().str();
  diagnostics.report(DiagKind::CannotRead, {}).arg(path).arg(page.getError().message());
  return "";
}

/// The pages, one after the other.
std::string readPages(ArrayRef<DiagKind> kinds, DiagnosticEngine &diagnostics) {
  Expected<std::string> resourceDir = findResourceDir();
  if (!resourceDir) {
    diagnostics.report(DiagKind::ToolFailed, {}).arg(toString(resourceDir.takeError()));
    return "";
  }
  std::string text;
  for (DiagKind kind : kinds) {
    text += text.empty() ? "" : "\n";
    text += readPage(kind, *resourceDir, diagnostics);
  }
  return text;
}

} // namespace

int runExplain(const DriverOptions &options) {
  SourceManager sources;
  DiagnosticEngine diagnostics(sources);
  ArrayRef<DiagKind> kinds = options.explained;
  printResult(kinds.empty() ? listOfKinds() : readPages(kinds, diagnostics), diagnostics);
  return renderAll(diagnostics, options);
}

} // namespace cortex
