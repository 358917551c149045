// Part of Cortex, under the MIT licence.
// Allocates buffers just before their first use and frees them just behind their last one.
#include "Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZENARROWLIFETIMES
#include "Transforms/Passes.h.inc"
} // namespace cortex

namespace {
/// The first and the last op of a block that use a buffer, or a view of it, or its address.
struct Lifetime {
  Operation *first = nullptr, *last = nullptr;
};
} // namespace

/// Nothing where the buffer may go on under a name that is not followed.
static std::optional<Lifetime> lifetimeOf(memref::AllocOp alloc, memref::DeallocOp dealloc) {
  Block *block = alloc->getBlock();
  Lifetime found;
  SmallVector<Value> names{alloc.getResult()};
  llvm::DenseSet<Value> known(names.begin(), names.end());
  while (!names.empty()) {
    Value name = names.pop_back_val();
    bool isAddress = !isa<BaseMemRefType>(name.getType());
    for (Operation *user : name.getUsers()) {
      if (user == dealloc)
        continue;
      Operation *here = block->findAncestorOpInBlock(*user);
      bool handsOn = user->hasTrait<OpTrait::IsTerminator>() || isa<RegionBranchOpInterface>(user);
      if (!here || handsOn || isa<memref::DeallocOp>(user))
        return std::nullopt;
      if (!found.first || here->isBeforeInBlock(found.first))
        found.first = here;
      if (!found.last || found.last->isBeforeInBlock(here))
        found.last = here;
      for (Value result : user->getResults()) {
        Type type = result.getType();
        bool isPointer = isa<BaseMemRefType, LLVM::LLVMPointerType>(type);
        bool computes = isAddress && !isa<CallOpInterface>(user);
        if (isa<CallOpInterface>(user) && !type.isIntOrIndexOrFloat())
          return std::nullopt;
        if ((isPointer || computes || isa<memref::ExtractAlignedPointerAsIndexOp>(user)) &&
            known.insert(result).second)
          names.push_back(result);
      }
    }
  }
  return found;
}

static void narrow(memref::AllocOp alloc) {
  memref::DeallocOp dealloc;
  for (Operation *user : alloc->getUsers())
    if (auto found = dyn_cast<memref::DeallocOp>(user))
      dealloc = found;
  if (!dealloc || dealloc->getBlock() != alloc->getBlock())
    return;
  std::optional<Lifetime> lifetime = lifetimeOf(alloc, dealloc);
  if (!lifetime || !lifetime->first || !lifetime->last->isBeforeInBlock(dealloc))
    return;
  alloc->moveBefore(lifetime->first);
  dealloc->moveAfter(lifetime->last);
}

namespace {
struct NarrowLifetimes : cortex::impl::CortexOptimizeNarrowLifetimesBase<NarrowLifetimes> {
  void runOnOperation() override {
    SmallVector<memref::AllocOp> all; // They move where the walk would meet them again.
    getOperation()->walk([&](memref::AllocOp op) { all.push_back(op); });
    llvm::for_each(all, narrow);
  }
};
} // namespace
