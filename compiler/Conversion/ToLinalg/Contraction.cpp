// Part of Cortex, under the MIT licence.
// Lowers matrix products to linalg, in the loop order that reads memory in a row.
#include "Conversion/ToLinalg/Lowering.h"

using namespace mlir;
using namespace cortex;

namespace {
/// One product: its loops are m, n and k as far as the operands have them.
struct Product {
  OpBuilder &builder;
  Location loc;
  Value lhs, rhs;
  bool transposeLhs, transposeRhs;

  int64_t rankOf(Value value) const { return cast<RankedTensorType>(value.getType()).getRank(); }
  bool lhsMatrix() const { return rankOf(lhs) == 2; }
  bool rhsMatrix() const { return rankOf(rhs) == 2; }
  bool lhsTransposed() { return lhsMatrix() && transposeLhs; }
  bool rhsTransposed() { return rhsMatrix() && transposeRhs; }
  int64_t innerLhs() { return lhsMatrix() && !lhsTransposed() ? 1 : 0; }
  int64_t innerRhs() { return rhsTransposed() ? 1 : 0; }

  void checkInner(Operation *op) {
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

  /// Up to this many multiplications for an element are written out, so that the product becomes
  /// part of the loops around it: the BLAS would read and write the result as often as the factors.
  static constexpr int64_t fewTerms = 16;
  /// Where a long sum is made for few columns, the end of each sum costs as much as this many
  /// elements of it.
  static constexpr int64_t longSum = 256;
  /// What is read again for each row of the other factor has to stay in the nearest caches.
  static constexpr int64_t cachedBytes = 128 * 1024;

  int64_t sizeOfFactor(Value factor, int64_t axis) const {
    return cast<RankedTensorType>(factor.getType()).getDimSize(axis);
  }

  /// The right factor as rows in memory: (k, n), or (n, k) for sums along k.
  Value rightFactor(bool sumsAlongRows) {
    if (rhsTransposed() == sumsAlongRows)
      return rhs;
    auto type = cast<RankedTensorType>(rhs.getType());
    auto turned =
        RankedTensorType::get({type.getDimSize(1), type.getDimSize(0)}, type.getElementType());
    AffineMap map = AffineMap::getPermutationMap(ArrayRef<unsigned>{1, 0}, builder.getContext());
    return mapElements(builder, loc, turned,
                       {sizeOf(builder, loc, rhs, 1), sizeOf(builder, loc, rhs, 0)}, {rhs}, {map},
                       [](OpBuilder &, Location, ValueRange x) { return x[0]; });
  }

  /// Row or column `number` of a matrix, as a vector.
  Value line(Value matrix, int64_t axis, int64_t number) {
    auto type = cast<RankedTensorType>(matrix.getType());
    SmallVector<OpFoldResult> offsets(2, builder.getIndexAttr(0)),
        sizes = tensor::getMixedSizes(builder, loc, matrix), strides(2, builder.getIndexAttr(1));
    offsets[axis] = builder.getIndexAttr(number);
    sizes[axis] = builder.getIndexAttr(1);
    auto vector = RankedTensorType::get({type.getDimSize(1 - axis)}, type.getElementType());
    return tensor::ExtractSliceOp::create(builder, loc, vector, matrix, offsets, sizes, strides);
  }

  bool isInCache(Type element) const {
    auto type = cast<RankedTensorType>(rhs.getType());
    return type.hasStaticShape() &&
           type.getNumElements() * element.getIntOrFloatBitWidth() / 8 <= cachedBytes;
  }

  /// For a sum of few terms, each element of the result as one expression.
  Value buildWrittenOut(Type element) {
    Value right = rightFactor(/*sumsAlongRows=*/false);
    int64_t terms = sizeOfFactor(rhs, innerRhs());
    AffineExpr m, n;
    bindDims(builder.getContext(), m, n);
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    for (int64_t term = 0; term < terms; ++term) {
      inputs.append({line(lhs, innerLhs(), term), line(right, 0, term)});
      maps.append({AffineMap::get(2, 0, m), AffineMap::get(2, 0, n)});
    }
    auto type = RankedTensorType::get(
        {sizeOfFactor(lhs, 1 - innerLhs()), sizeOfFactor(rhs, 1 - innerRhs())}, element);
    // Short sums side by side, for each addition to one has to wait for the one before; LLVM, if it
    // may reorder them, makes one sum of them again.
    auto body = [](OpBuilder &b, Location l, ValueRange x) {
      constexpr auto flags = arith::FastMathFlags::contract;
      constexpr unsigned apart = 2;
      SmallVector<Value, apart> sums;
      for (unsigned term = 0; term < x.size() / 2; ++term) {
        Value product = arith::MulFOp::create(b, l, x[2 * term], x[2 * term + 1], flags);
        if (term < apart)
          sums.push_back(product);
        else
          sums[term % apart] = arith::AddFOp::create(b, l, sums[term % apart], product, flags);
      }
      Value sum = sums[0];
      for (Value other : ArrayRef(sums).drop_front())
        sum = arith::AddFOp::create(b, l, sum, other, flags);
      return sum;
    };
    return mapElements(
        builder, loc, type,
        {sizeOf(builder, loc, lhs, 1 - innerLhs()), sizeOf(builder, loc, rhs, 1 - innerRhs())},
        inputs, maps, body);
  }

  /// For few columns, the sums of one row all at once.
  Value buildByRows(Type element) {
    Value right = rightFactor(/*sumsAlongRows=*/true);
    int64_t columns = sizeOfFactor(rhs, 1 - innerRhs());
    AffineExpr m, k;
    bindDims(builder.getContext(), m, k);
    SmallVector<Value> inputs{lhs}, outputs;
    SmallVector<AffineMap> maps{AffineMap::get(2, 0, {m, k}, builder.getContext())};
    auto vector = RankedTensorType::get({sizeOfFactor(lhs, 0)}, element);
    Value rows = sizeOf(builder, loc, lhs, 0);
    Value zero = constantScalar(builder, loc, element, 0);
    for (int64_t column = 0; column < columns; ++column) {
      inputs.push_back(line(right, 0, column));
      outputs.push_back(filledTensor(builder, loc, vector, rows, zero));
    }
    maps.append(columns, AffineMap::get(2, 0, k));
    maps.append(columns, AffineMap::get(2, 0, m));
    auto body = [&](OpBuilder &b, Location l, ValueRange x) {
      SmallVector<Value> sums;
      for (int64_t column = 0; column < columns; ++column)
        sums.push_back(
            arith::AddFOp::create(b, l, x[1 + columns + column],
                                  arith::MulFOp::create(b, l, x[0], x[1 + column], flags), flags));
      linalg::YieldOp::create(b, l, sums);
    };
    auto generic =
        createGeneric(builder, loc, SmallVector<Type>(columns, vector), inputs, outputs, maps,
                      {utils::IteratorType::parallel, utils::IteratorType::reduction}, body);
    auto type = RankedTensorType::get({sizeOfFactor(lhs, 0), columns}, element);
    Value result = emptyTensor(builder, loc, type, {rows, constantIndex(builder, loc, columns)});
    for (auto [column, sums] : llvm::enumerate(generic.getResults())) {
      OpFoldResult one = builder.getIndexAttr(1);
      result = tensor::InsertSliceOp::create(
          builder, loc, sums, result, {builder.getIndexAttr(0), builder.getIndexAttr(column)},
          {tensor::getMixedSize(builder, loc, result, 0), one}, {one, one});
    }
    return result;
  }

  Value build(Type element) {
    if (lhsMatrix() && rhsMatrix() && isa<FloatType>(element) && isInCache(element)) {
      int64_t terms = sizeOfFactor(rhs, innerRhs()), columns = sizeOfFactor(rhs, 1 - innerRhs());
      if (terms > 0 && terms <= fewTerms && columns > fewTerms)
        return buildWrittenOut(element);
      if (columns > 0 && columns <= fewTerms && terms >= longSum && !lhsTransposed())
        return buildByRows(element);
    }
    return buildLoops(element);
  }

  Value buildLoops(Type element) {
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

  static constexpr auto flags = arith::FastMathFlags::reassoc | arith::FastMathFlags::contract;

  static void multiplyAdd(OpBuilder &b, Location loc, ValueRange x) {
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
  Product product{rewriter,
                  loc,
                  convertElements(rewriter, loc, op.getLhs(), element),
                  convertElements(rewriter, loc, op.getRhs(), element),
                  op.getTransposeLhs(),
                  op.getTransposeRhs()};
  product.checkInner(op);
  Value result = product.build(element);
  if (isTensor(op.getType()))
    rewriter.replaceOp(op, retype(rewriter, loc, result, op.getType()));
  else
    rewriter.replaceOp(op, convertScalar(rewriter, loc,
                                         tensor::ExtractOp::create(rewriter, loc, result),
                                         op.getType()));
  return success();
}

/// Matrix number `number` of a stack.
static Value matrixOf(OpBuilder &builder, Location loc, Value stack, Value number) {
  auto type = cast<RankedTensorType>(stack.getType());
  SmallVector<OpFoldResult> offsets{number, builder.getIndexAttr(0), builder.getIndexAttr(0)},
      sizes{builder.getIndexAttr(1)}, strides(3, builder.getIndexAttr(1));
  for (int64_t axis : {1, 2})
    sizes.push_back(tensor::getMixedSize(builder, loc, stack, axis));
  auto matrix = RankedTensorType::get(type.getShape().drop_front(), type.getElementType());
  return tensor::ExtractSliceOp::create(builder, loc, matrix, stack, offsets, sizes, strides);
}

/// Throws unless an axis of one stack has the size of an axis of the other.
static void checkStacks(OpBuilder &builder, Location loc, Value lhs, int64_t lhsAxis, Value rhs,
                        int64_t rhsAxis) {
  auto l = cast<RankedTensorType>(lhs.getType()), r = cast<RankedTensorType>(rhs.getType());
  if (!l.isDynamicDim(lhsAxis) && !r.isDynamicDim(rhsAxis))
    return;
  Value wrong =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                            sizeOf(builder, loc, lhs, lhsAxis), sizeOf(builder, loc, rhs, rhsAxis));
  checkShapes(builder, loc, wrong, "@", sizesOf(builder, loc, lhs), sizesOf(builder, loc, rhs));
}

/// One product after the other, each written to its place in the result.
static LogicalResult lowerBatchMatmul(BatchMatmulOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !isTensor(op.getLhs().getType()) || !isTensor(op.getRhs().getType()))
    return failure();
  Location loc = op.getLoc();
  Value lhs = convertElements(rewriter, loc, op.getLhs(), type.getElementType()),
        rhs = convertElements(rewriter, loc, op.getRhs(), type.getElementType());
  Value count = sizeOf(rewriter, loc, lhs, 0);
  checkStacks(rewriter, loc, lhs, 0, rhs, 0);
  checkStacks(rewriter, loc, lhs, op.getTransposeLhs() ? 1 : 2, rhs, op.getTransposeRhs() ? 2 : 1);
  SmallVector<Value> sizes{count, sizeOf(rewriter, loc, lhs, op.getTransposeLhs() ? 2 : 1),
                           sizeOf(rewriter, loc, rhs, op.getTransposeRhs() ? 1 : 2)};
  Value start = emptyTensor(rewriter, loc, type, sizes);
  auto loop = scf::ForOp::create(rewriter, loc, constantIndex(rewriter, loc, 0), count,
                                 constantIndex(rewriter, loc, 1), start);
  rewriter.setInsertionPointToStart(loop.getBody());
  Value number = loop.getInductionVar();
  Product pair{rewriter,
               loc,
               matrixOf(rewriter, loc, lhs, number),
               matrixOf(rewriter, loc, rhs, number),
               op.getTransposeLhs(),
               op.getTransposeRhs()};
  Value product = pair.build(type.getElementType());
  SmallVector<OpFoldResult> offsets{number, rewriter.getIndexAttr(0), rewriter.getIndexAttr(0)},
      extents{rewriter.getIndexAttr(1)}, strides(3, rewriter.getIndexAttr(1));
  for (int64_t axis : {1, 2})
    extents.push_back(type.isDynamicDim(axis) ? OpFoldResult(sizes[axis])
                                              : rewriter.getIndexAttr(type.getDimSize(axis)));
  Value next = tensor::InsertSliceOp::create(rewriter, loc, product, loop.getRegionIterArg(0),
                                             offsets, extents, strides);
  scf::YieldOp::create(rewriter, loc, next);
  rewriter.replaceOp(op, loop.getResult(0));
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
  patterns.add(lowerMatmul).add(lowerBatchMatmul).add(lowerOuter);
}
