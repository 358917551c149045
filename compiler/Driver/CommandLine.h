// Part of Cortex, under the MIT licence.
// The command line of cortexc: its verbs and flags, its help, its errors.
#ifndef CORTEX_DRIVER_COMMANDLINE_H
#define CORTEX_DRIVER_COMMANDLINE_H

#include "Driver/Options.h"

#include <optional>

namespace cortex {

/// Either options, or a text to print and a status to end with.
struct CommandLine {
  std::optional<DriverOptions> options;
  std::string text;
  ExitStatus status = ExitSuccess;
};

/// Reads the words after the program's name. Never prints, never ends the process: `--help` and
/// `--version` give their text with status 0, a mistake gives one line with status 2.
CommandLine parseCommandLine(const std::vector<std::string> &words);

/// The version as `--version` shows it.
std::string versionText();

} // namespace cortex

#endif // CORTEX_DRIVER_COMMANDLINE_H
