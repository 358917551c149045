// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullbacks of boxing, unboxing and conversion.

// CHECK-LABEL: func.func @boxing(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.box %[[A0]] : f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.exp %[[V0]] : !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.unbox %[[V1]] -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.box %[[V3]] : f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[V1]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.unbox %[[V5]] -> f64
// CHECK-NEXT:    return %[[V6]] : f64
func.func @boxing(%x: f64) -> f64 {
  %b = cortex.box %x : f64
  %c = cortex.exp %b : !cortex.any -> !cortex.any
  %y = cortex.unbox %c -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @cast(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.cast %[[A0]] : tensor<4xf32> -> tensor<?xf64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<?xf64>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<?xf64> -> tensor<?xf64>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.cast %[[V5]] : tensor<?xf64> -> tensor<4xf32>
// CHECK-NEXT:    return %[[V6]] : tensor<4xf32>
func.func @cast(%x: tensor<4xf32>) -> tensor<4xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.cast %x : tensor<4xf32> -> tensor<?xf64>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?xf64>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<4xf32> -> tensor<4xf32>
  return %g : tensor<4xf32>
}
