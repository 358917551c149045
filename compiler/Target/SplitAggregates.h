// Part of Cortex, under the MIT licence.
// Structs that cross the edges of blocks become their parts.
#ifndef CORTEX_TARGET_SPLITAGGREGATES_H
#define CORTEX_TARGET_SPLITAGGREGATES_H

#include "llvm/IR/PassManager.h"

namespace cortex {

/// Replaces every phi and select of a struct or array by one of each of its scalars.
///
/// A buffer is a struct of pointers and sizes. LLVM's own passes take structs apart within a block
/// only, so a buffer that a loop carries would keep a register for each of its sizes through the
/// loop, although most are the same constant on all edges.
class SplitAggregatesPass : public llvm::PassInfoMixin<SplitAggregatesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace cortex

#endif // CORTEX_TARGET_SPLITAGGREGATES_H
