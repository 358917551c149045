// Part of Cortex, under the MIT licence.
// Which buffers live in the frame of their function.
#include "Transforms/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

/// Buffers of at most this many bytes live there.
static constexpr int64_t stackBufferBytes = 1024;

bool cortex::belongsOnStack(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Operation *op = buffer.getDefiningOp();
  if (!type.hasStaticShape() || !op || op->getParentOfType<LoopLikeOpInterface>())
    return false;
  double bytes = 8; // the product of large dimensions does not fit into an int
  for (int64_t size : type.getShape())
    bytes *= static_cast<double>(size);
  return bytes <= stackBufferBytes;
}
