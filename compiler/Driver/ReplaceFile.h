// Part of Cortex, under the MIT licence.
// Giving a file a new content in one step.
#ifndef CORTEX_DRIVER_REPLACEFILE_H
#define CORTEX_DRIVER_REPLACEFILE_H

#include "llvm/ADT/StringRef.h"

#include <system_error>

namespace cortex {

/// Gives a file a new content and keeps its mode and, where that is allowed, its owner; a file that
/// is not there is made.
/// Whatever happens, the file holds either the old content or the new one in full: that is written
/// to a file beside it, brought to the disk, and renamed. A link is followed; what is no regular
/// file, a pipe or a device, is written to as it is. Fails, too, where writing to the file itself
/// is not permitted.
std::error_code replaceFile(llvm::StringRef path, llvm::StringRef content);

} // namespace cortex

#endif // CORTEX_DRIVER_REPLACEFILE_H
