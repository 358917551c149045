// Part of Cortex, under the MIT licence.
// Lowers boxed constants, boxing, arithmetic, text and data to calls of the runtime.
#include "Conversion/ToRuntime/Lowering.h"

#include "cortex/runtime.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace cortex;

/// The address of a slot for a value that is made once.
static Value slotPointer(OpBuilder &builder, Location loc, StringRef kind, StringRef key) {
  return dataPointer(
      builder, loc,
      SlotAttr::get(builder.getContext(), builder.getStringAttr(kind), builder.getStringAttr(key)));
}

/// A string that is made at its first use and kept.
static Value stringConstant(OpBuilder &builder, Location loc, StringRef text, Type type) {
  return callRuntime(builder, loc, "str_constant",
                     {slotPointer(builder, loc, "string", text), textPointer(builder, loc, text),
                      constantI64(builder, loc, text.size())},
                     type);
}

static LogicalResult lowerConstant(ConstantOp op, PatternRewriter &rewriter) {
  if (auto text = dyn_cast<StringAttr>(op.getValue()); text && isBoxed(op.getType()))
    rewriter.replaceOp(op, stringConstant(rewriter, op.getLoc(), text.getValue(), op.getType()));
  else if (isa<NullType>(op.getType()))
    rewriter.replaceOp(op, callRuntime(rewriter, op.getLoc(), "null_value", {}, op.getType()));
  else
    return failure();
  return success();
}

static LogicalResult lowerUndefined(UndefinedOp op, PatternRewriter &rewriter) {
  if (!isBoxed(op.getType()))
    return failure();
  Value null = nullPointer(rewriter, op.getLoc());
  rewriter.replaceOp(op, fromPointer(rewriter, op.getLoc(), null, op.getType(), false));
  return success();
}

static LogicalResult lowerBox(BoxOp op, PatternRewriter &rewriter) {
  Value input = op.getInput();
  Type type = input.getType();
  if (isBoxed(type)) {
    rewriter.replaceOp(op, castBoxed(rewriter, op.getLoc(), input, op.getType()));
    return success();
  }
  if (!isScalar(type))
    return failure();
  StringRef function = type.isF64() ? "box_f64" : type.isInteger(64) ? "box_i64" : "box_i1";
  rewriter.replaceOp(op, callRuntime(rewriter, op.getLoc(), function, {input}));
  return success();
}

static LogicalResult lowerUnbox(UnboxOp op, PatternRewriter &rewriter) {
  Type type = op.getType();
  Location loc = op.getLoc();
  if (isScalar(type)) {
    StringRef function = type.isF64() ? "unbox_f64" : type.isInteger(64) ? "unbox_i64" : "unbox_i1";
    rewriter.replaceOp(op, callRuntime(rewriter, loc, function, {op.getInput()}));
    return success();
  }
  if (isa<StrType>(type))
    rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_check_type",
                                       {op.getInput(), textPointer(rewriter, loc, "string"),
                                        textPointer(rewriter, loc, "this value")},
                                       type));
  else if (isBoxed(type))
    rewriter.replaceOp(op, castBoxed(rewriter, loc, op.getInput(), type));
  else
    return failure();
  return success();
}

/// The number of an op within one of the families of OpKinds.def.
static std::optional<int32_t> kindOf(StringRef name, const llvm::StringMap<int32_t> &family) {
  auto found = family.find(name);
  return found == family.end() ? std::nullopt : std::optional(found->second);
}

