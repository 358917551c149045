// Part of Cortex, under the MIT licence.
// How verbs read their input and how they end.
#ifndef CORTEX_DRIVER_REPORTING_H
#define CORTEX_DRIVER_REPORTING_H

#include "Driver/Options.h"

#include <optional>

namespace cortex {

/// Reads a file (`-` is standard input); reports why it cannot be read.
std::optional<FileId> readSource(llvm::StringRef path, SourceManager &sources,
                                 DiagnosticEngine &diagnostics);

/// The files below a folder whose names end in this, in the order of their names. What is hidden
/// belongs to tools, and links lead to what stands elsewhere: both are passed over.
std::vector<std::string> filesBelow(const std::string &folder, llvm::StringRef ending,
                                    DiagnosticEngine &diagnostics);

/// Prints a verb's result on standard output; reports why that is not possible.
void printResult(llvm::StringRef text, DiagnosticEngine &diagnostics);

/// Renders everything reported on standard error and returns the exit status that it asks for.
ExitStatus renderAll(const DiagnosticEngine &diagnostics, const DriverOptions &options);

} // namespace cortex

#endif // CORTEX_DRIVER_REPORTING_H
