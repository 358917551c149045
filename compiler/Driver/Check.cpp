// Part of Cortex, under the MIT licence.
// `cortexc check`: everything that can be known to be wrong without making code.
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"

namespace cortex {

int runCheck(const DriverOptions &options) {
  Compilation compilation(options);
  // Types and shapes are settled with the first stage after it, gradients with the second.
  if (compilation.runFrontEnd())
    compilation.lowerTo(Stage::Autodiff);
  return compilation.finish();
}

} // namespace cortex
