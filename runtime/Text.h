// Part of Cortex, under the MIT licence.
// Declares how values become text: str, print, format, and the names of types.
#ifndef CORTEX_RUNTIME_TEXT_H
#define CORTEX_RUNTIME_TEXT_H

#include "Value.h"
#include <string>

namespace cortex::rt {

/// The shortest text that reads back as the same number, by the language's rules (`2.0`, `1e-08`,
/// `inf`).
std::string floatText(double value);
/// The shortest one that reads back as the same float32.
std::string floatText(float value);

/// What str[x] gives; strings are themselves.
std::string textOf(Value value);

/// What a value looks like inside a container; strings are quoted.
std::string quotedText(Value value);

/// A number by `[width][.precision][d|e|f|g|%]`; a value error for anything else.
std::string formatNumber(Value number, const std::string &specification, Loc location);

/// `(2, 3)`, `(4,)`, `()`.
std::string shapeText(const int64_t *shape, int64_t rank);

/// The name that type[x] gives.
const char *typeName(Value value);
/// A longer description, for messages: `tensor float32 (2, 3)`.
std::string describeType(Value value);

/// The name that `x.dtype` gives.
const char *dtypeName(DType dtype);

/// Text with each letter in the other case that has one of one letter (Unicode's simple mappings).
std::string changeCase(std::string_view text, bool upper);

/// Adds a code point in UTF-8.
void appendCodePoint(std::string &text, uint32_t c);

/// The value converted to an annotation, whose text is a constant of the program (TypeCheck.cpp); a
/// type error that names `what` if it does not fit.
Ref convertTo(Value value, const char *annotation, const std::string &what, Loc location);

} // namespace cortex::rt

#endif
