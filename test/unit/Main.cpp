// Part of Cortex, under the MIT licence.
// The main function of every unit test executable.
#define CATCH_CONFIG_MAIN
// The tests of crash recovery are about handlers of signals, which Catch's own would replace.
#define CATCH_CONFIG_NO_POSIX_SIGNALS
#include <catch2/catch.hpp>
