// RUN: %cortex-opt %s --cortex-prove-shapes --cortex-to-linalg --canonicalize | FileCheck %s

// One loop over both operands; the static axis of size 1 is read at 0.
// CHECK-LABEL: func @broadcast
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #{{.*}}, #{{.*}}]
// CHECK: arith.addf %{{.*}}, %{{.*}} : f32
func.func @broadcast(%x: tensor<3x4xf32>, %y: tensor<3x1xf32>) -> tensor<3x4xf32> {
  %0 = cortex.add %x, %y : tensor<3x4xf32>, tensor<3x1xf32> -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// A scalar takes the tensor's element type once, outside the loop.
// CHECK-LABEL: func @scalar
// CHECK: %[[S:.*]] = arith.truncf %{{.*}} : f64 to f32
// CHECK: linalg.generic
// CHECK: arith.mulf %{{.*}}, %[[S]]
func.func @scalar(%x: tensor<?xf32>, %s: f64) -> tensor<?xf32> {
  %0 = cortex.mul %x, %s : tensor<?xf32>, f64 -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Equal by construction: no check. Of unknown relation: a check that names both shapes.
// CHECK-LABEL: func @proven
// CHECK-NOT: throw_shape
// CHECK: return
func.func @proven(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = cortex.tanh %x : tensor<?xf32> -> tensor<?xf32>
  %1 = cortex.mul %0, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
// CHECK-LABEL: func @checked
// CHECK: call @cortex_rt_throw_shape
// CHECK: scf.if
// CHECK: linalg.generic
func.func @checked(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = cortex.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Integer scalars are checked, integer tensors wrap.
// CHECK-LABEL: func @integers
// CHECK: llvm.intr.sadd.with.overflow
// CHECK: scf.if
// CHECK: call @cortex_rt_throw_overflow
// CHECK: linalg.generic
// CHECK: arith.addi
func.func @integers(%x: i64, %y: i64, %t: tensor<2xi64>) -> (i64, tensor<2xi64>) {
  %0 = cortex.add %x, %y : i64, i64 -> i64
  %1 = cortex.add %t, %t : tensor<2xi64>, tensor<2xi64> -> tensor<2xi64>
  return %0, %1 : i64, tensor<2xi64>
}

// x ** 2 is a product; NaN stays in relu; comparisons compute in the promoted type.
// CHECK-LABEL: func @scalars
// CHECK: arith.mulf %[[X:.*]], %[[X]]
// CHECK: arith.cmpf ugt
// CHECK: arith.sitofp
// CHECK: arith.cmpf olt
func.func @scalars(%x: f64, %i: i64) -> (f64, f64, i1) {
  %two = cortex.constant 2 : i64 -> i64
  %0 = cortex.pow %x, %two : f64, i64 -> f64
  %1 = cortex.relu %x : f64 -> f64
  %2 = cortex.lt %x, %i : f64, i64 -> i1
  return %0, %1, %2 : f64, f64, i1
}
