// Part of Cortex, under the MIT licence.
// Reverses calls, and makes the functions that derivatives of calls need.
#include "Transforms/Differentiate/Pairs.h"
#include "Transforms/Differentiate/Sweep.h"
#include "Transforms/Differentiate/Tangents.h"
#include "Transforms/Differentiate/Tries.h"

using namespace mlir;
using namespace cortex;

LogicalResult Sweep::reverseCall(func::CallOp call) {
  SmallVector<unsigned> arguments, results;
  for (auto [i, operand] : llvm::enumerate(call.getOperands()))
    if (scope.path.contains(operand))
      arguments.push_back(i);
  for (auto [i, result] : llvm::enumerate(call.getResults()))
    if (bars.contains(result))
      results.push_back(i);
  if (scope.path.readsVaryingGlobal(call))
    return reportVaryingGlobal(call);
  if (arguments.empty())
    return success();
  auto pair = pairs.get(call, arguments, results);
  if (failed(pair))
    return failure();
  OpBuilder before(call);
  auto forward = func::CallOp::create(before, call.getLoc(), pair->forward, call.getOperands());
  unsigned known = call.getNumResults();
  replace(call, forward);
  SmallVector<Value> operands;
  for (unsigned i : results)
    operands.push_back(barOrZero(forward.getResult(i)));
  llvm::append_range(operands, forward.getResults().drop_front(known));
  auto pullback = func::CallOp::create(builder, forward.getLoc(), pair->pullback, operands);
  for (auto [i, bar] : llvm::zip(arguments, pullback.getResults()))
    add(forward.getOperand(i), bar);
  return success();
}

/// Can the function reach itself by calls?
static bool isRecursive(func::FuncOp function) {
  SmallVector<func::FuncOp> worklist{function};
  llvm::DenseSet<Operation *> seen;
  bool recursive = false;
  while (!worklist.empty() && !recursive)
    worklist.pop_back_val().walk([&](func::CallOp call) {
      auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
      recursive |= callee == function;
      if (callee && seen.insert(callee).second)
        worklist.push_back(callee);
    });
  return recursive;
}

func::FuncOp FunctionPairs::copy(func::FuncOp function, StringRef suffix) {
  func::FuncOp made = function.clone();
  made.setName((function.getName() + suffix).str());
  made.setPrivate();
  SymbolTable(module).insert(made, std::next(Block::iterator(function)));
  return made;
}

static std::string key(func::CallOp call, ArrayRef<unsigned> arguments,
                       ArrayRef<unsigned> results) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << call.getCallee() << '/';
  llvm::interleave(arguments, stream, ",");
  stream << '/';
  llvm::interleave(results, stream, ",");
  return text;
}

FailureOr<func::FuncOp> FunctionPairs::original(func::CallOp call) {
  auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (!function || function.isExternal())
    return emitError(call.getLoc())
           << codedMessage(DiagKind::UnsupportedYet, {("the gradient through `" + call.getCallee() +
                                                       "`, which is no function of the program,")
                                                          .str()});
  if (failed(expand(function)))
    return failure();
  WalkResult inner = function.walk([&](Operation *op) {
    if (!op->hasTrait<AsksDerivative>())
      return WalkResult::advance();
    emitError(op->getLoc()) << codedMessage(
        DiagKind::UnsupportedYet,
        {"a gradient inside a recursive function that is itself differentiated"});
    return WalkResult::interrupt();
  });
  if (inner.wasInterrupted())
    return failure();
  return function;
}

FailureOr<FunctionPair> FunctionPairs::get(func::CallOp call, ArrayRef<unsigned> arguments,
                                           ArrayRef<unsigned> results) {
  std::string name = key(call, arguments, results);
  if (auto found = pairs.find(name); found != pairs.end())
    return found->second;
  auto known = original(call);
  if (failed(known))
    return failure();
  func::FuncOp function = *known;
  bool recursive = isRecursive(function);
  FunctionPair pair{copy(function, ".forward"), func::FuncOp()};
  SmallVector<Type> bars, argumentBars, any(recursive ? 1 : 0, AnyType::get(module.getContext()));
  for (unsigned i : results)
    bars.push_back(function.getResultTypes()[i]);
  for (unsigned i : arguments)
    argumentBars.push_back(function.getArgumentTypes()[i]);
  llvm::append_range(bars, any);
  OpBuilder builder(module.getContext());
  pair.pullback = func::FuncOp::create(function.getLoc(), (function.getName() + ".pullback").str(),
                                       builder.getFunctionType(bars, argumentBars));
  pair.pullback.setPrivate();
  SymbolTable(module).insert(pair.pullback, std::next(Block::iterator(pair.forward)));
  SmallVector<Type> returned(function.getResultTypes());
  llvm::append_range(returned, any);
  pair.forward.setFunctionType(builder.getFunctionType(function.getArgumentTypes(), returned));
  // Known before it is filled: that is what ends the recursion.
  pairs[name] = pair;
  if (failed(fill(pair, arguments, results, recursive)))
    return failure();
  return pair;
}

