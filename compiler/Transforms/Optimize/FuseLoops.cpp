// Part of Cortex, under the MIT licence.
// Fuses elementwise operations on tensors into the loops that use them.
#include "Transforms/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZEFUSELOOPS
#include "Transforms/Passes.h.inc"
} // namespace cortex

/// Whether the body is at most so many operations of about one cycle each.
static bool isCheap(linalg::GenericOp op, unsigned mostOperations = 4) {
  auto body = op.getBody()->without_terminator();
  return llvm::range_size(body) <= mostOperations && llvm::all_of(body, [](Operation &inner) {
           return isa<arith::ArithDialect>(inner.getDialect()) &&
                  !isa<arith::DivFOp, arith::RemFOp>(inner);
         });
}

/// Whether both loops visit the same elements in the same order, and the consumer reads none in
/// another one.
static bool sameDomain(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return producer.getNumLoops() == consumer.getNumLoops() &&
         llvm::all_of(consumer.getDpsInputOperands(),
                      [&](OpOperand *operand) {
                        return operand->get().getDefiningOp() != producer ||
                               consumer.getMatchingIndexingMap(operand).isIdentity();
                      }) &&
         llvm::all_of(producer.getDpsInitsMutable(), [&](OpOperand &init) {
           return producer.getMatchingIndexingMap(&init).isIdentity();
         });
}

static bool usedAlone(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::all_of(producer->getUsers(), [&](Operation *user) { return user == consumer; });
}

/// Whether all other uses of the producer come after the consumer, whose results can then stand for
/// it. What the consumer's body reads out of order (a gather) has to be there before.
static bool othersFollow(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::all_of(producer->getUsers(), [&](Operation *user) {
    Operation *here = consumer->getBlock()->findAncestorOpInBlock(*user);
    return user == consumer || (here && consumer->isBeforeInBlock(here));
  });
}

/// Whether to compute a result again for each loop that uses it: it is larger than the nearer
/// caches, so that to write and read it costs more than a few operations on operands that are small
/// beside it.
static bool isBetterRepeated(linalg::GenericOp producer) {
  constexpr int64_t fartherBytes = 1 << 20;
  constexpr unsigned fewOperations = 32;
  int64_t read = 0, written = 0;
  for (OpOperand &operand : producer->getOpOperands()) {
    auto type = cast<RankedTensorType>(operand.get().getType());
    if (!type.hasStaticShape())
      return false;
    (producer.isDpsInput(&operand) ? read : written) +=
        type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  }
  return producer.getNumResults() == 1 && written >= fartherBytes && written / 8 >= read &&
         isCheap(producer, fewOperations);
}

/// How many times the consumer reads elements of the producer, each through another operand.
static unsigned readsOf(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return llvm::count_if(consumer.getDpsInputs(),
                        [&](Value input) { return input.getDefiningOp() == producer; });
}

/// A loop with more operands than this gains nothing by taking in another one.
static constexpr unsigned maxOperands = 96;

/// How many different tensors both together read and write.
static unsigned operandsOfBoth(linalg::GenericOp producer, linalg::GenericOp consumer) {
  llvm::SmallPtrSet<Value, 32> inputs;
  for (linalg::GenericOp op : {producer, consumer})
    for (Value input : op.getDpsInputs())
      if (input.getDefiningOp() != producer)
        inputs.insert(input);
  return inputs.size() + producer.getNumResults() + consumer.getNumResults();
}

/// Whether the op is loops of a block that may become one with others; products are the BLAS's.
static bool isFusable(Operation *op, Block *block) {
  auto loops = dyn_cast_or_null<linalg::GenericOp>(op);
  return loops && loops->getBlock() == block && !loops->hasAttr("cortex.product");
}

static bool shouldFuse(OpOperand *operand) {
  auto consumer = cast<linalg::GenericOp>(operand->getOwner());
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  if (!isFusable(consumer, consumer->getBlock()) || !isFusable(producer, consumer->getBlock()) ||
      !linalg::areElementwiseOpsFusable(operand) ||
      operandsOfBoth(producer, consumer) > maxOperands)
    return false;
  // Elements that are read in two orders would be computed twice, and so would theirs in turn.
  if (!sameDomain(producer, consumer))
    return usedAlone(producer, consumer) && readsOf(producer, consumer) == 1 &&
           (isCheap(producer) || consumer.getNumLoops() == producer.getNumLoops());
  return usedAlone(producer, consumer) || othersFollow(producer, consumer);
}

/// Whether two parts of a tensor share no element, as far as constants say.
static bool areApart(OffsetSizeAndStrideOpInterface one, OffsetSizeAndStrideOpInterface other) {
  for (auto [offset, size, stride, otherOffset, otherSize, otherStride] : llvm::zip_equal(
           one.getStaticOffsets(), one.getStaticSizes(), one.getStaticStrides(),
           other.getStaticOffsets(), other.getStaticSizes(), other.getStaticStrides())) {
    if (llvm::any_of(ArrayRef{offset, size, stride, otherOffset, otherSize, otherStride},
                     ShapedType::isDynamic))
      continue;
    int64_t end = offset + (size - 1) * stride,
            otherEnd = otherOffset + (otherSize - 1) * otherStride;
    if (end < otherOffset || otherEnd < offset)
      return true;
  }
  return false;
}

