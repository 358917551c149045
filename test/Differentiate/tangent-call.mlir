// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A function gets a version that takes and returns tangents; one that calls itself calls its version.

// CHECK-LABEL: func.func private @f(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> (f64, f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.sin %[[A1]] : f64 -> f64
// CHECK-NEXT:    return %[[V0]], %[[V1]] : f64, f64
// CHECK-LABEL: func.func private @f.tangent(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: f64) -> (f64, f64, f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[A2]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sin %[[A1]] : f64 -> f64
// CHECK-NEXT:    return %[[V0]], %[[V2]], %[[V1]] : f64, f64, f64
func.func private @f(%a: f64, %b: f64) -> (f64, f64) {
  %m = cortex.mul %a, %b : f64, f64 -> f64
  %s = cortex.sin %b : f64 -> f64
  return %m, %s : f64, f64
}
// CHECK-LABEL: func.func @call(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:3 = call @f.tangent(%[[A0]], %[[A2]], %[[A1]]) : (f64, f64, f64) -> (f64, f64, f64)
// CHECK-NEXT:    return %[[V0]]#2 : f64
func.func @call(%x: f64, %v: f64, %z: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y:2 = call @f(%p, %z) : (f64, f64) -> (f64, f64)
  %d = cortex.tangent %y#0 wrt %p : f64 wrt f64 -> f64
  return %d : f64
}
// CHECK-LABEL: func.func private @power(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.eq %[[A1]], %[[V0]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.if %[[V1]] : i1 -> (f64) {
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V3]] : f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V3]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.sub %[[A1]], %[[V3]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = func.call @power(%[[A0]], %[[V4]]) : (f64, i64) -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[A0]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V6]] : f64
// CHECK:         }
// CHECK-NEXT:    return %[[V2]] : f64
// CHECK-LABEL: func.func private @power.tangent(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64, %[[A2:[a-z0-9]+]]: f64) -> (f64, f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.eq %[[A1]], %[[V0]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]]:2 = cortex.if %[[V1]] : i1 -> (f64, f64) {
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V3]], %[[V4]] : f64, f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V3]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V4]] = cortex.sub %[[A1]], %[[V3]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]]:2 = func.call @power.tangent(%[[A0]], %[[V4]], %[[A2]]) : (f64, i64, f64) -> (f64, f64)
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[A0]], %[[V5]]#0 : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[A2]], %[[V5]]#0 : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.mul %[[V5]]#1, %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.add %[[V7]], %[[V8]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V6]], %[[V9]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    return %[[V2]]#0, %[[V2]]#1 : f64, f64
func.func private @power(%a: f64, %n: i64) -> f64 {
  %zero = cortex.constant 0 : i64 -> i64
  %end = cortex.eq %n, %zero : i64, i64 -> i1
  %r = cortex.if %end : i1 -> (f64) {
    %one = cortex.constant 1.0 : f64 -> f64
    cortex.yield %one : f64
  } else {
    %step = cortex.constant 1 : i64 -> i64
    %less = cortex.sub %n, %step : i64, i64 -> i64
    %q = func.call @power(%a, %less) : (f64, i64) -> f64
    %m = cortex.mul %a, %q : f64, f64 -> f64
    cortex.yield %m : f64
  }
  return %r : f64
}
// CHECK-LABEL: func.func @recursion(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:2 = call @power.tangent(%[[A0]], %[[A2]], %[[A1]]) : (f64, i64, f64) -> (f64, f64)
// CHECK-NEXT:    return %[[V0]]#1 : f64
func.func @recursion(%x: f64, %v: f64, %n: i64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y = call @power(%p, %n) : (f64, i64) -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}
