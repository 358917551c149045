// Part of Cortex, under the MIT licence.
// Owns `if`, `guard` and `match`, and how variables come out of branches.
#include "IRGen/Generator.h"

namespace cortex {

void FunctionGenerator::region(mlir::Region &region, const Variables &variables, Location loc,
                               llvm::function_ref<void()> content) {
  if (region.empty())
    region.emplaceBlock();
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&region.front());
  isDead = false;
  content();
  llvm::SmallVector<Value, 8> values = valuesOf(variables, loc);
  // After a throw nobody sees the values, so they must not blur what is known of them.
  if (isDead)
    for (Value &value : values)
      if (llvm::isa<AnyType>(value.getType()))
        value = emitOp("undefined", {}, loc);
  YieldOp::create(builder, loc, values);
}

void FunctionGenerator::branch(Value condition, const Threading &threading, Location loc,
                               llvm::function_ref<void()> whenTrue,
                               llvm::function_ref<void()> whenFalse) {
  llvm::SmallVector<mlir::Type, 8> types;
  for (Value value : valuesOf(threading.handedOn, loc))
    types.push_back(value.getType());
  llvm::SmallVector<Binding, 8> before;
  for (const Declaration *variable : threading.changed)
    before.push_back(bindings[variable]);
  auto restore = [&] {
    for (auto [variable, binding] : llvm::zip_equal(threading.changed, before))
      bindings[variable] = binding;
  };
  auto op = IfOp::create(builder, loc, mlir::TypeRange(types), condition, true);
  region(op.getThenRegion(), threading.handedOn, loc, whenTrue);
  bool isTrueDead = isDead;
  restore();
  region(op.getElseRegion(), threading.handedOn, loc, whenFalse);
  restore();
  isDead = isDead && isTrueDead;
  rebind(threading.handedOn, op.getResults());
}

void FunctionGenerator::branch(Value condition, llvm::ArrayRef<Item> whenTrue,
                               llvm::ArrayRef<Item> whenFalse, bool tail, Location loc) {
  Items all(whenTrue);
  all.append(whenFalse.begin(), whenFalse.end());
  Exits exits = exitsOf.of(whenTrue);
  exits.join(exitsOf.of(whenFalse));
  branch(
      condition, threaded(all, exits, tail), loc, [&] { emitItems(whenTrue, tail); },
      [&] { emitItems(whenFalse, tail); });
}

/// Two lists one after the other.
static Items joined(llvm::ArrayRef<Item> first, llvm::ArrayRef<Item> second) {
  Items items(first);
  items.append(second.begin(), second.end());
  return items;
}

void FunctionGenerator::emitIf(const Item &item, llvm::ArrayRef<Item> rest, bool tail) {
  auto &stmt = llvm::cast<IfStmt>(*item.stmt);
  const IfStmt::Clause &clause = stmt.clauses[item.clause];
  Location loc = at(clause.condition->range());
  Items body = itemsOf(clause.body.statements);
  Items other;
  if (item.clause + 1 < stmt.clauses.size())
    other.push_back({&stmt, item.clause + 1});
  else if (stmt.otherwise)
    other = itemsOf(stmt.otherwise->statements);
  Value condition = emitCondition(*clause.condition);
  if (rest.empty())
    return branch(condition, body, other, tail, loc);
  // A branch that never comes out needs no flag: the rest stands in the other branch.
  if (!exitsOf.of(body).falls)
    return branch(condition, body, joined(other, rest), tail, loc);
  if (!exitsOf.of(other).falls)
    return branch(condition, joined(body, rest), other, tail, loc);
  Value alive;
  {
    AliveScope scope(*this, *frame, true, loc);
    branch(condition, body, other, false, loc);
    alive = flag(frame->alive, loc);
  }
  branch(alive, rest, {}, tail, loc);
}

void FunctionGenerator::emitGuard(const GuardStmt &stmt, llvm::ArrayRef<Item> rest, bool tail) {
  Location loc = at(stmt.condition->range());
  Value condition = emitCondition(*stmt.condition);
  Items otherwise = itemsOf(*stmt.otherwise);
  if (rest.empty() || !exitsOf.of(otherwise).falls)
    return branch(condition, rest, otherwise, tail, loc);
  Value alive;
  {
    AliveScope scope(*this, *frame, true, loc);
    branch(condition, {}, otherwise, false, loc);
    alive = flag(frame->alive, loc);
  }
  branch(alive, rest, {}, tail, loc);
}

