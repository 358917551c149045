// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Derivatives inside each other: the inner one is expanded first. A variable keeps two derivatives at one
// point apart, and nothing is left of it.

// CHECK-LABEL: func.func @forwardOverReverse(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.cos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.neg %[[V4]] : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[V5]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V7]] : f64
func.func @forwardOverReverse(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y = cortex.sin %p : f64 -> f64
  %g = cortex.gradient %y wrt %p : f64 wrt f64 -> f64
  %d = cortex.tangent %g wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// CHECK-LABEL: func.func @reverseOverForward(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.cos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V3]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V4]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.neg %[[V6]] : f64 -> f64
// CHECK-NEXT:    return %[[V7]] : f64
func.func @reverseOverForward(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y = cortex.sin %p : f64 -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  %g = cortex.gradient %d wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// d/dx of x * (d/dy of x * y at x) is 2x.
// CHECK-LABEL: func.func @perturbations(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[A1]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[A0]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.add %[[V4]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V6]] : f64
func.func @perturbations(%x: f64, %one: f64) -> f64 {
  %p = cortex.variable %x along %one : f64 along f64 -> f64
  %q = cortex.variable %p along %one : f64 along f64 -> f64
  %m = cortex.mul %p, %q : f64, f64 -> f64
  %inner = cortex.tangent %m wrt %q : f64 wrt f64 -> f64
  %y = cortex.mul %p, %inner : f64, f64 -> f64
  %outer = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %outer : f64
}

// In a loop, of a value of the present turn.
// CHECK-LABEL: func.func @turn(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.for %[[V0]] to %[[A2]] step %[[V1]] carry(%[[A0]] : f64) -> f64 {
// CHECK-NEXT:    ^bb0(%[[V3:[a-z0-9]+]]: i64, %[[V4:[a-z0-9]+]]: f64):
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.exp %[[V4]] : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V6]] : f64
// CHECK:         }
// CHECK-NEXT:    return %[[V2]] : f64
func.func @turn(%x: f64, %v: f64, %n: i64) -> f64 {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %r = cortex.for %lo to %n step %one carry(%x : f64) -> f64 {
  ^bb0(%i: i64, %a: f64):
    %p = cortex.variable %a along %v : f64 along f64 -> f64
    %y = cortex.exp %p : f64 -> f64
    %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
    cortex.yield %d : f64
  }
  return %r : f64
}
