// RUN: %cortex-opt %s --cortex-prove-shapes --cortex-to-linalg --canonicalize | FileCheck %s
// RUN: %cortex-opt %s --cortex-linalg-pipeline --cortex-buffer-pipeline | FileCheck %s --check-prefix=CALL

// A transpose before the product is read, not made.
// CHECK-LABEL: func @transposed
// CHECK-NOT: linalg.transpose
// CHECK: linalg.generic {{.*}} attrs = {cortex.product = array<i1: true, false>}
// CALL-LABEL: func @transposed
// CALL: %[[ONE:.*]] = arith.constant 1 : i32
// CALL: call @cortex_rt_gemm_f32(%[[ONE]],
func.func @transposed(%x: tensor<?x64xf32>, %y: tensor<?x32xf32>) -> tensor<64x32xf32> {
  %null = cortex.constant unit -> !cortex.null
  %t = cortex.transpose %x, %null : tensor<?x64xf32>, !cortex.null -> tensor<64x?xf32>
  %0 = cortex.matmul %t, %y : tensor<64x?xf32>, tensor<?x32xf32> -> tensor<64x32xf32>
  return %0 : tensor<64x32xf32>
}

// Small and known: loops.
// CALL-LABEL: func @small
// CALL-NOT: gemm
// CALL: linalg.generic
func.func @small(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = cortex.matmul %x, %x : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// CHECK-LABEL: func @dot
// CHECK: linalg.generic {{.*}}iterator_types = ["reduction"]
// CHECK: arith.extf
func.func @dot(%x: tensor<4xf32>) -> f64 {
  %0 = cortex.matmul %x, %x : tensor<4xf32>, tensor<4xf32> -> f64
  return %0 : f64
}

// A stack of products: one after the other, read transposed where a transpose of the last two axes stands before.
// CHECK-LABEL: func @stacks
// CHECK-NOT: linalg.transpose
// CHECK: scf.for
// CHECK: tensor.extract_slice
// CHECK: linalg.generic {{.*}} attrs = {cortex.product = array<i1: false, true>}
// CHECK: tensor.insert_slice
// CALL-LABEL: func @stacks
// CALL: scf.for
// CALL: call @cortex_rt_gemm_f32(
func.func @stacks(%x: tensor<8x64x32xf32>, %y: tensor<8x64x32xf32>) -> tensor<8x64x64xf32> {
  %axes = cortex.constant dense<[0, 2, 1]> : tensor<3xi64> -> tensor<3xi64>
  %t = cortex.transpose %y, %axes : tensor<8x64x32xf32>, tensor<3xi64> -> tensor<8x32x64xf32>
  %0 = cortex.batch_matmul %x, %t : tensor<8x64x32xf32>, tensor<8x32x64xf32> -> tensor<8x64x64xf32>
  return %0 : tensor<8x64x64xf32>
}

// A sum of few terms is written out over the rows of the right factor, which is turned for that.
// CHECK-LABEL: func @few_terms
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x100xf32>)
// CHECK-COUNT-3: tensor.extract_slice %arg0
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel"]{{.*}} outs(%{{.*}} : tensor<200x100xf32>)
// CALL-LABEL: func @few_terms
// CALL-NOT: gemm
// CALL: return
func.func @few_terms(%x: tensor<200x3xf32>, %y: tensor<100x3xf32>) -> tensor<200x100xf32> {
  %null = cortex.constant unit -> !cortex.null
  %t = cortex.transpose %y, %null : tensor<100x3xf32>, !cortex.null -> tensor<3x100xf32>
  %0 = cortex.matmul %x, %t : tensor<200x3xf32>, tensor<3x100xf32> -> tensor<200x100xf32>
  return %0 : tensor<200x100xf32>
}

// The long sums of few columns are made in one loop over the rows.
// CHECK-LABEL: func @few_columns
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]{{.*}} outs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<200xf32>, tensor<200xf32>, tensor<200xf32>)
// CALL-LABEL: func @few_columns
// CALL-NOT: gemm
// CALL: return
func.func @few_columns(%x: tensor<200x1000xf32>, %y: tensor<1000x3xf32>) -> tensor<200x3xf32> {
  %0 = cortex.matmul %x, %y : tensor<200x1000xf32>, tensor<1000x3xf32> -> tensor<200x3xf32>
  return %0 : tensor<200x3xf32>
}
