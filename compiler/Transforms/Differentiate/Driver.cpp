// Part of Cortex, under the MIT licence.
// The pass cortex-differentiate: takes gradients and tangents in order and replaces each by the
// code that computes it.
#include "Dialect/Places.h"
#include "Transforms/Differentiate/Pairs.h"
#include "Transforms/Differentiate/Sweep.h"
#include "Transforms/Differentiate/Tangents.h"
#include "Transforms/Differentiate/Tries.h"
#include "Transforms/Passes.h"

namespace cortex {
#define GEN_PASS_DEF_CORTEXDIFFERENTIATE
#include "Transforms/Passes.h.inc"
} // namespace cortex

using namespace mlir;
using namespace cortex;

namespace {
class Differentiator {
public:
  explicit Differentiator(ModuleOp module)
      : module(module),
        pairs(module, effects, [this](func::FuncOp function) { return expandIn(function); }) {}

  LogicalResult run() {
    SmallVector<func::FuncOp> functions(module.getOps<func::FuncOp>());
    for (func::FuncOp function : functions)
      if (failed(expandIn(function)))
        return failure();
    return success();
  }

private:
  /// Replaces the derivatives in a function in the order of the text, so that an inner one is gone
  /// before an outer one goes through it.
  LogicalResult expandIn(func::FuncOp function);
  LogicalResult expand(GradientOp gradient);
  LogicalResult expand(TangentOp tangent);

  ModuleOp module;
  CallEffects effects;
  FunctionPairs pairs;
  llvm::DenseSet<Operation *> started;
};
} // namespace

/// A value that a loop or branch hands through unchanged is the value outside: what is carried
/// along must not look as if an earlier turn had made it.
static void forwardUnchanged(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (auto loop = LoopView::of(op)) {
      for (unsigned i = 0; i < loop->size(); ++i) {
        Value init = loop->init(i).get();
        if (loop->yielded(i).get() != loop->carried(i) && loop->yielded(i).get() != init)
          continue;
        for (BlockArgument view : loop->views(i))
          view.replaceAllUsesWith(init);
        op->getResult(i).replaceAllUsesWith(init);
      }
    } else if (auto branch = dyn_cast<IfOp>(op)) {
      Operation *ends[] = {branch.getThenRegion().front().getTerminator(),
                           branch.getElseRegion().front().getTerminator()};
      for (OpResult result : branch->getResults()) {
        Value value = ends[0]->getOperand(result.getResultNumber());
        bool outside = !branch->isAncestor(value.getParentBlock()->getParentOp());
        if (outside && value == ends[1]->getOperand(result.getResultNumber()))
          result.replaceAllUsesWith(value);
      }
    }
  });
}

/// Whether the place is one in the program, or in a call that the program makes.
static bool isOfProgram(Location loc) {
  return llvm::any_of(placesOf(loc), [](FileLineColRange place) {
    return !place.getFilename().getValue().starts_with("<");
  });
}

LogicalResult Differentiator::expandIn(func::FuncOp function) {
  if (!started.insert(function).second)
    return success();
  SmallVector<Operation *> derivatives;
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op->hasTrait<AsksDerivative>())
      derivatives.push_back(op);
  });
  if (!derivatives.empty())
    forwardUnchanged(function);
  for (Operation *op : derivatives) {
    ScopedDiagnosticHandler notes(op->getContext(), [loc = op->getLoc()](mlir::Diagnostic &error) {
      if (!isOfProgram(error.getLocation()) && isOfProgram(loc))
        error.attachNote(loc) << "the derivative is taken here";
      return failure(); // Whoever listens besides reports it.
    });
    auto gradient = dyn_cast<GradientOp>(op);
    if (failed(gradient ? expand(gradient) : expand(cast<TangentOp>(op))))
      return failure();
  }
  function.walk([](VariableOp variable) {
    variable.replaceAllUsesWith(variable.getInput());
    variable.erase();
  });
  return success();
}

