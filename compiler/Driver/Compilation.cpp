// Part of Cortex, under the MIT licence.
// Runs the stages of a compilation and reports how each went.
#include "Driver/Compilation.h"

#include "Driver/CommandLine.h"
#include "Driver/ReplaceFile.h"
#include "Driver/Reporting.h"
#include "Driver/Resources.h"
#include "IRGen/IRGen.h"
#include "Pipelines/Pipelines.h"
#include "Target/Linker.h"
#include "Transforms/Passes.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace cortex {
namespace {

/// Size and time of a file: enough to notice that it was built anew.
std::string stamp(StringRef path) {
  sys::fs::file_status status;
  if (sys::fs::status(path, status))
    return path.str();
  return std::to_string(status.getSize()) + "/" +
         std::to_string(status.getLastModificationTime().time_since_epoch().count());
}

} // namespace

// Modules of this size gain nothing from threads, and starting them costs milliseconds.
Compilation::Compilation(const DriverOptions &options)
    : options(options), context(compilerDialects(), mlir::MLIRContext::Threading::DISABLED) {
  bridge.emplace(context, parsed.diagnostics);
  parsed.diagnostics.setPolicy(options.warnings);
}

Compilation::~Compilation() = default;

bool Compilation::runFrontEnd() {
  times.begin("syntax and names");
  Expected<std::string> found = findResourceDir();
  if (!found) {
    fail(found.takeError());
    return false;
  }
  resourceDir = *found;
  parsed.appendLines(options.appendedLines);
  if (options.inputText)
    parsed.useText(*options.inputText);
  if (!parsed.load(options.input, resourceDir, options.searchPath, options.verb == Verb::Test))
    return false;
  // What is wrong with types and shapes is to be reported in the same run.
  return !parsed.diagnostics.hasErrors() || generateIR();
}

bool Compilation::generateIR() {
  times.begin("generation of the cortex dialect");
  IRGenOptions generation;
  generation.defaultFloat64 = options.floatBits == 64;
  mlirModule = cortex::generateIR(context, parsed.trees(), *parsed.library, parsed.sources,
                                  parsed.diagnostics, generation);
  if (!parsed.diagnostics.hasErrors())
    return true;
  runPipeline("specialisation",
              [&](auto &passes) { passes.addPass(createCortexSpecialize({false, false})); });
  return false;
}

bool Compilation::runPipeline(StringRef step, function_ref<void(mlir::OpPassManager &)> build) {
  times.begin(step);
  mlir::PassManager passes(&context, mlir::ModuleOp::getOperationName());
  // After every pass it would take as long as the passes do; cortex-opt checks after each.
  passes.enableVerifier(false);
  build(passes);
  bool good =
      mlir::succeeded(passes.run(*mlirModule)) && mlir::succeeded(mlir::verify(*mlirModule));
  if (!good && !parsed.diagnostics.hasErrors())
    fail(DiagKind::InternalError, {(step + " failed without a message").str()});
  return !parsed.diagnostics.hasErrors();
}

PipelineOptions Compilation::pipelineOptions() const {
  PipelineOptions pipeline;
  pipeline.specialize = options.specialize;
  pipeline.debugInfo = options.codegen.debugInfo;
  pipeline.program.name = sys::path::stem(options.input == "-" ? "stdin" : options.input).str();
  pipeline.program.sourceHash = parsed.sourceHash();
  pipeline.program.compilerVersion = CORTEX_VERSION;
  pipeline.program.options = parsed.options();
  pipeline.sourceLine = [this](StringRef file, unsigned line) -> std::string {
    std::optional<FileId> found = parsed.sources.findFile(file);
    return found ? parsed.sources.file(*found).lineText(line).str() : "";
  };
  return pipeline;
}

bool Compilation::runStage(Stage stage) {
  PipelineOptions pipeline = pipelineOptions();
  switch (stage) {
  case Stage::Cortex:
    return generateIR();
  case Stage::Typed:
    return runPipeline("specialisation",
                       [&](auto &passes) { buildSpecializePipeline(passes, pipeline); });
  case Stage::Autodiff:
    return runPipeline("differentiation",
                       [&](auto &passes) { buildDifferentiatePipeline(passes, pipeline); });
  case Stage::Optimized:
    return runPipeline("simplification",
                       [&](auto &passes) { buildOptimizePipeline(passes, pipeline); });
  case Stage::Linalg:
    return runPipeline("lowering to linalg",
                       [&](auto &passes) { buildLinalgPipeline(passes, pipeline); });
  case Stage::Llvm:
    return runPipeline("lowering to LLVM",
                       [&](auto &passes) { buildLLVMPipeline(passes, pipeline); });
  case Stage::Ast:
  case Stage::Asm:
    break;
  }
  llvm_unreachable("not a stage of the module");
}

