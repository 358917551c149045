// Part of Cortex, under the MIT licence.
// The phases in the order in which the driver runs them.
#include "Session.h"

#include "Driver/DiagnosticBridge.h"
#include "Driver/ModuleLoader.h"
#include "Driver/Resources.h"
#include "IRGen/IRGen.h"
#include "Parse/Parser.h"
#include "Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cortex::fuzz {
namespace {

[[noreturn]] void giveUp(const Twine &why) {
  errs() << "fuzzer: " << why << "\n";
  std::abort();
}

/// Writes everything to nowhere, since rendering has faults of its own; an internal error is one.
void examine(const DiagnosticEngine &diagnostics) {
  raw_null_ostream nowhere;
  for (auto format : {RenderOptions::Format::Text, RenderOptions::Format::Json})
    diagnostics.render(nowhere, {.format = format});
  for (const Diagnostic &diagnostic : diagnostics.all())
    if (diagnostic.kind == DiagKind::InternalError)
      giveUp("internal error: " + diagnostic.message);
}

} // namespace

Session::Session()
    : libraryDiagnostics(sources),
      context(compilerDialects(), mlir::MLIRContext::Threading::DISABLED) {
  Expected<std::string> folder = findResourceDir();
  if (!folder)
    giveUp(toString(folder.takeError()));
  library = Library::load(*folder, sources, libraryDiagnostics);
  if (!library)
    giveUp("the standard library has errors");
}

void Session::run(StringRef text, Depth depth) {
  DiagnosticEngine diagnostics(sources);
  FileId file = sources.addText("input" + std::to_string(texts++), text);
  Module tree = parse(sources.file(file), diagnostics);
  ModuleLoader modules(sources, diagnostics, library->namesForPrograms(), {});
  modules.loadImports(tree);
  SemaResult names = analyze(tree, library->namesForPrograms(), diagnostics);
  {
    DiagnosticBridge bridge(context, diagnostics);
    ProgramTree trees{&tree, {}};
    for (const ImportedModule &module : modules.modules())
      trees.modules.push_back({&module.tree, &module.interface});
    auto module = generateIR(context, trees, *library, sources, diagnostics);
    if (module)
      lower(*module, diagnostics, depth);
  }
  examine(diagnostics);
}

void Session::lower(mlir::ModuleOp module, DiagnosticEngine &diagnostics, Depth depth) {
  auto runPasses = [&](auto build) {
    mlir::PassManager passes(&context, mlir::ModuleOp::getOperationName());
    build(passes);
    if (mlir::failed(passes.run(module)) && !diagnostics.hasErrors())
      giveUp("passes failed without a message");
    return !diagnostics.hasErrors();
  };
  // What is wrong with types and shapes is reported beside the errors of syntax and names.
  if (diagnostics.hasErrors()) {
    runPasses([](auto &passes) { passes.addPass(createCortexSpecialize({false, false})); });
    return;
  }
  PipelineOptions options;
  options.program.name = "input";
  bool isWhole = runPasses([&](auto &passes) { buildSpecializePipeline(passes, options); }) &&
                 runPasses([&](auto &passes) { buildDifferentiatePipeline(passes, options); });
  if (!isWhole || depth == Depth::Check)
    return;
  isWhole = runPasses([&](auto &passes) { buildOptimizePipeline(passes, options); }) &&
            runPasses([&](auto &passes) { buildLinalgPipeline(passes, options); }) &&
            runPasses([&](auto &passes) { buildLLVMPipeline(passes, options); });
  LLVMContext llvmContext;
  if (isWhole && !mlir::translateModuleToLLVMIR(module, llvmContext))
    giveUp("the translation to LLVM IR failed");
}

Session &session() {
  constexpr unsigned textsPerSession = 200;
  static std::unique_ptr<Session> current;
  if (!current || current->count() >= textsPerSession)
    current = std::make_unique<Session>();
  return *current;
}

} // namespace cortex::fuzz
