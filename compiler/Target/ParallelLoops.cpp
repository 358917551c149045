// Part of Cortex, under the MIT licence.
// Loops of which the compiler knows that their turns are independent.
#include "Target/ParallelLoops.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace cortex {

/// The group that the loop names, or null.
static MDNode *groupOf(const Loop &loop) {
  MDNode *option = findOptionMDForLoop(&loop, "llvm.loop.parallel_accesses");
  return option && option->getNumOperands() > 1 ? dyn_cast<MDNode>(option->getOperand(1)) : nullptr;
}

PreservedAnalyses ParallelLoopsPass::run(Function &function, FunctionAnalysisManager &analyses) {
  for (Loop *loop : analyses.getResult<LoopAnalysis>(function).getLoopsInPreorder()) {
    MDNode *group = loop->isInnermost() ? groupOf(*loop) : nullptr;
    if (!group)
      continue;
    for (BasicBlock *block : loop->blocks())
      for (Instruction &instruction : *block)
        if (isa<LoadInst, StoreInst>(instruction))
          instruction.setMetadata(LLVMContext::MD_access_group, group);
  }
  return PreservedAnalyses::all();
}

} // namespace cortex
