// Part of Cortex, under the MIT licence.
// What a command line of cortexc asks for.
#ifndef CORTEX_DRIVER_OPTIONS_H
#define CORTEX_DRIVER_OPTIONS_H

#include "Diagnostics/Diagnostics.h"
#include "Pipelines/Stages.h"
#include "Target/Codegen.h"

#include <optional>
#include <string>
#include <vector>

namespace cortex {

/// The commands of cortexc.
enum class Verb { Build, Run, Check, Emit, Grad, Fmt, Test, Explain };

/// Everything that the command line decides.
struct DriverOptions {
  Verb verb = Verb::Build;
  /// The program; of `check`, `fmt` and `test` see `inputs`.
  std::string input;
  /// The programs that `check` checks; the files and folders that `fmt` formats and whose tests
  /// `test` runs.
  std::vector<std::string> inputs;
  /// `fmt` only says what it would change.
  bool checkOnly = false;
  /// What `explain` explains; nothing: it lists all.
  std::vector<DiagKind> explained;
  /// The executable of `build`, the text of `emit`; empty: beside the caller, or standard output.
  std::string output;
  CodegenOptions codegen;
  /// The default type of floats: 32 or 64 bits.
  unsigned floatBits = 32;
  bool timeReport = false;
  /// Off: every value stays boxed. For tests that compare the two ways of running.
  bool specialize = true;
  RenderOptions::Format diagnostics = RenderOptions::Format::Text;
  WarningPolicy warnings;
  /// What `emit` prints.
  Stage stage = Stage::Ast;
  /// The gradient that `grad` writes out, as `∇[of, wrt]` has it; both empty: all of the program.
  std::string gradientOf, gradientWrt;
  /// Lines behind those of the program's file.
  std::string appendedLines;
  /// The program's text where it has been read already: standard input is there only once.
  std::optional<std::string> inputText;
  /// Where modules are looked for that do not lie beside the file which imports them.
  std::vector<std::string> searchPath;
  /// `test` runs the tests whose names this regular expression matches somewhere.
  std::string testFilter;
  /// How long a test may take.
  double testSeconds = 60;
  /// Where `test` writes its results for other tools; empty: nowhere.
  std::string junitPath;
  /// What `run` hands to the program.
  std::vector<std::string> programArguments;
};

/// Exit statuses of cortexc.
enum ExitStatus : int {
  ExitSuccess = 0,
  /// The program, a file or the system is at fault; a diagnostic says how.
  ExitFailure = 1,
  /// The command line is.
  ExitUsage = 2,
  /// The compiler is.
  ExitInternalError = 101,
};

} // namespace cortex

#endif // CORTEX_DRIVER_OPTIONS_H
