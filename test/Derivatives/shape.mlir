// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullbacks of operations on shapes and parts.

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant dense<6> : tensor<1xi64> -> tensor<1xi64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reshape %[[A0]], %[[V2]] : tensor<2x3xf32>, tensor<1xi64> -> tensor<6xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.reduce_sum %[[V3]] axis %[[V0]] keepdims %[[V1]] : tensor<6xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[V3]] : f64, tensor<6xf32> -> tensor<6xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant dense<[2, 3]> : tensor<2xi64> -> tensor<2xi64>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.reshape %[[V6]], %[[V7]] : tensor<6xf32>, tensor<2xi64> -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V8]] : tensor<2x3xf32>
func.func @reshape(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %s = cortex.constant dense<[6]> : tensor<1xi64> -> tensor<1xi64>
  %z = cortex.reshape %x, %s : tensor<2x3xf32>, tensor<1xi64> -> tensor<6xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<6xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reshape_unknown(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x?xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant dense<-1> : tensor<1xi64> -> tensor<1xi64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reshape %[[A0]], %[[V2]] : tensor<?x?xf32>, tensor<1xi64> -> tensor<?xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.reduce_sum %[[V3]] axis %[[V0]] keepdims %[[V1]] : tensor<?xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[V3]] : f64, tensor<?xf32> -> tensor<?xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.dim %[[A0]], %[[V7]] : tensor<?x?xf32>, i64 -> i64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.dim %[[A0]], %[[V9]] : tensor<?x?xf32>, i64 -> i64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.pack %[[V8]], %[[V10]] : i64, i64 -> tensor<2xi64>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.reshape %[[V6]], %[[V11]] : tensor<?xf32>, tensor<2xi64> -> tensor<?x?xf32>
// CHECK-NEXT:    return %[[V12]] : tensor<?x?xf32>
func.func @reshape_unknown(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %s = cortex.constant dense<[-1]> : tensor<1xi64> -> tensor<1xi64>
  %z = cortex.reshape %x, %s : tensor<?x?xf32>, tensor<1xi64> -> tensor<?xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x?xf32> -> tensor<?x?xf32>
  return %g : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @transpose(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant dense<[2, 0, 1]> : tensor<3xi64> -> tensor<3xi64>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.transpose %[[A0]], %[[V2]] : tensor<2x3x4xf32>, tensor<3xi64> -> tensor<4x2x3xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.reduce_sum %[[V3]] axis %[[V0]] keepdims %[[V1]] : tensor<4x2x3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[V3]] : f64, tensor<4x2x3xf32> -> tensor<4x2x3xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant dense<[1, 2, 0]> : tensor<3xi64> -> tensor<3xi64>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.transpose %[[V6]], %[[V7]] : tensor<4x2x3xf32>, tensor<3xi64> -> tensor<2x3x4xf32>
// CHECK-NEXT:    return %[[V8]] : tensor<2x3x4xf32>
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %a = cortex.constant dense<[2, 0, 1]> : tensor<3xi64> -> tensor<3xi64>
  %z = cortex.transpose %x, %a : tensor<2x3x4xf32>, tensor<3xi64> -> tensor<4x2x3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<4x2x3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<2x3x4xf32> -> tensor<2x3x4xf32>
  return %g : tensor<2x3x4xf32>
}

// CHECK-LABEL: func.func @expand_dims(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x3xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.expand_dims %[[A0]], %[[V2]] : tensor<?x3xf32>, i64 -> tensor<?x1x3xf32>
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.reduce_sum %[[V3]] axis %[[V0]] keepdims %[[V1]] : tensor<?x1x3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[V3]] : f64, tensor<?x1x3xf32> -> tensor<?x1x3xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.constant dense<[-1, 3]> : tensor<2xi64> -> tensor<2xi64>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.reshape %[[V6]], %[[V7]] : tensor<?x1x3xf32>, tensor<2xi64> -> tensor<?x3xf32>
// CHECK-NEXT:    return %[[V8]] : tensor<?x3xf32>
func.func @expand_dims(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %a = cortex.constant 1 : i64 -> i64
  %z = cortex.expand_dims %x, %a : tensor<?x3xf32>, i64 -> tensor<?x1x3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?x1x3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x3xf32> -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @broadcast_like(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<3xf32>, %[[A1:[a-z0-9]+]]: tensor<?x3xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.broadcast_like %[[A0]], %[[A1]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<?x3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.sum_like %[[V5]], %[[A0]] : tensor<?x3xf32>, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    return %[[V6]] : tensor<3xf32>
func.func @broadcast_like(%x: tensor<3xf32>, %w: tensor<?x3xf32>) -> tensor<3xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.broadcast_like %x, %w : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<?x3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<3xf32> -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// CHECK-LABEL: func.func @sum_like(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x3xf32>, %[[A1:[a-z0-9]+]]: tensor<3xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sum_like %[[A0]], %[[A1]] : tensor<?x3xf32>, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.broadcast_like %[[V5]], %[[A0]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT:    return %[[V6]] : tensor<?x3xf32>
func.func @sum_like(%x: tensor<?x3xf32>, %w: tensor<3xf32>) -> tensor<?x3xf32> {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.sum_like %x, %w : tensor<?x3xf32>, tensor<3xf32> -> tensor<3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<3xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x3xf32> -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @pack(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.pack %[[A0]], %[[A1]] : f64, f64 -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<2xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0 : i64 -> i64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.index %[[V5]][%[[V6]]] : (tensor<2xf32>, i64) -> f64
// CHECK-NEXT:    return %[[V7]] : f64
func.func @pack(%x: f64, %w: f64) -> f64 {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.pack %x, %w : f64, f64 -> tensor<2xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<2xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @index(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>, %[[A1:[a-z0-9]+]]: i64, %[[A2:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.index %[[A0]][%[[A1]], %[[A2]]] : (tensor<2x3xf32>, i64, i64) -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant dense<0.000000e+00> : tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.index_add %[[V2]][%[[A1]], %[[A2]]] plus %[[V1]] : (tensor<2x3xf32>, i64, i64, f64) -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V3]] : tensor<2x3xf32>
func.func @index(%x: tensor<2x3xf32>, %i: i64, %j: i64) -> tensor<2x3xf32> {
  %y = cortex.index %x[%i, %j] : (tensor<2x3xf32>, i64, i64) -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @index_twice(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<3xf32>, %[[A1:[a-z0-9]+]]: i64, %[[A2:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.index %[[A0]][%[[A1]]] : (tensor<3xf32>, i64) -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.index %[[A0]][%[[A2]]] : (tensor<3xf32>, i64) -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V0]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant dense<0.000000e+00> : tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.index_add %[[V6]][%[[A2]]] plus %[[V5]] : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.index_add %[[V7]][%[[A1]]] plus %[[V4]] : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
// CHECK-NEXT:    return %[[V8]] : tensor<3xf32>
func.func @index_twice(%x: tensor<3xf32>, %i: i64, %j: i64) -> tensor<3xf32> {
  %a = cortex.index %x[%i] : (tensor<3xf32>, i64) -> f64
  %b = cortex.index %x[%j] : (tensor<3xf32>, i64) -> f64
  %y = cortex.mul %a, %b : f64, f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<3xf32> -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// CHECK-LABEL: func.func @index_set(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<3xf32>, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.index_set %[[A0]][%[[A2]]] = %[[A1]] : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.index_set %[[V5]][%[[A2]]] = %[[V6]] : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.index %[[V5]][%[[A2]]] : (tensor<3xf32>, i64) -> f64
// CHECK-NEXT:    return %[[V7]], %[[V8]] : tensor<3xf32>, f64
func.func @index_set(%x: tensor<3xf32>, %v: f64, %i: i64) -> (tensor<3xf32>, f64) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.index_set %x[%i] = %v : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<3xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %v : f64 wrt tensor<3xf32>, f64 -> tensor<3xf32>, f64
  return %g#0, %g#1 : tensor<3xf32>, f64
}

// CHECK-LABEL: func.func @index_add(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<3xf32>, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: i64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.index_add %[[A0]][%[[A2]]] plus %[[A1]] : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.reduce_sum %[[V2]] axis %[[V0]] keepdims %[[V1]] : tensor<3xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V4]], %[[V2]] : f64, tensor<3xf32> -> tensor<3xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.index %[[V5]][%[[A2]]] : (tensor<3xf32>, i64) -> f64
// CHECK-NEXT:    return %[[V5]], %[[V6]] : tensor<3xf32>, f64
func.func @index_add(%x: tensor<3xf32>, %v: f64, %i: i64) -> (tensor<3xf32>, f64) {
  %null = cortex.constant unit -> !cortex.null
  %never = cortex.constant false -> i1
  %z = cortex.index_add %x[%i] plus %v : (tensor<3xf32>, i64, f64) -> tensor<3xf32>
  %y = cortex.reduce_sum %z axis %null keepdims %never : tensor<3xf32>, !cortex.null, i1 -> f64
  %g:2 = cortex.gradient %y wrt %x, %v : f64 wrt tensor<3xf32>, f64 -> tensor<3xf32>, f64
  return %g#0, %g#1 : tensor<3xf32>, f64
}
