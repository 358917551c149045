// Part of Cortex, under the MIT licence.
// What a program says about derivatives. None is left after Differentiate.
#ifndef CORTEX_OPS_GRADIENT_TD
#define CORTEX_OPS_GRADIENT_TD

include "Dialect/Ops/Base.td"

def GradientOp : Cortex_Op<"gradient", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable, Cortex_AsksDerivative]> {
  let summary = "the gradient of a scalar with respect to values";
  let description = [{
    One result per value in `wrt`, of that value's type. Before Specialize there is one result, of
    one boxed `wrt`, which may be a whole structure; or of the values in brackets, of which `rows`
    says which are brackets themselves. `of` may be a function then, and `wrt` the point.

    Example:
    ```mlir
    %0:2 = cortex.gradient %loss wrt %w, %b : f64 wrt tensor<4xf32>, f64 -> tensor<4xf32>, f64
    ```
  }];
  let arguments = (ins Cortex_Value:$of, Variadic<Cortex_Value>:$wrt, OptionalAttr<DenseBoolArrayAttr>:$rows);
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

def AgainOp : Cortex_Op<"again", [Cortex_Infer, Cortex_Pullback, Cortex_Linear]> {
  let summary = "the value, as something new to simplification";
  let description = [{
    What a checkpoint computes again it computes from these: else it would be found to be the same as what was computed
    before, and that be kept.

    Example:
    ```mlir
    %0 = cortex.again %x : tensor<4xf32> -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs Res<Cortex_Value, "", [MemAlloc]>:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def CustomGradientOp : Cortex_Op<"custom_gradient", [Cortex_Structural, Cortex_Pullback, Pure, AttrSizedOperandSegments]> {
  let summary = "values whose derivative is given";
  let description = [{
    The results are the values. For derivatives they depend on `inputs` alone, in the way that the region says: it takes
    the cotangents of the results and the results, which unlike the values have a derivative themselves, and yields the
    cotangents of the inputs. It may use any value in scope. Before Specialize there is one boxed value and one boxed
    input, which may be structures; then a value for each float of them.

    Example:
    ```mlir
    %0 = cortex.custom_gradient %y of %x : tensor<3xf32> of tensor<3xf32> -> tensor<3xf32> {
    ^bb0(%u: tensor<3xf32>, %r: tensor<3xf32>):
      %1 = cortex.mul %u, %r : tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>
      cortex.yield %1 : tensor<3xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$values, Variadic<Cortex_Value>:$inputs);
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$body);
  let extraClassDeclaration = [{ bool variesWith(unsigned operand) { return operand >= getValues().size(); } }];
  let assemblyFormat = [{
    $values `of` $inputs `:` type($values) `of` type($inputs) `->` type($results) $body attr-dict
  }];
  let hasVerifier = 1;
}

def CheckpointOp : Cortex_Op<"checkpoint", [Cortex_Structural, RecursiveMemoryEffects, Cortex_DifferentiableRegions, NoRegionArguments]> {
  let summary = "a computation that gradients repeat";
  let description = [{
    The region is run once, where it stands, and yields the results. A reverse sweep runs it again instead of storing
    what it needs from within, and keeps only what the region takes from outside. Differentiate puts the region in the
    place of the op in the end.

    Example:
    ```mlir
    %0 = cortex.checkpoint -> (tensor<4xf32>) {
      %1 = cortex.tanh %x : tensor<4xf32> -> tensor<4xf32>
      cortex.yield %1 : tensor<4xf32>
    }
    ```
  }];
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`->` `(` type($results) `)` $body attr-dict";
  let hasVerifier = 1;
}

#endif // CORTEX_OPS_GRADIENT_TD
