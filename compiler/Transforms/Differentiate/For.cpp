// Part of Cortex, under the MIT licence.
// Reverses loops: a counted loop runs backwards over what the forward loop stored.
#include "Transforms/Differentiate/Sweep.h"

using namespace mlir;
using namespace cortex;

LoopView Sweep::extend(const LoopView &loop, ValueRange inits) {
  LoopView extended = loop.withMore(inits);
  replace(loop.op, extended.op);
  return extended;
}

LogicalResult Sweep::reverseLoop(LoopView loop) {
  Location loc = loop.op->getLoc();
  SmallVector<Value> captured = capturedBy(loop.op), carried;
  SmallVector<unsigned> slots;
  for (unsigned i = 0; i < loop.size(); ++i)
    if (scope.path.isHandedOnBy(loop, i))
      slots.push_back(i);
  if (captured.empty() && slots.empty())
    return success();
  // The forward loop counts its turns.
  OpBuilder outside(anchor(loop.op), listenerFor(Derivation::Stored));
  Value start = constantInt(outside, loc, 0);
  unsigned counter = loop.size();
  loop = extend(loop, start);
  OpBuilder atEnd(loop.body->front().getTerminator(), listenerFor(Derivation::Stored));
  loop.yielded(counter).set(
      build<AddOp>(atEnd, loc, {loop.carried(counter), constantInt(atEnd, loc, 1)}));
  scope.threads[loop.op->getResult(counter)] = {start, /*isCounter=*/true};

  for (unsigned i : slots)
    carried.push_back(barOrZero(loop.op->getResult(i)));
  for (Value value : captured)
    carried.push_back(barOrZero(value));
  ForOp reverse = emitReverseLoop(loop, counter, carried, slots, captured);
  if (!reverse)
    return failure();
  for (auto [i, value] : llvm::enumerate(captured))
    if (reverse.getCarried()[slots.size() + i] !=
        reverse.getBody().front().getTerminator()->getOperand(slots.size() + i))
      bars[value] = reverse.getResult(slots.size() + i);
  for (auto [i, slot] : llvm::enumerate(slots))
    add(loop.init(slot).get(), reverse.getResult(i));
  keepForLoop(loop, counter, reverse);
  return success();
}

ForOp Sweep::emitReverseLoop(const LoopView &loop, unsigned counter, ValueRange carried,
                             ArrayRef<unsigned> slots, ArrayRef<Value> captured) {
  Location loc = loop.op->getLoc();
  Value one = constantInt(builder, loc, 1), back = constantInt(builder, loc, -1);
  Value last = build<SubOp>(builder, loc, {loop.op->getResult(counter), one});
  Value beforeFirst = build<SubOp>(builder, loc, {loop.init(counter).get(), one});
  auto reverse = ForOp::create(builder, loc, carried.getTypes(), last, beforeFirst, back, carried);
  Block &body = reverse.getBody().emplaceBlock();
  body.addArgument(builder.getI64Type(), loc);
  for (Value value : carried)
    body.addArgument(value.getType(), loc);
  Sweep inner(pairs, scope, OpBuilder::atBlockEnd(&body));
  ArrayRef<BlockArgument> arguments = body.getArguments().drop_front(1);
  for (auto [value, argument] : llvm::zip(captured, arguments.drop_front(slots.size())))
    inner.bars[value] = argument;
  for (auto [slot, argument] : llvm::zip(slots, arguments))
    inner.add(loop.yielded(slot).get(), argument);
  if (failed(inner.reverse(loop.body->front())))
    return {};
  SmallVector<Value> ends;
  for (unsigned slot : slots)
    ends.push_back(inner.barOrZero(loop.carried(slot)));
  for (Value value : captured)
    ends.push_back(inner.bars.lookup(value));
  YieldOp::create(inner.builder, loc, ends);
  return reverse;
}

void Sweep::threadThrough(LoopView &loop, ForOp reverse) {
  auto within = [](Region &region) {
    return
        [&region](OpOperand &use) { return region.isAncestor(use.getOwner()->getParentRegion()); };
  };
  for (Value value : needsOf(reverse.getBody(), *loop.body).stored) {
    auto found = scope.threads.find(value);
    if (found == scope.threads.end())
      continue;
    SweepScope::Thread thread = found->second;
    unsigned slot = loop.size();
    loop = extend(loop, thread.initial);
    BlockArgument argument = loop.carried(slot);
    thread.initial.replaceUsesWithIf(argument, within(*loop.body));
    loop.yielded(slot).set(value);
    Value end = loop.op->getResult(slot);
    scope.threads[end] = thread;
    // A counter has another value each turn; a store only grows, so its end serves all of them.
    if (thread.isCounter)
      thread.initial.replaceUsesWithIf(argument, within(reverse.getBody()));
    else
      value.replaceUsesWithIf(end, within(reverse.getBody()));
  }
}

