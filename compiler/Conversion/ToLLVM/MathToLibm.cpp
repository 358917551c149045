// Part of Cortex, under the MIT licence.
// Calls libm for functions whose LLVM lowering would lose accuracy, or that have none.
#include "Conversion/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXMATHTOLIBM
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
struct MathToLibm : cortex::impl::CortexMathToLibmBase<MathToLibm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp, math::ErfOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
