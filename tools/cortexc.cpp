// Part of Cortex, under the MIT licence.
// The compiler's executable.
#include "Driver/Driver.h"

int main(int argc, char **argv) { return cortex::runCortexc(argc, argv); }
