// Part of Cortex, under the MIT licence.
// Every op of the dialect says what its derivative is, or that it has none.
#include "Dialect/Cortex.h"

#include "mlir/IR/MLIRContext.h"
#include <catch2/catch.hpp>

#include <vector>

using namespace mlir;

/// All ops of the dialect. MLIR's own look-up by dialect fails where another one is loaded too.
static std::vector<RegisteredOperationName> cortexOps(MLIRContext &context) {
  context.loadDialect<cortex::CortexDialect>();
  std::vector<RegisteredOperationName> ops;
  for (RegisteredOperationName op : context.getRegisteredOperations())
    if (op.getDialectNamespace() == "cortex")
      ops.push_back(op);
  return ops;
}

TEST_CASE(
    "each op either has a pullback, has differentiable regions or is declared without derivative") {
  MLIRContext context;
  unsigned count = 0;
  for (RegisteredOperationName op : cortexOps(context)) {
    INFO(op.getStringRef().str());
    int answers = int(op.hasInterface<cortex::DifferentiableOpInterface>()) +
                  int(op.hasTrait<cortex::NonDifferentiable>()) +
                  int(op.hasTrait<cortex::DifferentiableRegions>());
    CHECK(answers == 1);
    ++count;
  }
  CHECK(count > 90);
}

TEST_CASE("an op with a pullback answers its result type from its operands") {
  // Rules build ops by inference alone; of these they build none by it.
  MLIRContext context;
  for (RegisteredOperationName op : cortexOps(context)) {
    INFO(op.getStringRef().str());
    bool isExempt = op.getStringRef() == "cortex.box" || op.getStringRef() == "cortex.unbox" ||
                    op.getStringRef() == "cortex.cast" ||
                    op.getStringRef() == "cortex.custom_gradient";
    if (op.hasInterface<cortex::DifferentiableOpInterface>() && !isExempt)
      CHECK(op.hasInterface<cortex::TypeInferenceOpInterface>());
  }
}
