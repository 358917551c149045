// Part of Cortex, under the MIT licence.
// One compilation from the program's text to machine code, stage by stage.
#ifndef CORTEX_DRIVER_COMPILATION_H
#define CORTEX_DRIVER_COMPILATION_H

#include "Driver/DiagnosticBridge.h"
#include "Driver/Options.h"
#include "Driver/Program.h"
#include "Driver/TimeReport.h"
#include "Pipelines/Pipelines.h"
#include "Target/MathLibrary.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/LLVMContext.h"

#include <memory>
#include <optional>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace cortex {

/// Owns everything that a compilation makes. The steps are to be called in the order in which they
/// stand here; each returns false if it or a step before failed, and has then reported why.
class Compilation {
public:
  explicit Compilation(const DriverOptions &options);
  ~Compilation();
  Compilation(const Compilation &) = delete;
  Compilation &operator=(const Compilation &) = delete;

  /// Reads, parses and resolves.
  bool runFrontEnd();
  /// Brings the module to a stage between Cortex and Linalg.
  bool lowerTo(Stage stage);
  /// From whatever stage to optimised LLVM IR.
  bool lowerToLLVM();
  /// Machine code of the optimised LLVM IR, which is spent then.
  bool generate(CodeKind kind, llvm::SmallVectorImpl<char> &code);
  /// An executable from the bytes of an object file.
  bool link(llvm::StringRef object, llvm::StringRef output);

  /// Reports a failure that has no place in the program.
  void fail(DiagKind kind, std::initializer_list<llvm::StringRef> arguments);
  /// As `fail`, for an error whose text says everything; it may begin with a code.
  void fail(llvm::Error error);
  /// Writes a text to a file, which keeps its old content if that fails, or to standard output
  /// where no path is given; reports a failure.
  void writeText(llvm::StringRef path, llvm::StringRef text);
  /// Adds advice to the last error.
  void suggest(const std::string &text) { parsed.diagnostics.hintLast(text); }
  /// Renders everything reported, and the time report if asked for, on standard error; returns the
  /// exit status.
  ExitStatus finish();

  /// Differs for compilations that could give different executables.
  std::string fingerprint() const;

  const Program &program() const { return parsed; }
  mlir::ModuleOp module() { return *mlirModule; }
  llvm::Module &llvmModule() { return *llvmIR; }

private:
  bool generateIR();
  bool runPipeline(llvm::StringRef step, llvm::function_ref<void(mlir::OpPassManager &)> build);
  bool runStage(Stage stage);
  /// What the command line and the program say to the passes.
  PipelineOptions pipelineOptions() const;
  bool translate();

  const DriverOptions &options;
  std::string resourceDir;
  TimeReport times;
  Program parsed;
  mlir::MLIRContext context;
  std::optional<DiagnosticBridge> bridge;
  mlir::OwningOpRef<mlir::ModuleOp> mlirModule;
  /// The last stage that the module reached; Ast before there is one.
  Stage reached = Stage::Ast;
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::TargetMachine> machine;
  std::unique_ptr<llvm::Module> llvmIR;
  MathLibrary mathLibrary = MathLibrary::None;
};

} // namespace cortex

#endif // CORTEX_DRIVER_COMPILATION_H
