// Part of Cortex, under the MIT licence.
// Makes linalg on buffers loops, and says of the innermost ones that their turns are independent.
#include "Conversion/Passes.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXLINALGTOLOOPS
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// The annotation of a loop none of whose turns reads or writes what another one writes. The group
/// stands for all its accesses (Target/ParallelLoops.h).
static LLVM::LoopAnnotationAttr independentTurns(MLIRContext *context) {
  LLVM::AccessGroupAttr group[] = {LLVM::AccessGroupAttr::get(context)};
  return LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {},
                                       {}, group);
}

namespace {
/// The loops of one operation. An element is read outside the loops that it does not depend on; a
/// result that loops only add to is carried by them and written behind them. That is right since
/// what is read and written in place is so at the same element.
class Nest {
public:
  Nest(OpBuilder &builder, linalg::LinalgOp op)
      : builder(builder), op(op), loc(op.getLoc()), elements(op->getNumOperands()) {
    for (const Range &range : op.createLoopRanges(builder, loc))
      ranges.push_back(range);
  }

  void build() {
    if (std::optional<int64_t> block = blockSize())
      return buildBlocks(*block);
    enter(0);
  }

private:
  /// What one run of the innermost loop may touch, to be there still for the next run: some of the
  /// nearest cache.
  static constexpr int64_t cachedBytes = 24 * 1024;

  /// How many turns of the innermost loop to do for all turns of the others before the next ones;
  /// nothing if that has no use.
  std::optional<int64_t> blockSize() {
    if (ranges.size() < 2 || !writesApart() || !isPure())
      return {};
    SmallVector<int64_t> sizes = op.getStaticLoopRanges();
    int64_t last = ranges.size() - 1, bytes = 0, bytesReadAgain = 0;
    if (llvm::is_contained({ShapedType::kDynamic, int64_t(1)}, sizes[last - 1]) ||
        ShapedType::isDynamic(sizes[last]))
      return {};
    for (OpOperand &operand : op->getOpOperands()) {
      AffineMap map = op.getMatchingIndexingMap(&operand);
      if (!map.isFunctionOfDim(last))
        continue;
      auto type = cast<MemRefType>(operand.get().getType());
      int64_t run = sizes[last] * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
      bytes += run;
      if (!map.isFunctionOfDim(last - 1))
        bytesReadAgain += run;
    }
    if (bytesReadAgain <= cachedBytes)
      return {};
    // A whole number of vectors, for all but the last block.
    int64_t blocks = llvm::divideCeil(bytes, cachedBytes);
    return llvm::alignTo(llvm::divideCeil(sizes[last], blocks), 16);
  }

  /// Whether the order in which elements are computed cannot be seen.
  bool isPure() {
    return llvm::all_of(op.getBlock()->without_terminator(), [](Operation &inner) {
      return isMemoryEffectFree(&inner) || isa<memref::LoadOp>(inner);
    });
  }

  void buildBlocks(int64_t size) {
    Range &whole = ranges.back();
    Value end = value(whole.size), step = value(builder.getIndexAttr(size));
    auto blocks = scf::ForOp::create(builder, loc, value(whole.offset), end, step);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(blocks.getBody());
    Value begin = blocks.getInductionVar();
    Value next = arith::AddIOp::create(builder, loc, begin, step);
    whole.offset = begin;
    whole.size = arith::MinSIOp::create(builder, loc, next, end).getResult();
    enter(0);
  }

  Value value(OpFoldResult number) { return getValueOrCreateConstantIndexOp(builder, loc, number); }

  /// Within how many loops the element is the same only for one turn.
  unsigned depthOf(OpOperand &operand) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    unsigned depth = 0;
    for (unsigned loop = 0; loop < ranges.size(); ++loop)
      if (map.isFunctionOfDim(loop))
        depth = loop + 1;
    return depth;
  }

