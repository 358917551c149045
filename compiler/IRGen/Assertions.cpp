// Part of Cortex, under the MIT licence.
// Owns assertions of comparisons, whose errors show both sides.
#include "IRGen/Generator.h"

namespace cortex {

/// Whether the expression is `all[x]`.
static bool isAllOf(const BracketExpr &bracket) {
  auto *callee = llvm::dyn_cast<NameExpr>(bracket.callee.get());
  return callee && callee->name == "all" && callee->declaration &&
         callee->declaration->kind == DeclarationKind::Library && bracket.arguments.size() == 1 &&
         bracket.arguments.front().name.text.empty() && bracket.arguments.front().value;
}

/// The comparison that a condition is, or that it takes `all` of; null if there is none.
static const BinaryExpr *comparisonOf(const Expr &condition) {
  const Expr *compared = &condition;
  if (auto *bracket = llvm::dyn_cast<BracketExpr>(compared); bracket && isAllOf(*bracket))
    compared = bracket->arguments.front().value.get();
  auto *binary = llvm::dyn_cast<BinaryExpr>(compared);
  return binary && isComparison(binary->op) ? binary : nullptr;
}

/// `assert[left < right, message]`: only where it does not hold is there a text to be made. Null
/// for any other assertion.
Value FunctionGenerator::emitAssertion(llvm::ArrayRef<Argument> arguments, SourceRange range) {
  if (arguments.empty() || arguments.size() > 2 || !arguments.front().value)
    return {};
  const Argument &second = arguments.back();
  bool hasMessage = arguments.size() == 2;
  bool isPlain = arguments.front().name.text.empty() && second.value &&
                 (second.name.text.empty() || second.name.text == "message");
  const BinaryExpr *comparison = isPlain ? comparisonOf(*arguments.front().value) : nullptr;
  if (!comparison)
    return {};
  Location loc = at(range);
  Value left = emitExpr(*comparison->lhs);
  Value right = emitExpr(*comparison->rhs);
  Value compared = emitBinary(comparison->op, left, right, at(comparison->range()));
  bool isAll = comparison != arguments.front().value.get();
  Value text = constant(module.text(arguments.front().value->range()), loc);
  Value message = hasMessage ? emitExpr(*second.value) : null(loc);
  auto call = [&](llvm::StringRef function, llvm::ArrayRef<Value> values) {
    llvm::SmallVector<CallArgument, 8> passed;
    for (Value value : values)
      passed.push_back({{}, range, value, nullptr, false});
    return callLibrary(function, passed, range);
  };
  Value holds = truth(isAll ? call("all", compared) : compared, loc);
  return emitChoice(
      holds, anyType(), loc, [&] { return null(loc); },
      [&] {
        Value said = call("_assertion_text", {text, message});
        Value sides = call("_sides", {compared, left, right});
        return runtime("fail_assertion", {said, sides}, loc);
      });
}

} // namespace cortex
