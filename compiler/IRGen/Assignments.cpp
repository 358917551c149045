// Part of Cortex, under the MIT licence.
// Owns assignments to variables, elements and fields.
#include "IRGen/Generator.h"

namespace cortex {

/// Evaluates the way down to the target once. Gives the target's present value if `readLast`.
Value FunctionGenerator::openPlace(const Expr &target, Place &place, bool readLast) {
  Location loc = at(target.range());
  auto *bracket = llvm::dyn_cast<BracketExpr>(&target);
  auto *field = llvm::dyn_cast<FieldExpr>(&target);
  auto *name = llvm::dyn_cast<NameExpr>(&target);
  const Declaration *declared = name    ? name->declaration
                                : field ? field->name.declaration
                                        : nullptr;
  if (declared || (!bracket && !field)) {
    if (declared && declared->isVariable())
      place.root = declared;
    return !place.root || readLast ? emitExpr(target) : Value();
  }
  Value base = openPlace(field ? *field->object : *bracket->callee, place, true);
  Place::Step step{field ? field->name.text : llvm::StringRef(), {}, base, loc};
  if (field) {
    place.steps.push_back(step);
    if (!readLast)
      return {};
    return emitOp("field", {base}, loc, {stringAttribute("name", field->name.text)});
  }
  llvm::SmallVector<Value, 4> operands{base};
  for (const CallArgument &argument : evaluate(bracket->arguments, nullptr)) {
    if (!argument.name.empty())
      module.error(DiagKind::InvalidAssignTarget, argument.range).arg("a named argument");
    step.subscripts.push_back(argument.value);
    operands.push_back(argument.value);
  }
  place.steps.push_back(step);
  return readLast ? emitOp("index", operands, loc) : Value();
}

/// Sets the innermost part, then what holds it, and so on: tensors are values, so a changed part
/// makes a changed whole. A field is set in its object, and there the way ends.
void FunctionGenerator::storeTo(const Place &place, Value value, Location loc) {
  for (const Place::Step &step : llvm::reverse(place.steps)) {
    if (!step.field.empty()) {
      create("field_set", {step.base, value}, {}, step.loc, {stringAttribute("name", step.field)});
      return;
    }
    llvm::SmallVector<Value, 4> operands{step.base};
    operands.append(step.subscripts);
    operands.push_back(value);
    value = emitOp("index_set", operands, step.loc);
  }
  if (!place.root)
    return;
  const Declaration &variable = *place.root;
  // A changed part leaves the kind of the whole as it is.
  if (place.steps.empty())
    value = checked(value, variable.type, "`" + variable.name + "`", loc);
  assignVariable(variable, value, loc);
}

void FunctionGenerator::emit(const AssignStmt &stmt) {
  Location loc = at(stmt.range());
  Place place;
  if (!stmt.op) {
    Value value = emitExpr(*stmt.value);
    openPlace(*stmt.target, place, false);
    return storeTo(place, value, at(stmt.value->range()));
  }
  Value before = openPlace(*stmt.target, place, true);
  Value change = emitExpr(*stmt.value);
  storeTo(place, emitBinary(*stmt.op, before, change, loc), loc);
}

} // namespace cortex
