// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A loop in a branch in a loop: one store for all turns, handed on by the outer loop.

// CHECK-LABEL: func.func @ifloop(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x3xf32>, %[[A1:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.list -> !cortex.any
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.sub %[[A1]], %[[V0]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.div %[[V8]], %[[V2]] : i64, i64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.ceil %[[V9]] : f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.cast %[[V10]] : f64 -> i64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.max %[[V11]], %[[V12]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.undefined(%[[V13]]) -> tensor<?xi64>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.undefined(%[[V13]]) -> tensor<?xi64>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.undefined(%[[V13]]) -> tensor<?xi1>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]]:7 = cortex.for %[[V0]] to %[[A1]] step %[[V2]] carry(%[[A0]], %[[V5]], %[[V6]], %[[V7]], %[[V14]], %[[V15]], %[[V16]] : tensor<?x3xf32>, i64, i64, !cortex.any, tensor<?xi64>, tensor<?xi64>, tensor<?xi1>) -> tensor<?x3xf32>, i64, i64, !cortex.any, tensor<?xi64>, tensor<?xi64>, tensor<?xi1> {
// CHECK-NEXT:    ^bb0(%[[A2:[a-z0-9]+]]: i64, %[[A3:[a-z0-9]+]]: tensor<?x3xf32>, %[[A4:[a-z0-9]+]]: i64, %[[A5:[a-z0-9]+]]: i64, %[[A6:[a-z0-9]+]]: !cortex.any, %[[A7:[a-z0-9]+]]: tensor<?xi64>, %[[A8:[a-z0-9]+]]: tensor<?xi64>, %[[A9:[a-z0-9]+]]: tensor<?xi1>):
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.gt %[[A2]], %[[V1]] : i64, i64 -> i1
// CHECK-NEXT:    %[[V19:[a-z0-9]+]]:3 = cortex.if %[[V18]] : i1 -> (tensor<?x3xf32>, i64, !cortex.any) {
// CHECK-NEXT:    %[[V20:[a-z0-9]+]]:3 = cortex.for %[[V0]] to %[[A2]] step %[[V1]] carry(%[[A3]], %[[A5]], %[[A6]] : tensor<?x3xf32>, i64, !cortex.any) -> tensor<?x3xf32>, i64, !cortex.any {
// CHECK-NEXT:    ^bb0(%[[A10:[a-z0-9]+]]: i64, %[[A11:[a-z0-9]+]]: tensor<?x3xf32>, %[[A12:[a-z0-9]+]]: i64, %[[A13:[a-z0-9]+]]: !cortex.any):
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.sin %[[A11]] : tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.add %[[A12]], %[[V22]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.box %[[A11]] : tensor<?x3xf32>
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.runtime "append"(%[[A13]], %[[V24]]) : (!cortex.any, !cortex.any) -> !cortex.any
// CHECK-NEXT:    cortex.yield %[[V21]], %[[V23]], %[[V25]] : tensor<?x3xf32>, i64, !cortex.any
// CHECK:         }
// CHECK-NEXT:    cortex.yield %[[V20]]#0, %[[V20]]#1, %[[V20]]#2 : tensor<?x3xf32>, i64, !cortex.any
// CHECK:         } else {
// CHECK-NEXT:    %[[V20]] = cortex.mul %[[A3]], %[[A2]] : tensor<?x3xf32>, i64 -> tensor<?x3xf32>
// CHECK-NEXT:    cortex.yield %[[V20]], %[[A5]], %[[A6]] : tensor<?x3xf32>, i64, !cortex.any
// CHECK:         }
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.add %[[A4]], %[[V26]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.index_set %[[A7]][%[[A4]]] = %[[V19]]#1 : (tensor<?xi64>, i64, i64) -> tensor<?xi64>
// CHECK-NEXT:    %[[V29:[a-z0-9]+]] = cortex.index_set %[[A8]][%[[A4]]] = %[[A5]] : (tensor<?xi64>, i64, i64) -> tensor<?xi64>
// CHECK-NEXT:    %[[V30:[a-z0-9]+]] = cortex.index_set %[[A9]][%[[A4]]] = %[[V18]] : (tensor<?xi1>, i64, i1) -> tensor<?xi1>
// CHECK-NEXT:    cortex.yield %[[V19]]#0, %[[V27]], %[[V19]]#1, %[[V19]]#2, %[[V28]], %[[V29]], %[[V30]] : tensor<?x3xf32>, i64, i64, !cortex.any, tensor<?xi64>, tensor<?xi64>, tensor<?xi1>
// CHECK:         }
// CHECK-NEXT:    %[[V31:[a-z0-9]+]] = cortex.reduce_sum %[[V17]]#0 axis %[[V3]] keepdims %[[V4]] : tensor<?x3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V32:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V33:[a-z0-9]+]] = cortex.broadcast_like %[[V32]], %[[V17]]#0 : f64, tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V34:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V35:[a-z0-9]+]] = cortex.constant -1 : i64 -> i64
// CHECK-NEXT:    %[[V36:[a-z0-9]+]] = cortex.sub %[[V13]], %[[V34]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V37:[a-z0-9]+]] = cortex.sub %[[V5]], %[[V34]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V38:[a-z0-9]+]] = cortex.for %[[V36]] to %[[V37]] step %[[V35]] carry(%[[V33]] : tensor<?x3xf32>) -> tensor<?x3xf32> {
// CHECK-NEXT:    ^bb0(%[[A2]]: i64, %[[A3]]: tensor<?x3xf32>):
// CHECK-NEXT:    %[[V18]] = cortex.index %[[V17]]#4[%[[A2]]] : (tensor<?xi64>, i64) -> i64
// CHECK-NEXT:    %[[V19]] = cortex.index %[[V17]]#5[%[[A2]]] : (tensor<?xi64>, i64) -> i64
// CHECK-NEXT:    %[[V26]] = cortex.index %[[V17]]#6[%[[A2]]] : (tensor<?xi1>, i64) -> i1
// CHECK-NEXT:    %[[V27]] = cortex.sub %[[A2]], %[[V5]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V28]] = cortex.mul %[[V27]], %[[V2]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V29]] = cortex.add %[[V0]], %[[V28]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V30]] = cortex.if %[[V26]] : i1 -> (tensor<?x3xf32>) {
// CHECK-NEXT:    %[[V20]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V21]] = cortex.constant -1 : i64 -> i64
// CHECK-NEXT:    %[[V22]] = cortex.sub %[[V18]], %[[V20]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V23]] = cortex.sub %[[V19]], %[[V20]] : i64, i64 -> i64
// CHECK-NEXT:    %[[V24]] = cortex.for %[[V22]] to %[[V23]] step %[[V21]] carry(%[[A3]] : tensor<?x3xf32>) -> tensor<?x3xf32> {
// CHECK-NEXT:    ^bb0(%[[A4]]: i64, %[[A5]]: tensor<?x3xf32>):
// CHECK-NEXT:    %[[V25]] = cortex.box %[[A4]] : i64
// CHECK-NEXT:    %[[V39:[a-z0-9]+]] = cortex.index %[[V17]]#3[%[[V25]]] : (!cortex.any, !cortex.any) -> !cortex.any
// CHECK-NEXT:    %[[V40:[a-z0-9]+]] = cortex.unbox %[[V39]] -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V41:[a-z0-9]+]] = cortex.cos %[[V40]] : tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V42:[a-z0-9]+]] = cortex.mul %[[A5]], %[[V41]] : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    cortex.yield %[[V42]] : tensor<?x3xf32>
// CHECK:         }
// CHECK-NEXT:    cortex.yield %[[V24]] : tensor<?x3xf32>
// CHECK:         } else {
// CHECK-NEXT:    %[[V20]] = cortex.mul %[[A3]], %[[V29]] : tensor<?x3xf32>, i64 -> tensor<?x3xf32>
// CHECK-NEXT:    cortex.yield %[[V20]] : tensor<?x3xf32>
// CHECK:         }
// CHECK-NEXT:    cortex.yield %[[V30]] : tensor<?x3xf32>
// CHECK:         }
// CHECK-NEXT:    return %[[V38]] : tensor<?x3xf32>
func.func @ifloop(%x: tensor<?x3xf32>, %n: i64) -> tensor<?x3xf32> {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %two = cortex.constant 2 : i64 -> i64
  %null = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %r = cortex.for %lo to %n step %two carry(%x : tensor<?x3xf32>) -> tensor<?x3xf32> {
  ^bb0(%i: i64, %a: tensor<?x3xf32>):
    %c = cortex.gt %i, %one : i64, i64 -> i1
    %q = cortex.if %c : i1 -> (tensor<?x3xf32>) {
      %w = cortex.for %lo to %i step %one carry(%a : tensor<?x3xf32>) -> tensor<?x3xf32> {
      ^bb0(%j: i64, %b: tensor<?x3xf32>):
        %s = cortex.sin %b : tensor<?x3xf32> -> tensor<?x3xf32>
        cortex.yield %s : tensor<?x3xf32>
      }
      cortex.yield %w : tensor<?x3xf32>
    } else {
      %m = cortex.mul %a, %i : tensor<?x3xf32>, i64 -> tensor<?x3xf32>
      cortex.yield %m : tensor<?x3xf32>
    }
    cortex.yield %q : tensor<?x3xf32>
  }
  %s = cortex.reduce_sum %r axis %null keepdims %f : tensor<?x3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %s wrt %x : f64 wrt tensor<?x3xf32> -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}
