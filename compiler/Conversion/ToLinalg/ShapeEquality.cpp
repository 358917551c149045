// Part of Cortex, under the MIT licence.
// Proves which unknown dimensions are equal in every run, by evaluating all shapes of a function
// symbolically.
#include "Conversion/Passes.h"
#include "Conversion/ToLinalg/ScalarOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXPROVESHAPES
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
/// A size: the number itself, or below 0 the name of an unknown one.
using Size = int64_t;
using Sizes = SmallVector<Size>;

class ShapeEvaluator {
public:
  void evaluate(Block &block) {
    for (Operation &op : block)
      visit(&op);
  }

private:
  /// The shape of a tensor: static sizes, what was found out, and names of their own for the rest.
  Sizes sizesOf(Value value) {
    auto found = shapes.find(value);
    if (found != shapes.end())
      return found->second;
    return shapes[value] = complete(value, {});
  }

  /// `found` where the type leaves a size open.
  Sizes complete(Value value, ArrayRef<Size> found) {
    Sizes sizes;
    for (auto [axis, size] : llvm::enumerate(cast<RankedTensorType>(value.getType()).getShape()))
      sizes.push_back(!ShapedType::isDynamic(size)                    ? size
                      : axis < found.size() && found[axis] != unknown ? found[axis]
                                                                      : name(value, axis));
    return sizes;
  }
  void set(Value value, ArrayRef<Size> sizes) {
    if (isTensor(value.getType()))
      shapes[value] = complete(value, sizes);
  }

  Size name(Value value, int64_t axis) { return name(value.getAsOpaquePointer(), axis); }
  Size name(void *thing, int64_t detail) {
    return names.try_emplace({thing, detail}, -2 - static_cast<Size>(names.size())).first->second;
  }

  /// The size that an i64 value stands for.
  Size number(Value value) {
    if (auto constant = constantInt(constantOf(value)); constant && *constant >= 0)
      return *constant;
    auto found = numbers.find(value);
    return found == numbers.end() ? name(value, -1) : found->second;
  }

  Sizes requested(Value shape) {
    if (shape.getType().isInteger(64))
      return {number(shape)};
    if (auto known = constantInts(constantOf(shape)))
      return Sizes(*known);
    Sizes sizes;
    if (auto pack = shape.getDefiningOp<PackOp>())
      for (Value part : pack.getParts())
        sizes.push_back(part.getType().isInteger(64) ? number(part) : unknown);
    return sizes;
  }

  void visit(Operation *op);
  void visitNumber(Operation *op);
  void visitCreation(Operation *op);
  void visitShapeOp(Operation *op);
  void visitLike(BroadcastLikeOp op);
  void visitSumLike(SumLikeOp op);
  void visitExpandDims(ExpandDimsOp op);
  void visitIf(IfOp op);
  void visitLoop(Operation *op, ValueRange inits, ArrayRef<Block *> blocks, unsigned leading);
  void visitElementwise(Operation *op);
  void visitReduction(Operation *op, Value axis);
  void visitMatmul(MatmulOp op);
  void visitIndex(IndexOp op);
  void visitPack(PackOp op);
  void visitReshape(ReshapeOp op);
  template <typename OpTy> void visitUpdate(OpTy op);
  void agreeWith(Operation *op, Value value, ArrayRef<Size> sizes);
  Sizes partSizes(Value base, ValueRange subscripts);

  static void note(Operation *op, ArrayRef<int64_t> axes) {
    if (axes.empty())
      op->removeAttr(agreedAttr);
    else
      op->setAttr(agreedAttr, DenseI64ArrayAttr::get(op->getContext(), axes));
  }

  static constexpr Size unknown = -1;
  DenseMap<Value, Sizes> shapes;
  DenseMap<Value, Size> numbers;
  DenseMap<std::pair<void *, int64_t>, Size> names;
};

void ShapeEvaluator::visitElementwise(Operation *op) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type)
    return;
  Sizes result;
  SmallVector<int64_t> agreed;
  for (int64_t axis = 0; axis < type.getRank(); ++axis) {
    Size size = 1;
    bool equal = true;
    for (Value operand : op->getOperands()) {
      auto own = dyn_cast<RankedTensorType>(operand.getType());
      int64_t place = own ? axis - (type.getRank() - own.getRank()) : -1;
      Size mine = place < 0 ? 1 : sizesOf(operand)[place];
      if (mine == 1)
        continue;
      equal &= size == 1 || size == mine;
      size = mine;
    }
    result.push_back(equal ? size : unknown);
    if (equal && (type.isDynamicDim(axis) || size == type.getDimSize(axis)))
      agreed.push_back(axis);
  }
  set(op->getResult(0), result);
  note(op, agreed);
}

