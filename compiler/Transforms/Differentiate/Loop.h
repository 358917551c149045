// Part of Cortex, under the MIT licence.
// What the loops of the dialect have in common, as Differentiate sees them, and how loops and
// branches get further results.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_LOOP_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_LOOP_H

#include "Dialect/Cortex.h"

#include <optional>

namespace cortex {

/// A `for`, `for_each` or `while`: one body, and values carried from turn to turn.
struct LoopView {
  mlir::Operation *op;
  mlir::Region *body;
  unsigned leading;   ///< Arguments of the body before the carried ones.
  unsigned firstInit; ///< Operands before the first values of the carried ones.

  /// The op as a loop, where it is one.
  static std::optional<LoopView> of(mlir::Operation *op);

  unsigned size() const { return op->getNumResults(); }
  mlir::OpOperand &init(unsigned i) const { return op->getOpOperand(firstInit + i); }
  mlir::BlockArgument carried(unsigned i) const { return body->getArgument(leading + i); }
  mlir::OpOperand &yielded(unsigned i) const {
    return body->front().getTerminator()->getOpOperand(i);
  }
  /// Carried value `i` as each region sees it: the body, and the condition of a `while`.
  llvm::SmallVector<mlir::BlockArgument, 2> views(unsigned i) const;
  /// An op with the loop's regions that carries more values, which the body yields unchanged; the
  /// old op is left without regions, to be replaced.
  LoopView withMore(mlir::ValueRange inits) const;
  /// Does the number of turns follow from the bounds alone?
  bool isCounted() const;
};

/// Uses of the results of `old` become those of `fresh` from its result `first` on; `old` goes.
void takePlace(mlir::Operation *old, mlir::Operation *fresh, unsigned first = 0);
/// The branch with the regions of `from`, which is left without, and results of these types.
IfOp withResults(mlir::OpBuilder &builder, IfOp from, mlir::TypeRange types);
/// The same of an attempt, and what stands for its values if it is stopped.
AttemptOp withValues(mlir::OpBuilder &builder, AttemptOp from, mlir::ValueRange otherwise);

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_LOOP_H
