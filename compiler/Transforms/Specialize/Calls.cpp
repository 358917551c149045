// Part of Cortex, under the MIT licence.
// Calls: inlined where structures travel, one version per signature where functions recurse deep.
#include "Transforms/Specialize/Specializer.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace cortex;

/// How deep inlining goes before a call gets a version of its own.
static constexpr unsigned maxInlineDepth = 100;
/// How many calls are inlined before those without structures get versions too, so that functions
/// that call one another twice do not double the program at every step: so many in any program, and
/// so many more for each call that is written in it.
static constexpr unsigned maxInlinedCalls = 2000, inlinedPerCall = 100;
/// How deep a function may stand within itself at no cost: so deep are structures nested, however
/// many parts they have.
static constexpr unsigned freeRecursionDepth = 6;
/// How many calls may stand deeper than that, over all, before they get versions, with structures
/// or not.
static constexpr unsigned maxDeepRecursions = 64;

LogicalResult Specializer::evaluateCall(func::CallOp op) {
  auto places = op->getAttrOfType<ArrayAttr>(argumentPlacesAttr);
  auto result = call(lookup(op.getCallee()), get(op.getOperands()), location(op), places);
  if (failed(result))
    return failure();
  if (op.getNumResults() == 1)
    set(op.getResult(0), *result);
  return success();
}

/// The strings of an array attribute of a function.
static SmallVector<StringRef> stringsOf(Operation *op, StringRef name) {
  SmallVector<StringRef> result;
  if (auto array = op->getAttrOfType<ArrayAttr>(name))
    for (Attribute entry : array)
      result.push_back(cast<StringAttr>(entry).getValue());
  return result;
}

FailureOr<Abstract> Specializer::call(func::FuncOp callee, ArrayRef<Abstract> arguments,
                                      Location loc, ArrayAttr places) {
  if (!callee)
    return emitError(loc) << "internal error: a call of a function that does not exist";
  bool structured =
      llvm::any_of(arguments, [](const Abstract &argument) { return argument.isStructure(); });
  bool deep = frame->depth >= maxInlineDepth;
  bool many = ++inlinedCalls > maxInlinedCalls + inlinedPerCall * functions.writtenCalls();
  unsigned nested = 0;
  for (const Frame *at = frame; at; at = at->caller)
    nested += at->callee == callee;
  if (neverInlined.contains(callee) || ((many || functions.isRecursive(callee)) && !structured))
    return callVersion(callee, arguments, loc);
  // Structures are worth inlining, but a recursion that calls itself twice doubles at every step.
  bool doubles = (nested > 0 && ++inlinedRecursions > maxInlinedCalls) ||
                 (nested > freeRecursionDepth && ++deepRecursions > maxDeepRecursions);
  if (!deep && !doubles)
    return callInline(callee, arguments, loc, places);
  if (nested == 0)
    return callVersion(callee, arguments, loc);
  neverInlined.insert(callee);
  startAgain = true;
  return failure();
}

FailureOr<Abstract> Specializer::callInline(func::FuncOp callee, ArrayRef<Abstract> arguments,
                                            Location loc, ArrayAttr places) {
  evaluated.insert(callee);
  Frame inner;
  inner.caller = frame;
  inner.callee = callee;
  inner.callLocation = loc;
  inner.argumentPlaces = places;
  inner.function = callee->getAttrOfType<StringAttr>("cortex.name");
  inner.depth = frame->depth + 1;
  inner.isLibrary = callee->hasAttr(libraryFunctionAttr);
  inner.uncertainty = frame->isLibrary ? frame->uncertainty : uncertainty;
  llvm::SaveAndRestore frames(frame, &inner);
  llvm::SaveAndRestore ops(current);
  for (auto [parameter, argument] : llvm::zip_equal(callee.getArguments(), arguments))
    set(parameter, argument);
  Block &body = callee.getBody().front();
  size_t errorsBefore = errors.size();
  if (failed(evaluate(body)))
    return failure();
  if (dead) {
    // What the library has refused is reported; the user's own code is looked at to its end.
    bool isRefused = inner.isLibrary && !inner.caller->isLibrary && errors.size() > errorsBefore;
    dead = !isRefused;
    return Abstract();
  }
  return get(body.getTerminator()->getOperand(0));
}

