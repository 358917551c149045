// Part of Cortex, under the MIT licence.
// Lowers structured control flow to scf.
#include "Conversion/ToLinalg/Lowering.h"

#include "cortex/runtime.h"

using namespace mlir;
using namespace cortex;

/// A condition as i1; a boxed one by its truth.
static Value truthOf(OpBuilder &builder, Location loc, Value value) {
  return isAny(value.getType()) ? callRuntime(builder, loc, "any_truth", {value}) : value;
}

/// Moves the region's block to `block` and gives its terminator's operands back; the terminator
/// goes.
static SmallVector<Value> moveBody(PatternRewriter &rewriter, Region &region, Block *block,
                                   ValueRange arguments) {
  rewriter.mergeBlocks(&region.front(), block, arguments);
  // Only now: what it hands on may be an argument that has just been replaced.
  Operation *terminator = &block->back();
  SmallVector<Value> results(terminator->getOperands());
  rewriter.eraseOp(terminator);
  rewriter.setInsertionPointToEnd(block);
  return results;
}

static LogicalResult lowerIf(IfOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value condition = truthOf(rewriter, loc, op.getCondition());
  auto branch =
      scf::IfOp::create(rewriter, loc, op.getResultTypes(), condition, /*addThenBlock=*/true,
                        /*addElseBlock=*/true);
  for (auto [from, to] : {std::pair{&op.getThenRegion(), &branch.getThenRegion()},
                          std::pair{&op.getElseRegion(), &branch.getElseRegion()}}) {
    Location end = from->front().getTerminator()->getLoc();
    SmallVector<Value> results = moveBody(rewriter, *from, &to->front(), {});
    scf::YieldOp::create(rewriter, end, results);
  }
  rewriter.replaceOp(op, branch.getResults());
  return success();
}

/// How many turns a loop takes, for steps of either sign; no step is an error.
static Value tripCount(OpBuilder &builder, Location loc, Value lower, Value upper, Value step) {
  Value zero = constantI64(builder, loc, 0), one = constantI64(builder, loc, 1);
  Value none = builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, step, zero);
  checkValue(builder, loc, none, "the step of a range is 0");
  Value down = builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, step, zero);
  Value from = arith::SelectOp::create(builder, loc, down, upper, lower);
  Value to = arith::SelectOp::create(builder, loc, down, lower, upper);
  Value runs = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, from, to);
  Value span =
      arith::SubIOp::create(builder, loc, arith::SubIOp::create(builder, loc, to, from), one);
  Value width = arith::SelectOp::create(builder, loc, down,
                                        arith::SubIOp::create(builder, loc, zero, step), step);
  // Unsigned, as the span of two ints may need all 64 bits.
  Value count =
      arith::AddIOp::create(builder, loc, arith::DivUIOp::create(builder, loc, span, width), one);
  return arith::SelectOp::create(builder, loc, runs, count, zero);
}

namespace {
/// A loop that counts turns: what stands before it, its bound, and what a turn starts with.
struct Counted {
  Value lower, upper, step;
  /// Gives the leading arguments of the body for one value of the counter.
  std::function<SmallVector<Value>(OpBuilder &, Value)> leading;
};
} // namespace

/// Without `break`: `scf.for`.
static void lowerPlainLoop(PatternRewriter &rewriter, Operation *op, Region &body, ValueRange inits,
                           const Counted &counted) {
  Location loc = op->getLoc();
  auto loop = scf::ForOp::create(rewriter, loc, counted.lower, counted.upper, counted.step, inits,
                                 [](OpBuilder &, Location, Value, ValueRange) {});
  rewriter.setInsertionPointToEnd(loop.getBody());
  SmallVector<Value> arguments = counted.leading(rewriter, loop.getInductionVar());
  llvm::append_range(arguments, loop.getRegionIterArgs());
  SmallVector<Value> results = moveBody(rewriter, body, loop.getBody(), arguments);
  scf::YieldOp::create(rewriter, loc, results);
  rewriter.replaceOp(op, loop.getResults());
}

/// With `break`: `scf.while` over the counter and the carried values, the first of which is the
/// condition.
static void lowerBreakableLoop(PatternRewriter &rewriter, Operation *op, Region &body,
                               ValueRange inits, const Counted &counted) {
  Location loc = op->getLoc();
  SmallVector<Value> starts{counted.lower};
  llvm::append_range(starts, inits);
  SmallVector<Type> types(TypeRange{ValueRange(starts)});
  SmallVector<Location> locs(types.size(), loc);
  auto loop = scf::WhileOp::create(rewriter, loc, types, starts);
  Block *before = rewriter.createBlock(&loop.getBefore(), {}, types, locs);
  Value more = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::slt,
                                     before->getArgument(0), counted.upper);
  Value goesOn =
      arith::AndIOp::create(rewriter, loc, more, truthOf(rewriter, loc, before->getArgument(1)));
  scf::ConditionOp::create(rewriter, loc, goesOn, before->getArguments());
  Block *after = rewriter.createBlock(&loop.getAfter(), {}, types, locs);
  SmallVector<Value> arguments = counted.leading(rewriter, after->getArgument(0));
  llvm::append_range(arguments, after->getArguments().drop_front());
  SmallVector<Value> results = moveBody(rewriter, body, after, arguments);
  SmallVector<Value> next{
      arith::AddIOp::create(rewriter, loc, after->getArgument(0), counted.step)};
  llvm::append_range(next, results);
  scf::YieldOp::create(rewriter, loc, next);
  rewriter.replaceOp(op, loop.getResults().drop_front());
}

