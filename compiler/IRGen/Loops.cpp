// Part of Cortex, under the MIT licence.
// Owns the translation of loops.
#include "IRGen/Generator.h"

namespace cortex {

void FunctionGenerator::planLoop(LoopPlan &plan, llvm::ArrayRef<Item> items, const Exits &exits) {
  plan.frame.parent = frame;
  plan.frame.isLoop = true;
  plan.exits = exits;
  plan.carriesFlag = exits.returns || exits.breaks;
  VariableSet assigned;
  collectAssigned(items, assigned);
  for (const Declaration *variable : assigned)
    addThreaded(plan.variables, *variable);
  if (!exits.returns)
    return;
  if (!isMain)
    addThreaded(plan.variables, result);
  if (root.aliveNeeded)
    addThreaded(plan.variables, root.alive);
}

llvm::SmallVector<Value, 8> FunctionGenerator::carried(LoopPlan &plan, Location loc) {
  llvm::SmallVector<Value, 8> values;
  if (plan.carriesFlag)
    values.push_back(flag(plan.frame.goesOn, loc));
  values.append(valuesOf(plan.variables, loc));
  return values;
}

mlir::Block *FunctionGenerator::enterLoop(LoopPlan &plan, mlir::Region &region, unsigned leading,
                                          mlir::TypeRange types, Location loc) {
  mlir::Block *block = &region.emplaceBlock();
  for (unsigned number = 0; number < leading; ++number)
    block->addArgument(anyType(), loc);
  for (mlir::Type type : types)
    block->addArgument(type, loc);
  mlir::ValueRange values = block->getArguments();
  values = values.drop_front(leading);
  if (plan.carriesFlag) {
    bindings[&plan.frame.goesOn] = {values.front(), false};
    values = values.drop_front();
  }
  rebind(plan.variables, values);
  builder.setInsertionPointToEnd(block);
  isDead = false;
  return block;
}

void FunctionGenerator::emitLoopBody(LoopPlan &plan, const StmtList &body) {
  frame = &plan.frame;
  emitItems(itemsOf(body), false);
  frame = plan.frame.parent;
}

void FunctionGenerator::finishLoop(LoopPlan &plan, mlir::ValueRange results, Location loc) {
  isDead = false;
  rebind(plan.variables, results.drop_front(plan.carriesFlag));
  bindings.erase(&plan.frame.goesOn);
  if (!plan.exits.returns || !frame->isLoop)
    return;
  // A `return` in an inner loop leaves the outer one too.
  Value alive = flag(root.alive, loc);
  assignVariable(frame->goesOn, alive, loc);
  if (frame->aliveNeeded)
    assignVariable(frame->alive, alive, loc);
}

/// `update_parameters[...]` that the statement calls, where that is the library's; else null.
static const BracketExpr *trainingCall(const Stmt &stmt) {
  const Expr *value = nullptr;
  if (auto *let = llvm::dyn_cast<LetStmt>(&stmt))
    value = let->value.get();
  else if (auto *assign = llvm::dyn_cast<AssignStmt>(&stmt))
    value = assign->value.get();
  else if (auto *statement = llvm::dyn_cast<ExprStmt>(&stmt))
    value = statement->value.get();
  auto *call = llvm::dyn_cast_or_null<BracketExpr>(value);
  auto *name = call ? llvm::dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  bool isUpdate = name && name->name == "update_parameters" && name->declaration &&
                  name->declaration->kind == DeclarationKind::Library;
  return isUpdate && call->arguments.size() >= 3 ? call : nullptr;
}

/// Before a loop that trains a model, the model gets its optimizer's state: then all turns find it
/// in the same form. Only where the model and what decides its optimizer are known by now.
void FunctionGenerator::prepareTraining(llvm::ArrayRef<Item> items) {
  forEachStatement(items, [&](const Stmt &stmt) {
    const BracketExpr *call = trainingCall(stmt);
    if (!call)
      return;
    auto isKnown = [&](const Expr *expr) {
      auto *name = llvm::dyn_cast_or_null<NameExpr>(expr);
      return name && name->declaration && name->declaration->isVariable() &&
             (name->declaration->isGlobalUsedInFunction || bindings.contains(name->declaration));
    };
    const Expr *model = call->arguments[0].value.get();
    const Expr *rate = call->arguments[2].value.get();
    const Expr *config = call->arguments.size() > 3 ? call->arguments[3].value.get() : nullptr;
    if (auto *lookup = llvm::dyn_cast_or_null<BracketExpr>(rate); lookup && !config)
      config = lookup->callee.get();
    if (!isKnown(model) || (!isKnown(rate) && !isKnown(config)))
      return;
    trained.insert(llvm::cast<NameExpr>(model)->declaration);
    Location loc = at(call->range());
    Value values[] = {emitExpr(*model), isKnown(rate) ? emitExpr(*rate) : null(loc),
                      isKnown(config) ? emitExpr(*config) : null(loc)};
    if (const Lifted *prepare = module.requireLibrary("_prepare_training", call->range()))
      callSymbol(prepare->symbol, values, loc);
  });
}

/// `e` of `enumerate[e]`, where that is the library's; else null.
static const Expr *enumerated(const ForInStmt &stmt) {
  auto *call = llvm::dyn_cast<BracketExpr>(stmt.iterable.get());
  auto *name = call ? llvm::dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  bool isEnumerate = name && name->name == "enumerate" && name->declaration &&
                     name->declaration->kind == DeclarationKind::Library;
  if (!isEnumerate || stmt.names.size() != 2 || call->arguments.size() != 1)
    return nullptr; // A slice as the argument has no value either.
  return call->arguments.front().value.get();
}

void FunctionGenerator::emit(const ForInStmt &stmt) {
  module.noteLoop();
  Location loc = at(stmt.range());
  prepareTraining(itemsOf(stmt.body.statements));
  const Expr *inner = enumerated(stmt);
  Value iterable = emitExpr(inner ? *inner : *stmt.iterable);
  bool isPairs = !inner && stmt.names.size() == 2;
  Exits exits = exitsOf.of(stmt.body.statements);
  AliveScope scope(*this, root, exits.returns && frame->isLoop, loc);
  LoopPlan plan;
  planLoop(plan, itemsOf(stmt.body.statements), exits);
  if (plan.carriesFlag)
    bindings[&plan.frame.goesOn] = {constant(true, loc), false};
  llvm::SmallVector<Value, 8> inits = carried(plan, loc);
  mlir::TypeRange types = mlir::ValueRange(inits).getTypes();
  auto loop = ForEachOp::create(builder, loc, types, iterable, inits, plan.carriesFlag, isPairs);
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    mlir::Block *block = enterLoop(plan, loop.getBody(), 2, types, loc);
    llvm::SmallVector<Value, 2> items{block->getArgument(0)};
    if (inner)
      items.insert(items.begin(), block->getArgument(1));
    else if (isPairs)
      items = llvm::SmallVector<Value, 2>(
          create("unpack", items, {anyType(), anyType()}, loc)->getResults());
    while (items.size() < stmt.names.size()) // The parser has refused further names.
      items.push_back(nothing(loc));
    for (auto [name, item] : llvm::zip(stmt.names, items)) // After an error there may be no name.
      if (name.declaration)
        declareVariable(*name.declaration, item, at(name.range));
    emitLoopBody(plan, stmt.body.statements);
    YieldOp::create(builder, loc, carried(plan, loc));
  }
  finishLoop(plan, loop.getResults(), loc);
}

