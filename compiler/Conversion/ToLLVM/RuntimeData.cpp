// Part of Cortex, under the MIT licence.
// The globals behind the constants that the runtime reads; include/cortex/runtime.h has their
// layout.
#include "Conversion/ToLLVM/RuntimeData.h"

#include "Conversion/RuntimeCalls.h"
#include "Dialect/Inference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cortex;

Value RuntimeData::addressOf(OpBuilder &at, Location where, Attribute contents) {
  StringAttr symbol = defined.lookup(contents);
  if (!symbol)
    symbol = defined[contents] = define(contents).getSymNameAttr();
  return LLVM::AddressOfOp::create(at, where, LLVM::LLVMPointerType::get(at.getContext()), symbol);
}

LLVM::GlobalOp RuntimeData::define(Attribute contents) {
  return TypeSwitch<Attribute, LLVM::GlobalOp>(contents)
      .Case([&](StringAttr text) { return defineText(text); })
      .Case([&](ArrayAttr texts) { return defineTexts(texts); })
      .Case([&](PlaceAttr place) { return definePlace(place); })
      .Case([&](FunctionInfoAttr info) { return defineFunction(info); })
      .Case([&](StructInfoAttr info) { return defineStruct(info); })
      .Case([&](SlotAttr) { return createPointerGlobal(builder, loc, nextSymbol("slot")); })
      .DefaultUnreachable("not a constant that the runtime reads");
}

/// Names of the program's own functions and globals never have a dot and a number.
std::string RuntimeData::nextSymbol(StringRef prefix) {
  return (prefix + "." + Twine(defined.size())).str();
}

LLVM::GlobalOp RuntimeData::defineText(StringAttr text) {
  std::string terminated = text.str() + '\0';
  auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), terminated.size());
  return LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Internal,
                                nextSymbol("text"), builder.getStringAttr(terminated));
}

Value RuntimeData::valueOf(OpBuilder &body, const Part &part) {
  Type pointer = LLVM::LLVMPointerType::get(body.getContext());
  if (part.data)
    return addressOf(body, loc, part.data);
  if (part.function)
    return LLVM::AddressOfOp::create(body, loc, pointer, part.function.getValue());
  if (part.number)
    return LLVM::ConstantOp::create(body, loc, part.number.getType(), part.number);
  return nullPointer(body, loc);
}

LLVM::GlobalOp RuntimeData::defineParts(StringRef prefix, ArrayRef<Part> parts, bool isArray) {
  OpBuilder body(builder.getContext());
  Block *block = new Block;
  body.setInsertionPointToStart(block);
  SmallVector<Value> values;
  SmallVector<Type> types;
  for (const Part &part : parts) {
    values.push_back(valueOf(body, part));
    types.push_back(values.back().getType());
  }
  Type type = isArray ? Type(LLVM::LLVMArrayType::get(types.front(), types.size()))
                      : LLVM::LLVMStructType::getLiteral(builder.getContext(), types);
  Value whole = LLVM::UndefOp::create(body, loc, type);
  for (auto [i, value] : llvm::enumerate(values))
    whole = LLVM::InsertValueOp::create(body, loc, whole, value, i);
  LLVM::ReturnOp::create(body, loc, whole);
  auto global = LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true,
                                       LLVM::Linkage::Internal, nextSymbol(prefix), Attribute());
  global.getInitializerRegion().push_back(block);
  return global;
}

void RuntimeData::defineTexts(StringRef symbol, ArrayRef<StringRef> texts) {
  SmallVector<Part> parts;
  for (StringRef one : texts)
    parts.push_back(text(one));
  LLVM::GlobalOp global = defineParts("texts", parts);
  global.setSymName(symbol);
  global.setLinkage(LLVM::Linkage::External);
}

LLVM::GlobalOp RuntimeData::defineTexts(ArrayAttr texts) {
  SmallVector<Part> parts;
  for (Attribute one : texts)
    parts.push_back(data(one));
  return defineParts("texts", parts, /*isArray=*/true);
}

LLVM::GlobalOp RuntimeData::definePlace(PlaceAttr place) {
  std::string line = sourceLine ? sourceLine(place.getFile(), place.getLine()) : std::string();
  return defineParts("place", {data(place.getFile()), i32(place.getLine()), i32(place.getColumn()),
                               data(place.getFunction()), line.empty() ? Part() : text(line),
                               data(place.getCaller())});
}

LLVM::GlobalOp RuntimeData::defineFunction(FunctionInfoAttr info) {
  auto thunk = symbols.lookup<FunctionOpInterface>(info.getThunk().getValue());
  if (!thunk)
    llvm::report_fatal_error("internal error: no function `" + info.getThunk().getValue() + "`");
  auto parameters = thunk->getAttrOfType<ArrayAttr>("cortex.params");
  auto required = thunk->getAttrOfType<IntegerAttr>("cortex.required");
  auto name = thunk->getAttrOfType<StringAttr>(nameAttr);
  int64_t arity = parameters ? parameters.size() : 0;
  return defineParts("function",
                     {data(name ? name : info.getThunk().getAttr()), Part{{}, info.getThunk(), {}},
                      i64(arity), i64(required ? required.getInt() : arity),
                      arity ? data(parameters) : Part(), i64(thunk->hasAttr("cortex.variadic"))});
}

LLVM::GlobalOp RuntimeData::defineStruct(StructInfoAttr info) {
  auto texts = [&](ArrayAttr given) { return given.empty() ? Part() : data(given); };
  return defineParts("struct", {text(writtenName(info.getName())), data(info.getName()),
                                i64(info.getFields().size()), texts(info.getFields()),
                                texts(info.getTypes())});
}
