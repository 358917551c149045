// Part of Cortex, under the MIT licence.
// Types of products.
#include "Dialect/Inference.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace cortex;

/// The shape as the product reads it: transposed where the flag says so.
static SmallVector<int64_t> readShape(RankedTensorType type, bool transposed) {
  SmallVector<int64_t> shape(type.getShape());
  if (transposed && shape.size() >= 2)
    std::swap(shape[shape.size() - 2], shape.back());
  return shape;
}

static bool sizesAgree(int64_t lhs, int64_t rhs) {
  return lhs == rhs || ShapedType::isDynamic(lhs) || ShapedType::isDynamic(rhs);
}

/// What the products of elements are summed up in.
static Type productElement(Operation *op, RankedTensorType lhs, RankedTensorType rhs) {
  Type element = promote(lhs, rhs, defaultFloatType(op));
  return element.isInteger(1) ? IntegerType::get(op->getContext(), 64) : element;
}

LogicalResult MatmulOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                   InferenceError error) {
  Type any = AnyType::get(getContext());
  if (isAny(operands[0].type) || isAny(operands[1].type))
    return types.push_back(any), success();
  auto lhs = dyn_cast<RankedTensorType>(operands[0].type),
       rhs = dyn_cast<RankedTensorType>(operands[1].type);
  if (!lhs || !rhs || lhs.getRank() == 0 || rhs.getRank() == 0) {
    error(DiagKind::OperandTypes, {spelling(*this), describeBoth(operands)});
    return failure();
  }
  if (lhs.getRank() > 2 || rhs.getRank() > 2)
    return types.push_back(any), success();
  SmallVector<int64_t> l = readShape(lhs, getTransposeLhs()), r = readShape(rhs, getTransposeRhs());
  if (!sizesAgree(l.back(), r.front())) { // (C1)
    error(DiagKind::ShapeMismatch, {describeShape(lhs), describeShape(rhs), spelling(*this)});
    return failure();
  }
  Type element = productElement(*this, lhs, rhs); // (C2)
  SmallVector<int64_t> shape;
  if (l.size() == 2)
    shape.push_back(l.front());
  if (r.size() == 2)
    shape.push_back(r.back());
  if (shape.empty() && isa<FloatType>(element))
    element = Float64Type::get(getContext());
  types.push_back(shape.empty() ? element : Type(RankedTensorType::get(shape, element)));
  return success();
}

LogicalResult BatchMatmulOp::inferTypes(ArrayRef<OperandInfo> operands,
                                        SmallVectorImpl<Type> &types, InferenceError error) {
  if (isAny(operands[0].type) || isAny(operands[1].type))
    return types.push_back(AnyType::get(getContext())), success();
  auto lhs = dyn_cast<RankedTensorType>(operands[0].type),
       rhs = dyn_cast<RankedTensorType>(operands[1].type);
  if (!lhs || !rhs || lhs.getRank() != 3 || rhs.getRank() != 3) {
    error(DiagKind::OperandTypes, {spelling(*this), describeBoth(operands)});
    return failure();
  }
  SmallVector<int64_t> l = readShape(lhs, getTransposeLhs()), r = readShape(rhs, getTransposeRhs());
  if (!sizesAgree(l[0], r[0]) || !sizesAgree(l[2], r[1])) { // (C1) (C2)
    error(DiagKind::ShapeMismatch, {describeShape(lhs), describeShape(rhs), spelling(*this)});
    return failure();
  }
  int64_t count = ShapedType::isDynamic(l[0]) ? r[0] : l[0];
  types.push_back(
      RankedTensorType::get({count, l[1], r[2]}, productElement(*this, lhs, rhs))); // (C3)
  return success();
}

/// What the transposition gives each matrix of, where it turns matrices and nothing else; or null.
static Value untransposed(Value value) {
  auto op = value.getDefiningOp<TransposeOp>();
  auto type = op ? dyn_cast<RankedTensorType>(op.getInput().getType()) : RankedTensorType();
  if (!type || type.getRank() < 2 || !isTensor(value.getType()))
    return {};
  bool reverses = isa<NullType>(op.getAxes().getType());
  if (reverses)
    return type.getRank() == 2 ? op.getInput() : Value();
  auto axes = constantInts(constantOf(op.getAxes()));
  if (!axes || static_cast<int64_t>(axes->size()) != type.getRank())
    return {};
  SmallVector<int64_t> turned = llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
  std::swap(turned.end()[-1], turned.end()[-2]);
  for (int64_t &axis : *axes)
    axis = normalizeAxis(axis, type.getRank()).value_or(-1);
  return *axes == turned ? op.getInput() : Value();
}

/// A product reads its operands transposed by itself.
template <typename ProductOp>
static LogicalResult readTransposed(ProductOp op, PatternRewriter &rewriter) {
  Value lhs = untransposed(op.getLhs()), rhs = untransposed(op.getRhs());
  if (!lhs && !rhs)
    return failure();
  rewriter.modifyOpInPlace(op, [&] {
    if (lhs) {
      op.getLhsMutable().assign(lhs);
      op.setTransposeLhs(!op.getTransposeLhs());
    }
    if (rhs) {
      op.getRhsMutable().assign(rhs);
      op.setTransposeRhs(!op.getTransposeRhs());
    }
  });
  return success();
}

LogicalResult MatmulOp::canonicalize(MatmulOp op, PatternRewriter &rewriter) {
  return readTransposed(op, rewriter);
}

LogicalResult BatchMatmulOp::canonicalize(BatchMatmulOp op, PatternRewriter &rewriter) {
  return readTransposed(op, rewriter);
}

LogicalResult OuterOp::inferTypes(ArrayRef<OperandInfo> operands, SmallVectorImpl<Type> &types,
                                  InferenceError error) {
  if (isAny(operands[0].type) || isAny(operands[1].type))
    return types.push_back(AnyType::get(getContext())), success();
  auto lhs = dyn_cast<RankedTensorType>(operands[0].type),
       rhs = dyn_cast<RankedTensorType>(operands[1].type);
  if (!lhs || !rhs || lhs.getRank() != 1 || rhs.getRank() != 1) {
    error(DiagKind::OperandTypes, {spelling(*this), describeBoth(operands)});
    return failure();
  }
  Type element = promote(lhs, rhs, defaultFloatType(*this));
  types.push_back(RankedTensorType::get({lhs.getDimSize(0), rhs.getDimSize(0)}, element));
  return success();
}