Value FunctionGenerator::ifGoesOn(LoopPlan &plan, Location loc,
                                  llvm::function_ref<Value()> condition) {
  if (!plan.exits.returns && !plan.exits.breaks)
    return condition();
  return emitChoice(flag(plan.frame.goesOn, loc), builder.getI1Type(), loc, condition,
                    [&] { return constant(false, loc); });
}

void FunctionGenerator::emitWhile(LoopPlan &plan, Location loc,
                                  llvm::function_ref<Value()> condition,
                                  llvm::function_ref<void()> body) {
  if (plan.carriesFlag)
    bindings[&plan.frame.goesOn] = {constant(true, loc), false};
  llvm::SmallVector<Value, 8> inits = carried(plan, loc);
  llvm::SmallVector<mlir::Type, 8> types(mlir::ValueRange(inits).getTypes());
  auto loop = WhileOp::create(builder, loc, mlir::TypeRange(types), mlir::ValueRange(inits));
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    enterLoop(plan, loop.getConditionRegion(), 0, types, loc);
    ConditionOp::create(builder, loc, condition());
    enterLoop(plan, loop.getBody(), 0, types, loc);
    body();
    YieldOp::create(builder, loc, carried(plan, loc));
  }
  finishLoop(plan, loop.getResults(), loc);
}

