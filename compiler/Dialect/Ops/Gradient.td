// Part of Cortex, under the MIT licence.
// What a program says about derivatives. None is left after Differentiate.
#ifndef CORTEX_OPS_GRADIENT_TD
#define CORTEX_OPS_GRADIENT_TD

include "Dialect/Ops/Base.td"

def GradientOp : Cortex_Op<"gradient", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable, Cortex_AsksDerivative]> {
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

def VariableOp : Cortex_Op<"variable", [Cortex_Structural, Cortex_Infer, Cortex_Pullback, Cortex_Linear]> {
  let summary = "the value under a name of its own, for derivatives with respect to it";
  let description = [{
    The value itself: a derivative with respect to the result goes through what was computed from it, and
    not through what else came from `input`. `along` is the direction in which `cortex.tangent` moves it, of
    the same type. Before Specialize both may be boxed structures, and the result has their form. None is
    left after Differentiate.

    Example:
    ```mlir
    %p = cortex.variable %x along %v : tensor<4xf32> along tensor<4xf32> -> tensor<4xf32>
    ```
  }];
  // An effect on the result: two variables of one value are never the same.
  let arguments = (ins Cortex_Value:$input, Optional<Cortex_Value>:$direction);
  let results = (outs Res<Cortex_Value, "", [MemAlloc]>:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$input (`along` $direction^)? attr-dict `:` type($input) (`along` type($direction)^)? `->` type($result)";
}

def TangentOp : Cortex_Op<"tangent", [Cortex_Structural, AttrSizedOperandSegments, NoMemoryEffect, Cortex_NonDifferentiable, Cortex_AsksDerivative]> {
  let summary = "how values move with variables: their derivatives in a direction";
  let description = [{
    One result per value in `of`, of that value's type: its derivative where each of `wrt`, results of
    `cortex.variable`, moves along its direction. Before Specialize both may be boxed structures.

    Example:
    ```mlir
    %d = cortex.tangent %y wrt %p : f64 wrt tensor<4xf32> -> f64
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$of, Variadic<Cortex_Value>:$wrt);
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
