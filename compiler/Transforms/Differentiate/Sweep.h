// Part of Cortex, under the MIT licence.
// The reverse sweep: from the cotangent of a scalar back to those of its variables.
#ifndef CORTEX_TRANSFORMS_DIFFERENTIATE_SWEEP_H
#define CORTEX_TRANSFORMS_DIFFERENTIATE_SWEEP_H

#include "Dialect/Derivation.h"
#include "Transforms/Differentiate/Loop.h"
#include "Transforms/Differentiate/Path.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace cortex {

class FunctionPairs;

/// What all sweeps of one gradient, or of one function, share.
struct SweepScope {
  explicit SweepScope(Path path) : path(std::move(path)) {}

  Path path;
  /// The blocks that run once: ops in them need to store nothing per turn.
  llvm::SmallPtrSet<mlir::Block *, 8> base;

  /// A value that loops hand on, so that nested loops append to one store: the counter of a loop's
  /// turns or the storage of a residual.
  struct Thread {
    mlir::Value initial; ///< Stands in a base block.
    bool isCounter;
  };
  llvm::DenseMap<mlir::Value, Thread> threads;
};

/// The sum of two cotangents, or tangents, of one value.
mlir::Value sumOfBars(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value bar,
                      mlir::Value more);

/// Emits the pullbacks of the ops of a block, last op first. Cotangents are called `xBar`; values
/// of the forward code that pullbacks in loops, branches and functions use are residuals.
class Sweep {
public:
  Sweep(FunctionPairs &pairs, SweepScope &scope, mlir::OpBuilder builder)
      : pairs(pairs), scope(scope), builder(builder) {
    this->builder.setListener(listenerFor(Derivation::Derivative));
  }

  /// Adds to the cotangent of a value; of one that is not on the path, nothing.
  void add(mlir::Value value, mlir::Value bar);
  /// Goes through a block from `end` (null: its terminator) back to its first op.
  mlir::LogicalResult reverse(mlir::Block &block, mlir::Operation *end = nullptr);
  /// Goes through ops of one block, which stand in the order that they run in.
  mlir::LogicalResult reverse(mlir::ArrayRef<mlir::Operation *> ops);
  /// The cotangent of a value in the value's type; zero if nothing arrived.
  mlir::Value barOrZero(mlir::Value value);
  bool reached(mlir::Value value) const { return bars.contains(value); }

private:
  mlir::LogicalResult reverseOp(mlir::Operation *op);
  mlir::LogicalResult reverseByRule(DifferentiableOpInterface op);
  void addPulled(mlir::Operation *op, mlir::ArrayRef<mlir::Value> pulled);
  mlir::Value sum(mlir::Location loc, mlir::Value bar, mlir::Value more);

  mlir::LogicalResult reverseIf(IfOp forward);
  void keepForIf(IfOp forward, IfOp reverse);
  mlir::LogicalResult reverseAttempt(AttemptOp forward);
  void keepForAttempt(AttemptOp forward, IfOp reverse);
  /// What stands for a residual where the code that computes it is not run: a store as it was.
  mlir::Value otherwise(mlir::OpBuilder &builder, mlir::Value residual);
  /// `result` hands the residual on.
  void handOn(mlir::Value residual, mlir::Value result);
  /// The `if` that goes backwards through the block that was taken (null: there is none); null
  /// after an error, or where nothing is to be done.
  mlir::FailureOr<IfOp> reverseTaken(mlir::Operation *forward, mlir::Value condition,
                                     mlir::ValueRange results, std::array<mlir::Block *, 2> blocks);

  mlir::LogicalResult reverseCheckpoint(CheckpointOp op);
  void keepForCheckpoint(CheckpointOp op);

  mlir::LogicalResult reverseLoop(LoopView loop);
  ForOp emitReverseLoop(const LoopView &loop, unsigned counter, mlir::ValueRange carried,
                        mlir::ArrayRef<unsigned> slots, mlir::ArrayRef<mlir::Value> captured);
  void keepForLoop(LoopView loop, unsigned counter, ForOp reverse);
  void threadThrough(LoopView &loop, ForOp reverse);
  mlir::LogicalResult reverseCall(mlir::func::CallOp call);
  void reverseResiduals(mlir::Operation *op);

