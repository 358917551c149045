// Part of Cortex, under the MIT licence.
// Which functions of libm have vector forms in libmvec.
#ifndef CORTEX_TARGET_VECTORMATH_H
#define CORTEX_TARGET_VECTORMATH_H

#include "llvm/Analysis/TargetLibraryInfo.h"

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace cortex {

/// What the optimiser may assume of the mathematical functions on a machine.
llvm::TargetLibraryInfoImpl createLibraryInfo(const llvm::TargetMachine &machine);

} // namespace cortex

#endif // CORTEX_TARGET_VECTORMATH_H
