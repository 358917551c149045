// Part of Cortex, under the MIT licence.
// The commands of cortexc, one file each. They print what they have to say and return the exit
// status.
#ifndef CORTEX_DRIVER_VERBS_H
#define CORTEX_DRIVER_VERBS_H

#include "Driver/Options.h"

#include "llvm/ADT/StringRef.h"

namespace cortex {

class Compilation;

/// Takes a compilation whose front end has run to an executable; false after an error.
bool buildExecutable(Compilation &compilation, llvm::StringRef output);

/// The path of the program's executable in the cache, where it is made unless it is there; "" after
/// an error. The front end has run.
std::string executableInCache(Compilation &compilation);

/// Makes an executable; on failure no file.
int runBuild(const DriverOptions &options);

/// Makes an executable in the cache unless it is there, then replaces this process by it.
int runProgram(const DriverOptions &options);

/// Reports what is wrong with programs, each by itself, as far as it can be known without running
/// them; the exit status is the worst one. `current` is always the file at work.
int runCheck(const DriverOptions &options, std::string &current);

/// Prints the program at a stage.
int runEmit(const DriverOptions &options);

/// Writes the program with its gradients as code of the language.
int runGrad(const DriverOptions &options);

/// Runs the tests of files and folders, each in a process of its own. `current` is always the file
/// at work.
int runTests(const DriverOptions &options, std::string &current);

/// Brings files into the layout of docs/formatting.md. `current` is always the file at work.
int runFmt(const DriverOptions &options, std::string &current);

/// Prints the pages of docs/diagnostics about what the compiler reports, or the list of them.
int runExplain(const DriverOptions &options);

} // namespace cortex

#endif // CORTEX_DRIVER_VERBS_H
