// Part of Cortex, under the MIT licence.
// Text of values, and output.
#ifndef CORTEX_OPS_TEXT_TD
#define CORTEX_OPS_TEXT_TD

include "Dialect/Ops/Base.td"

def StrOp : Cortex_Op<"str", [Cortex_Structural, Cortex_ValueEffects, Cortex_NonDifferentiable]> {
  let summary = "a value as text";
  let description = [{
    The shortest text that reads back the same; `spec` is an optional format such as `.4f`.

    Example:
    ```mlir
    %0 = cortex.str %x ".4f" : f64 -> !cortex.str
    ```
  }];
  let arguments = (ins Cortex_Value:$input, OptionalAttr<StrAttr>:$spec);
  let results = (outs Cortex_StrType:$result);
  let assemblyFormat = "$input ($spec^)? attr-dict `:` type($input) `->` type($result)";
}

def PrintOp : Cortex_Op<"print", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "writes values and a newline to standard output";
  let description = [{
    Example:
    ```mlir
    cortex.print %a, %b : !cortex.str, f64
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

#endif // CORTEX_OPS_TEXT_TD
