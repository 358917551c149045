// Part of Cortex, under the MIT licence.
// The forward walk over blocks, branches, loops and calls.
#include "Transforms/Differentiate/Tangents.h"

#include "Transforms/Differentiate/Pairs.h"
#include "Transforms/Differentiate/Sweep.h"

using namespace mlir;
using namespace cortex;

void Tangents::add(OpBuilder &builder, Value value, Value dot) {
  Location loc = value.getLoc();
  Value &total = dots[value];
  if (total) // A source that depends on another one.
    dot = sumOfBars(builder, loc, total, dot);
  total = convertTo(builder, loc, dot, value.getType());
}

Value Tangents::dotOrZero(OpBuilder &builder, Value value) {
  if (Value dot = dots.lookup(value))
    return dot;
  Location loc = value.getLoc();
  // An integer among floats: a zero of the floats does as well.
  if (!mayVary(value.getType()) && !isTensor(value.getType()))
    return constantFloat(builder, loc, 0.0);
  Value zero = zeroLike(builder, loc, value);
  return mayVary(value.getType()) ? convertTo(builder, loc, zero, value.getType()) : zero;
}

void Tangents::replace(Operation *old, Operation *fresh) {
  for (auto [before, after] : llvm::zip(old->getResults(), fresh->getResults())) {
    before.replaceAllUsesWith(after);
    path.replace(before, after);
    if (Value dot = dots.lookup(before)) {
      dots.erase(before);
      dots[after] = dot;
    }
  }
  old->erase();
}

LogicalResult Tangents::push(Block &block, Operation *end) {
  // A list first: the walk adds ops and replaces some.
  SmallVector<Operation *> ops;
  for (Operation &op : block) {
    if (&op == end || op.hasTrait<OpTrait::IsTerminator>())
      break;
    ops.push_back(&op);
  }
  for (Operation *op : ops)
    if (failed(pushOp(op)))
      return failure();
  return success();
}

LogicalResult Tangents::pushOp(Operation *op) {
  auto onPath = [&](Value value) { return path.contains(value); };
  if (llvm::none_of(op->getResults(), onPath))
    return success();
  if (auto branch = dyn_cast<IfOp>(op))
    return pushIf(branch);
  if (auto attempt = dyn_cast<AttemptOp>(op))
    return pushAttempt(attempt);
  if (auto checkpoint = dyn_cast<CheckpointOp>(op))
    return pushCheckpoint(checkpoint);
  if (auto loop = LoopView::of(op))
    return pushLoop(*loop);
  if (auto call = dyn_cast<func::CallOp>(op))
    return pushCall(call);
  if (op->hasAttr(residualsAttr))
    return pushResiduals(op), success();
  if (auto rule = dyn_cast<DifferentiableOpInterface>(op))
    return pushByRule(rule);
  return checkStill(op);
}

/// The tangent of a tuple of residuals is the tuple of their tangents.
void Tangents::pushResiduals(Operation *op) {
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(dotOrZero(builder, operand));
  Operation *made = builder.clone(*op);
  made->setOperands(operands);
  for (auto [result, dot] : llvm::zip_equal(op->getResults(), made->getResults()))
    if (path.contains(result))
      add(builder, result, dot);
}

/// What is on the path and does not move is a source, or it got there through memory, which the
/// walk does not see.
LogicalResult Tangents::checkStill(Operation *op) {
  bool onlySources = llvm::all_of(op->getResults(), [&](Value result) {
    return !path.contains(result) || path.isSource(result);
  });
  return onlySources ? success() : reportNoRule(op, path);
}

LogicalResult Tangents::pushIf(IfOp branch) {
  for (Region &region : branch->getRegions())
    if (failed(push(region.front())))
      return failure();
  Operation *ends[] = {branch.getThenRegion().front().getTerminator(),
                       branch.getElseRegion().front().getTerminator()};
  SmallVector<unsigned> moving;
  SmallVector<Type> types(branch->getResultTypes());
  for (unsigned i = 0; i < branch->getNumResults(); ++i)
    if (path.contains(branch.getResult(i)) &&
        llvm::any_of(ends, [&](Operation *end) { return dots.contains(end->getOperand(i)); })) {
      moving.push_back(i);
      types.push_back(types[i]);
    }
  unsigned first = branch->getNumResults();
  OpBuilder builder(branch);
  IfOp extended = withResults(builder, branch, types);
  replace(branch, extended);
  builder.setInsertionPointAfter(extended);
  for (Operation *end : ends) {
    OpBuilder atEnd(end);
    for (unsigned i : moving)
      end->insertOperands(end->getNumOperands(), dotOrZero(atEnd, end->getOperand(i)));
  }
  for (auto [k, i] : llvm::enumerate(moving))
    add(builder, extended.getResult(i), extended.getResult(first + k));
  return success();
}

