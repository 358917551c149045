// Part of Cortex, under the MIT licence.
// Pullbacks of the products that sum over a shared axis.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

namespace {
/// One product and its flags, for the rules of each pair of ranks.
struct Product {
  OpBuilder &builder;
  Location loc;
  Value x, y, zBar;
  bool xTransposed, yTransposed;

  template <typename ProductOp = MatmulOp>
  Value matmul(Value lhs, Value rhs, bool lhsTransposed, bool rhsTransposed) const {
    SmallVector<NamedAttribute> flags;
    if (std::is_same_v<ProductOp, BatchMatmulOp> && (isAny(lhs.getType()) || isAny(rhs.getType())))
      return build<ProductOp>(
          builder, loc,
          {lhsTransposed ? transposed(lhs) : lhs, rhsTransposed ? transposed(rhs) : rhs});
    if (lhsTransposed)
      flags.push_back(builder.getNamedAttr("transpose_lhs", builder.getUnitAttr()));
    if (rhsTransposed)
      flags.push_back(builder.getNamedAttr("transpose_rhs", builder.getUnitAttr()));
    return build<ProductOp>(builder, loc, {lhs, rhs}, flags);
  }
  /// The run time knows no flags for stacks.
  Value transposed(Value stack) const {
    auto type = RankedTensorType::get({3}, builder.getI64Type());
    int64_t axes[] = {0, 2, 1};
    Value order = ConstantOp::create(builder, loc, type,
                                     DenseIntElementsAttr::get(type, ArrayRef<int64_t>(axes)));
    return build<TransposeOp>(builder, loc, {stack, order});
  }
  Value outer(Value lhs, Value rhs) const { return build<OuterOp>(builder, loc, {lhs, rhs}); }

  using Bars = std::pair<Value, Value>;

  /// With Z = op(X) op(Y): op(X)Bar = ZBar op(Y)' and op(Y)Bar = op(X)' ZBar; where op transposes,
  /// the transpose of that.
  template <typename ProductOp = MatmulOp> Bars matrixMatrix() const {
    return {xTransposed ? matmul<ProductOp>(y, zBar, yTransposed, true)
                        : matmul<ProductOp>(zBar, y, false, !yTransposed),
            yTransposed ? matmul<ProductOp>(zBar, x, true, xTransposed)
                        : matmul<ProductOp>(x, zBar, !xTransposed, false)};
  }
  Bars matrixVector() const {
    return {xTransposed ? outer(y, zBar) : outer(zBar, y), matmul(x, zBar, !xTransposed, false)};
  }
  Bars vectorMatrix() const {
    return {matmul(y, zBar, yTransposed, false), yTransposed ? outer(zBar, x) : outer(x, zBar)};
  }
  Bars vectorVector() const {
    return {build<MulOp>(builder, loc, {zBar, y}), build<MulOp>(builder, loc, {zBar, x})};
  }

  Bars byRanks(bool xIsMatrix, bool yIsMatrix) const {
    if (xIsMatrix)
      return yIsMatrix ? matrixMatrix() : matrixVector();
    return yIsMatrix ? vectorMatrix() : vectorVector();
  }

  /// Is this boxed tensor a matrix? Asked at run time.
  Value isMatrix(Value tensor) const {
    Type any = AnyType::get(builder.getContext());
    Value rank = FieldOp::create(builder, loc, any, tensor, "ndim");
    return build<TruthOp>(builder, loc,
                          build<EqOp>(builder, loc, {rank, constantInt(builder, loc, 2)}));
  }

  /// Boxed operands: the ranks decide at run time.
  Bars choose(ArrayRef<bool> known) const {
    if (known.size() == 2)
      return byRanks(known[0], known[1]);
    Type any = AnyType::get(builder.getContext());
    Value condition = isMatrix(known.empty() ? x : y);
    auto branch = IfOp::create(builder, loc, {any, any}, condition, /*withBlocks=*/true);
    for (bool matrix : {true, false}) {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToEnd(&branch->getRegion(matrix ? 0 : 1).front());
      SmallVector<bool> more(known);
      more.push_back(matrix);
      Bars bars = choose(more);
      YieldOp::create(builder, loc, {bars.first, bars.second});
    }
    return {branch.getResult(0), branch.getResult(1)};
  }
};
} // namespace

LogicalResult MatmulOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                 ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Product product{builder,       getLoc(),          operands[0],      operands[1],
                  resultBars[0], getTransposeLhs(), getTransposeRhs()};
  auto x = dyn_cast<RankedTensorType>(operands[0].getType()),
       y = dyn_cast<RankedTensorType>(operands[1].getType());
  auto bars = x && y ? product.byRanks(x.getRank() == 2, y.getRank() == 2) : product.choose({});
  operandBars.append({bars.first, bars.second});
  return success();
}

LogicalResult BatchMatmulOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                      ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Product product{builder,       getLoc(),          operands[0],      operands[1],
                  resultBars[0], getTransposeLhs(), getTransposeRhs()};
  auto bars = product.matrixMatrix<BatchMatmulOp>();
  operandBars.append({bars.first, bars.second});
  return success();
}

LogicalResult OuterOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Product product{builder, getLoc(), operands[0], operands[1], resultBars[0], false, false};
  operandBars.push_back(product.matmul(resultBars[0], operands[1], false, false));
  operandBars.push_back(product.matmul(resultBars[0], operands[0], true, false));
  return success();
}
