// Part of Cortex, under the MIT licence.
// The pass that lowers typed cortex ops, and the check of what each stage promises.
#include "Conversion/Passes.h"
#include "Conversion/ToLinalg/Lowering.h"

#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXTOLINALG
#define GEN_PASS_DEF_CORTEXCHECK
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// Ops that take and give typed values although the runtime does their work: they are lowered with
/// the buffers.
static bool isBorderOp(Operation *op) {
  if (isa<BoxOp, UnboxOp, DatasetDefaultOp, DatasetCountOp>(op))
    return true;
  return isa<RandnOp, RandOp, PermutationOp, DatasetInputsOp, DatasetLabelsOp>(op) &&
         isTensor(op->getResult(0).getType());
}

/// An op that means something in a program; addresses of constants are there for calls alone.
static bool isCortexOp(Operation *op) {
  return isa_and_nonnull<CortexDialect>(op->getDialect()) && !isa<RuntimeDataOp>(op);
}

/// What the runtime gives as a plain number, needing no box.
static bool givesPlainResult(Operation *op) {
  return isa<LenOp, TruthOp, ContainsOp, IsTypeOp, ChooseOp>(op);
}

void cortex::boxRuntimeOps(ModuleOp module) {
  Type any = AnyType::get(module.getContext());
  module.walk([&](Operation *op) {
    if (!isCortexOp(op) || isBorderOp(op) || op->getNumRegions() > 0 ||
        op->hasTrait<OpTrait::IsTerminator>() || isa<ConstantOp, UndefinedOp>(op))
      return;
    OpBuilder before(op), after(op->getContext());
    after.setInsertionPointAfter(op);
    for (OpOperand &operand : op->getOpOperands())
      if (!isBoxed(operand.get().getType()))
        operand.set(BoxOp::create(before, op->getLoc(), any, operand.get()));
    for (OpResult result : op->getResults()) {
      if (isBoxed(result.getType()) || givesPlainResult(op))
        continue;
      Type wanted = result.getType();
      result.setType(any);
      auto unbox = UnboxOp::create(after, op->getLoc(), wanted, result);
      result.replaceAllUsesExcept(unbox.getResult(), unbox);
    }
  });
}

/// Reads a matrix transposed inside the product instead of before it.
static void foldTransposes(ModuleOp module) {
  auto transposed = [](Value value) -> Value {
    auto op = value.getDefiningOp<TransposeOp>();
    auto type = op ? dyn_cast<RankedTensorType>(op.getType()) : RankedTensorType();
    int64_t rank = type ? type.getRank() : 0;
    if (rank != 2 && rank != 3)
      return {};
    auto axes = constantInts(constantOf(op.getAxes()));
    bool swaps = rank == 2 && isa<NullType>(op.getAxes().getType());
    if (axes) // The last two, of a matrix or of each matrix of a stack.
      swaps = normalizeAxis(axes->back(), rank) == rank - 2 &&
              normalizeAxis((*axes)[rank - 2], rank) == rank - 1;
    return swaps ? op.getInput() : Value();
  };
  auto fold = [&](auto op) {
    if (Value input = transposed(op.getLhs())) {
      op.getLhsMutable().assign(input);
      op.setTransposeLhs(!op.getTransposeLhs());
    }
    if (Value input = transposed(op.getRhs())) {
      op.getRhsMutable().assign(input);
      op.setTransposeRhs(!op.getTransposeRhs());
    }
  };
  module.walk([&](MatmulOp op) { fold(op); });
  module.walk([&](BatchMatmulOp op) { fold(op); });
}

/// Slices were read by what they index.
static void eraseUnusedSlices(ModuleOp module) {
  SmallVector<Operation *> unused;
  module.walk([&](Operation *op) {
    if (isa<SliceOp, ConstantOp, UndefinedOp, TransposeOp>(op))
      unused.push_back(op);
  });
  for (Operation *op : llvm::reverse(unused))
    if (op->use_empty())
      op->erase();
}

namespace {
struct ToLinalg : cortex::impl::CortexToLinalgBase<ToLinalg> {
  void runOnOperation() override {
    foldTransposes(getOperation());
    RewritePatternSet patterns(&getContext());
    populateConstantLowerings(patterns);
    populateElementwiseLowerings(patterns);
    populateReductionLowerings(patterns);
    populateContractionLowerings(patterns);
    populateShapeLowerings(patterns);
    populateIndexLowerings(patterns);
    populateCreationLowerings(patterns);
    populateControlLowerings(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    eraseUnusedSlices(getOperation());
    boxRuntimeOps(getOperation());
  }
};

struct Check : cortex::impl::CortexCheckBase<Check> {
  using CortexCheckBase::CortexCheckBase;

  void runOnOperation() override {
    bool failed = false;
    auto refuse = [&](Operation *op, const char *why) {
      failed = true;
      op->emitError() << "internal error: `" << op->getName() << "` " << why;
    };
    getOperation().walk([&](Operation *op) {
      if (stage == "linalg" && isCortexOp(op) && !isBorderOp(op) && usesTypedValues(op))
        refuse(op, "on typed values is not supported yet");
      if (stage == "buffers" && (llvm::any_of(op->getOperandTypes(), isTensor) ||
                                 llvm::any_of(op->getResultTypes(), isTensor)))
        refuse(op, "still works on tensors");
      if (stage == "runtime" && isCortexOp(op))
        refuse(op, "has no lowering to the runtime yet");
    });
    if (failed)
      signalPassFailure();
  }

  static bool usesTypedValues(Operation *op) {
    auto typed = [](Type type) { return !isBoxed(type); };
    return llvm::any_of(op->getOperandTypes(), typed) ||
           (!givesPlainResult(op) && llvm::any_of(op->getResultTypes(), typed));
  }
};
} // namespace
