// Part of Cortex, under the MIT licence.
// Lists, dicts, tuples, structs, and the cells that closures share.
#ifndef CORTEX_OPS_CONTAINERS_TD
#define CORTEX_OPS_CONTAINERS_TD

include "Dialect/Ops/Base.td"

def BracketOp : Cortex_Op<"bracket", [Cortex_Structural, MemoryEffects<[MemAlloc]>, Cortex_NonDifferentiable]> {
  let summary = "what `[a, b, c]` means before types are known";
  let description = [{
    A tensor if all elements are numbers or, where `rows` says that they are brackets
    themselves, tensors of one shape; else a list. Specialize resolves it to `cortex.pack` or a
    structure; boxed, the run time decides.

    Example:
    ```mlir
    %0 = cortex.bracket [false, false] %a, %b : !cortex.any, !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins DenseBoolArrayAttr:$rows, Variadic<Cortex_Value>:$elements);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$rows ($elements^ `:` type($elements))? attr-dict `->` type($result)";
}

def ListOp : Cortex_Op<"list", [Cortex_Structural, MemoryEffects<[MemAlloc]>, Cortex_NonDifferentiable]> {
  let summary = "a new list";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.list %a, %b : !cortex.any, !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$elements);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "($elements^ `:` type($elements))? attr-dict `->` type($result)";
}

def TupleOp : Cortex_Op<"tuple", [Cortex_Structural, NoMemoryEffect, Cortex_NonDifferentiable]> {
  let summary = "what `return[a, b]` makes";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.tuple %a, %b : !cortex.any, !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$elements);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "($elements^ `:` type($elements))? attr-dict `->` type($result)";
}

def DictOp : Cortex_Op<"dict", [Cortex_Structural, MemoryEffects<[MemAlloc]>, SameVariadicOperandSize, Cortex_NonDifferentiable]> {
  let summary = "a new dict, in the order of its entries";
  let description = [{
    As many keys as values.

    Example:
    ```mlir
    %0 = cortex.dict [%k : !cortex.any] = [%v : !cortex.any] -> !cortex.any
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$keys, Variadic<Cortex_Value>:$values);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "`[` ($keys^ `:` type($keys))? `]` `=` `[` ($values^ `:` type($values))? `]` attr-dict `->` type($result)";
}

def StructOp : Cortex_Op<"struct", [Cortex_Structural, MemoryEffects<[MemAlloc]>, Cortex_NonDifferentiable]> {
  let summary = "a new struct";
  let description = [{
    The struct's name, which is unique in the program, its fields' names and annotations, and
    their values in that order.

    Example:
    ```mlir
    %0 = cortex.struct "Point" ["x", "y"] ["float", "any"] %a, %b : !cortex.any, !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins StrAttr:$name, StrArrayAttr:$fields, StrArrayAttr:$types, Variadic<Cortex_Value>:$values);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$name $fields $types ($values^ `:` type($values))? attr-dict `->` type($result)";
}

def UnpackOp : Cortex_Op<"unpack", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "takes a tuple, list or 1-D tensor apart";
  let description = [{
    A run-time error where the number of parts is another one than the number of results.

    Example:
    ```mlir
    %0:2 = cortex.unpack %t : !cortex.any -> !cortex.any, !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs Variadic<Cortex_Value>:$results);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($results)";
}

def FieldOp : Cortex_Op<"field", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "`x.name`";
  let description = [{
    A struct's field, a dict's entry, or a property such as `shape` and `T` of a tensor.

    Example:
    ```mlir
    %0 = cortex.field %m "parameters" : !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$base, StrAttr:$name);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$base $name attr-dict `:` type($base) `->` type($result)";
}

def FieldSetOp : Cortex_Op<"field_set", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "`x.name := v`";
  let description = [{
    Example:
    ```mlir
    cortex.field_set %m "lr" = %v : !cortex.any, !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$base, StrAttr:$name, Cortex_Value:$value);
  let assemblyFormat = "$base $name `=` $value attr-dict `:` type($base) `,` type($value)";
}

def LenOp : Cortex_PureOp<"len", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "how many parts a value has";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.len %x : !cortex.any -> i64
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs I64:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def ContainsOp : Cortex_Op<"contains", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "`x in container`";
  let description = [{
    A dict has keys, a string has parts, a list or tensor has elements.

    Example:
    ```mlir
    %0 = cortex.contains %x, %d : !cortex.any, !cortex.any -> i1
    ```
  }];
  let arguments = (ins Cortex_Value:$item, Cortex_Value:$container);
  let results = (outs I1:$result);
  let assemblyFormat = "$item `,` $container attr-dict `:` type($item) `,` type($container) `->` type($result)";
}

def CellOp : Cortex_Op<"cell", [Cortex_Structural, MemoryEffects<[MemAlloc]>, Cortex_NonDifferentiable]> {
  let summary = "a variable that a closure shares";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.cell %x : !cortex.any -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$initial);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$initial attr-dict `:` type($initial) `->` type($result)";
}

def CellGetOp : Cortex_Op<"cell_get", [Cortex_Structural, MemoryEffects<[MemRead]>, Cortex_NonDifferentiable]> {
  let summary = "the value of a cell";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.cell_get %c -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_AnyType:$cell);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$cell attr-dict `->` type($result)";
}

def CellSetOp : Cortex_Op<"cell_set", [Cortex_Structural, MemoryEffects<[MemWrite]>, Cortex_NonDifferentiable]> {
  let summary = "another value for a cell";
  let description = [{
    Example:
    ```mlir
    cortex.cell_set %c = %x : !cortex.any
    ```
  }];
  let arguments = (ins Cortex_AnyType:$cell, Cortex_Value:$value);
  let assemblyFormat = "$cell `=` $value attr-dict `:` type($value)";
}

def GlobalOp : Cortex_Op<"global", [Symbol, Cortex_NonDifferentiable]> {
  let summary = "a top-level variable that functions see";
  let description = [{
    Holds null until the program's `let` has run.

    Example:
    ```mlir
    cortex.global @step
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name);
  let assemblyFormat = "$sym_name attr-dict";
}

def GlobalGetOp : Cortex_Op<"global_get", [Cortex_Structural, MemoryEffects<[MemRead]>, Cortex_NonDifferentiable]> {
  let summary = "the value of a global";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.global_get @step -> !cortex.any
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$global attr-dict `->` type($result)";
}

def GlobalSetOp : Cortex_Op<"global_set", [Cortex_Structural, MemoryEffects<[MemWrite]>, Cortex_NonDifferentiable]> {
  let summary = "another value for a global";
  let description = [{
    Example:
    ```mlir
    cortex.global_set @step = %x : !cortex.any
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$global, Cortex_Value:$value);
  let assemblyFormat = "$global `=` $value attr-dict `:` type($value)";
}

#endif // CORTEX_OPS_CONTAINERS_TD
