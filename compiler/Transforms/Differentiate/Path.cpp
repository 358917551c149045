// Part of Cortex, under the MIT licence.
// Activity analysis: which values lie between the variables of a gradient and its scalar.
#include "Transforms/Differentiate/Path.h"

#include "Transforms/Differentiate/Loop.h"

#include <deque>

using namespace mlir;
using namespace cortex;

const CallEffects::Summary &CallEffects::of(func::CallOp call) {
  auto [entry, inserted] = summaries.try_emplace(call.getCallee().str());
  if (inserted) {
    llvm::StringSet<> seen;
    if (auto callee =
            SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr()))
      add(callee, entry->second, seen);
  }
  return entry->second;
}

const CallEffects::Summary &CallEffects::ofAnyValue(Operation *op) {
  if (ofValues)
    return *ofValues;
  ofValues.emplace();
  llvm::StringSet<> seen;
  op->getParentOfType<ModuleOp>().walk([&](ClosureOp closure) {
    if (auto callee =
            SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(closure, closure.getFunctionAttr()))
      add(callee, *ofValues, seen);
  });
  return *ofValues;
}

void CallEffects::add(func::FuncOp function, Summary &summary, llvm::StringSet<> &seen) {
  if (!seen.insert(function.getName()).second)
    return;
  function.walk([&](Operation *op) {
    if (callsValue(op) && (!ofValues || &summary != &*ofValues))
      for (const auto &global : ofAnyValue(op).writes)
        summary.writes.insert(global.getKey());
    if (auto get = dyn_cast<GlobalGetOp>(op))
      summary.reads.insert(get.getGlobal());
    else if (auto set = dyn_cast<GlobalSetOp>(op)) {
      if (mayVary(set.getValue().getType()))
        summary.writes.insert(set.getGlobal());
    } else if (isa<CellSetOp, FieldSetOp, MethodOp, ApplyOp, RuntimeOp>(op))
      summary.mutates = true;
    else if (auto set = dyn_cast<IndexSetOp>(op))
      summary.mutates |= isAny(set.getBase().getType());
    else if (auto call = dyn_cast<func::CallOp>(op))
      if (auto callee =
              SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr()))
        add(callee, summary, seen);
  });
}

bool cortex::callsValue(Operation *op) {
  auto runtime = dyn_cast<RuntimeOp>(op);
  return isa<ApplyOp, MethodOp>(op) || (runtime && runtime.getFunction() == "call");
}

bool cortex::isOpaque(Operation *op) {
  return op->hasTrait<NonDifferentiable>() && !op->hasTrait<AsksDerivative>() &&
         !isa<TypeInferenceOpInterface>(op) &&
         !(op->getNumOperands() == 1 && asksForShape(op->getOpOperand(0)));
}

namespace {
/// What one source reaches.
class Forward {
public:
  Forward(Value source, Operation *at, CallEffects &effects)
      : source(source), at(at), effects(effects) {
    mark(source);
    while (!worklist.empty())
      for (OpOperand &use : worklist.pop_back_val().getUses())
        follow(use);
  }

  llvm::DenseSet<Value> values;
  llvm::StringSet<> globals;

private:
  void mark(Value value) {
    if (mayVary(value.getType()) && values.insert(value).second)
      worklist.push_back(value);
  }
  void mark(ValueRange some) {
    for (Value value : some)
      mark(value);
  }
  bool surroundsGradient(Operation *op) const { return at && op->isProperAncestor(at); }

  void follow(OpOperand &use) {
    Operation *op = use.getOwner();
    if (isa<YieldOp>(op))
      return followYield(op->getParentOp(), use.getOperandNumber());
    if (auto loop = LoopView::of(op))
      return followInit(*loop, use.getOperandNumber());
    if (auto call = dyn_cast<func::CallOp>(op))
      return followCall(call);
    if (auto rule = dyn_cast<DifferentiableOpInterface>(op)) {
      if (!rule.variesWith(use.getOperandNumber()))
        return;
      mark(op->getResults());
      if (auto set = dyn_cast<IndexSetOp>(op))
        taint(set.getBase());
    } else if (op->hasAttr(residualsAttr)) {
      mark(op->getResults()); // A tuple that nobody changes.
    } else if (isOpaque(op) && !op->hasTrait<OpTrait::IsTerminator>() && !isa<PrintOp>(op)) {
      followOpaque(op);
    }
  }

  void followYield(Operation *parent, unsigned i) {
    if (isa<DifferentiableOpInterface>(parent)) // What it yields are cotangents.
      return;
    if (auto attempt = dyn_cast<AttemptOp>(parent))
      return mark(attempt.getValues()[i]);
    auto loop = LoopView::of(parent);
    bool surrounds = surroundsGradient(parent);
    // The next turn of a loop around the gradient sees a source of its own, unless the source
    // stands outside.
    if (loop && !(surrounds && parent->isProperAncestor(ownerOf(source))))
      for (BlockArgument view : loop->views(i))
        mark(view);
    if (!surrounds && i < parent->getNumResults())
      mark(parent->getResult(i));
  }

