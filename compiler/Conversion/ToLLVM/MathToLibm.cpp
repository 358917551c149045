// Part of Cortex, under the MIT licence.
// Calls libm for functions whose LLVM lowering would lose accuracy, or that have none; the
// hyperbolic tangent is computed from exp, in half the time of libm's.
#include "Conversion/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXMATHTOLIBM
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
/// Of a positive x tanh is x + x r(x^2) near 0, with a rational r, and elsewhere
/// 1 - 2 / (exp(2 x) + 1), with one division for both: within 2 units in the last place. The border
/// and the coefficients, the constant first, are those of Cephes (S. Moshier, tanh.c and tanhf.c).
struct TanhByExp : OpRewritePattern<math::TanhOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::TanhOp op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<FloatType>(op.getType());
    if (!type || (!type.isF32() && !type.isF64()))
      return failure();
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    constexpr auto flags = arith::FastMathFlags::contract;
    auto number = [&](double value) -> Value {
      return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
    };
    auto add = [&](Value l, Value r) -> Value { return arith::AddFOp::create(b, l, r, flags); };
    auto multiply = [&](Value l, Value r) -> Value {
      return arith::MulFOp::create(b, l, r, flags);
    };
    auto polynomial = [&](Value x, ArrayRef<double> coefficients) {
      Value sum = number(coefficients.back());
      for (double coefficient : llvm::reverse(coefficients.drop_back()))
        sum = add(multiply(sum, x), number(coefficient));
      return sum;
    };
    Value x = op.getOperand(), size = math::AbsFOp::create(b, x), square = multiply(x, x);
    Value numerator, denominator;
    if (type.isF64()) {
      numerator =
          multiply(square, polynomial(square, {-1.61468768441708447952e3, -9.92877231001918586564e1,
                                               -9.64399179425052238628e-1}));
      denominator = polynomial(square, {4.84406305325125486048e3, 2.23548839060100448583e3,
                                        1.12811678491632931402e2, 1.0});
    } else {
      numerator = multiply(
          square, polynomial(square, {-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2,
                                      2.06390887954e-2, -5.70498872745e-3}));
      denominator = number(1);
    }
    Value isSmall = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, size, number(0.625));
    Value grown = add(math::ExpOp::create(b, add(size, size)), number(1));
    Value quotient =
        arith::DivFOp::create(b, arith::SelectOp::create(b, isSmall, numerator, number(2)),
                              arith::SelectOp::create(b, isSmall, denominator, grown));
    Value small = add(size, multiply(size, quotient)),
          large = arith::SubFOp::create(b, number(1), quotient);
    rewriter.replaceOpWithNewOp<math::CopySignOp>(
        op, arith::SelectOp::create(b, isSmall, small, large), x);
    return success();
  }
};

struct MathToLibm : cortex::impl::CortexMathToLibmBase<MathToLibm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    // The benefit puts it before the call of libm.
    patterns.add<TanhByExp>(&getContext(), /*benefit=*/2);
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp, math::ErfOp, math::TanhOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
