// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Each value on the path gets its tangent behind it. Element by element the tangent takes the place of the
// cotangent in the pullback; what is linear is applied to the tangent; a product, once for each factor.

// CHECK-LABEL: func.func @elementwise(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64) -> f64
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.cos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.add %[[V4]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V6]] : f64
func.func @elementwise(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %s = cortex.sin %p : f64 -> f64
  %y = cortex.mul %s, %p : f64, f64 -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// CHECK-LABEL: func.func @broadcast(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A2]] : f64, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.broadcast_like %[[A1]], %[[V0]] : f64, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A2]] : tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    return %[[V2]] : tensor<3xf32>
func.func @broadcast(%x: f64, %v: f64, %w: tensor<3xf32>) -> tensor<3xf32> {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y = cortex.mul %p, %w : f64, tensor<3xf32> -> tensor<3xf32>
  %d = cortex.tangent %y wrt %p : tensor<3xf32> wrt f64 -> tensor<3xf32>
  return %d : tensor<3xf32>
}

// CHECK-LABEL: func.func @linear(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf64>, %[[A1:[a-z0-9]+]]: tensor<2x3xf64>, %[[A2:[a-z0-9]+]]: tensor<2x3xf64>) -> (tensor<2x2xf64>, tensor<3x2xf64>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.transpose %[[A0]], %[[V0]] : tensor<2x3xf64>, !cortex.null -> tensor<3x2xf64>
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.transpose %[[A1]], %[[V0]] : tensor<2x3xf64>, !cortex.null -> tensor<3x2xf64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V1]] : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.matmul %[[A1]], %[[V1]] : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.matmul %[[A0]], %[[V2]] : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.add %[[V4]], %[[V5]] : tensor<2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
// CHECK-NEXT:    return %[[V6]], %[[V2]] : tensor<2x2xf64>, tensor<3x2xf64>
func.func @linear(%x: tensor<2x3xf64>, %v: tensor<2x3xf64>, %w: tensor<2x3xf64>) -> (tensor<2x2xf64>, tensor<3x2xf64>) {
  %p = cortex.variable %x along %v : tensor<2x3xf64> along tensor<2x3xf64> -> tensor<2x3xf64>
  %n = cortex.constant unit -> !cortex.null
  %t = cortex.transpose %p, %n : tensor<2x3xf64>, !cortex.null -> tensor<3x2xf64>
  %y = cortex.matmul %p, %t : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
  %d:2 = cortex.tangent %y, %t wrt %p : tensor<2x2xf64>, tensor<3x2xf64> wrt tensor<2x3xf64> -> tensor<2x2xf64>, tensor<3x2xf64>
  return %d#0, %d#1 : tensor<2x2xf64>, tensor<3x2xf64>
}

// What is set into a constant tensor is set into zeros.
// CHECK-LABEL: func.func @replaced(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: tensor<?xf64>) -> tensor<?xf64>
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.index_set %[[A2]][%[[V0]]] = %[[A0]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.broadcast_like %[[V2]], %[[A2]] : f64, tensor<?xf64> -> tensor<?xf64>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.index_set %[[V3]][%[[V0]]] = %[[A1]] : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
// CHECK-NEXT:    return %[[V4]] : tensor<?xf64>
func.func @replaced(%x: f64, %v: f64, %t: tensor<?xf64>) -> tensor<?xf64> {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %i = cortex.constant 0 : i64 -> i64
  %y = cortex.index_set %t[%i] = %p : (tensor<?xf64>, i64, f64) -> tensor<?xf64>
  %d = cortex.tangent %y wrt %p : tensor<?xf64> wrt f64 -> tensor<?xf64>
  return %d : tensor<?xf64>
}

// The tangent of what may have been repeated is repeated to the size that the result has.
// CHECK-LABEL: func.func @unknownSize(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<1xf64>, %[[A1:[a-z0-9]+]]: tensor<1xf64>, %[[A2:[a-z0-9]+]]: tensor<?xf64>) -> tensor<?xf64>
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sub %[[A2]], %[[A0]] : tensor<?xf64>, tensor<1xf64> -> tensor<?xf64>
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.broadcast_like %[[A1]], %[[V0]] : tensor<1xf64>, tensor<?xf64> -> tensor<?xf64>
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.neg %[[V1]] : tensor<?xf64> -> tensor<?xf64>
// CHECK-NEXT:    return %[[V2]] : tensor<?xf64>
func.func @unknownSize(%x: tensor<1xf64>, %v: tensor<1xf64>, %w: tensor<?xf64>) -> tensor<?xf64> {
  %p = cortex.variable %x along %v : tensor<1xf64> along tensor<1xf64> -> tensor<1xf64>
  %y = cortex.sub %w, %p : tensor<?xf64>, tensor<1xf64> -> tensor<?xf64>
  %d = cortex.tangent %y wrt %p : tensor<?xf64> wrt tensor<1xf64> -> tensor<?xf64>
  return %d : tensor<?xf64>
}

// Two variables, of which only one moves the result.
// CHECK-LABEL: func.func @both(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: f64, %[[A3:[a-z0-9]+]]: f64) -> (f64, f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sub %[[A0]], %[[A2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.neg %[[A3]] : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.add %[[A1]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V1]], %[[V4]] : f64, f64
func.func @both(%x: f64, %v: f64, %z: f64, %u: f64) -> (f64, f64) {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %q = cortex.variable %z along %u : f64 along f64 -> f64
  %y = cortex.exp %p : f64 -> f64
  %s = cortex.sub %p, %q : f64, f64 -> f64
  %d:2 = cortex.tangent %y, %s wrt %p, %q : f64, f64 wrt f64, f64 -> f64, f64
  return %d#0, %d#1 : f64, f64
}
