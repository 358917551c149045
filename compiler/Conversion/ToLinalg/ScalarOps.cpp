// Part of Cortex, under the MIT licence.
// The table of what each elementwise op computes on one element.
#include "Conversion/ToLinalg/ScalarOps.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace cortex;

static bool isFloat(Value value) { return isa<FloatType>(value.getType()); }

/// `a op b` for floats, and for integers that wrap.
template <typename FloatOp, typename IntOp>
static Value arithmetic(OpBuilder &b, Location loc, Value x, Value y) {
  if (isFloat(x))
    return FloatOp::create(b, loc, x, y);
  return IntOp::create(b, loc, x, y);
}

/// Arithmetic whose overflow is an error where integers are scalars; `written` is what the error
/// shows, with {0} and {1} for the operands.
template <typename FloatOp, typename IntOp, typename CheckedOp>
static Value checkedArithmetic(OpBuilder &b, Location loc, Value x, Value y, bool checked,
                               StringRef written) {
  if (isFloat(x) || !checked)
    return arithmetic<FloatOp, IntOp>(b, loc, x, y);
  auto type = LLVM::LLVMStructType::getLiteral(b.getContext(), {x.getType(), b.getI1Type()});
  Value both = CheckedOp::create(b, loc, type, x, y);
  Value overflow = LLVM::ExtractValueOp::create(b, loc, both, 1);
  emitFailure(b, loc, overflow, [&](OpBuilder &inside) {
    callRuntime(inside, loc, "throw_overflow", {textPointer(inside, loc, written), x, y});
  });
  return LLVM::ExtractValueOp::create(b, loc, both, 0);
}

static Value buildAdd(OpBuilder &b, Location loc, ValueRange x, bool checked) {
  return checkedArithmetic<arith::AddFOp, arith::AddIOp, LLVM::SAddWithOverflowOp>(
      b, loc, x[0], x[1], checked, "{0} + {1}");
}
static Value buildSub(OpBuilder &b, Location loc, ValueRange x, bool checked) {
  return checkedArithmetic<arith::SubFOp, arith::SubIOp, LLVM::SSubWithOverflowOp>(
      b, loc, x[0], x[1], checked, "{0} - {1}");
}
static Value buildMul(OpBuilder &b, Location loc, ValueRange x, bool checked) {
  return checkedArithmetic<arith::MulFOp, arith::MulIOp, LLVM::SMulWithOverflowOp>(
      b, loc, x[0], x[1], checked, "{0} * {1}");
}
static Value buildDiv(OpBuilder &b, Location loc, ValueRange x, bool) {
  return arith::DivFOp::create(b, loc, x[0], x[1]);
}

static Value buildNeg(OpBuilder &b, Location loc, ValueRange x, bool checked) {
  if (isFloat(x[0]))
    return arith::NegFOp::create(b, loc, x[0]);
  Value zero = constantScalar(b, loc, x[0].getType(), 0);
  return checkedArithmetic<arith::SubFOp, arith::SubIOp, LLVM::SSubWithOverflowOp>(
      b, loc, zero, x[0], checked, "-({1})");
}
static Value buildAbs(OpBuilder &b, Location loc, ValueRange x, bool checked) {
  if (isFloat(x[0]))
    return math::AbsFOp::create(b, loc, x[0]);
  if (checked)
    return callRuntime(b, loc, "i64_abs", {x[0]});
  return math::AbsIOp::create(b, loc, x[0]);
}

/// Floored modulo: the remainder of truncated division, moved to the divisor's side; so is a zero.
static Value buildMod(OpBuilder &b, Location loc, ValueRange x, bool) {
  if (APInt known;
      !isFloat(x[0]) && matchPattern(x[1], m_ConstantInt(&known)) && known.isStrictlyPositive()) {
    Value rest = arith::RemSIOp::create(b, loc, x[0], x[1]),
          zero = constantScalar(b, loc, rest.getType(), 0);
    Value negative = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, rest, zero);
    return arith::SelectOp::create(b, loc, negative, arith::AddIOp::create(b, loc, rest, x[1]),
                                   rest);
  }
  if (!isFloat(x[0]))
    return callRuntime(b, loc, "i64_mod", {x[0], x[1]});
  Value rest = arith::RemFOp::create(b, loc, x[0], x[1]),
        zero = constantScalar(b, loc, rest.getType(), 0);
  Value some = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ONE, rest, zero);
  Value restNegative = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, rest, zero);
  Value divisorNegative = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x[1], zero);
  Value differ = arith::XOrIOp::create(b, loc, restNegative, divisorNegative);
  Value moves = arith::AndIOp::create(b, loc, some, differ);
  Value moved =
      arith::SelectOp::create(b, loc, moves, arith::AddFOp::create(b, loc, rest, x[1]), rest);
  Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, rest, zero);
  Value signedZero = math::CopySignOp::create(b, loc, rest, x[1]);
  return arith::SelectOp::create(b, loc, isZero, signedZero, moved);
}

