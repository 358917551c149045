// Part of Cortex, under the MIT licence.
// What passes ask of ops: their result types and their pullbacks.
#ifndef CORTEX_INTERFACES_TD
#define CORTEX_INTERFACES_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Cortex_TypeInferenceOpInterface : OpInterface<"TypeInferenceOpInterface"> {
  let cppNamespace = "::cortex";
  let description = [{
    Asked by Specialize and by everything that builds typed ops. The answer is a proof:
    `!cortex.any` where the types do not decide it, an error (through `failure`) only
    where no run of the op could succeed.
  }];
  let methods = [
    InterfaceMethod<[{
        Appends one type per result, from what is known of each operand: its type and, where
        it is a constant, its value. On failure `error` is called once with a message that
        names what was found and what was expected.
      }],
      "::llvm::LogicalResult", "inferTypes",
      (ins "::llvm::ArrayRef<::cortex::OperandInfo>":$operands,
           "::llvm::SmallVectorImpl<::mlir::Type> &":$types,
           "::cortex::InferenceError":$error)>,
    InterfaceMethod<[{
        Whether the op, on the operands that it has, may raise a run-time error: where it has
        boxed operands, or sizes that only the run time can compare.
      }],
      "bool", "mayFail", (ins), /*methodBody=*/"", /*defaultImplementation=*/[{
        return ::cortex::mayFailByOperands($_op);
      }]>
  ];
}

def Cortex_DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::cortex";
  let description = [{
    The pullback of an op. `xBar` is the cotangent of `x`; a null value stands for zero.
    A rule builds cortex ops only, so that gradients nest.
  }];
  let methods = [
    InterfaceMethod<[{
        Given the op's operands and results in the reverse sweep and the cotangents of its
        results (null: zero), appends one cotangent per operand (null: no gradient). Shapes
        may still be broadcast: the driver sums each cotangent to its operand's shape.
      }],
      "::llvm::LogicalResult", "pullback",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$operands, "::mlir::ValueRange":$results,
           "::mlir::ValueRange":$resultBars, "::llvm::SmallVectorImpl<::mlir::Value> &":$operandBars)>,
    InterfaceMethod<[{
        Whether the result varies with this operand. It does not with one that gives no more than a
        shape, a place or a condition: the pullback has no cotangent for it.
      }],
      "bool", "variesWith", (ins "unsigned":$operand), /*methodBody=*/"", /*defaultImplementation=*/[{
        return true;
      }]>
  ];
}

def Cortex_StructuralOpInterface : OpInterface<"StructuralOpInterface"> {
  let cppNamespace = "::cortex";
  let description = [{
    Ops whose meaning depends on structure (containers, functions, control flow) and not on
    types alone. Specialize asks them to evaluate themselves over abstract values; the
    definitions stand in Transforms/Specialize, one file per family.
  }];
  let methods = [
    InterfaceMethod<[{
        Evaluates the op: reads the abstract values of its operands, emits what remains to be
        done at run time, and sets the abstract values of its results. Failure means that the
        evaluation as a whole stops or starts again.
      }],
      "::llvm::LogicalResult", "specialize", (ins "::cortex::Specializer &":$specializer)>
  ];
}

/// The op is part of no derivative: what it computes is an integer, a boolean, a string or an effect.
def Cortex_NonDifferentiable : NativeOpTrait<"NonDifferentiable"> {
  let cppNamespace = "::cortex";
}

/// The result is linear in all operands together that it varies with: its tangent is the op on their tangents.
def Cortex_Linear : NativeOpTrait<"Linear"> {
  let cppNamespace = "::cortex";
}

/// The result is linear in each operand alone: the op on the tangent of one and the values of the others gives
/// that one's part of the tangent.
def Cortex_Multilinear : NativeOpTrait<"Multilinear"> {
  let cppNamespace = "::cortex";
}

/// Asks for a derivative of what stands before it; Differentiate puts code in its place.
def Cortex_AsksDerivative : NativeOpTrait<"AsksDerivative"> {
  let cppNamespace = "::cortex";
}

/// Structured control flow: Differentiate treats it, one file per construct.
def Cortex_DifferentiableRegions : NativeOpTrait<"DifferentiableRegions"> {
  let cppNamespace = "::cortex";
}

/// Takes some of its elements and leaves others: what is left gets the cotangent 0, also where its own derivative is
/// infinite or not a number.
def Cortex_Selects : NativeOpTrait<"Selects"> {
  let cppNamespace = "::cortex";
}

/// Brings together the elements along an axis, its second operand, or all of them. Over several axes it is the same as over
/// one of all of these, and, unless it selects, as over one after the other.
def Cortex_ReducesAxes : NativeOpTrait<"ReducesAxes"> {
  let cppNamespace = "::cortex";
}

/// The derivative by each operand is the same number everywhere: 0 times it is 0, whatever the operands are.
def Cortex_ConstantDerivative : NativeOpTrait<"ConstantDerivative"> {
  let cppNamespace = "::cortex";
}

/// Element by element, on operands that broadcast against each other.
def Cortex_Broadcasts : NativeOpTrait<"Broadcasts"> {
  let cppNamespace = "::cortex";
}

/// Arithmetic that maps over lists, dicts and structs of numbers, part by part.
def Cortex_MapsOverStructures : NativeOpTrait<"MapsOverStructures"> {
  let cppNamespace = "::cortex";
}

/// The op takes numbers, tensors and boxed values, never a dict, a struct, a list of other things or a
/// function (unless it also maps over structures).
def Cortex_TakesNumbers : NativeOpTrait<"TakesNumbers"> {
  let cppNamespace = "::cortex";
}

/// Computes a result from values and does nothing else. Boxed values may be references: then the op reads what
/// others may change, and a boxed result is an object of its own.
def Cortex_ValueEffectsImpl : NativeOpTrait<"ValueEffects"> {
  let cppNamespace = "::cortex";
}
def Cortex_ValueEffects : TraitList<[MemoryEffectsOpInterface, Cortex_ValueEffectsImpl]>;

#endif // CORTEX_INTERFACES_TD