/// Whether the counter of the loop itself can count: upwards, and never past the largest int.
static bool countsUp(ForOp op) {
  APInt step, upper;
  if (!matchPattern(op.getStep(), m_ConstantInt(&step)) || !step.isStrictlyPositive())
    return false;
  return step.isOne() ||
         (!op.getBreakable() && matchPattern(op.getUpper(), m_ConstantInt(&upper)) &&
          upper.sle(APInt::getSignedMaxValue(64) - step));
}

static LogicalResult lowerFor(ForOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Counted counted{op.getLower(), op.getUpper(), op.getStep(), {}};
  if (countsUp(op)) {
    counted.leading = [](OpBuilder &, Value counter) { return SmallVector<Value>{counter}; };
  } else {
    Value lower = op.getLower(), width = op.getStep();
    counted.upper = tripCount(rewriter, loc, lower, op.getUpper(), width);
    counted.lower = constantI64(rewriter, loc, 0);
    counted.step = constantI64(rewriter, loc, 1);
    counted.leading = [=](OpBuilder &b, Value counter) {
      Value offset = arith::MulIOp::create(b, loc, counter, width);
      return SmallVector<Value>{arith::AddIOp::create(b, loc, lower, offset)};
    };
  }
  auto lower = op.getBreakable() ? lowerBreakableLoop : lowerPlainLoop;
  lower(rewriter, op, op.getBody(), op.getInits(), counted);
  return success();
}

/// A loop over a boxed value asks the runtime for each item.
static LogicalResult lowerForEach(ForEachOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value iterable = op.getIterable();
  if (!isBoxed(iterable.getType()))
    iterable = BoxOp::create(rewriter, loc, AnyType::get(op.getContext()), iterable);
  Block &body = op.getBody().front();
  Type itemType = body.getArgument(0).getType(), numberType = body.getArgument(1).getType();
  Counted counted;
  counted.lower = constantI64(rewriter, loc, 0);
  counted.step = constantI64(rewriter, loc, 1);
  bool isPairs = op.getPairs();
  counted.upper =
      callRuntime(rewriter, loc, isPairs ? "any_iter_pair_len" : "any_iter_len", {iterable});
  StringRef function = isPairs ? "any_iter_pair" : "any_iter_item";
  counted.leading = [=](OpBuilder &b, Value counter) {
    Value item = callRuntime(b, loc, function, {iterable, counter}), number = counter;
    if (!isAny(itemType))
      item = UnboxOp::create(b, loc, itemType, item);
    if (isAny(numberType))
      number = callRuntime(b, loc, "box_i64", {counter});
    return SmallVector<Value>{item, number};
  };
  auto lower = op.getBreakable() ? lowerBreakableLoop : lowerPlainLoop;
  lower(rewriter, op, op.getBody(), op.getInits(), counted);
  return success();
}

/// A loop that never ends is not the same as none, even if all that it does is turn. A call of
/// LLVM's intrinsic says so to every pass, and costs nothing.
static void markTurn(OpBuilder &builder, Location loc) {
  constexpr StringLiteral name = "llvm.sideeffect";
  auto module = builder.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  if (!module.lookupSymbol(name)) {
    OpBuilder atStart = OpBuilder::atBlockBegin(module.getBody());
    func::FuncOp::create(atStart, module.getLoc(), name, builder.getFunctionType({}, {}))
        .setPrivate();
  }
  func::CallOp::create(builder, loc, name, TypeRange());
}

static LogicalResult lowerWhile(WhileOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  auto loop = scf::WhileOp::create(rewriter, loc, op.getResultTypes(), op.getInits());
  SmallVector<Type> types(op.getResultTypes());
  SmallVector<Location> locs(types.size(), loc);
  Block *before = rewriter.createBlock(&loop.getBefore(), {}, types, locs);
  SmallVector<Value> condition =
      moveBody(rewriter, op.getConditionRegion(), before, before->getArguments());
  scf::ConditionOp::create(rewriter, loc, truthOf(rewriter, loc, condition[0]),
                           before->getArguments());
  Block *after = rewriter.createBlock(&loop.getAfter(), {}, types, locs);
  markTurn(rewriter, loc);
  SmallVector<Value> results = moveBody(rewriter, op.getBody(), after, after->getArguments());
  scf::YieldOp::create(rewriter, loc, results);
  rewriter.replaceOp(op, loop.getResults());
  return success();
}

void cortex::populateControlLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerIf).add(lowerFor).add(lowerForEach).add(lowerWhile);
}
