// Part of Cortex, under the MIT licence.
// Lowers the elementwise family: scalars to arith and math, tensors to one loop nest each.
#include "Conversion/ToLinalg/ScalarOps.h"

using namespace mlir;
using namespace cortex;

/// The type in which operand `i` enters the computation.
static Type operandType(Operation *op, const ScalarRule &rule, unsigned i, Type promoted) {
  OpBuilder builder(op->getContext());
  switch (rule.operands) {
  case ScalarRule::AsResult:
    return elementType(op->getResult(0).getType());
  case ScalarRule::Promoted:
    return promoted;
  case ScalarRule::AsBool:
    return builder.getI1Type();
  case ScalarRule::Condition:
    return i == 0 ? Type(builder.getI1Type()) : elementType(op->getResult(0).getType());
  }
  return {};
}

namespace {
/// One pattern for every row of the table.
struct LowerElementwise : RewritePattern {
  explicit LowerElementwise(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    const ScalarRule *rule = findScalarRule(op);
    if (!rule ||
        !llvm::all_of(op->getOperandTypes(), [](Type type) { return bool(elementType(type)); }) ||
        !elementType(op->getResult(0).getType()))
      return failure();
    Type promoted;
    if (rule->operands == ScalarRule::Promoted)
      promoted =
          promote(op->getOperand(0).getType(), op->getOperand(1).getType(), defaultFloatType(op));
    auto tensor = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    rewriter.replaceOp(op, tensor ? lowerTensor(op, *rule, promoted, tensor, rewriter)
                                  : lowerScalar(op, *rule, promoted, rewriter));
    return success();
  }

  static Value lowerScalar(Operation *op, const ScalarRule &rule, Type promoted,
                           OpBuilder &builder) {
    SmallVector<Value> operands;
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      operands.push_back(
          convertScalar(builder, op->getLoc(), operand, operandType(op, rule, i, promoted)));
    return rule.build(builder, op->getLoc(), operands, /*checked=*/true);
  }

  static Value lowerTensor(Operation *op, const ScalarRule &rule, Type promoted,
                           RankedTensorType type, OpBuilder &builder) {
    SmallVector<Value> tensors, scalars(op->getNumOperands());
    for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
      if (isTensor(operand.getType()))
        tensors.push_back(operand);
      else
        scalars[i] =
            convertScalar(builder, op->getLoc(), operand, operandType(op, rule, i, promoted));
    }
    Broadcast broadcast = broadcastOperands(builder, op, tensors, type);
    auto body = [&](OpBuilder &b, Location loc, ValueRange elements) {
      SmallVector<Value> x;
      for (auto [i, scalar] : llvm::enumerate(scalars)) {
        if (!scalar) {
          scalar = convertScalar(b, loc, elements.front(), operandType(op, rule, i, promoted));
          elements = elements.drop_front();
        }
        x.push_back(scalar);
      }
      return rule.build(b, loc, x, /*checked=*/false);
    };
    return mapElements(builder, op->getLoc(), type, broadcast.sizes, broadcast.operands,
                       broadcast.maps, body);
  }
};
} // namespace

/// What decides a condition: a scalar, or the one element of a tensor.
static LogicalResult lowerTruth(TruthOp op, PatternRewriter &rewriter) {
  Value input = op.getInput();
  Location loc = op.getLoc();
  if (auto type = dyn_cast<RankedTensorType>(input.getType())) {
    Value one = constantIndex(rewriter, loc, 1), count = one;
    for (Value size : sizesOf(rewriter, loc, input))
      count = arith::MulIOp::create(rewriter, loc, count, size);
    Value wrong = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::ne, count, one);
    checkShapes(rewriter, loc, wrong, "a condition", sizesOf(rewriter, loc, input), {});
    SmallVector<Value> first(type.getRank(), constantIndex(rewriter, loc, 0));
    input = tensor::ExtractOp::create(rewriter, loc, input, first);
  }
  if (!isScalar(input.getType()) && !isa<FloatType>(input.getType()))
    return failure();
  rewriter.replaceOp(op, convertScalar(rewriter, loc, input, rewriter.getI1Type()));
  return success();
}

void cortex::populateElementwiseLowerings(RewritePatternSet &patterns) {
  patterns.add<LowerElementwise>(patterns.getContext());
  patterns.add(lowerTruth);
}