  /// Values of the path from outside that the regions of an op use.
  llvm::SmallVector<mlir::Value> capturedBy(mlir::Operation *op) const;
  /// The op, or the one around it, that stands in a base block.
  mlir::Operation *anchor(mlir::Operation *op) const;
  /// `fresh`, with the results of `old` first, takes its place.
  void replace(mlir::Operation *old, mlir::Operation *fresh);
  /// The loop with more carried values, which the body yields unchanged.
  LoopView extend(const LoopView &loop, mlir::ValueRange inits);

  FunctionPairs &pairs;
  SweepScope &scope;
  mlir::OpBuilder builder;
  llvm::DenseMap<mlir::Value, mlir::Value> bars;
};

/// The ops that are being put at one place, from the creation of this on.
class Emission {
public:
  explicit Emission(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Operation *> ops() const;
  /// Rules answer for every operand; what was asked for none goes. Effects do not hold it: all of
  /// it is new.
  void dropUnused(const llvm::DenseSet<mlir::Value> &kept) const;

private:
  mlir::Block *block;
  mlir::Block::iterator end;
  bool wasEmpty;
  mlir::Block::iterator before;
};

/// The op's pullback: appends one cotangent per operand.
mlir::LogicalResult pullBack(DifferentiableOpInterface op, mlir::OpBuilder &builder,
                             mlir::ValueRange resultBars,
                             llvm::SmallVectorImpl<mlir::Value> &pulled);
/// What a rule gave (null: nothing), and 0 in place of a NaN that came of `cause`, the cotangent or
/// tangent that it was given, being 0: what a selection on the path has left does not count,
/// whatever the derivative is there.
mlir::Value strongZero(mlir::OpBuilder &builder, mlir::Operation *op, mlir::Value cause,
                       mlir::Value bar);
/// Puts the ops of the region in the place of the checkpoint and gives them; its results are what
/// it yields.
llvm::SmallVector<mlir::Operation *> dissolve(CheckpointOp op);

/// What a pullback gave for an operand, summed to the operand's shape and in its type.
mlir::Value fitTo(mlir::OpBuilder &builder, mlir::Operation *op, unsigned operand, mlir::Value bar,
                  bool mayBeBroadcast);
/// Could the op have repeated operand `i` along an axis of unknown size?
bool mayRepeat(mlir::Operation *op, unsigned i);

/// What reverse code needs of forward code.
struct Needs {
  llvm::SetVector<mlir::Value> stored;           ///< To be stored.
  llvm::SetVector<mlir::Operation *> recomputed; ///< Cheap ops to be repeated, in order.
};

/// Where `reverse` asks a tensor of `forward` for its shape alone, lets it ask zeros of that shape.
void keepShapesOnly(mlir::Region &reverse, mlir::Region &forward);
/// The values defined in `forward` that `reverse` uses.
Needs needsOf(mlir::Region &reverse, mlir::Region &forward);
/// Lets the uses in `reverse` of each stored value use the loaded one and repeats the cheap ops at
/// `builder`.
void provide(mlir::OpBuilder &builder, mlir::Region &reverse, const Needs &needs,
             mlir::IRMapping &loaded);
/// Some value of the type, for a place that is never read.
mlir::Value placeholder(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type);
/// A tensor of zeros with the given type, whose unknown dimensions are `sizes`.
mlir::Value zeros(mlir::OpBuilder &builder, mlir::Location loc, mlir::RankedTensorType type,
                  mlir::ValueRange sizes);

/// Stores for the residuals of a loop, one entry per turn. Scalars and tensors of known shape lie
/// in one tensor with one more axis; what else there is, in a list.
class Store {
public:
  /// The type that holds entries of `entry`, as many as `capacity` says where that is known.
  static mlir::Type typeFor(mlir::Type entry, int64_t capacity);
  /// An empty store, or one of `turns` entries.
  static mlir::Value make(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type,
                          mlir::Value turns);
  /// The store with the entry at `count`, where it ends; `grows` if it may have to.
  static mlir::Value push(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value store,
                          mlir::Value count, mlir::Value entry, bool grows);
  static mlir::Value load(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value store,
                          mlir::Value index, mlir::Type entry);
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_DIFFERENTIATE_SWEEP_H