/// Small whole exponents are products, which are faster and exact where libm's pow is.
static Value buildPow(OpBuilder &b, Location loc, ValueRange x, bool) {
  if (!isFloat(x[0]))
    return callRuntime(b, loc, "i64_pow", {x[0], x[1]});
  FloatAttr exponent;
  if (matchPattern(x[1], m_Constant(&exponent))) {
    double n = exponent.getValueAsDouble();
    auto mul = [&](Value l, Value r) -> Value { return arith::MulFOp::create(b, loc, l, r); };
    if (n == 1)
      return x[0];
    if (n == 2 || n == 3 || n == 4) {
      Value square = mul(x[0], x[0]);
      return n == 2 ? square : mul(square, n == 3 ? x[0] : square);
    }
    if (n == -1)
      return arith::DivFOp::create(b, loc, constantScalar(b, loc, x[0].getType(), 1), x[0]);
  }
  return math::PowFOp::create(b, loc, x[0], x[1]);
}

static Value buildMax(OpBuilder &b, Location loc, ValueRange x, bool) {
  return arithmetic<arith::MaximumFOp, arith::MaxSIOp>(b, loc, x[0], x[1]);
}
static Value buildMin(OpBuilder &b, Location loc, ValueRange x, bool) {
  return arithmetic<arith::MinimumFOp, arith::MinSIOp>(b, loc, x[0], x[1]);
}
static Value buildAtan2(OpBuilder &b, Location loc, ValueRange x, bool) {
  return math::Atan2Op::create(b, loc, x[0], x[1]);
}

template <typename MathOp> static Value buildMath(OpBuilder &b, Location loc, ValueRange x, bool) {
  return MathOp::create(b, loc, x[0]);
}
/// Rounding: integers are whole already.
template <typename MathOp>
static Value buildRounding(OpBuilder &b, Location loc, ValueRange x, bool) {
  return isFloat(x[0]) ? Value(MathOp::create(b, loc, x[0])) : x[0];
}

/// exp(-x) overflows to infinity for very negative x, whose reciprocal is the right 0.
static Value buildSigmoid(OpBuilder &b, Location loc, ValueRange x, bool) {
  Value one = constantScalar(b, loc, x[0].getType(), 1);
  Value power = math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, x[0]));
  return arith::DivFOp::create(b, loc, one, arith::AddFOp::create(b, loc, one, power));
}
static Value buildRelu(OpBuilder &b, Location loc, ValueRange x, bool) {
  Value zero = constantScalar(b, loc, x[0].getType(), 0);
  if (!isFloat(x[0]))
    return arith::MaxSIOp::create(b, loc, x[0], zero);
  // Unordered: NaN stays.
  Value keeps = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UGT, x[0], zero);
  return arith::SelectOp::create(b, loc, keeps, x[0], zero);
}

static Value compare(OpBuilder &b, Location loc, Value x, Value y, arith::CmpFPredicate floats,
                     arith::CmpIPredicate ints) {
  if (isFloat(x))
    return arith::CmpFOp::create(b, loc, floats, x, y);
  // A bool's one bit would be a sign.
  if (x.getType().isInteger(1) && ints != arith::CmpIPredicate::eq &&
      ints != arith::CmpIPredicate::ne) {
    x = convertScalar(b, loc, x, b.getI64Type());
    y = convertScalar(b, loc, y, b.getI64Type());
  }
  return arith::CmpIOp::create(b, loc, ints, x, y);
}
template <arith::CmpFPredicate floats, arith::CmpIPredicate ints>
static Value buildCompare(OpBuilder &b, Location loc, ValueRange x, bool) {
  return compare(b, loc, x[0], x[1], floats, ints);
}

