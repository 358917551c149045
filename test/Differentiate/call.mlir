// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A call becomes a pair of calls; a recursive function packs its residuals in a tuple.

// CHECK-LABEL: func.func @f(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[V0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V1]] : f64
// CHECK-LABEL: func.func private @f.forward(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[V0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V1]], %[[A1]], %[[V0]] : f64, f64, f64
// CHECK-LABEL: func.func private @f.pullback(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[V0]], %[[A2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V1]] : f64
func.func @f(%x: f64, %y: f64) -> f64 {
  %e = cortex.exp %x : f64 -> f64
  %m = cortex.mul %e, %y : f64, f64 -> f64
  return %m : f64
}

// CHECK-LABEL: func.func @call(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:3 = call @f.forward(%[[A0]], %[[A1]]) : (f64, f64) -> (f64, f64, f64)
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = call @f.pullback(%[[V1]], %[[V0]]#1, %[[V0]]#2) : (f64, f64, f64) -> f64
// CHECK-NEXT:    return %[[V2]] : f64
func.func @call(%x: f64, %y: f64) -> f64 {
  %r = call @f(%x, %y) : (f64, f64) -> f64
  %g = cortex.gradient %r wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @power(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.eq %[[A1]], %[[V0]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.if %[[V1]] : i1 -> (f64) {
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V3]] : f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V3]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.sub %[[A1]], %[[V3]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = func.call @power(%[[A0]], %[[V4]]) : (f64, i64) -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V5]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V6]] : f64
// CHECK:         }
// CHECK-NEXT:    return %[[V2]] : f64
// CHECK-LABEL: func.func private @power.forward(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.eq %[[A1]], %[[V0]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]]:3 = cortex.if %[[V1]] : i1 -> (f64, f64, !cortex.any) {
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.box %[[V5]] : f64
// CHECK-NEXT:    cortex.yield %[[V3]], %[[V4]], %[[V6]] : f64, f64, !cortex.any
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V3]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V4]] = cortex.sub %[[A1]], %[[V3]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V5]]:2 = func.call @power.forward(%[[A0]], %[[V4]]) : (f64, i64) -> (f64, !cortex.any)
// CHECK-NEXT:    %[[V6]] = cortex.mul %[[V5]]#0, %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V6]], %[[V5]]#0, %[[V5]]#1 : f64, f64, !cortex.any
// CHECK:         }
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.box %[[A0]] : f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.box %[[V2]]#1 : f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.box %[[V1]] : i1
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.tuple %[[V7]], %[[V8]], %[[V2]]#2, %[[V9]] : !cortex.any, !cortex.any, !cortex.any, !cortex.any {cortex.residuals} -> !cortex.any
// CHECK-NEXT:    return %[[V2]]#0, %[[V10]] : f64, !cortex.any
// CHECK-LABEL: func.func private @power.pullback(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: !cortex.any)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:4 = cortex.unpack %[[A1]] {cortex.residuals} : !cortex.any -> !cortex.any, !cortex.any, !cortex.any, !cortex.any
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.unbox %[[V0]]#0 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.unbox %[[V0]]#1 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.unbox %[[V0]]#3 -> i1
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.if %[[V3]] : i1 -> (f64) {
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V5]] : f64
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V5]] = cortex.mul %[[A0]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[A0]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = func.call @power.pullback(%[[V5]], %[[V0]]#2) : (f64, !cortex.any) -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.add %[[V6]], %[[V7]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V8]] : f64
// CHECK:         }
// CHECK-NEXT:    return %[[V4]] : f64
func.func @power(%x: f64, %n: i64) -> f64 {
  %zero = cortex.constant 0 : i64 -> i64
  %c = cortex.eq %n, %zero : i64, i64 -> i1
  %r = cortex.if %c : i1 -> (f64) {
    %o = cortex.constant 1.0 : f64 -> f64
    cortex.yield %o : f64
  } else {
    %one = cortex.constant 1 : i64 -> i64
    %k = cortex.sub %n, %one : i64, i64 -> i64
    %p = func.call @power(%x, %k) : (f64, i64) -> f64
    %m = cortex.mul %p, %x : f64, f64 -> f64
    cortex.yield %m : f64
  }
  return %r : f64
}

// CHECK-LABEL: func.func @rec(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]]:2 = call @power.forward(%[[A0]], %[[A1]]) : (f64, i64) -> (f64, !cortex.any)
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = call @power.pullback(%[[V1]], %[[V0]]#1) : (f64, !cortex.any) -> f64
// CHECK-NEXT:    return %[[V2]] : f64
func.func @rec(%x: f64, %n: i64) -> f64 {
  %r = call @power(%x, %n) : (f64, i64) -> f64
  %g = cortex.gradient %r wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
