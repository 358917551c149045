// Part of Cortex, under the MIT licence.
// Products that sum over a shared axis.
#ifndef CORTEX_OPS_CONTRACTION_TD
#define CORTEX_OPS_CONTRACTION_TD

include "Dialect/Ops/Base.td"

def MatmulOp : Cortex_PureOp<"matmul", [Cortex_Structural, Cortex_Pullback, Cortex_Multilinear, Cortex_TakesNumbers]> {
  let summary = "the matrix product `@`";
  let description = [{
    Ranks 1 and 2 as NumPy has them: matrix by matrix, matrix by vector, vector by matrix, and
    the inner product of two vectors, which is a scalar. Typed operands of more axes are products of
    stacks, which the library brings into the form of `cortex.batch_matmul`. `transpose_lhs` and `transpose_rhs` read
    a matrix operand transposed, at no cost; only derivatives and canonicalisation set them.
    (C1) the inner dimensions agree. (C2) the element types agree after promotion.

    Example:
    ```mlir
    %0 = cortex.matmul %x, %w : tensor<?x784xf32>, tensor<784x128xf32> -> tensor<?x128xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$lhs, Cortex_Operand:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Cortex_Operand:$result);
  let hasCanonicalizeMethod = 1;
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def BatchMatmulOp : Cortex_PureOp<"batch_matmul", [Cortex_Pullback, Cortex_Multilinear, Cortex_TakesNumbers]> {
  let summary = "matrix products of two stacks, pair by pair";
  let description = [{
    result[b] = lhs[b] @ rhs[b]. `transpose_lhs` and `transpose_rhs` read each matrix of a stack
    transposed, at no cost.
    (C1) as many matrices in both. (C2) the inner dimensions agree. (C3) the element types agree after
    promotion.

    Example:
    ```mlir
    %0 = cortex.batch_matmul %x, %y : tensor<8x3x4xf32>, tensor<8x4x5xf32> -> tensor<8x3x5xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$lhs, Cortex_Operand:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Cortex_Operand:$result);
  let hasCanonicalizeMethod = 1;
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def OuterOp : Cortex_PureOp<"outer", [Cortex_Pullback, Cortex_Multilinear, Cortex_TakesNumbers]> {
  let summary = "the outer product of two vectors";
  let description = [{
    result[i, j] = lhs[i] * rhs[j].

    Example:
    ```mlir
    %0 = cortex.outer %x, %y : tensor<3xf32>, tensor<4xf32> -> tensor<3x4xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$lhs, Cortex_Operand:$rhs);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

#endif // CORTEX_OPS_CONTRACTION_TD
