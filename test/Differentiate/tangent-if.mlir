// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Each branch hands on the tangent of what it yields; zeros where that does not move.

// CHECK-LABEL: func.func @branch(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i1) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:3 = cortex.if %[[A2]] : i1 -> (f64, f64, f64) {
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V1]], %[[A0]], %[[V2]] : f64, f64, f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V1]] = cortex.constant 2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V1]], %[[V1]], %[[V2]] : f64, f64, f64
// CHECK:         }
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V0]]#0, %[[V0]]#1 : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V0]]#2, %[[V0]]#1 : f64, f64 -> f64
// CHECK-NEXT:    return %[[V4]] : f64
func.func @branch(%x: f64, %v: f64, %c: i1) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %r:2 = cortex.if %c : i1 -> (f64, f64) {
    %e = cortex.exp %p : f64 -> f64
    cortex.yield %e, %x : f64, f64
  } else {
    %z = cortex.constant 2.0 : f64 -> f64
    cortex.yield %z, %z : f64, f64
  }
  %y = cortex.mul %r#0, %r#1 : f64, f64 -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}
