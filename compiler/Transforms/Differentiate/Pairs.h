// Part of Cortex, under the MIT licence.
// Differentiated functions: for sweeps a pair of a forward function and its pullback, for tangents
// one function that computes both.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_PAIRS_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_PAIRS_H

#include "Transforms/Differentiate/Path.h"
#include "mlir/IR/BuiltinOps.h"

namespace cortex {

/// `forward` returns the function's results and then its residuals. `pullback` takes the cotangents
/// of some results and then the residuals, and returns the cotangents of some arguments. In a
/// recursive function the residuals are one tuple, so that they have a type.
struct FunctionPair {
  mlir::func::FuncOp forward, pullback;
};

/// Makes differentiated functions, each once for a function and which of its arguments and results
/// take part.
class FunctionPairs {
public:
  using Expand = std::function<mlir::LogicalResult(mlir::func::FuncOp)>;

  /// `expand` replaces the gradients in a function, before it is copied.
  FunctionPairs(mlir::ModuleOp module, CallEffects &effects, Expand expand)
      : module(module), effects(effects), expand(std::move(expand)) {}

  /// The pair for the function that the call names; an error if it cannot be differentiated.
  mlir::FailureOr<FunctionPair> get(mlir::func::CallOp call, mlir::ArrayRef<unsigned> arguments,
                                    mlir::ArrayRef<unsigned> results);

  /// The function that the call names with tangents: it takes those of some arguments after all
  /// arguments, and returns those of some results after all results.
  mlir::FailureOr<mlir::func::FuncOp> tangent(mlir::func::CallOp call,
                                              mlir::ArrayRef<unsigned> arguments,
                                              mlir::ArrayRef<unsigned> results);

private:
  /// The function that the call names, free of gradients; an error if there is no such function.
  mlir::FailureOr<mlir::func::FuncOp> original(mlir::func::CallOp call);
  /// The path from some arguments of the function to some of its results.
  Path pathThrough(mlir::func::FuncOp function, mlir::ValueRange sources,
                   mlir::ArrayRef<unsigned> results);
  mlir::LogicalResult fillTangent(mlir::func::FuncOp function, mlir::ValueRange sources,
                                  mlir::ArrayRef<unsigned> results);
  mlir::func::FuncOp copy(mlir::func::FuncOp function, llvm::StringRef suffix);
  mlir::LogicalResult fill(FunctionPair pair, mlir::ArrayRef<unsigned> arguments,
                           mlir::ArrayRef<unsigned> results, bool recursive);
  void handOver(FunctionPair pair, bool recursive);

  mlir::ModuleOp module;
  CallEffects &effects;
  Expand expand;
  std::map<std::string, FunctionPair> pairs;
  std::map<std::string, mlir::func::FuncOp> tangents;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_PAIRS_H
