// Part of Cortex, under the MIT licence.
// Functions as values, and calls whose callee only the value decides. Direct calls are `func.call`.
#ifndef CORTEX_OPS_CALLS_TD
#define CORTEX_OPS_CALLS_TD

include "Dialect/Ops/Base.td"

def ClosureOp : Cortex_Op<"closure", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable]> {
  let summary = "a function as a value";
  let description = [{
    The function takes the captured values before its own parameters.

    Example:
    ```mlir
    %0 = cortex.closure @square(%k : !cortex.any) -> !cortex.any
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$function, Variadic<Cortex_Value>:$captures);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$function `(` ($captures^ `:` type($captures))? `)` attr-dict `->` type($result)";
}

def ApplyOp : Cortex_Op<"apply", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "`f[a, b]` where `f` is a value";
  let description = [{
    A call if `f` is a function, a step through its layers if it is a model, else an index.
    `names` holds one string per argument, empty for a positional one.

    Example:
    ```mlir
    %0 = cortex.apply %f(%a) [""] : (!cortex.any, !cortex.any) -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$callee, Variadic<Cortex_Value>:$args, StrArrayAttr:$names);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$callee `(` ($args^)? `)` $names attr-dict `:` functional-type(operands, results)";
}

def MethodOp : Cortex_Op<"method", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "`x.name[a, b]`";
  let description = [{
    A method of the value's type, or a call of the function in its field `name`.

    Example:
    ```mlir
    %0 = cortex.method %d "get"(%k) [""] : (!cortex.any, !cortex.any) -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$base, StrAttr:$name, Variadic<Cortex_Value>:$args, StrArrayAttr:$names);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$base $name `(` ($args^)? `)` $names attr-dict `:` functional-type(operands, results)";
}

def RuntimeOp : Cortex_Op<"runtime", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "a library function that only the runtime has";
  let description = [{
    `function` is the name of the builtin. On boxed values, unless a structure that is known
    at compile time answers it.

    Example:
    ```mlir
    %0 = cortex.runtime "keys"(%d) : (!cortex.any) -> !cortex.any
    ```
  }];
  let arguments = (ins StrAttr:$function, Variadic<Cortex_Value>:$args);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$function `(` ($args^)? `)` attr-dict `:` functional-type($args, $result)";
}

def ProvenanceOp : Cortex_PureOp<"provenance", [Cortex_Pullback, Cortex_Linear]> {
  let summary = "remembers what a value was made from";
  let description = [{
    The value itself. `cortex.origin` with the same tag finds `source` again, so that library
    code can pick a stabler formula.

    Example:
    ```mlir
    %0 = cortex.provenance "softmax" %p from %z : tensor<?x10xf32>, tensor<?x10xf32> -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins StrAttr:$tag, Cortex_Operand:$value, Cortex_Operand:$source);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesWithFirst;
  let assemblyFormat = "$tag $value `from` $source attr-dict `:` type($value) `,` type($source) `->` type($result)";
}

def OriginOp : Cortex_Op<"origin", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable]> {
  let summary = "what a value was made from, or null";
  let description = [{
    Resolved by Specialize: the source of the `cortex.provenance` with this tag that made the
    value, or null where there is none.

    Example:
    ```mlir
    %0 = cortex.origin "softmax" %p : !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins StrAttr:$tag, Cortex_Value:$value);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$tag $value attr-dict `:` type($value) `->` type($result)";
}

#endif // CORTEX_OPS_CALLS_TD
