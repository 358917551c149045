// Part of Cortex, under the MIT licence.
// How the ops between typed tensors and the runtime become calls on buffers, during bufferization.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace cortex;

namespace {
/// What the rewrite of one op needs at hand.
struct Border {
  Operation *op;
  RewriterBase &rewriter;
  const BufferizationOptions &options;
  BufferizationState &state;
  Location loc = op->getLoc();

  /// The operand's buffer, contiguous.
  FailureOr<Value> buffer(Value tensor) {
    FailureOr<Value> found = getBuffer(rewriter, tensor, options, state);
    if (failed(found))
      return failure();
    auto type = cast<MemRefType>(found->getType());
    if (type.getLayout().isIdentity())
      return found;
    Value copy =
        allocate(MemRefType::get(type.getShape(), type.getElementType()),
                 [&](int64_t axis) { return memref::DimOp::create(rewriter, loc, *found, axis); });
    memref::CopyOp::create(rewriter, loc, *found, copy);
    return copy;
  }

  Value allocate(MemRefType type, llvm::function_ref<Value(int64_t)> size) {
    SmallVector<Value> dynamic;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        dynamic.push_back(size(axis));
    return memref::AllocOp::create(rewriter, loc, type, dynamic, rewriter.getI64IntegerAttr(64));
  }

  MemRefType resultType() {
    auto tensor = cast<RankedTensorType>(op->getResult(0).getType());
    return MemRefType::get(tensor.getShape(), tensor.getElementType());
  }

  Value pointer(Value memref) {
    Value address = memref::ExtractAlignedPointerAsIndexOp::create(rewriter, loc, memref);
    Value number = arith::IndexCastOp::create(rewriter, loc, rewriter.getI64Type(), address);
    return LLVM::IntToPtrOp::create(rewriter, loc,
                                    LLVM::LLVMPointerType::get(rewriter.getContext()), number);
  }

  Value toI64(Value index) {
    return arith::IndexCastOp::create(rewriter, loc, rewriter.getI64Type(), index);
  }
  Value toIndex(Value number) {
    return arith::IndexCastOp::create(rewriter, loc, rewriter.getIndexType(), number);
  }

  SmallVector<Value> sizes(Value memref) {
    SmallVector<Value> all;
    for (int64_t axis = 0; axis < cast<MemRefType>(memref.getType()).getRank(); ++axis)
      all.push_back(toI64(memref::DimOp::create(rewriter, loc, memref, axis)));
    return all;
  }

  Value count(Value memref) {
    Value product = constantI64(rewriter, loc, 1);
    for (Value size : sizes(memref))
      product = arith::MulIOp::create(rewriter, loc, product, size);
    return product;
  }

  /// A buffer of the result's type with the sizes that `shape` (an int or a 1-D int tensor) asks
  /// for.
  FailureOr<Value> allocateShape(Value shape) {
    Value numbers;
    if (isTensor(shape.getType())) {
      FailureOr<Value> found = getBuffer(rewriter, shape, options, state);
      if (failed(found))
        return failure();
      numbers = *found;
    }
    return allocate(resultType(), [&](int64_t axis) {
      Value number = shape;
      if (numbers)
        number = memref::LoadOp::create(rewriter, loc, numbers,
                                        Value(arith::ConstantIndexOp::create(rewriter, loc, axis)));
      return toIndex(number);
    });
  }

  void finish(Value memref) { replaceOpWithBufferizedValues(rewriter, op, memref); }
  StringRef suffix() { return resultType().getElementType().isF64() ? "_f64" : "_f32"; }
};
} // namespace

static LogicalResult bufferizeOp(BoxOp op, Border border) {
  FailureOr<Value> buffer = border.buffer(op.getInput());
  if (failed(buffer))
    return failure();
  auto type = cast<MemRefType>(buffer->getType());
  OpBuilder &b = border.rewriter;
  SmallVector<Value> arguments{constantI32(b, border.loc, dtypeOf(type.getElementType())),
                               constantI64(b, border.loc, type.getRank()),
                               arrayPointer(b, border.loc, border.sizes(*buffer)),
                               border.pointer(*buffer)};
  border.rewriter.replaceOp(op, callRuntime(b, border.loc, "box_tensor", arguments));
  return success();
}

