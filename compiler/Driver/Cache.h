// Part of Cortex, under the MIT licence.
// The folder of executables that `cortexc run` has built.
#ifndef CORTEX_DRIVER_CACHE_H
#define CORTEX_DRIVER_CACHE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace cortex {

/// The path under which the executable with this key is kept: in `$XDG_CACHE_HOME/cortex`, or
/// `~/.cache/cortex`. Makes the folder. Fails if it cannot be made.
llvm::Expected<std::string> cachePath(llvm::StringRef key);

/// Whether a complete executable stands at a path; marks it as used now.
bool isCached(llvm::StringRef path);

/// Removes the executables that have not been used for longest, beyond a fixed number.
void pruneCache(llvm::StringRef anyPathInIt);

} // namespace cortex

#endif // CORTEX_DRIVER_CACHE_H
