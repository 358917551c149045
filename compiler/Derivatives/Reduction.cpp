// Part of Cortex, under the MIT licence.
// Pullbacks of the reductions.
#include "Derivatives/Formula.h"

using namespace mlir;
using namespace cortex;

namespace {
/// Undoes what a reduction does to shapes: repeats a value per slice over the input's shape.
class Spread {
public:
  Spread(OpBuilder &builder, Location loc, Value input, Value axis, Value keepdims)
      : builder(builder), loc(loc), input(input), axis(axis), keepdims(keepdims) {}

  Term operator()(Value perSlice) const {
    return {builder, loc,
            cortex::build<BroadcastLikeOp>(builder, loc, {withAxis(perSlice), input})};
  }

  /// The sum over each slice, spread as well.
  Term sum(Value x) const {
    Value sums =
        cortex::build<ReduceSumOp>(builder, loc, {x, axis, constantBool(builder, loc, true)});
    return {builder, loc, cortex::build<BroadcastLikeOp>(builder, loc, {sums, input})};
  }

private:
  /// The value with the reduced axis as one of size 1, as broadcasting needs it.
  Value withAxis(Value perSlice) const {
    Attribute keep = constantOf(keepdims), which = constantOf(axis);
    bool kept = isa_and_nonnull<BoolAttr>(keep) && cast<BoolAttr>(keep).getValue();
    bool isNumber = !isTensor(perSlice.getType()) && !isAny(perSlice.getType());
    if (kept || isNumber || isa_and_nonnull<UnitAttr>(which))
      return perSlice;
    if (keep && isa_and_nonnull<IntegerAttr>(which))
      return cortex::build<ExpandDimsOp>(builder, loc, {perSlice, axis});
    // Several axes, or one that only the run time knows: with its axes kept the reduction has the
    // right shape.
    Value like =
        cortex::build<ReduceSumOp>(builder, loc, {input, axis, constantBool(builder, loc, true)});
    return reshapeLike(builder, loc, perSlice, like);
  }

  OpBuilder &builder;
  Location loc;
  Value input, axis, keepdims;
};
} // namespace

LogicalResult ReduceSumOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                    ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Spread spread(builder, getLoc(), operands[0], operands[1], operands[2]);
  operandBars.append({spread(resultBars[0]), {}, {}});
  return success();
}

LogicalResult ReduceProdOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,
                                     ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Spread spread(builder, getLoc(), operands[0], operands[1], operands[2]);
  Term x(builder, getLoc(), operands[0]);
  Term isZero = x.apply<EqOp>(x.number(0.0)), nonZero = where(isZero, 1.0, x);
  Term ofNonZero(
      builder, getLoc(),
      cortex::build<ReduceProdOp>(builder, getLoc(), {nonZero, operands[1], operands[2]}));
  Term product = spread(ofNonZero);
  // By its value how many zeros the slice has, for derivatives their sum as well.
  Term zeros = spread.sum(where(isZero, x + 1.0, 0.0));
  // The product of the other elements, without a division by 0. It must depend on each of them,
  // zeros included, for second derivatives: of two zeros each one's other is their sum less itself.
  // With three it is 0, and so is its derivative.
  Term ofTwo = product * (zeros + -2.0 - x);
  Term besideZeros = where(zeros.apply<EqOp>(x.number(2.0)), ofTwo, 0.0);
  Term ofZero = where(zeros.apply<EqOp>(x.number(1.0)), product, besideZeros);
  Term others = where(isZero, ofZero, spread(results[0]) / nonZero);
  operandBars.append({spread(resultBars[0]) * others, {}, {}});
  return success();
}

/// The elements that equal the extreme share its cotangent evenly.
static Value pullbackOfExtreme(const Spread &spread, OpBuilder &builder, Location loc, Value input,
                               Value extreme, Value extremeBar) {
  Term x(builder, loc, input), attains = x.apply<EqOp>(spread(extreme));
  // Counted as floats, so that the shares have the element type of the input.
  Term zeros(builder, loc, zeroLike(builder, loc, input));
  Term count = spread.sum(where(attains, x.number(1.0), zeros));
  return where(attains, spread(extremeBar) / count, 0.0);
}

LogicalResult ReduceMaxOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,
                                    ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Spread spread(builder, getLoc(), operands[0], operands[1], operands[2]);
  operandBars.append(
      {pullbackOfExtreme(spread, builder, getLoc(), operands[0], results[0], resultBars[0]),
       {},
       {}});
  return success();
}

LogicalResult ReduceMinOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,
                                    ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Spread spread(builder, getLoc(), operands[0], operands[1], operands[2]);
  operandBars.append(
      {pullbackOfExtreme(spread, builder, getLoc(), operands[0], results[0], resultBars[0]),
       {},
       {}});
  return success();
}
