// Part of Cortex, under the MIT licence.
// Rules of types and shapes that the families of ops share, and building ops by them.
#include "Dialect/Inference.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace cortex;

FloatType cortex::defaultFloatType(Operation *op) {
  auto module = dyn_cast_or_null<ModuleOp>(op);
  if (!module && op)
    module = op->getParentOfType<ModuleOp>();
  if (module)
    if (auto type = module->getAttrOfType<TypeAttr>(defaultFloatAttr))
      return cast<FloatType>(type.getValue());
  return Float32Type::get(op->getContext());
}

Type cortex::elementType(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.getElementType();
  return isScalar(type) ? type : Type();
}

bool cortex::isDifferentiable(Type type) {
  Type element = elementType(type);
  return element && isa<FloatType>(element);
}

std::string cortex::describe(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    std::string text = "[";
    for (auto [i, size] : llvm::enumerate(tensor.getShape()))
      text +=
          (i ? ", " : "") + (ShapedType::isDynamic(size) ? std::string("?") : std::to_string(size));
    return text + "]";
  }
  if (type.isF64())
    return "a float";
  if (type.isInteger(64))
    return "an int";
  if (type.isInteger(1))
    return "a bool";
  if (isa<StrType>(type))
    return "a string";
  if (isa<NullType>(type))
    return "null";
  if (isa<SliceType>(type))
    return "a slice";
  if (isa<DatasetType>(type))
    return "a dataset";
  return "a value";
}

/// The size that two sizes of one axis broadcast to; nothing where they cannot agree.
static std::optional<int64_t> broadcastSizes(int64_t lhs, int64_t rhs) {
  if (lhs == rhs)
    return lhs;
  if (lhs == 1)
    return rhs;
  if (rhs == 1)
    return lhs;
  if (ShapedType::isDynamic(lhs))
    return rhs;
  if (ShapedType::isDynamic(rhs))
    return lhs;
  return std::nullopt;
}

std::optional<SmallVector<int64_t>> cortex::broadcastShapes(ArrayRef<int64_t> lhs,
                                                            ArrayRef<int64_t> rhs) {
  size_t rank = std::max(lhs.size(), rhs.size());
  SmallVector<int64_t> shape(rank);
  for (size_t i = 0; i < rank; ++i) {
    int64_t l = i < rank - lhs.size() ? 1 : lhs[i - (rank - lhs.size())];
    int64_t r = i < rank - rhs.size() ? 1 : rhs[i - (rank - rhs.size())];
    auto size = broadcastSizes(l, r);
    if (!size)
      return std::nullopt;
    shape[i] = *size;
  }
  return shape;
}

/// bool < int < float, whatever the width.
static int rankOfElement(Type element) {
  return element.isInteger(1) ? 0 : element.isInteger(64) ? 1 : 2;
}

Type cortex::promote(Type lhs, Type rhs, FloatType defaultFloat) {
  Type left = elementType(lhs), right = elementType(rhs);
  if (!left || !right)
    return {};
  if (isTensor(lhs) == isTensor(rhs)) {
    if (rankOfElement(left) != rankOfElement(right))
      return rankOfElement(left) > rankOfElement(right) ? left : right;
    return left.isF64() || right.isF64() ? (left.isF64() ? left : right) : left;
  }
  // A scalar keeps the tensor's element type if that is of its kind or above.
  Type tensor = isTensor(lhs) ? left : right, scalar = isTensor(lhs) ? right : left;
  if (rankOfElement(scalar) <= rankOfElement(tensor))
    return tensor;
  return rankOfElement(scalar) == 2 ? Type(defaultFloat) : scalar;
}

Attribute cortex::constantOf(Value value) {
  if (!value)
    return {};
  Operation *op = value.getDefiningOp();
  if (auto constant = dyn_cast_or_null<ConstantOp>(op))
    return constant.getValue();
  if (auto box = dyn_cast_or_null<BoxOp>(op))
    return constantOf(box.getInput());
  return {};
}

std::optional<int64_t> cortex::constantInt(Attribute attribute) {
  if (auto integer = dyn_cast_or_null<IntegerAttr>(attribute))
    if (integer.getType().isInteger(64))
      return integer.getInt();
  return std::nullopt;
}

std::optional<SmallVector<int64_t>> cortex::constantInts(Attribute attribute) {
  if (auto one = constantInt(attribute))
    return SmallVector<int64_t>{*one};
  auto elements = dyn_cast_or_null<DenseIntElementsAttr>(attribute);
  if (!elements || elements.getType().getRank() != 1 || !elements.getElementType().isInteger(64))
    return std::nullopt;
  return llvm::to_vector(elements.getValues<int64_t>());
}

std::optional<int64_t> cortex::normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < 0)
    axis += rank;
  return axis >= 0 && axis < rank ? std::optional(axis) : std::nullopt;
}

/// The operation with the given operand values and result types, not inserted anywhere yet.
static OperationState stateOf(Location loc, StringRef opName, ValueRange operands,
                              TypeRange results, ArrayRef<NamedAttribute> attributes) {
  OperationState state(loc, opName);
  state.addOperands(operands);
  state.addTypes(results);
  state.addAttributes(attributes);
  return state;
}

Value cortex::build(OpBuilder &builder, Location loc, StringRef opName, ValueRange operands,
                    ArrayRef<NamedAttribute> attributes) {
  Type any = AnyType::get(builder.getContext());
  Operation *op = builder.create(stateOf(loc, opName, operands, any, attributes));
  SmallVector<OperandInfo> infos;
  for (Value operand : operands)
    infos.push_back({operand.getType(), constantOf(operand), operand});
  SmallVector<Type> types;
  std::string message;
  auto inference = cast<TypeInferenceOpInterface>(op);
  if (failed(inference.inferTypes(infos, types, [&](const Twine &text) { message = text.str(); })))
    llvm::report_fatal_error(Twine("internal error: ") + opName + ": " + message);
  op->getResult(0).setType(types.front());
  if (!isAny(types.front()))
    return op->getResult(0);
  OpBuilder before(op);
  for (OpOperand &operand : op->getOpOperands())
    if (!isAny(operand.get().getType()))
      operand.set(BoxOp::create(before, loc, any, operand.get()));
  return op->getResult(0);
}

Value cortex::constantFloat(OpBuilder &builder, Location loc, double value) {
  return ConstantOp::create(builder, loc, value);
}
Value cortex::constantInt(OpBuilder &builder, Location loc, int64_t value) {
  return ConstantOp::create(builder, loc, value);
}
Value cortex::constantBool(OpBuilder &builder, Location loc, bool value) {
  return ConstantOp::create(builder, loc, value);
}

Value cortex::zeroLike(OpBuilder &builder, Location loc, Value like) {
  Value zero = constantFloat(builder, loc, 0.0);
  if (like.getType().isF64())
    return zero;
  auto tensor = dyn_cast<RankedTensorType>(like.getType());
  if (tensor && tensor.hasStaticShape())
    return ConstantOp::create(
        builder, loc, tensor,
        DenseElementsAttr::get(tensor, builder.getZeroAttr(tensor.getElementType())));
  return build<BroadcastLikeOp>(builder, loc, {zero, like});
}
