// Part of Cortex, under the MIT licence.
// Looks beside the executable.
#include "Driver/Resources.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace cortex {

std::string executablePath() {
  // The address of any function of the program does; a link to the executable is followed.
  return sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&executablePath));
}

Expected<std::string> findResourceDir() {
  SmallString<128> dir(sys::path::parent_path(sys::path::parent_path(executablePath())));
  sys::path::append(dir, "lib", "cortex");
  if (!sys::fs::is_directory(dir))
    return createStringError("the installation is incomplete: there is no folder `" + dir + "`");
  return dir.str().str();
}

} // namespace cortex
