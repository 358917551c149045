// Part of Cortex, under the MIT licence.
// Operations on the shape of a tensor, and on parts of it.
#ifndef CORTEX_OPS_SHAPE_TD
#define CORTEX_OPS_SHAPE_TD

include "Dialect/Ops/Base.td"

def DimOp : Cortex_PureOp<"dim", [Cortex_NonDifferentiable]> {
  let summary = "the size of one axis";
  let description = [{
    `axis` is a constant integer, negative from the end.

    Example:
    ```mlir
    %0 = cortex.dim %x, %a : tensor<?x4xf32>, i64 -> i64
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$axis);
  let results = (outs Cortex_Operand:$result);
  let hasFolder = 1;
  let assemblyFormat = "$input `,` $axis attr-dict `:` type($input) `,` type($axis) `->` type($result)";
}

def ReshapeOp : Cortex_PureOp<"reshape", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "the same elements in another shape";
  let description = [{
    `shape` is a 1-D int tensor or one int; one entry may be -1. The number of elements stays.
    (C1) the sizes agree, at compile time where both are known.

    Example:
    ```mlir
    %0 = cortex.reshape %x, %s : tensor<6xf32>, tensor<2xi64> -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$shape);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesWithFirst);
  let assemblyFormat = "$input `,` $shape attr-dict `:` type($input) `,` type($shape) `->` type($result)";
}

def TransposeOp : Cortex_PureOp<"transpose", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "the axes in another order";
  let description = [{
    `axes` is a constant 1-D int tensor, or null: all axes reversed.

    Example:
    ```mlir
    %0 = cortex.transpose %x, %n : tensor<2x3xf32>, !cortex.null -> tensor<3x2xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$axes);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$input `,` $axes attr-dict `:` type($input) `,` type($axes) `->` type($result)";
}

def ExpandDimsOp : Cortex_PureOp<"expand_dims", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "a new axis of size 1";
  let description = [{
    `axis` is a constant integer: where the new axis stands in the result.

    Example:
    ```mlir
    %0 = cortex.expand_dims %x, %a : tensor<4xf32>, i64 -> tensor<4x1xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$axis);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$input `,` $axis attr-dict `:` type($input) `,` type($axis) `->` type($result)";
}

def BroadcastLikeOp : Cortex_PureOp<"broadcast_like", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "a value repeated to the shape of another";
  let description = [{
    The result has the shape of `like` and the element type of `like` (a float) or of the input.
    The pullback of a sum.

    Example:
    ```mlir
    %0 = cortex.broadcast_like %x, %y : f64, tensor<?x4xf32> -> tensor<?x4xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$like);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$input `,` $like attr-dict `:` type($input) `,` type($like) `->` type($result)";
}

def SumLikeOp : Cortex_PureOp<"sum_like", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "undoes a broadcast";
  let description = [{
    Sums over the axes along which `like` would be repeated to give the input's shape, and
    gives the element type of `like`. The pullback of a broadcast.

    Example:
    ```mlir
    %0 = cortex.sum_like %x, %b : tensor<?x4xf32>, tensor<4xf32> -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$like);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$input `,` $like attr-dict `:` type($input) `,` type($like) `->` type($result)";
}

def AccumulateOp : Cortex_PureOp<"accumulate", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "the sum of two cotangents that only the run time knows";
  let description = [{
    Cotangents of one value. Where nothing has arrived, or the value has no derivative, one is null, which
    counts as zero; structures are added part by part.

    Example:
    ```mlir
    %0 = cortex.accumulate %a, %b : !cortex.any, !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_AnyType:$lhs, Cortex_AnyType:$rhs);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def PackOp : Cortex_PureOp<"pack", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "equal parts side by side, along a new first axis";
  let description = [{
    What a bracket of scalars or of tensors of one shape makes: a tensor with one more axis.

    Example:
    ```mlir
    %0 = cortex.pack %x, %y : f64, f64 -> tensor<2xf32>
    ```
  }];
  let arguments = (ins Variadic<Cortex_Operand>:$parts);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_failsByValues;
  let hasFolder = 1;
  let assemblyFormat = "$parts attr-dict `:` type($parts) `->` type($result)";
}

def SliceOp : Cortex_Op<"slice", [Cortex_Structural, Pure, Cortex_NonDifferentiable]> {
  let summary = "`lo:hi:step` as a subscript";
  let description = [{
    A bound that is null stands for the end it names.

    Example:
    ```mlir
    %0 = cortex.slice %lo, %hi, %step : i64, i64, !cortex.null -> !cortex.slice
    ```
  }];
  let arguments = (ins Cortex_Operand:$lower, Cortex_Operand:$upper, Cortex_Operand:$step);
  let results = (outs AnyTypeOf<[Cortex_SliceType, Cortex_AnyType]>:$result);
  let assemblyFormat = "$lower `,` $upper `,` $step attr-dict `:` type($lower) `,` type($upper) `,` type($step) `->` type($result)";
}

def IndexOp : Cortex_PureOp<"index", [Cortex_Structural, Cortex_Pullback, Cortex_Linear]> {
  let summary = "an element or part: `x[i]`, `t[a:b, 0]`, `d[\"k\"]`";
  let description = [{
    Of a tensor: ints drop an axis, slices keep it, a 1-D int tensor gathers along its axis.
    Negative indices count from the end. A string gives code points.

    Example:
    ```mlir
    %0 = cortex.index %x[%i, %j] : (tensor<2x3xf32>, i64, i64) -> f64
    ```
  }];
  let arguments = (ins Cortex_Value:$base, Variadic<Cortex_Value>:$subscripts);
  let results = (outs Cortex_Value:$result);
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesWithFirst);
  let hasFolder = 1;
  let assemblyFormat = "$base `[` ($subscripts^)? `]` attr-dict `:` functional-type(operands, results)";
}

def IndexSetOp : Cortex_Op<"index_set", [Cortex_Structural, Cortex_Infer, Cortex_Pullback, Cortex_Linear]> {
  let summary = "a container with one part replaced";
  let description = [{
    Of a tensor: the new tensor (the old one is unchanged). Of a list or dict: the container
    itself, changed.

    Example:
    ```mlir
    %0 = cortex.index_set %x[%i] = %v : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
    ```
  }];
  let arguments = (ins Cortex_Value:$base, Variadic<Cortex_Value>:$subscripts, Cortex_Value:$value);
  let results = (outs Cortex_Value:$result);
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesWithEnds);
  let assemblyFormat = "$base `[` ($subscripts^)? `]` `=` $value attr-dict `:` functional-type(operands, results)";
}

def IndexAddOp : Cortex_PureOp<"index_add", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "a tensor with something added to one part";
  let description = [{
    The pullback of `cortex.index`: parts that are named twice receive both.

    Example:
    ```mlir
    %0 = cortex.index_add %x[%i] plus %v : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$base, Variadic<Cortex_Value>:$subscripts, Cortex_Operand:$value);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesWithEnds);
  let assemblyFormat = "$base `[` ($subscripts^)? `]` `plus` $value attr-dict `:` functional-type(operands, results)";
}

#endif // CORTEX_OPS_SHAPE_TD