static const llvm::StringMap<int32_t> &unaryKinds() {
  static const llvm::StringMap<int32_t> kinds = {
#define CORTEX_UNARY(name, spelling) {"cortex." #name, CortexUnary_##name},
#include "OpKinds.def"
  };
  return kinds;
}
static const llvm::StringMap<int32_t> &binaryKinds() {
  static const llvm::StringMap<int32_t> kinds = {
#define CORTEX_BINARY(name, spelling) {"cortex." #name, CortexBinary_##name},
#include "OpKinds.def"
  };
  return kinds;
}
static const llvm::StringMap<int32_t> &reductionKinds() {
  static const llvm::StringMap<int32_t> kinds = {
#define CORTEX_REDUCE(name) {"cortex.reduce_" #name, CortexReduce_##name},
#include "OpKinds.def"
      {"cortex.argmax", CortexReduce_argmax},
      {"cortex.argmin", CortexReduce_argmin},
  };
  return kinds;
}

static const llvm::StringMap<StringRef> &opCalls() {
  static const llvm::StringMap<StringRef> calls = {
#define CORTEX_OP_CALL(op, function) {op, function},
#include "Conversion/ToRuntime/OpCalls.def"
  };
  return calls;
}

namespace {
/// The families, and the ops that are one call.
struct LowerByTable : RewritePattern {
  explicit LowerByTable(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa_and_nonnull<CortexDialect>(op->getDialect()) ||
        !llvm::all_of(op->getOperandTypes(), isBoxed))
      return failure();
    StringRef name = op->getName().getStringRef();
    Location loc = op->getLoc();
    SmallVector<Value> arguments;
    StringRef function;
    if (auto kind = kindOf(name, unaryKinds())) {
      arguments = {constantI32(rewriter, loc, *kind), op->getOperand(0)};
      function = "any_unary";
    } else if (auto kind = kindOf(name, binaryKinds())) {
      arguments = {constantI32(rewriter, loc, *kind), op->getOperand(0), op->getOperand(1)};
      function = "any_binary";
    } else if (auto kind = kindOf(name, reductionKinds())) {
      Value keep = callRuntime(rewriter, loc, "any_truth", {op->getOperand(2)});
      arguments = {constantI32(rewriter, loc, *kind), op->getOperand(0), op->getOperand(1), keep};
      function = "any_reduce";
    } else if (auto found = opCalls().find(name); found != opCalls().end()) {
      arguments = op->getOperands();
      function = found->second;
    } else {
      return failure();
    }
    Value result = callRuntime(rewriter, loc, function, arguments,
                               op->getNumResults() ? op->getResult(0).getType() : Type());
    if (op->getNumResults())
      rewriter.replaceOp(op, result);
    else
      rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

static LogicalResult lowerMatmul(MatmulOp op, PatternRewriter &rewriter) {
  if (!isAny(op.getType()))
    return failure();
  auto read = [&](Value value, bool transposed) {
    return transposed ? callRuntime(rewriter, op.getLoc(), "lib_transpose", {value}) : value;
  };
  rewriter.replaceOp(op, callRuntime(rewriter, op.getLoc(), "any_matmul",
                                     {read(op.getLhs(), op.getTransposeLhs()),
                                      read(op.getRhs(), op.getTransposeRhs())}));
  return success();
}

static LogicalResult lowerIota(IotaOp op, PatternRewriter &rewriter) {
  if (!isAny(op.getType()))
    return failure();
  Value zero =
      callRuntime(rewriter, op.getLoc(), "box_i64", {constantI64(rewriter, op.getLoc(), 0)});
  Value none = nullPointer(rewriter, op.getLoc());
  rewriter.replaceOp(
      op, callRuntime(rewriter, op.getLoc(), "lib_arange", {zero, op.getCount(), none, none}));
  return success();
}

static LogicalResult lowerDim(DimOp op, PatternRewriter &rewriter) {
  if (!isAny(op.getType()))
    return failure();
  Location loc = op.getLoc();
  Value shape = callRuntime(rewriter, loc, "any_field_get",
                            {op.getInput(), textPointer(rewriter, loc, "shape")});
  Value axis = arrayPointer(rewriter, loc, op.getAxis());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_index_get",
                                     {shape, axis, constantI64(rewriter, loc, 1)}));
  return success();
}

static LogicalResult lowerStopGradient(StopGradientOp op, PatternRewriter &rewriter) {
  rewriter.replaceOp(op, op.getInput());
  return success();
}

