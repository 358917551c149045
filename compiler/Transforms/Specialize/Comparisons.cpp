// Part of Cortex, under the MIT licence.
// Comparisons of lists, tuples, dicts and structs.
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

/// Are both sequences of one kind that hold numbers alone, as shapes are?
static bool areNumbers(Specializer &s, ArrayRef<Abstract> operands) {
  if (!llvm::all_of(operands, [](const Abstract &operand) { return operand.isStructure(); }))
    return false;
  const Object &first = s.object(operands[0]);
  return llvm::all_of(operands, [&](const Abstract &operand) {
    const Object &object = s.object(operand);
    return object.isSequence() && object.kind == first.kind &&
           llvm::all_of(object.parts, [](const Abstract &part) {
             return part.isTyped() && isScalar(part.value.getType());
           });
  });
}

/// Whether all parts are equal: known where the numbers or their count decide it.
static FailureOr<Abstract> equalNumbers(Specializer &s, const Object &lhs, const Object &rhs,
                                        Location loc) {
  if (lhs.parts.size() != rhs.parts.size())
    return s.constantBool(false, loc);
  SmallVector<Value> open;
  for (auto [l, r] : llvm::zip(lhs.parts, rhs.parts)) {
    FailureOr<Abstract> same = s.infer(EqOp::getOperationName(), {l, r}, loc);
    if (failed(same))
      return failure();
    auto known = dyn_cast_or_null<BoolAttr>(same->constant);
    if (known && !known.getValue())
      return s.constantBool(false, loc);
    if (!known)
      open.push_back(same->value);
  }
  if (open.empty())
    return s.constantBool(true, loc);
  OpBuilder &builder = s.builder();
  Value all = open.front();
  for (Value next : ArrayRef(open).drop_front()) {
    auto both = IfOp::create(builder, loc, builder.getI1Type(), all, /*withBlocks=*/true);
    OpBuilder then = OpBuilder::atBlockEnd(&both.getThenRegion().front());
    YieldOp::create(then, loc, next);
    OpBuilder otherwise = OpBuilder::atBlockEnd(&both.getElseRegion().front());
    YieldOp::create(otherwise, loc, constantBool(otherwise, loc, false));
    all = both.getResult(0);
  }
  return Abstract::typed(all);
}

/// Equality where a structure takes part: by value, on copies; never equal to null.
static LogicalResult compareStructures(Specializer &s, Operation *op, bool whenNull) {
  Abstracts operands = s.get(op->getOperands());
  bool structure =
      llvm::any_of(operands, [](const Abstract &operand) { return operand.isStructure(); });
  if (!structure || s.anyUndefined(operands))
    return s.inferred(op);
  Location loc = s.location(op);
  if (isa<EqOp, NeOp>(op) && areNumbers(s, operands)) {
    Object lhs = s.object(operands[0]), rhs = s.object(operands[1]);
    FailureOr<Abstract> equal = equalNumbers(s, lhs, rhs, loc);
    if (succeeded(equal) && isa<NeOp>(op))
      equal = s.infer(NotOp::getOperationName(), *equal, loc);
    return s.finish(op, equal);
  }
  // A list of numbers is compared like a tensor with a tensor, and by value with another list.
  bool withTensor = llvm::any_of(operands, [](const Abstract &operand) {
    return operand.isTyped() && isTensor(operand.value.getType());
  });
  for (Abstract &operand : operands) {
    if (operand.isTyped() && isa<NullType>(operand.value.getType())) {
      s.set(op->getResult(0), s.constantBool(whenNull, loc));
      return success();
    }
    Abstract tensor = withTensor ? s.asTensor(operand, loc) : operand;
    auto copy = s.boxedCopy(tensor, loc);
    if (failed(copy))
      return failure();
    operand = tensor.isTyped() ? tensor : Abstract::typed(*copy);
  }
  return s.finish(op, s.infer(op->getName().getStringRef(), operands, loc));
}

LogicalResult EqOp::specialize(Specializer &s) { return compareStructures(s, *this, false); }
LogicalResult NeOp::specialize(Specializer &s) { return compareStructures(s, *this, true); }

/// Order: lists and tuples compare part by part, which the run time does; other structures have
/// none.
static LogicalResult orderStructures(Specializer &s, Operation *op) {
  Abstracts operands = s.get(op->getOperands());
  bool sequences = llvm::all_of(operands, [&](const Abstract &operand) {
    return operand.isStructure() && s.object(operand).isSequence();
  });
  return sequences ? compareStructures(s, op, false) : s.inferred(op);
}
LogicalResult LtOp::specialize(Specializer &s) { return orderStructures(s, *this); }
LogicalResult LeOp::specialize(Specializer &s) { return orderStructures(s, *this); }
LogicalResult GtOp::specialize(Specializer &s) { return orderStructures(s, *this); }
LogicalResult GeOp::specialize(Specializer &s) { return orderStructures(s, *this); }
