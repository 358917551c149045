// Part of Cortex, under the MIT licence.
// The classes that the op families derive from.
#ifndef CORTEX_OPS_BASE_TD
#define CORTEX_OPS_BASE_TD

include "Dialect/CortexTypes.td"
include "Dialect/CortexInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"

def Cortex_Infer : DeclareOpInterfaceMethods<Cortex_TypeInferenceOpInterface>;
def Cortex_Pullback : DeclareOpInterfaceMethods<Cortex_DifferentiableOpInterface>;

def Cortex_Structural : DeclareOpInterfaceMethods<Cortex_StructuralOpInterface>;

class Cortex_Op<string mnemonic, list<Trait> traits = []> : Op<Cortex_Dialect, mnemonic, traits>;

/// An op without effects on values whose result type follows from its operands.
class Cortex_PureOp<string mnemonic, list<Trait> traits = []>
    : Cortex_Op<mnemonic, !listconcat([Cortex_Infer, Cortex_ValueEffects], traits)>;

/// The declaration of ops whose operands' values decide whether they fail: subscripts, sizes, integers.
defvar Cortex_failsByValues = [{ bool mayFail() { return ::cortex::mayFailByValues(*this); } }];

/// The declarations of ops whose result varies with some of their operands only.
defvar Cortex_variesWithFirst = [{ bool variesWith(unsigned operand) { return operand == 0; } }];
defvar Cortex_variesWithEnds = [{
  bool variesWith(unsigned operand) { return operand == 0 || operand + 1 == getNumOperands(); }
}];
defvar Cortex_variesBehindFirst = [{ bool variesWith(unsigned operand) { return operand != 0; } }];

#endif // CORTEX_OPS_BASE_TD
