// Part of Cortex, under the MIT licence.
// Owns the translation of ∇, of values and of functions.
#include "IRGen/Generator.h"

namespace cortex {

/// A variable, a field or element path of one, or a bracket of these.
bool FunctionGenerator::isGradientTarget(const Expr &expr) {
  if (auto *name = llvm::dyn_cast<NameExpr>(&expr))
    return !name->declaration || name->declaration->isVariable();
  if (auto *field = llvm::dyn_cast<FieldExpr>(&expr))
    return isGradientTarget(*field->object);
  if (auto *bracket = llvm::dyn_cast<BracketExpr>(&expr))
    return isGradientTarget(*bracket->callee);
  return false;
}

/// Whether `value` is computed from `from`.
static bool dependsOn(Value value, Value from) {
  llvm::SmallVector<Value, 16> work{value};
  llvm::DenseSet<Value> seen;
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (next == from)
      return true;
    if (mlir::Operation *made = seen.insert(next).second ? next.getDefiningOp() : nullptr)
      made->walk([&](mlir::Operation *op) { llvm::append_range(work, op->getOperands()); });
  }
  return false;
}

/// Finds where a former value of a variable goes into `of` on a way that does not pass `now`.
static mlir::Operation *useOfFormer(Value of, Value now, llvm::function_ref<bool(Value)> isFormer) {
  llvm::SmallVector<Value, 16> work{of};
  llvm::DenseSet<Value> seen{now};
  mlir::Operation *use = nullptr;
  while (!work.empty() && !use) {
    Value value = work.pop_back_val();
    mlir::Operation *made = value.getDefiningOp();
    if (!seen.insert(value).second || !made)
      continue;
    // What a branch or a loop computes inside counts as well.
    made->walk([&](mlir::Operation *op) {
      for (Value operand : op->getOperands()) {
        bool isHandedOn = llvm::isa<BoxOp, YieldOp, IfOp, ForEachOp, WhileOp>(op);
        if (!use && operand != now && isFormer(operand) && !isHandedOn)
          use = op;
        work.push_back(operand);
      }
    });
  }
  return use;
}

bool FunctionGenerator::checkNotReassigned(const NameExpr &name, Value of, Value now,
                                           const Expr &into, SourceRange range) {
  auto found = history.find(name.declaration);
  if (found == history.end())
    return true;
  const Former *former = nullptr;
  // Another variable that has the same value (`let w := x`) may have gone in under its own name.
  auto isOthers = [&](Value value) {
    return llvm::any_of(bindings, [&](const auto &entry) {
      return entry.first != name.declaration && entry.second.value == value;
    });
  };
  bool isMeant = dependsOn(of, now);
  mlir::Operation *use = useOfFormer(of, now, [&](Value value) {
    // A boxed copy stands for the value itself.
    if (auto box = value.getDefiningOp<BoxOp>())
      value = box.getInput();
    for (const Former &entry : found->second)
      if (entry.value == value && value != now && !(isMeant && isOthers(value)))
        former = &entry;
    return former != nullptr;
  });
  if (!use)
    return true;
  module.error(DiagKind::GradientReassigned, range)
      .arg("`" + name.name + "`")
      .arg("`" + module.text(into.range()) + "`")
      .note(module.rangeOf(use->getLoc()), "`" + name.name + "` went in here")
      .note(former->replacedBy, "and was assigned here")
      .hint("take the gradient before the assignment, or keep the old value under another name");
  return false;
}

Value FunctionGenerator::gradientTarget(const Expr &expr, Value of, const Expr &into,
                                        SourceRange range) {
  Value value = emitExpr(expr);
  auto *name = llvm::dyn_cast<NameExpr>(&expr);
  if (!name || !name->declaration || name->declaration->isGlobalUsedInFunction)
    return value;
  if (!checkNotReassigned(*name, of, value, into, range))
    return nothing(at(range));
  if (!trained.contains(name->declaration))
    return value;
  CallArgument model{{}, expr.range(), value, &expr, false};
  return callLibrary("_own_parts", model, expr.range());
}

/// The one function that a name stands for, or null.
static const FuncStmt *functionOf(const Expr &expr) {
  auto *name = llvm::dyn_cast<NameExpr>(&expr);
  if (!name || !name->declaration || name->declaration->kind != DeclarationKind::Function ||
      name->declaration->overloads.size() != 1)
    return nullptr;
  return name->declaration->overloads.front();
}

