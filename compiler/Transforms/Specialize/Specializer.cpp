// Part of Cortex, under the MIT licence.
// The driver of Specialize: starts, blocks, single ops, errors.
#include "Transforms/Specialize/Specializer.h"

#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace cortex;

LogicalResult Specializer::run() {
  repeat([&] { return runOnce(); });
  checkUncalled();
  if (errors.empty())
    warnUnreadKeys();
  auto emitAll = [](InFlightDiagnostic diagnostic, const Report &entry) {
    for (const Report::Note &note : entry.notes)
      diagnostic.attachNote(note.place) << note.text;
  };
  for (const Report &entry : errors)
    emitAll(emitError(entry.place) << entry.message, entry);
  for (const Report &entry : warnings)
    emitAll(emitWarning(entry.place) << entry.message, entry);
  return success(errors.empty());
}

/// Evaluates until no structure loses its form any more. Every new start boxes one more site at
/// least, so this ends.
void Specializer::repeat(llvm::function_ref<LogicalResult()> once) {
  do {
    beginAgain();
    bool failedHere = failed(once()) && !startAgain;
    if (failedHere && !hasErrors())
      report(
          {source.getLoc(), DiagKind::InternalError, {"the evaluation stopped without a reason"}});
  } while (startAgain);
}

/// What is wrong with the functions that nobody calls, whatever they are called with. Each is
/// evaluated apart from the program, so that it decides nothing about it; one that another of them
/// calls is evaluated there.
void Specializer::checkUncalled() {
  if (settings.boxed)
    return;
  for (func::FuncOp function : functions.callersFirst()) {
    if (!function->hasAttr(userFunctionAttr) || evaluated.contains(function))
      continue;
    OwningOpRef<ModuleOp> scratch = ModuleOp::create(source.getLoc());
    (*scratch)->setAttrs(source->getAttrDictionary());
    Specializer other(source, functions, *scratch, settings);
    for (Operation &op : *source.getBody())
      if (isa<GlobalOp>(op))
        other.boxedEverywhere.insert(&op);
    other.repeat(
        [&] { return LogicalResult(other.versionOfBoxes(function, function.getLoc(), false)); });
    for (const Report &entry : other.errors)
      report(entry);
    evaluated.insert_range(other.evaluated);
  }
}

void Specializer::warnUnreadKeys() {
  uses.forEachUnread([&](const KeyUses::Unread &unread) {
    Report warning(unread.place, DiagKind::UnreadKey, ("\"" + unread.key + "\"").str());
    if (!unread.asked.empty())
      warning.hint("`" + unread.asked + "` is asked for");
    report(std::move(warning));
  });
}

void Specializer::beginAgain() {
  startAgain = dead = false;
  attempts = 0;
  uncertainty = {};
  unrolledTurns = 1;
  trackedCells.clear();
  newlyBoxed.clear();
  newlyFrozen.clear();
  target.getBody()->clear();
  heap.clear();
  uses.clear();
  globals.clear();
  versions.clear();
  replaced.clear();
  inlinedCalls = inlinedRecursions = deepRecursions = 0;
  signatures.clear();
  finished.clear();
  open.clear();
  errors.clear();
  warnings.clear();
  frame = nullptr;
  for (Operation &op : *source.getBody())
    if (auto global = dyn_cast<GlobalOp>(op)) {
      current = global;
      emit.setInsertionPointToEnd(target.getBody());
      if (makesBoxes(global))
        emit.clone(op);
      else
        globals[global.getSymName()] = create({Object::Kind::Cell, "", {}, {Abstract()}, {global}});
    }
}

