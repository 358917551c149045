// Part of Cortex, under the MIT licence.
// `cortexc emit`: prints the program at a stage.
#include "AST/Printer.h"
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"

#include "mlir/IR/OperationSupport.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cortex {
namespace {

/// The text of a stage; false after an error.
bool printStage(Compilation &compilation, const DriverOptions &options, raw_ostream &out) {
  switch (options.stage) {
  case Stage::Ast:
    printAst(out, compilation.program().tree);
    return true;
  case Stage::Cortex:
  case Stage::Typed:
  case Stage::Autodiff:
  case Stage::Optimized:
  case Stage::Linalg: {
    if (!compilation.lowerTo(options.stage))
      return false;
    mlir::OpPrintingFlags flags;
    flags.enableDebugInfo(options.codegen.debugInfo);
    compilation.module()->print(out, flags);
    return true;
  }
  case Stage::Llvm:
    if (!compilation.lowerToLLVM())
      return false;
    compilation.llvmModule().print(out, nullptr);
    return true;
  case Stage::Asm: {
    SmallVector<char, 0> code;
    if (!compilation.lowerToLLVM() || !compilation.generate(CodeKind::Assembly, code))
      return false;
    out << StringRef(code.data(), code.size());
    return true;
  }
  }
  llvm_unreachable("every stage is listed");
}

} // namespace

int runEmit(const DriverOptions &options) {
  Compilation compilation(options);
  std::string text;
  raw_string_ostream out(text);
  // Printed in full before anything is written: an error leaves no half of a file.
  if (compilation.runFrontEnd() && printStage(compilation, options, out))
    compilation.writeText(options.output, text);
  return compilation.finish();
}

} // namespace cortex
