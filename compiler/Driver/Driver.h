// Part of Cortex, under the MIT licence.
// cortexc as a function.
#ifndef CORTEX_DRIVER_DRIVER_H
#define CORTEX_DRIVER_DRIVER_H

namespace cortex {

/// Runs cortexc with the arguments of its main function and returns the exit status (see
/// ExitStatus).
int runCortexc(int argc, const char *const *argv);

} // namespace cortex

#endif // CORTEX_DRIVER_DRIVER_H
