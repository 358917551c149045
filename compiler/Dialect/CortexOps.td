// Part of Cortex, under the MIT licence.
// All ops of the cortex dialect, one file per family.
#ifndef CORTEX_OPS_TD
#define CORTEX_OPS_TD

include "Dialect/Ops/Constants.td"
include "Dialect/Ops/Control.td"
include "Dialect/Ops/Elementwise.td"
include "Dialect/Ops/Reduction.td"
include "Dialect/Ops/Contraction.td"
include "Dialect/Ops/Shape.td"
include "Dialect/Ops/Creation.td"
include "Dialect/Ops/Containers.td"
include "Dialect/Ops/Calls.td"
include "Dialect/Ops/Annotations.td"
include "Dialect/Ops/Text.td"
include "Dialect/Ops/Data.td"
include "Dialect/Ops/Runtime.td"
include "Dialect/Ops/Gradient.td"

#endif // CORTEX_OPS_TD
