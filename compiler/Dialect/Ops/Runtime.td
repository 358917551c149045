// Part of Cortex, under the MIT licence.
// What calls of the runtime need besides values.
#ifndef CORTEX_OPS_RUNTIME_TD
#define CORTEX_OPS_RUNTIME_TD

include "Dialect/Ops/Base.td"
include "Dialect/CortexAttrs.td"

/// An address, which can be built without naming its type.
def Cortex_Address : Type<CPred<"::llvm::isa<::mlir::LLVM::LLVMPointerType>($_self)">, "an address",
                          "::mlir::LLVM::LLVMPointerType">,
                     BuildableType<"::mlir::LLVM::LLVMPointerType::get($_builder.getContext())">;

def RuntimeDataOp : Cortex_Op<"runtime_data", [Pure, Cortex_NonDifferentiable]> {
  let summary = "the address of a constant that the runtime reads";
  let description = [{
    A text (a string attribute, NUL-terminated in memory), an array of texts, a place in the source, what is known of
    a function or a struct, or a slot for a value that is made once. Conversions make this op instead of globals,
    so that none of them has to look for a symbol; the last pass makes one global for each attribute.

    Example:
    ```mlir
    %0 = cortex.runtime_data "accuracy"
    %1 = cortex.runtime_data #cortex.place<"train.ctx", 3, 5, "loss">
    ```
  }];
  let arguments = (ins AnyAttr:$contents);
  let results = (outs Cortex_Address:$address);
  let assemblyFormat = "$contents attr-dict";
  let builders = [OpBuilder<(ins "::mlir::Attribute":$contents)>];
}

#endif // CORTEX_OPS_RUNTIME_TD
