// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The branch taken is entered again; what it computed is handed out of it.

// CHECK-LABEL: func.func @branch(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i1)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:2 = cortex.if %[[A1]] : i1 -> (f64, f64) {
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V1]], %[[V1]] : f64, f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V1]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V1]], %[[V2]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.if %[[A1]] : i1 -> (f64) {
// CHECK-NEXT:    %[[V1]] = cortex.mul %[[V3]], %[[V0]]#1 : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V1]] : f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V1]] = cortex.mul %[[V3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2]] = cortex.mul %[[V3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.add %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V5]] : f64
// CHECK:         }
// CHECK-NEXT:    return %[[V4]] : f64
func.func @branch(%x: f64, %c: i1) -> f64 {
  %r = cortex.if %c : i1 -> (f64) {
    %e = cortex.exp %x : f64 -> f64
    cortex.yield %e : f64
  } else {
    %m = cortex.mul %x, %x : f64, f64 -> f64
    cortex.yield %m : f64
  }
  %g = cortex.gradient %r wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
