// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullback of what remembers an origin: it passes to the value alone.

// CHECK-LABEL: func.func @provenance(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.provenance "softmax" %[[A0]] from %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.exp %[[V0]] : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V2]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @provenance(%p: f64, %z: f64) -> f64 {
  %v = cortex.provenance "softmax" %p from %z : f64, f64 -> f64
  %y = cortex.exp %v : f64 -> f64
  %g = cortex.gradient %y wrt %p : f64 wrt f64 -> f64
  return %g : f64
}