static LogicalResult checkTypes(GradientOp gradient) {
  Type of = gradient.getOf().getType();
  auto tensor = dyn_cast<RankedTensorType>(of);
  bool isArray = tensor && tensor.hasStaticShape() && tensor.getNumElements() != 1;
  if (isArray || (!isAny(of) && !elementType(of))) {
    std::string found = isArray ? "a tensor of shape " + describeShape(of) : describe(of);
    InFlightDiagnostic diagnostic = emitError(gradient.getLoc())
                                    << codedMessage(DiagKind::GradientNotScalar, {found});
    diagnostic.attachNote() << "help: `jacobian` gives the derivative of every element";
    return diagnostic;
  }
  for (Type type : gradient.getWrt().getTypes()) {
    if (mayVary(type))
      continue;
    bool isNumber = static_cast<bool>(elementType(type));
    InFlightDiagnostic diagnostic =
        emitError(gradient.getLoc()) << codedMessage(
            isNumber ? DiagKind::GradientOfInteger : DiagKind::GradientTarget, {describe(type)});
    if (isNumber)
      diagnostic.attachNote() << "help: write floats, such as `2.0`";
    return diagnostic;
  }
  return success();
}

/// Reads from a container or global of which only the run time knows what it holds.
static bool isOpaqueRead(Operation *op) {
  return op && isOpaque(op) &&
         isa<GlobalGetOp, CellGetOp, FieldOp, ApplyOp, MethodOp, UnpackOp>(op);
}

/// Could the two reads give the same value?
static bool mayReadSame(Operation *lhs, Operation *rhs) {
  if (lhs->getName() != rhs->getName() || lhs->getAttrDictionary() != rhs->getAttrDictionary())
    return false;
  for (auto [l, r] : llvm::zip(lhs->getOperands(), rhs->getOperands())) {
    Attribute known = constantOf(l);
    if (l != r && (!known || known != constantOf(r)))
      return false;
  }
  return lhs->getNumOperands() == rhs->getNumOperands();
}

/// Refuses what the path cannot show: earlier turns, and values under two names.
static LogicalResult checkPath(Operation *derivative, ValueRange of, ValueRange wrt,
                               const Path &path) {
  if (Value across = path.acrossTurns()) {
    InFlightDiagnostic diagnostic =
        emitError(derivative->getLoc())
        << codedMessage(DiagKind::UnsupportedYet,
                        {"a gradient that goes through earlier turns of the loop around it"});
    diagnostic.attachNote(across.getParentBlock()->getParentOp()->getLoc())
        << "the loop hands on what depends on the variable; take the gradient after it";
    return diagnostic;
  }
  // One value under two names: the sweep would see only one of them.
  for (Value variable : wrt) {
    Operation *read = variable.getDefiningOp();
    if (!isOpaqueRead(read))
      continue;
    llvm::SetVector<Value> slice;
    slice.insert_range(of);
    for (size_t i = 0; i < slice.size(); ++i) {
      Operation *op = slice[i].getDefiningOp();
      if (op && op != read && isOpaqueRead(op) && mayReadSame(op, read))
        return emitError(derivative->getLoc()) << codedMessage(
                   DiagKind::UnsupportedYet, {"a gradient with respect to a value in a container "
                                              "that only the run time knows"});
      if (op)
        slice.insert_range(op->getOperands());
    }
  }
  return success();
}

/// The cotangent of the scalar itself: 1. Where its size is not known it is checked at run time.
static Value seedFor(OpBuilder &builder, Location loc, Value of) {
  Value one = constantFloat(builder, loc, 1.0);
  if (of.getType().isF64())
    return one;
  Value seed = build<BroadcastLikeOp>(builder, loc, {one, of});
  auto tensor = dyn_cast<RankedTensorType>(of.getType());
  if (!tensor || !tensor.hasStaticShape()) {
    Value all = ConstantOp::null(builder, loc), never = constantBool(builder, loc, false);
    Value size = build<ReduceSumOp>(builder, loc, {seed, all, never});
    Value wrong = build<TruthOp>(builder, loc, build<NeOp>(builder, loc, {size, one}));
    auto check = IfOp::create(builder, loc, TypeRange{}, wrong, /*withBlocks=*/true);
    OpBuilder fails = OpBuilder::atBlockEnd(&check.getThenRegion().front());
    StringRef message = "`∇` takes a scalar, found a tensor of several elements; `jacobian` gives "
                        "the derivative of "
                        "every element";
    ThrowOp::create(fails, loc, ConstantOp::create(fails, loc, message),
                    fails.getStringAttr("shape"));
    YieldOp::create(fails, loc);
    OpBuilder passes = OpBuilder::atBlockEnd(&check.getElseRegion().front());
    YieldOp::create(passes, loc);
  }
  return convertTo(builder, loc, seed, of.getType());
}

