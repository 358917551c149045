// Part of Cortex, under the MIT licence.
// Programs that no person would write: every construct of the grammar within every other.
#pragma once

#include <cstdint>
#include <string>

/// A program without errors of syntax that depends on the seed alone.
std::string randomProgram(uint32_t seed);
