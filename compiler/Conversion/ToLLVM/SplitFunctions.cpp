// Part of Cortex, under the MIT licence.
// Cuts very long functions into pieces that LLVM compiles in linear time.
#include "Conversion/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXSPLITFUNCTIONS
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// How many ops there are within the op, with itself.
static unsigned countOps(Operation *op) {
  unsigned count = 0;
  op->walk([&](Operation *) { ++count; });
  return count;
}

/// Storage in the frame of a function lasts as long as its call does.
static bool takesFromFrame(Operation *op) { return isa<memref::AllocaOp, LLVM::AllocaOp>(op); }

static bool isConstant(Value value) {
  Operation *source = value.getDefiningOp();
  return source && source->hasTrait<OpTrait::ConstantLike>();
}

/// What costs less to make again than to pass.
static bool isRemade(Operation *op) {
  return op->hasTrait<OpTrait::ConstantLike>() || isa<memref::GetGlobalOp>(op);
}

namespace {
/// Makes a run of ops of one block the body of a function that is called in their place.
class Piece {
public:
  Piece(ArrayRef<Operation *> ops, func::FuncOp around, SymbolTable &symbols)
      : builder(ops.back()->getNextNode()) {
    Location loc = ops.front()->getLoc();
    function = func::FuncOp::create(loc, (around.getSymName() + "$piece").str(),
                                    builder.getFunctionType({}, {}));
    function.setPrivate();
    symbols.insert(function, Block::iterator(around));
    body = &function.getBody().emplaceBlock();
    for (Operation *op : ops)
      op->moveBefore(body, body->end());
    SmallVector<Value> results = returnResults(loc);
    call(loc, passOperands(loc), results);
  }

private:
  bool isInside(Operation *op) { return function->isProperAncestor(op); }

  /// Whether neither the storage nor a view of it leaves the piece.
  bool staysInside(Value storage) {
    llvm::SetVector<Value> views;
    views.insert(storage);
    for (size_t i = 0; i < views.size(); ++i)
      for (Operation *user : views[i].getUsers()) {
        // What a region hands on is a result of the op around it.
        Operation *handsOn = user->hasTrait<OpTrait::IsTerminator>() ? user->getParentOp() : user;
        if (!isInside(user))
          return false;
        for (Value result : handsOn->getResults())
          if (isMemoryEffectFree(handsOn) || isa<BaseMemRefType>(result.getType()))
            views.insert(result);
      }
    return true;
  }

  /// Returns what is used outside; gives those values.
  SmallVector<Value> returnResults(Location loc) {
    SmallVector<Value> results;
    for (Operation &op : *body)
      llvm::copy_if(op.getResults(), std::back_inserter(results), [&](Value result) {
        return llvm::any_of(result.getUsers(), [&](Operation *user) { return !isInside(user); });
      });
    OpBuilder end = OpBuilder::atBlockEnd(body);
    func::ReturnOp::create(end, loc, results);
    return results;
  }

  /// Makes what is defined outside an argument, or makes it here; gives the arguments' values.
  SmallVector<Value> passOperands(Location loc) {
    llvm::SetVector<Value> outside;
    body->walk([&](Operation *op) {
      for (Value operand : op->getOperands())
        if (!function.getBody().isAncestor(operand.getParentRegion()))
          outside.insert(operand);
    });
    OpBuilder inside = OpBuilder::atBlockBegin(body);
    SmallVector<Value> passed;
    for (Value value : outside) {
      Value inner = remake(value, inside);
      if (!inner) {
        passed.push_back(value);
        inner = body->addArgument(value.getType(), loc);
      }
      value.replaceUsesWithIf(inner, [&](OpOperand &use) { return isInside(use.getOwner()); });
    }
    return passed;
  }

  /// A constant, or storage that nothing else uses, of this function's own; or null.
  Value remake(Value value, OpBuilder &inside) {
    Operation *source = value.getDefiningOp();
    bool isOwn =
        source && takesFromFrame(source) &&
        llvm::all_of(source->getOperands(), [](Value operand) { return isConstant(operand); }) &&
        staysInside(source->getResult(0));
    if (!source || !(isRemade(source) || isOwn))
      return {};
    IRMapping mapping;
    for (Value operand : source->getOperands())
      mapping.map(operand, inside.clone(*operand.getDefiningOp())->getResult(0));
    return inside.clone(*source, mapping)->getResult(0);
  }

  void call(Location loc, ArrayRef<Value> passed, ArrayRef<Value> results) {
    function.setFunctionType(
        builder.getFunctionType(ValueRange(passed).getTypes(), ValueRange(results).getTypes()));
    auto call = func::CallOp::create(builder, loc, function, passed);
    for (auto [result, outer] : llvm::zip_equal(results, call.getResults()))
      Value(result).replaceUsesWithIf(outer,
                                      [&](OpOperand &use) { return !isInside(use.getOwner()); });
  }

  OpBuilder builder;
  func::FuncOp function;
  Block *body = nullptr;
};

struct SplitFunctions : cortex::impl::CortexSplitFunctionsBase<SplitFunctions> {
  using CortexSplitFunctionsBase::CortexSplitFunctionsBase;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (countOps(function) > ops)
        split(function.getBody().front(), function, symbols);
  }

  /// Leaves no run of more ops than are allowed, except within loops.
  void split(Block &block, func::FuncOp around, SymbolTable &symbols) {
    SmallVector<Operation *> run;
    unsigned count = 0;
    auto finish = [&] {
      if (!run.empty())
        Piece(run, around, symbols);
      run.clear();
      count = 0;
    };
    for (Operation &op : llvm::make_early_inc_range(block.without_terminator())) {
      if (isRemade(&op) || takesFromFrame(&op))
        continue;
      unsigned inside = countOps(&op);
      if (inside > ops && !isa<LoopLikeOpInterface>(op)) {
        finish();
        for (Region &region : op.getRegions())
          for (Block &inner : region)
            split(inner, around, symbols);
        continue;
      }
      if (count + inside > ops)
        finish();
      run.push_back(&op);
      count += inside;
    }
    finish();
  }
};
} // namespace
