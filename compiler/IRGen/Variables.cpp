// Part of Cortex, under the MIT licence.
// Owns how variables are read, written and handed through control flow.
#include "IRGen/Generator.h"

namespace cortex {

Value FunctionGenerator::readVariable(const Declaration &variable, SourceRange range) {
  Location loc = at(range);
  if (variable.isGlobalUsedInFunction) {
    auto symbol = mlir::FlatSymbolRefAttr::get(module.context(), module.global(variable));
    return emitOp("global_get", {}, loc, {builder.getNamedAttr("global", symbol)});
  }
  auto found = bindings.find(&variable);
  if (found == bindings.end()) {
    module.unsupported(range, "the use of `" + variable.name + "` before its declaration has run");
    return nothing(loc);
  }
  if (found->second.isCell)
    return emitOp("cell_get", {found->second.value}, loc);
  return found->second.value;
}

void FunctionGenerator::declareVariable(const Declaration &variable, Value value, Location loc) {
  if (variable.isGlobalUsedInFunction)
    return assignVariable(variable, value, loc);
  if (!module.isCell(variable)) {
    bindings[&variable] = {value, false};
    return;
  }
  // A closure made before the declaration holds the cell already.
  if (bindings.contains(&variable))
    return assignVariable(variable, value, loc);
  bindings[&variable] = {emitOp("cell", {value}, loc), true};
}

void FunctionGenerator::assignVariable(const Declaration &variable, Value value, Location loc) {
  if (variable.isGlobalUsedInFunction) {
    auto symbol = mlir::FlatSymbolRefAttr::get(module.context(), module.global(variable));
    create("global_set", {value}, {}, loc, {builder.getNamedAttr("global", symbol)});
    return;
  }
  auto found = bindings.find(&variable);
  if (found != bindings.end() && found->second.isCell)
    create("cell_set", {found->second.value, value}, {}, loc);
  else
    replace(variable, value);
}

void FunctionGenerator::replace(const Declaration &variable, Value value) {
  Value former = bindings.lookup(&variable).value;
  if (former && former != value && !variable.name.empty())
    history[&variable].push_back({former, statement});
  bindings[&variable] = {value, false};
}

Value FunctionGenerator::flag(const Declaration &variable, Location loc) {
  Binding binding = bindings.lookup(&variable);
  if (!binding.isCell)
    return binding.value;
  return emitTyped("cell_get", {binding.value}, builder.getI1Type(), loc);
}

Value FunctionGenerator::captureOf(const Declaration &variable, SourceRange range, bool forCall) {
  auto found = bindings.find(&variable);
  if (found != bindings.end())
    return asAny(found->second.value, at(range));
  if (forCall)
    return readVariable(variable, range);
  // The closure is made before the variable: both share a cell from now on.
  Location loc = at(range);
  module.makeCell(variable);
  Value undefined = emitOp("undefined", {}, loc);
  Value cell = emitOp("cell", {undefined}, loc);
  bindings[&variable] = {cell, true};
  return cell;
}

void FunctionGenerator::addThreaded(Variables &variables, const Declaration &variable) {
  auto found = bindings.find(&variable);
  if (found != bindings.end() && !found->second.isCell)
    variables.push_back(&variable);
}

FunctionGenerator::Threading FunctionGenerator::threaded(llvm::ArrayRef<Item> items,
                                                         const Exits &exits, bool tail) {
  Threading threading;
  VariableSet assigned;
  collectAssigned(items, assigned);
  for (const Declaration *variable : assigned)
    addThreaded(threading.changed, *variable);
  if (exits.returns && !isMain)
    addThreaded(threading.changed, result);
  if (exits.returns && root.aliveNeeded)
    addThreaded(threading.changed, root.alive);
  if (frame->isLoop && (exits.returns || exits.breaks))
    addThreaded(threading.changed, frame->goesOn);
  if (frame->isLoop && exits.any() && frame->aliveNeeded)
    addThreaded(threading.changed, frame->alive);
  if (!tail)
    threading.handedOn = threading.changed;
  else if (exits.returns && !isMain)
    addThreaded(threading.handedOn, result);
  return threading;
}

llvm::SmallVector<Value, 8> FunctionGenerator::valuesOf(const Variables &variables, Location loc) {
  llvm::SmallVector<Value, 8> values;
  for (const Declaration *variable : variables) {
    Value value = bindings.lookup(variable).value;
    bool isFlag = value.getType().isInteger(1) && variable->name.empty();
    values.push_back(isFlag ? value : asAny(value, loc));
  }
  return values;
}

void FunctionGenerator::rebind(const Variables &variables, mlir::ValueRange values) {
  for (auto [variable, value] : llvm::zip_equal(variables, values))
    replace(*variable, value);
}

FunctionGenerator::AliveScope::AliveScope(FunctionGenerator &generator, Frame &frame, bool needed,
                                          Location loc)
    : generator(generator), frame(frame), owner(needed && !frame.aliveNeeded) {
  if (!owner)
    return;
  frame.aliveNeeded = true;
  // Whoever gets here is alive.
  generator.bindings[&frame.alive] = {generator.constant(true, loc), false};
}

FunctionGenerator::AliveScope::~AliveScope() {
  if (!owner)
    return;
  frame.aliveNeeded = false;
  generator.bindings.erase(&frame.alive);
}

} // namespace cortex
