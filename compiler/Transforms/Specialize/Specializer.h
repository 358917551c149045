// Part of Cortex, under the MIT licence.
// The evaluator behind the pass `cortex-specialize`: runs a program over abstract values and
// emits what is left for the run time.
//
// See Note [Abstract heap] and Note [Starting again] at the end of Specializer.cpp.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_SPECIALIZER_H
#define CORTEX_TRANSFORMS_SPECIALIZE_SPECIALIZER_H

#include "Annotation.h"
#include "Dialect/Inference.h"
#include "Transforms/Specialize/CallGraph.h"
#include "Transforms/Specialize/Heap.h"
#include "Transforms/Specialize/KeyUses.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

#include <functional>

namespace cortex {

struct SpecializeSettings {
  /// Keep every value boxed: the path of last resort, for all of the program.
  bool boxed = false;
  /// Say of each structure that loses its form where that happens.
  bool explain = false;
};

/// Abstract values, as a list of them travels.
using Abstracts = llvm::SmallVector<Abstract>;

/// Whether a dict holds examples: inputs, which are a sequence, and targets.
bool isDataset(const Object &object);

/// An error or warning of the program: its kind and arguments, further places and advice.
struct Report {
  struct Note {
    mlir::Location place;
    std::string text;
    bool operator==(const Note &) const = default;
  };

  Report(mlir::Location place, DiagKind kind, llvm::ArrayRef<std::string> arguments)
      : place(place), kind(kind), message(codedMessage(kind, arguments)) {}
  Report &note(mlir::Location where, const llvm::Twine &text) {
    notes.push_back({where, text.str()});
    return *this;
  }
  Report &hint(const llvm::Twine &text) { return note(place, "help: " + text); }
  bool operator==(const Report &) const = default;

  mlir::Location place;
  DiagKind kind;
  std::string message;
  llvm::SmallVector<Note, 2> notes;
};

class Specializer {
public:
  /// `functions` are those of `source`.
  Specializer(mlir::ModuleOp source, const CallGraph &functions, mlir::ModuleOp target,
              SpecializeSettings settings)
      : source(source), functions(functions), target(target), settings(settings),
        emit(source.getContext()) {}

  /// Evaluates the program from `@cortex_main` into the target module; every error is reported.
  mlir::LogicalResult run();

  //===-- Where and what --------------------------------------------------------------------===//

  mlir::OpBuilder &builder() { return emit; }
  bool isBoxed() const { return settings.boxed; }
  mlir::Type any() { return AnyType::get(source.getContext()); }
  /// The place of an op of the program, inside the calls that are being inlined.
  mlir::Location location(mlir::Operation *op);
  /// A function of the program by symbol; null where there is none.
  mlir::func::FuncOp lookup(llvm::StringRef symbol) { return functions.lookup(symbol); }
  mlir::ModuleOp sourceModule() { return source; }
  mlir::ModuleOp targetModule() { return target; }

  Abstract get(mlir::Value programValue) { return frame->values.lookup(programValue); }
  Abstracts get(mlir::ValueRange programValues);
  /// Sets an op's only result where the evaluation went on.
  mlir::LogicalResult finish(mlir::Operation *op, mlir::FailureOr<Abstract> result);
  void set(mlir::Value programValue, Abstract abstract) { frame->values[programValue] = abstract; }

