// Part of Cortex, under the MIT licence.
// Literals, and the border between typed and boxed values.
#ifndef CORTEX_OPS_CONSTANTS_TD
#define CORTEX_OPS_CONSTANTS_TD

include "Dialect/Ops/Base.td"

def ConstantOp : Cortex_Op<"constant", [Cortex_Structural, Pure, ConstantLike, Cortex_NonDifferentiable]> {
  let summary = "a literal";
  let description = [{
    The value as an attribute: integer, float or bool of a scalar type, dense elements of a
    tensor type, a string attribute for `!cortex.str`, a unit attribute for `!cortex.null`.

    Example:
    ```mlir
    %0 = cortex.constant 2.0 : f64 -> f64
    %1 = cortex.constant "adam" -> !cortex.str
    ```
  }];
  let arguments = (ins AnyAttr:$value);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$value attr-dict `->` type($result)";
  let builders = [OpBuilder<(ins "int64_t":$value)>, OpBuilder<(ins "double":$value)>,
                  OpBuilder<(ins "bool":$value)>, OpBuilder<(ins "::llvm::StringRef":$value)>];
  let hasFolder = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The constant `null`.
    static ::mlir::Value null(::mlir::OpBuilder &builder, ::mlir::Location loc);
  }];
}

def UndefinedOp : Cortex_Op<"undefined", [Cortex_Structural, Pure, Cortex_NonDifferentiable]> {
  let summary = "a value that no path of the program reads";
  let description = [{
    Stands where a branch leaves a variable unset, for instance the result of a function on
    a path that has not returned yet. A tensor may get its unknown sizes: it is then written
    before it is read.

    Example:
    ```mlir
    %0 = cortex.undefined -> !cortex.any
    %1 = cortex.undefined(%n) -> tensor<?x3xf64>
    ```
  }];
  let arguments = (ins Variadic<I64>:$sizes);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "(`(` $sizes^ `)`)? attr-dict `->` type($result)";
  let builders = [OpBuilder<(ins "::mlir::Type":$type), [{ build($_builder, $_state, type, ::mlir::ValueRange()); }]>];
}

def BoxOp : Cortex_Op<"box", [Cortex_Structural, Pure, Cortex_Pullback, Cortex_Linear]> {
  let summary = "a typed value as a boxed one";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.box %x : f64
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs Cortex_AnyType:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def UnboxOp : Cortex_Op<"unbox", [Cortex_Structural, Cortex_ValueEffects, Cortex_Pullback, Cortex_Linear]> {
  let summary = "the value in a box, checked to have the given type";
  let description = [{
    A run-time error of kind `type` (or `shape`) if the box holds something else. An int is
    accepted for `f64` and for `i1` nothing but a bool.

    Example:
    ```mlir
    %0 = cortex.unbox %x -> f64
    ```
  }];
  let arguments = (ins Cortex_AnyType:$input);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$input attr-dict `->` type($result)";
}

def ExpectOp : Cortex_Op<"expect", [Cortex_Structural, Cortex_ValueEffects, Cortex_NonDifferentiable]> {
  let summary = "what a value must be where only the run time can know it";
  let description = [{
    A typed value is itself. A boxed one is checked to be a tensor of that rank, of integers for the
    kind `int`, of booleans for `bool`, of that float type for `float32` and `float64`, of any numbers for `float` (the default
    float type after it); of rank 0 it is a scalar. So data of a file becomes typed at the op that can take nothing else, and
    what a function of the run time returns where its type is known. None is left after Specialize.

    Example:
    ```mlir
    %0 = cortex.expect %x, %kind, %rank : !cortex.any, !cortex.str, i64 -> !cortex.any
    ```
  }];
  let arguments = (ins Cortex_Value:$value, Cortex_Operand:$kind, Cortex_Operand:$rank);
  let results = (outs Cortex_Value:$result);
  let assemblyFormat = "$value `,` $kind `,` $rank attr-dict `:` type($value) `,` type($kind) `,` type($rank) `->` type($result)";
}

def CastOp : Cortex_Op<"cast", [Cortex_Structural, Pure, Cortex_Pullback, Cortex_Linear]> {
  let summary = "a number or tensor in another element type, or with other knowledge of its shape";
  let description = [{
    Scalars convert as C does (float to int truncates); a tensor is converted element by element.
    Dimensions may gain or lose static knowledge; a gained one is checked at run time.

    Example:
    ```mlir
    %0 = cortex.cast %x : tensor<4xf32> -> tensor<?xf64>
    ```
  }];
  let arguments = (ins AnyTypeOf<[Cortex_Scalar, Cortex_Tensor]>:$input);
  let results = (outs AnyTypeOf<[Cortex_Scalar, Cortex_Tensor]>:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // CORTEX_OPS_CONSTANTS_TD
