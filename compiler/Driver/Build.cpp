// Part of Cortex, under the MIT licence.
// `cortexc build`: from a program to an executable.
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"

#include "llvm/Support/Path.h"

using namespace llvm;

namespace cortex {

bool buildExecutable(Compilation &compilation, StringRef output) {
  SmallVector<char, 0> object;
  return compilation.lowerToLLVM() && compilation.generate(CodeKind::Object, object) &&
         compilation.link(StringRef(object.data(), object.size()), output);
}

int runBuild(const DriverOptions &options) {
  std::string output = options.output;
  if (output.empty())
    output = options.input == "-" ? "a.out" : sys::path::stem(options.input).str();
  Compilation compilation(options);
  if (compilation.runFrontEnd())
    buildExecutable(compilation, output);
  return compilation.finish();
}

} // namespace cortex
