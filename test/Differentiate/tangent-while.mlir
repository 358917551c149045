// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The condition sees the tangents, too, and does not use them.

// CHECK-LABEL: func.func @loop(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 9.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]]:2 = cortex.while carry(%[[A0]], %[[A1]] : f64, f64) -> f64, f64 condition {
// CHECK-NEXT:    ^bb0(%[[V2:[a-z0-9]+]]: f64, %[[V3:[a-z0-9]+]]: f64):
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.lt %[[V2]], %[[V0]] : f64, f64 -> i1
// CHECK-NEXT:    cortex.condition %[[V4]] : i1
// CHECK-NEXT:    } body {
// CHECK-NEXT:    ^bb0(%[[V2]]: f64, %[[V3]]: f64):
// CHECK-NEXT:    %[[V4]] = cortex.mul %[[V2]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.add %[[V5]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V4]], %[[V7]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    return %[[V1]]#1 : f64
func.func @loop(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %limit = cortex.constant 9.0 : f64 -> f64
  %r = cortex.while carry(%p : f64) -> f64 condition {
  ^bb0(%a: f64):
    %c = cortex.lt %a, %limit : f64, f64 -> i1
    cortex.condition %c : i1
  } body {
  ^bb0(%a: f64):
    %s = cortex.mul %a, %a : f64, f64 -> f64
    cortex.yield %s : f64
  }
  %d = cortex.tangent %r wrt %p : f64 wrt f64 -> f64
  return %d : f64
}
