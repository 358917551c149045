// Part of Cortex, under the MIT licence.
// Declares the program's standard output.
#ifndef CORTEX_RUNTIME_OUTPUT_H
#define CORTEX_RUNTIME_OUTPUT_H

#include <string_view>

namespace cortex::rt {

/// Writes to the buffered standard output.
void writeOutput(std::string_view text);

/// Writes the buffer out; false if standard output has failed.
bool flushOutput() noexcept;

} // namespace cortex::rt

#endif
