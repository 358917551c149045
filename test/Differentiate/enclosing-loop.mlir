// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A gradient in a loop is with respect to the value of this turn.

// CHECK-LABEL: func.func @training(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]]:2 = cortex.for %[[V0]] to %[[A2]] step %[[V1]] carry(%[[A0]], %[[A1]] : f64, f64) -> f64, f64 {
// CHECK-NEXT:    ^bb0(%[[A3:[a-z0-9]+]]: i64, %[[A4:[a-z0-9]+]]: f64, %[[A5:[a-z0-9]+]]: f64):
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[A4]], %[[A5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A4]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.sub %[[A4]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.sub %[[A5]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V7]], %[[V8]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    return
func.func @training(%x: f64, %v: f64, %n: i64) {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %r:2 = cortex.for %lo to %n step %one carry(%x, %v : f64, f64) -> f64, f64 {
  ^bb0(%i: i64, %a: f64, %b: f64):
    %s = cortex.mul %a, %b : f64, f64 -> f64
    %g:2 = cortex.gradient %s wrt %a, %b : f64 wrt f64, f64 -> f64, f64
    %a1 = cortex.sub %a, %g#0 : f64, f64 -> f64
    %b1 = cortex.sub %b, %g#1 : f64, f64 -> f64
    cortex.yield %a1, %b1 : f64, f64
  }
  return
}
