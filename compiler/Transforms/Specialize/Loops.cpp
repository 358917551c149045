// Part of Cortex, under the MIT licence.
// Evaluating loops until what they carry is stable.
#include "Transforms/Specialize/Specializer.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace cortex;

// Note [Unrolled loops]
// A loop is emitted as a loop, whatever the number of its turns: code and build time must not grow
// with it. But a list that each turn makes longer, or a list of layers that each turn takes another
// one of, has a form only where the turns are apart. Where a turn would box such a structure, the
// numbers that the loop goes over are known, they are few and the body is small, the evaluation
// starts again with the loop taken turn by turn.

namespace cortex {

/// How many ops all turns of an unrolled loop may have together.
static constexpr uint64_t mostUnrolledOps = 4000;

/// One value that a loop carries: its start, and the form that all turns share.
struct Specializer::Carried {
  Abstract init;
  Form form;
  /// A structure that every turn leaves in place: nothing to carry.
  bool invariant = false;
};

/// Emits one loop: evaluates its body with assumptions on what changes and of which form, until a
/// turn confirms them. Assumptions only grow, and give up what each turn nests deeper, so this
/// ends.
class Specializer::LoopEmitter {
public:
  LoopEmitter(Specializer &s, const Loop &loop) : s(s), loop(loop), before(s.heap) {}
  FailureOr<Abstracts> run();

private:
  using Slot = std::pair<ObjectId, unsigned>;

  FailureOr<bool> tryTurn();
  bool isWorthUnrolling() const;
  LogicalResult createOp();
  Abstracts enter(Block &block, unsigned leading);
  FailureOr<bool> turn();
  FailureOr<bool> confirm(ArrayRef<Abstract> next);
  FailureOr<bool> widen(Carried &carried, const Abstract &next);
  FailureOr<bool> widenHeap();
  LogicalResult emitYield(ArrayRef<Abstract> next);
  Abstracts leave();

  Specializer &s;
  const Loop &loop;
  Heap before;
  SmallVector<Carried, 0> values;
  llvm::MapVector<Slot, Carried> slots;
  Operation *op = nullptr;
  Heap atStart; ///< The heap as the body finds it.
};

} // namespace cortex

FailureOr<Abstracts> Specializer::loop(const Loop &loop) { return LoopEmitter(*this, loop).run(); }

FailureOr<Abstracts> Specializer::LoopEmitter::run() {
  for (const Abstract &init : loop.inits)
    values.push_back({init, init.isStructure() ? Form() : s.formOf(init), init.isStructure()});
  Specializer::ReportMark reportsBefore = s.markReports();
  llvm::SaveAndRestore uncertain(s.uncertainty.loops, s.uncertainty.loops + 1);
  while (true) {
    s.forgetReports(reportsBefore);
    s.heap = before;
    s.dead = false;
    if (failed(createOp()))
      return failure();
    auto stable = tryTurn();
    if (failed(stable))
      return failure();
    if (*stable)
      return leave();
    op->erase();
  }
}

/// A turn that costs a structure its form unrolls the loop instead, where that is possible.
FailureOr<bool> Specializer::LoopEmitter::tryTurn() {
  size_t boxed = s.newlyBoxed.size(), frozen = s.newlyFrozen.size();
  auto stable = turn();
  if (succeeded(stable) || s.newlyBoxed.size() == boxed || !isWorthUnrolling())
    return stable;
  for (SiteKey site : llvm::drop_begin(s.newlyBoxed, boxed))
    s.forgetBoxed(site);
  for (SiteKey site : llvm::drop_begin(s.newlyFrozen, frozen))
    s.frozenSites.erase(site);
  s.newlyBoxed.truncate(boxed);
  s.newlyFrozen.truncate(frozen);
  s.unrolledLoops.insert(loop.site);
  s.startAgain = true;
  return failure();
}

/// Few turns of a small body.
bool Specializer::LoopEmitter::isWorthUnrolling() const {
  if (!loop.site || s.unrolledLoops.contains(loop.site) ||
      loop.turns * s.unrolledTurns > mostUnrolledTurns)
    return false;
  uint64_t ops = 0;
  op->walk([&](Operation *) { ++ops; });
  return ops * loop.turns <= mostUnrolledOps;
}

/// The op with the starts of everything carried, converted to the assumed types.
LogicalResult Specializer::LoopEmitter::createOp() {
  SmallVector<Value> inits;
  auto add = [&](Carried &carried) {
    return carried.invariant ? success()
                             : s.collectLeaves(carried.form, carried.init, loop.loc, inits);
  };
  for (Carried &carried : values)
    if (failed(add(carried)))
      return failure();
  for (auto &[slot, carried] : slots)
    if (failed(add(carried)))
      return failure();
  SmallVector<Type> types = llvm::to_vector(ValueRange(inits).getTypes());
  OperationState state(loop.loc,
                       loop.lower ? ForOp::getOperationName() : WhileOp::getOperationName());
  if (loop.lower)
    state.addOperands({loop.lower, loop.upper, loop.step});
  state.addOperands(inits);
  state.addTypes(types);
  if (loop.breakable)
    state.addAttribute("breakable", s.emit.getUnitAttr());
  for (int i = 0; i < (loop.lower ? 1 : 2); ++i) {
    Block &block = state.addRegion()->emplaceBlock();
    if (loop.lower)
      block.addArgument(s.emit.getI64Type(), loop.loc);
    for (Type type : types)
      block.addArgument(type, loop.loc);
  }
  op = s.emit.create(state);
  return success();
}

