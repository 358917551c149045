// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Loops carry tangents beside the values that move. Nothing is stored.

// CHECK-LABEL: func.func @loop(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]]:3 = cortex.for %[[V0]] to %[[A2]] step %[[V1]] carry(%[[V2]], %[[V2]], %[[V3]] : f64, f64, f64) -> f64, f64, f64 {
// CHECK-NEXT:    ^bb0(%[[V5:[a-z0-9]+]]: i64, %[[V6:[a-z0-9]+]]: f64, %[[V7:[a-z0-9]+]]: f64, %[[V8:[a-z0-9]+]]: f64):
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.mul %[[V6]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.mul %[[V8]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.add %[[V10]], %[[V11]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.add %[[V7]], %[[V1]] : f64, i64 -> f64
// CHECK-NEXT:    cortex.yield %[[V9]], %[[V13]], %[[V12]] : f64, f64, f64
// CHECK:         }
// CHECK-NEXT:    return %[[V4]]#2 : f64
func.func @loop(%x: f64, %v: f64, %n: i64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %start = cortex.constant 1.0 : f64 -> f64
  %r:2 = cortex.for %lo to %n step %one carry(%start, %start : f64, f64) -> f64, f64 {
  ^bb0(%i: i64, %a: f64, %b: f64):
    %s = cortex.mul %a, %p : f64, f64 -> f64
    %t = cortex.add %b, %one : f64, i64 -> f64
    cortex.yield %s, %t : f64, f64
  }
  %d = cortex.tangent %r#0 wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// CHECK-LABEL: func.func @breakable(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 9.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]]:3 = cortex.for breakable %[[V0]] to %[[A2]] step %[[V1]] carry(%[[V2]], %[[A0]], %[[A1]] : i1, f64, f64) -> i1, f64, f64 {
// CHECK-NEXT:    ^bb0(%[[V5:[a-z0-9]+]]: i64, %[[V6:[a-z0-9]+]]: i1, %[[V7:[a-z0-9]+]]: f64, %[[V8:[a-z0-9]+]]: f64):
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.sin %[[V7]] : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.cos %[[V7]] : f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.mul %[[V8]], %[[V10]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.lt %[[V9]], %[[V3]] : f64, f64 -> i1
// CHECK-NEXT:    cortex.yield %[[V12]], %[[V9]], %[[V11]] : i1, f64, f64
// CHECK:         }
// CHECK-NEXT:    return %[[V4]]#2 : f64
func.func @breakable(%x: f64, %v: f64, %n: i64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %on = cortex.constant true -> i1
  %limit = cortex.constant 9.0 : f64 -> f64
  %r:2 = cortex.for breakable %lo to %n step %one carry(%on, %p : i1, f64) -> i1, f64 {
  ^bb0(%i: i64, %go: i1, %a: f64):
    %s = cortex.sin %a : f64 -> f64
    %again = cortex.lt %s, %limit : f64, f64 -> i1
    cortex.yield %again, %s : i1, f64
  }
  %d = cortex.tangent %r#1 wrt %p : f64 wrt f64 -> f64
  return %d : f64
}
