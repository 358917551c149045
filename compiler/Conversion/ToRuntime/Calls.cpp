// Part of Cortex, under the MIT licence.
// Lowers functions as values, calls of values and library functions to calls of the runtime.
#include "Conversion/ToRuntime/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cortex;

std::string cortex::thunkName(StringRef function) { return (function + "$thunk").str(); }

static LogicalResult lowerClosure(ClosureOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  auto thunk = FlatSymbolRefAttr::get(op.getContext(), thunkName(op.getFunction()));
  Value info = dataPointer(rewriter, loc, FunctionInfoAttr::get(op.getContext(), thunk));
  Value captures = arrayPointer(rewriter, loc, op.getCaptures());
  Value count = constantI64(rewriter, loc, op.getCaptures().size());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "function_new", {info, captures, count}));
  return success();
}

namespace {
/// Arguments as the runtime takes them: all values, how many are positional, and the names of the
/// rest.
struct Arguments {
  Value array, positional, names, namedCount;
  bool hasNames;
};
} // namespace

static Arguments argumentsOf(OpBuilder &builder, Location loc, ValueRange values, ArrayAttr given) {
  SmallVector<StringRef> names;
  for (StringRef name : given.getAsValueRange<StringAttr>())
    if (!name.empty())
      names.push_back(name);
  return {arrayPointer(builder, loc, values),
          constantI64(builder, loc, values.size() - names.size()),
          textArrayPointer(builder, loc, names), constantI64(builder, loc, names.size()),
          !names.empty()};
}

static LogicalResult lowerApply(ApplyOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Arguments a = argumentsOf(rewriter, loc, op.getArgs(), op.getNames());
  SmallVector<Value> arguments{op.getCallee(), a.array, a.positional};
  if (a.hasNames)
    arguments.append({a.names, a.namedCount});
  rewriter.replaceOp(op, callRuntime(rewriter, loc, a.hasNames ? "any_apply_named" : "any_apply",
                                     arguments, op.getType()));
  return success();
}

static LogicalResult lowerMethod(MethodOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Arguments a = argumentsOf(rewriter, loc, op.getArgs(), op.getNames());
  SmallVector<Value> arguments{op.getBase(), textPointer(rewriter, loc, op.getName()), a.array,
                               a.positional};
  if (a.hasNames)
    arguments.append({a.names, a.namedCount});
  rewriter.replaceOp(op, callRuntime(rewriter, loc, a.hasNames ? "any_method_named" : "any_method",
                                     arguments, op.getType()));
  return success();
}

/// An argument in the kind that a parameter of the table has.
static Value argumentAs(OpBuilder &builder, Location loc, Value value, StringRef kind) {
  if (kind == "I64")
    return callRuntime(builder, loc, "unbox_i64", {value});
  if (kind == "F64")
    return callRuntime(builder, loc, "unbox_f64", {value});
  if (kind == "I1")
    return callRuntime(builder, loc, "any_truth", {value});
  return kind == "Value" ? value : Value();
}

/// What a function of the table gave, as a boxed value.
static Value resultAsValue(OpBuilder &builder, Location loc, Value result) {
  if (!result)
    return callRuntime(builder, loc, "null_value", {});
  Type type = result.getType();
  if (isBoxed(type))
    return result;
  StringRef function = type.isF64() ? "box_f64" : type.isInteger(1) ? "box_i1" : "box_i64";
  return callRuntime(builder, loc, function, {result});
}

static LogicalResult lowerRuntime(RuntimeOp op, PatternRewriter &rewriter) {
  const RuntimeFunction *function = nullptr;
  for (StringRef prefix : {"lib_", "any_", ""})
    if (!function)
      function = findRuntimeFunction((prefix + op.getFunction()).str());
  if (!function)
    return op.emitError() << codedMessage(
               DiagKind::UnsupportedYet,
               {("the library function `" + op.getFunction() + "`").str()});
  Location loc = op.getLoc();
  SmallVector<Value> arguments;
  for (auto [value, kind] : llvm::zip(op.getArgs(), function->parameters)) {
    arguments.push_back(argumentAs(rewriter, loc, value, kind));
    if (!arguments.back())
      return op.emitError() << codedMessage(
                 DiagKind::UnsupportedYet,
                 {("this form of the library function `" + op.getFunction() + "`").str()});
  }
  if (op.getArgs().size() > function->parameters.size())
    return op.emitError() << codedMessage(
               DiagKind::WrongArgumentCount,
               {op.getFunction().str(), "fewer arguments", std::to_string(op.getArgs().size())});
  rewriter.replaceOp(
      op, resultAsValue(rewriter, loc, callRuntime(rewriter, loc, function->name, arguments)));
  return success();
}

static LogicalResult lowerThrow(ThrowOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  if (op.getKind())
    callRuntime(rewriter, loc, "throw_value",
                {constantI32(rewriter, loc, op.getKindNumber()), op.getMessage()});
  else
    callRuntime(rewriter, loc, "throw", {op.getMessage()});
  rewriter.eraseOp(op);
  return success();
}

void cortex::traceCalls(ModuleOp module) {
  SymbolTable symbols(module);
  module.walk([&](func::CallOp call) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    auto caller = call->getParentOfType<func::FuncOp>();
    auto name = callee ? callee->getAttrOfType<StringAttr>(nameAttr) : StringAttr();
    // The runtime traces what it calls itself.
    if (!name || !caller || caller.getSymName().ends_with("$thunk"))
      return;
    OpBuilder builder(call);
    callRuntime(builder, call.getLoc(), "enter",
                {textPointer(builder, call.getLoc(), name.getValue())});
    builder.setInsertionPointAfter(call);
    callRuntime(builder, call.getLoc(), "leave", {});
  });
}

void cortex::populateCallLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerClosure).add(lowerApply).add(lowerMethod).add(lowerRuntime).add(lowerThrow);
}
