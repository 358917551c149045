// Part of Cortex, under the MIT licence.
// Owns the rules on spaces within a line.
#pragma once

#include "Format/Items.h"

namespace cortex {

/// How many spaces stand between two neighbours on one line.
unsigned spacesBetween(const Item &left, const Item &right);

} // namespace cortex
