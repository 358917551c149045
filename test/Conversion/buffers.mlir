// RUN: %cortex-opt %s --cortex-linalg-pipeline --cortex-buffer-pipeline | FileCheck %s

// An optimizer's update in a loop is one loop nest with several results, in place: nothing is allocated or copied
// inside the loop.
// CHECK-LABEL: func @update
// CHECK: scf.for
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: linalg.generic {{.*}} outs(%{{.*}}, %{{.*}} : memref<8xf32>, memref<8xf32>)
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @update(%p0: tensor<8xf32>, %m0: tensor<8xf32>, %g: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %lo = cortex.constant 0 : i64 -> i64
  %n = cortex.constant 10 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %beta = cortex.constant 0.9 : f64 -> f64
  %0:2 = cortex.for %lo to %n step %one carry(%p0, %m0 : tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>, tensor<8xf32> {
  ^bb0(%i: i64, %p: tensor<8xf32>, %m: tensor<8xf32>):
    %a = cortex.mul %m, %beta : tensor<8xf32>, f64 -> tensor<8xf32>
    %b = cortex.add %a, %g : tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
    %c = cortex.sub %p, %b : tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
    cortex.yield %c, %b : tensor<8xf32>, tensor<8xf32>
  }
  return %0#0, %0#1 : tensor<8xf32>, tensor<8xf32>
}

// The caller's tensor is never written.
// CHECK-LABEL: func @argument
// CHECK: memref.alloc
// CHECK: linalg.generic
func.func @argument(%x: tensor<100xf32>) -> tensor<100xf32> {
  %0 = cortex.neg %x : tensor<100xf32> -> tensor<100xf32>
  return %0 : tensor<100xf32>
}

// Boxing copies a buffer into a value; random numbers fill one.
// CHECK-LABEL: func @border
// CHECK: call @cortex_rt_rand_normal_f32
// CHECK: call @cortex_rt_box_tensor
// CHECK: call @cortex_rt_tensor_expect
// CHECK: llvm.intr.memcpy
func.func @border(%b: !cortex.any) -> (!cortex.any, tensor<?xf32>) {
  %s = cortex.constant 500 : i64 -> i64
  %x = cortex.randn %s : i64 -> tensor<500xf32>
  %0 = cortex.box %x : tensor<500xf32>
  %1 = cortex.unbox %b -> tensor<?xf32>
  return %0, %1 : !cortex.any, tensor<?xf32>
}
