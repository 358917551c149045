// Part of Cortex, under the MIT licence.
// Loops of which the compiler knows that their turns are independent.
#ifndef CORTEX_TARGET_PARALLELLOOPS_H
#define CORTEX_TARGET_PARALLELLOOPS_H

#include "llvm/IR/PassManager.h"

namespace cortex {

/// Puts all accesses of an innermost loop that names a group of parallel accesses into the group.
/// Right before the vectoriser, which needs no comparison of addresses then.
struct ParallelLoopsPass : llvm::PassInfoMixin<ParallelLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace cortex

#endif // CORTEX_TARGET_PARALLELLOOPS_H
