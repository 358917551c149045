// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Boxed values: the ranks of a product decide at run time.

// CHECK-LABEL: func.func @boxed(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: !cortex.any, %[[A1:[a-z0-9]+]]: !cortex.any)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.box %[[V0]] : !cortex.null
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.box %[[V1]] : i1
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.reduce_sum %[[V4]] axis %[[V2]] keepdims %[[V3]] : !cortex.any, !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.box %[[V6]] : f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.broadcast_like %[[V7]], %[[V5]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.box %[[V9]] : !cortex.null
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.box %[[V10]] : i1
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.reduce_sum %[[V8]] axis %[[V11]] keepdims %[[V12]] : !cortex.any, !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.box %[[V6]] : f64
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.ne %[[V13]], %[[V14]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.truth %[[V15]] : !cortex.any -> i1
// CHECK-NEXT:    cortex.if %[[V16]] : i1 {
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.constant "`\E2\88\87` takes a scalar, found a tensor of several elements; `jacobian` gives the derivative of every element" -> !cortex.str
// CHECK-NEXT:    cortex.throw %[[V17]] {kind = "shape"} : !cortex.str
// CHECK-NEXT:    cortex.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:    cortex.yield
// CHECK:         }
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.broadcast_like %[[V8]], %[[V4]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.field %[[A0]] "ndim" : !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.box %[[V20]] : i64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.eq %[[V19]], %[[V21]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.truth %[[V22]] : !cortex.any -> i1
// CHECK-NEXT:    %[[V24:[a-z0-9]+]]:2 = cortex.if %[[V23]] : i1 -> (!cortex.any, !cortex.any) {
// CHECK-NEXT:    %[[V17]] = cortex.field %[[A1]] "ndim" : !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.box %[[V25]] : i64
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.eq %[[V17]], %[[V26]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.truth %[[V27]] : !cortex.any -> i1
// CHECK-NEXT:    %[[V29:[a-z0-9]+]]:2 = cortex.if %[[V28]] : i1 -> (!cortex.any, !cortex.any) {
// CHECK-NEXT:    %[[V30:[a-z0-9]+]] = cortex.matmul %[[V18]], %[[A1]] {transpose_rhs} : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V31:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V18]] {transpose_lhs} : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    cortex.yield %[[V30]], %[[V31]] : !cortex.any, !cortex.any
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V30]] = cortex.outer %[[V18]], %[[A1]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V31]] = cortex.matmul %[[A0]], %[[V18]] {transpose_lhs} : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    cortex.yield %[[V30]], %[[V31]] : !cortex.any, !cortex.any
// CHECK:         }
// CHECK-NEXT:    cortex.yield %[[V29]]#0, %[[V29]]#1 : !cortex.any, !cortex.any
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V17]] = cortex.field %[[A1]] "ndim" : !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V25]] = cortex.constant 2 : i64 -> i64
// CHECK-NEXT:    %[[V26]] = cortex.box %[[V25]] : i64
// CHECK-NEXT:    %[[V27]] = cortex.eq %[[V17]], %[[V26]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V28]] = cortex.truth %[[V27]] : !cortex.any -> i1
// CHECK-NEXT:    %[[V29]]:2 = cortex.if %[[V28]] : i1 -> (!cortex.any, !cortex.any) {
// CHECK-NEXT:    %[[V30]] = cortex.matmul %[[A1]], %[[V18]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V31]] = cortex.outer %[[A0]], %[[V18]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    cortex.yield %[[V30]], %[[V31]] : !cortex.any, !cortex.any
// CHECK-NEXT:    } else {
// CHECK-NEXT:    %[[V30]] = cortex.mul %[[V18]], %[[A1]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V31]] = cortex.mul %[[V18]], %[[A0]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    cortex.yield %[[V30]], %[[V31]] : !cortex.any, !cortex.any
// CHECK:         }
// CHECK-NEXT:    cortex.yield %[[V29]]#0, %[[V29]]#1 : !cortex.any, !cortex.any
// CHECK:         }
// CHECK-NEXT:    %[[V32:[a-z0-9]+]] = cortex.sum_like %[[V24]]#1, %[[A1]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    return %[[V32]] : !cortex.any
func.func @boxed(%x: !cortex.any, %w: !cortex.any) -> !cortex.any {
  %null = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %bn = cortex.box %null : !cortex.null
  %bf = cortex.box %f : i1
  %0 = cortex.matmul %x, %w : !cortex.any, !cortex.any -> !cortex.any
  %s = cortex.reduce_sum %0 axis %bn keepdims %bf : !cortex.any, !cortex.any, !cortex.any -> !cortex.any
  %g = cortex.gradient %s wrt %w : !cortex.any wrt !cortex.any -> !cortex.any
  return %g : !cortex.any
}
