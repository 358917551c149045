// Part of Cortex, under the MIT licence.
// Runs LLVM's optimiser and code generator for the host's architecture.
#include "Target/Codegen.h"

#include "Target/ParallelLoops.h"
#include "Target/SplitAggregates.h"
#include "Target/VectorMath.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopDeletion.h"
#include "llvm/Transforms/Scalar/LoopIdiomRecognize.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/InjectTLIMappings.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"

#include <algorithm>

using namespace llvm;

namespace cortex {
namespace {

/// A function of the runtime that LLVM should treat like malloc or free.
struct MemoryFunction {
  StringRef name;
  AllocFnKind kind;
};

constexpr AllocFnKind Allocates = AllocFnKind::Alloc | AllocFnKind::Uninitialized;

const MemoryFunction MemoryFunctions[] = {
    {"cortex_rt_alloc", Allocates},
    {"_mlir_memref_to_llvm_alloc", Allocates},
    {"_mlir_memref_to_llvm_aligned_alloc", Allocates},
    {"cortex_rt_free", AllocFnKind::Free},
    {"_mlir_memref_to_llvm_free", AllocFnKind::Free},
};

const StringLiteral BufferFunctions[] = {"cortex_rt_gemm_", "cortex_rt_rand_normal_",
                                         "cortex_rt_rand_uniform_"};

void initializeTarget() {
  static const bool done = [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    InitializeNativeTargetAsmParser();
    return true;
  }();
  (void)done;
}

std::string hostFeatures() {
  SubtargetFeatures features;
  StringMap<bool> host = sys::getHostCPUFeatures();
  // A map has no order, and the text ends up in the output's attributes.
  std::vector<StringRef> names;
  for (auto &feature : host)
    names.push_back(feature.getKey());
  llvm::sort(names);
  for (StringRef name : names)
    features.AddFeature(name, host[name]);
  return features.getString();
}

/// LLVM splits vectors of 512 bits on all of Intel's processors that have them, since the first ran
/// slower with them. From Ice Lake on, the first with VBMI2, they do not.
constexpr char cautious512[] = "+avx512vbmi2,+prefer-256-bit";
constexpr StringLiteral fullWidth = "-prefer-256-bit";

/// Loop strength reduction takes up to 40 % of code generation and gains nothing on vectorised
/// loops.
void setLoopStrengthReduction(bool enabled) {
  auto &options = cl::getRegisteredOptions();
  auto found = options.find("disable-lsr");
  if (found != options.end())
    static_cast<cl::opt<bool> *>(found->second)->setValue(!enabled);
}

/// What is known of runtime functions that only fill or read the buffers that they are given: loops
/// may keep the contents of others in registers across such calls, and of theirs between them.
void describeBuffers(Function &function) {
  if (llvm::none_of(BufferFunctions,
                    [&](StringRef prefix) { return function.getName().starts_with(prefix); }))
    return;
  function.setMemoryEffects(MemoryEffects::inaccessibleOrArgMemOnly());
  for (Argument &argument : function.args())
    if (argument.getType()->isPointerTy())
      argument.addAttr(Attribute::getWithCaptureInfo(function.getContext(), CaptureInfo::none()));
}

void describeMemory(Function &function) {
  const auto *found =
      llvm::find_if(MemoryFunctions, [&](auto &entry) { return entry.name == function.getName(); });
  if (found == std::end(MemoryFunctions))
    return;
  function.addFnAttr("alloc-family", "cortex");
  function.addFnAttr(Attribute::getWithAllocKind(function.getContext(), found->kind));
  // Allocation is not nounwind: running out of memory is an error that a program can catch.
  if (found->kind == AllocFnKind::Free) {
    function.addFnAttr(Attribute::NoUnwind);
    if (function.arg_size() > 0)
      function.addParamAttr(0, Attribute::AllocatedPointer);
  } else if (function.getReturnType()->isPointerTy()) {
    function.addRetAttr(Attribute::NoAlias);
  }
}

/// A short list for loops and calls as Cortex emits them: half the compile time of LLVM's -O2, the
/// same speed.
FunctionPassManager buildLeanPasses(bool vectorize) {
  FunctionPassManager passes;
  passes.addPass(SplitAggregatesPass());
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  // On its own, since keeping MemorySSA right takes three times as long as rotating.
  passes.addPass(createFunctionToLoopPassAdaptor(LoopRotatePass()));
  LoopPassManager loops;
  loops.addPass(LICMPass(LICMOptions()));
  loops.addPass(IndVarSimplifyPass());
  loops.addPass(LoopIdiomRecognizePass());
  loops.addPass(LoopDeletionPass());
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(loops), /*UseMemorySSA=*/true));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(InstCombinePass());
  if (vectorize) {
    // The vectoriser finds the vector forms of functions through what this pass notes on the calls.
    passes.addPass(InjectTLIMappings());
    passes.addPass(ParallelLoopsPass());
    passes.addPass(LoopVectorizePass(LoopVectorizeOptions(/*InterleaveOnlyWhenForced=*/false,
                                                          /*VectorizeOnlyWhenForced=*/false)));
    passes.addPass(InstCombinePass());
  }
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions().hoistCommonInsts(true)));
  // Small buffers whose loops are gone become registers.
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  LoopPassManager hoist;
  hoist.addPass(LICMPass(LICMOptions()));
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(hoist), /*UseMemorySSA=*/true));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(InstCombinePass());
  passes.addPass(ADCEPass());
  return passes;
}

