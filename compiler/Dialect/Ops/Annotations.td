// Part of Cortex, under the MIT licence.
// What annotations ask of values, and the choice of an overload by the types of arguments.
#ifndef CORTEX_OPS_ANNOTATIONS_TD
#define CORTEX_OPS_ANNOTATIONS_TD

include "Dialect/Ops/Base.td"

def CheckTypeOp : Cortex_Op<"check_type", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "a value held against an annotation";
  let description = [{
    The value, converted where the annotation asks for it: an int becomes a float, a list of
    numbers a tensor. An error where it does not fit; `what` names its place for the message,
    and `declared` is where the annotation stands. With `given` the value is an argument of the
    call that is being evaluated. With `elements` it is a list of its own, and the annotation is
    that of each element.

    Example:
    ```mlir
    %0 = cortex.check_type %x "float" "the argument `x` of `area`" : !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$input, StrAttr:$annotation, StrAttr:$what,
                       OptionalAttr<LocationAttr>:$declared, UnitAttr:$given, UnitAttr:$elements);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$input $annotation $what attr-dict `:` type($input) `->` type($result)";
}

def IsTypeOp : Cortex_Op<"is_type", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "whether a value fits an annotation as it is";
  let description = [{
    What a typed pattern of `match` asks.

    Example:
    ```mlir
    %0 = cortex.is_type %x "int | float" : !cortex.any -> i1
    ```
  }];
  let arguments = (ins Cortex_Value:$input, StrAttr:$annotation);
  let results = (outs I1:$result);
  let assemblyFormat = "$input $annotation attr-dict `:` type($input) `->` type($result)";
}

def OverloadOp : Cortex_Op<"overload", [Cortex_Structural, RecursiveMemoryEffects, Cortex_NonDifferentiable]> {
  let summary = "a call of the most specific of several functions";
  let description = [{
    `candidates` holds one text per region: `+` (`-` for a function that fills in defaults or
    takes a rest), then the annotation of each argument's parameter, each after a tab. The region
    of the chosen candidate yields the call's result. Specialize chooses where the types decide,
    and else leaves the choice to the run time.

    Example:
    ```mlir
    %0 = cortex.overload "area" ["+\\tfloat", "+\\tstring"] (%x : !cortex.any) -> !cortex.any {
      %1 = func.call @area(%x) : (!cortex.any) -> !cortex.any
      cortex.yield %1 : !cortex.any
    }, {
      %1 = func.call @area$1(%x) : (!cortex.any) -> !cortex.any
      cortex.yield %1 : !cortex.any
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, StrArrayAttr:$candidates, Variadic<Cortex_Value>:$args);
  let results = (outs Cortex_AnyType:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$calls);
  let assemblyFormat = "$name $candidates `(` ($args^ `:` type($args))? `)` attr-dict `->` type($result) $calls";
  let hasVerifier = 1;
}

def ChooseOp : Cortex_Op<"choose", [Cortex_NonDifferentiable]> {
  let summary = "the number of the overload that boxed values mean";
  let description = [{
    `cortex.overload` where only the run time knows the types; a run-time error where no
    candidate takes the values, or no single one is the most specific.

    Example:
    ```mlir
    %0 = cortex.choose "area" ["+\\tfloat", "+\\tstring"] (%x : !cortex.any) -> i64
    ```
  }];
  let arguments = (ins StrAttr:$name, StrArrayAttr:$candidates, Variadic<Cortex_AnyType>:$args);
  let results = (outs I64:$result);
  let assemblyFormat = "$name $candidates `(` ($args^ `:` type($args))? `)` attr-dict `->` type($result)";
}

def KeepOp : Cortex_Op<"keep", [Cortex_NonDifferentiable]> {
  let summary = "computes a value though nothing may use it";
  let description = [{
    What may fail must fail where the program says so, used or not. Gone once the checks are ops
    of their own.

    Example:
    ```mlir
    cortex.keep %0 : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Cortex_Value:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

#endif // CORTEX_OPS_ANNOTATIONS_TD