/// Whether the reshape splits or merges axes; axes of size 1 come and go without loops.
template <typename Reshape> static bool splitsAxes(Reshape reshape, RankedTensorType larger) {
  return larger.hasStaticShape() &&
         llvm::any_of(reshape.getReassociationIndices(), [&](const ReassociationIndices &group) {
           return llvm::count_if(group,
                                 [&](int64_t axis) { return larger.getDimSize(axis) != 1; }) > 1;
         });
}

/// Whether the loops on one side of a reshape should get the axes of those on the other side. The
/// operand is that of the later op.
static bool shouldExpand(OpOperand *operand) {
  Operation *later = operand->getOwner(), *earlier = operand->get().getDefiningOp();
  Block *block = later->getBlock();
  if (auto merged = dyn_cast_or_null<tensor::CollapseShapeOp>(earlier))
    return isFusable(later, block) && isFusable(merged.getSrc().getDefiningOp(), block) &&
           splitsAxes(merged, merged.getSrcType());
  auto split = dyn_cast<tensor::ExpandShapeOp>(later);
  return split && isFusable(earlier, block) && operand->get().hasOneUse() &&
         splitsAxes(split, split.getResultType()) &&
         llvm::any_of(split->getUsers(), [&](Operation *user) { return isFusable(user, block); });
}

/// Whether the loops do nothing but arithmetic, so that they stay vectorised beside others.
static bool isArithmetic(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return isa<arith::ArithDialect, math::MathDialect>(inner.getDialect());
  });
}

/// Whether two operations have the same loops and read an operand at the same places.
static bool shareReads(linalg::GenericOp one, linalg::GenericOp other) {
  auto ranges = one.getStaticLoopRanges();
  if (one.getIteratorTypesArray() != other.getIteratorTypesArray() ||
      ranges != other.getStaticLoopRanges() || llvm::any_of(ranges, ShapedType::isDynamic))
    return false;
  return llvm::any_of(one.getDpsInputOperands(), [&](OpOperand *operand) {
    return llvm::any_of(other.getDpsInputOperands(), [&](OpOperand *twin) {
      return operand->get() == twin->get() &&
             one.getMatchingIndexingMap(operand) == other.getMatchingIndexingMap(twin);
    });
  });
}

/// An operation that can become one with this earlier one, since both read the same; or null.
static linalg::GenericOp siblingOf(linalg::GenericOp op) {
  if (!isFusable(op, op->getBlock()) || !isArithmetic(op))
    return {};
  for (Value input : op.getDpsInputs())
    for (Operation *user : input.getUsers()) {
      if (!isFusable(user, op->getBlock()) || !op->isBeforeInBlock(user))
        continue;
      auto other = cast<linalg::GenericOp>(user);
      if (isArithmetic(other) && shareReads(op, other) &&
          !llvm::is_contained(op->getUsers(), other) && othersFollow(op, other) &&
          operandsOfBoth(op, other) <= maxOperands)
        return other;
    }
  return {};
}

/// Makes one operation of some with the same loops, where the last one stands; it reads nothing
/// twice.
static linalg::GenericOp merge(ArrayRef<linalg::GenericOp> ops) {
  linalg::GenericOp last = ops.back();
  IRRewriter rewriter(last);
  SmallVector<Value> inputs, outputs;
  SmallVector<AffineMap> maps, outputMaps;
  SmallVector<Location> locations;
  SmallVector<std::pair<linalg::GenericOp, SmallVector<unsigned>>> parts;
  for (linalg::GenericOp op : ops) {
    parts.push_back({op, {}});
    locations.push_back(op.getLoc());
  }
  for (auto &[op, arguments] : parts)
    for (OpOperand *operand : op.getDpsInputOperands()) {
      AffineMap map = op.getMatchingIndexingMap(operand);
      unsigned at = 0;
      while (at < inputs.size() && (inputs[at] != operand->get() || maps[at] != map))
        ++at;
      arguments.push_back(at);
      if (at < inputs.size())
        continue;
      inputs.push_back(operand->get());
      maps.push_back(map);
    }
  for (auto &[op, arguments] : parts)
    for (OpOperand &operand : op.getDpsInitsMutable()) {
      arguments.push_back(inputs.size() + outputs.size());
      outputs.push_back(operand.get());
      outputMaps.push_back(op.getMatchingIndexingMap(&operand));
    }
  maps.append(outputMaps);
  auto body = [&](OpBuilder &builder, Location loc, ValueRange elements) {
    SmallVector<Value> results;
    for (auto &[op, arguments] : parts) {
      IRMapping mapping;
      for (auto [argument, at] : llvm::zip_equal(op.getBody()->getArguments(), arguments))
        mapping.map(argument, elements[at]);
      for (Operation &inner : op.getBody()->without_terminator())
        builder.clone(inner, mapping);
      for (Value result : op.getBody()->getTerminator()->getOperands())
        results.push_back(mapping.lookupOrDefault(result));
    }
    linalg::YieldOp::create(builder, loc, results);
  };
  auto merged = linalg::GenericOp::create(rewriter, rewriter.getFusedLoc(locations),
                                          TypeRange(ValueRange(outputs)), inputs, outputs, maps,
                                          last.getIteratorTypesArray(), body);
  ResultRange results = merged.getResults();
  for (linalg::GenericOp op : ops) {
    unsigned count = op.getNumResults();
    rewriter.replaceOp(op, results.take_front(count));
    results = results.drop_front(count);
  }
  return merged;
}

