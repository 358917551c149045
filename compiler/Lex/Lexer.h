// Part of Cortex, under the MIT licence.
// Owns the entry to the lexer.
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "Lex/Token.h"

namespace cortex {

/// Cuts a file into tokens and reports what is wrong with its characters, numbers, strings and
/// comments. A text that is not UTF-8 or holds NUL bytes gives no token but EndOfFile.
TokenBuffer lex(const SourceFile &file, DiagnosticEngine &diagnostics);

/// Whether a code point may start a name: a letter, `_`, `∂` or `∇`.
bool isIdentifierStart(uint32_t codePoint);
/// Whether a code point may go on with a name: a letter, a digit, `_` or `∂`.
bool isIdentifierContinue(uint32_t codePoint);

} // namespace cortex
