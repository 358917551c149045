// Part of Cortex, under the MIT licence.
// Declares the random generator's block function, for its tests.
#ifndef CORTEX_RUNTIME_RANDOM_H
#define CORTEX_RUNTIME_RANDOM_H

#include <array>
#include <cstdint>

namespace cortex::rt {

/// Ten rounds of Philox4x32.
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

} // namespace cortex::rt

#endif