void ShapeEvaluator::visitReduction(Operation *op, Value axis) {
  auto input = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  auto number = constantInt(constantOf(axis));
  if (!input || !result || !number)
    return;
  int64_t place = normalizeAxis(*number, input.getRank()).value_or(0);
  Sizes sizes = sizesOf(op->getOperand(0));
  if (result.getRank() == input.getRank())
    sizes[place] = 1;
  else
    sizes.erase(sizes.begin() + place);
  set(op->getResult(0), sizes);
}

void ShapeEvaluator::visitMatmul(MatmulOp op) {
  if (!isTensor(op.getLhs().getType()) || !isTensor(op.getRhs().getType()))
    return;
  Sizes lhs = sizesOf(op.getLhs()), rhs = sizesOf(op.getRhs()), result;
  if (op.getTransposeLhs() && lhs.size() == 2)
    std::swap(lhs[0], lhs[1]);
  if (op.getTransposeRhs() && rhs.size() == 2)
    std::swap(rhs[0], rhs[1]);
  if (lhs.empty() || rhs.empty())
    return;
  note(op, lhs.back() == rhs.front() ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>{});
  result.append(lhs.begin(), lhs.end() - 1);
  result.append(rhs.begin() + 1, rhs.end());
  set(op.getResult(), result);
}

Sizes ShapeEvaluator::partSizes(Value base, ValueRange subscripts) {
  Sizes all = sizesOf(base), part;
  for (auto [axis, size] : llvm::enumerate(all)) {
    Value subscript = axis < subscripts.size() ? subscripts[axis] : Value();
    if (!subscript) {
      part.push_back(size);
      continue;
    }
    if (isTensor(subscript.getType())) {
      part.push_back(sizesOf(subscript)[0]);
      continue;
    }
    auto slice = subscript.getDefiningOp<SliceOp>();
    if (!slice)
      continue;
    bool whole =
        llvm::all_of(slice.getOperandTypes(), [](Type type) { return isa<NullType>(type); });
    // The same slice of equal sizes is equally long.
    part.push_back(whole ? size : name(slice.getOperation(), size));
  }
  return part;
}

void ShapeEvaluator::visitIndex(IndexOp op) {
  if (isTensor(op.getBase().getType()) && isTensor(op.getType()))
    set(op.getResult(), partSizes(op.getBase(), op.getSubscripts()));
}

void ShapeEvaluator::agreeWith(Operation *op, Value value, ArrayRef<Size> sizes) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> agreed;
  for (int64_t axis = 0, rank = sizes.size(); type && axis < rank; ++axis) {
    int64_t own = axis - (rank - type.getRank());
    if (own < 0 || sizesOf(value)[own] == sizes[axis])
      agreed.push_back(axis);
  }
  note(op, agreed);
}

template <typename OpTy> void ShapeEvaluator::visitUpdate(OpTy op) {
  if (!isTensor(op.getBase().getType()) || !isTensor(op.getType()))
    return;
  set(op.getResult(), sizesOf(op.getBase()));
  agreeWith(op, op.getValue(), partSizes(op.getBase(), op.getSubscripts()));
}

void ShapeEvaluator::visitPack(PackOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || type.getRank() < 2)
    return;
  Sizes result = sizesOf(op.getParts().front());
  result.insert(result.begin(), type.getDimSize(0));
  SmallVector<int64_t> agreed{0};
  for (int64_t axis = 1; axis < type.getRank(); ++axis)
    if (llvm::all_of(op.getParts(),
                     [&](Value part) { return sizesOf(part)[axis - 1] == result[axis]; }))
      agreed.push_back(axis);
  set(op.getResult(), result);
  note(op, agreed);
}