/// The runtime checks the value; its elements are copied into a buffer.
static LogicalResult bufferizeOp(UnboxOp op, Border border) {
  OpBuilder &b = border.rewriter;
  Location loc = border.loc;
  MemRefType type = border.resultType();
  SmallVector<Value> wanted;
  for (int64_t size : type.getShape())
    wanted.push_back(constantI64(b, loc, ShapedType::isDynamic(size) ? -1 : size));
  Value value = callRuntime(b, loc, "tensor_expect",
                            {op.getInput(), constantI32(b, loc, dtypeOf(type.getElementType())),
                             constantI64(b, loc, type.getRank()), arrayPointer(b, loc, wanted)});
  Value buffer = border.allocate(type, [&](int64_t axis) {
    return border.toIndex(callRuntime(b, loc, "tensor_dim", {value, constantI64(b, loc, axis)}));
  });
  int64_t width = type.getElementType().isInteger(1) ? 1 : type.getElementTypeBitWidth() / 8;
  Value bytes = arith::MulIOp::create(b, loc, border.count(buffer), constantI64(b, loc, width));
  Value data = callRuntime(b, loc, "tensor_data", {value});
  LLVM::MemcpyOp::create(b, loc, border.pointer(buffer), data, bytes, /*isVolatile=*/false);
  border.finish(buffer);
  return success();
}

/// Random numbers: the parameters of the distribution follow the buffer and its count.
static LogicalResult fillRandomly(Operation *op, Value shape, Border border, StringRef function,
                                  double low, double high) {
  FailureOr<Value> buffer = border.allocateShape(shape);
  if (failed(buffer))
    return failure();
  OpBuilder &b = border.rewriter;
  SmallVector<Value> arguments{border.pointer(*buffer), border.count(*buffer)};
  if (border.resultType().getElementType().isInteger(64)) {
    callRuntime(b, border.loc, function, arguments);
  } else {
    for (double parameter : {low, high})
      arguments.push_back(arith::ConstantOp::create(b, border.loc, b.getF64FloatAttr(parameter)));
    callRuntime(b, border.loc, (function + border.suffix()).str(), arguments);
  }
  border.finish(*buffer);
  return success();
}
static LogicalResult bufferizeOp(RandnOp op, Border border) {
  return fillRandomly(op, op.getShape(), border, "rand_normal", 0, 1);
}
static LogicalResult bufferizeOp(RandOp op, Border border) {
  return fillRandomly(op, op.getShape(), border, "rand_uniform", 0, 1);
}
static LogicalResult bufferizeOp(PermutationOp op, Border border) {
  return fillRandomly(op, op.getShape(), border, "rand_permutation", 0, 0);
}

/// Rows of a dataset: one call that fills a buffer of (rows, `features`) or (rows).
static LogicalResult gatherRows(Operation *op, Value dataset, Value rows, Border border,
                                StringRef function) {
  FailureOr<Value> indices = border.buffer(rows);
  if (failed(indices))
    return failure();
  OpBuilder &b = border.rewriter;
  Value buffer = border.allocate(border.resultType(), [&](int64_t axis) -> Value {
    if (axis == 0)
      return memref::DimOp::create(b, border.loc, *indices, 0);
    return border.toIndex(callRuntime(b, border.loc, "dataset_features", {dataset}));
  });
  callRuntime(b, border.loc, function,
              {dataset, border.pointer(*indices), border.count(*indices), border.pointer(buffer)});
  border.finish(buffer);
  return success();
}
static LogicalResult bufferizeOp(DatasetInputsOp op, Border border) {
  return gatherRows(op, op.getDataset(), op.getRows(), border,
                    ("dataset_gather" + border.suffix()).str());
}
static LogicalResult bufferizeOp(DatasetLabelsOp op, Border border) {
  return gatherRows(op, op.getDataset(), op.getRows(), border, "dataset_labels");
}

namespace {
/// All of these ops read their tensors and give new ones.
template <typename OpTy> struct Model : BufferizableOpInterface::ExternalModel<Model<OpTy>, OpTy> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &, const AnalysisState &) const {
    return false;
  }
  bool bufferizesToAllocation(Operation *, Value) const { return true; }
  AliasingValueList getAliasingValues(Operation *, OpOperand &, const AnalysisState &) const {
    return {};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options, BufferizationState &state) const {
    return bufferizeOp(cast<OpTy>(op), Border{op, rewriter, options, state});
  }
};
} // namespace

void cortex::registerBufferizableOpInterfaceModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, CortexDialect *) {
    BoxOp::attachInterface<Model<BoxOp>>(*context);
    UnboxOp::attachInterface<Model<UnboxOp>>(*context);
    RandnOp::attachInterface<Model<RandnOp>>(*context);
    RandOp::attachInterface<Model<RandOp>>(*context);
    PermutationOp::attachInterface<Model<PermutationOp>>(*context);
    DatasetInputsOp::attachInterface<Model<DatasetInputsOp>>(*context);
    DatasetLabelsOp::attachInterface<Model<DatasetLabelsOp>>(*context);
  });
}
