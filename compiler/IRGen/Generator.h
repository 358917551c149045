// Part of Cortex, under the MIT licence.
// Owns the classes that translate: one ModuleGenerator for the program, one FunctionGenerator for
// each function body.
#pragma once

#include "Dialect/Inference.h"
#include "IRGen/IRGen.h"
#include "IRGen/Library.h"
#include "Sema/Builtins.h"
#include "Sema/Exits.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

#include <deque>
#include <memory>

namespace cortex {

using mlir::Location;
using mlir::Value;

/// A function or lambda that the program reaches.
struct Lifted {
  std::string symbol;
  std::string display;
  const Callable *callable;
  const FuncStmt *function = nullptr; ///< null for a lambda
  const LambdaExpr *lambda = nullptr; ///< null for a function
  bool isLibrary = false;
  /// What the function takes before its parameters.
  llvm::SmallVector<const Declaration *, 4> captures;
};

/// The text of the type that each type parameter of a generic function stands for in one call.
using TypeArguments = llvm::DenseMap<const Declaration *, std::string>;

/// Owns what is shared by all functions: symbols, globals, locations and the list of work.
class ModuleGenerator {
public:
  ModuleGenerator(mlir::MLIRContext &context, const Library &library, const SourceManager &sources,
                  DiagnosticEngine &diagnostics);

  mlir::OwningOpRef<mlir::ModuleOp> run(const ProgramTree &trees, const IRGenOptions &options);

  mlir::MLIRContext *context() { return ctx; }
  const Library &libraryNames() const { return library; }
  mlir::FloatType defaultFloat() const { return floatType; }
  Location location(SourceRange range);
  llvm::StringRef text(SourceRange range) const { return sources.text(range); }
  bool isOfLibrary(SourceRange range) const { return library.owns(range); }
  /// The way back; invalid for locations that are no text.
  SourceRange rangeOf(Location loc) const;
  DiagnosticBuilder error(DiagKind kind, SourceRange range);
  /// Reports that something is known but missing.
  void unsupported(SourceRange range, const llvm::Twine &what);

  /// The function's symbol and captures; asks for its translation at the first call.
  const Lifted &require(const FuncStmt &function);
  const Lifted &require(const LambdaExpr &lambda);
  /// A function of the library by its exact name; a diagnostic and null if there is none.
  const Lifted *requireLibrary(llvm::StringRef name, SourceRange range);
  /// A function that Specialize may call (LibraryProtocol.h).
  void requireProtocol(llvm::StringRef name);
  /// `@f$default$i`.
  static std::string defaultSymbol(const Lifted &lifted, unsigned parameter);
  /// A function that applies a builtin row to its required parameters, for uses as a value.
  std::string requireWrapper(const Builtin &row, SourceRange range);
  /// A function with the parameters of `lifted` that returns the gradient of its result with
  /// respect to parameter `number`.
  std::string requireGradient(const Lifted &lifted, unsigned number, SourceRange range);

  /// A function of any number of arguments that calls the overload which takes them, for uses of
  /// the name as a value.
  std::string requireDispatcher(llvm::ArrayRef<FuncStmt *> overloads,
                                llvm::SetVector<const Declaration *> &captures, SourceRange range);
  /// A function that makes a struct of its arguments.
  std::string requireConstructor(const StructStmt &structure);
  /// The name of a struct that no other struct of the program has.
  llvm::StringRef structName(const StructStmt &structure);
  /// An annotation as later phases read it (runtime/Annotation.h): structs by their unique names,
  /// type parameters by `arguments` where the call gives them, else `any`.
  std::string typeText(const TypeExpr *type, const TypeArguments *arguments = nullptr);

  /// How an imported module is run: its function, and the global that says that it has run.
  struct ImportedUnit {
    std::string function;
    std::string flag;
  };
  const ImportedUnit &unitOf(const ModuleInterface &module) const { return units.at(&module); }
  bool hasUnit(const ModuleInterface &module) const { return units.contains(&module); }
  const llvm::MapVector<const ModuleInterface *, ImportedUnit> &importedUnits() const {
    return units;
  }

  /// The symbol of a top-level variable that functions see.
  llvm::StringRef global(const Declaration &variable);
  /// Whether the variable lives in a cell: a closure shares it and it changes, or a closure was
  /// made before it was declared.
  bool isCell(const Declaration &variable) const;
  void makeCell(const Declaration &variable) { earlyCells.insert(&variable); }
  /// Says that the program iterates, which needs the library's iteration protocol.
  void noteLoop() { hasLoops = true; }

