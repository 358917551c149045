// Part of Cortex, under the MIT licence.
// What the fuzzers share: many texts through the compiler, one after the other, in one process.
#ifndef CORTEX_TEST_FUZZ_SESSION_H
#define CORTEX_TEST_FUZZ_SESSION_H

#include "IRGen/Library.h"
#include "Pipelines/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

#include <memory>
#include <string>

namespace cortex::fuzz {

/// How far a text goes.
enum class Depth { Check, Compile };

/// Holds what is the same for every text: the standard library and the MLIR context. A text that
/// the compiler reports errors about is as good as one that it translates; what ends the process
/// is a crash, a broken invariant, or an internal error.
class Session {
public:
  Session();
  void run(llvm::StringRef text, Depth depth);
  /// How many texts it has seen.
  unsigned count() const { return texts; }

private:
  void lower(mlir::ModuleOp module, DiagnosticEngine &diagnostics, Depth depth);

  SourceManager sources;
  DiagnosticEngine libraryDiagnostics;
  std::unique_ptr<Library> library;
  mlir::MLIRContext context;
  unsigned texts = 0;
};

/// The session of this process. A new one now and then bounds the memory: texts, types and
/// attributes stay as long as their session.
Session &session();

} // namespace cortex::fuzz

#endif // CORTEX_TEST_FUZZ_SESSION_H
