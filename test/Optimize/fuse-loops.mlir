// RUN: %cortex-opt %s --pass-pipeline='builtin.module(func.func(cortex-optimize-fuse-loops))' | FileCheck %s
#id = affine_map<(d0) -> (d0)>

// One loop, one pass over memory.
// CHECK-LABEL: func @chain
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
func.func @chain(%x: tensor<8xf64>) -> tensor<8xf64> {
  %e = tensor.empty() : tensor<8xf64>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.mulf %in, %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  return %b : tensor<8xf64>
}

// What the second loop reads out of order, too, has to be complete before.
// CHECK-LABEL: func @gathered
// CHECK: %[[FIRST:.*]] = linalg.generic
// CHECK: math.exp
// CHECK: linalg.generic
// CHECK: tensor.extract %[[FIRST]]
func.func @gathered(%x: tensor<8xf64>, %at: tensor<8xindex>) -> tensor<8xf64> {
  %e = tensor.empty() : tensor<8xf64>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %b = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%a, %at : tensor<8xf64>, tensor<8xindex>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %i: index, %out: f64):
    %other = tensor.extract %a[%i] : tensor<8xf64>
    %0 = arith.mulf %in, %other : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  return %b : tensor<8xf64>
}
