// Part of Cortex, under the MIT licence.
// Lowers matrix products to linalg, in the loop order that reads memory in a row.
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

namespace {
/// One product: its loops are m, n and k as far as the operands have them.
struct Product {
  OpBuilder &builder;
  MatmulOp op;
  Value lhs, rhs;
  Location loc = op.getLoc();

  int64_t rankOf(Value value) const { return cast<RankedTensorType>(value.getType()).getRank(); }
  bool lhsMatrix() const { return rankOf(lhs) == 2; }
  bool rhsMatrix() const { return rankOf(rhs) == 2; }
  bool lhsTransposed() { return lhsMatrix() && op.getTransposeLhs(); }
  bool rhsTransposed() { return rhsMatrix() && op.getTransposeRhs(); }
  int64_t innerLhs() { return lhsMatrix() && !lhsTransposed() ? 1 : 0; }
  int64_t innerRhs() { return rhsTransposed() ? 1 : 0; }

  void checkInner() {
    auto l = cast<RankedTensorType>(lhs.getType()), r = cast<RankedTensorType>(rhs.getType());
    if (isAgreed(op, 0) || (!l.isDynamicDim(innerLhs()) && !r.isDynamicDim(innerRhs())))
      return;
    Value wrong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                        sizeOf(builder, loc, lhs, innerLhs()),
                                        sizeOf(builder, loc, rhs, innerRhs()));
    checkShapes(builder, loc, wrong, "@", sizesOf(builder, loc, lhs), sizesOf(builder, loc, rhs));
  }

  /// Innermost is the loop along which the most operands lie in a row.
  SmallVector<char> loopOrder() {
    if (lhsMatrix() && rhsMatrix())
      return rhsTransposed() && !lhsTransposed() ? SmallVector<char>{'m', 'n', 'k'}
                                                 : SmallVector<char>{'m', 'k', 'n'};
    if (lhsMatrix())
      return lhsTransposed() ? SmallVector<char>{'k', 'm'} : SmallVector<char>{'m', 'k'};
    if (rhsMatrix())
      return rhsTransposed() ? SmallVector<char>{'n', 'k'} : SmallVector<char>{'k', 'n'};
    return {'k'};
  }

  Value build(Type element) {
    SmallVector<char> order = loopOrder();
    auto dim = [&](char loop) {
      return builder.getAffineDimExpr(llvm::find(order, loop) - order.begin());
    };
    auto mapOf = [&](ArrayRef<char> loops) {
      SmallVector<AffineExpr> reads;
      for (char loop : loops)
        reads.push_back(dim(loop));
      return AffineMap::get(order.size(), 0, reads, builder.getContext());
    };
    SmallVector<char> left{'m', 'k'}, right{'k', 'n'}, out;
    if (lhsTransposed())
      std::swap(left[0], left[1]);
    if (rhsTransposed())
      std::swap(right[0], right[1]);
    if (!lhsMatrix())
      left = {'k'};
    if (!rhsMatrix())
      right = {'k'};
    SmallVector<Value> sizes;
    SmallVector<int64_t> shape;
    auto keep = [&](char loop, Value operand, int64_t axis) {
      out.push_back(loop);
      sizes.push_back(sizeOf(builder, loc, operand, axis));
      shape.push_back(cast<RankedTensorType>(operand.getType()).getDimSize(axis));
    };
    if (lhsMatrix())
      keep('m', lhs, 1 - innerLhs());
    if (rhsMatrix())
      keep('n', rhs, 1 - innerRhs());
    auto type = RankedTensorType::get(shape, element);
    Value start = filledTensor(builder, loc, type, sizes, constantScalar(builder, loc, element, 0));
    SmallVector<utils::IteratorType> iterators;
    for (char loop : order)
      iterators.push_back(loop == 'k' ? utils::IteratorType::reduction
                                      : utils::IteratorType::parallel);
    auto generic =
        createGeneric(builder, loc, TypeRange{type}, ValueRange{lhs, rhs}, ValueRange{start},
                      {mapOf(left), mapOf(right), mapOf(out)}, iterators, multiplyAdd);
    if (lhsMatrix() && rhsMatrix() && isa<FloatType>(element))
      generic->setDiscardableAttr(
          productAttr, builder.getDenseBoolArrayAttr({lhsTransposed(), rhsTransposed()}));
    return generic.getResult(0);
  }

  static void multiplyAdd(OpBuilder &b, Location loc, ValueRange x) {
    constexpr auto flags = arith::FastMathFlags::reassoc | arith::FastMathFlags::contract;
    Value sum;
    if (isa<FloatType>(x[0].getType()))
      sum = arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, x[0], x[1], flags),
                                  flags);
    else
      sum = arith::AddIOp::create(b, loc, x[2], arith::MulIOp::create(b, loc, x[0], x[1]));
    linalg::YieldOp::create(b, loc, sum);
  }
};
} // namespace

static LogicalResult lowerMatmul(MatmulOp op, PatternRewriter &rewriter) {
  if (!isTensor(op.getLhs().getType()) || !isTensor(op.getRhs().getType()) ||
      !elementType(op.getType()))
    return failure();
  Location loc = op.getLoc();
  Type element = promote(op.getLhs().getType(), op.getRhs().getType(), defaultFloatType(op));
  if (element.isInteger(1))
    element = rewriter.getI64Type();
  Product product{rewriter, op, convertElements(rewriter, loc, op.getLhs(), element),
                  convertElements(rewriter, loc, op.getRhs(), element)};
  product.checkInner();
  Value result = product.build(element);
  if (isTensor(op.getType()))
    rewriter.replaceOp(op, retype(rewriter, loc, result, op.getType()));
  else
    rewriter.replaceOp(op, convertScalar(rewriter, loc,
                                         tensor::ExtractOp::create(rewriter, loc, result),
                                         op.getType()));
  return success();
}

static LogicalResult lowerOuter(OuterOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return failure();
  Location loc = op.getLoc();
  Type element = type.getElementType();
  SmallVector<Value> sizes{sizeOf(rewriter, loc, op.getLhs(), 0),
                           sizeOf(rewriter, loc, op.getRhs(), 0)};
  AffineExpr i, j;
  bindDims(rewriter.getContext(), i, j);
  SmallVector<AffineMap> maps{AffineMap::get(2, 0, i), AffineMap::get(2, 0, j)};
  auto body = [&](OpBuilder &b, Location l, ValueRange x) -> Value {
    Value lhs = convertScalar(b, l, x[0], element), rhs = convertScalar(b, l, x[1], element);
    if (isa<FloatType>(element))
      return arith::MulFOp::create(b, l, lhs, rhs, arith::FastMathFlags::contract);
    return arith::MulIOp::create(b, l, lhs, rhs);
  };
  rewriter.replaceOp(
      op, mapElements(rewriter, loc, type, sizes, {op.getLhs(), op.getRhs()}, maps, body));
  return success();
}

void cortex::populateContractionLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerMatmul).add(lowerOuter);
}