namespace {
/// What is read beside the part that was just replaced was there before: reading it does not have
/// to wait.
struct ReadBesideInsertion : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp read,
                                PatternRewriter &rewriter) const override {
    auto insertion = read.getSource().getDefiningOp<tensor::InsertSliceOp>();
    if (!insertion || !areApart(read, insertion))
      return failure();
    rewriter.modifyOpInPlace(read, [&] { read.getSourceMutable().assign(insertion.getDest()); });
    return success();
  }
};

struct FuseLoops : cortex::impl::CortexOptimizeFuseLoopsBase<FuseLoops> {
  void runOnOperation() override {
    foldReshapes();
    cleanOperands();
    delayRearrangements();
    // Siblings are found behind what stands between them and what they share.
    fuseProducers(/*onlyForOne=*/true);
    mergeSiblings();
    fuseProducers(/*onlyForOne=*/false);
    cleanOperands();
  }

  void fuseProducers(bool onlyForOne) {
    SmallVector<linalg::GenericOp> all;
    getOperation().walk([&](linalg::GenericOp op) { all.push_back(op); });
    // Erased producers stand before their consumers in the list, so that nothing erased is visited
    // later.
    for (linalg::GenericOp op : all)
      while (op && fuseOne(op, onlyForOne)) {
      }
  }

  /// Operands that are given twice or never read would hide that a value has one use.
  void cleanOperands() {
    RewritePatternSet patterns(&getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    patterns.add<ReadBesideInsertion>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  /// Gives loops the axes that a reshape between two of them makes, so that they can become one.
  void foldReshapes() {
    RewritePatternSet patterns(&getContext());
    linalg::populateFoldReshapeOpsByExpansionPatterns(patterns, shouldExpand);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  /// Moves what gives a result another shape, or puts it into a larger tensor, behind the loops
  /// that do not need that: it would keep them apart from the loop with the result.
  void delayRearrangements() {
    getOperation().walk([](Block *block) {
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*block))) {
        if (!isa<tensor::InsertSliceOp, tensor::InsertOp, tensor::ExpandShapeOp,
                 tensor::CollapseShapeOp>(op))
          continue;
        Operation *first = block->getTerminator();
        for (Operation *user : op.getUsers())
          if (Operation *here = block->findAncestorOpInBlock(*user);
              here && here->isBeforeInBlock(first))
            first = here;
        op.moveBefore(first);
      }
    });
  }

  /// Makes one of loops that read the same: what makes it can then become part of them, and need
  /// not be stored.
  void mergeSiblings() {
    SmallVector<linalg::GenericOp> all;
    getOperation().walk([&](linalg::GenericOp op) { all.push_back(op); });
    for (linalg::GenericOp op : all)
      while (linalg::GenericOp sibling = op ? siblingOf(op) : op) {
        llvm::replace(all, sibling, linalg::GenericOp());
        op = merge({op, sibling});
      }
  }

  static bool fuseOne(linalg::GenericOp &consumer, bool onlyForOne) {
    for (OpOperand &operand : consumer->getOpOperands()) {
      if (!consumer.isDpsInput(&operand) || !shouldFuse(&operand) ||
          (onlyForOne && !operand.get().hasOneUse()))
        continue;
      auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
      IRRewriter rewriter(consumer);
      if (!usedAlone(producer, consumer) && isBetterRepeated(producer)) {
        producer = cast<linalg::GenericOp>(rewriter.clone(*producer));
        operand.set(producer.getResult(0));
      }
      auto fused = linalg::fuseElementwiseOps(rewriter, &operand);
      if (failed(fused))
        continue;
      for (auto [old, replacement] : fused->replacements)
        old.replaceUsesWithIf(replacement,
                              [&](OpOperand &use) { return use.getOwner() != fused->fusedOp; });
      // The fused loop may read the producer's result through another operand: it stays then.
      rewriter.eraseOp(consumer);
      if (producer->use_empty())
        rewriter.eraseOp(producer);
      consumer = merge(cast<linalg::GenericOp>(fused->fusedOp));
      return true;
    }
    return false;
  }
};
} // namespace
