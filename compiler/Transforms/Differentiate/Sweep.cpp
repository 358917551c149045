// Part of Cortex, under the MIT licence.
// The reverse sweep over straight-line code, and how cotangents add up.
#include "Transforms/Differentiate/Sweep.h"

#include "Dialect/Inference.h"

#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace cortex;

/// Is this a tensor whose elements are all the constant 0?
static bool isZero(Value value) {
  if (auto constant = value.getDefiningOp<ConstantOp>()) {
    auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
    return splat && isa<FloatType>(splat.getElementType()) &&
           splat.getSplatValue<APFloat>().isPosZero();
  }
  auto spread = value.getDefiningOp<BroadcastLikeOp>();
  auto number = spread ? dyn_cast_or_null<FloatAttr>(constantOf(spread.getInput())) : FloatAttr();
  return number && number.getValue().isPosZero();
}

Value Sweep::sum(Location loc, Value bar, Value more) {
  // Adding a part to zeros and then to the sum so far would touch every element.
  if (auto part = more.getDefiningOp<IndexAddOp>())
    if (isZero(part.getBase()) && part.getBase().getType() == bar.getType()) {
      SmallVector<Value> operands(part->getOperands());
      operands.front() = bar;
      return build<IndexAddOp>(builder, loc, operands);
    }
  return sumOfBars(builder, loc, bar, more);
}

Value cortex::sumOfBars(OpBuilder &builder, Location loc, Value bar, Value more) {
  Type any = AnyType::get(builder.getContext());
  if (!isAny(bar.getType()) && !isAny(more.getType()))
    return build<AddOp>(builder, loc, {bar, more});
  return build<AccumulateOp>(
      builder, loc, {convertTo(builder, loc, bar, any), convertTo(builder, loc, more, any)});
}

/// The op that gives the cotangent says what it is the cotangent of.
static void noteCotangent(Value bar, Value value) {
  Operation *made = bar.getDefiningOp();
  if (made && value.getDefiningOp() && derivationOf(made->getLoc()) == Derivation::Derivative)
    made->setLoc(derivativeLoc(made->getLoc(), value.getLoc()));
}

void Sweep::add(Value value, Value bar) {
  if (!bar || !scope.path.contains(value))
    return;
  Value &total = bars[value];
  if (total)
    bar = sum(bar.getLoc(), total, bar);
  total = convertTo(builder, bar.getLoc(), bar, value.getType());
  noteCotangent(total, value);
}

Value Sweep::barOrZero(Value value) {
  Value bar = bars.lookup(value);
  if (bar)
    return bar;
  return convertTo(builder, value.getLoc(), zeroLike(builder, value.getLoc(), value),
                   value.getType());
}

LogicalResult Sweep::reverse(Block &block, Operation *end) {
  // A list first: loops and branches are replaced by ones with more results on the way.
  SmallVector<Operation *> ops;
  for (Operation &op : block) {
    if (&op == end || op.hasTrait<OpTrait::IsTerminator>())
      break;
    ops.push_back(&op);
  }
  return reverse(ops);
}

LogicalResult Sweep::reverse(ArrayRef<Operation *> ops) {
  for (Operation *op : llvm::reverse(ops))
    if (llvm::any_of(op->getResults(), [&](Value result) { return bars.contains(result); }))
      if (failed(reverseOp(op)))
        return failure();
  return success();
}

LogicalResult Sweep::reverseOp(Operation *op) {
  if (auto branch = dyn_cast<IfOp>(op))
    return reverseIf(branch);
  if (auto attempt = dyn_cast<AttemptOp>(op))
    return reverseAttempt(attempt);
  if (auto checkpoint = dyn_cast<CheckpointOp>(op))
    return reverseCheckpoint(checkpoint);
  if (auto loop = LoopView::of(op))
    return reverseLoop(*loop);
  if (auto call = dyn_cast<func::CallOp>(op))
    return reverseCall(call);
  if (op->hasAttr(residualsAttr))
    return reverseResiduals(op), success();
  bool onPath =
      llvm::any_of(op->getOperands(), [&](Value operand) { return scope.path.contains(operand); });
  bool fromSource = llvm::all_of(op->getResults(), [&](Value result) {
    return !bars.contains(result) || scope.path.isSource(result);
  });
  if (!onPath && fromSource)
    return success();
  if (auto rule = dyn_cast<DifferentiableOpInterface>(op))
    return onPath ? reverseByRule(rule) : success();
  if (op->hasTrait<NonDifferentiable>() && !isOpaque(op))
    return success();
  return reportNoRule(op, scope.path);
}

