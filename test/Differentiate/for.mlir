// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A counted loop stores one entry per turn for each residual, and runs backwards.

// CHECK-LABEL: func.func @loop(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.sub %[[A1]], %[[V0]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.max %[[V3]], %[[V4]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.undefined(%[[V5]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.undefined(%[[V5]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]]:4 = cortex.for %[[V0]] to %[[A1]] step %[[V1]] carry(%[[A0]], %[[V2]], %[[V6]], %[[V7]] : f64, i64, tensor<?xf64>, tensor<?xf64>) -> f64, i64, tensor<?xf64>, tensor<?xf64> {
// CHECK-NEXT:    ^bb0(%[[A2:[a-z0-9]+]]: i64, %[[A3:[a-z0-9]+]]: f64, %[[A4:[a-z0-9]+]]: i64, %[[A5:[a-z0-9]+]]: tensor<?xf64>, %[[A6:[a-z0-9]+]]: tensor<?xf64>):
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.sin %[[A3]] : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.mul %[[V9]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.add %[[A4]], %[[V11]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.index_set %[[A5]][%[[A2]]] = %[[V9]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.index_set %[[A6]][%[[A2]]] = %[[A3]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    cortex.yield %[[V10]], %[[V12]], %[[V13]], %[[V14]] : f64, i64, tensor<?xf64>, tensor<?xf64>
// CHECK:         }
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.constant -1 : i64 -> i64
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.sub %[[V5]], %[[V17]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.sub %[[V2]], %[[V17]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]]:2 = cortex.for %[[V19]] to %[[V20]] step %[[V18]] carry(%[[V15]], %[[V16]] : f64, f64) -> f64, f64 {
// CHECK-NEXT:    ^bb0(%[[A2]]: i64, %[[A3]]: f64, %[[A4]]: f64):
// CHECK-NEXT:    %[[V9]] = cortex.index %[[V8]]#2[%[[A2]]] : (tensor<?xf64>, i64) -> f64
// CHECK-NEXT:    %[[V10]] = cortex.index %[[V8]]#3[%[[A2]]] : (tensor<?xf64>, i64) -> f64
// CHECK-NEXT:    %[[V11]] = cortex.mul %[[A3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12]] = cortex.mul %[[A3]], %[[V9]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V13]] = cortex.add %[[A4]], %[[V12]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V14]] = cortex.cos %[[V10]] : f64 -> f64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.mul %[[V11]], %[[V14]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V22]], %[[V13]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.add %[[V21]]#1, %[[V21]]#0 : f64, f64 -> f64
// CHECK-NEXT:    return %[[V23]] : f64
func.func @loop(%x: f64, %n: i64) -> f64 {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %r = cortex.for %lo to %n step %one carry(%x : f64) -> f64 {
  ^bb0(%i: i64, %a: f64):
    %s = cortex.sin %a : f64 -> f64
    %m = cortex.mul %s, %x : f64, f64 -> f64
    cortex.yield %m : f64
  }
  %g = cortex.gradient %r wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