//===-- match ---------------------------------------------------------------------------------===//

void FunctionGenerator::emitMatch(const MatchStmt &stmt, unsigned number, Value value, bool tail) {
  if (number == stmt.cases.size())
    return;
  const MatchStmt::Case &entry = stmt.cases[number];
  Items body = itemsOf(*entry.body);
  if (!entry.pattern)
    return emitItems(body, tail);
  Items remaining;
  Exits exits;
  exits.falls = false;
  for (const MatchStmt::Case &later : llvm::ArrayRef(stmt.cases).drop_front(number)) {
    Items items = itemsOf(*later.body);
    exits.join(exitsOf.of(items));
    remaining.append(items);
  }
  Location loc = at(entry.range);
  Threading threading = threaded(remaining, exits, tail);
  branch(
      emitFits(*entry.pattern, value), threading, loc,
      [&] {
        bindPattern(*entry.pattern, value);
        emitItems(body, tail);
      },
      [&] { emitMatch(stmt, number + 1, value, tail); });
}

Value FunctionGenerator::emitFits(const LiteralPattern &pattern, Value value) {
  Location loc = at(pattern.range());
  Value literal = emitExpr(*pattern.value);
  const Expr *written = pattern.value.get();
  if (auto *unary = llvm::dyn_cast<UnaryExpr>(written))
    written = unary->operand.get();
  Value kind = runtime("type", {value}, loc);
  auto isKind = [&](llvm::StringRef name) {
    return truth(emitOp("eq", {kind, constant(name, loc)}, loc), loc);
  };
  if (llvm::isa<NullLiteralExpr>(written))
    return isKind("null");
  // Values of different types are never compared: only equal types can be equal.
  Value comparable;
  if (llvm::isa<StringLiteralExpr>(written))
    comparable = isKind("string");
  else if (llvm::isa<BoolLiteralExpr>(written))
    comparable = isKind("bool");
  else
    comparable = emitChoice(
        isKind("int"), builder.getI1Type(), loc, [&] { return constant(true, loc); },
        [&] { return isKind("float"); });
  return emitChoice(
      comparable, builder.getI1Type(), loc,
      [&] { return truth(emitOp("eq", {value, literal}, loc), loc); },
      [&] { return constant(false, loc); });
}

Value FunctionGenerator::emitFits(const TypeExpr &type, Value value, Location loc) {
  return emitTyped("is_type", {value}, builder.getI1Type(), loc,
                   {stringAttribute("annotation", module.typeText(&type))});
}

Value FunctionGenerator::emitFits(const Pattern &pattern, Value value) {
  Location loc = at(pattern.range());
  if (auto *literal = llvm::dyn_cast<LiteralPattern>(&pattern))
    return emitFits(*literal, value);
  if (auto *binding = llvm::dyn_cast<BindingPattern>(&pattern))
    return binding->type ? emitFits(*binding->type, value, loc) : constant(true, loc);
  auto &list = llvm::cast<ListPattern>(pattern);
  Value count = constant(int64_t(list.elements.size()), loc);
  CallArgument arguments[] = {{{}, pattern.range(), value, nullptr, false},
                              {{}, pattern.range(), count, nullptr, false}};
  Value fits = truth(callLibrary("_has_parts", arguments, pattern.range()), loc);
  for (auto [number, element] : llvm::enumerate(list.elements))
    fits = emitChoice(
        fits, builder.getI1Type(), loc,
        [&, number = number, part = element.get()] {
          Value item = emitOp("index", {value, constant(int64_t(number), loc)}, loc);
          return emitFits(*part, item);
        },
        [&] { return constant(false, loc); });
  return fits;
}

void FunctionGenerator::bindPattern(const Pattern &pattern, Value value) {
  Location loc = at(pattern.range());
  if (auto *binding = llvm::dyn_cast<BindingPattern>(&pattern)) {
    if (binding->name.declaration)
      declareVariable(*binding->name.declaration, value, loc);
  } else if (auto *list = llvm::dyn_cast<ListPattern>(&pattern)) {
    for (auto [number, element] : llvm::enumerate(list->elements))
      bindPattern(*element, emitOp("index", {value, constant(int64_t(number), loc)}, loc));
  }
}

} // namespace cortex