  SmallVector<Value> indices(OpOperand &operand) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    SmallVector<Value> turns = inductionVariables;
    turns.resize(map.getNumDims(), turns.empty() ? Value() : turns.front());
    SmallVector<Value> result;
    for (AffineExpr expression : map.getResults()) {
      auto at = affine::makeComposedFoldedAffineApply(
          builder, loc, AffineMap::get(map.getNumDims(), 0, expression), getAsOpFoldResult(turns));
      result.push_back(value(at));
    }
    return result;
  }

  void read(OpOperand &operand) {
    Value value = operand.get();
    elements[operand.getOperandNumber()] =
        isa<MemRefType>(value.getType())
            ? memref::LoadOp::create(builder, loc, value, indices(operand)).getResult()
            : value;
  }

  /// Emits what is done in `level` loops.
  void enter(unsigned level) {
    for (OpOperand &operand : op->getOpOperands())
      if (depthOf(operand) == level)
        read(operand);
    if (level == ranges.size())
      compute();
    else
      loop(level);
    for (OpOperand &out : op.getDpsInitsMutable())
      if (depthOf(out) == level)
        memref::StoreOp::create(builder, loc, elements[out.getOperandNumber()], out.get(),
                                indices(out));
  }

  void loop(unsigned level) {
    SmallVector<unsigned> carried;
    SmallVector<Value> start;
    for (OpOperand &out : op.getDpsInitsMutable()) {
      if (depthOf(out) > level)
        continue;
      carried.push_back(out.getOperandNumber());
      start.push_back(elements[carried.back()]);
    }
    const Range &range = ranges[level];
    auto loop = scf::ForOp::create(builder, loc, value(range.offset), value(range.size),
                                   value(range.stride), start);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      inductionVariables.push_back(loop.getInductionVar());
      for (auto [number, argument] : llvm::zip_equal(carried, loop.getRegionIterArgs()))
        elements[number] = argument;
      enter(level + 1);
      inductionVariables.pop_back();
      SmallVector<Value> next;
      for (unsigned number : carried)
        next.push_back(elements[number]);
      if (!next.empty())
        scf::YieldOp::create(builder, loc, next);
    }
    for (auto [number, result] : llvm::zip_equal(carried, loop.getResults()))
      elements[number] = result;
    if (level + 1 == ranges.size() && writesApart())
      loop->setAttr("loop_annotation", independentTurns(builder.getContext()));
  }

  /// Whether no two turns of the innermost loop write the same element; what it carries they do
  /// not write.
  bool writesApart() {
    return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &out) {
      return op.getMatchingIndexingMap(&out).isProjectedPermutation(
          /*allowZeroInResults=*/true);
    });
  }

  void compute() {
    IRMapping mapping;
    for (auto [argument, element] : llvm::zip_equal(op.getBlock()->getArguments(), elements))
      mapping.map(argument, element);
    for (Operation &inner : op.getBlock()->without_terminator()) {
      if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
        mapping.map(index.getResult(), inductionVariables[index.getDim()]);
        continue;
      }
      Operation *copy = builder.clone(inner, mapping);
      copy->walk([&](linalg::IndexOp index) {
        index.replaceAllUsesWith(inductionVariables[index.getDim()]);
        index.erase();
      });
    }
    for (auto [out, result] :
         llvm::zip_equal(op.getDpsInitsMutable(), op.getBlock()->getTerminator()->getOperands()))
      elements[out.getOperandNumber()] = mapping.lookupOrDefault(result);
  }

  OpBuilder &builder;
  linalg::LinalgOp op;
  Location loc;
  SmallVector<Range> ranges;
  /// The element of each operand that is current where code is emitted.
  SmallVector<Value> elements;
  SmallVector<Value> inductionVariables;
};

struct LinalgToLoops : cortex::impl::CortexLinalgToLoopsBase<LinalgToLoops> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      OpBuilder builder(op);
      Nest(builder, op).build();
      op->erase();
    }
  }
};
} // namespace
