// Part of Cortex, under the MIT licence.
// Where the system keeps the files that every executable is linked with.
#ifndef CORTEX_TARGET_SYSTEMLIBRARIES_H
#define CORTEX_TARGET_SYSTEMLIBRARIES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace cortex {

/// Folders and start files of the C and C++ libraries.
struct SystemLibraries {
  std::string gccDir;               ///< crtbeginS.o, libgcc.a, libstdc++.a
  std::vector<std::string> libDirs; ///< Scrt1.o, libc.so, libm.so, libz.a, ...
  std::string loader;               ///< the program interpreter

  /// The full path of a file in one of the folders, or "" if none has it.
  std::string find(llvm::StringRef name) const;
};

/// Looks in the places where Linux distributions keep them; of several versions of gcc, the newest
/// that has a static libstdc++. Fails with what is missing and the package that brings it.
llvm::Expected<SystemLibraries> findSystemLibraries();

} // namespace cortex

#endif // CORTEX_TARGET_SYSTEMLIBRARIES_H
