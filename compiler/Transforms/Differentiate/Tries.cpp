// Part of Cortex, under the MIT licence.
// Makes explicit where a `try` goes on, and promotes the variables that it changes.
#include "Transforms/Differentiate/Tries.h"

#include "Transforms/Differentiate/Loop.h"
#include "Transforms/Differentiate/Sweep.h"

using namespace mlir;
using namespace cortex;

/// Whether what an op does may end in an error of the run time.
static bool mayRaise(Operation *op) {
  if (op->getNumRegions() > 0)
    return op
        ->walk([&](Operation *inner) {
          bool raises = inner->getNumRegions() == 0 && mayRaise(inner);
          return raises ? WalkResult::interrupt() : WalkResult::advance();
        })
        .wasInterrupted();
  // Arithmetic of ints that may overflow says so by an effect.
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  if (auto inference = dyn_cast<TypeInferenceOpInterface>(op))
    return inference.mayFail() || !effects || effects.hasEffect<MemoryEffects::Write>();
  bool isSafe = op->hasTrait<OpTrait::IsTerminator>() || op->hasTrait<OpTrait::ConstantLike>() ||
                isa<BoxOp, CellOp, CellGetOp, CellSetOp, KeepOp, UndefinedOp>(op);
  return !isSafe;
}

static bool setsCells(Operation *op) {
  return op->walk([](CellSetOp) { return WalkResult::interrupt(); }).wasInterrupted();
}

namespace {
/// Rewrites one `try`, in which no other one is left.
class TryOpener {
public:
  static void open(TryOp op);

private:
  /// How a piece of code has ended: whether it came to its end, and the error that stopped it else.
  struct Outcome {
    Value ok, error;
  };

  void flatten(Block &block, Operation *from);
  void guardRest(Block &block, Operation *rest, Outcome outcome);
  Outcome wrap(ArrayRef<Operation *> ops);
  std::pair<Operation *, Outcome> flattenInside(Operation *op);
  std::pair<Operation *, Outcome> flattenLoop(Operation *op);
};
} // namespace

/// Puts the ops into an attempt, as far as they may be stopped.
TryOpener::Outcome TryOpener::wrap(ArrayRef<Operation *> ops) {
  ops = ops.drop_while([](Operation *op) { return !mayRaise(op); });
  while (!mayRaise(ops.back()))
    ops = ops.drop_back();
  llvm::SmallPtrSet<Operation *, 16> inside(llvm::from_range, ops);
  auto isUsedOutside = [&](Value value) {
    return llvm::any_of(value.getUsers(), [&](Operation *user) {
      for (Operation *at = user; at; at = at->getParentOp())
        if (inside.contains(at))
          return false;
      return true;
    });
  };
  SmallVector<Value> values, otherwise;
  OpBuilder builder(ops.front());
  Location loc = ops.front()->getLoc();
  for (Operation *op : ops)
    for (Value value : op->getResults())
      if (isUsedOutside(value)) {
        values.push_back(value);
        otherwise.push_back(placeholder(builder, loc, value.getType()));
      }
  auto attempt = AttemptOp::create(builder, loc, otherwise);
  Block &body = attempt.getBody().emplaceBlock();
  for (Operation *op : ops)
    op->moveBefore(&body, body.end());
  OpBuilder end = OpBuilder::atBlockEnd(&body);
  YieldOp::create(end, loc, values);
  for (auto [value, result] : llvm::zip(values, attempt.getValues()))
    value.replaceUsesWithIf(
        result, [&](OpOperand &use) { return !attempt->isProperAncestor(use.getOwner()); });
  return {attempt.getOk(), attempt.getError()};
}

/// Runs the ops from `rest` on only if all went well before them.
void TryOpener::guardRest(Block &block, Operation *rest, Outcome outcome) {
  Operation *end = block.getTerminator();
  if (rest == end) {
    end->insertOperands(end->getNumOperands(), {outcome.ok, outcome.error});
    return;
  }
  Location loc = rest->getLoc();
  OpBuilder builder(rest);
  SmallVector<Type> types(end->getOperandTypes());
  llvm::append_range(types, TypeRange{outcome.ok.getType(), outcome.error.getType()});
  auto branch = IfOp::create(builder, loc, types, outcome.ok, /*withBlocks=*/true);
  Block &then = branch.getThenRegion().front(), &otherwise = branch.getElseRegion().front();
  then.getOperations().splice(then.end(), block.getOperations(), rest->getIterator(),
                              end->getIterator());
  OpBuilder inThen = OpBuilder::atBlockEnd(&then), inElse = OpBuilder::atBlockEnd(&otherwise);
  YieldOp::create(inThen, loc, end->getOperands());
  SmallVector<Value> stopped;
  for (Type type : end->getOperandTypes())
    stopped.push_back(placeholder(inElse, loc, type));
  stopped.append({outcome.ok, outcome.error});
  YieldOp::create(inElse, loc, stopped);
  end->setOperands(branch.getResults());
  flatten(then, &then.front());
}

