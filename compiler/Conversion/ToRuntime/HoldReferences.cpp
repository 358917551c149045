// Part of Cortex, under the MIT licence.
// Notes the references that a function holds across what may throw in slots of the runtime's.
#include "Conversion/ToRuntime/HoldReferences.h"

#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <queue>

using namespace mlir;
using namespace cortex;

OpBuilder cortex::builderAtEnd(const Lifetime &lifetime, Block &block) {
  Operation *end = lifetime.end ? lifetime.end : lifetime.value.getDefiningOp();
  if (!end)
    return OpBuilder::atBlockBegin(&block);
  OpBuilder builder(end);
  if (!end->hasTrait<OpTrait::IsTerminator>())
    builder.setInsertionPointAfter(end);
  return builder;
}

namespace {
/// Which slot a value has. Slots are numbered within the function; values that are not owned at the
/// same time share them.
struct HeldValue {
  const Lifetime *lifetime;
  Block *block;
  int64_t slot;
};

class SlotPlan {
public:
  SlotPlan(func::FuncOp function, const Lifetimes &lifetimes) : lifetimes(lifetimes) {
    for (Block &block : function.getBody())
      plan(block, 0);
  }

  SmallVector<HeldValue> held;
  int64_t slotCount = 0;

private:
  /// What is owned in one block: a value takes the lowest free slot when it is defined.
  struct FreeSlots {
    std::priority_queue<int64_t, std::vector<int64_t>, std::greater<>> given;
    int64_t next;

    int64_t take() {
      if (given.empty())
        return next++;
      int64_t slot = given.top();
      given.pop();
      return slot;
    }
  };

  /// `first` is the first slot that no enclosing block uses meanwhile.
  void plan(Block &block, int64_t first) {
    auto found = lifetimes.find(&block);
    FreeSlots slots{{}, first};
    llvm::DenseMap<Operation *, SmallVector<const Lifetime *>> begins;
    llvm::DenseMap<Operation *, SmallVector<int64_t>> ends;
    if (found != lifetimes.end())
      for (const Lifetime *lifetime : acrossThrows(block, found->second))
        begins[lifetime->value.getDefiningOp()].push_back(lifetime);
    auto begin = [&](Operation *op) {
      for (const Lifetime *lifetime : begins.lookup(op)) {
        int64_t slot = slots.take();
        held.push_back({lifetime, &block, slot});
        ends[lifetime->end].push_back(slot);
      }
    };
    begin(nullptr); // the block's arguments
    for (Operation &op : block) {
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          plan(inner, slots.next);
      begin(&op);
      for (int64_t slot : ends.lookup(&op))
        slots.given.push(slot);
    }
    slotCount = std::max(slotCount, slots.next);
  }

  /// The lifetimes in which something may throw after the value is there.
  SmallVector<const Lifetime *> acrossThrows(Block &block, ArrayRef<Lifetime> all) {
    SmallVector<const Lifetime *> found;
    if (all.empty())
      return found;
    llvm::DenseMap<Operation *, int64_t> throwing; // ops up to and with this one
    int64_t count = 0;
    for (Operation &op : block)
      throwing[&op] = count += mayThrow(&op);
    for (const Lifetime &lifetime : all)
      if (lifetime.end &&
          throwing.lookup(lifetime.end) > throwing.lookup(lifetime.value.getDefiningOp()))
        found.push_back(&lifetime);
    return found;
  }

  /// Calls, but for those of functions of the runtime that never throw, and allocations.
  bool mayThrow(Operation *op) {
    auto [known, isNew] = throwers.try_emplace(op, false);
    if (!isNew)
      return known->second;
    bool result = isa<memref::AllocOp>(op);
    if (auto call = dyn_cast<func::CallOp>(op))
      result = !neverThrows(call.getCallee());
    for (Region &region : op->getRegions())
      for (Operation &inner : region.getOps())
        result = result || mayThrow(&inner);
    return throwers[op] = result;
  }

  bool neverThrows(StringRef callee) {
    const RuntimeFunction *function =
        callee.consume_front("cortex_rt_") ? findRuntimeFunction(callee) : nullptr;
    return function && !function->mayThrow;
  }

  const Lifetimes &lifetimes;
  llvm::DenseMap<Operation *, bool> throwers;
};
} // namespace

static void setSlot(OpBuilder &builder, Value frame, int64_t slot, Value pointer) {
  Type type = pointer.getType();
  Value place = LLVM::GEPOp::create(builder, pointer.getLoc(), frame.getType(), type, frame,
                                    ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(slot)});
  LLVM::StoreOp::create(builder, pointer.getLoc(), pointer, place);
}

void cortex::holdReferences(func::FuncOp function, const Lifetimes &lifetimes) {
  SlotPlan plan(function, lifetimes);
  if (plan.held.empty())
    return;
  Location loc = function.getLoc();
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  Value frame =
      callRuntime(builder, loc, "frame_begin", {constantI64(builder, loc, plan.slotCount)});
  function.walk([&](func::ReturnOp op) {
    OpBuilder atReturn(op);
    callRuntime(atReturn, op.getLoc(), "frame_end", {frame});
  });
  for (const HeldValue &held : plan.held) {
    Value value = held.lifetime->value;
    Lifetime start{value, value.getDefiningOp(), false};
    OpBuilder atStart = builderAtEnd(start, *held.block);
    setSlot(atStart, frame, held.slot, toPointer(atStart, value.getLoc(), value));
    OpBuilder atEnd = builderAtEnd(*held.lifetime, *held.block);
    setSlot(atEnd, frame, held.slot, nullPointer(atEnd, value.getLoc()));
  }
}
