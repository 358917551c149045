// Part of Cortex, under the MIT licence.
// Any bytes through all that `cortexc check` does: syntax, names, types and shapes, gradients.
#include "Session.h"

using namespace cortex::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  session().run(llvm::StringRef(reinterpret_cast<const char *>(data), size), Depth::Check);
  return 0;
}
