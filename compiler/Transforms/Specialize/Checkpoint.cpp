// Part of Cortex, under the MIT licence.
// How a computation that gradients repeat evaluates itself.
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

LogicalResult CheckpointOp::specialize(Specializer &s) {
  Block &program = getBody().front();
  Value yielded = program.getTerminator()->getOperand(0);
  if (s.isBoxed()) {
    if (failed(s.evaluate(program)))
      return failure();
    s.set(getResult(0), s.get(yielded));
    return success();
  }
  Location loc = s.location(*this);
  auto draft = create(s.builder(), loc, TypeRange());
  Specializer::Parts parts;
  bool ends = false;
  {
    OpBuilder::InsertionGuard guard(s.builder());
    s.builder().createBlock(&draft.getBody());
    auto finish = [&]() -> LogicalResult {
      ends = s.isDead();
      if (!ends && failed(s.takeApart(s.get(yielded), loc, parts)))
        return failure();
      YieldOp::create(s.builder(), loc, parts.leaves);
      return success();
    };
    if (failed(s.evaluateIsolated(program, finish)))
      return failure();
  }
  auto made = create(s.builder(), loc, ValueRange(parts.leaves).getTypes());
  made.getBody().takeBody(draft.getBody());
  draft.erase();
  if (ends)
    s.markDead();
  else
    s.set(getResult(0), s.putTogether(parts.form, made.getResults()));
  return success();
}
