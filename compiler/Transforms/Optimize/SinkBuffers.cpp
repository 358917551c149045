// Part of Cortex, under the MIT licence.
// Allocates buffers of unknown size no earlier than the branch that uses them.
#include "Transforms/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZESINKBUFFERS
#include "Transforms/Passes.h.inc"
} // namespace cortex

/// The region of a branch beside the allocation that all uses are in, or null.
static Region *onlyRegion(memref::AllocOp alloc) {
  Region *only = nullptr;
  for (Operation *user : alloc->getUsers()) {
    Operation *branch = alloc->getBlock()->findAncestorOpInBlock(*user);
    if (!isa_and_nonnull<scf::IfOp>(branch) || branch == user)
      return nullptr;
    for (Region &region : branch->getRegions())
      if (region.isAncestor(user->getParentRegion())) {
        if (only && only != &region)
          return nullptr;
        only = &region;
      }
  }
  return only;
}

namespace {
struct SinkBuffers : cortex::impl::CortexOptimizeSinkBuffersBase<SinkBuffers> {
  void runOnOperation() override {
    getOperation()->walk([](memref::AllocOp alloc) {
      if (alloc.getType().hasStaticShape())
        return;
      if (Region *region = onlyRegion(alloc))
        alloc->moveBefore(&region->front().front());
    });
  }
};
} // namespace
