// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullbacks of ops that make tensors.

// CHECK-LABEL: func.func @full(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant dense<[2, 3]> : tensor<2xi64> -> tensor<2xi64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.full %[[V2]], %[[A0]] : tensor<2xi64>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.reduce_sum %[[V3]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[V3]] : f64, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.sum_like %[[V6]], %[[A0]] : tensor<2x3xf32>, f64 -> f64
// CHECK-NEXT:    return %[[V7]] : f64
func.func @full(%x: f64) -> f64 {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %s = cortex.constant dense<[2, 3]> : tensor<2xi64> -> tensor<2xi64>
  %z = cortex.full %s, %x : tensor<2xi64>, f64 -> tensor<2x3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2x3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
