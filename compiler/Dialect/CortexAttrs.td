// Part of Cortex, under the MIT licence.
// Attributes of the cortex dialect: what the constants that the runtime reads hold.
#ifndef CORTEX_ATTRS_TD
#define CORTEX_ATTRS_TD

include "Dialect/CortexDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"

class Cortex_Attr<string name, string keyword> : AttrDef<Cortex_Dialect, name> {
  let mnemonic = keyword;
}

def Cortex_PlaceAttr : Cortex_Attr<"Place", "place"> {
  let summary = "a place in the source, the CortexLocation of the runtime";
  let description = [{
    `caller` is the place where the function was inlined, if it was.

    Example: `#cortex.place<"train.ctx", 3, 5, "loss">`
  }];
  let parameters = (ins "::mlir::StringAttr":$file, "int64_t":$line, "int64_t":$column,
                        "::mlir::StringAttr":$function, OptionalParameter<"::mlir::Attribute">:$caller);
  let assemblyFormat = "`<` $file `,` $line `,` $column `,` $function (`,` $caller^)? `>`";
}

def Cortex_FunctionInfoAttr : Cortex_Attr<"FunctionInfo", "function_info"> {
  let summary = "what the runtime knows of a function, its CortexFunctionInfo";
  let description = [{ `thunk` is the function through which the runtime calls it; the rest is on that function. }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$thunk);
  let assemblyFormat = "`<` $thunk `>`";
}

def Cortex_StructInfoAttr : Cortex_Attr<"StructInfo", "struct_info"> {
  let summary = "what the runtime knows of a struct, its CortexStructInfo";
  let parameters = (ins "::mlir::StringAttr":$name, "::mlir::ArrayAttr":$fields, "::mlir::ArrayAttr":$types);
  let assemblyFormat = "`<` $name `,` $fields `,` $types `>`";
}

def Cortex_SlotAttr : Cortex_Attr<"Slot", "slot"> {
  let summary = "where a value is kept that is made at its first use: one pointer, null at first";
  let description = [{ Example: `#cortex.slot<"string", "adam">` }];
  let parameters = (ins "::mlir::StringAttr":$kind, "::mlir::StringAttr":$key);
  let assemblyFormat = "`<` $kind `,` $key `>`";
}

#endif // CORTEX_ATTRS_TD
