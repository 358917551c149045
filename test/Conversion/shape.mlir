// RUN: %cortex-opt %s --cortex-prove-shapes --cortex-to-linalg --canonicalize | FileCheck %s

// CHECK-LABEL: func @reshape
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]] output_shape [2, 3]
func.func @reshape(%x: tensor<6xf32>) -> tensor<2x3xf32> {
  %s = cortex.constant dense<[2, -1]> : tensor<2xi64> -> tensor<2xi64>
  %0 = cortex.reshape %x, %s : tensor<6xf32>, tensor<2xi64> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// A size that only the run time knows is checked.
// CHECK-LABEL: func @reshape_unknown
// CHECK: call @cortex_rt_throw_shape
func.func @reshape_unknown(%x: tensor<?xf32>, %n: i64) -> tensor<?x2xf32> {
  %two = cortex.constant 2 : i64 -> i64
  %s = cortex.pack %n, %two : i64, i64 -> tensor<2xi64>
  %0 = cortex.reshape %x, %s : tensor<?xf32>, tensor<2xi64> -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// Sums over the axis that was added, keeps the other.
// CHECK-LABEL: func @sum_like
// CHECK: iterator_types = ["reduction", "parallel"]
func.func @sum_like(%x: tensor<?x4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %0 = cortex.sum_like %x, %b : tensor<?x4xf32>, tensor<4xf32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @pack
// CHECK: tensor.from_elements
func.func @pack(%x: f64, %y: f64) -> tensor<2xf32> {
  %0 = cortex.pack %x, %y : f64, f64 -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
