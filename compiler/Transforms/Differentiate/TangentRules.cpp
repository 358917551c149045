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
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  Value result = op->getResult(0);
  if (op->hasTrait<Linear>()) {
    add(builder, result, linear(builder, op, moving));
    return success();
  }
  bool isDiagonal = op->hasTrait<OpTrait::Elementwise>() || op->hasTrait<Broadcasts>();
  if (!isDiagonal && !op->hasTrait<Multilinear>()) {
    auto dot = transposed(builder, op, moving);
    if (failed(dot))
      return failure();
    add(builder, result, *dot);
    return success();
  }
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
  emission.dropUnused({pulled[operand]});
  return pulled[operand];
}

/// Does `value` depend on elements of `source`, and not on its shape alone?
[[maybe_unused]] static bool readsElements(Value value, Value source) {
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

/// The general case: the pullback for a symbolic cotangent is code that is linear in it, and the
/// reverse sweep over that code, from tangents in the places of cotangents, is its transpose.
FailureOr<Value> Tangents::transposed(OpBuilder &builder, DifferentiableOpInterface op,
                                      ArrayRef<unsigned> moving) {
  Value result = op->getResult(0);
  auto symbol = UndefinedOp::create(builder, op->getLoc(), result.getType());
  Emission emission(builder);
  SmallVector<Value> pulled;
  if (failed(pullBack(op, builder, symbol.getResult(), pulled)))
    return failure();
  unsigned given = llvm::count_if(pulled, [](Value bar) { return static_cast<bool>(bar); });
  SmallVector<Value> bars;
  for (unsigned i : moving)
    bars.push_back(pulled[i] ? fitTo(builder, op, i, pulled[i], given > 1) : Value());
  SweepScope scope(Path(symbol, effects));
  scope.base.insert(builder.getInsertionBlock());
  Sweep sweep(pairs, scope, builder);
  SmallVector<Operation *> ops = emission.ops();
  for (auto [i, bar] : llvm::zip(moving, bars))
    if (bar)
      sweep.add(bar, dots.lookup(op->getOperand(i)));
  if (failed(sweep.reverse(ops)))
    return failure();
  Value dot = sweep.barOrZero(symbol);
  emission.dropUnused({dot});
  assert(!readsElements(dot, symbol) && "a pullback is linear in the cotangent");
  // What is left of the symbol is its shape, which is the result's.
  symbol.replaceAllUsesWith(result);
  symbol.erase();
  return dot;
}
