// Part of Cortex, under the MIT licence.
// The way back: a module of the cortex dialect as a program in the language.
#ifndef CORTEX_SURFACE_SURFACE_H
#define CORTEX_SURFACE_SURFACE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>

namespace cortex {

/// What the writer asks about the program that the module was made from.
struct SurfaceOptions {
  /// The comment at the top, a line each, without `//`.
  std::vector<std::string> header;
  /// The variable that takes the value computed at a place, or nothing.
  std::function<llvm::StringRef(mlir::FileLineColRange)> nameAt;
  /// How a comment names a place of the program (`line 3`); nothing for places in the library.
  std::function<std::string(mlir::FileLineColRange)> placeText;
  /// Whether the library has the name, so that no variable may take it.
  std::function<bool(llvm::StringRef)> isLibraryName;
};

/// Writes the module, which has been simplified and holds no gradient, as a program that computes
/// the same bits when it is compiled with the same options. Each line says in a comment which place
/// it comes from, what it has to do with derivatives, and what is stored or computed again for
/// them. Operations without a name in the language are called through the module `primitives`.
/// Fails with an error at the place of what cannot be written.
llvm::LogicalResult writeProgram(mlir::ModuleOp module, const SurfaceOptions &options,
                                 llvm::raw_ostream &out);

} // namespace cortex

#endif // CORTEX_SURFACE_SURFACE_H