void Specializer::reportLibraryError(Location loc, std::string message) {
  Report report(loc, DiagKind::LibraryError, message);
  Frame *entered = frame;
  while (entered->caller && entered->caller->isLibrary)
    entered = entered->caller;
  // Where the message is about shapes, those of the arguments have come from somewhere.
  auto parameters = entered->callee.getArguments();
  for (auto [parameter, name] :
       llvm::zip(parameters, stringsOf(entered->callee, "cortex.params"))) {
    Abstract argument = entered->values.lookup(parameter);
    bool isTensorArgument = argument.isTyped() && isTensor(argument.value.getType());
    std::string shape = isTensorArgument ? describeShape(argument.value.getType()) : "";
    if (isTensorArgument && StringRef(message).contains(shape))
      report.note(argument.value.getLoc(), "`" + name + "` of shape " + shape + " comes from here");
  }
  this->report(std::move(report));
  markDead();
}

static void describeForm(const Form &form, llvm::raw_ostream &text) {
  switch (form.kind) {
  case Abstract::Kind::Undefined:
    text << '?';
    return;
  case Abstract::Kind::Typed:
    text << form.type;
    return;
  case Abstract::Kind::Structure:
    text << static_cast<int>(form.shell.kind) << form.shell.name << '[';
    for (auto [i, part] : llvm::enumerate(form.parts)) {
      if (form.shell.hasKeys())
        llvm::printEscapedString(form.shell.keys[i], text << '"');
      describeForm(part, text << ' ');
    }
    text << ']';
    return;
  }
}

/// The name of a version: the function and the forms of its arguments.
static std::string signatureOf(func::FuncOp callee, ArrayRef<Form> forms) {
  std::string key;
  llvm::raw_string_ostream text(key);
  text << callee.getName();
  for (const Form &form : forms)
    describeForm(form, text << ' ');
  return key;
}

/// How many signatures of one function keep their shapes, and how many their ranks and structures.
static constexpr unsigned maxShapes = 8, maxRanks = 16;

/// A recursion whose argument grows must not get a version for every size: after some versions, the
/// signature forgets sizes, then types.
void Specializer::widen(Form &form, unsigned count, bool isRecursive) {
  if (isRecursive && count > maxRanks &&
      (form.kind == Abstract::Kind::Structure || isTensor(form.type))) {
    form = Form::typed(any());
    return;
  }
  if (auto tensor = dyn_cast_or_null<RankedTensorType>(form.type); tensor && count > maxShapes)
    form.type = tensor.clone(SmallVector<int64_t>(tensor.getRank(), ShapedType::kDynamic));
  for (Form &part : form.parts)
    widen(part, count, isRecursive);
}

bool Specializer::isPortable(const Abstract &abstract) {
  if (!abstract.isStructure())
    return true;
  // What a variable holds that functions share may change meanwhile.
  const Object &whole = object(abstract);
  return whole.kind != Object::Kind::Cell &&
         llvm::all_of(whole.parts, [&](const Abstract &part) { return isPortable(part); });
}

static void borrow(Form &form) {
  form.shell.isBorrowed = form.kind == Abstract::Kind::Structure;
  llvm::for_each(form.parts, borrow);
}

/// The forms of arguments as a version takes them.
Specializer::Forms Specializer::signature(func::FuncOp callee, ArrayRef<Abstract> arguments) {
  Forms forms;
  for (const Abstract &argument : arguments) {
    forms.push_back(isPortable(argument) ? formOf(argument) : Form::typed(any()));
    borrow(forms.back());
  }
  if (!versions.contains(signatureOf(callee, forms)))
    for (Form &form : forms)
      widen(form, signatures.lookup(callee.getName()), functions.isRecursive(callee));
  return forms;
}