  /// The op whose region or result a value is.
  static Operation *ownerOf(Value value) {
    if (Operation *op = value.getDefiningOp())
      return op;
    return &cast<BlockArgument>(value).getOwner()->front();
  }

  void followInit(const LoopView &loop, unsigned operand) {
    if (operand < loop.firstInit) {
      if (isa<ForEachOp>(loop.op))
        mark(loop.body->getArgument(0));
      return;
    }
    for (BlockArgument view : loop.views(operand - loop.firstInit))
      mark(view);
    if (!surroundsGradient(loop.op))
      mark(loop.op->getResult(operand - loop.firstInit));
  }

  void followCall(func::CallOp call) {
    mark(call.getResults());
    const CallEffects::Summary &summary = effects.of(call);
    for (const auto &global : summary.writes)
      taintGlobal(global.getKey(), call);
    if (summary.mutates)
      for (Value operand : call.getOperands())
        taint(operand);
  }

  void followOpaque(Operation *op) {
    mark(op->getResults());
    if (auto set = dyn_cast<GlobalSetOp>(op))
      return taintGlobal(set.getGlobal(), op);
    if (callsValue(op))
      for (const auto &global : effects.ofAnyValue(op).writes)
        taintGlobal(global.getKey(), op);
    for (Value operand : op->getOperands())
      taint(operand);
  }

  /// The container may hold something active from now on, and so may what it is part of.
  void taint(Value container) {
    if (!isAny(container.getType()) || values.contains(container))
      return;
    mark(container);
    if (Operation *op = container.getDefiningOp())
      if (isOpaque(op))
        for (Value operand : op->getOperands())
          taint(operand);
  }

  void taintGlobal(StringRef name, Operation *from) {
    if (!globals.insert(name).second)
      return;
    from->getParentOfType<func::FuncOp>().walk([&](Operation *op) {
      if (auto get = dyn_cast<GlobalGetOp>(op))
        if (get.getGlobal() == name)
          mark(get.getResult());
      if (auto call = dyn_cast<func::CallOp>(op))
        if (effects.of(call).reads.contains(name))
          mark(call.getResults());
    });
  }

  Value source;
  Operation *at;
  CallEffects &effects;
  SmallVector<Value> worklist;
};

/// What the targets depend on.
class Backward {
public:
  explicit Backward(ValueRange targets) {
    for (Value target : targets)
      mark(target);
    while (!worklist.empty())
      follow(worklist.pop_back_val());
  }

  llvm::DenseSet<Value> values;

private:
  void mark(Value value) {
    if (mayVary(value.getType()) && values.insert(value).second)
      worklist.push_back(value);
  }

  void follow(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value))
      return followArgument(argument);
    Operation *op = value.getDefiningOp();
    unsigned i = cast<OpResult>(value).getResultNumber();
    if (auto loop = LoopView::of(op)) {
      mark(loop->init(i).get());
      mark(loop->yielded(i).get());
    } else if (auto attempt = dyn_cast<AttemptOp>(op)) {
      if (i >= attempt.firstValue)
        mark(attempt.getBody().front().getTerminator()->getOperand(i - attempt.firstValue));
    } else if (isa<IfOp, CheckpointOp>(op)) {
      for (Region &region : op->getRegions())
        mark(region.front().getTerminator()->getOperand(i));
    } else if (auto rule = dyn_cast<DifferentiableOpInterface>(op)) {
      for (OpOperand &operand : op->getOpOperands())
        if (rule.variesWith(operand.getOperandNumber()))
          mark(operand.get());
    } else if (isa<func::CallOp>(op) || isOpaque(op)) {
      for (Value operand : op->getOperands())
        mark(operand);
    }
  }

  void followArgument(BlockArgument argument) {
    Operation *parent = argument.getOwner()->getParentOp();
    auto loop = LoopView::of(parent);
    if (!loop || argument.getOwner()->getParent() != loop->body)
      return;
    if (argument.getArgNumber() < loop->leading)
      return mark(parent->getOperand(0));
    unsigned i = argument.getArgNumber() - loop->leading;
    mark(loop->init(i).get());
    mark(loop->yielded(i).get());
  }

  SmallVector<Value> worklist;
};
} // namespace