/// The cotangent of a tuple of residuals is taken apart like the tuple, and put together from those
/// of its parts.
void Sweep::reverseResiduals(Operation *op) {
  Location loc = op->getLoc();
  Type any = AnyType::get(op->getContext());
  Operation *made;
  if (auto tuple = dyn_cast<TupleOp>(op)) {
    SmallVector<Type> types(tuple->getNumOperands(), any);
    made = UnpackOp::create(builder, loc, types, bars.lookup(tuple.getResult()));
    for (auto [part, bar] : llvm::zip_equal(tuple->getOperands(), made->getResults()))
      if (scope.path.contains(part))
        add(part, bar);
  } else {
    SmallVector<Value> parts;
    for (Value part : op->getResults())
      parts.push_back(convertTo(builder, loc, barOrZero(part), any));
    made = TupleOp::create(builder, loc, any, parts);
    add(op->getOperand(0), made->getResult(0));
  }
  made->setAttr(residualsAttr, builder.getUnitAttr());
}

Emission::Emission(OpBuilder &builder)
    : block(builder.getInsertionBlock()), end(builder.getInsertionPoint()),
      wasEmpty(end == block->begin()), before(wasEmpty ? end : std::prev(end)) {}

SmallVector<Operation *> Emission::ops() const {
  SmallVector<Operation *> made;
  for (Operation &op : llvm::make_range(wasEmpty ? block->begin() : std::next(before), end))
    made.push_back(&op);
  return made;
}

void Emission::dropUnused(const llvm::DenseSet<Value> &kept) const {
  SmallVector<Operation *> made = ops();
  for (Operation *op : llvm::reverse(made))
    // What gives no value is there for its effect.
    if (op->getNumResults() > 0 && op->use_empty() &&
        llvm::none_of(op->getResults(), [&](Value value) { return kept.contains(value); }))
      op->erase();
}

LogicalResult cortex::pullBack(DifferentiableOpInterface op, OpBuilder &builder,
                               ValueRange resultBars, SmallVectorImpl<Value> &pulled) {
  if (failed(op.pullback(builder, op->getOperands(), op->getResults(), resultBars, pulled)))
    return failure();
  if (pulled.size() != op->getNumOperands())
    return emitError(op->getLoc(), "internal error: its pullback gives ")
           << pulled.size() << " cotangents for " << op->getNumOperands() << " operands";
  return success();
}

/// May the op's derivative at what a selection has left be infinite?
static bool maySpoil(Operation *op) {
  return (op->hasTrait<OpTrait::Elementwise>() || op->hasTrait<Broadcasts>()) &&
         !op->hasTrait<Linear>() && !op->hasTrait<Selects>() && !op->hasTrait<ConstantDerivative>();
}

Value cortex::strongZero(OpBuilder &builder, Operation *op, Value cause, Value bar) {
  if (!bar || !maySpoil(op))
    return bar;
  Location loc = op->getLoc();
  Value zero = constantFloat(builder, loc, 0.0);
  Value isNumber = build<EqOp>(builder, loc, {bar, bar});
  Value mended = build<WhereOp>(builder, loc, {isNumber, bar, zero});
  Value isCaused = build<EqOp>(builder, loc, {cause, zero});
  return build<WhereOp>(builder, loc, {isCaused, mended, bar});
}

LogicalResult Sweep::reverseByRule(DifferentiableOpInterface op) {
  Emission emission(builder);
  SmallVector<Value> resultBars, pulled;
  for (Value result : op->getResults())
    resultBars.push_back(bars.lookup(result));
  if (failed(pullBack(op, builder, resultBars, pulled)))
    return failure();
  if (scope.path.selectsBehind(op->getResult(0)))
    for (Value &bar : pulled)
      bar = strongZero(builder, op, resultBars[0], bar);
  addPulled(op, pulled);
  llvm::DenseSet<Value> kept;
  for (Value operand : op->getOperands())
    kept.insert(bars.lookup(operand));
  emission.dropUnused(kept);
  return success();
}

