// Part of Cortex, under the MIT licence.
// Owns the checks of calls whose callee is a function or struct of the program.
#include "Sema/Analyzer.h"

#include "llvm/ADT/STLExtras.h"

namespace cortex {
namespace {

/// What can be given to one function or struct.
struct Signature {
  struct Slot {
    llvm::StringRef name;
    bool isRequired;
  };

  std::vector<Slot> slots; ///< without a variadic parameter
  bool isVariadic = false;

  size_t required() const {
    return llvm::count_if(slots, [](const Slot &slot) { return slot.isRequired; });
  }
  bool accepts(size_t given) const {
    return given >= required() && (isVariadic || given <= slots.size());
  }
};

Signature signatureOf(const FuncStmt &func) {
  Signature signature;
  for (const Parameter &parameter : func.callable.parameters) {
    if (parameter.isVariadic)
      signature.isVariadic = true;
    else
      signature.slots.push_back({parameter.name.text, !parameter.defaultValue});
  }
  return signature;
}

Signature signatureOf(const StructStmt &structure) {
  Signature signature;
  for (const StructStmt::Field &field : structure.fields)
    signature.slots.push_back({field.name.text, true});
  return signature;
}

/// "2 arguments", "1 to 3 arguments", "at least 1 argument".
std::string expectation(const Signature &signature) {
  size_t least = signature.required(), most = signature.slots.size();
  if (signature.isVariadic)
    return "at least " + countedNoun(least, "argument");
  if (least == most)
    return countedNoun(most, "argument");
  return (llvm::Twine(least) + " to " + countedNoun(most, "argument")).str();
}

/// Checks one call against the only signature it can mean.
class CallCheck {
public:
  CallCheck(const Declaration &callee, const Signature &signature, const BracketExpr &call,
            unsigned piped, DiagnosticEngine &diagnostics)
      : callee(callee), signature(signature), call(call), diagnostics(diagnostics), given(piped),
        positional(piped), filled(signature.slots.size()) {}

  void run() {
    for (const Argument &argument : call.arguments) {
      ++given;
      if (argument.isNamed())
        takeNamed(argument);
      else
        ++positional;
    }
    std::fill_n(filled.begin(), std::min(positional, filled.size()), true);
    for (const Argument &argument : call.arguments)
      if (argument.isNamed() && slotOf(argument) < std::min(positional, filled.size()))
        duplicate(argument);
    if (hasNameError)
      return;
    bool tooMany = !signature.isVariadic && positional > signature.slots.size();
    std::string missing;
    for (size_t slot = 0; slot < filled.size(); ++slot)
      if (!filled[slot] && signature.slots[slot].isRequired)
        missing += (missing.empty() ? "`" : ", `") + signature.slots[slot].name.str() + "`";
    if (tooMany || !missing.empty())
      wrongCount(missing);
  }

private:
  size_t slotOf(const Argument &argument) const {
    auto found = llvm::find_if(signature.slots, [&](const Signature::Slot &slot) {
      return slot.name == argument.name.text;
    });
    return found - signature.slots.begin();
  }

  void takeNamed(const Argument &argument) {
    size_t slot = slotOf(argument);
    if (slot == signature.slots.size())
      return unknown(argument);
    if (filled[slot])
      duplicate(argument);
    filled[slot] = true;
  }

  void unknown(const Argument &argument) {
    hasNameError = true;
    std::vector<llvm::StringRef> names;
    for (const Signature::Slot &slot : signature.slots)
      names.push_back(slot.name);
    llvm::StringRef nearest = nearestName(argument.name.text, names);
    auto builder = diagnostics.report(DiagKind::UnknownNamedArgument, argument.name.range);
    builder.arg(callee.name).arg(argument.name.text).note(callee.range, "it is defined here");
    if (!nearest.empty())
      builder.hint("there is `" + nearest + "`");
  }

  void duplicate(const Argument &argument) {
    hasNameError = true;
    diagnostics.report(DiagKind::DuplicateArgument, argument.name.range)
        .arg(argument.name.text)
        .note(callee.range, "`" + callee.name + "` is defined here");
  }

  void wrongCount(llvm::StringRef missing) {
    auto builder = diagnostics.report(DiagKind::WrongArgumentCount, call.range());
    builder.arg(callee.name).arg(expectation(signature)).arg(given);
    builder.note(callee.range, "`" + callee.name + "` is defined here");
    if (!missing.empty())
      builder.label("without " + missing);
  }

  const Declaration &callee;
  const Signature &signature;
  const BracketExpr &call;
  DiagnosticEngine &diagnostics;
  size_t given;
  size_t positional;
  std::vector<bool> filled;
  bool hasNameError = false;
};

} // namespace

/// `f[int, string][x]`: brackets behind a generic function that are called themselves and have as
/// many plain arguments as it has type parameters.
void Analyzer::markTypeArguments(BracketExpr &call) {
  auto *inner = llvm::dyn_cast<BracketExpr>(call.callee.get());
  auto *name = inner ? llvm::dyn_cast<NameExpr>(inner->callee.get()) : nullptr;
  if (!name || inner->isParenthesized())
    return;
  const Declaration *declaration = lookup(name->name, name->range().begin);
  bool isPlain = llvm::none_of(inner->arguments, [](const Argument &argument) {
    return argument.isNamed() || argument.isSlice;
  });
  if (!declaration || declaration->kind != DeclarationKind::Function || !isPlain)
    return;
  inner->isTypeArguments = llvm::any_of(declaration->overloads, [&](const FuncStmt *func) {
    return !func->typeParameters.empty() && func->typeParameters.size() == inner->arguments.size();
  });
}

/// `piped` is the value that a pipeline puts before the arguments; null for a plain call.
void Analyzer::visitCall(BracketExpr &call, const Expr *piped) {
  markTypeArguments(call);
  visit(*call.callee, *this);
  for (Argument &argument : call.arguments) {
    visitOptional(argument.value);
    visitOptional(argument.begin);
    visitOptional(argument.end);
    visitOptional(argument.step);
  }
  const Expr *callee = call.callee.get();
  if (auto *inner = llvm::dyn_cast<BracketExpr>(callee); inner && inner->isTypeArguments)
    callee = inner->callee.get();
  auto *name = llvm::dyn_cast<NameExpr>(callee);
  if (name && name->declaration && !call.isTypeArguments)
    checkCall(*name->declaration, call, piped ? 1 : 0);
}

void Analyzer::checkCall(const Declaration &callee, const BracketExpr &call, unsigned piped) {
  if (callee.kind == DeclarationKind::Struct)
    return CallCheck(callee, signatureOf(*callee.structure), call, piped, diagnostics).run();
  if (callee.kind != DeclarationKind::Function)
    return;
  if (callee.overloads.size() == 1)
    return CallCheck(callee, signatureOf(*callee.overloads.front()), call, piped, diagnostics)
        .run();

  // Which of several overloads is meant follows from types; here only the count can be wrong.
  size_t given = call.arguments.size() + piped;
  std::string counts;
  for (const FuncStmt *func : callee.overloads) {
    Signature signature = signatureOf(*func);
    if (signature.accepts(given))
      return;
    counts += (counts.empty() ? "" : " or ") + expectation(signature);
  }
  auto builder = diagnostics.report(DiagKind::WrongArgumentCount, call.range());
  builder.arg(callee.name).arg(counts).arg(given);
  for (const FuncStmt *func : callee.overloads)
    builder.note(func->signatureRange, "an overload");
}

} // namespace cortex
