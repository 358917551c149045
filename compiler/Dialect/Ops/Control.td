// Part of Cortex, under the MIT licence.
// Structured control flow. Early exits are explicit values, never jumps.
#ifndef CORTEX_OPS_CONTROL_TD
#define CORTEX_OPS_CONTROL_TD

include "Dialect/Ops/Base.td"

def YieldOp : Cortex_Op<"yield", [Pure, Terminator, ReturnLike, Cortex_NonDifferentiable]> {
  let summary = "ends a region and hands on its values";
  let description = [{
    Example:
    ```mlir
    cortex.yield %x, %y : f64, i1
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let builders = [OpBuilder<(ins), [{ /* nothing to hand on */ }]>];
}

def ConditionOp : Cortex_Op<"condition", [Pure, Terminator, ReturnLike, Cortex_NonDifferentiable]> {
  let summary = "ends the condition region of a `while`: another turn?";
  let description = [{
    Example:
    ```mlir
    cortex.condition %c : i1
    ```
  }];
  let arguments = (ins AnyTypeOf<[Cortex_AnyType, I1]>:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def IfOp : Cortex_Op<"if", [Cortex_Structural, RecursiveMemoryEffects, Cortex_DifferentiableRegions, NoRegionArguments]> {
  let summary = "one of two regions, by a condition";
  let description = [{
    Both regions end in `cortex.yield` with the results' types. Before Specialize the
    condition may be boxed: its truth value counts.

    Example:
    ```mlir
    %0 = cortex.if %c : i1 -> (f64) {
      cortex.yield %a : f64
    } else {
      cortex.yield %b : f64
    }
    ```
  }];
  let arguments = (ins AnyTypeOf<[Cortex_AnyType, I1]>:$condition);
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$thenRegion, SizedRegion<1>:$elseRegion);
  let assemblyFormat = "$condition `:` type($condition) (`->` `(` type($results)^ `)`)? $thenRegion `else` $elseRegion attr-dict";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$types, "::mlir::Value":$condition, "bool":$withBlocks)>];
}

def ForOp : Cortex_Op<"for", [RecursiveMemoryEffects, Cortex_DifferentiableRegions]> {
  let summary = "a counted loop";
  let description = [{
    `i` runs from `lower` while less than `upper` (greater, if `step` is negative). The region's
    arguments are `i` and the carried values; it yields the carried values. With `breakable`
    the first carried value is an `i1`: the loop goes on only while it is true.

    Example:
    ```mlir
    %0 = cortex.for %lo to %hi step %s carry(%x : f64) {
    ^bb0(%i: i64, %acc: f64):
      cortex.yield %acc : f64
    }
    ```
  }];
  let arguments = (ins I64:$lower, I64:$upper, I64:$step, Variadic<Cortex_Value>:$inits, UnitAttr:$breakable);
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`breakable` $breakable^)? $lower `to` $upper `step` $step `carry` `(` ($inits^ `:` type($inits))? `)`
    (`->` type($results)^)? $body attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Value getInductionVar() { return getBody().front().getArgument(0); }
    /// The carried values as the region sees them.
    ::mlir::Block::BlockArgListType getCarried() { return getBody().front().getArguments().drop_front(1); }
  }];
}

def ForEachOp : Cortex_Op<"for_each", [Cortex_Structural, RecursiveMemoryEffects, Cortex_DifferentiableRegions]> {
  let summary = "a loop over whatever the value can be iterated by";
  let description = [{
    The region's arguments are the item, its number from 0, and the carried values. With `pairs`
    a dict gives tuples of key and value. `breakable` as in `cortex.for`. Specialize turns it
    into a counted loop, into its turns (a structure known at compile time), or leaves it boxed.

    Example:
    ```mlir
    %0 = cortex.for_each %xs : !cortex.any carry(%x : !cortex.any) -> !cortex.any {
    ^bb0(%item: !cortex.any, %i: !cortex.any, %acc: !cortex.any):
      cortex.yield %acc : !cortex.any
    }
    ```
  }];
  let arguments = (ins Cortex_Value:$iterable, Variadic<Cortex_Value>:$inits, UnitAttr:$breakable, UnitAttr:$pairs);
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`breakable` $breakable^)? (`pairs` $pairs^)? $iterable `:` type($iterable) `carry` `(` ($inits^ `:` type($inits))? `)`
    (`->` type($results)^)? $body attr-dict
  }];
  let hasVerifier = 1;
}

def WhileOp : Cortex_Op<"while", [Cortex_Structural, Cortex_DifferentiableRegions]> {
  let summary = "a loop whose condition is computed before each turn";
  let description = [{
    Both regions take the carried values; `condition` ends in `cortex.condition`, `body` yields
    the carried values of the next turn. The results are the carried values at the end. It may never
    end, which is an effect: no loop goes because nobody reads its results.

    Example:
    ```mlir
    %0 = cortex.while carry(%x : f64) -> f64 condition {
    ^bb0(%a: f64):
      cortex.condition %c : i1
    } body {
    ^bb0(%a: f64):
      cortex.yield %a : f64
    }
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$inits);
  let results = (outs Variadic<Cortex_Value>:$results);
  let regions = (region SizedRegion<1>:$conditionRegion, SizedRegion<1>:$body);
  let assemblyFormat = [{
    `carry` `(` ($inits^ `:` type($inits))? `)` (`->` type($results)^)? `condition` $conditionRegion `body` $body attr-dict
  }];
  let hasVerifier = 1;
}

def ThrowOp : Cortex_Op<"throw", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "raises a run-time error";
  let description = [{
    Its kind, one of runtime/ErrorKinds.def, is `user` unless another is given: the library says by
    it what went wrong. An error as message is raised again as it is.

    Example:
    ```mlir
    cortex.throw %message : !cortex.str
    cortex.throw %message {kind = "shape"} : !cortex.str
    ```
  }];
  let arguments = (ins Cortex_Value:$message, OptionalAttr<StrAttr>:$kind);
  let assemblyFormat = "$message attr-dict `:` type($message)";
  let extraClassDeclaration = [{
    /// The number of the kind in the runtime's table; -1 for one that is not there.
    int32_t getKindNumber();
  }];
  let hasVerifier = 1;
}

