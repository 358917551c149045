// Part of Cortex, under the MIT licence.
// Brings what MLIR reports while passes run into the compiler's own diagnostics.
#ifndef CORTEX_DRIVER_DIAGNOSTICBRIDGE_H
#define CORTEX_DRIVER_DIAGNOSTICBRIDGE_H

#include "Diagnostics/Diagnostics.h"

#include "mlir/IR/Diagnostics.h"

namespace cortex {

/// The range of the program's text that a location stands for, invalid if it stands for none.
SourceRange sourceRange(mlir::Location location, const SourceManager &sources);

/// While it lives, every error and warning of the context goes to the engine: at its place in the
/// program, with the calls that lead there as notes. A message that starts with the code of a kind
/// in brackets (`[E0401] ...`) is of that kind; a complaint of MLIR itself is an internal error.
class DiagnosticBridge {
public:
  DiagnosticBridge(mlir::MLIRContext &context, DiagnosticEngine &engine);

private:
  void receive(mlir::Diagnostic &diagnostic);
  void takeNote(mlir::Diagnostic &note, cortex::Diagnostic &owner);

  DiagnosticEngine &engine;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace cortex

#endif // CORTEX_DRIVER_DIAGNOSTICBRIDGE_H