  /// Reports an error or a warning of the program; after an error the evaluation goes on with an
  /// undefined value.
  void report(Report report);
  /// What cannot succeed on these operands: an error now; within a `try`, or where the library may
  /// never come, the op on boxed operands, which raises the error when it is run.
  mlir::FailureOr<Abstract> refuse(Report report, llvm::StringRef opName,
                                   llvm::ArrayRef<Abstract> operands,
                                   llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  /// An error that a library function raises in every run in which the user's code calls it like
  /// this. The evaluation goes on behind that call.
  void reportLibraryError(mlir::Location loc, std::string message);
  /// Whether a `catch` of the program would catch what fails here.
  bool isAttempt() const { return attempts > 0; }
  /// Errors were reported: a value may be missing because of them.
  bool hasErrors() const { return !errors.empty() || source->hasAttr(incompleteAttr); }
  /// Evaluates the body of a `try`.
  mlir::LogicalResult evaluateAttempt(mlir::Block &block);
  /// Whether what is evaluated now is certain to be run whenever the user's own code calls the
  /// library function that it stands in.
  bool isCertainInLibrary() const {
    return frame && frame->isLibrary && uncertainty == frame->uncertainty;
  }
  /// Whether no branch that only the run time decides lies between the user's own code and here: a
  /// loop within the library counts as run.
  bool isOnPath() const {
    return !frame->isLibrary || uncertainty.branches == frame->uncertainty.branches;
  }
  /// Whether an error found now would be one of the user's own code, or of every such call.
  bool isCertain() const { return !frame->isLibrary || isCertainInLibrary(); }
  /// The place of an argument of the call that is being evaluated, where that is known.
  std::optional<mlir::Location> argumentPlace(mlir::Value parameter);
  /// A value in words for messages: `int`, `tensor float32 (2, 3)`, `list`.
  std::string describe(const Abstract &abstract);
  /// Nothing that follows is reached (after a `throw`).
  void markDead() { dead = true; }
  bool isDead() const { return dead; }
  /// True where one of the values that `current` reads is undefined: then so is what depends on it.
  /// That is an earlier error's consequence, or an evaluation that will be repeated; if neither, it
  /// is reported as a fault of the compiler, never passed over.
  bool anyUndefined(llvm::ArrayRef<Abstract> values);

  //===-- Constants -------------------------------------------------------------------------===//

  Abstract constant(mlir::Attribute value, mlir::Type type, mlir::Location loc);
  Abstract constantString(llvm::StringRef text, mlir::Location loc);
  Abstract constantInt(int64_t value, mlir::Location loc);
  Abstract constantBool(bool value, mlir::Location loc);
  Abstract null(mlir::Location loc);

  //===-- Structures (Objects.cpp) ----------------------------------------------------------===//

  const Object &object(const Abstract &structure) const { return heap[structure.object]; }
  /// The same, to be changed; see `mutate`.
  Object &change(const Abstract &structure) { return heap.change(structure.object); }
  /// How the dicts of the program are used; whatever looks at one has to say so.
  KeyUses &keyUses() { return uses; }
  /// A new object on the abstract heap.
  Abstract create(Object object);
  /// Whether objects of this site live at run time from their creation on.
  bool makesBoxes(Site site) const {
    return settings.boxed || boxedEverywhere.contains(site.op) ||
           boxedSites.contains(onPath(site).key());
  }
  /// Whether a loop over `turns` known numbers is evaluated turn by turn.
  bool isUnrolled(mlir::Operation *site, uint64_t turns) const {
    return unrolledLoops.contains(site) && turns * unrolledTurns <= mostUnrolledTurns;
  }
  /// How often an unrolled loop turns at most, the turns of unrolled loops around it multiplied.
  static constexpr uint64_t mostUnrolledTurns = 64;
  /// To be called before a part changes; fails (starting again) where the form may be shared
  /// unseen.
  mlir::LogicalResult mutate(const Abstract &structure);
  /// Puts another value in the place of a part, and remembers what stood there (see `wasReplaced`).
  void replacePart(const Abstract &structure, size_t part, const Abstract &value);
  /// Where the value that one of `variables` replaced, or one before it, went into `result` while
  /// the variable itself did not: then its gradient would be zero without a reason.
  std::optional<mlir::Location> wasReplaced(mlir::ValueRange variables, mlir::Value result);
  /// Starts the evaluation again with the structure boxed where it is made. Always a failure.
  mlir::LogicalResult giveUpForm(const Abstract &structure);
  /// The value as an SSA value; a structure that can change gives up its form.
  mlir::FailureOr<mlir::Value> materialize(const Abstract &abstract, mlir::Location loc);
  /// The same, boxed.
  mlir::FailureOr<mlir::Value> box(const Abstract &abstract, mlir::Location loc);
  /// A boxed copy for an op that only reads: the structure keeps its form.
  mlir::FailureOr<mlir::Value> boxedCopy(const Abstract &abstract, mlir::Location loc);
  /// How many rows a tensor has, or elements a vector, where that is known and few; else 0.
  uint64_t fewRows(const Abstract &tensor) const;
  /// They, one by one, of a tensor of known length.
  mlir::FailureOr<Abstracts> rowsOf(const Abstract &tensor, mlir::Location loc);
  /// A list of numbers as the tensor it stands for; anything else unchanged.
  Abstract asTensor(const Abstract &abstract, mlir::Location loc);
  /// `[a, b]`: a tensor where all are numbers, else a list that `op` makes. `rows` says which are
  /// brackets themselves.
  mlir::FailureOr<Abstract> bracket(llvm::ArrayRef<Abstract> parts, llvm::ArrayRef<bool> rows,
                                    mlir::Operation *op);
  Abstract asNumbers(const Abstract &abstract, mlir::Location loc);

  /// The form of a value that is carried out of a region or function, where `rebuild` makes a copy
  /// of its leaves; what has an identity that matters is boxed.
  mlir::FailureOr<Form> leave(const Abstract &abstract);
  /// Appends the SSA values in a value, as the form has them.
  mlir::LogicalResult collectLeaves(const Form &form, const Abstract &abstract, mlir::Location loc,
                                    llvm::SmallVectorImpl<mlir::Value> &leaves);
  /// A value of the form from its leaves, which are taken off the front.
  Abstract rebuild(const Form &form, mlir::ValueRange &leaves);

  //===-- Annotations (AnnotationOps.cpp) ---------------------------------------------------===//

  /// How a value fits an annotation, as far as that is known.
  Fit fits(const Annotation &annotation, const Abstract &abstract);
  /// The value as the annotation asks for it; an error, or a check at run time, where that is in
  /// doubt. `what` names the value's place in messages; `declared` is where the annotation stands.
  mlir::FailureOr<Abstract> checkType(const Abstract &value, llvm::StringRef annotation,
                                      llvm::StringRef what, mlir::Location loc,
                                      std::optional<mlir::Location> declared = std::nullopt);

  //===-- Ops by inference (Inferred.cpp) ---------------------------------------------------===//

  /// Evaluates an op by its inferred types: emits it on typed or boxed operands, folds it where it
  /// decides structure.
  mlir::LogicalResult inferred(mlir::Operation *op);
  /// The same for an op that the program does not hold.
  mlir::FailureOr<Abstract> infer(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands,
                                  mlir::Location loc,
                                  llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  /// The parts of a tuple or list, or of a tensor along its first axis; nothing where it is not
  /// known to have `count` of them.
  mlir::FailureOr<std::optional<Abstracts>> partsOf(const Abstract &value, size_t count,
                                                    mlir::Location loc);
  /// A reduction of a tensor over several axes that are known, by ops over one axis; nothing for
  /// any other op.
  mlir::FailureOr<std::optional<Abstract>>
  reduceOverAxes(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands, mlir::Location loc);
  /// Emits the op on boxed operands; `result` is its type, boxed if null.
  mlir::FailureOr<Abstract> boxedOp(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands,
                                    mlir::Location loc,
                                    llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                                    mlir::Type result = {});

  //===-- Calls (Calls.cpp) -----------------------------------------------------------------===//

  /// Calls a function of the program with all of its captures and parameters; `places` says where
  /// each argument is written.
  mlir::FailureOr<Abstract> call(mlir::func::FuncOp callee, llvm::ArrayRef<Abstract> arguments,
                                 mlir::Location loc, mlir::ArrayAttr places = {});
  /// Calls a closure: puts named arguments in place and fills in defaults.
  mlir::FailureOr<Abstract> callClosure(const Abstract &closure, llvm::ArrayRef<Abstract> arguments,
                                        mlir::ArrayAttr names, mlir::Location loc);
  /// A version that takes and returns boxed values, for calls that only the run time resolves.
  mlir::FailureOr<mlir::func::FuncOp> boxedVersion(mlir::func::FuncOp callee, mlir::Location loc);

  /// What a runtime function answers where forms and types decide it; nothing where only the run
  /// time can.
  mlir::FailureOr<std::optional<Abstract>>
  runtimeFunction(llvm::StringRef name, llvm::ArrayRef<Abstract> args, mlir::Operation *site);
  /// The same for `x.name[args]`; the first argument is `x`.
  mlir::FailureOr<std::optional<Abstract>>
  method(llvm::StringRef name, llvm::ArrayRef<Abstract> args, mlir::Operation *site);
  /// What is wrong with `base[subscript]` where the program writes out a key that the dict does not
  /// have, or an index past the end.
  std::optional<Report> wrongSubscript(const Abstract &base, mlir::ValueRange subscripts,
                                       mlir::Location loc);
  /// `base[subscripts]` of anything.
  mlir::FailureOr<Abstract> index(const Abstract &base, llvm::ArrayRef<Abstract> subscripts,
                                  mlir::Location loc);

  //===-- Control flow (Branches.cpp, Loops.cpp) --------------------------------------------===//

  /// Evaluates the ops of a block up to its terminator.
  mlir::LogicalResult evaluate(mlir::Block &block);
  /// The same for a region that may stop anywhere: whatever it changes gives up its form.
  /// `finish` sees what it has made.
  mlir::LogicalResult evaluateIsolated(mlir::Block &block,
                                       llvm::function_ref<mlir::LogicalResult()> finish = {});
  using Evaluation = llvm::function_ref<mlir::FailureOr<Abstracts>()>;
  /// Emits an `if` whose branches the callbacks evaluate; gives the merged values.
  mlir::FailureOr<Abstracts> branch(mlir::Value condition, mlir::Location loc, unsigned resultCount,
                                    Evaluation whenTrue, Evaluation whenFalse);

  /// A loop to emit: counted where `lower` is set, else a `while`.
  struct Loop {
    mlir::Location loc;
    Abstracts inits;
    mlir::Value lower = {}, upper = {}, step = {};
    bool breakable = false;
    /// Where it may be unrolled: the loop in the program, and how often it turns.
    mlir::Operation *site = nullptr;
    uint64_t turns = 0;
    /// The carried values after one more turn; the first argument is the counter, if any.
    std::function<mlir::FailureOr<Abstracts>(mlir::Value, llvm::ArrayRef<Abstract>)> turn = {};
    /// Of a `while`: whether there is another turn, as an `i1`.
    std::function<mlir::FailureOr<mlir::Value>(llvm::ArrayRef<Abstract>)> condition = {};
  };
  mlir::FailureOr<Abstracts> loop(const Loop &loop);
  /// The turns of an unrolled loop, one after the other, count as those around what they contain.
  uint64_t &turnsAround() { return unrolledTurns; }

  /// A cell that lives at run time and is used in plain sight: what is read from it has the types
  /// that are written, joined. They may ask for a new start.
  mlir::LogicalResult trackCell(mlir::Value cell, mlir::Operation *site, mlir::Type initial);
  void forgetCell(mlir::Value cell) { trackedCells.erase(cell); }
  mlir::LogicalResult noteInCell(mlir::Value cell, mlir::Type written);
  /// The type of what a cell holds; null where it is not tracked.
  mlir::Type typeInCell(mlir::Value cell) const;

  /// The cell of a global on the abstract heap; nothing once it lives at run time.
  std::optional<Abstract> globalCell(llvm::StringRef name);
  /// Lets the versions under evaluation take the global as a parameter from the next start on.
  /// Always a failure.
  mlir::LogicalResult importGlobal(llvm::StringRef name);
  /// Whether an object belongs to another function of the emitted code.
  bool isForeign(const Abstract &structure) const { return structure.object < heapFloor; }

private:
  /// How many branches and loops that only the run time decides stand around something.
  struct Uncertainty {
    unsigned branches = 0, loops = 0;
    bool operator==(const Uncertainty &) const = default;
  };
  /// One call that is being evaluated inline.
  struct Frame {
    llvm::DenseMap<mlir::Value, Abstract> values;
    Frame *caller = nullptr;
    mlir::func::FuncOp callee; ///< Null for the top level.
    std::optional<mlir::Location> callLocation;
    mlir::ArrayAttr argumentPlaces; ///< The places of the call's arguments, if they are known.
    mlir::StringAttr function;      ///< As the user calls it; null for the top level.
    unsigned depth = 0;
    bool isLibrary = false;
    Uncertainty uncertainty; ///< Around the call of the library.
  };
  using Forms = std::vector<Form>;
  using SiteKey = std::pair<mlir::Operation *, const void *>;
  /// A version of a function for the forms of one signature: the floats, tensors and so on in the
  /// arguments are its parameters, those in the result are its results.
  struct Version {
    mlir::func::FuncOp callee, function;
    Forms parameters;
    bool isBoxed = false;       ///< The run time may call it: it has the callee's parameters only.
    std::optional<Form> result; ///< Nothing until an evaluation has reached a return.
    bool isStale = false;       ///< To be evaluated again before it is used again.
    /// Its place among those under evaluation, while it is one of them.
    std::optional<unsigned> place;
    /// Whether another one has used its result before that was settled.
    bool isAssumed = false;
    /// The lowest place of a version whose unsettled result it has used, itself or through others.
    unsigned reliesOn = settled;
    static constexpr unsigned settled = ~0u;
  };
  struct Merge;
  struct Carried;
  class LoopEmitter;
  friend class LoopEmitter;

  void repeat(llvm::function_ref<mlir::LogicalResult()> once);
  void checkUncalled();
  void warnUnreadKeys();
  void beginAgain();
  mlir::LogicalResult runOnce();
  mlir::LogicalResult evaluateOp(mlir::Operation *op);
  mlir::LogicalResult evaluateCall(mlir::func::CallOp op);

  struct PlacedArguments;
  PlacedArguments placeArguments(mlir::func::FuncOp callee, llvm::ArrayRef<Abstract> arguments,
                                 mlir::ArrayAttr names, mlir::Location loc,
                                 std::optional<Report> &wrong);
  /// A call that does not fit its function: an error, or within a `try` one of the run time.
  mlir::FailureOr<Abstract> refuseCall(Report wrong, const Abstract &closure,
                                       llvm::ArrayRef<Abstract> arguments, mlir::ArrayAttr names);
  std::string displayName(mlir::func::FuncOp callee);
  Report wrongCount(mlir::func::FuncOp callee, size_t given, mlir::Location loc);
  /// The function that computes a parameter's default; null where it has none.
  mlir::func::FuncOp defaultOf(mlir::func::FuncOp callee, size_t parameter);
  mlir::FailureOr<Abstract> callInline(mlir::func::FuncOp callee,
                                       llvm::ArrayRef<Abstract> arguments, mlir::Location loc,
                                       mlir::ArrayAttr places);
  mlir::FailureOr<Abstract> callVersion(mlir::func::FuncOp callee,
                                        llvm::ArrayRef<Abstract> arguments, mlir::Location loc);
  mlir::FailureOr<Version *> version(mlir::func::FuncOp callee, const Forms &forms,
                                     mlir::Location loc,
                                     std::optional<Form> fixedResult = std::nullopt);
  /// The same for arguments and a result that are all boxed, or whose result is found out.
  mlir::FailureOr<Version *> versionOfBoxes(mlir::func::FuncOp callee, mlir::Location loc,
                                            bool boxedResult);
  mlir::FailureOr<Form> evaluateVersion(Version &version, mlir::func::FuncOp callee,
                                        mlir::Location loc);
  void importInto(llvm::ArrayRef<Form> forms, mlir::func::FuncOp callee,
                  mlir::ValueRange arguments);
  mlir::FailureOr<Form> returnForm(const Abstract &returned, const std::optional<Form> &wanted);
  /// Whether a copy does for a version that only reads the value.
  bool isPortable(const Abstract &abstract);
  Forms signature(mlir::func::FuncOp callee, llvm::ArrayRef<Abstract> arguments);
  void widen(Form &form, unsigned count, bool isRecursive);

  bool isNoNumber(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands);
  Report operandError(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands,
                      mlir::Location loc);
  Report noResult(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands, mlir::Location loc);
  void explainOperands(Report &report, llvm::StringRef opName, llvm::ArrayRef<Abstract> operands);
  mlir::FailureOr<std::optional<Abstract>>
  refuseForms(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands, mlir::Location loc,
              llvm::ArrayRef<mlir::NamedAttribute> attributes);
  mlir::FailureOr<std::optional<Abstract>>
  mapStructures(llvm::StringRef opName, llvm::ArrayRef<Abstract> operands, mlir::Location loc,
                llvm::ArrayRef<mlir::NamedAttribute> attributes);
  mlir::Value makeBoxed(llvm::StringRef opName, mlir::ValueRange operands, mlir::Location loc,
                        llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  mlir::FailureOr<mlir::Value> boxObject(const Object &object, mlir::Location loc, bool copy);

  // Forms and merging (Forms.cpp).
  Form formOf(const Abstract &abstract);
  mlir::FailureOr<Form> joinForms(const Form &lhs, const Form &rhs, const Abstract &left,
                                  const Abstract &right);
  mlir::Type joinTypes(mlir::Type lhs, mlir::Type rhs);
  mlir::Value convert(mlir::Value value, mlir::Type type, mlir::Location loc);
  void giveUpSites(const Form &form);
  bool boxSite(Site site);
  /// Takes back that a site joined `boxedSites`.
  void forgetBoxed(SiteKey site);
  /// The site with the present path of calls, if it has none yet.
  Site onPath(Site site) const;
  mlir::LogicalResult freeze(const Abstract &structure);
  void collectLeafTypes(const Form &form, llvm::SmallVectorImpl<mlir::Type> &types);
  mlir::FailureOr<Abstract> joinBranches(Merge &merge, const Abstract &left, const Abstract &right);
  Abstract addJoined(Merge &merge, Object object);
  mlir::FailureOr<Abstract> joinFunctions(Merge &merge, const Abstract &left, const Abstract &right,
                                          llvm::ArrayRef<Object> made);
  mlir::FailureOr<Abstract> callChoice(const Object &choice, llvm::ArrayRef<Abstract> arguments,
                                       mlir::ArrayAttr names, mlir::Location loc);
  mlir::FailureOr<Abstract> joinStructures(Merge &merge, const Abstract &left,
                                           const Abstract &right);
  mlir::FailureOr<Abstracts> finishBranches(Merge &merge);
  mlir::LogicalResult emitMerged(Merge &merge, Abstracts &results);

  mlir::ModuleOp source;
  const CallGraph &functions;
  mlir::ModuleOp target;
  SpecializeSettings settings;
  mlir::OpBuilder emit;
  Frame *frame = nullptr;
  mlir::Operation *current =
      nullptr; ///< The op of the program being evaluated: the site of new objects.
  Heap heap;
  KeyUses uses;
  unsigned inlinedCalls = 0, inlinedRecursions = 0, deepRecursions = 0;
  ObjectId heapFloor = 0; ///< Objects below belong to the caller of the version being evaluated.
  bool dead = false;
  llvm::StringMap<Abstract> globals;
  /// What stood in the place of a value before it was stored there, and where that happened.
  llvm::DenseMap<mlir::Value, std::pair<mlir::Value, mlir::Location>> replaced;
  llvm::StringMap<Version> versions;
  /// The functions of the program that some evaluation has entered.
  llvm::DenseSet<mlir::Operation *> evaluated;
  void rely(unsigned place);
  void settle(Version &version, size_t finishedBefore);
  /// Those under evaluation, each called by the one before.
  llvm::SmallVector<Version *> open;
  /// Those that are evaluated to the end with a result that is not settled, in that order.
  llvm::SmallVector<Version *> finished;
  llvm::StringMap<unsigned> signatures; ///< How many versions a function has.
  /// How much had been reported at some point, to forget what a repeated evaluation said.
  struct ReportMark {
    size_t errors, warnings;
  };
  ReportMark markReports() const { return {errors.size(), warnings.size()}; }
  void forgetReports(ReportMark mark);
  std::vector<Report> errors, warnings;
  unsigned attempts = 0;                             ///< Bodies of `try` around what is evaluated.
  Uncertainty uncertainty;                           ///< Around what is evaluated.
  llvm::DenseMap<mlir::Value, SiteKey> trackedCells; ///< By the emitted op.
  uint64_t unrolledTurns = 1; ///< The turns of unrolled loops around it, multiplied.
  /// What joined `boxedSites` and `frozenSites` since the start, to take it back.
  llvm::SmallVector<SiteKey> newlyBoxed, newlyFrozen;

  // What outlives a new start; these only grow.
  llvm::DenseSet<SiteKey> boxedSites, frozenSites, mutatedSites;
  /// Ops that have boxed what they make on many paths, and so do it on all.
  llvm::DenseSet<mlir::Operation *> boxedEverywhere;
  llvm::DenseMap<mlir::Operation *, unsigned> boxedPaths; ///< On how many.
  llvm::DenseMap<SiteKey, mlir::Type> typesInCells;
  /// Loops that are evaluated turn by turn; see Note [Unrolled loops].
  llvm::DenseSet<mlir::Operation *> unrolledLoops;
  /// Functions that recurse too deep to be inlined, with structures or not.
  llvm::DenseSet<mlir::Operation *> neverInlined;
  /// The globals that versions of a function read: parameters after its own.
  llvm::DenseMap<mlir::Operation *, llvm::SetVector<mlir::StringAttr>> imports;
  bool startAgain = false;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_SPECIALIZER_H