LogicalResult Tangents::pushAttempt(AttemptOp attempt) {
  if (failed(push(attempt.getBody().front())))
    return failure();
  Operation *end = attempt.getBody().front().getTerminator();
  OpBuilder before(attempt), atEnd(end);
  SmallVector<Value> otherwise(attempt.getOtherwise());
  SmallVector<unsigned> moving;
  for (unsigned i = 0, count = otherwise.size(); i < count; ++i) {
    Value yielded = end->getOperand(i);
    if (!path.contains(attempt.getValues()[i]) || !dots.contains(yielded))
      continue;
    moving.push_back(attempt.firstValue + i);
    end->insertOperands(end->getNumOperands(), dotOrZero(atEnd, yielded));
    otherwise.push_back(placeholder(before, attempt.getLoc(), yielded.getType()));
  }
  unsigned first = attempt->getNumResults();
  AttemptOp extended = withValues(before, attempt, otherwise);
  replace(attempt, extended);
  OpBuilder builder(extended->getContext());
  builder.setInsertionPointAfter(extended);
  for (auto [k, i] : llvm::enumerate(moving))
    add(builder, extended->getResult(i), extended->getResult(first + k));
  return success();
}

/// Forward mode stores nothing, so there is nothing to repeat.
LogicalResult Tangents::pushCheckpoint(CheckpointOp op) {
  for (Operation *inner : dissolve(op))
    if (failed(pushOp(inner)))
      return failure();
  return success();
}

LogicalResult Tangents::pushLoop(LoopView loop) {
  // Of a boxed sequence only the run time knows how its items move.
  if (llvm::any_of(loop.body->getArguments().take_front(loop.leading),
                   [&](Value item) { return path.contains(item); }))
    return reportNoRule(loop.op, path);
  SmallVector<unsigned> slots;
  SmallVector<Value> inits;
  OpBuilder builder(loop.op);
  for (unsigned i = 0; i < loop.size(); ++i)
    if (path.isHandedOnBy(loop, i)) {
      slots.push_back(i);
      inits.push_back(dotOrZero(builder, loop.init(i).get()));
    }
  unsigned first = loop.size();
  LoopView extended = loop.withMore(inits);
  replace(loop.op, extended.op);
  builder.setInsertionPointAfter(extended.op);
  for (auto [k, i] : llvm::enumerate(slots))
    dots[extended.carried(i)] = extended.carried(first + k);
  if (failed(push(extended.body->front())))
    return failure();
  OpBuilder atEnd(extended.body->front().getTerminator());
  for (auto [k, i] : llvm::enumerate(slots))
    extended.yielded(first + k).set(dotOrZero(atEnd, extended.yielded(i).get()));
  for (auto [k, i] : llvm::enumerate(slots))
    if (path.contains(extended.op->getResult(i)))
      add(builder, extended.op->getResult(i), extended.op->getResult(first + k));
  return success();
}

LogicalResult Tangents::pushCall(func::CallOp call) {
  if (path.readsVaryingGlobal(call))
    return reportVaryingGlobal(call);
  SmallVector<unsigned> arguments, results;
  SmallVector<Value> operands(call.getOperands());
  for (auto [i, operand] : llvm::enumerate(call.getOperands()))
    if (Value dot = dots.lookup(operand)) {
      arguments.push_back(i);
      operands.push_back(dot);
    }
  for (auto [i, result] : llvm::enumerate(call.getResults()))
    if (path.contains(result))
      results.push_back(i);
  if (arguments.empty())
    return checkStill(call);
  auto function = pairs.tangent(call, arguments, results);
  if (failed(function))
    return failure();
  OpBuilder builder(call);
  unsigned first = call.getNumResults();
  auto extended = func::CallOp::create(builder, call.getLoc(), *function, operands);
  replace(call, extended);
  builder.setInsertionPointAfter(extended);
  for (auto [k, i] : llvm::enumerate(results))
    add(builder, extended.getResult(i), extended.getResult(first + k));
  return success();
}
