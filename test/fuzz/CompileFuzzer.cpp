// Part of Cortex, under the MIT licence.
// Any bytes through the whole compiler to LLVM IR, without LLVM's own part.
#include "Session.h"

using namespace cortex::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  session().run(llvm::StringRef(reinterpret_cast<const char *>(data), size), Depth::Compile);
  return 0;
}
