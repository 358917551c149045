// Part of Cortex, under the MIT licence.
// How an op says that a derivative needs it. It is part of its location, so that ops stay equal
// that compute the same.
#ifndef CORTEX_DIALECT_DERIVATION_H
#define CORTEX_DIALECT_DERIVATION_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Location.h"

namespace cortex {

/// Why an op is there.
enum class Derivation {
  Program,    ///< The program says so.
  Derivative, ///< It computes derivatives.
  Recomputed, ///< It repeats an op of the program, for derivatives.
  Stored,     ///< It stores for derivatives what the program computes.
};

/// What the location says.
Derivation derivationOf(mlir::Location loc);
/// The same place, for another purpose.
mlir::Location withDerivation(mlir::Location loc, Derivation derivation);

/// The place of an op that computes the derivative of what the other place computes.
mlir::Location derivativeLoc(mlir::Location loc, mlir::Location of);
/// That other place, where the location says one; else null.
mlir::LocationAttr derivativeOf(mlir::Location loc);

/// Gives all ops that are put into code, nested ones too, the same purpose.
class DerivationListener : public mlir::OpBuilder::Listener {
public:
  explicit DerivationListener(Derivation derivation) : derivation(derivation) {}
  void notifyOperationInserted(mlir::Operation *op, mlir::OpBuilder::InsertPoint) override;

private:
  Derivation derivation;
};

/// The listener for a purpose; it lives as long as the program.
DerivationListener *listenerFor(Derivation derivation);

} // namespace cortex

#endif // CORTEX_DIALECT_DERIVATION_H
