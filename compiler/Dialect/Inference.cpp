// Part of Cortex, under the MIT licence.
// Rules of types and shapes that the families of ops share, and building ops by them.
#include "Dialect/Inference.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
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

std::string cortex::describeShape(ArrayRef<int64_t> shape) {
  std::string text = "(";
  for (auto [i, size] : llvm::enumerate(shape))
    text += (i ? ", " : "") + (ShapedType::isDynamic(size) ? "?" : std::to_string(size));
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string cortex::describeShape(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return describeShape(tensor ? tensor.getShape() : ArrayRef<int64_t>());
}

StringRef cortex::elementName(Type element) {
  return element.isF32()         ? "float32"
         : element.isF64()       ? "float64"
         : element.isInteger(64) ? "int64"
                                 : "bool";
}

std::string cortex::describe(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return ("tensor " + elementName(tensor.getElementType()) + " " + describeShape(tensor)).str();
  return type.isF64()             ? "float"
         : type.isInteger(64)     ? "int"
         : type.isInteger(1)      ? "bool"
         : isa<StrType>(type)     ? "string"
         : isa<NullType>(type)    ? "null"
         : isa<SliceType>(type)   ? "slice"
         : isa<DatasetType>(type) ? "dataset"
                                  : "a value that only the run time knows";
}

std::string cortex::describeBoth(ArrayRef<OperandInfo> operands) {
  return describe(operands[0].type) + " and " + describe(operands[1].type);
}

StringRef cortex::writtenName(StringRef name) {
  return name.rsplit('.').second.empty() ? name.split('$').first
                                         : name.rsplit('.').second.split('$').first;
}

std::string cortex::spelling(Operation *op) {
  static const llvm::StringMap<StringRef> spellings = {
#define CORTEX_UNARY(name, spelling) {#name, spelling},
#define CORTEX_BINARY(name, spelling) {#name, spelling},
#include "OpKinds.def"
      {"matmul", "@"},           {"outer", "⊗"},
      {"pack", "[…]"},           {"index", "[…]"},
      {"index_set", "[…] := …"}, {"index_add", "[…] += …"},
      {"apply", "[…]"},          {"list", "[…]"},
      {"bracket", "[…]"},        {"dict", "{…}"},
      {"tuple", "…, …"},         {"unpack", "let …, … :="},
      {"for_each", "for"}};
  // What a loop or a call of a value asks the run time is no function that a program calls.
  static const llvm::StringMap<StringRef> runtimeSpellings = {{"iter_len", "for"},
                                                              {"iter_item", "for"},
                                                              {"iter_pair_len", "for"},
                                                              {"iter_pair", "for"},
                                                              {"call", "[…]"}};
  if (auto call = dyn_cast<RuntimeOp>(op)) {
    auto found = runtimeSpellings.find(call.getFunction());
    return (found == runtimeSpellings.end() ? call.getFunction() : found->second).str();
  }
  if (auto field = dyn_cast<FieldOp>(op))
    return ("." + field.getName()).str();
  if (auto field = dyn_cast<FieldSetOp>(op))
    return ("." + field.getName() + " :=").str();
  if (auto method = dyn_cast<MethodOp>(op))
    return ("." + method.getName() + "[…]").str();
  if (auto global = dyn_cast<GlobalGetOp>(op))
    return writtenName(global.getGlobal()).str();
  if (auto global = dyn_cast<GlobalSetOp>(op))
    return (writtenName(global.getGlobal()) + " :=").str();
  StringRef name = op->getName().stripDialect();
  auto found = spellings.find(name);
  if (found != spellings.end())
    return found->second.str();
  name.consume_front("reduce_");
  return name.str();
}

void cortex::valueEffects(Operation *op, EffectInstances &effects) {
  if (llvm::any_of(op->getOperandTypes(), isAny))
    effects.emplace_back(MemoryEffects::Read::get());
  for (OpResult result : op->getResults())
    if (isAny(result.getType()))
      effects.emplace_back(MemoryEffects::Allocate::get(), result);
}

bool cortex::mayFailByOperands(Operation *op) {
  unsigned tensors = 0;
  bool dynamic = false;
  for (Type type : op->getOperandTypes()) {
    if (isAny(type))
      return true;
    auto tensor = dyn_cast<RankedTensorType>(type);
    tensors += tensor != nullptr;
    dynamic |= tensor && !tensor.hasStaticShape();
  }
  return tensors > 1 && dynamic;
}

/// Results from here on may not fit into the machine.
static constexpr double LargeBytes = 0x1p30;

static bool isLarge(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return false;
  double bytes = std::max(1u, tensor.getElementTypeBitWidth() / 8);
  for (int64_t size : tensor.getShape())
    bytes *= static_cast<double>(size);
  return bytes >= LargeBytes;
}

bool cortex::mayFailByValues(Operation *op) {
  // A known number that arithmetic has not folded is one that has no result.
  bool isArithmetic = op->hasTrait<OpTrait::Elementwise>();
  if (llvm::any_of(op->getResultTypes(), isLarge))
    return true;
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Type type = operand.getType();
    auto tensor = dyn_cast<RankedTensorType>(type);
    bool isOpen = type.isInteger(64) || isa<SliceType>(type) ||
                  (tensor && tensor.getElementType().isInteger(64));
    return isAny(type) || (tensor && !tensor.hasStaticShape()) ||
           (isOpen && (isArithmetic || !constantOf(operand)));
  });
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
  if (failed(
          inference.inferTypes(infos, types, [&](DiagKind kind, ArrayRef<std::string> arguments) {
            message = codedMessage(kind, arguments);
          })))
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

Value cortex::convertTo(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  if (isAny(type))
    return BoxOp::create(builder, loc, type, value);
  if (isAny(value.getType()))
    return UnboxOp::create(builder, loc, type, value);
  return CastOp::create(builder, loc, type, value);
}

/// Is the value a number or a tensor, boxed or not, and never a dict or a struct?
static bool isNumeric(Value value) {
  if (elementType(value.getType()))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || isa<UndefinedOp>(op))
    return op;
  bool maps = op->hasTrait<MapsOverStructures>();
  if (op->hasTrait<TakesNumbers>() && !maps)
    return true;
  auto rule = dyn_cast<DifferentiableOpInterface>(op);
  return rule && (maps || op->hasTrait<Linear>()) &&
         llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
           return !rule.variesWith(operand.getOperandNumber()) || isNumeric(operand.get());
         });
}

bool cortex::asksForShape(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto field = dyn_cast<FieldOp>(op))
    return llvm::is_contained({"shape", "size", "ndim", "dtype"}, field.getName()) &&
           isNumeric(use.get());
  return isa<DimOp>(op) || (isa<BroadcastLikeOp, SumLikeOp>(op) && use.getOperandNumber() == 1);
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