FailureOr<Abstract> Specializer::callVersion(func::FuncOp callee, ArrayRef<Abstract> arguments,
                                             Location loc) {
  if (llvm::any_of(arguments, [](const Abstract &argument) { return argument.isUndefined(); }))
    return Abstract();
  Abstracts given(arguments);
  for (StringAttr name : imports.lookup(callee)) {
    auto cell = globalCell(name);
    if (cell && isForeign(*cell))
      return importGlobal(name);
    if (cell)
      given.push_back(object(*cell).parts[0]);
  }
  Forms forms = signature(callee, given);
  SmallVector<Value> leaves;
  for (auto [form, argument] : llvm::zip_equal(forms, given))
    if (failed(collectLeaves(form, argument, loc, leaves)))
      return failure();
  auto made = version(callee, forms, loc);
  if (failed(made))
    return failure();
  if (!(*made)->result) // A recursive call before any return is known.
    return Abstract();
  SmallVector<Type> types;
  collectLeafTypes(*(*made)->result, types);
  auto call = func::CallOp::create(emit, loc, (*made)->function.getName(), types, leaves);
  ValueRange results(call.getResults());
  return rebuild(Form(*(*made)->result), results);
}

FailureOr<Specializer::Version *> Specializer::versionOfBoxes(func::FuncOp callee, Location loc,
                                                              bool boxedResult) {
  Form box = Form::typed(any());
  Forms forms(callee.getNumArguments(), box);
  return version(callee, forms, loc, boxedResult ? std::optional(box) : std::nullopt);
}

FailureOr<func::FuncOp> Specializer::boxedVersion(func::FuncOp callee, Location loc) {
  auto made = versionOfBoxes(callee, loc, /*boxedResult=*/true);
  if (failed(made))
    return failure();
  func::FuncOp function = (*made)->function;
  // The runtime asks for the defaults of what it calls, by name.
  for (unsigned i = 0; i < callee.getNumArguments(); ++i) {
    std::string suffix = ("$default$" + Twine(i)).str();
    auto thunk = defaultOf(callee, i);
    std::string name = (function.getName() + suffix).str();
    if (!thunk || target.lookupSymbol(name))
      continue;
    auto given = versionOfBoxes(thunk, loc, /*boxedResult=*/true);
    if (failed(given))
      return failure();
    (*given)->function.setName(name);
  }
  return function;
}

/// Notes that the version under evaluation uses an unsettled result.
void Specializer::rely(unsigned place) {
  if (!open.empty())
    open.back()->reliesOn = std::min(open.back()->reliesOn, place);
}

/// After the last evaluation of a version: unless it relies on one that called it, its result is
/// settled, and with it those of all that have relied on it.
void Specializer::settle(Version &version, size_t finishedBefore) {
  unsigned place = *version.place;
  version.place.reset();
  open.pop_back();
  if (version.reliesOn < place) {
    finished.push_back(&version);
    return rely(version.reliesOn);
  }
  version.reliesOn = Version::settled;
  for (Version *other : llvm::drop_begin(finished, finishedBefore))
    other->reliesOn = Version::settled;
  finished.truncate(finishedBefore);
}

FailureOr<Specializer::Version *> Specializer::version(func::FuncOp callee, const Forms &forms,
                                                       Location loc,
                                                       std::optional<Form> fixedResult) {
  std::string key = signatureOf(callee, forms) + (fixedResult ? " boxed" : "");
  auto [entry, isNew] = versions.try_emplace(key);
  signatures[callee.getName()] += isNew;
  Version &made = entry->second;
  if (!isNew && !made.isStale) {
    made.isAssumed |= made.place.has_value();
    rely(made.place.value_or(made.reliesOn));
    return &made;
  }
  OpBuilder::InsertionGuard guard(emit);
  emit.setInsertionPointToEnd(target.getBody());
  if (isNew) {
    std::string name = (callee.getName() + "$" + Twine(versions.size())).str();
    SmallVector<Type> parameters, results;
    for (const Form &form : forms)
      collectLeafTypes(form, parameters);
    if (fixedResult)
      collectLeafTypes(*fixedResult, results);
    made.callee = callee;
    made.parameters = forms;
    made.isBoxed = fixedResult.has_value();
    made.function = func::FuncOp::create(emit, callee.getLoc(), name,
                                         emit.getFunctionType(parameters, results));
    made.function.setPrivate();
    for (NamedAttribute attribute : callee->getDiscardableAttrs())
      made.function->setAttr(attribute.getName(), attribute.getValue());
  }
  made.result = fixedResult;
  made.isStale = false;
  made.place = open.size();
  open.push_back(&made);
  // The result's form starts unknown and only widens.
  size_t finishedBefore = finished.size();
  ReportMark before = markReports();
  while (true) {
    made.isAssumed = false;
    made.reliesOn = Version::settled;
    auto result = evaluateVersion(made, callee, loc);
    if (failed(result))
      return failure();
    bool isConfirmed = made.result == *result || !made.isAssumed;
    made.result = std::move(*result);
    if (isConfirmed) {
      settle(made, finishedBefore);
      return &made;
    }
    // What was found with its result as it was may be wrong, in functions that call this one back,
    // too.
    forgetReports(before);
    for (Version *other : llvm::drop_begin(finished, finishedBefore))
      other->isStale |= other->reliesOn <= *made.place;
    finished.truncate(finishedBefore);
  }
}

