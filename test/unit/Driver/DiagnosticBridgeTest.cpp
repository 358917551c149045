// Part of Cortex, under the MIT licence.
// Tests of how MLIR's diagnostics become those of cortexc.
#include "Driver/DiagnosticBridge.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <catch2/catch.hpp>

using namespace cortex;

namespace {

/// What the engine holds after one error with this text.
std::vector<Diagnostic> bridged(const std::string &text) {
  SourceManager sources;
  DiagnosticEngine engine(sources);
  mlir::MLIRContext context;
  DiagnosticBridge bridge(context, engine);
  mlir::InFlightDiagnostic error = mlir::emitError(mlir::UnknownLoc::get(&context)) << text;
  error.attachNote() << "help: write floats";
  error.report();
  return engine.all();
}

} // namespace

TEST_CASE("an error with a code has its kind, and its advice is a hint") {
  std::vector<Diagnostic> found =
      bridged(codedMessage(DiagKind::GradientOfInteger, std::string("int")));
  REQUIRE(found.size() == 1);
  CHECK(found[0].code() == "E0502");
  CHECK(found[0].message == "a gradient with respect to int");
  CHECK(found[0].hints == std::vector<std::string>{"write floats"});
}

TEST_CASE("what MLIR complains about by itself is an internal error") {
  std::vector<Diagnostic> found = bridged("operand #0 does not dominate this use");
  REQUIRE(found.size() == 1);
  CHECK(found[0].code() == "E0901");
  CHECK(found[0].message ==
        "internal error of the compiler: operand #0 does not dominate this use");
  CHECK(found[0].hints.empty());
}
