// Part of Cortex, under the MIT licence.
// Declares the text by which a program says what its memory holds.
#ifndef CORTEX_RUNTIME_MEMORYREPORT_H
#define CORTEX_RUNTIME_MEMORYREPORT_H

#include <cstdint>
#include <string>

namespace cortex::rt {

/// How many values and buffers of typed code are alive.
int64_t liveObjects() noexcept;

/// What is alive by kind (`2 strings, 1 tensor` or `nothing`), for tests that nothing leaks.
std::string liveText();

/// Two lines: the peak and the collections; what is alive after a last one.
std::string memoryReport();

} // namespace cortex::rt

#endif