LogicalResult Specializer::runOnce() {
  auto main = lookup("cortex_main");
  if (!main)
    return emitError(source.getLoc()) << "internal error: the program has no entry";
  emit.setInsertionPointToEnd(target.getBody());
  auto function =
      func::FuncOp::create(emit, main.getLoc(), main.getName(), emit.getFunctionType({}, {}));
  emit.setInsertionPointToStart(function.addEntryBlock());
  Frame top;
  frame = &top;
  LogicalResult result = evaluate(main.getBody().front());
  if (succeeded(result))
    func::ReturnOp::create(emit, main.getLoc());
  for (auto &entry : versions)
    if (entry.second.isStale && succeeded(result))
      entry.second.function.erase();
  frame = nullptr;
  return result;
}

Location Specializer::location(Operation *op) {
  Location loc = op->getLoc();
  if (!frame || !frame->callLocation)
    return loc;
  if (frame->function)
    loc = NameLoc::get(frame->function, loc);
  return CallSiteLoc::get(loc, *frame->callLocation);
}

Abstracts Specializer::get(ValueRange programValues) {
  Abstracts result;
  for (Value value : programValues)
    result.push_back(get(value));
  return result;
}

LogicalResult Specializer::finish(Operation *op, FailureOr<Abstract> result) {
  if (failed(result))
    return failure();
  set(op->getResult(0), *result);
  return success();
}

void Specializer::report(Report report) {
  auto &list = info(report.kind).severity == Severity::Error ? errors : warnings;
  if (!llvm::is_contained(list, report))
    list.push_back(std::move(report));
}

void Specializer::forgetReports(ReportMark mark) {
  errors.erase(errors.begin() + mark.errors, errors.end());
  warnings.erase(warnings.begin() + mark.warnings, warnings.end());
}

FailureOr<Abstract> Specializer::refuse(Report reported, StringRef opName,
                                        ArrayRef<Abstract> operands,
                                        ArrayRef<NamedAttribute> attributes) {
  if (!isAttempt() && isOnPath()) {
    report(std::move(reported));
    return Abstract();
  }
  Abstracts copies;
  for (const Abstract &operand : operands) {
    auto copy = operand.isStructure() ? boxedCopy(operand, reported.place)
                                      : FailureOr<Value>(operand.value);
    if (failed(copy))
      return failure();
    copies.push_back(operand.isUndefined() ? operand : Abstract::typed(*copy));
  }
  auto registered = RegisteredOperationName::lookup(opName, source.getContext());
  if (!registered || !registered->hasInterface<TypeInferenceOpInterface>())
    return boxedOp(opName, copies, reported.place, attributes);
  // Of boxed operands nothing is known that could be refused; the result may be typed all the same.
  if (anyUndefined(copies))
    return Abstract();
  for (Abstract &copy : copies) {
    auto boxed = box(copy, reported.place);
    if (failed(boxed))
      return failure();
    copy = Abstract::typed(*boxed);
  }
  return infer(opName, copies, reported.place, attributes);
}

LogicalResult Specializer::evaluateAttempt(Block &block) {
  llvm::SaveAndRestore inside(attempts, attempts + 1);
  return evaluateIsolated(block);
}

std::optional<Location> Specializer::argumentPlace(Value parameter) {
  auto argument = dyn_cast<BlockArgument>(parameter);
  if (!argument || !frame || !frame->callLocation)
    return std::nullopt;
  Location loc = *frame->callLocation;
  unsigned number = argument.getArgNumber();
  if (!frame->argumentPlaces || number >= frame->argumentPlaces.size())
    return loc;
  auto place = dyn_cast<LocationAttr>(frame->argumentPlaces[number]);
  if (!place || isa<UnknownLoc>(place))
    return loc;
  // Where the caller has been inlined itself, its own call stays part of the place.
  auto within = dyn_cast<CallSiteLoc>(loc);
  return within ? Location(CallSiteLoc::get(Location(place), within.getCaller())) : Location(place);
}

bool Specializer::anyUndefined(ArrayRef<Abstract> values) {
  if (llvm::none_of(values, [](const Abstract &value) { return value.isUndefined(); }))
    return false;
  if (!hasErrors() && !startAgain)
    report({location(current), DiagKind::InternalError, {"a value is read that nothing has set"}});
  return true;
}

