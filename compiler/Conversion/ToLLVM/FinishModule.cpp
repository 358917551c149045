// Part of Cortex, under the MIT licence.
// Gives constants their storage and symbols their final names, once functions have addresses.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"
#include "Conversion/ToLLVM/RuntimeData.h"

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
    RuntimeData data(getOperation(), sourceLine);
    getOperation().walk([&](RuntimeDataOp op) {
      OpBuilder builder(op);
      op.replaceAllUsesWith(data.addressOf(builder, op.getLoc(), op.getContents()));
      op.erase();
    });
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (!function.isExternal() && function.getSymName() != entryName)
        function.setLinkage(LLVM::Linkage::Internal);
    if (getOperation().lookupSymbol(entryName))
      data.defineTexts("cortex_program_info", {program.name, program.sourceHash,
                                               program.compilerVersion, program.options});
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