/// The loop as one that also stops when its first carried value says so.
static LoopView makeBreakable(LoopView loop) {
  Operation *op = loop.op;
  OpBuilder builder(op);
  SmallVector<Value> operands(op->getOperands());
  SmallVector<Type> types(op->getResultTypes());
  operands.insert(operands.begin() + loop.firstInit, constantBool(builder, op->getLoc(), true));
  types.insert(types.begin(), builder.getI1Type());
  Operation *fresh = Operation::create(
      op->getLoc(), op->getName(), types, operands, op->getDiscardableAttrDictionary(),
      op->getPropertiesStorage(), BlockRange{}, op->getNumRegions());
  builder.insert(fresh);
  fresh->getRegion(0).takeBody(op->getRegion(0));
  LoopView made = *LoopView::of(fresh);
  made.body->front().insertArgument(loop.leading, builder.getI1Type(), op->getLoc());
  Operation *end = made.body->front().getTerminator();
  OpBuilder atEnd(end);
  end->insertOperands(0, constantBool(atEnd, op->getLoc(), true));
  if (auto counted = dyn_cast<ForOp>(fresh))
    counted.setBreakable(true);
  else
    cast<ForEachOp>(fresh).setBreakable(true);
  takePlace(op, fresh, 1);
  return made;
}

/// Copies of the ops that compute a condition, for carried values; gives the copied condition.
static Value copyCondition(OpBuilder &builder, Block &condition, ValueRange carried) {
  IRMapping mapping;
  mapping.map(condition.getArguments(), carried);
  for (Operation &op : condition.without_terminator())
    builder.clone(op, mapping);
  return mapping.lookupOrDefault(condition.getTerminator()->getOperand(0));
}

/// A `while` that carries its condition: what computes it stands before the loop and at the end of
/// the body.
static WhileOp rotate(WhileOp op) {
  OpBuilder before(op);
  unsigned size = op->getNumResults();
  Value first = copyCondition(before, op.getConditionRegion().front(), op.getInits());
  LoopView loop = LoopView::of(op)->withMore(first);
  takePlace(op, loop.op);
  auto rotated = cast<WhileOp>(loop.op);
  Block &condition = rotated.getConditionRegion().front();
  Operation *next = loop.body->front().getTerminator();
  OpBuilder atEnd(next);
  next->setOperand(size, copyCondition(atEnd, condition, next->getOperands()));
  Operation *decides = condition.getTerminator();
  decides->setOperand(0, condition.getArgument(size));
  while (&condition.front() != decides)
    decides->getPrevNode()->erase();
  return rotated;
}

/// Which of its carried values the loop takes for its condition, if it computes none: what is
/// rotated does, and a `do`.
static std::optional<unsigned> carriedCondition(WhileOp op) {
  Block &condition = op.getConditionRegion().front();
  auto decides = dyn_cast<BlockArgument>(condition.getTerminator()->getOperand(0));
  if (!decides || decides.getOwner() != &condition || !llvm::hasSingleElement(condition))
    return std::nullopt;
  return decides.getArgNumber();
}

/// Whether both are true, before an op.
static Value both(Operation *before, Value first, Value second) {
  OpBuilder builder(before);
  Location loc = before->getLoc();
  auto branch = IfOp::create(builder, loc, builder.getI1Type(), first, /*withBlocks=*/true);
  OpBuilder then = OpBuilder::atBlockEnd(&branch.getThenRegion().front()),
            otherwise = OpBuilder::atBlockEnd(&branch.getElseRegion().front());
  YieldOp::create(then, loc, second);
  YieldOp::create(otherwise, loc, constantBool(otherwise, loc, false));
  return branch.getResult(0);
}

