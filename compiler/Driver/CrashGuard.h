// Part of Cortex, under the MIT licence.
// Keeps a crash of the compiler from looking like one: a message, a reproducer and a status of its
// own.
#ifndef CORTEX_DRIVER_CRASHGUARD_H
#define CORTEX_DRIVER_CRASHGUARD_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <vector>

namespace cortex {

/// What a reproducer records.
struct CrashContext {
  std::vector<std::string> commandLine;
  /// The program's path; its text is copied. The work may change it while it goes from file to
  /// file.
  std::string input;
};

/// Runs `work` on a thread with a large stack and returns its result. If it crashes (a fatal
/// signal, a failed assertion, an overflow of that stack, a fatal error inside LLVM), says on
/// standard error that this is an internal error, writes `cortexc-crash-<hash>.txt` into the
/// current folder and returns ExitInternalError.
int runGuarded(llvm::function_ref<int()> work, const CrashContext &context);

} // namespace cortex

#endif // CORTEX_DRIVER_CRASHGUARD_H
