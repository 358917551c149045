// Part of Cortex, under the MIT licence.
// What a program says about derivatives. None is left after Differentiate.
#ifndef CORTEX_OPS_GRADIENT_TD
#define CORTEX_OPS_GRADIENT_TD

include "Dialect/Ops/Base.td"

def GradientOp : Cortex_Op<"gradient", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable]> {
  let summary = "the gradient of a scalar with respect to values";
  let description = [{
    One result per value in `wrt`, of that value's type. Before Specialize a single boxed `wrt`
    may be a whole structure, and the result has its form.

    Example:
    ```mlir
    %0:2 = cortex.gradient %loss wrt %w, %b : f64 wrt tensor<4xf32>, f64 -> tensor<4xf32>, f64
    ```
  }];
  let arguments = (ins Cortex_Value:$of, Variadic<Cortex_Value>:$wrt);
  let results = (outs Variadic<Cortex_Value>:$results);
  let assemblyFormat = "$of `wrt` $wrt attr-dict `:` type($of) `wrt` type($wrt) `->` type($results)";
}

def StopGradientOp : Cortex_PureOp<"stop_gradient", [Cortex_NonDifferentiable]> {
  let summary = "the value, as a constant for derivatives";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.stop_gradient %x : tensor<4xf32> -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // CORTEX_OPS_GRADIENT_TD
