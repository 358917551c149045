// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Straight-line code: cotangents flow to the variables alone, and a broadcast is undone.

// CHECK-LABEL: func.func @straight(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4xf32>, %[[A1:[a-z0-9]+]]: tensor<4xf32>, %[[A2:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A1]] : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.add %[[V2]], %[[A2]] : tensor<4xf32>, f64 -> tensor<4xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.tanh %[[V3]] : tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.reduce_sum %[[V4]] axis %[[V0]] keepdims %[[V1]] : tensor<4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[V4]] : f64, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.mul %[[V4]], %[[V4]] : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.sub %[[V9]], %[[V8]] : f64, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.mul %[[V7]], %[[V10]] : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.sum_like %[[V11]], %[[A2]] : tensor<4xf32>, f64 -> f64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.mul %[[V11]], %[[A0]] : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    return %[[V13]], %[[V12]] : tensor<4xf32>, f64
func.func @straight(%x: tensor<4xf32>, %w: tensor<4xf32>, %b: f64) -> (tensor<4xf32>, f64) {
  %null = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %0 = cortex.mul %x, %w : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %1 = cortex.add %0, %b : tensor<4xf32>, f64 -> tensor<4xf32>
  %2 = cortex.tanh %1 : tensor<4xf32> -> tensor<4xf32>
  %3 = cortex.reduce_sum %2 axis %null keepdims %f : tensor<4xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %3 wrt %w, %b : f64 wrt tensor<4xf32>, f64 -> tensor<4xf32>, f64
  return %g#0, %g#1 : tensor<4xf32>, f64
}