std::pair<Operation *, TryOpener::Outcome> TryOpener::flattenLoop(Operation *op) {
  LoopView loop = *LoopView::of(op);
  if (!isa<WhileOp>(op) && !op->hasAttr("breakable"))
    loop = makeBreakable(loop);
  Operation *plain = loop.op;
  Location loc = plain->getLoc();
  OpBuilder builder(plain);
  unsigned size = loop.size();
  Value inits[] = {constantBool(builder, loc, true),
                   placeholder(builder, loc, AnyType::get(builder.getContext()))};
  loop = loop.withMore(inits);
  takePlace(plain, loop.op);
  Block &body = loop.body->front();
  flatten(body, &body.front());
  Operation *end = body.getTerminator();
  unsigned last = end->getNumOperands();
  // A turn that is stopped is the last one.
  auto conditional = dyn_cast<WhileOp>(loop.op);
  unsigned decides = conditional ? *carriedCondition(conditional) : 0;
  end->setOperand(decides, both(end, end->getOperand(last - 2), end->getOperand(decides)));
  end->setOperand(size, end->getOperand(last - 2));
  end->setOperand(size + 1, end->getOperand(last - 1));
  end->eraseOperands(last - 2, 2);
  return {loop.op, {loop.op->getResult(size), loop.op->getResult(size + 1)}};
}

/// Opens up a branch or loop that sets cells; gives the op in its place.
std::pair<Operation *, TryOpener::Outcome> TryOpener::flattenInside(Operation *op) {
  auto branch = dyn_cast<IfOp>(op);
  if (!branch)
    return flattenLoop(op);
  for (Region &region : branch->getRegions())
    flatten(region.front(), &region.front().front());
  SmallVector<Type> types(branch.getThenRegion().front().getTerminator()->getOperandTypes());
  OpBuilder builder(branch);
  unsigned size = branch->getNumResults();
  IfOp extended = withResults(builder, branch, types);
  takePlace(branch, extended);
  return {extended, {extended.getResult(size), extended.getResult(size + 1)}};
}

/// Makes the block yield its outcome after what it yields. Between two ops that set a cell the
/// variables stay as they are: that is one attempt.
void TryOpener::flatten(Block &block, Operation *from) {
  SmallVector<Operation *> quiet;
  Operation *end = block.getTerminator(), *op = from;
  while (op != end) {
    if (!setsCells(op)) {
      quiet.push_back(op);
      op = op->getNextNode();
      continue;
    }
    if (auto loop = dyn_cast<WhileOp>(op); loop && !carriedCondition(loop)) {
      Operation *before = loop->getPrevNode();
      rotate(loop);
      op = before ? before->getNextNode() : &block.front();
      continue;
    }
    if (llvm::any_of(quiet, mayRaise))
      break;
    quiet.clear();
    if (isa<CellSetOp>(op)) {
      op = op->getNextNode();
      continue;
    }
    auto [opened, outcome] = flattenInside(op);
    return guardRest(block, opened->getNextNode(), outcome);
  }
  if (llvm::any_of(quiet, mayRaise)) {
    Outcome outcome = wrap(quiet);
    return guardRest(block, outcome.ok.getDefiningOp()->getNextNode(), outcome);
  }
  OpBuilder builder(end);
  Value fine = constantBool(builder, end->getLoc(), true);
  Value none = placeholder(builder, end->getLoc(), AnyType::get(builder.getContext()));
  end->insertOperands(end->getNumOperands(), {fine, none});
}

void TryOpener::open(TryOp op) {
  Block &body = op.getBody().front(), &handler = op.getHandler().front();
  TryOpener().flatten(body, &body.front());
  Operation *end = body.getTerminator();
  Value ok = end->getOperand(0), error = end->getOperand(1);
  end->erase();
  Block &around = *op->getBlock();
  around.getOperations().splice(op->getIterator(), body.getOperations());
  OpBuilder builder(op);
  auto branch = IfOp::create(builder, op.getLoc(), TypeRange{}, ok, /*withBlocks=*/true);
  OpBuilder then = OpBuilder::atBlockEnd(&branch.getThenRegion().front());
  YieldOp::create(then, op.getLoc(), ValueRange{});
  handler.getArgument(0).replaceAllUsesWith(error);
  Block &otherwise = branch.getElseRegion().front();
  otherwise.getOperations().splice(otherwise.end(), handler.getOperations());
  op.erase();
}