/// Makes the block's arguments the current carried values, on the heap too; gives those of
/// `values`.
Abstracts Specializer::LoopEmitter::enter(Block &block, unsigned leading) {
  s.heap = before;
  SmallVector<Value> arguments(block.getArguments().drop_front(leading));
  ValueRange leaves(arguments);
  Abstracts current;
  for (Carried &carried : values)
    current.push_back(carried.invariant ? carried.init : s.rebuild(carried.form, leaves));
  for (auto &[slot, carried] : slots) {
    Abstract part = carried.invariant ? carried.init : s.rebuild(carried.form, leaves);
    s.heap.change(slot.first).parts[slot.second] = part;
  }
  atStart = s.heap;
  return current;
}

FailureOr<bool> Specializer::LoopEmitter::turn() {
  OpBuilder::InsertionGuard guard(s.emit);
  Block &body = op->getRegions().back().front();
  if (!loop.lower) {
    Block &condition = op->getRegion(0).front();
    Abstracts current = enter(condition, 0);
    s.emit.setInsertionPointToEnd(&condition);
    auto again = loop.condition(current);
    if (failed(again))
      return failure();
    ConditionOp::create(s.emit, loop.loc, *again);
    for (size_t id = 0; id < before.size(); ++id)
      if (!s.heap.shares(atStart, id) && s.heap[id].parts != atStart[id].parts)
        return s.giveUpForm(Abstract::structure(id));
  }
  Abstracts current = enter(body, loop.lower ? 1 : 0);
  s.emit.setInsertionPointToEnd(&body);
  auto next = loop.turn(loop.lower ? body.getArgument(0) : Value(), current);
  if (failed(next))
    return failure();
  if (s.dead) { // Every turn ends in an error: what it would carry is never read.
    next = current;
    size_t used = s.heap.size();
    s.heap = atStart;
    s.heap.resize(std::max(used, atStart.size()));
    s.dead = false;
  }
  auto stable = confirm(*next);
  if (succeeded(stable) && *stable && failed(emitYield(*next)))
    return failure();
  return stable;
}

/// Whether all that a turn leaves fits the assumptions.
FailureOr<bool> Specializer::LoopEmitter::confirm(ArrayRef<Abstract> next) {
  bool stable = true;
  for (auto [carried, value] : llvm::zip_equal(values, next)) {
    auto same = widen(carried, value);
    if (failed(same))
      return failure();
    stable &= *same;
  }
  auto heapSame = widenHeap();
  if (failed(heapSame))
    return failure();
  return stable && *heapSame;
}

/// Whether the next value fits the assumption; else the assumption grows.
FailureOr<bool> Specializer::LoopEmitter::widen(Carried &carried, const Abstract &next) {
  if (carried.invariant) {
    if (next == carried.init || next.isUndefined())
      return true;
    if (!next.isStructure())
      return s.giveUpForm(carried.init);
    if (failed(s.freeze(carried.init)) || failed(s.freeze(next)))
      return failure();
    carried.invariant = false;
    auto form = s.joinForms(s.formOf(carried.init), s.formOf(next), carried.init, next);
    if (failed(form))
      return failure();
    carried.form = std::move(*form);
    return false;
  }
  auto form = s.joinForms(carried.form, s.formOf(next), carried.init, next);
  if (failed(form))
    return failure();
  if (*form == carried.form)
    return true;
  if (form->depth() > carried.form.depth() && form->nestsInItself()) {
    s.giveUpSites(*form);
    return failure();
  }
  if (next.isStructure() && failed(s.freeze(next)))
    return failure();
  carried.form = std::move(*form);
  return false;
}

FailureOr<bool> Specializer::LoopEmitter::widenHeap() {
  bool stable = true;
  for (ObjectId id = 0; id < before.size(); ++id) {
    if (s.heap.shares(atStart, id))
      continue;
    if (!s.heap[id].sameForm(atStart[id]))
      return s.giveUpForm(Abstract::structure(id));
    for (unsigned part = 0; part < s.heap[id].parts.size(); ++part) {
      Abstract now = s.heap[id].parts[part];
      auto it = slots.find({id, part});
      if (it != slots.end()) {
        auto same = widen(it->second, now);
        if (failed(same))
          return failure();
        stable &= *same;
      } else if (!(now == atStart[id].parts[part])) {
        Abstract init = before[id].parts[part];
        Carried carried{init, init.isStructure() ? Form() : s.formOf(init), init.isStructure()};
        if (failed(widen(carried, now)))
          return failure();
        slots.insert({{id, part}, std::move(carried)});
        stable = false;
      }
    }
  }
  return stable;
}

LogicalResult Specializer::LoopEmitter::emitYield(ArrayRef<Abstract> next) {
  SmallVector<Value> yielded;
  for (auto [carried, value] : llvm::zip_equal(values, next))
    if (!carried.invariant && failed(s.collectLeaves(carried.form, value, loop.loc, yielded)))
      return failure();
  for (auto &[slot, carried] : slots)
    if (!carried.invariant &&
        failed(s.collectLeaves(carried.form, s.heap[slot.first].parts[slot.second], loop.loc,
                               yielded)))
      return failure();
  YieldOp::create(s.emit, loop.loc, yielded);
  return success();
}

/// The state after the loop: its results in place of what it carried.
Abstracts Specializer::LoopEmitter::leave() {
  s.heap = before;
  ValueRange leaves(op->getResults());
  Abstracts results;
  for (Carried &carried : values)
    results.push_back(carried.invariant ? carried.init : s.rebuild(carried.form, leaves));
  for (auto &[slot, carried] : slots) {
    Abstract part = carried.invariant ? carried.init : s.rebuild(carried.form, leaves);
    s.heap.change(slot.first).parts[slot.second] = part;
  }
  return results;
}