bool Compilation::lowerTo(Stage stage) {
  while (reached < stage) {
    auto next = static_cast<Stage>(static_cast<int>(reached) + 1);
    if (!runStage(next))
      return false;
    reached = next;
  }
  return true;
}

bool Compilation::translate() {
  times.begin("translation to LLVM IR");
  std::string name = sys::path::filename(options.input).str();
  llvmIR = mlir::translateModuleToLLVMIR(*mlirModule, llvmContext, name);
  if (!llvmIR && !parsed.diagnostics.hasErrors())
    fail(DiagKind::InternalError, {"the translation to LLVM IR failed"});
  return llvmIR != nullptr;
}

bool Compilation::lowerToLLVM() {
  // A warning that counts as an error leaves the program whole, but not wanted.
  if (!lowerTo(Stage::Llvm) || parsed.diagnostics.errorCount() || !translate())
    return false;
  times.begin("LLVM's optimiser");
  Expected<std::unique_ptr<TargetMachine>> created = createTargetMachine(options.codegen);
  if (!created) {
    fail(created.takeError());
    return false;
  }
  machine = std::move(*created);
  prepareModule(*llvmIR, *machine);
  optimizeModule(*llvmIR, *machine, options.codegen);
  mathLibrary = mathLibraryFor(*llvmIR);
  return true;
}

bool Compilation::generate(CodeKind kind, SmallVectorImpl<char> &code) {
  times.begin("LLVM's code generation");
  raw_svector_ostream out(code);
  if (Error error = emitCode(*llvmIR, *machine, options.codegen, kind, out)) {
    fail(std::move(error));
    return false;
  }
  return true;
}

bool Compilation::link(StringRef object, StringRef output) {
  times.begin("linking");
  LinkOptions linking{resourceDir, output.str(), mathLibrary, options.codegen.debugInfo};
  if (Error error = linkExecutable(object, linking)) {
    fail(std::move(error));
    return false;
  }
  return true;
}

void Compilation::fail(DiagKind kind, std::initializer_list<StringRef> arguments) {
  auto builder = parsed.diagnostics.report(kind, {});
  for (StringRef argument : arguments)
    builder.arg(argument);
}

void Compilation::fail(Error error) {
  Diagnostic diagnostic;
  diagnostic.message = toString(std::move(error));
  diagnostic.kind = takeCode(diagnostic.message).value_or(DiagKind::ToolFailed);
  parsed.diagnostics.add(std::move(diagnostic));
}

void Compilation::writeText(StringRef path, StringRef text) {
  std::error_code error;
  if (path.empty() || path == "-") {
    outs() << text;
    outs().flush();
    error = outs().error();
    outs().clear_error();
  } else {
    error = replaceFile(path, text);
  }
  if (error)
    fail(DiagKind::CannotWrite, {path.empty() ? "standard output" : path, error.message()});
}

ExitStatus Compilation::finish() {
  times.end();
  ExitStatus status = renderAll(parsed.diagnostics, options);
  if (options.timeReport)
    times.print(errs());
  return status;
}

/// Which warnings an executable that exists is known to have none of.
static std::string refusedWarnings(const WarningPolicy &policy) {
  std::string text = policy.areErrors ? "all" : "";
  for (DiagKind kind : policy.errors)
    text += " " + warningName(kind);
  for (DiagKind kind : policy.silenced)
    text += policy.areErrors ? " -" + warningName(kind) : "";
  return text;
}

std::string Compilation::fingerprint() const {
  auto stampOf = [&](StringRef file) {
    SmallString<128> path(resourceDir);
    sys::path::append(path, file);
    return stamp(path);
  };
  const CodegenOptions &code = options.codegen;
  std::string cpu = code.cpu == "native" ? sys::getHostCPUName().str() : code.cpu;
  SHA256 hash;
  for (const std::string &part :
       {parsed.fingerprint(), versionText(), stamp(executablePath()), stampOf("libcortex_rt.a"),
        stampOf(fileNameOf(MathLibrary::Blas)), stampOf(fileNameOf(MathLibrary::Lapack)),
        std::to_string(code.optLevel), cpu, std::to_string(code.debugInfo),
        std::to_string(options.floatBits), std::to_string(options.specialize),
        refusedWarnings(options.warnings)})
    hash.update(part + "\n");
  return toHex(hash.final(), /*LowerCase=*/true).substr(0, 40);
}

} // namespace cortex
