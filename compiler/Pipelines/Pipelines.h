// Part of Cortex, under the MIT licence.
// The plan of passes from the cortex dialect as IRGen emits it to the LLVM dialect.
#ifndef CORTEX_PIPELINES_PIPELINES_H
#define CORTEX_PIPELINES_PIPELINES_H

#include "Conversion/Passes.h"

#include "mlir/Pass/PassManager.h"

namespace cortex {

/// What the plan depends on.
struct PipelineOptions {
  /// Off: every value stays boxed.
  bool specialize = true;
  /// What the executable says about itself.
  ProgramInfo program;
  /// The source lines that run-time errors quote; may be empty.
  SourceLine sourceLine;
  /// Whether debuggers shall see functions and lines.
  bool debugInfo = false;
};

/// The dialects that a compilation works with, and what they need to be bufferized, inlined and
/// translated.
mlir::DialectRegistry compilerDialects();

/// Registers all passes of Cortex, and each pipeline below as `cortex-<name>-pipeline`.
void registerPasses();

/// The dialect as IRGen emits it -> typed where the program decides it.
void buildSpecializePipeline(mlir::OpPassManager &passes, const PipelineOptions &options);
/// -> no gradient is left.
void buildDifferentiatePipeline(mlir::OpPassManager &passes, const PipelineOptions &options);
/// -> simplified, still in the cortex dialect.
void buildOptimizePipeline(mlir::OpPassManager &passes, const PipelineOptions &options);
/// -> typed ops are linalg on tensors, fused; ops on boxed values are left.
void buildLinalgPipeline(mlir::OpPassManager &passes, const PipelineOptions &options);
/// -> tensors are buffers, ops on boxed values calls of the runtime; no cortex op is left.
void buildBufferPipeline(mlir::OpPassManager &passes, const PipelineOptions &options);
/// From the end of the linalg pipeline -> the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &passes, const PipelineOptions &options);

} // namespace cortex

#endif // CORTEX_PIPELINES_PIPELINES_H