  /// A new function at the end of the module with an entry block, every type `!cortex.any`.
  mlir::func::FuncOp createFunction(llvm::StringRef symbol, llvm::StringRef display,
                                    llvm::ArrayRef<llvm::StringRef> parameters, unsigned captures,
                                    Location loc);

private:
  std::string uniqueSymbol(llvm::StringRef wanted);
  std::string qualified(llvm::StringRef name, SourceRange range) const;
  std::string addGlobal(llvm::StringRef name, SourceRange range);
  void addImported(const ProgramTree::Imported &imported);
  void requireAll(const Module &program);
  Lifted &add(const Callable &callable, llvm::StringRef name, SourceRange range);
  void collectCaptures(const Callable &callable, llvm::SetVector<const Declaration *> &captures,
                       llvm::SmallPtrSetImpl<const Callable *> &seen);
  void generateMain(const Module &program, llvm::ArrayRef<Item> items);
  void generateFunction(const Lifted &lifted);
  void generateDefaults(const Lifted &lifted);
  void requireProtocol();
  /// Reads `dtype["float64"]` as the first statement; whether it stands there.
  bool readDefaultFloat(const Module &program);

  mlir::MLIRContext *ctx;
  const Library &library;
  const SourceManager &sources;
  DiagnosticEngine &diagnostics;
  mlir::OpBuilder builder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::FloatType floatType;
  llvm::DenseMap<FileId, mlir::StringAttr> fileNames;
  llvm::DenseMap<const Callable *, std::unique_ptr<Lifted>> lifted;
  std::deque<const Lifted *> work;
  llvm::DenseMap<const Declaration *, std::string> globals;
  llvm::DenseMap<const StructStmt *, std::string> structNames;
  llvm::DenseMap<FileId, std::string> moduleNames; ///< Of the imported files.
  llvm::MapVector<const ModuleInterface *, ImportedUnit> units;
  llvm::StringSet<> symbols;
  llvm::StringMap<unsigned> lastNumber; ///< What a wanted symbol that was taken got behind it.
  llvm::DenseSet<const Declaration *> earlyCells;
  bool hasLoops = false;
  bool hasProtocol = false;
};

/// One argument of a call, evaluated.
struct CallArgument {
  llvm::StringRef name; ///< empty: positional
  SourceRange range;
  Value value;
  const Expr *written = nullptr; ///< null for the value of a pipeline and for slices
  bool isSlice = false;
};

/// Translates one body. Variables are SSA values; where control branches, those that a branch
/// assigns become results of the op.
class FunctionGenerator {
public:
  FunctionGenerator(ModuleGenerator &module, mlir::Block *entry, bool isMain);

  /// The annotation that every `return` of the body is held against, and how messages call it.
  void setResultType(const TypeExpr *type, llvm::StringRef function);
  /// Binds the parameters of a callable to values, which are held against their annotations.
  void bindParameters(const Lifted &lifted, mlir::ValueRange values);

  /// The whole body of a function: statements, then the result.
  Value emitBody(const StmtList &body, Location end);
  /// The top-level statements.
  void emitProgram(llvm::ArrayRef<Item> items);
  Value emitExpr(const Expr &expr);
  void bindCapture(const Declaration &declaration, Value value);

  mlir::OpBuilder &opBuilder() { return builder; }
  /// The value as `!cortex.any`.
  Value asAny(Value value, Location loc);
  /// A struct of values for all of its fields, each held against its annotation.
  Value construct(const StructStmt &structure, llvm::ArrayRef<CallArgument> arguments,
                  SourceRange range);
  /// A call of the overload that takes a list of arguments, by how many there are and their types.
  Value emitDispatch(llvm::ArrayRef<FuncStmt *> overloads, Value arguments, SourceRange range);
  /// A builtin row on evaluated operands.
  Value emitBuiltin(const Builtin &row, llvm::ArrayRef<Value> operands, Location loc);

private:
  /// How a variable is known here: by its value, or by the cell that holds it.
  struct Binding {
    Value value;
    bool isCell = false;
  };
  using Variables = llvm::SmallVector<const Declaration *, 8>;

  /// The function, or a turn of a loop. Its flags are variables like any other.
  struct Frame {
    Frame *parent = nullptr;
    bool isLoop = false;
    /// False once the rest of the turn (of the function) is to be skipped.
    Declaration alive;
    /// Someone reads `alive` later.
    bool aliveNeeded = false;
    /// Loops: false once there is no further turn.
    Declaration goesOn;
  };

