// Part of Cortex, under the MIT licence.
// Tensors made from a shape.
#ifndef CORTEX_OPS_CREATION_TD
#define CORTEX_OPS_CREATION_TD

include "Dialect/Ops/Base.td"

/// `shape`: one int or a 1-D int tensor.
class Cortex_CreationOp<string mnemonic, list<Trait> traits = []> : Cortex_Op<mnemonic, !listconcat([Cortex_Infer], traits)> {
  let arguments = (ins Cortex_Operand:$shape);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$shape attr-dict `:` type($shape) `->` type($result)";
}

def FullOp : Cortex_PureOp<"full", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "a tensor of one value";
  let description = [{
    `shape` is one int or a 1-D int tensor; the element type is the value's (the default float
    type for a float).

    Example:
    ```mlir
    %0 = cortex.full %s, %v : tensor<2xi64>, f64 -> tensor<?x?xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$shape, Cortex_Operand:$value);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesBehindFirst);
  let assemblyFormat = "$shape `,` $value attr-dict `:` type($shape) `,` type($value) `->` type($result)";
}

def IotaOp : Cortex_PureOp<"iota", [Cortex_NonDifferentiable]> {
  let summary = "0, 1, 2, ... as an int tensor";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.iota %n : i64 -> tensor<?xi64>
    ```
  }];
  let arguments = (ins Cortex_Operand:$count);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_failsByValues;
  let assemblyFormat = "$count attr-dict `:` type($count) `->` type($result)";
}

def OneHotOp : Cortex_PureOp<"one_hot", [Cortex_NonDifferentiable]> {
  let summary = "class numbers as unit vectors";
  let description = [{
    The input's shape with one more axis of size `classes`, in the default float type. A number
    outside 0 ... classes - 1 is a run-time error.

    Example:
    ```mlir
    %0 = cortex.one_hot %t, %n : tensor<?xi64>, i64 -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$classes);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_failsByValues;
  let assemblyFormat = "$input `,` $classes attr-dict `:` type($input) `,` type($classes) `->` type($result)";
}

def RandnOp : Cortex_CreationOp<"randn", [Cortex_NonDifferentiable]> {
  let summary = "standard normal random numbers";
  let description = [{
    Takes the next numbers of the program's counter-based generator.

    Example:
    ```mlir
    %0 = cortex.randn %s : tensor<2xi64> -> tensor<784x128xf32>
    ```
  }];
}

def RandOp : Cortex_CreationOp<"rand", [Cortex_NonDifferentiable]> {
  let summary = "random numbers, evenly distributed in [0, 1)";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.rand %s : i64 -> tensor<?xf32>
    ```
  }];
}

def PermutationOp : Cortex_CreationOp<"permutation", [Cortex_NonDifferentiable]> {
  let summary = "0 ... n-1 in random order";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.permutation %n : i64 -> tensor<?xi64>
    ```
  }];
}

#endif // CORTEX_OPS_CREATION_TD