Value FunctionGenerator::gradientOfFunction(const FuncStmt &function, const Expr *point,
                                            SourceRange range) {
  Location loc = at(range);
  auto *number = llvm::dyn_cast_or_null<IntLiteralExpr>(point);
  size_t parameter = number ? size_t(number->value) : 0;
  size_t count = function.callable.parameters.size();
  if (parameter >= count) {
    module.error(DiagKind::InvalidArgument, range)
        .arg("∇")
        .arg("`" + function.name.text + "` has no argument of this number");
    return nothing(loc);
  }
  if (point && !number && count != 1) {
    module.unsupported(range, "the gradient of a function of several arguments at a point");
    return nothing(loc);
  }
  const Lifted &lifted = module.require(function);
  std::string symbol = module.requireGradient(lifted, parameter, range);
  llvm::SmallVector<Value, 4> operands;
  for (const Declaration *captured : lifted.captures)
    operands.push_back(captureOf(*captured, range, point && !number));
  if (!point || number)
    return closure(symbol, operands, loc);
  operands.push_back(emitExpr(*point));
  return callSymbol(symbol, operands, loc);
}

/// Keeps how the program writes a part of a gradient, for messages of later phases.
void FunctionGenerator::keepText(mlir::Operation *gradient, llvm::StringRef attribute,
                                 SourceRange range) {
  constexpr size_t longest = 40; // More would drown the rest of a message.
  llvm::StringRef text = module.text(range);
  if (text.size() <= longest && !text.contains('\n') && !module.isOfLibrary(range))
    gradient->setAttr(attribute, builder.getStringAttr("`" + text + "`"));
}

Value FunctionGenerator::emitGradient(llvm::StringRef name, llvm::ArrayRef<Argument> arguments,
                                      const Expr *piped, SourceRange range) {
  Location loc = at(range);
  llvm::SmallVector<const Expr *, 2> parts;
  if (piped)
    parts.push_back(piped);
  for (const Argument &argument : arguments)
    if (argument.value && !argument.isNamed())
      parts.push_back(argument.value.get());
  if (parts.empty() || parts.size() > 2 || parts.size() != arguments.size() + (piped != nullptr)) {
    module.error(DiagKind::WrongArgumentCount, range)
        .arg(name)
        .arg("a value and what to differentiate with respect to")
        .arg(int64_t(arguments.size()));
    return nothing(loc);
  }
  const Expr *point = parts.size() == 2 ? parts[1] : nullptr;
  if (const FuncStmt *function = functionOf(*parts[0]))
    return gradientOfFunction(*function, point, range);
  if (!point) {
    CallArgument function{{}, parts[0]->range(), emitExpr(*parts[0]), parts[0], false};
    return callLibrary("_gradient_function", function, range);
  }
  if (llvm::isa<LambdaExpr>(parts[0])) {
    CallArgument at[] = {{{}, parts[0]->range(), emitExpr(*parts[0]), parts[0], false},
                         {{}, point->range(), emitExpr(*point), point, false}};
    return callLibrary("_gradient_at", at, range);
  }
  auto *list = llvm::dyn_cast<ListExpr>(point);
  llvm::SmallVector<const Expr *, 4> targets;
  if (list)
    for (const ExprPtr &element : list->elements)
      targets.push_back(element.get());
  else
    targets.push_back(point);
  llvm::SmallVector<Value, 4> wrt;
  Value of = emitExpr(*parts[0]);
  const Expr *nameless = nullptr;
  for (const Expr *target : targets) {
    if (!isGradientTarget(*target))
      nameless = target;
    wrt.push_back(gradientTarget(*target, of, *parts[0], range));
  }
  llvm::SmallVector<Value, 4> operands{of};
  operands.append(wrt);
  llvm::SmallVector<mlir::Type, 4> types(wrt.size(), anyType());
  mlir::Operation *gradient = create("gradient", operands, types, loc);
  keepText(gradient, gradientResultAttr, parts[0]->range());
  keepText(gradient, gradientVariableAttr, point->range());
  if (nameless)
    gradient->setAttr(gradientAtPointAttr, mlir::LocationAttr(at(nameless->range())));
  if (!list)
    return gradient->getResult(0);
  llvm::SmallVector<Value, 4> results(gradient->getResults());
  return emitOp("list", results, loc);
}

} // namespace cortex
