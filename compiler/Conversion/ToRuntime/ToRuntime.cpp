// Part of Cortex, under the MIT licence.
// The pass that lowers ops on boxed values to calls of the runtime.
#include "Conversion/Passes.h"
#include "Conversion/ToRuntime/Lowering.h"

#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXTORUNTIME
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
struct ToRuntime : cortex::impl::CortexToRuntimeBase<ToRuntime> {
  void runOnOperation() override {
    traceCalls(getOperation());
    sinkConstants(getOperation());
    RewritePatternSet patterns(&getContext());
    populateValueLowerings(patterns);
    populateContainerLowerings(patterns);
    populateCallLowerings(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
