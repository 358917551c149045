// Part of Cortex, under the MIT licence.
// The plan of passes from the cortex dialect as IRGen emits it to the LLVM dialect.
#include "Pipelines/Pipelines.h"

#include "Dialect/Cortex.h"
#include "Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/LLVMIR/Transforms/InlinerInterfaceImpl.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/Transforms/AllocationOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/BufferDeallocationOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace cortex {

/// MLIR's canonicalizer without one pattern: it gives a carried tensor the shape that it starts
/// with, though later turns may change it. Its name depends on who compiled MLIR.
static std::unique_ptr<Pass> createCanonicalizer() {
  return createCanonicalizerPass(
      GreedyRewriteConfig(),
      {"(anonymous namespace)::ForOpTensorCastFolder", "{anonymous}::ForOpTensorCastFolder"});
}

DialectRegistry compilerDialects() {
  DialectRegistry registry;
  registry.insert<CortexDialect, affine::AffineDialect, arith::ArithDialect,
                  bufferization::BufferizationDialect, cf::ControlFlowDialect, func::FuncDialect,
                  linalg::LinalgDialect, LLVM::LLVMDialect, math::MathDialect,
                  memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  arith::registerBufferDeallocationOpInterfaceExternalModels(registry);
  bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(registry);
  cf::registerBufferizableOpInterfaceExternalModels(registry);
  cf::registerBufferDeallocationOpInterfaceExternalModels(registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  scf::registerBufferDeallocationOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  memref::registerAllocationOpInterfaceExternalModels(registry);
  func::registerInlinerExtension(registry);
  LLVM::registerInlinerInterface(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerBufferizableOpInterfaceModels(registry);
  return registry;
}

static void check(OpPassManager &passes, StringRef stage) {
  CortexCheckOptions options;
  options.stage = stage.str();
  passes.addPass(createCortexCheck(options));
}

void buildSpecializePipeline(OpPassManager &passes, const PipelineOptions &options) {
  CortexSpecializeOptions specialize;
  specialize.boxed = !options.specialize;
  passes.addPass(createCortexSpecialize(specialize));
  passes.addPass(createCortexWarnBroadcasts());
  passes.addPass(createCortexBuildThunks());
  passes.addPass(createSymbolDCEPass());
}

void buildDifferentiatePipeline(OpPassManager &passes, const PipelineOptions &) {
  passes.addPass(createCortexDifferentiate());
}

void buildOptimizePipeline(OpPassManager &passes, const PipelineOptions &) {
  passes.addPass(createCortexOptimizeInline());
  passes.addPass(createCanonicalizer());
  passes.addPass(createCSEPass());
}

void buildLinalgPipeline(OpPassManager &passes, const PipelineOptions &) {
  passes.addPass(createCortexBuildThunks());
  passes.addPass(createCortexOutlineTries());
  passes.addPass(createCortexProveShapes());
  passes.addPass(createCortexToLinalg());
  check(passes, "linalg");
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createCanonicalizer());
  functions.addPass(createCSEPass());
  functions.addPass(createLoopInvariantCodeMotionPass());
  functions.addPass(createCortexOptimizeFuseLoops());
  functions.addPass(createCanonicalizer());
  functions.addPass(createCSEPass());
}

void buildBufferPipeline(OpPassManager &passes, const PipelineOptions &) {
  passes.nest<func::FuncOp>().addPass(createCortexOptimizeReuseBuffers());
  passes.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  bufferize.allowReturnAllocsFromLoops = true;
  bufferize.allowUnknownOps = true;
  passes.addPass(bufferization::createOneShotBufferizePass(bufferize));
  check(passes, "buffers");
  passes.nest<func::FuncOp>().addPass(createCortexOptimizeKeepBuffers());
  passes.addPass(bufferization::createDropEquivalentBufferResultsPass());
  passes.addPass(createCanonicalizer());
  passes.addPass(createCortexProductsToRuntime());
  // Before buffers are freed: deallocation knows the effects of calls, not of cortex ops.
  passes.addPass(createCortexToRuntime());
  check(passes, "runtime");
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(bufferization::createBufferHoistingPass());
  functions.addPass(createCortexOptimizeSinkBuffers());
  functions.addPass(bufferization::createBufferLoopHoistingPass());
  functions.addPass(bufferization::createPromoteBuffersToStackPass(belongsOnStack));
  bufferization::buildBufferDeallocationPipeline(passes, {});
  passes.nest<func::FuncOp>().addPass(createCortexOptimizeNarrowLifetimes());
  passes.addPass(createConvertBufferizationToMemRefPass());
}

void buildLLVMPipeline(OpPassManager &passes, const PipelineOptions &options) {
  buildBufferPipeline(passes, options);
  passes.addPass(createCortexCheckSizes());
  passes.addPass(createCortexManageReferences());
  passes.addPass(createCortexBoxedTypesToLLVM());
  passes.addPass(createCortexCollapseLoops());
  passes.addPass(createCortexLinalgToLoops());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createCanonicalizer());
  passes.addPass(createCSEPass());
  passes.nest<func::FuncOp>().addPass(createLoopInvariantCodeMotionPass());
  passes.addPass(createCortexSplitFunctions());
  passes.addPass(createCortexFlattenControl());
  passes.addPass(createCortexMathToLibm());
  ConvertMathToLLVMPassOptions math;
  math.approximateLog1p = false;
  passes.addPass(createConvertMathToLLVMPass(math));
  passes.addPass(createConvertMathToLibmPass());
  passes.addPass(createArithToLLVMConversionPass());
  FinalizeMemRefToLLVMConversionPassOptions memory;
  memory.useGenericFunctions = memory.useAlignedAlloc = true;
  passes.addPass(createFinalizeMemRefToLLVMConversionPass(memory));
  passes.addPass(createConvertControlFlowToLLVMPass());
  passes.addPass(createConvertFuncToLLVMPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  passes.addPass(createFinishModulePass(options.program, options.sourceLine));
  if (!options.debugInfo)
    return;
  LLVM::DIScopeForLLVMFuncOpPassOptions scopes;
  scopes.emissionKind = LLVM::DIEmissionKind::Full;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(scopes));
}

using BuildPipeline = void (*)(OpPassManager &, const PipelineOptions &);

static void registerPipeline(StringRef name, StringRef description, BuildPipeline build) {
  PassPipelineRegistration<>(name, description,
                             [build](OpPassManager &passes) { build(passes, {}); });
}

void registerPasses() {
  registerCortexTransformsPasses();
  registerCortexConversionPasses();
  registerPipeline("cortex-specialize-pipeline", "to typed ops", buildSpecializePipeline);
  registerPipeline("cortex-differentiate-pipeline", "to no gradients", buildDifferentiatePipeline);
  registerPipeline("cortex-optimize-pipeline", "simplification", buildOptimizePipeline);
  registerPipeline("cortex-linalg-pipeline", "to linalg on tensors", buildLinalgPipeline);
  registerPipeline("cortex-buffer-pipeline", "from linalg on tensors to buffers",
                   buildBufferPipeline);
  registerPipeline("cortex-llvm-pipeline", "from linalg on tensors to the LLVM dialect",
                   buildLLVMPipeline);
}

} // namespace cortex