namespace {
/// Makes the variable that a cell holds an SSA value.
class Promotion {
public:
  explicit Promotion(CellOp cell) : cell(cell) {}
  bool isPossible();
  void run() {
    go(*cell->getBlock(), cell->getNextNode(), cell.getInitial());
    cell.erase();
  }

private:
  Value go(Block &block, Operation *from, Value current);
  Value goInto(IfOp branch, Value current, Operation *&next);
  Value goInto(LoopView loop, Value current, Operation *&next);
  bool isSetIn(Operation *op);
  Value boxed(Operation *at, Value value) {
    OpBuilder builder(at);
    return convertTo(builder, at->getLoc(), value, cell.getType());
  }

  CellOp cell;
};
} // namespace

/// No closure shares it, and all around its uses is control flow of one function.
bool Promotion::isPossible() {
  return llvm::all_of(cell.getResult().getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (!isa<CellGetOp, CellSetOp>(user) || use.getOperandNumber() != 0)
      return false;
    for (Operation *at = user; at->getBlock() != cell->getBlock(); at = at->getParentOp()) {
      Operation *parent = at->getParentOp();
      bool isCondition = isa<WhileOp>(parent) && at->getParentRegion() == &parent->getRegion(0);
      bool isThrough = isa<IfOp>(parent) || LoopView::of(parent) ||
                       (isa<CellGetOp>(user) && isa<AttemptOp, CheckpointOp>(parent));
      if (!isThrough || (isCondition && isa<CellSetOp>(user)))
        return false;
    }
    return true;
  });
}

