// Part of Cortex, under the MIT licence.
// Any bytes through the lexer and the parser; what they accept, through the formatter as well.
#include "Format/Format.h"
#include "Parse/Parser.h"

#include <cstdlib>

using namespace cortex;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  DiagnosticEngine diagnostics(sources);
  FileId file =
      sources.addText("input.ctx", llvm::StringRef(reinterpret_cast<const char *>(data), size));
  parse(sources.file(file), diagnostics);
  if (!diagnostics.hasErrors() && !formatSource(sources.file(file), diagnostics))
    std::abort(); // It would have changed the program.
  return 0;
}
