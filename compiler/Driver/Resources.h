// Part of Cortex, under the MIT licence.
// Where cortexc finds the standard library and the runtime.
#ifndef CORTEX_DRIVER_RESOURCES_H
#define CORTEX_DRIVER_RESOURCES_H

#include "llvm/Support/Error.h"

#include <string>

namespace cortex {

/// The running executable's own path.
std::string executablePath();

/// The folder with the library's .ctx files, libcortex_rt.a, rtblas.o and rtlapack.o:
/// `../lib/cortex` as seen from the executable, in an installation and in a build tree alike. Fails
/// with a message if it is not there.
llvm::Expected<std::string> findResourceDir();

} // namespace cortex

#endif // CORTEX_DRIVER_RESOURCES_H
