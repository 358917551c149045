// Part of Cortex, under the MIT licence.
// Owns the translation of names, operators, choices and lambdas.
#include "IRGen/Generator.h"

#include "Dialect/Inference.h"
#include "Dialect/LibraryProtocol.h"

namespace cortex {

Value FunctionGenerator::emitExpr(const Expr &expr) {
  return visit(expr, [&](const auto &node) { return emit(node); });
}

Value FunctionGenerator::emit(const NameExpr &expr) {
  if (!expr.declaration)
    return nothing(at(expr.range()));
  return emitDeclared(*expr.declaration, expr.range());
}

Value FunctionGenerator::emitDeclared(const Declaration &declaration, SourceRange range) {
  switch (declaration.kind) {
  case DeclarationKind::Variable:
  case DeclarationKind::Constant:
  case DeclarationKind::Parameter:
    return readVariable(declaration, range);
  case DeclarationKind::Function:
    if (declaration.overloads.size() == 1)
      return closureOf(module.require(*declaration.overloads.front()), range);
    return dispatcherOf(declaration.overloads, range);
  case DeclarationKind::Library:
    return libraryValue(declaration.name, range);
  case DeclarationKind::Struct:
    return closure(module.requireConstructor(*declaration.structure), {}, at(range));
  case DeclarationKind::Module:
    module.error(DiagKind::ModuleAsValue, range)
        .arg(declaration.name)
        .hint("its names are reached as `" + declaration.name + ".name`");
    return nothing(at(range));
  case DeclarationKind::TypeParameter:
    module.error(DiagKind::TypeAsValue, range).arg(declaration.name);
    return nothing(at(range));
  }
  llvm_unreachable("declaration kind out of range");
}

Value FunctionGenerator::closure(llvm::StringRef symbol, llvm::ArrayRef<Value> captures,
                                 Location loc) {
  auto reference = mlir::FlatSymbolRefAttr::get(module.context(), symbol);
  return emitOp("closure", captures, loc, {builder.getNamedAttr("function", reference)});
}

Value FunctionGenerator::closureOf(const Lifted &lifted, SourceRange range) {
  llvm::SmallVector<Value, 4> captures;
  for (const Declaration *captured : lifted.captures)
    captures.push_back(captureOf(*captured, range, false));
  return closure(lifted.symbol, captures, at(range));
}

/// An overloaded name as a value: a function that looks at its arguments.
Value FunctionGenerator::dispatcherOf(llvm::ArrayRef<FuncStmt *> overloads, SourceRange range) {
  llvm::SetVector<const Declaration *> captured;
  std::string symbol = module.requireDispatcher(overloads, captured, range);
  llvm::SmallVector<Value, 4> captures;
  for (const Declaration *variable : captured)
    captures.push_back(captureOf(*variable, range, false));
  return closure(symbol, captures, at(range));
}

Value FunctionGenerator::libraryValue(llvm::StringRef name, SourceRange range) {
  llvm::StringRef written = builtinValue(name);
  llvm::ArrayRef<FuncStmt *> functions =
      module.libraryNames().functions(written.empty() ? name : written);
  if (functions.size() == 1)
    return closureOf(module.require(*functions.front()), range);
  // Of several rows, the one that one argument is enough for.
  const Builtin *best = nullptr;
  for (const Builtin &row : builtinRows(name)) {
    bool isUsable = row.kind == BuiltinKind::Op || row.kind == BuiltinKind::Runtime;
    if (isUsable && (!best || row.requiredCount() < best->requiredCount()))
      best = &row;
  }
  if (best)
    return closure(module.requireWrapper(*best, range), {}, at(range));
  module.error(DiagKind::UnsupportedYet, range)
      .arg("`" + name + "` as a value")
      .hint("a call is written `" + name + "[…]`");
  return nothing(at(range));
}

bool isModule(const Expr &expr) {
  auto *name = llvm::dyn_cast<NameExpr>(&expr);
  return name && name->declaration && name->declaration->kind == DeclarationKind::Module;
}

Value FunctionGenerator::emit(const FieldExpr &expr) {
  if (expr.name.declaration)
    return emitDeclared(*expr.name.declaration, expr.range());
  if (isModule(*expr.object)) // It has no such name, which is reported already.
    return nothing(at(expr.range()));
  Value object = emitExpr(*expr.object);
  return emitOp("field", {object}, at(expr.range()), {stringAttribute("name", expr.name.text)});
}

Value FunctionGenerator::emit(const UnaryExpr &expr) {
  Location loc = at(expr.range());
  if (expr.op == UnaryOperator::Not)
    return emitOp("not", {emitExpr(*expr.operand)}, loc);
  // `-2.0` is a literal: one constant.
  if (auto *number = llvm::dyn_cast<FloatLiteralExpr>(expr.operand.get()))
    return constant(-number->value, loc);
  if (auto *number = llvm::dyn_cast<IntLiteralExpr>(expr.operand.get()))
    return constant(int64_t(-uint64_t(number->value)), loc);
  return emitOp("neg", {emitExpr(*expr.operand)}, loc);
}

/// The op of each operator; empty for `in`, whose result is a bool.
static llvm::StringRef mnemonicOf(BinaryOperator op) {
  switch (op) {
  case BinaryOperator::In:
    return "";
  case BinaryOperator::Equal:
    return "eq";
  case BinaryOperator::NotEqual:
    return "ne";
  case BinaryOperator::Less:
    return "lt";
  case BinaryOperator::LessEqual:
    return "le";
  case BinaryOperator::Greater:
    return "gt";
  case BinaryOperator::GreaterEqual:
    return "ge";
  case BinaryOperator::Add:
    return "add";
  case BinaryOperator::Subtract:
    return "sub";
  case BinaryOperator::Multiply:
    return "mul";
  case BinaryOperator::Divide:
    return "div";
  case BinaryOperator::Modulo:
    return "mod";
  case BinaryOperator::MatMul:
    return "matmul";
  case BinaryOperator::Outer:
    return "outer";
  case BinaryOperator::Power:
    return "pow";
  }
  llvm_unreachable("operator out of range");
}

Value FunctionGenerator::emitBinary(BinaryOperator op, Value lhs, Value rhs, Location loc) {
  if (op == BinaryOperator::In)
    return emitTyped("contains", {lhs, rhs}, builder.getI1Type(), loc);
  if (op == BinaryOperator::MatMul)
    module.requireProtocol(protocol::StackedProduct);
  return emitOp(mnemonicOf(op), {lhs, rhs}, loc);
}

Value FunctionGenerator::emit(const BinaryExpr &expr) {
  Value lhs = emitExpr(*expr.lhs);
  Value rhs = emitExpr(*expr.rhs);
  return emitBinary(expr.op, lhs, rhs, at(expr.range()));
}

Value FunctionGenerator::truth(Value value, Location loc) {
  if (value.getType().isInteger(1))
    return value;
  return emitTyped("truth", {value}, builder.getI1Type(), loc);
}

Value FunctionGenerator::emitCondition(const Expr &expr) {
  return truth(emitExpr(expr), at(expr.range()));
}

Value FunctionGenerator::emitChoice(Value condition, mlir::Type type, Location loc,
                                    llvm::function_ref<Value()> whenTrue,
                                    llvm::function_ref<Value()> whenFalse) {
  auto choice = IfOp::create(builder, loc, mlir::TypeRange(type), condition, true);
  mlir::OpBuilder::InsertionGuard guard(builder);
  auto fill = [&](mlir::Region &region, llvm::function_ref<Value()> value) {
    builder.setInsertionPointToStart(&region.front());
    Value made = value();
    YieldOp::create(builder, loc, mlir::ValueRange(isAny(type) ? asAny(made, loc) : made));
  };
  fill(choice.getThenRegion(), whenTrue);
  fill(choice.getElseRegion(), whenFalse);
  return choice.getResult(0);
}

Value FunctionGenerator::emit(const LogicalExpr &expr) {
  Location loc = at(expr.range());
  bool isAnd = expr.op == LogicalOperator::And;
  Value lhs = emitCondition(*expr.lhs);
  auto decided = [&] { return constant(!isAnd, loc); };
  auto other = [&] { return emitCondition(*expr.rhs); };
  if (isAnd)
    return emitChoice(lhs, builder.getI1Type(), loc, other, decided);
  return emitChoice(lhs, builder.getI1Type(), loc, decided, other);
}

Value FunctionGenerator::emit(const TernaryExpr &expr) {
  Value condition = emitCondition(*expr.condition);
  return emitChoice(
      condition, anyType(), at(expr.range()), [&] { return emitExpr(*expr.whenTrue); },
      [&] { return emitExpr(*expr.whenFalse); });
}

Value FunctionGenerator::emit(const LambdaExpr &expr) {
  return closureOf(module.require(expr), expr.range());
}

Value FunctionGenerator::emit(const NormExpr &expr) {
  Value operand = emitExpr(*expr.operand);
  CallArgument argument{{}, expr.operand->range(), operand, expr.operand.get(), false};
  return callLibrary("norm", argument, expr.range());
}

Value FunctionGenerator::emit(const BracketExpr &expr) {
  if (expr.isRefused)
    return refusedCall(expr.arguments, nullptr, expr.range());
  return emitCall(*expr.callee, expr.arguments, nullptr, expr.range());
}

Value FunctionGenerator::emit(const PipelineExpr &expr) {
  auto *call = llvm::dyn_cast<BracketExpr>(expr.target.get());
  if (expr.isRefused)
    return refusedCall({}, expr.value.get(), expr.range());
  if (call && call->isRefused)
    return refusedCall(call->arguments, expr.value.get(), expr.range());
  if (call && !call->isParenthesized() && !call->isTypeArguments)
    return emitCall(*call->callee, call->arguments, expr.value.get(), expr.range());
  return emitCall(*expr.target, {}, expr.value.get(), expr.range());
}

} // namespace cortex
