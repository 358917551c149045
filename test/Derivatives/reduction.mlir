// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullback of each reduction, of all elements and along an axis.

// CHECK-LABEL: func.func @reduce_sum(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_sum %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    return %[[V4]] : tensor<?x4xf32>
func.func @reduce_sum(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %y = cortex.reduce_sum %x axis %a keepdims %f : tensor<?x4xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x4xf32> -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @reduce_sum_axis(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>, %[[A1:[a-z0-9]+]]: tensor<2xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_sum %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[V2]], %[[A1]] : tensor<2xf32>, tensor<2xf32> -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A1]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.expand_dims %[[V5]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V7]] : tensor<2x3xf32>
func.func @reduce_sum_axis(%x: tensor<2x3xf32>, %r: tensor<2xf32>) -> tensor<2x3xf32> {
  %a = cortex.constant 1 : i64 -> i64
  %f = cortex.constant false -> i1
  %y = cortex.reduce_sum %x axis %a keepdims %f : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
  %z = cortex.matmul %y, %r : tensor<2xf32>, tensor<2xf32> -> f64
  %g = cortex.gradient %z wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reduce_prod(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_prod %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V4]] : tensor<?x4xf32>, f64 -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.reduce_sum %[[V5]] axis %[[V0]] keepdims %[[V6]] : tensor<?x4xi1>, !cortex.null, i1 -> tensor<1x1xi64>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.broadcast_like %[[V7]], %[[A0]] : tensor<1x1xi64>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.where %[[V5]], %[[V9]], %[[A0]] : tensor<?x4xi1>, f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.reduce_prod %[[V10]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.broadcast_like %[[V11]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.eq %[[V8]], %[[V13]] : tensor<?x4xf32>, f64 -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.div %[[V12]], %[[V10]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.where %[[V14]], %[[V15]], %[[V16]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.eq %[[V8]], %[[V18]] : tensor<?x4xf32>, f64 -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.where %[[V19]], %[[V12]], %[[V20]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.where %[[V5]], %[[V21]], %[[V17]] : tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.mul %[[V23]], %[[V22]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    return %[[V24]] : tensor<?x4xf32>
func.func @reduce_prod(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %y = cortex.reduce_prod %x axis %a keepdims %f : tensor<?x4xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x4xf32> -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @reduce_prod_axis(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>, %[[A1:[a-z0-9]+]]: tensor<2xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_prod %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[V2]], %[[A1]] : tensor<2xf32>, tensor<2xf32> -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A1]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V6]] : tensor<2x3xf32>, f64 -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.reduce_sum %[[V7]] axis %[[V0]] keepdims %[[V8]] : tensor<2x3xi1>, i64, i1 -> tensor<2x1xi64>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.broadcast_like %[[V9]], %[[A0]] : tensor<2x1xi64>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.where %[[V7]], %[[V11]], %[[A0]] : tensor<2x3xi1>, f64, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.reduce_prod %[[V12]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.expand_dims %[[V13]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.broadcast_like %[[V14]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.eq %[[V10]], %[[V16]] : tensor<2x3xf32>, f64 -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.div %[[V15]], %[[V12]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.where %[[V17]], %[[V18]], %[[V19]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.eq %[[V10]], %[[V21]] : tensor<2x3xf32>, f64 -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.where %[[V22]], %[[V15]], %[[V23]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.where %[[V7]], %[[V24]], %[[V20]] : tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.expand_dims %[[V5]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.broadcast_like %[[V26]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.mul %[[V27]], %[[V25]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V28]] : tensor<2x3xf32>
func.func @reduce_prod_axis(%x: tensor<2x3xf32>, %r: tensor<2xf32>) -> tensor<2x3xf32> {
  %a = cortex.constant 1 : i64 -> i64
  %f = cortex.constant false -> i1
  %y = cortex.reduce_prod %x axis %a keepdims %f : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
  %z = cortex.matmul %y, %r : tensor<2xf32>, tensor<2xf32> -> f64
  %g = cortex.gradient %z wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reduce_max(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_max %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.broadcast_like %[[V2]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V4]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.where %[[V5]], %[[V8]], %[[V7]] : tensor<?x4xi1>, f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.reduce_sum %[[V9]] axis %[[V0]] keepdims %[[V10]] : tensor<?x4xf32>, !cortex.null, i1 -> tensor<1x1xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.broadcast_like %[[V11]], %[[A0]] : tensor<1x1xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.div %[[V13]], %[[V12]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.where %[[V5]], %[[V14]], %[[V15]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    return %[[V16]] : tensor<?x4xf32>
func.func @reduce_max(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %y = cortex.reduce_max %x axis %a keepdims %f : tensor<?x4xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x4xf32> -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @reduce_max_axis(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>, %[[A1:[a-z0-9]+]]: tensor<2xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_max %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[V2]], %[[A1]] : tensor<2xf32>, tensor<2xf32> -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A1]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.expand_dims %[[V2]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V7]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant dense<0.000000e+00> : tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.where %[[V8]], %[[V10]], %[[V9]] : tensor<2x3xi1>, f64, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.reduce_sum %[[V11]] axis %[[V0]] keepdims %[[V12]] : tensor<2x3xf32>, i64, i1 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.broadcast_like %[[V13]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.expand_dims %[[V5]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.broadcast_like %[[V15]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.div %[[V16]], %[[V14]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.where %[[V8]], %[[V17]], %[[V18]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V19]] : tensor<2x3xf32>
func.func @reduce_max_axis(%x: tensor<2x3xf32>, %r: tensor<2xf32>) -> tensor<2x3xf32> {
  %a = cortex.constant 1 : i64 -> i64
  %f = cortex.constant false -> i1
  %y = cortex.reduce_max %x axis %a keepdims %f : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
  %z = cortex.matmul %y, %r : tensor<2xf32>, tensor<2xf32> -> f64
  %g = cortex.gradient %z wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reduce_min(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<?x4xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant unit -> !cortex.null
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_min %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.broadcast_like %[[V2]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V4]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.where %[[V5]], %[[V8]], %[[V7]] : tensor<?x4xi1>, f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.reduce_sum %[[V9]] axis %[[V0]] keepdims %[[V10]] : tensor<?x4xf32>, !cortex.null, i1 -> tensor<1x1xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.broadcast_like %[[V11]], %[[A0]] : tensor<1x1xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.div %[[V13]], %[[V12]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.where %[[V5]], %[[V14]], %[[V15]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    return %[[V16]] : tensor<?x4xf32>
func.func @reduce_min(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = cortex.constant unit -> !cortex.null
  %f = cortex.constant false -> i1
  %y = cortex.reduce_min %x axis %a keepdims %f : tensor<?x4xf32>, !cortex.null, i1 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<?x4xf32> -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @reduce_min_axis(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: tensor<2x3xf32>, %[[A1:[a-z0-9]+]]: tensor<2xf32>)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant false -> i1
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.reduce_min %[[A0]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[V2]], %[[A1]] : tensor<2xf32>, tensor<2xf32> -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[A1]] : f64, tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.expand_dims %[[V2]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.broadcast_like %[[V6]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V7]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant dense<0.000000e+00> : tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.where %[[V8]], %[[V10]], %[[V9]] : tensor<2x3xi1>, f64, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.reduce_sum %[[V11]] axis %[[V0]] keepdims %[[V12]] : tensor<2x3xf32>, i64, i1 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.broadcast_like %[[V13]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.expand_dims %[[V5]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.broadcast_like %[[V15]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.div %[[V16]], %[[V14]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.where %[[V8]], %[[V17]], %[[V18]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V19]] : tensor<2x3xf32>
func.func @reduce_min_axis(%x: tensor<2x3xf32>, %r: tensor<2xf32>) -> tensor<2x3xf32> {
  %a = cortex.constant 1 : i64 -> i64
  %f = cortex.constant false -> i1
  %y = cortex.reduce_min %x axis %a keepdims %f : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
  %z = cortex.matmul %y, %r : tensor<2xf32>, tensor<2xf32> -> f64
  %g = cortex.gradient %z wrt %x : f64 wrt tensor<2x3xf32> -> tensor<2x3xf32>
  return %g : tensor<2x3xf32>
}
