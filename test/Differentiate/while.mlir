// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A loop with a condition counts its turns; its stores grow.

// CHECK-LABEL: func.func @while_loop(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 16 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.undefined(%[[V1]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]]:3 = cortex.while carry(%[[A0]], %[[V0]], %[[V2]] : f64, i64, tensor<?xf64>) -> f64, i64, tensor<?xf64> condition {
// CHECK-NEXT:    ^bb0(%[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64, %[[A3:[a-z0-9]+]]: tensor<?xf64>):
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 2.000000e+01 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.lt %[[A1]], %[[V4]] : f64, f64 -> i1
// CHECK-NEXT:    cortex.condition %[[V5]] : i1
// CHECK-NEXT:    } body {
// CHECK-NEXT:    ^bb0(%[[A1]]: f64, %[[A2]]: i64, %[[A3]]: tensor<?xf64>):
// CHECK-NEXT:    %[[V4]] = cortex.mul %[[A1]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.add %[[A2]], %[[V5]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.dim %[[A3]], %[[V7]] : tensor<?xf64>, i64 -> i64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.eq %[[A2]], %[[V8]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.if %[[V9]] : i1 -> (tensor<?xf64>) {
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.mul %[[V8]], %[[V11]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.undefined(%[[V12]]) -> tensor<?xf64>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.slice %[[V14]], %[[V8]], %[[V15]] : i64, i64, !cortex.null -> !cortex.slice
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.index_set %[[V13]][%[[V16]]] = %[[A3]] : (tensor<?xf64>, !cortex.slice, tensor<?xf64>) -> tensor<?xf64>
// CHECK-NEXT:    cortex.yield %[[V17]] : tensor<?xf64>
// CHECK:         } else {
// CHECK-NEXT:    cortex.yield %[[A3]] : tensor<?xf64>
// CHECK:         }
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.index_set %[[V10]][%[[A2]]] = %[[A1]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    cortex.yield %[[V4]], %[[V6]], %[[V18]] : f64, i64, tensor<?xf64>
// CHECK:         }
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.constant -1 : i64 -> i64
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.sub %[[V3]]#1, %[[V21]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.sub %[[V0]], %[[V21]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V25:[a-z0-9]+]]:2 = cortex.for %[[V23]] to %[[V24]] step %[[V22]] carry(%[[V19]], %[[V20]] : f64, f64) -> f64, f64 {
// CHECK-NEXT:    ^bb0(%[[A1]]: i64, %[[A2]]: f64, %[[A3]]: f64):
// CHECK-NEXT:    %[[V4]] = cortex.index %[[V3]]#2[%[[A1]]] : (tensor<?xf64>, i64) -> f64
// CHECK-NEXT:    %[[V5]] = cortex.mul %[[A2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6]] = cortex.mul %[[A2]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7]] = cortex.add %[[A3]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    cortex.yield %[[V5]], %[[V7]] : f64, f64
// CHECK:         }
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.add %[[V25]]#1, %[[V25]]#0 : f64, f64 -> f64
// CHECK-NEXT:    return %[[V26]] : f64
func.func @while_loop(%x: f64) -> f64 {
  %r = cortex.while carry(%x : f64) -> f64 condition {
  ^bb0(%a: f64):
    %t = cortex.constant 20.0 : f64 -> f64
    %c = cortex.lt %a, %t : f64, f64 -> i1
    cortex.condition %c : i1
  } body {
  ^bb0(%a: f64):
    %m = cortex.mul %a, %x : f64, f64 -> f64
    cortex.yield %m : f64
  }
  %g = cortex.gradient %r wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