void FunctionGenerator::emit(const WhileStmt &stmt) {
  Location loc = at(stmt.range());
  prepareTraining(itemsOf(stmt.body.statements));
  Exits exits = exitsOf.of(stmt.body.statements);
  AliveScope scope(*this, root, exits.returns && frame->isLoop, loc);
  LoopPlan plan;
  planLoop(plan, itemsOf(stmt.body.statements), exits);
  emitWhile(
      plan, loc,
      [&] { return ifGoesOn(plan, loc, [&] { return emitCondition(*stmt.condition); }); },
      [&] { emitLoopBody(plan, stmt.body.statements); });
}

void FunctionGenerator::emit(const DoWhileStmt &stmt) {
  Location loc = at(stmt.range());
  prepareTraining(itemsOf(stmt.body.statements));
  Exits exits = exitsOf.of(stmt.body.statements);
  AliveScope scope(*this, root, exits.returns && frame->isLoop, loc);
  LoopPlan plan;
  planLoop(plan, itemsOf(stmt.body.statements), exits);
  plan.carriesFlag = true; // Whether there is another turn is known at the end of each.
  emitWhile(
      plan, loc, [&] { return flag(plan.frame.goesOn, loc); },
      [&] {
        emitLoopBody(plan, stmt.body.statements);
        Value again = ifGoesOn(plan, loc, [&] { return emitCondition(*stmt.condition); });
        assignVariable(plan.frame.goesOn, again, loc);
      });
}

void FunctionGenerator::emit(const ForCountStmt &stmt) {
  Location loc = at(stmt.range());
  prepareTraining(itemsOf(stmt.body.statements));
  const Declaration *counter = stmt.name.declaration;
  Value start = emitExpr(*stmt.start);
  if (!counter)
    return;
  Exits exits = exitsOf.of(stmt.body.statements);
  AliveScope scope(*this, root, exits.returns && frame->isLoop, loc);
  bindings[counter] = {start, false};
  LoopPlan plan;
  Items items = itemsOf(stmt.body.statements);
  items.push_back({stmt.step.get()});
  planLoop(plan, items, exits);
  if (!llvm::is_contained(plan.variables, counter))
    plan.variables.push_back(counter);
  emitWhile(
      plan, loc,
      [&] { return ifGoesOn(plan, loc, [&] { return emitCondition(*stmt.condition); }); },
      [&] {
        // A closure of this turn keeps this turn's variable: the step works on a copy.
        bool isShared = module.isCell(*counter);
        if (isShared)
          bindings[counter] = {emitOp("cell", {bindings[counter].value}, loc), true};
        emitLoopBody(plan, stmt.body.statements);
        if (isShared)
          bindings[counter] = {emitOp("cell_get", {bindings[counter].value}, loc), false};
        Item step{stmt.step.get()};
        if (exits.returns || exits.breaks)
          branch(flag(plan.frame.goesOn, loc), step, {}, false, loc);
        else
          emitItem(step, false);
      });
  bindings.erase(counter);
}

} // namespace cortex
