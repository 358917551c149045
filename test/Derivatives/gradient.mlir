// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullback that a program gives stands in the sweep; nothing of the op is left.

// CHECK-LABEL: func.func @custom(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: f64, %[[K:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[Y:[a-z0-9]+]] = cortex.floor %[[X]] : f64 -> f64
// CHECK-NEXT:    %[[Z:[a-z0-9]+]] = cortex.exp %[[Y]] : f64 -> f64
// CHECK-NEXT:    %[[ONE:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[U:[a-z0-9]+]] = cortex.mul %[[ONE]], %[[Z]] : f64, f64 -> f64
// CHECK-NEXT:    %[[G:[a-z0-9]+]] = cortex.mul %[[U]], %[[K]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[G]] : f64
func.func @custom(%x: f64, %k: f64) -> f64 {
  %f = cortex.floor %x : f64 -> f64
  %y = cortex.custom_gradient %f of %x : f64 of f64 -> f64 {
  ^bb0(%u: f64, %r: f64):
    %p = cortex.mul %u, %k : f64, f64 -> f64
    cortex.yield %p : f64
  }
  %z = cortex.exp %y : f64 -> f64
  %g = cortex.gradient %z wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// What the region captures is not on the path: the value depends on its inputs only.
// CHECK-LABEL: func.func @captured(
// CHECK:         %[[ZERO:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    return %[[ZERO]] : f64
func.func @captured(%x: f64, %k: f64) -> f64 {
  %y = cortex.custom_gradient %x of %x : f64 of f64 -> f64 {
  ^bb0(%u: f64, %r: f64):
    %p = cortex.mul %u, %k : f64, f64 -> f64
    cortex.yield %p : f64
  }
  %g = cortex.gradient %y wrt %k : f64 wrt f64 -> f64
  return %g : f64
}