def TryOp : Cortex_Op<"try", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "runs its body; on a run-time error, its handler with the error";
  let description = [{
    The body takes nothing and the handler the error. Variables that the body assigns live in
    cells, so neither region yields.

    Example:
    ```mlir
    cortex.try {
      cortex.yield
    } catch {
    ^bb0(%e: !cortex.any):
      cortex.yield
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$body, SizedRegion<1>:$handler);
  let assemblyFormat = "$body `catch` $handler attr-dict";
}

def AttemptOp : Cortex_Op<"attempt", [RecursiveMemoryEffects, Cortex_DifferentiableRegions]> {
  let summary = "runs its region; says whether it came to its end";
  let description = [{
    The results are whether the region ended, the error that stopped it else (null if none did), and what it has
    yielded, or the operands if it was stopped. A piece of a `cortex.try` within which no variable changes. Only
    Differentiate makes it, and leaves none.

    Example:
    ```mlir
    %ok, %e, %y = cortex.attempt else %zero : (f64) -> (i1, !cortex.any, f64) {
      %0 = cortex.unbox %x -> f64
      cortex.yield %0 : f64
    }
    ```
  }];
  let arguments = (ins Variadic<Cortex_Value>:$otherwise);
  let results = (outs I1:$ok, Cortex_AnyType:$error, Variadic<Cortex_Value>:$values);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "(`else` $otherwise^)? `:` functional-type(operands, results) $body attr-dict";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::ValueRange":$otherwise)>];
  let extraClassDeclaration = [{
    /// The number of the first result that the region yields.
    static constexpr unsigned firstValue = 2;
  }];
}

#endif // CORTEX_OPS_CONTROL_TD
