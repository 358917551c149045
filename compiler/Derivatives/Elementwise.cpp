// Part of Cortex, under the MIT licence.
// Pullbacks of the elementwise family.
#include "Derivatives/Formula.h"

#include <cmath>

using namespace mlir;
using namespace cortex;

// Each rule is one formula of `x` (the operand), `z` (the result) and `zBar` (its cotangent).
#define CORTEX_UNARY_PULLBACK(Op, formula)                                                         \
  LogicalResult Op::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,          \
                             ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {         \
    [[maybe_unused]] Term x(builder, getLoc(), operands[0]), z(builder, getLoc(), results[0]);     \
    Term zBar(builder, getLoc(), resultBars[0]);                                                   \
    operandBars.push_back(formula);                                                                \
    return success();                                                                              \
  }
// clang-format off: it takes products for declarations.
CORTEX_UNARY_PULLBACK(NegOp, -zBar)
// sign(0) = 0 gives the derivative 0 at the kink.
CORTEX_UNARY_PULLBACK(AbsOp, zBar * of<SignOp>(x))
CORTEX_UNARY_PULLBACK(ExpOp, zBar * z)
// Not z + 1, which is 0 where exp(x) is below the rounding of 1.
CORTEX_UNARY_PULLBACK(Expm1Op, zBar * of<ExpOp>(x))
// Infinite at 0, as IEEE division says; so is the derivative of the square root.
CORTEX_UNARY_PULLBACK(LogOp, zBar / x)
CORTEX_UNARY_PULLBACK(Log1pOp, zBar / (1.0 + x))
CORTEX_UNARY_PULLBACK(SqrtOp, zBar / (z * 2.0))
CORTEX_UNARY_PULLBACK(SinOp, zBar * of<CosOp>(x))
CORTEX_UNARY_PULLBACK(CosOp, -(zBar * of<SinOp>(x)))
CORTEX_UNARY_PULLBACK(TanOp, zBar * (1.0 + z * z))
// (1 - x)(1 + x) instead of 1 - x*x: exact near the ends.
CORTEX_UNARY_PULLBACK(AsinOp, zBar / of<SqrtOp>((1.0 - x) * (1.0 + x)))
CORTEX_UNARY_PULLBACK(AcosOp, -(zBar / of<SqrtOp>((1.0 - x) * (1.0 + x))))
CORTEX_UNARY_PULLBACK(AtanOp, zBar / (1.0 + x * x))
CORTEX_UNARY_PULLBACK(SinhOp, zBar * of<CoshOp>(x))
CORTEX_UNARY_PULLBACK(CoshOp, zBar * of<SinhOp>(x))
CORTEX_UNARY_PULLBACK(TanhOp, zBar * (1.0 - z * z))
CORTEX_UNARY_PULLBACK(ErfOp, zBar * of<ExpOp>(-(x * x)) * (2.0 / std::sqrt(M_PI)))
CORTEX_UNARY_PULLBACK(SigmoidOp, zBar * z * (1.0 - z))
// The derivative at 0 is 0; NaN goes on, as in the value.
CORTEX_UNARY_PULLBACK(ReluOp, where(x.apply<LeOp>(x.number(0.0)), 0.0, zBar))
// clang-format on
#undef CORTEX_UNARY_PULLBACK

// Two formulas, for the cotangents of `x` and `y`. A broadcast is undone by the driver.
#define CORTEX_BINARY_PULLBACK(Op, lhs, rhs)                                                       \
  LogicalResult Op::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,          \
                             ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {         \
    [[maybe_unused]] Term x(builder, getLoc(), operands[0]), y(builder, getLoc(), operands[1]);    \
    [[maybe_unused]] Term z(builder, getLoc(), results[0]);                                        \
    Term zBar(builder, getLoc(), resultBars[0]);                                                   \
    operandBars.push_back(lhs);                                                                    \
    operandBars.push_back(rhs);                                                                    \
    return success();                                                                              \
  }
// clang-format off
CORTEX_BINARY_PULLBACK(AddOp, zBar, zBar)
CORTEX_BINARY_PULLBACK(SubOp, zBar, -zBar)
CORTEX_BINARY_PULLBACK(MulOp, zBar * y, zBar * x)
CORTEX_BINARY_PULLBACK(DivOp, zBar / y, -(zBar * z / y))
// The whole quotient that the value was found with: x / y itself may be rounded up to the next one, as in 1.0 % 0.1. It is
// -1 where the value has been rounded to y, or y is infinite.
CORTEX_BINARY_PULLBACK(ModOp, zBar,
                       where(z.apply<EqOp>(y), zBar, -(zBar * of<RoundOp>((x - z) / y))))
CORTEX_BINARY_PULLBACK(Atan2Op, zBar * y / (x * x + y * y), -(zBar * x / (x * x + y * y)))
// At a tie the first argument takes all.
CORTEX_BINARY_PULLBACK(MaxOp, where(x.apply<GeOp>(y), zBar, 0.0),
                       where(x.apply<GeOp>(y), 0.0, zBar))
CORTEX_BINARY_PULLBACK(MinOp, where(x.apply<LeOp>(y), zBar, 0.0),
                       where(x.apply<LeOp>(y), 0.0, zBar))
// clang-format on
#undef CORTEX_BINARY_PULLBACK

/// y - 1; of an integer exponent an integer, so that negative bases keep their power.
static Term lessOne(OpBuilder &builder, Location loc, Term y) {
  if (auto known = constantInt(constantOf(y)))
    return {builder, loc, constantInt(builder, loc, *known - 1)};
  return y - Term(builder, loc, constantInt(builder, loc, 1));
}

/// Is this a number in the program's text other than 0?
static bool isNonZeroConstant(Value value) {
  Attribute known = constantOf(value);
  if (auto number = dyn_cast_or_null<FloatAttr>(known))
    return !number.getValue().isZero();
  return constantInt(known).value_or(0) != 0;
}

LogicalResult PowOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange results,
                              ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Term x(builder, getLoc(), operands[0]), y(builder, getLoc(), operands[1]),
      z(builder, getLoc(), results[0]);
  Term zBar(builder, getLoc(), resultBars[0]), zero = x.number(0.0);
  // x ** 0 is constant: 0 even at x = 0, where 0 * 0 ** -1 would be NaN.
  Term slope = zBar * y * x.apply<PowOp>(lessOne(builder, getLoc(), y));
  operandBars.push_back(isNonZeroConstant(y) ? slope : where(y.apply<EqOp>(zero), 0.0, slope));
  // 0 ** y is constant for y >= 0, where 0 * log(0) would be NaN.
  Term growth = zBar * z * of<LogOp>(x);
  operandBars.push_back(
      where(x.apply<EqOp>(zero), where(y.apply<GeOp>(zero), 0.0, growth), growth));
  return success();
}

LogicalResult WhereOp::pullback(OpBuilder &builder, ValueRange operands, ValueRange,
                                ValueRange resultBars, SmallVectorImpl<Value> &operandBars) {
  Term condition(builder, getLoc(), operands[0]), zBar(builder, getLoc(), resultBars[0]);
  operandBars.push_back({});
  operandBars.push_back(where(condition, zBar, 0.0));
  operandBars.push_back(where(condition, 0.0, zBar));
  return success();
}
