// RUN: %cortex-opt %s --cortex-prove-shapes --cortex-to-linalg --canonicalize | FileCheck %s

// A full reduction is a scalar of 64 bits; the sum may be reordered.
// CHECK-LABEL: func @all
// CHECK: linalg.generic {{.*}}iterator_types = ["reduction", "reduction"]
// CHECK: arith.addf {{.*}} fastmath<reassoc,contract> : f32
// CHECK: tensor.extract
// CHECK: arith.extf {{.*}} : f32 to f64
func.func @all(%x: tensor<?x4xf32>) -> f64 {
  %null = cortex.constant unit -> !cortex.null
  %no = cortex.constant false -> i1
  %0 = cortex.reduce_sum %x axis %null keepdims %no : tensor<?x4xf32>, !cortex.null, i1 -> f64
  return %0 : f64
}

// CHECK-LABEL: func @keepdims
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]
// CHECK: arith.maximumf
// CHECK: tensor.expand_shape
func.func @keepdims(%x: tensor<?x4xf32>) -> tensor<?x1xf32> {
  %a = cortex.constant -1 : i64 -> i64
  %yes = cortex.constant true -> i1
  %0 = cortex.reduce_max %x axis %a keepdims %yes : tensor<?x4xf32>, i64, i1 -> tensor<?x1xf32>
  return %0 : tensor<?x1xf32>
}

// The largest of nothing is an error.
// CHECK-LABEL: func @nothing
// CHECK: call @cortex_rt_throw_kind
func.func @nothing(%x: tensor<?xf32>) -> f64 {
  %null = cortex.constant unit -> !cortex.null
  %no = cortex.constant false -> i1
  %0 = cortex.reduce_max %x axis %null keepdims %no : tensor<?xf32>, !cortex.null, i1 -> f64
  return %0 : f64
}

// CHECK-LABEL: func @argmax
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]
// CHECK: linalg.index 1
// CHECK: -> (tensor<2xf32>, tensor<2xi64>)
func.func @argmax(%x: tensor<2x3xf32>) -> tensor<2xi64> {
  %a = cortex.constant 1 : i64 -> i64
  %no = cortex.constant false -> i1
  %0 = cortex.argmax %x axis %a keepdims %no : tensor<2x3xf32>, i64, i1 -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