/// The form that a version returns, with what it has returned before.
FailureOr<Form> Specializer::returnForm(const Abstract &returned,
                                        const std::optional<Form> &wanted) {
  Form any = Form::typed(this->any());
  if (returned.isUndefined()) // No return is reached: nothing is known of it.
    return wanted ? *wanted : any;
  if (wanted && *wanted == any)
    return any;
  auto form = leave(returned);
  return failed(form) || !wanted ? form : joinForms(*wanted, *form, {}, returned);
}

/// Makes the globals that a version takes as parameters its own.
void Specializer::importInto(ArrayRef<Form> forms, func::FuncOp callee, ValueRange arguments) {
  if (forms.empty())
    return;
  for (StringAttr name : imports.lookup(callee))
    if (auto cell = globalCell(name)) {
      Object copy = object(*cell);
      copy.isBorrowed = true;
      copy.parts[0] = rebuild(forms.front(), arguments);
      forms = forms.drop_front();
      globals[name] = create(std::move(copy));
    }
}

FailureOr<Form> Specializer::evaluateVersion(Version &version, func::FuncOp callee, Location loc) {
  evaluated.insert(callee);
  Frame inner;
  inner.depth = 1;
  llvm::SaveAndRestore frames(frame, &inner);
  llvm::SaveAndRestore ops(current);
  llvm::SaveAndRestore deads(dead, false);
  llvm::SaveAndRestore uncertain(uncertainty, Uncertainty());
  Heap outer = heap;
  llvm::scope_exit restore([&] { heap = std::move(outer); });
  llvm::SaveAndRestore floors(heapFloor, static_cast<ObjectId>(heap.size()));
  func::FuncOp function = version.function;
  function.eraseBody();
  Block *entry = function.addEntryBlock();
  emit.setInsertionPointToEnd(entry);
  ValueRange arguments(entry->getArguments());
  unsigned own = callee.getNumArguments();
  for (auto [parameter, form] :
       llvm::zip_equal(callee.getArguments(), ArrayRef(version.parameters).take_front(own)))
    set(parameter, rebuild(form, arguments));
  llvm::SaveAndRestore cells(globals);
  importInto(ArrayRef(version.parameters).drop_front(own), callee, arguments);
  if (failed(evaluate(callee.getBody().front())))
    return failure();
  Abstract returned =
      dead ? Abstract() : get(callee.getBody().front().getTerminator()->getOperand(0));
  auto form = returnForm(returned, version.result);
  SmallVector<Value> results;
  if (failed(form) || failed(collectLeaves(*form, returned, loc, results)))
    return failure();
  func::ReturnOp::create(emit, loc, results);
  function.setFunctionType(
      emit.getFunctionType(function.getArgumentTypes(), ValueRange(results).getTypes()));
  return form;
}

/// The arguments of a call of a closure, each under its parameter.
struct Specializer::PlacedArguments {
  SmallVector<std::optional<Abstract>> values;
  Abstracts rest; ///< What a variadic last parameter takes.
};