ModulePassManager buildPasses(PassBuilder &builder, unsigned optLevel) {
  if (optLevel == 0)
    return builder.buildO0DefaultPipeline(OptimizationLevel::O0);
  if (optLevel >= 3) {
    builder.registerPipelineStartEPCallback([](ModulePassManager &passes, OptimizationLevel) {
      passes.addPass(createModuleToFunctionPassAdaptor(SplitAggregatesPass()));
    });
    builder.registerVectorizerStartEPCallback([](FunctionPassManager &passes, OptimizationLevel) {
      passes.addPass(ParallelLoopsPass());
    });
    return builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3);
  }
  ModulePassManager passes;
  passes.addPass(GlobalDCEPass());
  passes.addPass(AlwaysInlinerPass());
  passes.addPass(createModuleToFunctionPassAdaptor(buildLeanPasses(/*vectorize=*/optLevel >= 2)));
  passes.addPass(GlobalDCEPass());
  return passes;
}

} // namespace

bool isKnownCpu(StringRef name) {
  return name == "native" || X86::parseArchX86(name, /*Only64Bit=*/true) != X86::CK_None;
}

std::vector<std::string> knownCpus() {
  SmallVector<StringRef> names;
  X86::fillValidCPUArchList(names, /*Only64Bit=*/true);
  std::vector<std::string> result(names.begin(), names.end());
  llvm::sort(result);
  return result;
}

Expected<std::unique_ptr<TargetMachine>> createTargetMachine(const CodegenOptions &options) {
  if (!isKnownCpu(options.cpu))
    return createStringError("unknown processor `" + options.cpu + "`");
  initializeTarget();
  Triple triple(sys::getDefaultTargetTriple());
  std::string error;
  const llvm::Target *target = TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return createStringError(error);
  bool native = options.cpu == "native";
  std::string cpu = native ? sys::getHostCPUName().str() : options.cpu;
  auto level = options.optLevel == 0 ? CodeGenOptLevel::None : CodeGenOptLevel::Default;
  auto create = [&](StringRef features) {
    return std::unique_ptr<TargetMachine>(target->createTargetMachine(
        triple, cpu, features, TargetOptions(), Reloc::PIC_, std::nullopt, level));
  };
  std::string features = native ? hostFeatures() : "";
  std::unique_ptr<TargetMachine> machine = create(features);
  if (!machine)
    return createStringError("no code generator for " + triple.str());
  if (machine->getMCSubtargetInfo()->checkFeatures(cautious512))
    machine = create(features.empty() ? fullWidth.str() : features + "," + fullWidth.str());
  machine->Options.FunctionSections = true;
  machine->Options.DataSections = true;
  return machine;
}

void prepareModule(Module &module, const TargetMachine &machine) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  // LLVM and libgcc both read it: frames of generated code must unwind.
  module.setUwtable(UWTableKind::Async);
  for (Function &function : module) {
    describeMemory(function);
    describeBuffers(function);
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    function.setUWTableKind(UWTableKind::Async);
    // A frame larger than a page must not jump over the guard below the stack.
    function.addFnAttr("probe-stack", "inline-asm");
    // Made public by the buffer deallocation pipeline; nobody else calls it.
    if (function.getName() == "dealloc_helper")
      function.setLinkage(GlobalValue::InternalLinkage);
  }
}

void optimizeModule(Module &module, TargetMachine &machine, const CodegenOptions &options) {
  TargetLibraryInfoImpl library = createLibraryInfo(machine);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  PassBuilder builder(&machine);
  // Before registerFunctionAnalyses, which would register LLVM's own.
  functions.registerPass([&] { return TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  buildPasses(builder, options.optLevel).run(module, modules);
}

Error emitCode(Module &module, TargetMachine &machine, const CodegenOptions &options, CodeKind kind,
               raw_pwrite_stream &out) {
  setLoopStrengthReduction(options.optLevel >= 3);
  legacy::PassManager passes;
  passes.add(new TargetLibraryInfoWrapperPass(createLibraryInfo(machine)));
  auto type =
      kind == CodeKind::Object ? CodeGenFileType::ObjectFile : CodeGenFileType::AssemblyFile;
  if (machine.addPassesToEmitFile(passes, out, nullptr, type))
    return createStringError("the target cannot write this kind of file");
  passes.run(module);
  return Error::success();
}

} // namespace cortex
