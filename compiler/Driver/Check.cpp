// Part of Cortex, under the MIT licence.
// `cortexc check`: everything that can be known to be wrong without making code.
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"

#include <algorithm>

namespace cortex {

static ExitStatus checkFile(const DriverOptions &options) {
  Compilation compilation(options);
  // Types and shapes are settled with the first stage after it, gradients with the second.
  if (compilation.runFrontEnd())
    compilation.lowerTo(Stage::Autodiff);
  return compilation.finish();
}

int runCheck(const DriverOptions &options, std::string &current) {
  ExitStatus worst = ExitSuccess;
  for (const std::string &path : options.inputs) {
    current = path;
    DriverOptions forFile = options;
    forFile.input = path;
    worst = std::max(worst, checkFile(forFile));
    if (worst == ExitInternalError)
      break; // The reproducer is to hold this file.
  }
  return worst;
}

} // namespace cortex
