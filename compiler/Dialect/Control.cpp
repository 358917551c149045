// Part of Cortex, under the MIT licence.
// Verifiers of structured control flow.
#include "Dialect/Cortex.h"

#include "cortex/runtime.h"

using namespace mlir;
using namespace cortex;

/// The region must end in `cortex.yield` with values of the given types.
static LogicalResult verifyYield(Operation *op, Region &region, TypeRange types) {
  auto yield = dyn_cast<YieldOp>(region.front().getTerminator());
  if (!yield)
    return op->emitOpError("has a region that does not end in `cortex.yield`");
  if (TypeRange(yield.getValues()) == types)
    return success();
  InFlightDiagnostic diagnostic =
      op->emitOpError("has a region that yields other types than it should");
  diagnostic.attachNote(yield.getLoc()) << "yielded here";
  return diagnostic;
}

/// The carried values: the same types as inits, as arguments after `leading` others, as results.
static LogicalResult verifyCarried(Operation *op, Region &region, TypeRange inits,
                                   unsigned leading) {
  auto arguments = TypeRange(region.front().getArgumentTypes());
  if (arguments.size() != inits.size() + leading || arguments.drop_front(leading) != inits ||
      TypeRange(op->getResultTypes()) != inits)
    return op->emitOpError("carries values whose types differ between start, region and result");
  return success();
}

static LogicalResult verifyBreakable(Operation *op, bool breakable, TypeRange inits) {
  if (!breakable || (!inits.empty() && (inits.front().isInteger(1) || isa<AnyType>(inits.front()))))
    return success();
  return op->emitOpError("is breakable but does not carry a condition first");
}

void IfOp::build(OpBuilder &builder, OperationState &state, TypeRange types, Value condition,
                 bool withBlocks) {
  state.addOperands(condition);
  state.addTypes(types);
  for (int i = 0; i < 2; ++i) {
    Region *region = state.addRegion();
    if (withBlocks)
      region->emplaceBlock();
  }
}

LogicalResult IfOp::verify() {
  if (failed(verifyYield(*this, getThenRegion(), getResultTypes())))
    return failure();
  return verifyYield(*this, getElseRegion(), getResultTypes());
}

LogicalResult OverloadOp::verify() {
  if (getCandidates().size() != getCalls().size() || getCalls().empty())
    return emitOpError("has not as many candidates as regions");
  for (Region &call : getCalls())
    if (failed(verifyYield(*this, call, getOperation()->getResultTypes())))
      return failure();
  return success();
}

LogicalResult ForOp::verify() {
  if (failed(verifyCarried(*this, getBody(), getInits().getTypes(), 1)) ||
      failed(verifyBreakable(*this, getBreakable(), getInits().getTypes())))
    return failure();
  if (!getBody().front().getArgument(0).getType().isInteger(64))
    return emitOpError("counts by something else than i64");
  return verifyYield(*this, getBody(), getResultTypes());
}

LogicalResult ForEachOp::verify() {
  if (failed(verifyCarried(*this, getBody(), getInits().getTypes(), 2)) ||
      failed(verifyBreakable(*this, getBreakable(), getInits().getTypes())))
    return failure();
  return verifyYield(*this, getBody(), getResultTypes());
}

LogicalResult WhileOp::verify() {
  if (failed(verifyCarried(*this, getConditionRegion(), getInits().getTypes(), 0)) ||
      failed(verifyCarried(*this, getBody(), getInits().getTypes(), 0)))
    return failure();
  if (!isa<ConditionOp>(getConditionRegion().front().getTerminator()))
    return emitOpError("has a condition region that does not end in `cortex.condition`");
  return verifyYield(*this, getBody(), getResultTypes());
}

int32_t ThrowOp::getKindNumber() {
  static constexpr StringLiteral names[] = {
#define CORTEX_ERROR_KIND(name, enumerator) #name,
#include "ErrorKinds.def"
  };
  auto *found = llvm::find(names, getKind().value_or(names[CortexUserError]));
  return found == std::end(names) ? -1 : static_cast<int32_t>(found - std::begin(names));
}

LogicalResult ThrowOp::verify() {
  if (getKindNumber() < 0)
    return emitOpError("has a kind that no error has: ") << getKindAttr();
  return success();
}

LogicalResult CustomGradientOp::verify() {
  SmallVector<Type> twice(getResultTypes());
  llvm::append_range(twice, getResultTypes());
  if (getValues().getTypes() != getResultTypes() ||
      TypeRange(getBody().front().getArgumentTypes()) != TypeRange(twice))
    return emitOpError("has values, results and cotangents of different types");
  return verifyYield(*this, getBody(), getInputs().getTypes());
}

LogicalResult CheckpointOp::verify() { return verifyYield(*this, getBody(), getResultTypes()); }

void AttemptOp::build(OpBuilder &builder, OperationState &state, ValueRange otherwise) {
  SmallVector<Type> types{builder.getI1Type(), AnyType::get(builder.getContext())};
  llvm::append_range(types, otherwise.getTypes());
  state.addOperands(otherwise);
  state.addTypes(types);
  state.addRegion();
}

LogicalResult AttemptOp::verify() {
  if (getOtherwise().getTypes() != getValues().getTypes())
    return emitOpError("has operands and results of different types");
  return verifyYield(*this, getBody(), getValues().getTypes());
}
