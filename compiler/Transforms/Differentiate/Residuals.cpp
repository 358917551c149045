// Part of Cortex, under the MIT licence.
// What reverse code needs of forward code, and how loops store it.
#include "Transforms/Differentiate/Sweep.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace cortex;

/// Is the op cheaper to repeat than its result to store? So is a part of what stands outside of the
/// forward code, and a place that is computed from other places.
static bool isCheap(Operation *op, Region &forward) {
  if (op->hasTrait<OpTrait::ConstantLike>() || isa<SliceOp, BoxOp, UndefinedOp>(op))
    return true;
  if (auto part = dyn_cast<IndexOp>(op))
    return isTensor(part.getBase().getType()) &&
           !forward.isAncestor(part.getBase().getParentRegion());
  auto isPlace = [](Type type) { return type.isInteger(64); };
  return op->hasTrait<Broadcasts>() && llvm::all_of(op->getOperandTypes(), isPlace) &&
         llvm::all_of(op->getResultTypes(), isPlace);
}

static void collect(Value value, Region &forward, Needs &needs) {
  if (!forward.isAncestor(value.getParentRegion()))
    return;
  Operation *op = value.getDefiningOp();
  if (!op || !isCheap(op, forward)) {
    needs.stored.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    collect(operand, forward, needs);
  needs.recomputed.insert(op);
}

bool cortex::asksForShape(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto field = dyn_cast<FieldOp>(op))
    return llvm::is_contained({"shape", "size", "ndim", "dtype"}, field.getName());
  return isa<DimOp>(op) || (isa<BroadcastLikeOp, SumLikeOp>(op) && use.getOperandNumber() == 1);
}

void cortex::keepShapesOnly(Region &reverse, Region &forward) {
  llvm::MapVector<Value, SmallVector<OpOperand *>> asked;
  llvm::DenseSet<Value> read;
  reverse.walk([&](Operation *op) {
    for (OpOperand &use : op->getOpOperands()) {
      Value value = use.get();
      if (!(isTensor(value.getType()) || isScalar(value.getType())) ||
          !forward.isAncestor(value.getParentRegion()))
        continue;
      if (asksForShape(use))
        asked[value].push_back(&use);
      else
        read.insert(value);
    }
  });
  OpBuilder start = OpBuilder::atBlockBegin(&reverse.front(), listenerFor(Derivation::Derivative));
  for (auto &[value, uses] : asked) {
    Operation *op = value.getDefiningOp();
    if (read.contains(value) || (op && isCheap(op, forward)))
      continue;
    Location loc = value.getLoc();
    if (isScalar(value.getType())) { // Every number has the same shape.
      Value like = placeholder(start, loc, value.getType());
      for (OpOperand *use : uses)
        use->set(like);
      continue;
    }
    auto type = cast<RankedTensorType>(value.getType());
    OpBuilder after(value.getContext(), listenerFor(Derivation::Stored));
    after.setInsertionPointAfterValue(value);
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(build<DimOp>(after, loc, {value, constantInt(after, loc, axis)}));
    Value like = zeros(start, loc, type, sizes);
    for (OpOperand *use : uses)
      use->set(like);
  }
}

Needs cortex::needsOf(Region &reverse, Region &forward) {
  Needs needs;
  reverse.walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      collect(operand, forward, needs);
  });
  return needs;
}

void cortex::provide(OpBuilder &builder, Region &reverse, const Needs &needs, IRMapping &loaded) {
  auto replaceIn = [&](Value value, Value by) {
    value.replaceUsesWithIf(
        by, [&](OpOperand &use) { return reverse.isAncestor(use.getOwner()->getParentRegion()); });
  };
  SmallVector<Operation *> repeated;
  for (Operation *op : needs.recomputed)
    repeated.push_back(builder.clone(*op, loaded));
  for (Operation *op : repeated)
    op->setLoc(withDerivation(op->getLoc(), Derivation::Recomputed));
  for (Value value : needs.stored)
    replaceIn(value, loaded.lookup(value));
  for (auto [op, again] : llvm::zip(needs.recomputed, repeated))
    for (auto [before, after] : llvm::zip(op->getResults(), again->getResults()))
      replaceIn(before, after);
}

