// Part of Cortex, under the MIT licence.
// Retains and releases boxed values: a block owns those that it defines, until their last use.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"
#include "Conversion/ToRuntime/HoldReferences.h"

#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXMANAGEREFERENCES
#include "Conversion/Passes.h.inc"
} // namespace cortex

static bool isLoop(Operation *op) { return isa<scf::ForOp, scf::WhileOp>(op); }

/// Whether the block that defines the value has a reference to drop.
static bool isOwned(Value value) {
  if (!isBoxed(value.getType()))
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isLoop(argument.getOwner()->getParentOp());
  Operation *op = value.getDefiningOp();
  if (auto cast = dyn_cast<UnrealizedConversionCastOp>(op))
    return cast->hasAttr(ownedAttr);
  return isa<func::CallOp, scf::IfOp, scf::ForOp, scf::WhileOp>(op);
}

/// Whether the op's result is the same object as its operand, or points into it.
static bool isAlias(Operation *op) {
  if (isa<UnrealizedConversionCastOp>(op))
    return !op->hasAttr(ownedAttr);
  if (isa<arith::SelectOp, LLVM::GEPOp>(op))
    return true;
  auto call = dyn_cast<func::CallOp>(op);
  return call && call.getNumResults() == 1 &&
         isa<LLVM::LLVMPointerType>(call.getResult(0).getType());
}

/// The op after which nothing in `block` needs the value any more; null if there is no use.
static Operation *lastUse(Value value, Block &block) {
  Operation *last = nullptr;
  SmallVector<Value> aliases{value};
  for (size_t i = 0; i < aliases.size(); ++i) {
    for (Operation *user : aliases[i].getUsers()) {
      Operation *here = block.findAncestorOpInBlock(*user);
      if (!here)
        continue;
      // A store fills an argument array: the call that takes it follows.
      if (isa<LLVM::StoreOp>(user))
        while (!isa<func::CallOp>(here) && here->getNextNode())
          here = here->getNextNode();
      if (!last || last->isBeforeInBlock(here))
        last = here;
      if (isAlias(user))
        for (Value result : user->getResults())
          if (!llvm::is_contained(aliases, result))
            aliases.push_back(result);
    }
  }
  return last;
}

static void countReference(OpBuilder &builder, Location loc, StringRef function, Value value) {
  callRuntime(builder, loc, function, {value});
}

namespace {
struct ManageReferences : cortex::impl::CortexManageReferencesBase<ManageReferences> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      SmallVector<Block *> blocks;
      function.walk([&](Block *block) {
        if (block->mightHaveTerminator())
          blocks.push_back(block);
      });
      Lifetimes lifetimes;
      for (Block *block : blocks)
        lifetimes[block] = lifetimesIn(*block);
      holdReferences(function, lifetimes);
      for (Block *block : blocks)
        manage(*block, lifetimes[block]);
    }
  }

  static SmallVector<Lifetime> lifetimesIn(Block &block) {
    SmallVector<Lifetime> lifetimes;
    Operation *terminator = block.getTerminator();
    auto add = [&](ValueRange values) {
      for (Value value : values)
        if (isOwned(value))
          lifetimes.push_back(movesOut(value, terminator)
                                  ? Lifetime{value, terminator, /*moves=*/true}
                                  : Lifetime{value, lastUse(value, block), /*moves=*/false});
    };
    add(block.getArguments());
    for (Operation &op : block)
      add(op.getResults());
    return lifetimes;
  }

  static void manage(Block &block, ArrayRef<Lifetime> lifetimes) {
    SmallVector<Operation *> loops;
    for (Operation &op : block)
      if (isLoop(&op))
        loops.push_back(&op);
    Operation *terminator = block.getTerminator();
    for (Value value : terminator->getOperands())
      if (isBoxed(value.getType()) && !movesOutOf(value, terminator, block)) {
        OpBuilder builder(terminator);
        countReference(builder, terminator->getLoc(), "retain", value);
      }
    for (const Lifetime &lifetime : lifetimes)
      if (!lifetime.moves) {
        OpBuilder builder = builderAtEnd(lifetime, block);
        countReference(builder, lifetime.value.getLoc(), "release", lifetime.value);
      }
    for (Operation *loop : loops)
      retainInits(loop);
  }

  /// Handed to the terminator once and used nowhere after: the reference moves instead of being
  /// counted.
  static bool movesOut(Value value, Operation *terminator) {
    return llvm::count(terminator->getOperands(), value) == 1 && !aliasReaches(value, terminator);
  }
  static bool movesOutOf(Value value, Operation *terminator, Block &block) {
    Block *home = value.getParentBlock();
    return home == &block && isOwned(value) && movesOut(value, terminator);
  }

  /// Whether the terminator also takes the value under another name.
  static bool aliasReaches(Value value, Operation *terminator) {
    for (Value operand : terminator->getOperands()) {
      while (operand != value && operand.getDefiningOp() && isAlias(operand.getDefiningOp())) {
        Operation *op = operand.getDefiningOp();
        if (isa<arith::SelectOp>(op) && llvm::is_contained(op->getOperands(), value))
          return true;
        operand = op->getOperand(op->getNumOperands() - 1);
        if (operand == value)
          return true;
      }
    }
    return false;
  }

  /// A loop's first turn owns what it starts with.
  static void retainInits(Operation *loop) {
    OpBuilder builder(loop);
    ValueRange inits = isa<scf::ForOp>(loop) ? cast<scf::ForOp>(loop).getInitArgs()
                                             : cast<scf::WhileOp>(loop).getInits();
    for (Value init : inits)
      if (isBoxed(init.getType()))
        countReference(builder, loop->getLoc(), "retain", init);
  }
};
} // namespace
