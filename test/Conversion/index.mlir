// RUN: %cortex-opt %s --cortex-prove-shapes --cortex-to-linalg --canonicalize | FileCheck %s

// A negative index counts from the end; one outside is an error.
// CHECK-LABEL: func @element
// CHECK: call @cortex_rt_throw_axis_index
// CHECK: tensor.extract
// CHECK: arith.extf
func.func @element(%x: tensor<3xf32>, %i: i64) -> f64 {
  %0 = cortex.index %x[%i] : (tensor<3xf32>, i64) -> f64
  return %0 : f64
}

// What is known to be inside needs no check.
// CHECK-LABEL: func @known
// CHECK-NOT: throw
// CHECK: tensor.extract %{{.*}}[%c2]
func.func @known(%x: tensor<3xf32>) -> f64 {
  %i = cortex.constant -1 : i64 -> i64
  %0 = cortex.index %x[%i] : (tensor<3xf32>, i64) -> f64
  return %0 : f64
}

// CHECK-LABEL: func @slice
// CHECK: tensor.extract_slice %{{.*}}[1, 0] [2, 4] [1, 1]
func.func @slice(%x: tensor<5x4xf32>) -> tensor<2x4xf32> {
  %a = cortex.constant 1 : i64 -> i64
  %b = cortex.constant 3 : i64 -> i64
  %null = cortex.constant unit -> !cortex.null
  %s = cortex.slice %a, %b, %null : i64, i64, !cortex.null -> !cortex.slice
  %0 = cortex.index %x[%s] : (tensor<5x4xf32>, !cortex.slice) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// Indices are checked in a pass of their own, then rows are copied.
// CHECK-LABEL: func @gather
// CHECK: linalg.generic
// CHECK: call @cortex_rt_throw_axis_index
// CHECK: linalg.generic
// CHECK-NOT: throw
// CHECK: tensor.extract
func.func @gather(%x: tensor<5x4xf32>, %i: tensor<?xi64>) -> tensor<?x4xf32> {
  %0 = cortex.index %x[%i] : (tensor<5x4xf32>, tensor<?xi64>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// Places that are named twice receive both: in order, one after the other.
// CHECK-LABEL: func @add
// CHECK: scf.for
// CHECK: tensor.extract
// CHECK: arith.addf
// CHECK: tensor.insert
func.func @add(%x: tensor<5xf32>, %i: tensor<2xi64>, %v: tensor<2xf32>) -> tensor<5xf32> {
  %0 = cortex.index_add %x[%i] plus %v : (tensor<5xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
