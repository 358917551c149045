// Part of Cortex, under the MIT licence.
// Reads from the table of the run time's functions which of them need a numeric library.
#include "Target/MathLibrary.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>

using namespace llvm;

namespace cortex {

static StringMap<MathLibrary> readTable() {
  StringMap<MathLibrary> table;
#define CORTEX_RT(...)
#define CORTEX_RT_WITH(library, name, ...) table["cortex_rt_" #name] = MathLibrary::library;
#include "Functions.def"
  return table;
}

StringRef fileNameOf(MathLibrary library) {
  switch (library) {
  case MathLibrary::None:
    return "";
  case MathLibrary::Blas:
    return "rtblas.o";
  case MathLibrary::Lapack:
    return "rtlapack.o";
  }
  llvm_unreachable("no such library");
}

MathLibrary mathLibraryFor(const Module &module) {
  static const StringMap<MathLibrary> table = readTable();
  MathLibrary needed = MathLibrary::None;
  for (const Function &function : module)
    if (!function.use_empty())
      needed = std::max(needed, table.lookup(function.getName()));
  return needed;
}

} // namespace cortex
