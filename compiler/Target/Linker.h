// Part of Cortex, under the MIT licence.
// From an object to an executable that needs libc and libm alone: lld, run inside the compiler.
#ifndef CORTEX_TARGET_LINKER_H
#define CORTEX_TARGET_LINKER_H

#include "Target/MathLibrary.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace cortex {

/// What to link, and where to.
struct LinkOptions {
  /// The folder that holds libcortex_rt.a, rtblas.o and rtlapack.o.
  std::string resourceDir;
  /// The executable. It appears complete or not at all; what stood there is replaced.
  std::string output;
  /// What the functions of the run time that the object calls need.
  MathLibrary mathLibrary = MathLibrary::None;
  /// Keep debug information.
  bool debugInfo = false;
};

/// Links the bytes of an object file with the runtime. The same input gives the same bytes. Fails
/// with one or more lines if a file of the system is missing, a symbol is undefined or the output
/// cannot be written.
llvm::Error linkExecutable(llvm::StringRef object, const LinkOptions &options);

} // namespace cortex

#endif // CORTEX_TARGET_LINKER_H
