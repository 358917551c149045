// Part of Cortex, under the MIT licence.
// Types of the cortex dialect and the constraints its ops are built from.
#ifndef CORTEX_TYPES_TD
#define CORTEX_TYPES_TD

include "Dialect/CortexDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonTypeConstraints.td"

class Cortex_Type<string name, string keyword> : TypeDef<Cortex_Dialect, name> {
  let mnemonic = keyword;
}

def Cortex_AnyType : Cortex_Type<"Any", "any"> {
  let summary = "a boxed value whose type only the run time knows";
  let description = [{
    The fallback of everything that inference cannot settle. At run time it is one
    pointer to a reference-counted object of the runtime.
  }];
}

def Cortex_StrType : Cortex_Type<"Str", "str"> {
  let summary = "a UTF-8 string; at run time the same object as a boxed string";
}

def Cortex_NullType : Cortex_Type<"Null", "null"> {
  let summary = "the type of `null`, and of a call that returns nothing";
}

def Cortex_SliceType : Cortex_Type<"Slice", "slice"> {
  let summary = "`lo:hi:step` inside the brackets of an index";
}

def Cortex_DatasetType : Cortex_Type<"Dataset", "dataset"> {
  let summary = "a dataset that stays in its file's own representation until a batch is made";
}

/// Element types of tensors.
def Cortex_ElementType : AnyTypeOf<[F32, F64, I64, I1]>;
def Cortex_Tensor : RankedTensorOf<[F32, F64, I64, I1]>;
def Cortex_Scalar : AnyTypeOf<[I64, F64, I1]>;

/// Every type that a value of a Cortex program can have.
def Cortex_Value : AnyTypeOf<[Cortex_AnyType, Cortex_StrType, Cortex_NullType, Cortex_SliceType,
                              Cortex_DatasetType, Cortex_Scalar, Cortex_Tensor]>;

/// What arithmetic takes: boxed, or numbers and tensors (strings for `+` and comparisons).
def Cortex_Operand : AnyTypeOf<[Cortex_AnyType, Cortex_StrType, Cortex_NullType, Cortex_Scalar, Cortex_Tensor]>;

#endif // CORTEX_TYPES_TD