Path::Path(ValueRange from, ValueRange to, Operation *at, CallEffects &effects)
    : sources(from.begin(), from.end()), targets(to.begin(), to.end()), effects(effects) {
  Backward backward(targets);
  auto crosses = [&](Value value, Value source) {
    auto argument = dyn_cast<BlockArgument>(value);
    Operation *parent = argument ? argument.getOwner()->getParentOp() : nullptr;
    return parent && at && value != source && parent->isProperAncestor(at) && LoopView::of(parent);
  };
  for (Value source : sources) {
    Forward forward(source, at, effects);
    for (Value value : forward.values) {
      if (!backward.values.contains(value))
        continue;
      values.insert(value);
      if (crosses(value, source))
        crossing = value;
    }
    for (const auto &global : forward.globals)
      varyingGlobals.insert(global.getKey());
  }
  SmallVector<Value> taken;
  for (Value value : values)
    if (Operation *op = value.getDefiningOp(); op && op->hasTrait<Selects>())
      llvm::append_range(taken, op->getOperands());
  selected = Backward(taken).values;
  if (!at && !sources.empty()) {
    auto module = sources.front().getParentRegion()->getParentOfType<ModuleOp>();
    module.walk([&](Operation *op) {
      selecting = op->hasTrait<Selects>();
      return selecting ? WalkResult::interrupt() : WalkResult::advance();
    });
  }
}

Path::Path(ValueRange sources, CallEffects &effects) : sources(sources), effects(effects) {
  for (Value source : sources)
    values.insert_range(Forward(source, nullptr, effects).values);
}

bool Path::isHandedOnBy(const LoopView &loop, unsigned i) const {
  return contains(loop.carried(i)) ||
         (contains(loop.op->getResult(i)) &&
          (contains(loop.init(i).get()) || contains(loop.yielded(i).get())));
}

void Path::extend(const IRMapping &copies) {
  for (auto [value, copy] : copies.getValueMap()) {
    if (values.contains(value))
      values.insert(copy);
    if (selected.contains(value))
      selected.insert(copy);
  }
}

void Path::replace(Value old, Value fresh) {
  if (values.erase(old))
    values.insert(fresh);
  if (selected.erase(old))
    selected.insert(fresh);
  std::replace(sources.begin(), sources.end(), old, fresh);
  std::replace(targets.begin(), targets.end(), old, fresh);
}

/// The values that a use hands its value on to.
static SmallVector<Value> reachedBy(OpOperand &use) {
  Operation *op = use.getOwner();
  unsigned i = use.getOperandNumber();
  bool yields = isa<YieldOp>(op);
  Operation *target = yields ? op->getParentOp() : op;
  auto loop = LoopView::of(target);
  SmallVector<Value> reached;
  if (!yields && (!loop || i < loop->firstInit)) {
    llvm::append_range(reached, op->getResults());
    return reached;
  }
  unsigned place = yields ? i : i - loop->firstInit;
  if (place < target->getNumResults())
    reached.push_back(target->getResult(place));
  if (loop)
    llvm::append_range(reached, loop->views(place));
  return reached;
}

SmallVector<Operation *> Path::wayFrom(Value value) const {
  llvm::DenseMap<Value, std::pair<Value, Operation *>> cameFrom;
  std::deque<Value> queue{value};
  cameFrom[value] = {};
  for (; !queue.empty(); queue.pop_front()) {
    Value current = queue.front();
    if (llvm::is_contained(targets, current)) {
      SmallVector<Operation *> way;
      for (auto step = cameFrom[current]; step.second; step = cameFrom[step.first])
        way.push_back(step.second);
      return {way.rbegin(), way.rend()};
    }
    for (OpOperand &use : current.getUses())
      for (Value next : reachedBy(use))
        if (contains(next) && cameFrom.try_emplace(next, current, use.getOwner()).second)
          queue.push_back(next);
  }
  return {};
}

bool Path::readsVaryingGlobal(func::CallOp call) const {
  const CallEffects::Summary &summary = effects.of(call);
  return llvm::any_of(summary.reads,
                      [&](const auto &global) { return varyingGlobals.contains(global.getKey()); });
}

/// The op as a program has it, where it has a name or sign of its own.
static std::string inWords(Operation *op) {
  return isa<CellOp, CellGetOp, CellSetOp>(op) ? "a variable that functions share"
                                               : "`" + spelling(op) + "`";
}

LogicalResult cortex::reportNoRule(Operation *op, const Path &path) {
  std::string what = "the gradient through " + inWords(op);
  if (!isa<RuntimeOp, CellOp, CellGetOp, CellSetOp>(op))
    what += " on a value that only the run time knows";
  InFlightDiagnostic diagnostic = emitError(op->getLoc())
                                  << codedMessage(DiagKind::UnsupportedYet, {what});
  Value on;
  for (Value result : op->getResults())
    if (path.contains(result))
      on = result;
  auto way = path.wayFrom(on);
  for (Operation *step : llvm::ArrayRef(way).take_front(8))
    if (!isa<YieldOp, BoxOp, UnboxOp>(step))
      diagnostic.attachNote(step->getLoc()) << "it goes on to the result through " << inWords(step);
  return diagnostic;
}

LogicalResult cortex::reportVaryingGlobal(func::CallOp call) {
  return emitError(call.getLoc()) << codedMessage(
             DiagKind::UnsupportedYet,
             {("a gradient through a global variable that `" + call.getCallee() + "` reads")
                  .str()});
}