void Sweep::addPulled(Operation *op, ArrayRef<Value> pulled) {
  unsigned given = llvm::count_if(pulled, [](Value bar) { return static_cast<bool>(bar); });
  for (auto [i, bar] : llvm::enumerate(pulled))
    if (bar && scope.path.contains(op->getOperand(i)))
      add(op->getOperand(i), fitTo(builder, op, i, bar, given > 1));
}

/// The value whose shape a value has by way of ops of one tensor that keep shapes.
static Value shapeRoot(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    Value only;
    unsigned tensors = 0;
    for (Value operand : op->getOperands())
      if (isTensor(operand.getType())) {
        only = operand;
        ++tensors;
      }
    bool keeps = op->getNumRegions() == 0 && isa<TypeInferenceOpInterface>(op) &&
                 isTensor(value.getType()) &&
                 (op->hasTrait<OpTrait::Elementwise>() || op->hasTrait<Broadcasts>());
    if (!keeps || tensors != 1)
      break;
    value = only;
  }
  return value;
}

bool cortex::mayRepeat(Operation *op, unsigned i) {
  auto type = cast<RankedTensorType>(op->getOperand(i).getType());
  auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  std::optional<SmallVector<int64_t>> shape(std::in_place, type.getShape());
  bool repeats = false;
  for (auto [k, other] : llvm::enumerate(op->getOperands())) {
    auto tensor = dyn_cast<RankedTensorType>(other.getType());
    if (!tensor || k == i || shapeRoot(other) == shapeRoot(op->getOperand(i)))
      continue;
    shape = shape ? broadcastShapes(*shape, tensor.getShape()) : std::nullopt;
    for (int64_t axis = 0; axis < type.getRank(); ++axis) {
      int64_t place = axis - type.getRank() + tensor.getRank();
      repeats |= type.isDynamicDim(axis) && place >= 0 && tensor.getDimSize(place) != 1;
    }
  }
  // Where the operands do not even broadcast to the result, the op is no broadcasting one.
  return repeats && shape && result && ArrayRef<int64_t>(*shape) == result.getShape();
}

/// Do the two types allow the same shapes?
static bool shapesAgree(RankedTensorType lhs, RankedTensorType rhs) {
  if (lhs.getRank() != rhs.getRank())
    return false;
  for (auto [l, r] : llvm::zip(lhs.getShape(), rhs.getShape()))
    if (l != r && !ShapedType::isDynamic(l) && !ShapedType::isDynamic(r))
      return false;
  return true;
}

Value cortex::fitTo(OpBuilder &builder, Operation *op, unsigned operand, Value bar,
                    bool mayBeBroadcast) {
  Value value = op->getOperand(operand);
  Location loc = op->getLoc();
  auto type = dyn_cast<RankedTensorType>(value.getType()),
       barType = dyn_cast<RankedTensorType>(bar.getType());
  bool repeated;
  if (isAny(value.getType()) || isAny(bar.getType()))
    repeated = mayBeBroadcast;
  else if (type && barType)
    repeated = !shapesAgree(type, barType) ||
               (mayBeBroadcast && !type.hasStaticShape() && mayRepeat(op, operand)) ||
               (type.hasStaticShape() && !barType.hasStaticShape() && mayBeBroadcast);
  else
    repeated = static_cast<bool>(barType);
  if (repeated)
    bar = build<SumLikeOp>(builder, loc, {bar, value});
  return convertTo(builder, loc, bar, value.getType());
}

SmallVector<Value> Sweep::capturedBy(Operation *op) const {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op->getRegions(), used);
  SmallVector<Value> captured;
  for (Value value : used)
    if (scope.path.contains(value))
      captured.push_back(value);
  return captured;
}

Operation *Sweep::anchor(Operation *op) const {
  while (!scope.base.contains(op->getBlock()))
    op = op->getParentOp();
  return op;
}

void Sweep::replace(Operation *old, Operation *fresh) {
  for (auto [before, after] : llvm::zip(old->getResults(), fresh->getResults())) {
    before.replaceAllUsesWith(after);
    scope.path.replace(before, after);
    auto bar = bars.find(before);
    if (bar != bars.end()) {
      Value moved = bar->second;
      bars.erase(bar);
      bars[after] = moved;
    }
    auto thread = scope.threads.find(before);
    if (thread != scope.threads.end()) {
      SweepScope::Thread moved = thread->second;
      scope.threads.erase(thread);
      scope.threads[after] = moved;
    }
  }
  old->erase();
}
