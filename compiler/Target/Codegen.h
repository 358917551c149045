// Part of Cortex, under the MIT licence.
// From an LLVM module to optimised code: the target machine, the pass list for a level, object and
// assembly.
#ifndef CORTEX_TARGET_CODEGEN_H
#define CORTEX_TARGET_CODEGEN_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class Module;
class TargetMachine;
class raw_pwrite_stream;
} // namespace llvm

namespace cortex {

/// How code is generated.
struct CodegenOptions {
  /// 0: none; 1: no vectors; 2: everything that pays for its compile time; 3: LLVM's own full list.
  unsigned optLevel = 2;
  /// `native` is the processor that the compiler runs on; else a name that `isKnownCpu` accepts.
  std::string cpu = "native";
  /// Lines and names for a debugger.
  bool debugInfo = false;
};

/// What `emitCode` writes.
enum class CodeKind { Object, Assembly };

/// Whether `name` is `native` or a processor that code can be generated for.
bool isKnownCpu(llvm::StringRef name);

/// All names that `isKnownCpu` accepts but `native`, sorted.
std::vector<std::string> knownCpus();

/// The machine that `options` describe. Fails if the processor is unknown.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const CodegenOptions &options);

/// Gives `module` the machine's layout and its functions the attributes that later steps read:
/// processor, unwind tables (errors of the run time unwind through generated frames), and what
/// allocates and frees.
void prepareModule(llvm::Module &module, const llvm::TargetMachine &machine);

/// Optimises a prepared module in place, with the vector forms of libm's functions.
void optimizeModule(llvm::Module &module, llvm::TargetMachine &machine,
                    const CodegenOptions &options);

/// Writes an optimised module's machine code. The module is spent afterwards.
llvm::Error emitCode(llvm::Module &module, llvm::TargetMachine &machine,
                     const CodegenOptions &options, CodeKind kind, llvm::raw_pwrite_stream &out);

} // namespace cortex

#endif // CORTEX_TARGET_CODEGEN_H