/// Puts arguments under their parameters, or says why they do not fit.
Specializer::PlacedArguments Specializer::placeArguments(func::FuncOp callee,
                                                         ArrayRef<Abstract> arguments,
                                                         ArrayAttr names, Location loc,
                                                         std::optional<Report> &wrong) {
  SmallVector<StringRef> parameters = stringsOf(callee, "cortex.params");
  size_t fixed = parameters.size() - callee->hasAttr("cortex.variadic");
  PlacedArguments placed;
  placed.values.resize(parameters.size());
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    StringRef name = names ? cast<StringAttr>(names[i]).getValue() : StringRef();
    size_t at = name.empty() ? i : llvm::find(parameters, name) - parameters.begin();
    if (name.empty() && at >= fixed && fixed < parameters.size()) {
      placed.rest.push_back(argument);
      continue;
    }
    if (at >= parameters.size()) {
      wrong = name.empty()
                  ? wrongCount(callee, arguments.size(), loc)
                  : Report(loc, DiagKind::UnknownNamedArgument, {displayName(callee), name.str()});
      return placed;
    }
    placed.values[at] = argument;
  }
  return placed;
}

/// `lambda` and other functions as messages call them.
std::string Specializer::displayName(func::FuncOp callee) {
  auto display = callee->getAttrOfType<StringAttr>("cortex.name");
  return display ? display.str() : callee.getName().str();
}

Report Specializer::wrongCount(func::FuncOp callee, size_t given, Location loc) {
  size_t count = stringsOf(callee, "cortex.params").size(), required = 0;
  bool variadic = callee->hasAttr("cortex.variadic");
  count -= variadic;
  while (required < count && !defaultOf(callee, required))
    ++required;
  auto counted = [](size_t number) { return countedNoun(number, "argument"); };
  std::string expected = variadic            ? "at least " + counted(required)
                         : required == count ? counted(count)
                                             : std::to_string(required) + " to " + counted(count);
  return Report(loc, DiagKind::WrongArgumentCount,
                {displayName(callee), expected, std::to_string(given)})
      .note(callee.getLoc(), "it is defined here");
}

func::FuncOp Specializer::defaultOf(func::FuncOp callee, size_t parameter) {
  return lookup((callee.getName() + "$default$" + Twine(parameter)).str());
}

FailureOr<Abstract> Specializer::refuseCall(Report wrong, const Abstract &closure,
                                            ArrayRef<Abstract> arguments, ArrayAttr names) {
  Abstracts operands{closure};
  llvm::append_range(operands, arguments);
  if (!names)
    names = emit.getStrArrayAttr(SmallVector<StringRef>(arguments.size()));
  return refuse(std::move(wrong), ApplyOp::getOperationName(), operands,
                emit.getNamedAttr("names", names));
}

/// A call of a function that the run time chooses: a branch with a call of each.
FailureOr<Abstract> Specializer::callChoice(const Object &choice, ArrayRef<Abstract> arguments,
                                            ArrayAttr names, Location loc) {
  auto callSide = [&](size_t side) -> FailureOr<Abstracts> {
    if (choice.parts[side].isUndefined())
      return Abstracts{Abstract()};
    auto result = callClosure(choice.parts[side], arguments, names, loc);
    return failed(result) ? FailureOr<Abstracts>(failure()) : Abstracts{*result};
  };
  auto results = branch(
      choice.parts[0].value, loc, 1, [&] { return callSide(1); }, [&] { return callSide(2); });
  return failed(results) ? FailureOr<Abstract>(failure()) : results->front();
}

FailureOr<Abstract> Specializer::callClosure(const Abstract &closure, ArrayRef<Abstract> arguments,
                                             ArrayAttr names, Location loc) {
  Object made = object(closure);
  if (made.kind == Object::Kind::Choice)
    return callChoice(made, arguments, names, loc);
  auto callee = lookup(made.name);
  std::optional<Report> wrong;
  PlacedArguments placed = placeArguments(callee, arguments, names, loc, wrong);
  if (wrong)
    return refuseCall(*wrong, closure, arguments, names);
  bool variadic = callee->hasAttr("cortex.variadic");
  Abstracts all = made.parts;
  for (auto [i, value] : llvm::enumerate(placed.values)) {
    if (!value && variadic && i + 1 == placed.values.size())
      value = create({Object::Kind::List, "", {}, placed.rest, {current}});
    if (auto thunk = value ? func::FuncOp() : defaultOf(callee, i)) {
      // A default may read the captures and the parameters before its own.
      auto given = call(thunk, all, loc);
      if (failed(given))
        return failure();
      value = *given;
    }
    if (!value)
      return refuseCall(wrongCount(callee, arguments.size(), loc), closure, arguments, names);
    all.push_back(*value);
  }
  return call(callee, all, loc);
}
