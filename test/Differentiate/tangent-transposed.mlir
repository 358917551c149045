// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Where nothing else is known of an op, its pullback for a symbolic cotangent is transposed: no trace of the
// symbol is left.

// CHECK-LABEL: func.func @largest(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf64>, %[[A1:[a-z0-9]+]]: tensor<2x3xf64>) -> tensor<2xf64>
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_max %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf64>, i64, i1 -> tensor<2xf64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.expand_dims %[[V2]], %[[V0]] : tensor<2xf64>, i64 -> tensor<2x1xf64>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : tensor<2x1xf64>, tensor<2x3xf64> -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V4]] : tensor<2x3xf64>, tensor<2x3xf64> -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant dense<0.000000e+00> : tensor<2x3xf64> -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.where %[[V5]], %[[V7]], %[[V6]] : tensor<2x3xi1>, f64, tensor<2x3xf64> -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.reduce_sum %[[V8]] axis %[[V0]] keepdims %[[V9]] : tensor<2x3xf64>, i64, i1 -> tensor<2x1xf64>
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.broadcast_like %[[V10]], %[[A0]] : tensor<2x1xf64>, tensor<2x3xf64> -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.expand_dims %[[V2]], %[[V0]] : tensor<2xf64>, i64 -> tensor<2x1xf64>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.where %[[V5]], %[[A1]], %[[V13]] : tensor<2x3xi1>, tensor<2x3xf64>, f64 -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.div %[[V14]], %[[V11]] : tensor<2x3xf64>, tensor<2x3xf64> -> tensor<2x3xf64>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.sum_like %[[V15]], %[[V12]] : tensor<2x3xf64>, tensor<2x1xf64> -> tensor<2x1xf64>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.constant dense<2> : tensor<1xi64> -> tensor<1xi64>
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.reshape %[[V16]], %[[V17]] : tensor<2x1xf64>, tensor<1xi64> -> tensor<2xf64>
// CHECK-NEXT:    return %[[V18]] : tensor<2xf64>
func.func @largest(%x: tensor<2x3xf64>, %v: tensor<2x3xf64>) -> tensor<2xf64> {
  %p = cortex.variable %x along %v : tensor<2x3xf64> along tensor<2x3xf64> -> tensor<2x3xf64>
  %a = cortex.constant 1 : i64 -> i64
  %k = cortex.constant false -> i1
  %y = cortex.reduce_max %p axis %a keepdims %k : tensor<2x3xf64>, i64, i1 -> tensor<2xf64>
  %d = cortex.tangent %y wrt %p : tensor<2xf64> wrt tensor<2x3xf64> -> tensor<2xf64>
  return %d : tensor<2xf64>
}
