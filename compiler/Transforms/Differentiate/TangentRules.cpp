// Part of Cortex, under the MIT licence.
// Tangents of single ops, each from the op's one rule: its pullback.
#include "Transforms/Differentiate/Sweep.h"
#include "Transforms/Differentiate/Tangents.h"

using namespace mlir;
using namespace cortex;

LogicalResult Tangents::pushByRule(DifferentiableOpInterface op) {
  SmallVector<unsigned> moving;
  for (auto [i, operand] : llvm::enumerate(op->getOperands()))
    if (op.variesWith(i) && dots.contains(operand))
      moving.push_back(i);
  if (moving.empty())
    return checkStill(op);
  OpBuilder builder(op->getContext(), listenerFor(Derivation::Derivative));
  builder.setInsertionPointAfter(op);
  Value result = op->getResult(0);
  if (op->hasTrait<Linear>()) {
    add(builder, result, linear(builder, op, moving));
    return success();
  }
  bool isDiagonal = op->hasTrait<OpTrait::Elementwise>() || op->hasTrait<Broadcasts>();
  if (!isDiagonal && !op->hasTrait<Multilinear>())
    return transposed(builder, op, moving);
  for (unsigned i : moving) {
    FailureOr<Value> part = isDiagonal ? diagonal(builder, op, i) : linear(builder, op, i);
    if (failed(part))
      return failure();
    add(builder, result, *part);
  }
  return success();
}

/// What is linear is its own derivative: the op, with tangents in the places that it varies with.
Value Tangents::linear(OpBuilder &builder, DifferentiableOpInterface op,
                       ArrayRef<unsigned> moving) {
  SmallVector<Value> operands(op->getOperands());
  for (auto [i, operand] : llvm::enumerate(operands))
    if (llvm::is_contained(moving, i) || (op->hasTrait<Linear>() && op.variesWith(i)))
      operand = dotOrZero(builder, operand);
  Operation *copy = builder.clone(*op);
  copy->setOperands(operands);
  return copy->getResult(0);
}

/// Could the op have repeated operand `i` to the shape of its result?
static bool isRepeated(Operation *op, unsigned i) {
  Type from = op->getOperand(i).getType(), to = op->getResult(0).getType();
  if (isAny(from) || isAny(to))
    return op->getNumOperands() > 1;
  auto tensor = dyn_cast<RankedTensorType>(from), result = dyn_cast<RankedTensorType>(to);
  if (!tensor || !result)
    return static_cast<bool>(result);
  return tensor.getShape() != result.getShape() || (!tensor.hasStaticShape() && mayRepeat(op, i));
}

/// The Jacobian of an op that works element by element is diagonal, so it is its own transpose: the
/// pullback maps tangents as it maps cotangents.
FailureOr<Value> Tangents::diagonal(OpBuilder &builder, DifferentiableOpInterface op,
                                    unsigned operand) {
  Location loc = op->getLoc();
  Value result = op->getResult(0), dot = dots.lookup(op->getOperand(operand));
  if (isRepeated(op, operand))
    dot = build<BroadcastLikeOp>(builder, loc, {dot, result});
  dot = convertTo(builder, loc, dot, result.getType());
  Emission emission(builder);
  SmallVector<Value> pulled;
  if (failed(pullBack(op, builder, dot, pulled)))
    return failure();
  Value part = pulled[operand];
  if (path.selects())
    part = strongZero(builder, op, dot, part);
  emission.dropUnused({part});
  return part;
}

/// Does `value` depend on elements of `source`, and not on its shape alone?
static bool readsElements(Value value, Value source) {
  SmallVector<Value> work{source};
  llvm::DenseSet<Value> seen;
  while (!work.empty()) {
    Value current = work.pop_back_val();
    if (current == value)
      return true;
    if (!seen.insert(current).second)
      continue;
    for (OpOperand &use : current.getUses())
      if (!asksForShape(use))
        llvm::append_range(work, use.getOwner()->getResults());
  }
  return false;
}

/// The general case: the pullback for symbolic cotangents is code that is linear in them, and the
/// reverse sweep over that code, from tangents in the places of cotangents, is its transpose.
LogicalResult Tangents::transposed(OpBuilder &builder, DifferentiableOpInterface op,
                                   ArrayRef<unsigned> moving) {
  SmallVector<Value> symbols, pulled;
  for (Value result : op->getResults())
    symbols.push_back(UndefinedOp::create(builder, op->getLoc(), result.getType()));
  Emission emission(builder);
  if (failed(pullBack(op, builder, symbols, pulled)))
    return failure();
  unsigned given = llvm::count_if(pulled, [](Value bar) { return static_cast<bool>(bar); });
  SmallVector<Value> bars;
  for (unsigned i : moving)
    bars.push_back(pulled[i] ? fitTo(builder, op, i, pulled[i], given > 1) : Value());
  SweepScope scope(Path(symbols, effects));
  scope.base.insert(builder.getInsertionBlock());
  Sweep sweep(pairs, scope, builder);
  SmallVector<Operation *> ops = emission.ops();
  for (auto [i, bar] : llvm::zip(moving, bars))
    if (bar)
      sweep.add(bar, dots.lookup(op->getOperand(i)));
  if (failed(sweep.reverse(ops)))
    return failure();
  llvm::DenseSet<Value> resultDots;
  for (auto [symbol, result] : llvm::zip(symbols, op->getResults())) {
    Value dot = sweep.barOrZero(symbol);
    // A rule of ours is linear in the cotangent; one that a program gives may be anything.
    if (llvm::any_of(symbols, [&](Value from) { return readsElements(dot, from); }))
      return emitError(op->getLoc()) << codedMessage(
                 DiagKind::UnsupportedYet,
                 {"forward mode through a pullback that is not linear in the cotangent"});
    add(builder, result, dot);
    resultDots.insert(dots.lookup(result));
  }
  emission.dropUnused(resultDots);
  // What is left of a symbol is its shape, which is the result's.
  for (auto [symbol, result] : llvm::zip(symbols, op->getResults())) {
    symbol.replaceAllUsesWith(result);
    symbol.getDefiningOp()->erase();
  }
  return success();
}
