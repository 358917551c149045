// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullbacks of products: products again, with flags instead of transposes.

// CHECK-LABEL: func.func @matrix_matrix(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x4xf32>, %[[A1:[a-z0-9]+]]: tensor<4x5xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] : tensor<?x4xf32>, tensor<4x5xf32> -> tensor<?x5xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<?x5xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<?x5xf32> -> tensor<?x5xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A1]] {transpose_rhs} : tensor<?x5xf32>, tensor<4x5xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V5]] {transpose_lhs} : tensor<?x4xf32>, tensor<?x5xf32> -> tensor<4x5xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<?x4xf32>, tensor<4x5xf32>
func.func @matrix_matrix(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>) -> (tensor<?x4xf32>, tensor<4x5xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w : tensor<?x4xf32>, tensor<4x5xf32> -> tensor<?x5xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?x5xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<?x4xf32>, tensor<4x5xf32> -> tensor<?x4xf32>, tensor<4x5xf32>
  return %g#0, %g#1 : tensor<?x4xf32>, tensor<4x5xf32>
}

// CHECK-LABEL: func.func @transposed_lhs(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4x2xf32>, %[[A1:[a-z0-9]+]]: tensor<4x5xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] {transpose_lhs} : tensor<4x2xf32>, tensor<4x5xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2x5xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2x5xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[A1]], %[[V5]] {transpose_rhs} : tensor<4x5xf32>, tensor<2x5xf32> -> tensor<4x2xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V5]] : tensor<4x2xf32>, tensor<2x5xf32> -> tensor<4x5xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<4x2xf32>, tensor<4x5xf32>
func.func @transposed_lhs(%x: tensor<4x2xf32>, %w: tensor<4x5xf32>) -> (tensor<4x2xf32>, tensor<4x5xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w {transpose_lhs} : tensor<4x2xf32>, tensor<4x5xf32> -> tensor<2x5xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2x5xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<4x2xf32>, tensor<4x5xf32> -> tensor<4x2xf32>, tensor<4x5xf32>
  return %g#0, %g#1 : tensor<4x2xf32>, tensor<4x5xf32>
}

// CHECK-LABEL: func.func @transposed_rhs(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x4xf32>, %[[A1:[a-z0-9]+]]: tensor<5x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] {transpose_rhs} : tensor<2x4xf32>, tensor<5x4xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2x5xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2x5xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A1]] : tensor<2x5xf32>, tensor<5x4xf32> -> tensor<2x4xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A0]] {transpose_lhs} : tensor<2x5xf32>, tensor<2x4xf32> -> tensor<5x4xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<2x4xf32>, tensor<5x4xf32>
func.func @transposed_rhs(%x: tensor<2x4xf32>, %w: tensor<5x4xf32>) -> (tensor<2x4xf32>, tensor<5x4xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w {transpose_rhs} : tensor<2x4xf32>, tensor<5x4xf32> -> tensor<2x5xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2x5xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<2x4xf32>, tensor<5x4xf32> -> tensor<2x4xf32>, tensor<5x4xf32>
  return %g#0, %g#1 : tensor<2x4xf32>, tensor<5x4xf32>
}

// CHECK-LABEL: func.func @transposed_both(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4x2xf32>, %[[A1:[a-z0-9]+]]: tensor<5x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] {transpose_lhs, transpose_rhs} : tensor<4x2xf32>, tensor<5x4xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2x5xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2x5xf32> -> tensor<2x5xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[A1]], %[[V5]] {transpose_lhs, transpose_rhs} : tensor<5x4xf32>, tensor<2x5xf32> -> tensor<4x2xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A0]] {transpose_lhs, transpose_rhs} : tensor<2x5xf32>, tensor<4x2xf32> -> tensor<5x4xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<4x2xf32>, tensor<5x4xf32>
func.func @transposed_both(%x: tensor<4x2xf32>, %w: tensor<5x4xf32>) -> (tensor<4x2xf32>, tensor<5x4xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w {transpose_lhs, transpose_rhs} : tensor<4x2xf32>, tensor<5x4xf32> -> tensor<2x5xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2x5xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<4x2xf32>, tensor<5x4xf32> -> tensor<4x2xf32>, tensor<5x4xf32>
  return %g#0, %g#1 : tensor<4x2xf32>, tensor<5x4xf32>
}

