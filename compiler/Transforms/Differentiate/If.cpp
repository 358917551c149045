// Part of Cortex, under the MIT licence.
// Reverses branches and attempts: what was run is entered again.
#include "Transforms/Differentiate/Sweep.h"

using namespace mlir;
using namespace cortex;

LogicalResult Sweep::reverseIf(IfOp forward) {
  auto reverse = reverseTaken(forward, forward.getCondition(), forward.getResults(),
                              {&forward.getThenRegion().front(), &forward.getElseRegion().front()});
  if (succeeded(reverse) && *reverse)
    keepForIf(forward, *reverse);
  return reverse;
}

LogicalResult Sweep::reverseAttempt(AttemptOp forward) {
  auto reverse = reverseTaken(forward, forward.getOk(), forward.getValues(),
                              {&forward.getBody().front(), nullptr});
  if (succeeded(reverse) && *reverse)
    keepForAttempt(forward, *reverse);
  return reverse;
}

FailureOr<IfOp> Sweep::reverseTaken(Operation *forward, Value condition, ValueRange results,
                                    std::array<Block *, 2> blocks) {
  SmallVector<Value> captured = capturedBy(forward);
  if (captured.empty())
    return IfOp();
  Location loc = forward->getLoc();
  auto draft = IfOp::create(builder, loc, TypeRange{}, condition, /*withBlocks=*/true);
  // Each branch goes on from the cotangents so far.
  SmallVector<Sweep, 2> branches;
  for (auto [block, into] : llvm::zip(blocks, draft->getRegions())) {
    Sweep &inner = branches.emplace_back(pairs, scope, OpBuilder::atBlockEnd(&into.front()));
    for (Value value : captured)
      if (Value bar = bars.lookup(value))
        inner.bars[value] = bar;
    if (!block)
      continue;
    for (auto [result, yielded] : llvm::zip(results, block->getTerminator()->getOperands()))
      inner.add(yielded, bars.lookup(result));
    if (failed(inner.reverse(*block)))
      return failure();
  }
  llvm::erase_if(captured, [&](Value value) {
    return llvm::all_of(
        branches, [&](Sweep &inner) { return inner.bars.lookup(value) == bars.lookup(value); });
  });
  for (Sweep &inner : branches) {
    SmallVector<Value> ends;
    for (Value value : captured)
      ends.push_back(inner.barOrZero(value));
    YieldOp::create(inner.builder, loc, ends);
  }
  IfOp reverse = withResults(builder, draft, ValueRange(captured).getTypes());
  draft->erase();
  for (auto [value, result] : llvm::zip(captured, reverse.getResults()))
    bars[value] = result;
  return reverse;
}

Value Sweep::otherwise(OpBuilder &builder, Value residual) {
  auto thread = scope.threads.find(residual);
  return thread != scope.threads.end()
             ? thread->second.initial
             : placeholder(builder, residual.getLoc(), residual.getType());
}

void Sweep::handOn(Value residual, Value result) {
  auto thread = scope.threads.find(residual);
  if (thread == scope.threads.end())
    return;
  SweepScope::Thread handed = thread->second;
  scope.threads[result] = handed;
}

void Sweep::keepForAttempt(AttemptOp forward, IfOp reverse) {
  Needs needs = needsOf(reverse.getThenRegion(), forward.getBody());
  unsigned next = forward->getNumResults();
  OpBuilder before(forward);
  SmallVector<Value> stopped(forward.getOtherwise());
  for (Value value : needs.stored)
    stopped.push_back(otherwise(before, value));
  AttemptOp extended = withValues(before, forward, stopped);
  replace(forward, extended);
  Operation *end = extended.getBody().front().getTerminator();
  IRMapping loaded;
  for (Value value : needs.stored) {
    end->insertOperands(end->getNumOperands(), value);
    Value result = extended->getResult(next++);
    handOn(value, result);
    loaded.map(value, result);
  }
  OpBuilder start = OpBuilder::atBlockBegin(&reverse.getThenRegion().front(),
                                            listenerFor(Derivation::Derivative));
  provide(start, reverse.getThenRegion(), needs, loaded);
}

void Sweep::keepForIf(IfOp forward, IfOp reverse) {
  SmallVector<Needs, 2> needs;
  SmallVector<Type> types(forward->getResultTypes());
  for (auto [from, to] : llvm::zip(reverse->getRegions(), forward->getRegions())) {
    needs.push_back(needsOf(from, to));
    llvm::append_range(types, ValueRange(needs.back().stored.getArrayRef()).getTypes());
  }
  unsigned next = forward->getNumResults();
  if (types.size() != next) {
    OpBuilder before(forward);
    IfOp extended = withResults(before, forward, types);
    replace(forward, extended);
    forward = extended;
  }
  for (unsigned taken : {0u, 1u}) {
    IRMapping loaded;
    Operation *ends[] = {forward->getRegion(taken).front().getTerminator(),
                         forward->getRegion(1 - taken).front().getTerminator()};
    OpBuilder other(ends[1], listenerFor(Derivation::Stored));
    for (Value value : needs[taken].stored) {
      ends[0]->insertOperands(ends[0]->getNumOperands(), value);
      ends[1]->insertOperands(ends[1]->getNumOperands(), otherwise(other, value));
      Value result = forward.getResult(next++);
      handOn(value, result);
      loaded.map(value, result);
    }
    OpBuilder start = OpBuilder::atBlockBegin(&reverse->getRegion(taken).front(),
                                              listenerFor(Derivation::Derivative));
    provide(start, reverse->getRegion(taken), needs[taken], loaded);
  }
}