void ShapeEvaluator::visitReshape(ReshapeOp op) {
  if (!isTensor(op.getType()) || !isTensor(op.getInput().getType()))
    return;
  Sizes sizes = requested(op.getShape());
  Sizes input = sizesOf(op.getInput());
  // One open size beside known ones: the only unknown size of the input divided by them.
  for (Size &size : sizes)
    if (size == unknown && sizes.size() == 2 && input.size() == 2 &&
        sizes[&size == &sizes[0]] == input[&size == &sizes[0]])
      size = input[&size != &sizes[0]];
  set(op.getResult(), sizes);
}

void ShapeEvaluator::visitIf(IfOp op) {
  evaluate(op.getThenRegion().front());
  evaluate(op.getElseRegion().front());
  ValueRange then = op.getThenRegion().front().getTerminator()->getOperands();
  ValueRange otherwise = op.getElseRegion().front().getTerminator()->getOperands();
  for (auto [result, x, y] : llvm::zip(op.getResults(), then, otherwise)) {
    if (!isTensor(result.getType()))
      continue;
    Sizes sizes;
    for (auto [left, right] : llvm::zip(sizesOf(x), sizesOf(y)))
      sizes.push_back(left == right ? left : unknown);
    set(result, sizes);
  }
}

/// Starts from the hope that carried values keep their shapes, and gives up each size that does not
/// hold.
void ShapeEvaluator::visitLoop(Operation *op, ValueRange inits, ArrayRef<Block *> blocks,
                               unsigned leading) {
  SmallVector<Sizes> carried;
  for (Value init : inits)
    carried.push_back(isTensor(init.getType()) ? sizesOf(init) : Sizes());
  for (bool changed = true; changed;) {
    changed = false;
    for (Block *block : blocks) {
      for (auto [argument, sizes] : llvm::zip(block->getArguments().drop_front(leading), carried))
        set(argument, sizes);
      evaluate(*block);
    }
    ValueRange next = blocks.back()->getTerminator()->getOperands();
    for (auto [sizes, value, result] : llvm::zip(carried, next, op->getResults())) {
      if (!isTensor(value.getType()))
        continue;
      Sizes after = sizesOf(value);
      for (auto [axis, size] : llvm::enumerate(sizes))
        if (size != after[axis] && size != name(result, axis)) {
          size = name(result, axis);
          changed = true;
        }
    }
  }
  for (auto [result, sizes] : llvm::zip(op->getResults(), carried))
    set(result, sizes);
}

void ShapeEvaluator::visitLike(BroadcastLikeOp op) {
  if (!isTensor(op.getType()) || !isTensor(op.getLike().getType()))
    return;
  set(op.getResult(), sizesOf(op.getLike()));
  agreeWith(op, op.getInput(), sizesOf(op.getLike()));
}

void ShapeEvaluator::visitSumLike(SumLikeOp op) {
  if (!isTensor(op.getType()) || !isTensor(op.getInput().getType()))
    return;
  Sizes like = sizesOf(op.getLike()), input = sizesOf(op.getInput());
  set(op.getResult(), like);
  SmallVector<int64_t> agreed;
  int64_t extra = static_cast<int64_t>(input.size()) - static_cast<int64_t>(like.size());
  for (int64_t axis = std::max<int64_t>(extra, 0), rank = input.size(); axis < rank; ++axis)
    if (input[axis] == like[axis - extra])
      agreed.push_back(axis);
  note(op, agreed);
}

void ShapeEvaluator::visitExpandDims(ExpandDimsOp op) {
  auto axis = constantInt(constantOf(op.getAxis()));
  if (!isTensor(op.getType()) || !axis)
    return;
  Sizes sizes = sizesOf(op.getInput());
  sizes.insert(sizes.begin() + normalizeAxis(*axis, sizes.size() + 1).value_or(0), 1);
  set(op.getResult(), sizes);
}

/// Ints that are sizes, so that tensors made from them are known to be as long.
void ShapeEvaluator::visitNumber(Operation *op) {
  if (auto count = dyn_cast<DatasetCountOp>(op))
    numbers[count.getResult()] = name(count.getDataset(), 1);
  auto source = op->getNumOperands() ? dyn_cast<RankedTensorType>(op->getOperand(0).getType())
                                     : RankedTensorType();
  if (!source || source.getRank() == 0)
    return;
  if (auto len = dyn_cast<LenOp>(op))
    numbers[len.getResult()] = sizesOf(len.getInput())[0];
  if (auto dim = dyn_cast<DimOp>(op))
    if (auto axis = constantInt(constantOf(dim.getAxis())))
      if (auto place = normalizeAxis(*axis, source.getRank()))
        numbers[dim.getResult()] = sizesOf(dim.getInput())[*place];
}