static Value buildSign(OpBuilder &b, Location loc, ValueRange x, bool) {
  Type type = x[0].getType();
  Value zero = constantScalar(b, loc, type, 0);
  Value positive =
      compare(b, loc, x[0], zero, arith::CmpFPredicate::OGT, arith::CmpIPredicate::sgt);
  Value negative =
      compare(b, loc, x[0], zero, arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt);
  Value equal = compare(b, loc, x[0], zero, arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq);
  Value rest = arith::SelectOp::create(b, loc, equal, zero, x[0]); // NaN
  rest = arith::SelectOp::create(b, loc, negative, constantScalar(b, loc, type, -1), rest);
  return arith::SelectOp::create(b, loc, positive, constantScalar(b, loc, type, 1), rest);
}
static Value buildNot(OpBuilder &b, Location loc, ValueRange x, bool) {
  return arith::XOrIOp::create(b, loc, x[0], constantScalar(b, loc, b.getI1Type(), 1));
}
static Value buildWhere(OpBuilder &b, Location loc, ValueRange x, bool) {
  return arith::SelectOp::create(b, loc, x[0], x[1], x[2]);
}

static llvm::DenseMap<StringRef, ScalarRule> buildTable() {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  constexpr auto AsResult = ScalarRule::AsResult, Promoted = ScalarRule::Promoted;
  return {
      {"cortex.add", {AsResult, buildAdd}},
      {"cortex.sub", {AsResult, buildSub}},
      {"cortex.mul", {AsResult, buildMul}},
      {"cortex.div", {AsResult, buildDiv}},
      {"cortex.mod", {AsResult, buildMod}},
      {"cortex.pow", {AsResult, buildPow}},
      {"cortex.max", {AsResult, buildMax}},
      {"cortex.min", {AsResult, buildMin}},
      {"cortex.atan2", {AsResult, buildAtan2}},
      {"cortex.neg", {AsResult, buildNeg}},
      {"cortex.abs", {AsResult, buildAbs}},
      {"cortex.exp", {AsResult, buildMath<math::ExpOp>}},
      {"cortex.expm1", {AsResult, buildMath<math::ExpM1Op>}},
      {"cortex.log", {AsResult, buildMath<math::LogOp>}},
      {"cortex.log1p", {AsResult, buildMath<math::Log1pOp>}},
      {"cortex.sqrt", {AsResult, buildMath<math::SqrtOp>}},
      {"cortex.sin", {AsResult, buildMath<math::SinOp>}},
      {"cortex.cos", {AsResult, buildMath<math::CosOp>}},
      {"cortex.tan", {AsResult, buildMath<math::TanOp>}},
      {"cortex.asin", {AsResult, buildMath<math::AsinOp>}},
      {"cortex.acos", {AsResult, buildMath<math::AcosOp>}},
      {"cortex.atan", {AsResult, buildMath<math::AtanOp>}},
      {"cortex.sinh", {AsResult, buildMath<math::SinhOp>}},
      {"cortex.cosh", {AsResult, buildMath<math::CoshOp>}},
      {"cortex.tanh", {AsResult, buildMath<math::TanhOp>}},
      {"cortex.erf", {AsResult, buildMath<math::ErfOp>}},
      {"cortex.sigmoid", {AsResult, buildSigmoid}},
      {"cortex.relu", {AsResult, buildRelu}},
      {"cortex.sign", {AsResult, buildSign}},
      {"cortex.floor", {AsResult, buildRounding<math::FloorOp>}},
      {"cortex.ceil", {AsResult, buildRounding<math::CeilOp>}},
      {"cortex.round", {AsResult, buildRounding<math::RoundEvenOp>}},
      {"cortex.not", {ScalarRule::AsBool, buildNot}},
      {"cortex.eq", {Promoted, buildCompare<F::OEQ, I::eq>}},
      {"cortex.ne", {Promoted, buildCompare<F::UNE, I::ne>}},
      {"cortex.lt", {Promoted, buildCompare<F::OLT, I::slt>}},
      {"cortex.le", {Promoted, buildCompare<F::OLE, I::sle>}},
      {"cortex.gt", {Promoted, buildCompare<F::OGT, I::sgt>}},
      {"cortex.ge", {Promoted, buildCompare<F::OGE, I::sge>}},
      {"cortex.where", {ScalarRule::Condition, buildWhere}},
  };
}

const ScalarRule *cortex::findScalarRule(Operation *op) {
  static const llvm::DenseMap<StringRef, ScalarRule> table = buildTable();
  auto found = table.find(op->getName().getStringRef());
  return found == table.end() ? nullptr : &found->second;
}
