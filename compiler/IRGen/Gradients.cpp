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

/// The one function that a name stands for, or null. Where arguments may be left out, what is
/// called decides what a derivative is of: a default may be computed from the argument before it.
static const FuncStmt *functionOf(const Expr &expr) {
  auto *name = llvm::dyn_cast<NameExpr>(&expr);
  if (!name || !name->declaration || name->declaration->kind != DeclarationKind::Function ||
      name->declaration->overloads.size() != 1)
    return nullptr;
  const FuncStmt *function = name->declaration->overloads.front();
  bool hasDefaults = llvm::any_of(function->callable.parameters, [](const Parameter &parameter) {
    return parameter.defaultValue != nullptr;
  });
  return hasDefaults ? nullptr : function;
}

/// `∇[f]`, and `∇[f, 1]`, where a number that the program writes out is that of an argument.
Value FunctionGenerator::gradientFunction(const Expr &of, const IntLiteralExpr *number,
                                          SourceRange range) {
  Location loc = at(range);
  const FuncStmt *function = functionOf(of);
  if (!function) {
    llvm::SmallVector<CallArgument, 2> arguments{{{}, of.range(), emitExpr(of), &of, false}};
    if (number)
      arguments.push_back({{}, number->range(), emitExpr(*number), number, false});
    return callLibrary("_gradient_function", arguments, range);
  }
  size_t parameter = number ? size_t(number->value) : 0;
  const auto &parameters = function->callable.parameters;
  bool isRest = parameter < parameters.size() && parameters[parameter].isVariadic;
  if (parameter >= parameters.size() || isRest) {
    module.error(DiagKind::InvalidArgument, range)
        .arg("∇")
        .arg("`" + function->name.text + "` has no argument of this number");
    return nothing(loc);
  }
  const Lifted &lifted = module.require(*function);
  std::string symbol = module.requireGradient(lifted, parameter, range);
  llvm::SmallVector<Value, 4> operands;
  for (const Declaration *captured : lifted.captures)
    operands.push_back(captureOf(*captured, range, /*forCall=*/false));
  return closure(symbol, operands, loc);
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
  auto *number = llvm::dyn_cast_or_null<IntLiteralExpr>(point);
  if (!point || number)
    return gradientFunction(*parts[0], number, range);
  if (llvm::isa<LambdaExpr>(parts[0])) {
    CallArgument at[] = {{{}, parts[0]->range(), emitExpr(*parts[0]), parts[0], false},
                         {{}, point->range(), emitExpr(*point), point, false}};
    return callLibrary("_gradient_at", at, range);
  }
  return gradientAt(*parts[0], *point, range);
}

Value FunctionGenerator::gradientAt(const Expr &result, const Expr &point, SourceRange range) {
  auto *list = llvm::dyn_cast<ListExpr>(&point);
  llvm::SmallVector<const Expr *, 4> targets;
  if (list)
    for (const ExprPtr &element : list->elements)
      targets.push_back(element.get());
  else
    targets.push_back(&point);
  Value of = emitExpr(result);
  llvm::SmallVector<Value, 4> operands{of};
  llvm::SmallVector<bool, 4> rows, paths;
  const Expr *nameless = nullptr;
  for (const Expr *target : targets) {
    bool isTarget = isGradientTarget(*target);
    if (!isTarget)
      nameless = target;
    operands.push_back(gradientTarget(*target, of, result, range));
    rows.push_back(llvm::isa<ListExpr>(target));
    paths.push_back(isTarget && !llvm::isa<NameExpr>(target));
  }
  mlir::Operation *gradient = create("gradient", operands, anyType(), at(range));
  if (list)
    gradient->setAttr("rows", builder.getDenseBoolArrayAttr(rows));
  keepText(gradient, gradientResultAttr, result.range());
  keepText(gradient, gradientVariableAttr, point.range());
  if (nameless)
    gradient->setAttr(gradientAtPointAttr, mlir::LocationAttr(at(nameless->range())));
  if (llvm::is_contained(paths, true))
    gradient->setAttr(gradientPathsAttr, builder.getDenseBoolArrayAttr(paths));
  return gradient->getResult(0);
}

} // namespace cortex
