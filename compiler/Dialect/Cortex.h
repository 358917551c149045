// Part of Cortex, under the MIT licence.
// The cortex dialect: types, interfaces, ops, and the helpers that build and read them.
#ifndef CORTEX_DIALECT_CORTEX_H
#define CORTEX_DIALECT_CORTEX_H

#include "Diagnostics/Diagnostics.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace cortex {

class Specializer; // Transforms/Specialize: evaluates structural ops

/// What inference knows of one operand.
struct OperandInfo {
  mlir::Type type;          ///< Its type; `!cortex.any` where nothing is known.
  mlir::Attribute constant; ///< Its value where that is known at compile time, else null.
  mlir::Value value;        ///< The value itself where it exists already, else null.
};

/// Takes the diagnostic of a failed inference: its kind and what its format asks for.
using InferenceError = llvm::function_ref<void(DiagKind, llvm::ArrayRef<std::string>)>;

/// Whether an op has a boxed operand, or two tensors of which one has a size that is not known.
bool mayFailByOperands(mlir::Operation *op);
/// The same for an op that may also refuse the values of its operands: a boxed operand, a size or
/// an int that is not known.
bool mayFailByValues(mlir::Operation *op);

using EffectInstances = llvm::SmallVectorImpl<mlir::MemoryEffects::EffectInstance>;
/// The effects of an op with the trait ValueEffects: none on values; a read where a boxed operand
/// may be a reference; an allocation where the result may be a new list, dict or struct.
void valueEffects(mlir::Operation *op, EffectInstances &effects);

template <typename ConcreteType>
class NonDifferentiable : public mlir::OpTrait::TraitBase<ConcreteType, NonDifferentiable> {};

template <typename ConcreteType>
class DifferentiableRegions : public mlir::OpTrait::TraitBase<ConcreteType, DifferentiableRegions> {
};

template <typename ConcreteType>
class Selects : public mlir::OpTrait::TraitBase<ConcreteType, Selects> {};

template <typename ConcreteType>
class ReducesAxes : public mlir::OpTrait::TraitBase<ConcreteType, ReducesAxes> {};

template <typename ConcreteType>
class ConstantDerivative : public mlir::OpTrait::TraitBase<ConcreteType, ConstantDerivative> {};

template <typename ConcreteType>
class Broadcasts : public mlir::OpTrait::TraitBase<ConcreteType, Broadcasts> {};

template <typename ConcreteType>
class Linear : public mlir::OpTrait::TraitBase<ConcreteType, Linear> {};

template <typename ConcreteType>
class Multilinear : public mlir::OpTrait::TraitBase<ConcreteType, Multilinear> {};

template <typename ConcreteType>
class AsksDerivative : public mlir::OpTrait::TraitBase<ConcreteType, AsksDerivative> {};

template <typename ConcreteType>
class TakesNumbers : public mlir::OpTrait::TraitBase<ConcreteType, TakesNumbers> {};

template <typename ConcreteType>
class MapsOverStructures : public mlir::OpTrait::TraitBase<ConcreteType, MapsOverStructures> {};

template <typename ConcreteType>
class ValueEffects : public mlir::OpTrait::TraitBase<ConcreteType, ValueEffects> {
public:
  void getEffects(EffectInstances &effects) { valueEffects(this->getOperation(), effects); }
};

} // namespace cortex

#include "Dialect/CortexDialect.h.inc"
#include "Dialect/CortexInterfaces.h.inc"

#define GET_TYPEDEF_CLASSES
#include "Dialect/CortexTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Dialect/CortexAttrs.h.inc"

#define GET_OP_CLASSES
#include "Dialect/CortexOps.h.inc"

#endif // CORTEX_DIALECT_CORTEX_H
