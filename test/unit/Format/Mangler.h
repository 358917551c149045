// Part of Cortex, under the MIT licence.
// Spoils the layout of a program without a change of what it means.
#pragma once

#include "Source/SourceFile.h"

#include <string>

/// How a text is spoilt.
enum class Mangling {
  /// Spaces, indentation, line ends, and blank lines beside blank lines: what the formatter undoes.
  Spaces,
  /// Also line breaks and comments, wherever the language allows them.
  Breaks,
};

/// The same program in a layout that depends on the seed alone. The file has no errors.
std::string mangle(const cortex::SourceFile &file, Mangling mangling, uint32_t seed);
