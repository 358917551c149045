// RUN: %cortex-opt --canonicalize %s | FileCheck %s
// A product reads an operand transposed by itself; an order of axes that turns no matrix stays an op.

// CHECK-LABEL: func.func @matrices(
// CHECK-NEXT:  cortex.matmul %arg0, %arg1 {transpose_lhs} : tensor<3x2xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
func.func @matrices(%x: tensor<3x2xf32>, %y: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %null = cortex.constant unit -> !cortex.null
  %t = cortex.transpose %x, %null : tensor<3x2xf32>, !cortex.null -> tensor<2x3xf32>
  %r = cortex.matmul %t, %y : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  return %r : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @twice(
// CHECK-NEXT:  cortex.matmul %arg0, %arg1 : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
func.func @twice(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %null = cortex.constant unit -> !cortex.null
  %t = cortex.transpose %x, %null : tensor<2x3xf32>, !cortex.null -> tensor<3x2xf32>
  %r = cortex.matmul %t, %y {transpose_lhs} : tensor<3x2xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  return %r : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @stacks(
// CHECK-NOT:   cortex.transpose %arg1
// CHECK:       %[[MOVED:.*]] = cortex.transpose %arg0
// CHECK:       cortex.batch_matmul %[[MOVED]], %arg1 {transpose_rhs}
func.func @stacks(%x: tensor<5x8x3xf32>, %y: tensor<8x4x3xf32>) -> tensor<8x5x4xf32> {
  %first = cortex.constant dense<[1, 0, 2]> : tensor<3xi64> -> tensor<3xi64>
  %last = cortex.constant dense<[0, 2, 1]> : tensor<3xi64> -> tensor<3xi64>
  %a = cortex.transpose %x, %first : tensor<5x8x3xf32>, tensor<3xi64> -> tensor<8x5x3xf32>
  %b = cortex.transpose %y, %last : tensor<8x4x3xf32>, tensor<3xi64> -> tensor<8x3x4xf32>
  %r = cortex.batch_matmul %a, %b : tensor<8x5x3xf32>, tensor<8x3x4xf32> -> tensor<8x5x4xf32>
  return %r : tensor<8x5x4xf32>
}
