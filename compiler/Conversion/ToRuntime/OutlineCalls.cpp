// Part of Cortex, under the MIT licence.
// Gives code that the runtime calls back functions of its own: bodies of `try`, and functions that
// are values.
#include "Conversion/Passes.h"
#include "Conversion/ToRuntime/Lowering.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXBUILDTHUNKS
#define GEN_PASS_DEF_CORTEXOUTLINETRIES
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// Element `i` of an array of pointers, borrowed.
static Value loadPointer(OpBuilder &builder, Location loc, Value array, int32_t i) {
  Value place = LLVM::GEPOp::create(builder, loc, array.getType(), array.getType(), array,
                                    ArrayRef<LLVM::GEPArg>{i});
  return LLVM::LoadOp::create(builder, loc, array.getType(), place);
}

static Value boxed(OpBuilder &builder, Location loc, Value value) {
  return isAny(value.getType())
             ? value
             : BoxOp::create(builder, loc, AnyType::get(builder.getContext()), value);
}

/// The pointer as a value of the wanted type.
static Value unboxed(OpBuilder &builder, Location loc, Value pointer, Type type) {
  if (isBoxed(type))
    return fromPointer(builder, loc, pointer, type, false);
  Value value = fromPointer(builder, loc, pointer, AnyType::get(builder.getContext()), false);
  return UnboxOp::create(builder, loc, type, value);
}

namespace {
/// Makes the function through which the runtime calls another one: (captures, arguments) -> value.
struct ThunkBuilder {
  SymbolTable &symbols;
  func::FuncOp target;
  int64_t captureCount;
  OpBuilder builder{target.getContext()};
  Location loc = target.getLoc();

  void build() {
    builder.setInsertionPointAfter(target);
    Type pointer = LLVM::LLVMPointerType::get(target.getContext()),
         any = AnyType::get(target.getContext());
    auto thunk = func::FuncOp::create(builder, loc, thunkName(target.getSymName()),
                                      builder.getFunctionType({pointer, pointer}, {any}));
    thunk.setPrivate();
    symbols.insert(thunk);
    for (StringRef name : {"cortex.name", "cortex.params", "cortex.variadic"})
      if (Attribute attribute = target->getAttr(name))
        thunk->setAttr(name, attribute);
    thunk->setAttr("cortex.required", builder.getI64IntegerAttr(requiredCount()));
    Block *entry = thunk.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    SmallVector<Value> arguments;
    for (auto [i, type] : llvm::enumerate(target.getArgumentTypes())) {
      int64_t number = static_cast<int64_t>(i);
      bool captured = number < captureCount;
      Value given = loadPointer(builder, loc, entry->getArgument(captured ? 0 : 1),
                                captured ? number : number - captureCount);
      auto otherwise = captured ? func::FuncOp() : defaultOf(number - captureCount);
      arguments.push_back(otherwise ? orDefault(given, otherwise, type, arguments)
                                    : unboxed(builder, loc, given, type));
    }
    auto call = func::CallOp::create(builder, loc, target, arguments);
    Value result = call.getNumResults() == 1 ? call.getResult(0) : ConstantOp::null(builder, loc);
    func::ReturnOp::create(builder, loc, boxed(builder, loc, result));
  }

  func::FuncOp defaultOf(int64_t parameter) {
    return symbols.lookup<func::FuncOp>(
        (target.getSymName() + "$default$" + Twine(parameter)).str());
  }

  /// The leading parameters without a default; the last one is not required if it takes the rest.
  int64_t requiredCount() {
    int64_t count = static_cast<int64_t>(target.getNumArguments()) - captureCount, required = 0;
    if (target->hasAttr("cortex.variadic"))
      --count;
    while (required < count && !defaultOf(required))
      ++required;
    return required;
  }

  /// What was given, or what the parameter's default function computes from the captures.
  Value orDefault(Value given, func::FuncOp otherwise, Type type, ValueRange arguments) {
    Value null = nullPointer(builder, loc);
    Value absent = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, given, null);
    auto branch = IfOp::create(builder, loc, TypeRange{type}, absent, /*withBlocks=*/true);
    OpBuilder then = OpBuilder::atBlockEnd(&branch.getThenRegion().front());
    Value made = func::CallOp::create(then, loc, otherwise,
                                      arguments.take_front(otherwise.getNumArguments()))
                     .getResult(0);
    if (made.getType() != type)
      made = UnboxOp::create(then, loc, type, boxed(then, loc, made));
    YieldOp::create(then, loc, made);
    OpBuilder rest = OpBuilder::atBlockEnd(&branch.getElseRegion().front());
    YieldOp::create(rest, loc, unboxed(rest, loc, given, type));
    return branch.getResult(0);
  }
};