Abstract Specializer::constant(Attribute value, Type type, Location loc) {
  Value result = ConstantOp::create(emit, loc, type, value);
  if (settings.boxed)
    return Abstract::typed(BoxOp::create(emit, loc, any(), result));
  return Abstract::typed(result, value);
}
Abstract Specializer::constantString(StringRef text, Location loc) {
  return constant(emit.getStringAttr(text), StrType::get(emit.getContext()), loc);
}
Abstract Specializer::constantInt(int64_t value, Location loc) {
  return constant(emit.getI64IntegerAttr(value), emit.getI64Type(), loc);
}
Abstract Specializer::constantBool(bool value, Location loc) {
  return constant(emit.getBoolAttr(value), emit.getI1Type(), loc);
}
Abstract Specializer::null(Location loc) {
  return constant(emit.getUnitAttr(), NullType::get(emit.getContext()), loc);
}

LogicalResult Specializer::evaluate(Block &block) {
  for (Operation &op : block.without_terminator()) {
    if (dead)
      return success();
    if (failed(evaluateOp(&op)))
      return failure();
  }
  return success();
}

LogicalResult Specializer::evaluateIsolated(Block &block,
                                            llvm::function_ref<LogicalResult()> finish) {
  Heap before = heap;
  if (failed(evaluate(block)) || (finish && failed(finish())))
    return failure();
  dead = false;
  for (size_t id = 0; id < before.size(); ++id)
    if (!heap.shares(before, id) &&
        (heap[id].parts != before[id].parts || !heap[id].sameForm(before[id])))
      return giveUpForm(Abstract::structure(id));
  heap.resize(before.size());
  return success();
}

LogicalResult Specializer::evaluateOp(Operation *op) {
  current = op;
  if (auto call = dyn_cast<func::CallOp>(op))
    return evaluateCall(call);
  if (auto structural = dyn_cast<StructuralOpInterface>(op))
    return structural.specialize(*this);
  if (isa<TypeInferenceOpInterface>(op))
    return inferred(op);
  return op->emitOpError("internal error: says nothing of its types");
}

std::optional<Abstract> Specializer::globalCell(StringRef name) {
  auto it = globals.find(name);
  return it == globals.end() ? std::nullopt : std::optional(it->second);
}

LogicalResult Specializer::importGlobal(StringRef name) {
  if (llvm::any_of(open, [](const Version *version) { return version->isBoxed; }))
    return giveUpForm(*globalCell(name));
  for (Version *version : open)
    imports[version->callee].insert(emit.getStringAttr(name));
  startAgain = true;
  return failure();
}

// Note [Abstract heap]
// A program's IR has boxed values only. The specializer runs it once with abstract values in their
// place: an SSA value of the emitted code with a type that is proved, or a structure whose form is
// known: a dict with these keys, a list of that many elements, a closure of that function. The
// parts of a structure are abstract values again, so a model that the program's text describes
// becomes the SSA values of its weights; reading `model["weights"][0]` emits nothing, writing it
// replaces a part. Where control flow meets, parts that differ become results of the `if` or
// carried values of the loop. Calls with structures are inlined; what is recursive gets one version
// per signature, whose parameters are the values in the structures, and in the globals that it
// reads. A version sees copies of them, so what it changes has to be boxed.
//
// Note [Starting again]
// A structure can lose its form: a key that only the run time knows, an append in a loop, a
// boxed call. Then it has to exist at run time since it was made, with all its aliases. So its site
// joins `boxedSites` and the evaluation starts again from the beginning. Sites only ever join, so
// this ends after as many starts as there are sites. A structure that was merged with another one
// (two dicts of one form in two branches) is frozen: merging makes a new object of the same parts,
// which is right as long as nobody changes one of them. If that happens, their sites get boxed.
