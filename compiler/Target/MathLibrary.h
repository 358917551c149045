// Part of Cortex, under the MIT licence.
// Which of the prelinked numeric libraries a program needs.
#ifndef CORTEX_TARGET_MATHLIBRARY_H
#define CORTEX_TARGET_MATHLIBRARY_H

#include "llvm/ADT/StringRef.h"

namespace llvm {
class Module;
} // namespace llvm

namespace cortex {

/// Each library holds all of the one before.
enum class MathLibrary { None, Blas, Lapack };

/// The name of a library's file in the folder of libcortex_rt.a; empty for None.
llvm::StringRef fileNameOf(MathLibrary library);

/// What the functions of the run time that the module calls need, by runtime/Functions.def.
MathLibrary mathLibraryFor(const llvm::Module &module);

} // namespace cortex

#endif // CORTEX_TARGET_MATHLIBRARY_H
