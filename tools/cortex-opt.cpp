// Part of Cortex, under the MIT licence.
// Runs single passes and pipelines on a file of IR: what developers and tests use.
#include "Pipelines/Pipelines.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry = cortex::compilerDialects();
  cortex::registerPasses();
  mlir::registerTransformsPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Cortex's IR: single passes and pipelines\n", registry));
}