struct BuildThunks : cortex::impl::CortexBuildThunksBase<BuildThunks> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    getOperation().walk([&](ClosureOp op) {
      auto target = symbols.lookup<func::FuncOp>(op.getFunction());
      if (!target)
        return;
      std::string name = thunkName(target.getSymName());
      if (!symbols.lookup(name))
        ThunkBuilder{symbols, target, static_cast<int64_t>(op.getCaptures().size())}.build();
      // Names the thunk, so that it is not taken for unused.
      op->setAttr("cortex.thunk", FlatSymbolRefAttr::get(&getContext(), name));
    });
  }
};

struct OutlineTries : cortex::impl::CortexOutlineTriesBase<OutlineTries> {
  void runOnOperation() override {
    SmallVector<TryOp> tries;
    // From the outside in: what an inner one needs in its frame then belongs to the right function.
    getOperation().walk<WalkOrder::PreOrder>([&](TryOp op) { tries.push_back(op); });
    for (auto [number, op] : llvm::enumerate(tries))
      outlineTry(op, number);
  }

  /// Makes the body a function of an array of boxed captures; gives that array.
  Value moveBody(TryOp op, func::FuncOp function) {
    OpBuilder outside(op), inside = OpBuilder::atBlockBegin(function.addEntryBlock());
    llvm::SetVector<Value> used;
    getUsedValuesDefinedAbove(op.getBody(), used);
    SmallVector<Value> captured;
    for (Value value : used) {
      Value copy;
      Operation *source = value.getDefiningOp();
      if (source && source->hasTrait<OpTrait::ConstantLike>()) {
        copy = inside.clone(*source)->getResult(0);
      } else {
        copy = loadPointer(inside, op.getLoc(), function.getArgument(0), captured.size());
        copy = unboxed(inside, op.getLoc(), copy, value.getType());
        captured.push_back(boxed(outside, op.getLoc(), value));
      }
      replaceAllUsesInRegionWith(value, copy, op.getBody());
    }
    Block &body = op.getBody().front(), &entry = function.getBody().front();
    body.getTerminator()->erase();
    entry.getOperations().splice(entry.end(), body.getOperations());
    OpBuilder end = OpBuilder::atBlockEnd(&entry);
    func::ReturnOp::create(end, op.getLoc());
    return arrayPointer(outside, op.getLoc(), captured);
  }

  void outlineTry(TryOp op, size_t number) {
    Location loc = op.getLoc();
    auto around = op->getParentOfType<func::FuncOp>();
    OpBuilder builder(around);
    Type pointer = LLVM::LLVMPointerType::get(&getContext()), any = AnyType::get(&getContext());
    auto function = func::FuncOp::create(builder, loc, "try$" + std::to_string(number),
                                         builder.getFunctionType({pointer}, {}));
    function.setPrivate();
    Value environment = moveBody(op, function);
    builder.setInsertionPoint(op);
    Value code =
        func::ConstantOp::create(builder, loc, function.getFunctionType(), function.getSymName());
    code = UnrealizedConversionCastOp::create(builder, loc, pointer, code).getResult(0);
    Value error = callRuntime(builder, loc, "try", {code, environment}, any);
    Value null = nullPointer(builder, loc);
    Value thrown = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne,
                                        toPointer(builder, loc, error), null);
    auto branch = IfOp::create(builder, loc, TypeRange{}, thrown, /*withBlocks=*/true);
    Block &handler = op.getHandler().front(), &then = branch.getThenRegion().front();
    if (handler.getNumArguments() == 1)
      handler.getArgument(0).replaceAllUsesWith(error);
    then.getOperations().splice(then.end(), handler.getOperations());
    OpBuilder rest = OpBuilder::atBlockEnd(&branch.getElseRegion().front());
    YieldOp::create(rest, loc, ValueRange{});
    op.erase();
  }
};
} // namespace
