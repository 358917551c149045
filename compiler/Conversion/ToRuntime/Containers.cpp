// Part of Cortex, under the MIT licence.
// Lowers lists, dicts, structs, their parts and global variables to calls of the runtime.
#include "Conversion/ToRuntime/Lowering.h"
#include "Dialect/Inference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cortex;

static Value countOf(OpBuilder &builder, Location loc, ValueRange values) {
  return constantI64(builder, loc, values.size());
}

/// A constructor of (array, count).
template <typename OpTy>
static LogicalResult lowerConstructor(OpTy op, PatternRewriter &rewriter, StringRef function) {
  Location loc = op.getLoc();
  Value elements = arrayPointer(rewriter, loc, op.getElements());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, function,
                                     {elements, countOf(rewriter, loc, op.getElements())}));
  return success();
}
/// A literal of numbers is a tensor; `rows` has a `1` for each element that is a literal itself.
static Value makeLiteral(OpBuilder &builder, Location loc, ValueRange elements, StringRef rows) {
  return callRuntime(builder, loc, "literal_new",
                     {arrayPointer(builder, loc, elements), countOf(builder, loc, elements),
                      textPointer(builder, loc, rows)});
}
static LogicalResult lowerBracket(BracketOp op, PatternRewriter &rewriter) {
  std::string rows;
  for (bool isRow : op.getRows())
    rows += isRow ? '1' : '0';
  rewriter.replaceOp(op, makeLiteral(rewriter, op.getLoc(), op.getElements(), rows));
  return success();
}
static LogicalResult lowerList(ListOp op, PatternRewriter &rewriter) {
  return lowerConstructor(op, rewriter, "list_new");
}
static LogicalResult lowerTuple(TupleOp op, PatternRewriter &rewriter) {
  return lowerConstructor(op, rewriter, "tuple_new");
}

static LogicalResult lowerPack(PackOp op, PatternRewriter &rewriter) {
  if (!isAny(op.getType()))
    return failure();
  std::string rows(op.getParts().size(), '1');
  rewriter.replaceOp(op, makeLiteral(rewriter, op.getLoc(), op.getParts(), rows));
  return success();
}

static LogicalResult lowerDict(DictOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value keys = arrayPointer(rewriter, loc, op.getKeys()),
        values = arrayPointer(rewriter, loc, op.getValues());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "dict_new",
                                     {keys, values, countOf(rewriter, loc, op.getKeys())}));
  return success();
}

static LogicalResult lowerStruct(StructOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  auto description =
      StructInfoAttr::get(op.getContext(), op.getNameAttr(), op.getFields(), op.getTypes());
  Value info = dataPointer(rewriter, loc, description);
  Value values = arrayPointer(rewriter, loc, op.getValues());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "struct_new",
                                     {info, values, countOf(rewriter, loc, op.getValues())}));
  return success();
}

static LogicalResult lowerUnpack(UnpackOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  callRuntime(rewriter, loc, "any_unpack_check",
              {op.getInput(), constantI64(rewriter, loc, op.getNumResults())});
  SmallVector<Value> parts;
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    parts.push_back(callRuntime(rewriter, loc, "any_unpack_item",
                                {op.getInput(), constantI64(rewriter, loc, i)}));
  rewriter.replaceOp(op, parts);
  return success();
}

static LogicalResult lowerField(FieldOp op, PatternRewriter &rewriter) {
  Value name = textPointer(rewriter, op.getLoc(), op.getName());
  rewriter.replaceOp(
      op, callRuntime(rewriter, op.getLoc(), "any_field_get", {op.getBase(), name}, op.getType()));
  return success();
}

static LogicalResult lowerFieldSet(FieldSetOp op, PatternRewriter &rewriter) {
  Value name = textPointer(rewriter, op.getLoc(), op.getName());
  callRuntime(rewriter, op.getLoc(), "any_field_set", {op.getBase(), name, op.getValue()});
  rewriter.eraseOp(op);
  return success();
}

static LogicalResult lowerLen(LenOp op, PatternRewriter &rewriter) {
  if (!isBoxed(op.getInput().getType()))
    return failure();
  StringRef function = isa<StrType>(op.getInput().getType()) ? "str_len" : "any_len";
  rewriter.replaceOp(op, callRuntime(rewriter, op.getLoc(), function, {op.getInput()}));
  return success();
}

static LogicalResult lowerIndex(IndexOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  if (!isBoxed(op.getBase().getType()))
    return failure();
  Value subscripts = arrayPointer(rewriter, loc, op.getSubscripts());
  Value count = countOf(rewriter, loc, op.getSubscripts());
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "any_index_get",
                                     {op.getBase(), subscripts, count}, op.getType()));
  return success();
}

template <typename OpTy> static LogicalResult lowerUpdate(OpTy op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  if (!isBoxed(op.getBase().getType()))
    return failure();
  StringRef function = std::is_same_v<OpTy, IndexAddOp> ? "any_index_add" : "any_index_set";
  Value subscripts = arrayPointer(rewriter, loc, op.getSubscripts());
  Value count = countOf(rewriter, loc, op.getSubscripts());
  rewriter.replaceOp(op,
                     callRuntime(rewriter, loc, function,
                                 {op.getBase(), subscripts, count, op.getValue()}, op.getType()));
  return success();
}

static std::string globalSymbol(StringRef name) { return ("global." + name).str(); }

static Value addressOfGlobal(OpBuilder &builder, Location loc, StringRef name) {
  return LLVM::AddressOfOp::create(builder, loc, LLVM::LLVMPointerType::get(builder.getContext()),
                                   globalSymbol(name));
}

static LogicalResult lowerGlobal(GlobalOp op, PatternRewriter &rewriter) {
  createPointerGlobal(rewriter, op.getLoc(), globalSymbol(op.getSymName()));
  rewriter.eraseOp(op);
  return success();
}

static LogicalResult lowerGlobalGet(GlobalGetOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value place = addressOfGlobal(rewriter, loc, op.getGlobal());
  Value name = textPointer(rewriter, loc, writtenName(op.getGlobal()));
  rewriter.replaceOp(op, callRuntime(rewriter, loc, "global_get", {place, name}, op.getType()));
  return success();
}

static LogicalResult lowerGlobalSet(GlobalSetOp op, PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Value place = addressOfGlobal(rewriter, loc, op.getGlobal());
  Value old = LLVM::LoadOp::create(rewriter, loc, place.getType(), place);
  callRuntime(rewriter, loc, "retain", {op.getValue()});
  LLVM::StoreOp::create(rewriter, loc, toPointer(rewriter, loc, op.getValue()), place);
  callRuntime(rewriter, loc, "release", {old});
  rewriter.eraseOp(op);
  return success();
}

void cortex::populateContainerLowerings(RewritePatternSet &patterns) {
  patterns.add(lowerBracket)
      .add(lowerList)
      .add(lowerTuple)
      .add(lowerPack)
      .add(lowerDict)
      .add(lowerStruct);
  patterns.add(lowerUnpack).add(lowerField).add(lowerFieldSet).add(lowerLen).add(lowerIndex);
  patterns.add(lowerUpdate<IndexSetOp>).add(lowerUpdate<IndexAddOp>);
  patterns.add(lowerGlobal).add(lowerGlobalGet).add(lowerGlobalSet);
}
