// Part of Cortex, under the MIT licence.
// Calls of the functions in runtime/Functions.def, and the constants that they take.
#include "Conversion/RuntimeCalls.h"

#include "cortex/runtime.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace cortex;

/// Splits `(I64, Value, Loc)`.
static SmallVector<StringRef> splitParameters(StringRef text) {
  SmallVector<StringRef> parts;
  text.drop_front().drop_back().split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef &part : parts)
    part = part.trim();
  return parts;
}

static llvm::StringMap<RuntimeFunction> readTable() {
  llvm::StringMap<RuntimeFunction> table;
#define CORTEX_RT(name, result, parameters, traits, contract)                                      \
  table[#name] = {#name, #result, splitParameters(#parameters), StringRef(#traits) == "MayThrow"};
#include "Functions.def"
  return table;
}

const RuntimeFunction *cortex::findRuntimeFunction(StringRef name) {
  static const llvm::StringMap<RuntimeFunction> table = readTable();
  auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

bool cortex::isBoxed(Type type) {
  return isa<AnyType, StrType, NullType, SliceType, DatasetType>(type);
}

static Type pointerType(OpBuilder &builder) {
  return LLVM::LLVMPointerType::get(builder.getContext());
}

/// How a kind of the table crosses a call. A C bool is passed as an int, so that no bit of it is
/// undefined.
static Type typeOfKind(OpBuilder &builder, StringRef kind, bool result) {
  if (kind == "I64")
    return builder.getI64Type();
  if (kind == "I32")
    return builder.getI32Type();
  if (kind == "F64")
    return builder.getF64Type();
  if (kind == "F32")
    return builder.getF32Type();
  if (kind == "I1")
    return result ? builder.getI8Type() : builder.getI32Type();
  return kind == "Value" ? Type(AnyType::get(builder.getContext())) : pointerType(builder);
}

static ModuleOp moduleAround(OpBuilder &builder) {
  Operation *op = builder.getInsertionBlock()->getParentOp();
  return isa<ModuleOp>(op) ? cast<ModuleOp>(op) : op->getParentOfType<ModuleOp>();
}

static func::FuncOp declare(OpBuilder &builder, const RuntimeFunction &function) {
  ModuleOp module = moduleAround(builder);
  std::string symbol = ("cortex_rt_" + function.name).str();
  if (auto found = module.lookupSymbol<func::FuncOp>(symbol))
    return found;
  SmallVector<Type> parameters, results;
  for (StringRef kind : function.parameters)
    parameters.push_back(typeOfKind(builder, kind, false));
  if (function.result != "Void")
    results.push_back(typeOfKind(builder, function.result, true));
  OpBuilder atStart = OpBuilder::atBlockBegin(module.getBody());
  auto declared = func::FuncOp::create(atStart, module.getLoc(), symbol,
                                       builder.getFunctionType(parameters, results));
  declared.setPrivate();
  SmallVector<Attribute> traits;
  if (!function.mayThrow)
    traits.push_back(builder.getStringAttr("nounwind"));
  if (function.name.starts_with("throw"))
    traits.append({builder.getStringAttr("noreturn"), builder.getStringAttr("cold")});
  if (!traits.empty())
    declared->setAttr("passthrough", builder.getArrayAttr(traits));
  return declared;
}

Value cortex::constantI64(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIntOp::create(builder, loc, value, 64);
}
Value cortex::constantI32(OpBuilder &builder, Location loc, int32_t value) {
  return arith::ConstantIntOp::create(builder, loc, value, 32);
}
Value cortex::nullPointer(OpBuilder &builder, Location loc) {
  return LLVM::ZeroOp::create(builder, loc, pointerType(builder));
}

Value cortex::toPointer(OpBuilder &builder, Location loc, Value value) {
  if (!isBoxed(value.getType()))
    return value;
  return UnrealizedConversionCastOp::create(builder, loc, pointerType(builder), value).getResult(0);
}

Value cortex::fromPointer(OpBuilder &builder, Location loc, Value pointer, Type type, bool owned) {
  auto cast = UnrealizedConversionCastOp::create(builder, loc, type, pointer);
  if (owned)
    cast->setDiscardableAttr(ownedAttr, builder.getUnitAttr());
  return cast.getResult(0);
}

Value cortex::castBoxed(OpBuilder &builder, Location loc, Value value, Type type) {
  return value.getType() == type ? value : fromPointer(builder, loc, value, type, false);
}

/// The value in the form in which the kind crosses a call.
static Value passAs(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  if (isAny(type))
    return castBoxed(builder, loc, value, type);
  if (value.getType().isIndex())
    return arith::IndexCastOp::create(builder, loc, type, value);
  return arith::ExtUIOp::create(builder, loc, type, value);
}

Value cortex::callRuntime(OpBuilder &builder, Location loc, StringRef name, ValueRange arguments,
                          Type resultType) {
  const RuntimeFunction *function = findRuntimeFunction(name);
  if (!function)
    llvm::report_fatal_error("internal error: the runtime has no function `" + name + "`");
  func::FuncOp declared = declare(builder, *function);
  SmallVector<Value> passed;
  for (auto [i, type] : llvm::enumerate(declared.getArgumentTypes())) {
    Value argument = i < arguments.size()               ? arguments[i]
                     : function->parameters[i] == "Loc" ? locationPointer(builder, loc)
                                                        : nullPointer(builder, loc);
    passed.push_back(passAs(builder, loc, argument, type));
  }
  auto call = func::CallOp::create(builder, loc, declared, passed);
  if (function->result == "Void")
    return {};
  Value result = call.getResult(0);
  if (function->result == "I1")
    return arith::TruncIOp::create(builder, loc, builder.getI1Type(), result);
  return function->result == "Value" && resultType ? castBoxed(builder, loc, result, resultType)
                                                   : result;
}

Value cortex::dataPointer(OpBuilder &builder, Location loc, Attribute contents) {
  return RuntimeDataOp::create(builder, loc, contents);
}

namespace {
/// One place in a source file, and the function that it is in where the location says so.
struct Site {
  FileLineColRange place;
  StringRef function;
};
} // namespace

/// The places of a location, the innermost first: then where its function was inlined, and so on.
static void collectSites(Location loc, SmallVectorImpl<Site> &sites) {
  size_t before = sites.size();
  if (auto place = dyn_cast<FileLineColRange>(loc)) {
    sites.push_back({place, {}});
  } else if (auto named = dyn_cast<NameLoc>(loc)) {
    collectSites(named.getChildLoc(), sites);
    if (sites.size() > before && sites[before].function.empty())
      sites[before].function = named.getName();
  } else if (auto call = dyn_cast<CallSiteLoc>(loc)) {
    collectSites(call.getCallee(), sites);
    collectSites(call.getCaller(), sites);
  } else if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      if (sites.size() == before)
        collectSites(part, sites);
  }
}

Value cortex::locationPointer(OpBuilder &builder, Location loc) {
  SmallVector<Site> sites;
  collectSites(loc, sites);
  if (sites.empty())
    return nullPointer(builder, loc);
  Operation *parent = builder.getInsertionBlock()->getParentOp();
  Operation *function = isa<FunctionOpInterface>(parent)
                            ? parent
                            : parent->getParentOfType<FunctionOpInterface>().getOperation();
  if (function && sites.back().function.empty()) {
    auto given = function->getAttrOfType<StringAttr>(nameAttr);
    sites.back().function =
        given ? given.getValue() : SymbolTable::getSymbolName(function).getValue();
  }
  PlaceAttr place;
  for (const Site &site : llvm::reverse(sites))
    place =
        PlaceAttr::get(builder.getContext(), site.place.getFilename(), site.place.getStartLine(),
                       site.place.getStartColumn(), builder.getStringAttr(site.function), place);
  return dataPointer(builder, loc, place);
}

Value cortex::textPointer(OpBuilder &builder, Location loc, StringRef text) {
  return dataPointer(builder, loc, builder.getStringAttr(text));
}

Value cortex::textArrayPointer(OpBuilder &builder, Location loc, ArrayRef<StringRef> texts) {
  return texts.empty() ? nullPointer(builder, loc)
                       : dataPointer(builder, loc, builder.getStrArrayAttr(texts));
}

Value cortex::arrayPointer(OpBuilder &builder, Location loc, ValueRange values) {
  if (values.empty())
    return nullPointer(builder, loc);
  Operation *parent = builder.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<FunctionOpInterface>(parent);
  if (!function)
    function = parent->getParentOfType<FunctionOpInterface>();
  // In the entry block: storage that a loop takes from the frame is given back only at the
  // function's end.
  OpBuilder entry = OpBuilder::atBlockBegin(&function.getFunctionBody().front());
  Type element = isBoxed(values[0].getType()) ? pointerType(builder) : values[0].getType();
  auto array = LLVM::AllocaOp::create(entry, loc, pointerType(builder),
                                      LLVM::LLVMArrayType::get(element, values.size()),
                                      constantI64(entry, loc, 1));
  for (auto [i, value] : llvm::enumerate(values)) {
    Value place = LLVM::GEPOp::create(builder, loc, array.getType(), element, array,
                                      ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
    LLVM::StoreOp::create(builder, loc, toPointer(builder, loc, value), place);
  }
  return array;
}

LLVM::GlobalOp cortex::createPointerGlobal(OpBuilder &builder, Location loc, StringRef symbol) {
  auto global = LLVM::GlobalOp::create(builder, loc, pointerType(builder), /*isConstant=*/false,
                                       LLVM::Linkage::Internal, symbol, Attribute());
  // Without an initial value the symbol would be a declaration.
  OpBuilder body(builder.getContext());
  body.createBlock(&global.getInitializerRegion());
  LLVM::ReturnOp::create(body, loc, nullPointer(body, loc));
  return global;
}

int32_t cortex::dtypeOf(Type element) {
  if (element.isF32())
    return CortexF32;
  if (element.isF64())
    return CortexF64;
  return element.isInteger(1) ? CortexBool : CortexI64;
}
