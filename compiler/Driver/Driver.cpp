// Part of Cortex, under the MIT licence.
// From the command line to a verb.
#include "Driver/Driver.h"

#include "Driver/CommandLine.h"
#include "Driver/CrashGuard.h"
#include "Driver/Verbs.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cortex {
namespace {

/// `input` is what a reproducer is to hold.
int runVerb(const DriverOptions &options, std::string &input) {
  switch (options.verb) {
  case Verb::Build:
    return runBuild(options);
  case Verb::Run:
    return runProgram(options);
  case Verb::Check:
    return runCheck(options, input);
  case Verb::Emit:
    return runEmit(options);
  case Verb::Grad:
    return runGrad(options);
  case Verb::Fmt:
    return runFmt(options, input);
  case Verb::Test:
    return runTests(options, input);
  case Verb::Explain:
    return runExplain(options);
  }
  llvm_unreachable("every verb is listed");
}

} // namespace

int runCortexc(int argc, const char *const *argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  CommandLine command = parseCommandLine(words);
  if (!command.options) {
    (command.status == ExitSuccess ? outs() : errs()) << command.text;
    return command.status;
  }
  const DriverOptions &options = *command.options;
  CrashContext context{{argv, argv + argc}, options.input};
  return runGuarded([&] { return runVerb(options, context.input); }, context);
}

} // namespace cortex