/// Tensors made from sizes or rows.
void ShapeEvaluator::visitCreation(Operation *op) {
  if (op->getNumResults() != 1 || !isTensor(op->getResult(0).getType()))
    return;
  Value result = op->getResult(0);
  llvm::TypeSwitch<Operation *>(op)
      .Case<FullOp, RandnOp, RandOp, PermutationOp>(
          [&](auto o) { set(result, requested(o.getShape())); })
      .Case([&](IotaOp o) { set(result, {number(o.getCount())}); })
      .Case([&](OneHotOp o) {
        Sizes sizes = sizesOf(o.getInput());
        sizes.push_back(number(o.getClasses()));
        set(result, sizes);
      })
      .Case([&](DatasetInputsOp o) {
        if (isTensor(o.getRows().getType()))
          set(result, {sizesOf(o.getRows())[0], name(o.getDataset(), 0)});
      })
      .Case([&](DatasetLabelsOp o) {
        if (isTensor(o.getRows().getType()))
          set(result, sizesOf(o.getRows()));
      });
}

/// Ops that give a shape on, and those that have a rule of their own.
void ShapeEvaluator::visitShapeOp(Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp, ReduceAnyOp, ReduceAllOp, ArgmaxOp,
            ArgminOp>([&](auto o) { visitReduction(o, o.getAxis()); })
      .Case([&](MatmulOp o) { visitMatmul(o); })
      .Case([&](BatchMatmulOp o) {
        if (!isTensor(o.getType()) || !isTensor(o.getLhs().getType()) ||
            !isTensor(o.getRhs().getType()))
          return;
        Sizes lhs = sizesOf(o.getLhs()), rhs = sizesOf(o.getRhs());
        set(o.getResult(),
            {lhs[0], lhs[o.getTransposeLhs() ? 2 : 1], rhs[o.getTransposeRhs() ? 1 : 2]});
      })
      .Case([&](OuterOp o) {
        if (isTensor(o.getType()))
          set(o.getResult(), {sizesOf(o.getLhs())[0], sizesOf(o.getRhs())[0]});
      })
      .Case([&](TransposeOp o) {
        // Only the common case: all axes reversed.
        if (isTensor(o.getType()) && isa<NullType>(o.getAxes().getType()))
          set(o.getResult(), Sizes(llvm::reverse(sizesOf(o.getInput()))));
      })
      .Case<CastOp, StopGradientOp, AgainOp>([&](auto o) {
        if (isTensor(o.getType()) && isTensor(o.getInput().getType()))
          set(o.getResult(), sizesOf(o.getInput()));
      })
      .Case([&](ProvenanceOp o) {
        if (isTensor(o.getType()))
          set(o.getResult(), sizesOf(o.getValue()));
      })
      .Case([&](BroadcastLikeOp o) { visitLike(o); })
      .Case([&](SumLikeOp o) { visitSumLike(o); })
      .Case([&](ExpandDimsOp o) { visitExpandDims(o); })
      .Case([&](PackOp o) { visitPack(o); })
      .Case([&](ReshapeOp o) { visitReshape(o); })
      .Case([&](IndexOp o) { visitIndex(o); })
      .Case<IndexSetOp, IndexAddOp>([&](auto o) { visitUpdate(o); });
}

void ShapeEvaluator::visit(Operation *op) {
  if (findScalarRule(op))
    return visitElementwise(op);
  if (auto branch = dyn_cast<IfOp>(op))
    return visitIf(branch);
  if (auto loop = dyn_cast<ForOp>(op))
    return visitLoop(op, loop.getInits(), {&loop.getBody().front()}, 1);
  if (auto loop = dyn_cast<ForEachOp>(op))
    return visitLoop(op, loop.getInits(), {&loop.getBody().front()}, 2);
  if (auto loop = dyn_cast<WhileOp>(op))
    return visitLoop(op, loop.getInits(),
                     {&loop.getConditionRegion().front(), &loop.getBody().front()}, 0);
  visitNumber(op);
  visitCreation(op);
  visitShapeOp(op);
}

struct ProveShapes : cortex::impl::CortexProveShapesBase<ProveShapes> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        ShapeEvaluator().evaluate(function.getBody().front());
  }
};
} // namespace
