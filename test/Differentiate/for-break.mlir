// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The number of turns is counted where only the run knows it.

// CHECK-LABEL: func.func @turns(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 16 : i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.undefined(%[[V4]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]]:4 = cortex.for breakable %[[V0]] to %[[A1]] step %[[V1]] carry(%[[V2]], %[[A0]], %[[V3]], %[[V5]] : i1, f64, i64, tensor<?xf64>) -> i1, f64, i64, tensor<?xf64> {
// CHECK-NEXT:    ^bb0(%[[A2:[a-z0-9]+]]: i64, %[[A3:[a-z0-9]+]]: i1, %[[A4:[a-z0-9]+]]: f64, %[[A5:[a-z0-9]+]]: i64, %[[A6:[a-z0-9]+]]: tensor<?xf64>):
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[A4]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.constant 2.000000e+01 : f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.lt %[[V7]], %[[V8]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.add %[[A5]], %[[V10]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.dim %[[A6]], %[[V12]] : tensor<?xf64>, i64 -> i64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.eq %[[A5]], %[[V13]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.if %[[V14]] : i1 -> (tensor<?xf64>) {
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.mul %[[V13]], %[[V16]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.undefined(%[[V17]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.slice %[[V19]], %[[V13]], %[[V20]] : i64, i64, !cortex.null -> !cortex.slice
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.index_set %[[V18]][%[[V21]]] = %[[A6]] : (tensor<?xf64>, !cortex.slice, tensor<?xf64>) -> tensor<?xf64>
// CHECK-NEXT:    cortex.yield %[[V22]] : tensor<?xf64>
// CHECK:         } else {
// CHECK-NEXT:    cortex.yield %[[A6]] : tensor<?xf64>
// CHECK:         }
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.index_set %[[V15]][%[[A5]]] = %[[A4]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    cortex.yield %[[V9]], %[[V7]], %[[V11]], %[[V23]] : i1, f64, i64, tensor<?xf64>
// CHECK:         }
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.constant -1 : i64 -> i64
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.sub %[[V6]]#2, %[[V26]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V29:[a-z0-9]+]] = cortex.sub %[[V3]], %[[V26]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V30:[a-z0-9]+]]:2 = cortex.for %[[V28]] to %[[V29]] step %[[V27]] carry(%[[V24]], %[[V25]] : f64, f64) -> f64, f64 {
// CHECK-NEXT:    ^bb0(%[[A2]]: i64, %[[A3]]: f64, %[[A4]]: f64):
// CHECK-NEXT:    %[[V7]] = cortex.index %[[V6]]#3[%[[A2]]] : (tensor<?xf64>, i64) -> f64
// CHECK-NEXT:    %[[V8]] = cortex.mul %[[A3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V9]] = cortex.mul %[[A3]], %[[V7]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V10]] = cortex.add %[[A4]], %[[V9]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V8]], %[[V10]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    %[[V31:[a-z0-9]+]] = cortex.add %[[V30]]#1, %[[V30]]#0 : f64, f64 -> f64
// CHECK-NEXT:    return %[[V31]] : f64
func.func @turns(%x: f64, %n: i64) -> f64 {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %c = cortex.constant true -> i1
  %r:2 = cortex.for breakable %lo to %n step %one carry(%c, %x : i1, f64) -> i1, f64 {
  ^bb0(%i: i64, %go: i1, %a: f64):
    %s = cortex.mul %a, %x : f64, f64 -> f64
    %t = cortex.constant 20.0 : f64 -> f64
    %c2 = cortex.lt %s, %t : f64, f64 -> i1
    cortex.yield %c2, %s : i1, f64
  }

  %g = cortex.gradient %r#1 wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