FailureOr<func::FuncOp> FunctionPairs::tangent(func::CallOp call, ArrayRef<unsigned> arguments,
                                               ArrayRef<unsigned> results) {
  std::string name = key(call, arguments, results);
  if (auto found = tangents.find(name); found != tangents.end())
    return found->second;
  auto function = original(call);
  if (failed(function))
    return failure();
  func::FuncOp made = copy(*function, ".tangent");
  SmallVector<Type> returned(made.getResultTypes());
  for (unsigned i : results)
    returned.push_back(returned[i]);
  Block &body = made.getBody().front();
  SmallVector<Value> sources;
  for (unsigned i : arguments) {
    sources.push_back(body.getArgument(i));
    body.addArgument(sources.back().getType(), sources.back().getLoc());
  }
  made.setFunctionType(Builder(made).getFunctionType(body.getArgumentTypes(), returned));
  // Known before it is filled: that is what ends the recursion.
  tangents[name] = made;
  if (failed(fillTangent(made, sources, results)))
    return failure();
  return made;
}

Path FunctionPairs::pathThrough(func::FuncOp function, ValueRange sources,
                                ArrayRef<unsigned> results) {
  Operation *end = function.getBody().front().getTerminator();
  return openPath(function, nullptr, [&] {
    SmallVector<Value> targets;
    for (unsigned i : results)
      targets.push_back(end->getOperand(i));
    return Path(sources, targets, nullptr, effects);
  });
}

LogicalResult FunctionPairs::fillTangent(func::FuncOp function, ValueRange sources,
                                         ArrayRef<unsigned> results) {
  Block &body = function.getBody().front();
  Operation *end = body.getTerminator();
  Path path = pathThrough(function, sources, results);
  Tangents walk(*this, path, effects);
  for (auto [source, dot] : llvm::zip(sources, body.getArguments().take_back(sources.size())))
    walk.seed(source, dot);
  if (failed(walk.push(body)))
    return failure();
  OpBuilder atEnd(end);
  for (unsigned i : results)
    end->insertOperands(end->getNumOperands(), walk.dotOrZero(atEnd, end->getOperand(i)));
  return success();
}

LogicalResult FunctionPairs::fill(FunctionPair pair, ArrayRef<unsigned> arguments,
                                  ArrayRef<unsigned> results, bool recursive) {
  Block &body = pair.forward.getBody().front();
  Operation *end = body.getTerminator();
  SmallVector<Value> sources;
  for (unsigned i : arguments)
    sources.push_back(body.getArgument(i));
  SweepScope scope(pathThrough(pair.forward, sources, results));
  scope.base.insert(&body);
  Block *entry = pair.pullback.addEntryBlock();
  OpBuilder builder = OpBuilder::atBlockEnd(entry, listenerFor(Derivation::Derivative));
  Sweep sweep(*this, scope, builder);
  for (auto [i, place] : llvm::enumerate(results))
    sweep.add(end->getOperand(place), entry->getArgument(i));
  if (failed(sweep.reverse(body)))
    return failure();
  SmallVector<Value> bars;
  for (Value source : sources)
    bars.push_back(sweep.barOrZero(source));
  builder.setInsertionPointToEnd(entry);
  func::ReturnOp::create(builder, pair.pullback.getLoc(), bars);
  handOver(pair, recursive);
  return success();
}

void FunctionPairs::handOver(FunctionPair pair, bool recursive) {
  Location loc = pair.forward.getLoc();
  Operation *end = pair.forward.getBody().front().getTerminator();
  Block &entry = pair.pullback.getBody().front();
  keepShapesOnly(pair.pullback.getBody(), pair.forward.getBody());
  Needs needs = needsOf(pair.pullback.getBody(), pair.forward.getBody());
  ValueRange residuals(needs.stored.getArrayRef());
  OpBuilder start = OpBuilder::atBlockBegin(&entry, listenerFor(Derivation::Derivative));
  IRMapping loaded;
  if (recursive) {
    OpBuilder atEnd(end, listenerFor(Derivation::Stored));
    Type any = AnyType::get(start.getContext());
    SmallVector<Value> boxed;
    for (Value residual : residuals)
      boxed.push_back(convertTo(atEnd, loc, residual, any));
    auto tuple = TupleOp::create(atEnd, loc, any, boxed);
    end->insertOperands(end->getNumOperands(), tuple.getResult());
    SmallVector<Type> types(boxed.size(), any);
    auto parts = UnpackOp::create(start, loc, types, entry.getArguments().back());
    for (Operation *op : {tuple.getOperation(), parts.getOperation()})
      op->setAttr(residualsAttr, start.getUnitAttr());
    for (auto [residual, part] : llvm::zip(residuals, parts.getResults()))
      loaded.map(residual, convertTo(start, loc, part, residual.getType()));
  } else {
    end->insertOperands(end->getNumOperands(), residuals);
    for (Value residual : residuals)
      loaded.map(residual, entry.addArgument(residual.getType(), loc));
    pair.forward.setFunctionType(
        start.getFunctionType(pair.forward.getArgumentTypes(), end->getOperandTypes()));
    pair.pullback.setFunctionType(
        start.getFunctionType(entry.getArgumentTypes(), pair.pullback.getResultTypes()));
  }
  provide(start, pair.pullback.getBody(), needs, loaded);
}
