// Part of Cortex, under the MIT licence.
// Reductions over one axis or all of them.
#ifndef CORTEX_OPS_REDUCTION_TD
#define CORTEX_OPS_REDUCTION_TD

include "Dialect/Ops/Base.td"

/// `axis`: a constant integer (negative counts from the end) or null for all axes; several constant axes, which
/// Specialize takes apart; `keepdims`: a constant bool. A full reduction without `keepdims` gives a scalar.
class Cortex_ReductionOp<string mnemonic, string meaning, string text, list<Trait> traits>
    : Cortex_PureOp<mnemonic, !listconcat([Cortex_TakesNumbers], traits)> {
  let arguments = (ins Cortex_Operand:$input, Cortex_Operand:$axis, Cortex_Operand:$keepdims);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = [{
    $input `axis` $axis `keepdims` $keepdims attr-dict `:` type($input) `,` type($axis) `,` type($keepdims) `->` type($result)
  }];
  let extraClassDeclaration = Cortex_variesWithFirst;
  let summary = meaning;
  let description = text # [{

    Example:
    ```mlir
    %0 = cortex.}] # mnemonic # [{ %x axis %a keepdims %k : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
    ```
  }];
}

/// One that has no answer for no elements.
class Cortex_SelectionOp<string mnemonic, string meaning, string text, list<Trait> traits>
    : Cortex_ReductionOp<mnemonic, meaning, text, traits> {
  let extraClassDeclaration = !strconcat(Cortex_failsByValues, Cortex_variesWithFirst);
}

def ReduceSumOp : Cortex_ReductionOp<"reduce_sum", "the sum", "The sum over the axis; 0 of nothing. Booleans count as integers.", [Cortex_Pullback, Cortex_Linear, Cortex_ReducesAxes]>;
def ReduceProdOp : Cortex_ReductionOp<"reduce_prod", "the product", "The product over the axis; 1 of nothing.", [Cortex_Pullback, Cortex_ReducesAxes]>;
def ReduceMaxOp : Cortex_SelectionOp<"reduce_max", "the largest", "The largest element; ties share the cotangent evenly; an error of nothing.", [Cortex_Pullback, Cortex_Selects, Cortex_ReducesAxes]>;
def ReduceMinOp : Cortex_SelectionOp<"reduce_min", "the smallest", "The smallest element; ties share the cotangent evenly; an error of nothing.", [Cortex_Pullback, Cortex_Selects, Cortex_ReducesAxes]>;
def ReduceAnyOp : Cortex_ReductionOp<"reduce_any", "is any true", "True where one element at least is.", [Cortex_NonDifferentiable, Cortex_ReducesAxes]>;
def ReduceAllOp : Cortex_ReductionOp<"reduce_all", "are all true", "True where every element is.", [Cortex_NonDifferentiable, Cortex_ReducesAxes]>;
def ArgmaxOp : Cortex_SelectionOp<"argmax", "where the largest stands", "The index of the first largest element along the axis.", [Cortex_NonDifferentiable]>;
def ArgminOp : Cortex_SelectionOp<"argmin", "where the smallest stands", "The index of the first smallest element along the axis.", [Cortex_NonDifferentiable]>;

#endif // CORTEX_OPS_REDUCTION_TD
