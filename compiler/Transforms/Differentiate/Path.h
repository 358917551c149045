// Part of Cortex, under the MIT licence.
// Activity analysis: which values lie between the variables of a gradient and its scalar.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_PATH_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_PATH_H

#include "Dialect/Inference.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace cortex {

/// What functions do to globals and containers, computed once per function.
class CallEffects {
public:
  struct Summary {
    llvm::StringSet<> reads, writes; ///< Names of globals, through any calls.
    bool mutates = false;            ///< May change a container that it was given.
  };
  /// The summary of a call's callee.
  const Summary &of(mlir::func::CallOp call);
  /// That of a call of any value: of all functions that are values in the module around the op.
  const Summary &ofAnyValue(mlir::Operation *op);

private:
  void add(mlir::func::FuncOp function, Summary &summary, llvm::StringSet<> &seen);
  std::map<std::string, Summary> summaries;
  std::optional<Summary> ofValues;
};

/// Floats and tensors of floats, and boxed values that may hold some.
inline bool mayVary(mlir::Type type) { return isDifferentiable(type) || isAny(type); }

/// Does the op call a value, of which only the run time knows what function it is?
bool callsValue(mlir::Operation *op);

/// An op that hands on values without saying what becomes of them: containers, cells, calls of
/// values. It has no rule, and its result may be a float all the same.
bool isOpaque(mlir::Operation *op);

/// On a tuple of the residuals of a recursive function, and on what takes it apart: derivatives of
/// these move in tuples of the same form.
inline constexpr llvm::StringLiteral residualsAttr = "cortex.residuals";

struct LoopView;
class Path;
/// Reports an op without a rule and the way from it to a target of the path.
mlir::LogicalResult reportNoRule(mlir::Operation *op, const Path &path);
/// Reports a call of a function that reads a global which depends on a source.
mlir::LogicalResult reportVaryingGlobal(mlir::func::CallOp call);

/// The values that depend on a source and on which a target depends.
class Path {
public:
  /// `at`: the gradient, whose enclosing loops have not finished; null for whole functions.
  Path(mlir::ValueRange sources, mlir::ValueRange targets, mlir::Operation *at,
       CallEffects &effects);

  /// All that depends on a source, whatever becomes of it.
  Path(mlir::ValueRange sources, CallEffects &effects);

  bool contains(mlir::Value value) const { return values.contains(value); }
  /// Does the loop hand on something of the path in its carried value `i`? A loop without a turn
  /// hands on what it began with, whatever its body does.
  bool isHandedOnBy(const LoopView &loop, unsigned i) const;
  /// Does the target depend on no source?
  bool empty() const { return values.empty(); }
  /// Does something on the path take some of its elements and leave others?
  bool selects() const { return selecting || !selected.empty(); }
  /// Does something on the way from the value to a target take some of its elements and leave
  /// others? In a whole function its callers may, if anything in the program does.
  bool selectsBehind(mlir::Value value) const { return selecting || selected.contains(value); }
  bool isSource(mlir::Value value) const { return llvm::is_contained(sources, value); }
  /// Copies of values of the path are on it, too.
  void extend(const mlir::IRMapping &copies);
  /// `fresh` takes the place of `old`, which is about to be erased.
  void replace(mlir::Value old, mlir::Value fresh);
  /// The ops on a shortest way from a value to a target, in this order.
  llvm::SmallVector<mlir::Operation *> wayFrom(mlir::Value value) const;
  /// Does the function that the call names read a global that depends on a source?
  bool readsVaryingGlobal(mlir::func::CallOp call) const;
  /// A value carried by a loop around the gradient that depends on a source through an earlier
  /// turn, or null.
  mlir::Value acrossTurns() const { return crossing; }

private:
  llvm::DenseSet<mlir::Value> values;
  llvm::SmallVector<mlir::Value> sources, targets;
  llvm::StringSet<> varyingGlobals;
  CallEffects &effects;
  mlir::Value crossing;
  /// The values behind which something selects; all of them where `selecting` says so.
  llvm::DenseSet<mlir::Value> selected;
  bool selecting = false;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_PATH_H
