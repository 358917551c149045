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
  Form form;
  SmallVector<Value> leaves;
  bool ends = false;
  {
    OpBuilder::InsertionGuard guard(s.builder());
    s.builder().createBlock(&draft.getBody());
    auto finish = [&]() -> LogicalResult {
      ends = s.isDead();
      Abstract result = ends ? Abstract() : s.get(yielded);
      auto found = s.leave(result);
      if (failed(found) || failed(s.collectLeaves(*found, result, loc, leaves)))
        return failure();
      form = *found;
      YieldOp::create(s.builder(), loc, leaves);
      return success();
    };
    if (failed(s.evaluateIsolated(program, finish)))
      return failure();
  }
  auto made = create(s.builder(), loc, ValueRange(leaves).getTypes());
  made.getBody().takeBody(draft.getBody());
  draft.erase();
  ValueRange results(made.getResults());
  if (ends)
    s.markDead();
  else
    s.set(getResult(0), s.rebuild(form, results));
  return success();
}
