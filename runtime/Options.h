// Part of Cortex, under the MIT licence.
// Declares what the executable's command line says.
#ifndef CORTEX_RUNTIME_OPTIONS_H
#define CORTEX_RUNTIME_OPTIONS_H

#include <cstdint>
#include <string>
#include <vector>

namespace cortex::rt {

/// The options of a compiled program.
struct Options {
  std::string dataPath;
  std::string checkpointDirectory = "checkpoints";
  int64_t seed = 0;
  int64_t threads = 0;                // 0: the machine's
  int64_t memoryLimit = 0;            // in bytes; 0: the machine's memory
  bool memoryReport = false;          // at the program's end
  std::vector<std::string> arguments; // of the program itself
};

/// The options of this process.
Options &options();

} // namespace cortex::rt

#endif
