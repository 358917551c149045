// Part of Cortex, under the MIT licence.
// Owns the checks of calls whose callee is a function or struct that is known by name.
#include "Sema/Analyzer.h"
#include "Sema/Signature.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace cortex {
namespace {

/// One call of something that is known by name.
struct KnownCall {
  const Declaration &callee;
  llvm::ArrayRef<Argument> arguments;
  /// The name of each argument, a piped one first; empty for positional ones.
  llvm::SmallVector<llvm::StringRef, 4> names;
  SourceRange range;

  /// The written argument behind a position among `names`.
  const Argument &argument(size_t number) const {
    return arguments[number - (names.size() - arguments.size())];
  }
};

/// Reports why a call does not fit the only signature it can mean.
class Refusal {
public:
  Refusal(const KnownCall &call, const Signature &signature, DiagnosticEngine &diagnostics)
      : call(call), signature(signature), diagnostics(diagnostics) {}

  void report(const ArgumentBinding &binding) {
    for (size_t number : binding.unknown)
      unknown(call.argument(number));
    for (size_t number : binding.duplicates)
      finish(diagnostics.report(DiagKind::DuplicateArgument, call.argument(number).name.range)
                 .arg(call.argument(number).name.text));
    // Names that are wrong say already why something is missing.
    if (binding.unknown.empty() && binding.duplicates.empty())
      wrongCount(binding);
  }

private:
  void finish(DiagnosticBuilder &builder) {
    if (signature.range.isValid())
      builder.note(signature.range, "`" + call.callee.name + "` is defined here");
  }

  void unknown(const Argument &argument) {
    std::vector<llvm::StringRef> names;
    for (const Signature::Slot &slot : signature.slots)
      names.push_back(slot.name);
    auto builder = diagnostics.report(DiagKind::UnknownNamedArgument, argument.name.range);
    builder.arg(call.callee.name).arg(argument.name.text);
    finish(builder);
    if (llvm::StringRef near = nearestName(argument.name.text, names); !near.empty())
      builder.hint("there is `" + near + "`");
    else if (!names.empty())
      builder.hint("it takes `" + llvm::join(names, "`, `") + "`");
  }

  void wrongCount(const ArgumentBinding &binding) {
    auto builder = diagnostics.report(DiagKind::WrongArgumentCount, call.range);
    builder.arg(call.callee.name).arg(signature.expectation()).arg(int64_t(call.names.size()));
    finish(builder);
    std::string missing;
    for (size_t slot : binding.missing)
      missing += (missing.empty() ? "`" : ", `") + signature.slots[slot].name.str() + "`";
    if (!missing.empty())
      builder.label("without " + missing);
  }

