// Part of Cortex, under the MIT licence.
// Declares how many threads loops may use.
#ifndef CORTEX_RUNTIME_PARALLEL_H
#define CORTEX_RUNTIME_PARALLEL_H

#include <cstdint>

namespace cortex::rt {

/// Sets the number of threads; 0 is the machine's.
void setThreadCount(int64_t threads);
int64_t threadCount();

/// Whether this code is a part of a loop that several threads run.
bool insideParallelLoop();

} // namespace cortex::rt

#endif