  /// While it lives, early exits keep the frame's `alive` flag up to date.
  class AliveScope {
  public:
    AliveScope(FunctionGenerator &generator, Frame &frame, bool needed, Location loc);
    ~AliveScope();

  private:
    FunctionGenerator &generator;
    Frame &frame;
    bool owner;
  };

  // Building blocks (Module.cpp, Functions.cpp).
  Location at(SourceRange range) { return module.location(range); }
  mlir::Type anyType() { return AnyType::get(module.context()); }
  Value emitOp(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands, Location loc,
               llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  Value emitTyped(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands, mlir::Type type,
                  Location loc, llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  mlir::Operation *create(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
                          mlir::TypeRange types, Location loc,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  mlir::NamedAttribute stringAttribute(llvm::StringRef name, llvm::StringRef value);
  Value constant(bool value, Location loc);
  Value constant(int64_t value, Location loc);
  Value constant(double value, Location loc);
  Value constant(llvm::StringRef value, Location loc);
  Value null(Location loc);
  /// Stands for a value that an error left out.
  Value nothing(Location loc) { return emitOp("undefined", {}, loc); }
  Value runtime(llvm::StringRef function, llvm::ArrayRef<Value> operands, Location loc);

  // Variables (Variables.cpp).
  Value readVariable(const Declaration &variable, SourceRange range);
  void declareVariable(const Declaration &variable, Value value, Location loc);
  void assignVariable(const Declaration &variable, Value value, Location loc);
  Value flag(const Declaration &variable, Location loc);
  Value captureOf(const Declaration &variable, SourceRange range, bool forCall);
  /// The variables that the items may change, and those of them that are read afterwards.
  struct Threading {
    Variables changed;
    Variables handedOn;
  };
  /// `tail`: nothing of the function follows, so that only its result is handed on.
  Threading threaded(llvm::ArrayRef<Item> items, const Exits &exits, bool tail);
  void addThreaded(Variables &variables, const Declaration &variable);
  llvm::SmallVector<Value, 8> valuesOf(const Variables &variables, Location loc);
  void rebind(const Variables &variables, mlir::ValueRange values);
  void replace(const Declaration &variable, Value value);

  // Expressions (Expressions.cpp, Literals.cpp).
  Value emit(const ErrorExpr &expr);
  Value emit(const IntLiteralExpr &expr);
  Value emit(const FloatLiteralExpr &expr);
  Value emit(const StringLiteralExpr &expr);
  Value emit(const InterpolatedStringExpr &expr);
  Value emit(const BoolLiteralExpr &expr);
  Value emit(const NullLiteralExpr &expr);
  Value emit(const NameExpr &expr);
  Value emit(const ListExpr &expr);
  Value emit(const DictExpr &expr);
  Value emit(const BracketExpr &expr);
  Value emit(const FieldExpr &expr);
  /// The value of whatever a name stands for.
  Value emitDeclared(const Declaration &declaration, SourceRange range);
  Value emit(const UnaryExpr &expr);
  Value emit(const BinaryExpr &expr);
  Value emit(const LogicalExpr &expr);
  Value emit(const TernaryExpr &expr);
  Value emit(const PipelineExpr &expr);
  Value emit(const LambdaExpr &expr);
  Value emit(const NormExpr &expr);
  Value emitCondition(const Expr &expr);
  Value truth(Value value, Location loc);
  Value emitBinary(BinaryOperator op, Value lhs, Value rhs, Location loc);
  /// A value by condition; `type` is that of both branches.
  Value emitChoice(Value condition, mlir::Type type, Location loc,
                   llvm::function_ref<Value()> whenTrue, llvm::function_ref<Value()> whenFalse);
  Value closureOf(const Lifted &lifted, SourceRange range);
  Value closure(llvm::StringRef symbol, llvm::ArrayRef<Value> captures, Location loc);
  Value libraryValue(llvm::StringRef name, SourceRange range);
  Value dispatcherOf(llvm::ArrayRef<FuncStmt *> overloads, SourceRange range);
  /// The value held against an annotation; null: there is none. `what` is its place in messages.
  Value checked(Value value, const TypeExpr *type, const llvm::Twine &what, Location loc,
                const TypeArguments *arguments = nullptr);
  Value checked(Value value, llvm::StringRef annotation, const llvm::Twine &what, Location loc,
                SourceRange declared, llvm::ArrayRef<mlir::NamedAttribute> flags);

  // Calls (Calls.cpp, Gradients.cpp).
  /// The arguments of a call that Sema has refused: what is wrong within them is found, too.
  Value refusedCall(llvm::ArrayRef<Argument> arguments, const Expr *piped, SourceRange range);
  Value emitCall(const Expr &callee, llvm::ArrayRef<Argument> arguments, const Expr *piped,
                 SourceRange range);
  llvm::SmallVector<CallArgument, 4> evaluate(llvm::ArrayRef<Argument> arguments,
                                              const Expr *piped);
  /// The same for a function of the library, which may want a bracket in another form.
  llvm::SmallVector<CallArgument, 4>
  evaluateFor(llvm::StringRef function, llvm::ArrayRef<Argument> arguments, const Expr *piped);
  /// A bracket that is a list whatever is in it.
  Value emitList(const ListExpr &expr);
  /// A bracket of numbers that are not rounded: a tensor of float64, or a list of numbers.
  Value emitNumbers(const ListExpr &expr);
  Value emitSlice(const Argument &argument);
  Value callDeclared(const Declaration &declaration, llvm::ArrayRef<Argument> arguments,
                     const Expr *piped, SourceRange callee, SourceRange range);
  Value callLibrary(llvm::StringRef name, llvm::ArrayRef<CallArgument> arguments,
                    SourceRange range);
  Value emitEinsum(llvm::ArrayRef<Argument> arguments, const Expr *piped, SourceRange range);
  /// `value`, with `pullback` for its derivative in `inputs`.
  Value emitIndexAdd(const BracketExpr &part, const Expr &value, Location loc);
  Value emitWithPullback(Value value, Value inputs, Value pullback, Location loc);
  /// A call with a list of arguments, which gradients repeat.
  Value emitCheckpoint(Value function, Value arguments, Location loc);
  Value callSpecial(llvm::StringRef name, llvm::ArrayRef<Argument> arguments, const Expr *piped,
                    SourceRange range);
  Value emitAssertion(llvm::ArrayRef<Argument> arguments, SourceRange range);
  Value callBuiltin(llvm::ArrayRef<Builtin> rows, llvm::ArrayRef<CallArgument> arguments,
                    SourceRange range);
  /// Calls the function among the overloads that takes the arguments.
  Value callOverloads(llvm::ArrayRef<FuncStmt *> overloads, llvm::StringRef name,
                      llvm::ArrayRef<CallArgument> arguments, SourceRange range,
                      const BracketExpr *generic = nullptr);
  std::string typeText(const Expr &expr);
  std::string candidateText(const FuncStmt &function, llvm::ArrayRef<CallArgument> arguments);
  Value callByTypes(llvm::ArrayRef<const FuncStmt *> fitting, llvm::StringRef name,
                    llvm::ArrayRef<CallArgument> arguments, SourceRange range);
  Value callFunction(const FuncStmt &function, llvm::ArrayRef<CallArgument> arguments,
                     SourceRange range, const TypeArguments *typeArguments = nullptr);
  /// What a call gives to one parameter: a value, or nothing; `place` is where it is written.
  struct GivenArgument {
    Value value;
    SourceRange place;
  };
  llvm::SmallVector<GivenArgument, 8> bindArguments(const FuncStmt &function,
                                                    llvm::ArrayRef<CallArgument> arguments,
                                                    SourceRange range);
  Value broughtConfig(llvm::ArrayRef<CallArgument> arguments);
  Value emitStruct(const StructStmt &structure, llvm::ArrayRef<Value> values, Location loc);
  Value callValue(Value callee, llvm::ArrayRef<CallArgument> arguments, SourceRange range);
  Value callMethod(const FieldExpr &callee, llvm::ArrayRef<CallArgument> arguments,
                   SourceRange range);
  Value callSymbol(llvm::StringRef symbol, llvm::ArrayRef<Value> arguments, Location loc,
                   llvm::ArrayRef<SourceRange> places = {});
  mlir::NamedAttribute argumentNames(llvm::ArrayRef<CallArgument> arguments);
  Value emitGradient(llvm::StringRef name, llvm::ArrayRef<Argument> arguments, const Expr *piped,
                     SourceRange range);
  Value gradientFunction(const Expr &of, const IntLiteralExpr *number, SourceRange range);
  Value gradientAt(const Expr &result, const Expr &point, SourceRange range);
  bool isGradientTarget(const Expr &expr);
  void keepText(mlir::Operation *gradient, llvm::StringRef attribute, SourceRange range);
  Value gradientTarget(const Expr &expr, Value of, const Expr &into, SourceRange range);
  bool checkNotReassigned(const NameExpr &name, Value of, Value now, const Expr &into,
                          SourceRange range);

  // Statements (Statements.cpp, Assignments.cpp, Branches.cpp, Loops.cpp).
  void emitItems(llvm::ArrayRef<Item> items, bool tail);
  void emitItem(const Item &item, bool tail);
  void emit(const LetStmt &stmt);
  void emit(const AssignStmt &stmt);
  void emit(const ExprStmt &stmt);
  void emit(const ReturnStmt &stmt);
  void emit(const ThrowStmt &stmt);
  void emit(const TryStmt &stmt);
  void emit(const ImportStmt &stmt);
  void emit(const ForInStmt &stmt);
  void emit(const ForCountStmt &stmt);
  void emit(const WhileStmt &stmt);
  void emit(const DoWhileStmt &stmt);
  void leaveLoopTurn(bool isBreak, Location loc);
  void emitIf(const Item &item, llvm::ArrayRef<Item> rest, bool tail);
  void emitGuard(const GuardStmt &stmt, llvm::ArrayRef<Item> rest, bool tail);
  void emitMatch(const MatchStmt &stmt, unsigned number, Value value, bool tail);
  Value emitFits(const Pattern &pattern, Value value);
  Value emitFits(const LiteralPattern &pattern, Value value);
  Value emitFits(const TypeExpr &type, Value value, Location loc);
  void bindPattern(const Pattern &pattern, Value value);
  void branch(Value condition, llvm::ArrayRef<Item> whenTrue, llvm::ArrayRef<Item> whenFalse,
              bool tail, Location loc);
  void branch(Value condition, const Threading &threading, Location loc,
              llvm::function_ref<void()> whenTrue, llvm::function_ref<void()> whenFalse);
  /// Translates into an empty block that ends in a yield of the variables.
  void region(mlir::Region &region, const Variables &variables, Location loc,
              llvm::function_ref<void()> content);
  /// What all loops share.
  struct LoopPlan {
    Frame frame;
    Exits exits;
    /// Whether the first carried value is the flag that the loop goes on.
    bool carriesFlag = false;
    Variables variables;
  };
  void prepareTraining(llvm::ArrayRef<Item> items);
  void planLoop(LoopPlan &plan, llvm::ArrayRef<Item> items, const Exits &exits);
  llvm::SmallVector<Value, 8> carried(LoopPlan &plan, Location loc);
  /// The loop's block: `leading` boxed arguments, then the carried values, which are bound to it.
  mlir::Block *enterLoop(LoopPlan &plan, mlir::Region &region, unsigned leading,
                         mlir::TypeRange types, Location loc);
  void emitLoopBody(LoopPlan &plan, const StmtList &body);
  void finishLoop(LoopPlan &plan, mlir::ValueRange results, Location loc);
  void emitWhile(LoopPlan &plan, Location loc, llvm::function_ref<Value()> condition,
                 llvm::function_ref<void()> body);
  /// The condition, asked only where the loop goes on at all.
  Value ifGoesOn(LoopPlan &plan, Location loc, llvm::function_ref<Value()> condition);

  /// Where an assignment goes: a variable or value, and the steps down from it.
  struct Place {
    struct Step {
      llvm::StringRef field; ///< empty: subscripts
      llvm::SmallVector<Value, 2> subscripts;
      Value base;
      Location loc;
    };
    const Declaration *root = nullptr;
    llvm::SmallVector<Step, 2> steps;
  };
  Value openPlace(const Expr &target, Place &place, bool readLast);
  void storeTo(const Place &place, Value value, Location loc);

  ModuleGenerator &module;
  mlir::OpBuilder builder;
  bool isMain;
  /// Nothing is reached any more in the present block: it has thrown.
  bool isDead = false;
  ExitAnalysis exitsOf;
  llvm::DenseMap<const Declaration *, Binding> bindings;
  /// A value that a variable held, and the statement that replaced it.
  struct Former {
    Value value;
    SourceRange replacedBy;
  };
  llvm::DenseMap<const Declaration *, llvm::SmallVector<Former, 2>> history;
  SourceRange statement; ///< The one that is being translated.
  /// Models that keep the state of their optimizer beside their parameters.
  llvm::DenseSet<const Declaration *> trained;
  const TypeExpr *resultType = nullptr;
  llvm::StringRef functionName; ///< As messages call it.
  Frame root;
  Frame *frame = &root;
  /// The function's result on the way to its end.
  Declaration result;
};

/// Whether the expression is the name of an imported module.
bool isModule(const Expr &expr);

} // namespace cortex
