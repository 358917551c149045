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
    sayDefaultFloat();
    traceCalls(getOperation());
    sinkConstants(getOperation());
    RewritePatternSet patterns(&getContext());
    populateValueLowerings(patterns);
    populateContainerLowerings(patterns);
    populateCallLowerings(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }

  /// The runtime makes tensors of its own, from lists and from files.
  void sayDefaultFloat() {
    auto main = getOperation().lookupSymbol<func::FuncOp>("cortex_main");
    FloatType type = defaultFloatType(getOperation());
    if (!main || main.isExternal() || type.isF32()) // Which is what it starts with.
      return;
    OpBuilder builder = OpBuilder::atBlockBegin(&main.getBody().front());
    Location loc = main.getLoc();
    callRuntime(builder, loc, "set_default_dtype", constantI32(builder, loc, dtypeOf(type)));
  }
};
} // namespace
