// Part of Cortex, under the MIT licence.
// Declares where the program says something: standard output, and the report for a tool that runs
// it.
#ifndef CORTEX_RUNTIME_OUTPUT_H
#define CORTEX_RUNTIME_OUTPUT_H

#include <string>
#include <string_view>

namespace cortex::rt {

/// Writes to the buffered standard output.
void writeOutput(std::string_view text);

/// Writes the buffer out; false if standard output has failed.
bool flushOutput() noexcept;

/// Tells the tool that runs the program, if there is one, how it ends, in the file that
/// CORTEX_END_REPORT names: the kind of the error or `returned` in the first line, then `message`.
void reportEnd(const std::string &kind, const std::string &message);

} // namespace cortex::rt

#endif
