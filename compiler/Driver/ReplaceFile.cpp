// Part of Cortex, under the MIT licence.
// What the compiler writes is written as the run time writes it.
#include "Driver/ReplaceFile.h"

#include "FileContent.h"

using namespace llvm;

namespace cortex {

std::error_code replaceFile(StringRef path, StringRef content) {
  return {files::replace(path.str(), content), std::generic_category()};
}

} // namespace cortex