// CHECK-LABEL: func.func @matrix_vector(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x4xf32>, %[[A1:[a-z0-9]+]]: tensor<4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] : tensor<2x4xf32>, tensor<4xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.outer %[[V5]], %[[A1]] : tensor<2xf32>, tensor<4xf32> -> tensor<2x4xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V5]] {transpose_lhs} : tensor<2x4xf32>, tensor<2xf32> -> tensor<4xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<2x4xf32>, tensor<4xf32>
func.func @matrix_vector(%x: tensor<2x4xf32>, %w: tensor<4xf32>) -> (tensor<2x4xf32>, tensor<4xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w : tensor<2x4xf32>, tensor<4xf32> -> tensor<2xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<2x4xf32>, tensor<4xf32> -> tensor<2x4xf32>, tensor<4xf32>
  return %g#0, %g#1 : tensor<2x4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @vector_matrix(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4xf32>, %[[A1:[a-z0-9]+]]: tensor<4x2xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] : tensor<4xf32>, tensor<4x2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[A1]], %[[V5]] : tensor<4x2xf32>, tensor<2xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.outer %[[A0]], %[[V5]] : tensor<4xf32>, tensor<2xf32> -> tensor<4x2xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<4xf32>, tensor<4x2xf32>
func.func @vector_matrix(%x: tensor<4xf32>, %w: tensor<4x2xf32>) -> (tensor<4xf32>, tensor<4x2xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.matmul %x, %w : tensor<4xf32>, tensor<4x2xf32> -> tensor<2xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<4xf32>, tensor<4x2xf32> -> tensor<4xf32>, tensor<4x2xf32>
  return %g#0, %g#1 : tensor<4xf32>, tensor<4x2xf32>
}

// CHECK-LABEL: func.func @vector_vector(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<4xf32>, %[[A1:[a-z0-9]+]]: tensor<4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[A1]] : tensor<4xf32>, tensor<4xf32> -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A1]] : f64, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A0]] : f64, tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT:    return %[[V2]], %[[V3]] : tensor<4xf32>, tensor<4xf32>
func.func @vector_vector(%x: tensor<4xf32>, %w: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y = cortex.matmul %x, %w : tensor<4xf32>, tensor<4xf32> -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>, tensor<4xf32>
  return %g#0, %g#1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @outer(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<3xf32>, %[[A1:[a-z0-9]+]]: tensor<4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.outer %[[A0]], %[[A1]] : tensor<3xf32>, tensor<4xf32> -> tensor<3x4xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<3x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<3x4xf32> -> tensor<3x4xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A1]] : tensor<3x4xf32>, tensor<4xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.matmul %[[V5]], %[[A0]] {transpose_lhs} : tensor<3x4xf32>, tensor<3xf32> -> tensor<4xf32>
// CHECK-NEXT:    return %[[V6]], %[[V7]] : tensor<3xf32>, tensor<4xf32>
func.func @outer(%x: tensor<3xf32>, %w: tensor<4xf32>) -> (tensor<3xf32>, tensor<4xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.outer %x, %w : tensor<3xf32>, tensor<4xf32> -> tensor<3x4xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<3x4xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<3xf32>, tensor<4xf32> -> tensor<3xf32>, tensor<4xf32>
  return %g#0, %g#1 : tensor<3xf32>, tensor<4xf32>
}

// A stack of products: the rules of one, for each.
// CHECK-LABEL: func.func @stacks(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x3x4xf32>, %[[A1:[a-z0-9]+]]: tensor<?x5x4xf32>)
// CHECK:         %[[BAR:[a-z0-9]+]] = cortex.broadcast_like
// CHECK-NEXT:    %[[X:[a-z0-9]+]] = cortex.batch_matmul %[[BAR]], %[[A1]] : tensor<?x3x5xf32>, tensor<?x5x4xf32> -> tensor<?x3x4xf32>
// CHECK-NEXT:    %[[Y:[a-z0-9]+]] = cortex.batch_matmul %[[BAR]], %[[A0]] {transpose_lhs} : tensor<?x3x5xf32>, tensor<?x3x4xf32> -> tensor<?x5x4xf32>
// CHECK-NEXT:    return %[[X]], %[[Y]]
func.func @stacks(%x: tensor<?x3x4xf32>, %w: tensor<?x5x4xf32>) -> (tensor<?x3x4xf32>, tensor<?x5x4xf32>) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.batch_matmul %x, %w {transpose_rhs} : tensor<?x3x4xf32>, tensor<?x5x4xf32> -> tensor<?x3x5xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?x3x5xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %w : f64 wrt tensor<?x3x4xf32>, tensor<?x5x4xf32> -> tensor<?x3x4xf32>, tensor<?x5x4xf32>
  return %g#0, %g#1 : tensor<?x3x4xf32>, tensor<?x5x4xf32>
}
