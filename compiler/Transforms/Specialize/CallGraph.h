// Part of Cortex, under the MIT licence.
// Which functions of a program reach which.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_CALLGRAPH_H
#define CORTEX_TRANSFORMS_SPECIALIZE_CALLGRAPH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseSet.h"

namespace cortex {

/// The functions of a module by symbol, and what they reach through calls and closures. Made once,
/// in time in proportion to the module.
class CallGraph {
public:
  explicit CallGraph(mlir::ModuleOp module);

  /// A function by symbol; null where there is none.
  mlir::func::FuncOp lookup(llvm::StringRef symbol) const {
    return symbols.lookup<mlir::func::FuncOp>(symbol);
  }
  /// Whether a function can reach itself.
  bool isRecursive(mlir::func::FuncOp function) const { return recursive.contains(function); }
  /// All functions, each before those that it reaches (in a cycle, in any order).
  llvm::ArrayRef<mlir::func::FuncOp> callersFirst() const { return order; }
  /// How many calls stand in the program itself, those in the library not counted.
  unsigned writtenCalls() const { return written; }

private:
  mlir::SymbolTable symbols;
  llvm::DenseSet<mlir::Operation *> recursive;
  llvm::SmallVector<mlir::func::FuncOp> order;
  unsigned written = 0;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_CALLGRAPH_H