Value cortex::zeros(OpBuilder &builder, Location loc, RankedTensorType type, ValueRange sizes) {
  Type element = type.getElementType();
  SmallVector<Value> shape;
  for (int64_t size : type.getShape()) {
    bool dynamic = ShapedType::isDynamic(size);
    shape.push_back(dynamic ? sizes.front() : constantInt(builder, loc, size));
    sizes = dynamic ? sizes.drop_front() : sizes;
  }
  Value zero = isa<FloatType>(element) ? constantFloat(builder, loc, 0.0)
               : element.isInteger(64) ? constantInt(builder, loc, 0)
                                       : constantBool(builder, loc, false);
  Value full = build<FullOp>(builder, loc, {build<PackOp>(builder, loc, shape), zero});
  return convertTo(builder, loc, full, type);
}

/// A tensor whose elements nobody reads before they are written; one of unknown size is of zeros.
static Value unwritten(OpBuilder &builder, Location loc, RankedTensorType type, ValueRange sizes) {
  if (type.hasStaticShape())
    return UndefinedOp::create(builder, loc, type);
  return zeros(builder, loc, type, sizes);
}

Value cortex::placeholder(OpBuilder &builder, Location loc, Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    SmallVector<Value> sizes(tensor.getNumDynamicDims());
    for (Value &size : sizes)
      size = constantInt(builder, loc, 0);
    return zeros(builder, loc, tensor, sizes);
  }
  if (type.isF64())
    return constantFloat(builder, loc, 0.0);
  if (type.isInteger(64))
    return constantInt(builder, loc, 0);
  if (type.isInteger(1))
    return constantBool(builder, loc, false);
  if (isAny(type)) // A number: cotangents of it that nobody reads are still summed.
    return BoxOp::create(builder, loc, type, constantFloat(builder, loc, 0.0));
  return UndefinedOp::create(builder, loc, type);
}

Type Store::typeFor(Type entry, int64_t capacity) {
  auto tensor = dyn_cast<RankedTensorType>(entry);
  if (!isScalar(entry) && !(tensor && tensor.hasStaticShape()))
    return AnyType::get(entry.getContext());
  SmallVector<int64_t> shape{capacity};
  if (tensor)
    llvm::append_range(shape, tensor.getShape());
  return RankedTensorType::get(shape, elementType(entry));
}

/// The entries that a store of a loop of unknown length has room for at first.
static constexpr int64_t firstCapacity = 16;

Value Store::make(OpBuilder &builder, Location loc, Type type, Value turns) {
  if (isAny(type))
    return ListOp::create(builder, loc, type, ValueRange{});
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<Value> sizes;
  if (tensor.isDynamicDim(0))
    sizes.push_back(turns ? turns : constantInt(builder, loc, firstCapacity));
  return unwritten(builder, loc, tensor, sizes);
}

/// The store itself or, where it is full, one of twice its size: the entries and, where nothing has
/// been stored yet, the entries again.
static Value withRoom(OpBuilder &builder, Location loc, Value store, Value count) {
  auto type = cast<RankedTensorType>(store.getType());
  Value capacity = build<DimOp>(builder, loc, {store, constantInt(builder, loc, 0)});
  Value full = build<EqOp>(builder, loc, {count, capacity});
  auto branch = IfOp::create(builder, loc, type, full, /*withBlocks=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&branch.getThenRegion().front());
  SmallVector<Value> shape{build<MulOp>(builder, loc, {capacity, constantInt(builder, loc, 2)})};
  for (int64_t size : type.getShape().drop_front())
    shape.push_back(constantInt(builder, loc, size));
  Value twice = build<ReshapeOp>(
      builder, loc,
      {build<PackOp>(builder, loc, {store, store}), build<PackOp>(builder, loc, shape)});
  YieldOp::create(builder, loc, convertTo(builder, loc, twice, type));
  builder.setInsertionPointToEnd(&branch.getElseRegion().front());
  YieldOp::create(builder, loc, store);
  return branch.getResult(0);
}

Value Store::push(OpBuilder &builder, Location loc, Value store, Value count, Value entry,
                  bool grows) {
  if (isAny(store.getType())) {
    Value boxed = convertTo(builder, loc, entry, store.getType());
    return RuntimeOp::create(builder, loc, store.getType(), "append", ValueRange{store, boxed});
  }
  Value room = grows ? withRoom(builder, loc, store, count) : store;
  return convertTo(builder, loc, build<IndexSetOp>(builder, loc, {room, count, entry}),
                   store.getType());
}

Value Store::load(OpBuilder &builder, Location loc, Value store, Value index, Type entry) {
  return convertTo(builder, loc, build<IndexOp>(builder, loc, {store, index}), entry);
}