  const KnownCall &call;
  const Signature &signature;
  DiagnosticEngine &diagnostics;
};

/// Reports that a call fits none of several signatures.
void refuseAll(const KnownCall &call, llvm::ArrayRef<Signature> signatures,
               DiagnosticEngine &diagnostics) {
  llvm::SmallVector<std::string, 4> counts;
  for (const Signature &signature : signatures)
    if (std::string text = signature.expectation(); !llvm::is_contained(counts, text))
      counts.push_back(text);
  auto builder = diagnostics.report(DiagKind::WrongArgumentCount, call.range);
  builder.arg(call.callee.name).arg(llvm::join(counts, " or ")).arg(int64_t(call.names.size()));
  for (const Signature &signature : signatures)
    if (signature.range.isValid())
      builder.note(signature.range, "an overload");
}

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

/// The parts of a list that its function joins are rectangular each, not together.
void Analyzer::checkParts(const BracketExpr &call) {
  const Declaration *callee = declarationOf(*call.callee);
  bool takes = callee && callee->kind == DeclarationKind::Library && takesParts(callee->name);
  auto *list = takes && !call.arguments.empty()
                   ? llvm::dyn_cast_or_null<ListExpr>(call.arguments.front().value.get())
                   : nullptr;
  if (!list)
    return;
  for (const ExprPtr &part : list->elements)
    literalShape(*part);
  checkedLists.insert(list);
}

/// `area[3, height: 2]`: a slice whose start is the name of a parameter is a named argument, as
/// other languages write it. It is reported, and then taken for one.
void Analyzer::mendNamedArguments(const Expr &callee, llvm::MutableArrayRef<Argument> arguments) {
  const Declaration *declaration = declarationOf(callee);
  if (!declaration || llvm::none_of(arguments, [](const Argument &a) { return a.isSlice; }))
    return;
  std::vector<Signature> signatures = signaturesOf(*declaration);
  auto isParameter = [&](llvm::StringRef name) {
    return llvm::any_of(signatures, [&](const Signature &signature) {
      return llvm::is_contained(llvm::map_range(signature.slots, [](auto &s) { return s.name; }),
                                name);
    });
  };
  for (Argument &argument : arguments) {
    auto *name = llvm::dyn_cast_or_null<NameExpr>(argument.begin.get());
    if (!name || !argument.end || argument.step || !isParameter(name->name))
      continue;
    diagnostics.report(DiagKind::ExpectedToken, name->range())
        .arg("`=` after the name of an argument")
        .arg("`:`")
        .hint("a named argument is written `" + name->name + "=…`");
    argument.name = {name->name, name->range(), nullptr};
    argument.value = std::move(argument.end);
    argument.begin = nullptr;
    argument.isSlice = false;
  }
}

/// `piped` is the value that a pipeline puts before the arguments; null for a plain call.
void Analyzer::visitCall(BracketExpr &call, const Expr *piped) {
  markTypeArguments(call);
  visit(*call.callee, *this);
  checkParts(call);
  mendNamedArguments(*call.callee, call.arguments);
  for (Argument &argument : call.arguments) {
    visitOptional(argument.value);
    visitOptional(argument.begin);
    visitOptional(argument.end);
    visitOptional(argument.step);
  }
  const Expr *callee = call.callee.get();
  if (auto *inner = llvm::dyn_cast<BracketExpr>(callee); inner && inner->isTypeArguments)
    callee = inner->callee.get();
  noteOption(call);
  if (!call.isTypeArguments)
    call.isRefused = !checkCall(*callee, call.arguments, piped, call.range());
}

/// Of `arg["name", default]` the executable's command line knows the name.
void Analyzer::noteOption(const BracketExpr &call) {
  const Declaration *callee = declarationOf(*call.callee);
  if (!callee || callee->kind != DeclarationKind::Library || callee->name != "arg" ||
      call.arguments.empty() || !call.arguments.front().value)
    return;
  if (auto *name = llvm::dyn_cast<StringLiteralExpr>(call.arguments.front().value.get()))
    result.options.insert(name->value);
}

/// Everything that a call of the name may mean; nothing for a value and for forms of IRGen's own.
std::vector<Signature> Analyzer::signaturesOf(const Declaration &callee) const {
  std::vector<Signature> signatures;
  if (callee.kind == DeclarationKind::Struct)
    signatures.push_back(signatureOf(*callee.structure));
  for (const FuncStmt *function : callee.overloads)
    signatures.push_back(signatureOf(*function));
  if (callee.kind != DeclarationKind::Library)
    return signatures;
  for (const Builtin &row : builtinRows(callee.name)) {
    if (row.kind == BuiltinKind::Special || row.kind == BuiltinKind::Later)
      return {};
    signatures.push_back(signatureOf(row));
  }
  if (library.functions)
    for (const FuncStmt *function : library.functions(callee.name))
      signatures.push_back(signatureOf(*function));
  if (const StructStmt *structure = library.structure ? library.structure(callee.name) : nullptr)
    signatures.push_back(signatureOf(*structure));
  return signatures;
}

/// Whether the arguments fit what the callee is known to take, by count and name; which of several
/// overloads is meant follows from types later.
bool Analyzer::checkCall(const Expr &callee, llvm::ArrayRef<Argument> arguments, const Expr *piped,
                         SourceRange range) {
  const Declaration *declaration = declarationOf(callee);
  if (!declaration)
    return true;
  KnownCall call{*declaration, arguments, {}, range};
  if (piped)
    call.names.push_back({});
  for (const Argument &argument : arguments)
    call.names.push_back(argument.name.text);
  std::vector<Signature> signatures = signaturesOf(*declaration);
  std::vector<ArgumentBinding> bindings;
  for (const Signature &signature : signatures)
    if (bindings.push_back(bind(signature, call.names)); bindings.back().fits())
      return true;
  if (signatures.size() == 1)
    Refusal(call, signatures.front(), diagnostics).report(bindings.front());
  else if (!signatures.empty())
    refuseAll(call, signatures, diagnostics);
  return signatures.empty();
}

} // namespace cortex