bool Promotion::isSetIn(Operation *op) {
  return op
      ->walk([&](CellSetOp set) {
        return set.getCell() == cell.getResult() ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

Value Promotion::go(Block &block, Operation *from, Value current) {
  for (Operation *op = from; op;) {
    Operation *next = op->getNextNode();
    auto get = dyn_cast<CellGetOp>(op);
    auto set = dyn_cast<CellSetOp>(op);
    if (get && get.getCell() == cell.getResult()) {
      OpBuilder builder(op);
      get.getResult().replaceAllUsesWith(convertTo(builder, op->getLoc(), current, get.getType()));
      op->erase();
    } else if (set && set.getCell() == cell.getResult()) {
      current = set.getValue();
      op->erase();
    } else if (!isSetIn(op)) {
      for (Region &region : op->getRegions())
        if (!region.empty())
          go(region.front(), &region.front().front(), current);
    } else if (auto branch = dyn_cast<IfOp>(op)) {
      current = goInto(branch, current, next);
    } else {
      current = goInto(*LoopView::of(op), current, next);
    }
    op = next;
  }
  return current;
}

Value Promotion::goInto(IfOp branch, Value current, Operation *&next) {
  for (Region &region : branch->getRegions()) {
    Value end = go(region.front(), &region.front().front(), current);
    Operation *yield = region.front().getTerminator();
    yield->insertOperands(yield->getNumOperands(), boxed(yield, end));
  }
  SmallVector<Type> types(branch->getResultTypes());
  types.push_back(cell.getType());
  OpBuilder builder(branch);
  IfOp extended = withResults(builder, branch, types);
  takePlace(branch, extended);
  next = extended->getNextNode();
  return extended->getResults().back();
}

Value Promotion::goInto(LoopView loop, Value current, Operation *&next) {
  LoopView extended = loop.withMore(boxed(loop.op, current));
  takePlace(loop.op, extended.op);
  unsigned slot = extended.size() - 1;
  for (BlockArgument view : extended.views(slot)) {
    Block &block = *view.getOwner();
    Value end = go(block, &block.front(), view);
    if (block.getParent() == extended.body)
      extended.yielded(slot).set(boxed(block.getTerminator(), end));
  }
  next = extended.op->getNextNode();
  return extended.op->getResult(slot);
}

/// Would opening copy a derivative that is still to be expanded?
static bool derivesInCondition(TryOp op) {
  return op
      ->walk([](WhileOp loop) {
        bool derives = loop.getConditionRegion()
                           .walk([](Operation *inner) {
                             return inner->hasTrait<AsksDerivative>() ? WalkResult::interrupt()
                                                                      : WalkResult::advance();
                           })
                           .wasInterrupted();
        return derives ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// True if it has changed anything: the path is out of date then.
static bool openTries(const Path &path, func::FuncOp function, Operation *at) {
  SmallVector<CellOp> cells;
  llvm::SetVector<Operation *> tries;
  function.walk([&](CellOp cell) {
    if (!path.contains(cell.getResult()))
      return;
    cells.push_back(cell);
    for (Operation *user : cell.getResult().getUsers())
      for (Operation *around = user; around != function; around = around->getParentOp())
        if (isa<TryOp>(around) && !(at && around->isProperAncestor(at)))
          tries.insert(around);
  });
  SmallVector<TryOp> inner;
  function.walk([&](TryOp op) {
    for (Operation *around = op; around != function; around = around->getParentOp())
      if (tries.contains(around)) {
        inner.push_back(op);
        return;
      }
  });
  if (llvm::any_of(inner, derivesInCondition))
    return false;
  for (TryOp op : inner) // The walk gives what stands inside first.
    TryOpener::open(op);
  bool changed = !inner.empty();
  for (CellOp cell : cells)
    if (Promotion promotion(cell); promotion.isPossible()) {
      promotion.run();
      changed = true;
    }
  return changed;
}

Path cortex::openPath(func::FuncOp function, Operation *at, llvm::function_ref<Path()> find) {
  Path path = find();
  return openTries(path, function, at) ? openPath(function, at, find) : path;
}

void cortex::lowerAttempt(AttemptOp op) {
  Location loc = op.getLoc();
  OpBuilder builder(op);
  Type any = AnyType::get(builder.getContext());
  Value null = placeholder(builder, loc, any);
  auto cell = [&](Value initial) { return Value(CellOp::create(builder, loc, any, initial)); };
  Value done = cell(convertTo(builder, loc, constantBool(builder, loc, false), any)),
        error = cell(null);
  SmallVector<Value> cells;
  for (unsigned i = 0; i < op.getValues().size(); ++i)
    cells.push_back(cell(null));
  auto attempt = TryOp::create(builder, loc);
  attempt.getBody().takeBody(op.getBody());
  Operation *end = attempt.getBody().front().getTerminator();
  OpBuilder atEnd(end);
  for (auto [place, value] : llvm::zip(cells, end->getOperands()))
    CellSetOp::create(atEnd, loc, place, convertTo(atEnd, loc, value, any));
  CellSetOp::create(atEnd, loc, done, convertTo(atEnd, loc, constantBool(atEnd, loc, true), any));
  end->setOperands({});
  Value caught = attempt.getHandler().emplaceBlock().addArgument(any, loc);
  OpBuilder inHandler = OpBuilder::atBlockEnd(&attempt.getHandler().front());
  CellSetOp::create(inHandler, loc, error, caught);
  YieldOp::create(inHandler, loc, ValueRange{});
  Value ok =
      convertTo(builder, loc, CellGetOp::create(builder, loc, any, done), builder.getI1Type());
  auto branch = IfOp::create(builder, loc, op.getValues().getTypes(), ok, /*withBlocks=*/true);
  OpBuilder then = OpBuilder::atBlockEnd(&branch.getThenRegion().front()),
            otherwise = OpBuilder::atBlockEnd(&branch.getElseRegion().front());
  SmallVector<Value> values;
  for (auto [place, result] : llvm::zip(cells, op.getValues()))
    values.push_back(
        convertTo(then, loc, CellGetOp::create(then, loc, any, place), result.getType()));
  YieldOp::create(then, loc, values);
  YieldOp::create(otherwise, loc, op.getOtherwise());
  op.getOk().replaceAllUsesWith(ok);
  op.getError().replaceAllUsesWith(CellGetOp::create(builder, loc, any, error).getResult());
  for (auto [value, result] : llvm::zip(op.getValues(), branch.getResults()))
    value.replaceAllUsesWith(result);
  op.erase();
}

// Note [Tries]
// A `try` may be left anywhere, so the variables that it changes live in cells, and a sweep cannot
// go back through them. On the path of a derivative it is rewritten: the code between two
// assignments becomes a `cortex.attempt`, of which either all or nothing counts for the variables;
// what follows runs under an `if` on its success, the handler under one on the failure of the
// whole. A loop in which variables change stops when a turn is stopped, and a `while` computes its
// condition before the loop and at the end of each turn, where an attempt can hold it. Then all
// that reads or sets a cell is ordinary control flow, and the cell becomes an SSA value. A sweep
// goes back through an attempt as through a branch that was taken if it came to its end.