static LogicalResult lowerStr(StrOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  if (auto spec = op.getSpec())
    rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_format",
                                       {op.getInput(), textPointer(rewriter, loc, *spec)},
                                       op.getType()));
  else
    rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_str", {op.getInput()}, op.getType()));
  return success();
}

static LogicalResult lowerPrint(PrintOp op, PatternRewriter &rewriter) {
  Value values = arrayPointer(rewriter, op.getLoc(), op.getValues());
  callRuntime(rewriter, op.getLoc(), "any_print",
              {values, constantI64(rewriter, op.getLoc(), op.getValues().size())});
  rewriter.eraseOp(op);
  return success();
}

/// The dataset of `--data` is opened at its first use and kept.
static LogicalResult lowerDatasetDefault(DatasetDefaultOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  StringRef part = op.getTest() ? "test" : "train";
  Value slot = slotPointer(rewriter, loc, "dataset", part);
  Type pointer = LLVM::LLVMPointerType::get(op.getContext()), any = AnyType::get(op.getContext());
  Value kept = LLVM::LoadOp::create(rewriter, loc, pointer, slot);
  Value none = LLVM::ICmpOp::create(rewriter, loc, LLVM::ICmpPredicate::eq, kept,
                                    nullPointer(rewriter, loc));
  auto branch = scf::IfOp::create(rewriter, loc, none, /*withElseRegion=*/false);
  OpBuilder opens = branch.getThenBodyBuilder();
  Value path = callRuntime(opens, loc, "lib_default_data_path", {});
  Value name = stringConstant(opens, loc, part, any);
  Value opened = callRuntime(opens, loc, "dataset_open", {path, name});
  callRuntime(opens, loc, "retain", {opened});
  LLVM::StoreOp::create(opens, loc, toPointer(opens, loc, opened), slot);
  Value dataset = LLVM::LoadOp::create(rewriter, loc, pointer, slot);
  rewriter.replaceOp(op, fromPointer(rewriter, loc, dataset, op.getType(), false));
  return success();
}

static LogicalResult lowerCheckType(CheckTypeOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  StringRef function = op.getElements() ? "any_check_elements" : "any_check_type";
  rewriter.replaceOp(op, callRuntime(rewriter, loc, function,
                                     {op.getInput(), textPointer(rewriter, loc, op.getAnnotation()),
                                      textPointer(rewriter, loc, op.getWhat())},
                                     op.getType()));
  return success();
}

static LogicalResult lowerIsType(IsTypeOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value annotation = textPointer(rewriter, loc, op.getAnnotation());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_is_type", {op.getInput(), annotation}));
  return success();
}

static LogicalResult lowerChoose(ChooseOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  SmallVector<StringRef> candidates(op.getCandidates().getAsValueRange<StringAttr>());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "choose_overload",
                                     {textPointer(rewriter, loc, op.getName()),
                                      textPointer(rewriter, loc, llvm::join(candidates, "\n")),
                                      arrayPointer(rewriter, loc, op.getArgs()),
                                      constantI64(rewriter, loc, op.getArgs().size())}));
  return success();
}

/// The call is there and stays: calls that may throw are never dropped.
static LogicalResult lowerKeep(KeepOp op, PatternRewriter &rewriter) {
  rewriter.eraseOp(op);
  return success();
}

void cortex::populateValueLowerings(RewritePatternSet &patterns) {
  patterns.add<LowerByTable>(patterns.getContext());
  patterns.add(lowerConstant).add(lowerUndefined).add(lowerBox).add(lowerUnbox).add(lowerMatmul);
  patterns.add(lowerIota).add(lowerDim).add(lowerStopGradient).add(lowerStr).add(lowerPrint);
  patterns.add(lowerDatasetDefault);
  patterns.add(lowerCheckType).add(lowerIsType).add(lowerChoose).add(lowerKeep);
}
