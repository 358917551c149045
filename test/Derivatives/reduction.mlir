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
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.where %[[V5]], %[[V6]], %[[A0]] : tensor<?x4xi1>, f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.reduce_prod %[[V7]] axis %[[V0]] keepdims %[[V1]] : tensor<?x4xf32>, !cortex.null, i1 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.broadcast_like %[[V8]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.add %[[A0]], %[[V10]] : tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.where %[[V5]], %[[V11]], %[[V12]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.reduce_sum %[[V13]] axis %[[V0]] keepdims %[[V14]] : tensor<?x4xf32>, !cortex.null, i1 -> tensor<1x1xf32>
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.broadcast_like %[[V15]], %[[A0]] : tensor<1x1xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.constant -2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.add %[[V16]], %[[V17]] : tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.sub %[[V18]], %[[A0]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.mul %[[V9]], %[[V19]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.constant 2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.eq %[[V16]], %[[V21]] : tensor<?x4xf32>, f64 -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.where %[[V22]], %[[V20]], %[[V23]] : tensor<?x4xi1>, tensor<?x4xf32>, f64 -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.eq %[[V16]], %[[V25]] : tensor<?x4xf32>, f64 -> tensor<?x4xi1>
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.where %[[V26]], %[[V9]], %[[V24]] : tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.broadcast_like %[[V2]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V29:[a-z0-9]+]] = cortex.div %[[V28]], %[[V7]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V30:[a-z0-9]+]] = cortex.where %[[V5]], %[[V27]], %[[V29]] : tensor<?x4xi1>, tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V31:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[A0]] : f64, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    %[[V32:[a-z0-9]+]] = cortex.mul %[[V31]], %[[V30]] : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
// CHECK-NEXT:    return %[[V32]] : tensor<?x4xf32>
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
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.where %[[V7]], %[[V8]], %[[A0]] : tensor<2x3xi1>, f64, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.reduce_prod %[[V9]] axis %[[V0]] keepdims %[[V1]] : tensor<2x3xf32>, i64, i1 -> tensor<2xf32>
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.expand_dims %[[V10]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.broadcast_like %[[V11]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.add %[[A0]], %[[V13]] : tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.where %[[V7]], %[[V14]], %[[V15]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.constant true -> i1
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.reduce_sum %[[V16]] axis %[[V0]] keepdims %[[V17]] : tensor<2x3xf32>, i64, i1 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.broadcast_like %[[V18]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.constant -2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.add %[[V19]], %[[V20]] : tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.sub %[[V21]], %[[A0]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V23:[a-z0-9]+]] = cortex.mul %[[V12]], %[[V22]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V24:[a-z0-9]+]] = cortex.constant 2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V25:[a-z0-9]+]] = cortex.eq %[[V19]], %[[V24]] : tensor<2x3xf32>, f64 -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V26:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V27:[a-z0-9]+]] = cortex.where %[[V25]], %[[V23]], %[[V26]] : tensor<2x3xi1>, tensor<2x3xf32>, f64 -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V28:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V29:[a-z0-9]+]] = cortex.eq %[[V19]], %[[V28]] : tensor<2x3xf32>, f64 -> tensor<2x3xi1>
// CHECK-NEXT:    %[[V30:[a-z0-9]+]] = cortex.where %[[V29]], %[[V12]], %[[V27]] : tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V31:[a-z0-9]+]] = cortex.expand_dims %[[V2]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V32:[a-z0-9]+]] = cortex.broadcast_like %[[V31]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V33:[a-z0-9]+]] = cortex.div %[[V32]], %[[V9]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V34:[a-z0-9]+]] = cortex.where %[[V7]], %[[V30]], %[[V33]] : tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V35:[a-z0-9]+]] = cortex.expand_dims %[[V5]], %[[V0]] : tensor<2xf32>, i64 -> tensor<2x1xf32>
// CHECK-NEXT:    %[[V36:[a-z0-9]+]] = cortex.broadcast_like %[[V35]], %[[A0]] : tensor<2x1xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[V37:[a-z0-9]+]] = cortex.mul %[[V36]], %[[V34]] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT:    return %[[V37]] : tensor<2x3xf32>
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
