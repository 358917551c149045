// Part of Cortex, under the MIT licence.
// Owns the entry to the formatter of source files.
#pragma once

#include "Diagnostics/Diagnostics.h"

#include <optional>
#include <string>

namespace cortex {

/// The text of a file in the layout of docs/formatting.md, which may be the text that it has.
/// Only white space differs: the tokens, the comments and the tree stay what they were, which is
/// checked before the text is given out. Nothing after an error, which is reported: an error of
/// syntax, or an internal one should that check fail.
std::optional<std::string> formatSource(const SourceFile &file, DiagnosticEngine &diagnostics);

/// Whether two texts are one program in two layouts: both are free of errors, and they have the
/// same tree, the same characters but for white space, and the same comments in the same places.
bool isSameProgram(const SourceFile &before, const SourceFile &after);

} // namespace cortex