/// Says that no path leads from the variables to the result: a derivative that is zero.
static LogicalResult checkIndependent(Operation *derivative, ValueRange wrt, const Path &path) {
  // A path that reaches no variable goes through memory: the sweep says where.
  if (wrt.empty() || !path.empty())
    return success();
  // Nor is it known then what a boxed variable shares with the values that the result comes from.
  if (llvm::any_of(wrt.getTypes(), llvm::IsaPred<AnyType>))
    return emitError(derivative->getLoc())
           << codedMessage(DiagKind::UnsupportedYet,
                           {"a gradient with respect to a variable of which only the run time "
                            "knows the form"});
  auto nameOf = [&](StringRef attribute, StringRef otherwise) {
    auto text = derivative->getAttrOfType<StringAttr>(attribute);
    return (text ? text.getValue() : otherwise).str();
  };
  emitWarning(derivative->getLoc()) << codedMessage(
      DiagKind::GradientIndependent,
      {nameOf(gradientResultAttr, "the result"), nameOf(gradientVariableAttr, "the variable")});
  return success();
}

/// The op and those around it up to the function, innermost first.
static SmallVector<Operation *> enclosing(Operation *op) {
  SmallVector<Operation *> around;
  for (; !isa<func::FuncOp>(op); op = op->getParentOp())
    around.push_back(op);
  return around;
}

LogicalResult Differentiator::expand(GradientOp gradient) {
  if (failed(checkTypes(gradient)))
    return failure();
  SweepScope scope(openPath(gradient->getParentOfType<func::FuncOp>(), gradient, [&] {
    return Path(gradient.getWrt(), gradient.getOf(), gradient, effects);
  }));
  if (failed(checkPath(gradient, gradient.getOf(), gradient.getWrt(), scope.path)) ||
      failed(checkIndependent(gradient, gradient.getWrt(), scope.path)))
    return failure();
  OpBuilder builder(gradient, listenerFor(Derivation::Derivative));
  Sweep sweep(pairs, scope, builder);
  if (!scope.path.empty()) {
    SmallVector<Operation *> around = enclosing(gradient);
    for (Operation *op : around)
      scope.base.insert(op->getBlock());
    sweep.add(gradient.getOf(), seedFor(builder, gradient.getLoc(), gradient.getOf()));
    for (Operation *op : around)
      if (failed(sweep.reverse(*op->getBlock(), op)))
        return failure();
  }
  for (auto [result, variable] : llvm::zip(gradient.getResults(), gradient.getWrt()))
    result.replaceAllUsesWith(
        convertTo(builder, gradient.getLoc(), sweep.barOrZero(variable), result.getType()));
  gradient.erase();
  return success();
}

LogicalResult Differentiator::expand(TangentOp tangent) {
  Path path = openPath(tangent->getParentOfType<func::FuncOp>(), tangent,
                       [&] { return Path(tangent.getWrt(), tangent.getOf(), tangent, effects); });
  if (failed(checkPath(tangent, tangent.getOf(), tangent.getWrt(), path)) ||
      failed(checkIndependent(tangent, tangent.getWrt(), path)))
    return failure();
  Tangents tangents(pairs, path, effects);
  for (Value variable : tangent.getWrt()) {
    auto moves = variable.getDefiningOp<VariableOp>();
    if (!moves || !moves.getDirection())
      return emitError(tangent.getLoc(), "internal error: a tangent of what has no direction");
    tangents.seed(variable, moves.getDirection());
  }
  SmallVector<Operation *> around = enclosing(tangent);
  for (Operation *op : llvm::reverse(around))
    if (failed(tangents.push(*op->getBlock(), op)))
      return failure();
  OpBuilder builder(tangent, listenerFor(Derivation::Derivative));
  for (auto [result, of] : llvm::zip(tangent.getResults(), tangent.getOf()))
    result.replaceAllUsesWith(tangents.dotOrZero(builder, of));
  tangent.erase();
  return success();
}

namespace {
class DifferentiatePass : public cortex::impl::CortexDifferentiateBase<DifferentiatePass> {
  void runOnOperation() override {
    if (failed(Differentiator(getOperation()).run()))
      return signalPassFailure();
    // Nothing asks for derivatives any more.
    getOperation().walk([](CustomGradientOp op) {
      op.replaceAllUsesWith(op.getValues());
      op.erase();
    });
    getOperation().walk([](CheckpointOp op) { dissolve(op); });
    getOperation().walk(lowerAttempt);
    // The promise of this stage.
    getOperation().walk([&](Operation *op) {
      if (!op->hasTrait<AsksDerivative>() && !isa<VariableOp>(op))
        return;
      emitError(op->getLoc(), "internal error: a gradient is left");
      signalPassFailure();
    });
  }
};
} // namespace