/// How often a counted loop turns, where its bounds are known.
static std::optional<int64_t> knownTurns(ForOp loop) {
  auto lower = constantInt(constantOf(loop.getLower())),
       upper = constantInt(constantOf(loop.getUpper())),
       step = constantInt(constantOf(loop.getStep()));
  if (!lower || !upper || step != 1)
    return std::nullopt;
  return std::max<int64_t>(*upper - *lower, 0);
}

/// How often a counted loop turns: ceil((upper - lower) / step), at least 0.
static Value turnsOf(OpBuilder &builder, ForOp loop) {
  Location loc = loop.getLoc();
  if (auto known = knownTurns(loop))
    return constantInt(builder, loc, *known);
  Value span = build<SubOp>(builder, loc, {loop.getUpper(), loop.getLower()});
  if (constantInt(constantOf(loop.getStep())) != 1) {
    Value quotient = build<DivOp>(builder, loc, {span, loop.getStep()});
    span =
        CastOp::create(builder, loc, builder.getI64Type(), build<CeilOp>(builder, loc, quotient));
  }
  return build<MaxOp>(builder, loc, {span, constantInt(builder, loc, 0)});
}

void Sweep::keepForLoop(LoopView loop, unsigned counter, ForOp reverse) {
  Location loc = loop.op->getLoc();
  keepShapesOnly(reverse.getBody(), *loop.body);
  threadThrough(loop, reverse);
  Needs needs = needsOf(reverse.getBody(), *loop.body);
  auto counted = dyn_cast<ForOp>(loop.op);
  Value variable = counted ? counted.getInductionVar() : Value();
  bool needsVariable = variable && needs.stored.contains(variable);

  // In a loop that runs once the number of entries is known beforehand.
  Operation *outermost = anchor(loop.op);
  bool exact = loop.isCounted() && outermost == loop.op;
  OpBuilder before(outermost, listenerFor(Derivation::Stored));
  Value turns = exact ? turnsOf(before, counted) : Value();
  int64_t capacity =
      exact ? knownTurns(counted).value_or(ShapedType::kDynamic) : ShapedType::kDynamic;
  SmallVector<Value> entries, stores;
  for (Value value : needs.stored) {
    if (value == variable)
      continue;
    entries.push_back(value);
    stores.push_back(Store::make(before, loc, Store::typeFor(value.getType(), capacity), turns));
  }
  if (exact) // No turn need be counted.
    loop.op->getResult(counter).replaceAllUsesWith(turns);
  unsigned first = loop.size();
  loop = extend(loop, stores);
  OpBuilder atEnd(loop.body->front().getTerminator(), listenerFor(Derivation::Stored));
  OpBuilder start =
      OpBuilder::atBlockBegin(&reverse.getBody().front(), listenerFor(Derivation::Derivative));
  auto extended = dyn_cast<ForOp>(loop.op);
  bool countsItself = exact && constantInt(constantOf(extended.getLower())) == 0 &&
                      constantInt(constantOf(extended.getStep())) == 1;
  Value turn = countsItself ? extended.getInductionVar() : Value(loop.carried(counter));
  IRMapping loaded;
  for (auto [i, entry] : llvm::enumerate(entries)) {
    Value pushed = Store::push(atEnd, loc, loop.carried(first + i), turn, entry, !exact);
    loop.yielded(first + i).set(pushed);
    Value end = loop.op->getResult(first + i);
    scope.threads[end] = {stores[i], /*isCounter=*/false};
    loaded.map(entry, Store::load(start, loc, end, reverse.getInductionVar(), entry.getType()));
  }
  if (needsVariable) {
    Value back = build<SubOp>(start, loc, {reverse.getInductionVar(), loop.init(counter).get()});
    Value offset = build<MulOp>(start, loc, {back, extended.getStep()});
    loaded.map(extended.getInductionVar(), build<AddOp>(start, loc, {extended.getLower(), offset}));
  }
  provide(start, reverse.getBody(), needs, loaded);
}
