// Part of Cortex, under the MIT licence.
// Gives constants their contents and symbols their final names, once functions have addresses.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"
#include "Conversion/ToRuntime/Lowering.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXFINISHMODULE
#include "Conversion/Passes.h.inc"
} // namespace cortex

/// The function that a program starts with; the only symbol that others see.
static constexpr StringLiteral entryName = "cortex_main";

namespace {
struct FinishModule : cortex::impl::CortexFinishModuleBase<FinishModule> {
  FinishModule() = default;
  FinishModule(ProgramInfo info, SourceLine lines)
      : program(std::move(info)), sourceLine(std::move(lines)) {}

  void runOnOperation() override {
    useRuntimePool();
    SmallVector<LLVM::GlobalOp> globals(getOperation().getOps<LLVM::GlobalOp>());
    for (LLVM::GlobalOp global : globals) {
      if (auto place = global->getAttrOfType<ArrayAttr>(locationAttr))
        fillLocation(global, place);
      if (auto function = global->getAttrOfType<FlatSymbolRefAttr>(functionInfoAttr))
        fillFunction(global, function.getValue());
    }
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (!function.isExternal() && function.getSymName() != entryName)
        function.setLinkage(LLVM::Linkage::Internal);
    if (getOperation().lookupSymbol(entryName))
      describeProgram();
  }

  void describeProgram() {
    OpBuilder builder = OpBuilder::atBlockEnd(getOperation().getBody());
    Location loc = getOperation().getLoc();
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    auto type = LLVM::LLVMStructType::getLiteral(&getContext(), {pointer, pointer, pointer});
    auto info = createGlobal(builder, loc, "cortex_program_info", type, true, {});
    info.setLinkage(LLVM::Linkage::External);
    setParts(info, [&](OpBuilder &body) {
      return SmallVector<Value>{textPointer(body, loc, program.name),
                                textPointer(body, loc, program.sourceHash),
                                textPointer(body, loc, program.compilerVersion)};
    });
  }

  /// Replaces the initial value: a struct of these parts.
  static void setParts(LLVM::GlobalOp global,
                       llvm::function_ref<SmallVector<Value>(OpBuilder &)> parts) {
    global.getInitializerRegion().getBlocks().clear();
    OpBuilder body(global.getContext());
    body.createBlock(&global.getInitializerRegion());
    Value all = LLVM::UndefOp::create(body, global.getLoc(), global.getGlobalType());
    for (auto [i, part] : llvm::enumerate(parts(body)))
      all = LLVM::InsertValueOp::create(body, global.getLoc(), all, part, i);
    LLVM::ReturnOp::create(body, global.getLoc(), all);
  }

  static Value number(OpBuilder &body, Location loc, Type type, int64_t value) {
    return LLVM::ConstantOp::create(body, loc, type, body.getIntegerAttr(type, value));
  }

  void fillLocation(LLVM::GlobalOp global, ArrayAttr place) {
    StringRef file = cast<StringAttr>(place[0]).getValue(),
              function = cast<StringAttr>(place[3]).getValue();
    int64_t line = cast<IntegerAttr>(place[1]).getInt(),
            column = cast<IntegerAttr>(place[2]).getInt();
    std::string text = sourceLine ? sourceLine(file, line) : std::string();
    setParts(global, [&](OpBuilder &body) {
      Location loc = global.getLoc();
      Type i32 = body.getI32Type();
      Value lineText = text.empty() ? nullPointer(body, loc) : textPointer(body, loc, text);
      Value caller = nullPointer(body, loc);
      if (auto outer = dyn_cast<FlatSymbolRefAttr>(place[4]))
        caller = LLVM::AddressOfOp::create(body, loc, caller.getType(), outer.getValue());
      return SmallVector<Value>{textPointer(body, loc, file),
                                number(body, loc, i32, line),
                                number(body, loc, i32, column),
                                textPointer(body, loc, function),
                                lineText,
                                caller};
    });
    global->removeAttr(locationAttr);
  }

  void fillFunction(LLVM::GlobalOp global, StringRef symbol) {
    auto function = getOperation().lookupSymbol<LLVM::LLVMFuncOp>(symbol);
    if (!function)
      return;
    SmallVector<StringRef> parameters;
    if (auto given = function->getAttrOfType<ArrayAttr>("cortex.params"))
      parameters.assign(given.getAsValueRange<StringAttr>().begin(),
                        given.getAsValueRange<StringAttr>().end());
    auto required = function->getAttrOfType<IntegerAttr>("cortex.required");
    auto name = function->getAttrOfType<StringAttr>(nameAttr);
    setParts(global, [&](OpBuilder &body) {
      Location loc = global.getLoc();
      Type i64 = body.getI64Type();
      int64_t arity = parameters.size();
      Value code = LLVM::AddressOfOp::create(body, loc,
                                             LLVM::LLVMPointerType::get(body.getContext()), symbol);
      return SmallVector<Value>{textPointer(body, loc, name ? name.getValue() : symbol),
                                code,
                                number(body, loc, i64, arity),
                                number(body, loc, i64, required ? required.getInt() : arity),
                                textArrayPointer(body, loc, parameters),
                                number(body, loc, i64, function->hasAttr("cortex.variadic"))};
    });
    global->removeAttr(functionInfoAttr);
  }

  /// Upstream's names for allocation become the runtime's; its arguments are (alignment, bytes),
  /// the runtime's (bytes, alignment, location).
  void useRuntimePool() {
    ModuleOp module = getOperation();
    if (auto release = module.lookupSymbol<LLVM::LLVMFuncOp>("_mlir_memref_to_llvm_free"))
      rename(release, "cortex_rt_free");
    auto allocate = module.lookupSymbol<LLVM::LLVMFuncOp>("_mlir_memref_to_llvm_aligned_alloc");
    if (!allocate)
      return;
    module.walk([&](LLVM::CallOp call) {
      if (call.getCallee() != allocate.getSymName())
        return;
      Value alignment = call.getOperand(0), bytes = call.getOperand(1);
      OpBuilder builder(call);
      call.getCalleeOperandsMutable().assign(
          {bytes, alignment, locationPointer(builder, call.getLoc())});
    });
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    SmallVector<Type> parameters(allocate.getArgumentTypes());
    parameters.push_back(pointer);
    allocate.setFunctionType(LLVM::LLVMFunctionType::get(pointer, parameters));
    rename(allocate, "cortex_rt_alloc");
  }

  void rename(LLVM::LLVMFuncOp function, StringRef name) {
    if (failed(SymbolTable::replaceAllSymbolUses(function, StringAttr::get(&getContext(), name),
                                                 getOperation())))
      return signalPassFailure();
    function.setSymName(name);
  }

  ProgramInfo program;
  SourceLine sourceLine;
};
} // namespace

std::unique_ptr<Pass> cortex::createFinishModulePass(ProgramInfo program, SourceLine sourceLine) {
  return std::make_unique<FinishModule>(std::move(program), std::move(sourceLine));
}
