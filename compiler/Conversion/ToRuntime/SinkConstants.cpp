// Part of Cortex, under the MIT licence.
// Makes boxed constants where they are needed: folding gathers all of them at a function's begin,
// where each would be held until its use.
#include "Conversion/ToRuntime/Lowering.h"

using namespace mlir;
using namespace cortex;

static void sinkConstants(Block &block) {
  llvm::DenseMap<Operation *, unsigned> positions;
  SmallVector<ConstantOp> constants;
  for (Operation &op : block) {
    positions.insert({&op, positions.size()});
    if (auto constant = dyn_cast<ConstantOp>(op); constant && isBoxed(constant.getType()))
      constants.push_back(constant);
  }
  for (ConstantOp constant : constants) {
    Operation *first = nullptr;
    for (Operation *user : constant->getUsers()) {
      Operation *ancestor = block.findAncestorOpInBlock(*user);
      if (!first || positions.lookup(ancestor) < positions.lookup(first))
        first = ancestor;
    }
    if (first)
      constant->moveBefore(first);
  }
}

void cortex::sinkConstants(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    for (Block &block : function.getBody())
      ::sinkConstants(block);
}
