// Part of Cortex, under the MIT licence.
// The cortex dialect: its name, its namespace and what it depends on.
#ifndef CORTEX_DIALECT_TD
#define CORTEX_DIALECT_TD

include "mlir/IR/OpBase.td"

def Cortex_Dialect : Dialect {
  let name = "cortex";
  let cppNamespace = "::cortex";
  let summary = "what a Cortex program means";
  let description = [{
    One dialect for a program from its text to the edge of linalg. IRGen emits it with
    every value of type `!cortex.any`; Specialize refines types and resolves structures;
    Differentiate removes `cortex.gradient`; the conversions leave no op of it.
    Tensors are builtin ranked tensors with value semantics.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

#endif // CORTEX_DIALECT_TD
