// Part of Cortex, under the MIT licence.
// The forward walk: from the directions of variables on to the tangents of what depends on them.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_TANGENTS_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_TANGENTS_H

#include "Transforms/Differentiate/Loop.h"
#include "Transforms/Differentiate/Path.h"

namespace cortex {

class FunctionPairs;

/// Emits the tangent of each value of the path right after the value. Tangents are called `xDot`,
/// have the type of `x`, and are carried and handed on beside the values: nothing is stored.
class Tangents {
public:
  Tangents(FunctionPairs &pairs, Path &path, CallEffects &effects)
      : pairs(pairs), path(path), effects(effects) {}

  /// Lets a source move along a direction, which dominates all that is computed from the source.
  void seed(mlir::Value source, mlir::Value direction) { dots[source] = direction; }
  /// Goes through a block from its first op to `end` (null: its terminator).
  mlir::LogicalResult push(mlir::Block &block, mlir::Operation *end = nullptr);
  /// The tangent of a value; zeros, made at `builder`, if it does not move.
  mlir::Value dotOrZero(mlir::OpBuilder &builder, mlir::Value value);

private:
  mlir::LogicalResult pushOp(mlir::Operation *op);
  mlir::LogicalResult pushIf(IfOp branch);
  mlir::LogicalResult pushAttempt(AttemptOp attempt);
  mlir::LogicalResult pushCheckpoint(CheckpointOp op);
  mlir::LogicalResult pushLoop(LoopView loop);
  mlir::LogicalResult pushCall(mlir::func::CallOp call);
  void pushResiduals(mlir::Operation *op);
  mlir::LogicalResult pushByRule(DifferentiableOpInterface op);
  mlir::LogicalResult checkStill(mlir::Operation *op);

  /// The tangent of the op's result, by what is known of how it depends on the operands `moving`.
  mlir::Value linear(mlir::OpBuilder &builder, DifferentiableOpInterface op,
                     llvm::ArrayRef<unsigned> moving);
  mlir::FailureOr<mlir::Value> diagonal(mlir::OpBuilder &builder, DifferentiableOpInterface op,
                                        unsigned operand);
  mlir::LogicalResult transposed(mlir::OpBuilder &builder, DifferentiableOpInterface op,
                                 llvm::ArrayRef<unsigned> moving);

  void add(mlir::OpBuilder &builder, mlir::Value value, mlir::Value dot);
  /// `fresh`, with the results of `old` first, takes its place.
  void replace(mlir::Operation *old, mlir::Operation *fresh);

  FunctionPairs &pairs;
  Path &path;
  CallEffects &effects;
  llvm::DenseMap<mlir::Value, mlir::Value> dots;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_TANGENTS_H
