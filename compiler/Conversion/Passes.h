// Part of Cortex, under the MIT licence.
// The passes that lead from the cortex dialect to the LLVM dialect.
#ifndef CORTEX_CONVERSION_PASSES_H
#define CORTEX_CONVERSION_PASSES_H

#include "Dialect/Cortex.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cortex {

/// The text of a line of a source file, counted from 1; empty where it is not known.
using SourceLine = std::function<std::string(llvm::StringRef file, unsigned line)>;

/// What an executable says about itself (CortexProgramInfo).
struct ProgramInfo {
  std::string name = "program";
  std::string sourceHash;
  std::string compilerVersion;
  std::string options;
};

/// `cortex-finish-module` with what the executable says about itself and the lines that its errors
/// quote.
std::unique_ptr<mlir::Pass> createFinishModulePass(ProgramInfo program, SourceLine sourceLine);

/// Says how the ops that stay at the border of typed tensors and the runtime work on buffers.
void registerBufferizableOpInterfaceModels(mlir::DialectRegistry &registry);

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "Conversion/Passes.h.inc"

} // namespace cortex

#endif // CORTEX_CONVERSION_PASSES_H
