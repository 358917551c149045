// RUN: %cortex-opt %s --pass-pipeline='builtin.module(func.func(cortex-optimize-fuse-loops))' | FileCheck %s
#id = affine_map<(d0) -> (d0)>
#none = affine_map<(d0) -> ()>

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

// A loop takes in what makes its operand although another one reads that, too, later.
// CHECK-LABEL: func @summed_and_read
// CHECK: %[[BOTH:.*]]:2 = linalg.generic
// CHECK: math.exp
// CHECK: linalg.yield
// CHECK-NOT: linalg.generic
// CHECK: return %[[BOTH]]#
func.func @summed_and_read(%x: tensor<8xf64>, %zero: tensor<f64>) -> (tensor<8xf64>, tensor<f64>) {
  %e = tensor.empty() : tensor<8xf64>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %b = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%a : tensor<8xf64>) outs(%zero : tensor<f64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.addf %in, %out : f64
    linalg.yield %0 : f64
  } -> tensor<f64>
  return %a, %b : tensor<8xf64>, tensor<f64>
}

// Two sums of one tensor are one loop, which then takes in what makes it: it is never stored.
// CHECK-LABEL: func @siblings
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<8xf64>)
// CHECK: math.exp
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @siblings(%x: tensor<8xf64>, %zero: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %e = tensor.empty() : tensor<8xf64>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %b = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%a : tensor<8xf64>) outs(%zero : tensor<f64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.addf %in, %out : f64
    linalg.yield %0 : f64
  } -> tensor<f64>
  %c = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%a : tensor<8xf64>) outs(%zero : tensor<f64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.mulf %in, %in : f64
    %1 = arith.addf %0, %out : f64
    linalg.yield %1 : f64
  } -> tensor<f64>
  return %b, %c : tensor<f64>, tensor<f64>
}

// What goes into one row of a tensor does not hold up the loop that reads another one.
// CHECK-LABEL: func @rows
// CHECK: %[[ROW:.*]] = tensor.extract_slice %{{.*}}[1, 0] [1, 8] [1, 1]
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK: arith.addf
// CHECK-NOT: linalg.generic
// CHECK: tensor.insert_slice
// CHECK: tensor.insert_slice
func.func @rows(%x: tensor<8xf64>, %m: tensor<2x8xf64>) -> tensor<2x8xf64> {
  %e = tensor.empty() : tensor<8xf64>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %first = tensor.insert_slice %a into %m[0, 0] [1, 8] [1, 1] : tensor<8xf64> into tensor<2x8xf64>
  %row = tensor.extract_slice %first[1, 0] [1, 8] [1, 1] : tensor<2x8xf64> to tensor<8xf64>
  %b = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%a, %row : tensor<8xf64>, tensor<8xf64>) outs(%e : tensor<8xf64>) {
  ^bb0(%in: f64, %other: f64, %out: f64):
    %0 = arith.addf %in, %other : f64
    linalg.yield %0 : f64
  } -> tensor<8xf64>
  %second = tensor.insert_slice %b into %first[1, 0] [1, 8] [1, 1] : tensor<8xf64> into tensor<2x8xf64>
  return %second : tensor<2x8xf64>
}

#matrix = affine_map<(d0, d1) -> (d0, d1)>
#outer = affine_map<(d0, d1) -> (d0)>
#inner = affine_map<(d0, d1) -> (d1)>

// A large product of two small vectors is computed for each of its sums, not stored in between.
// CHECK-LABEL: func @large_product
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<1000xf64>, tensor<1000xf64>)
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<1000xf64>, tensor<1000xf64>)
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @large_product(%x: tensor<1000xf64>, %y: tensor<1000xf64>, %zeros: tensor<1000xf64>) -> (tensor<1000xf64>, tensor<1000xf64>) {
  %e = tensor.empty() : tensor<1000x1000xf64>
  %a = linalg.generic {indexing_maps = [#outer, #inner, #matrix], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<1000xf64>, tensor<1000xf64>) outs(%e : tensor<1000x1000xf64>) {
  ^bb0(%l: f64, %r: f64, %out: f64):
    %0 = arith.mulf %l, %r : f64
    linalg.yield %0 : f64
  } -> tensor<1000x1000xf64>
  %b = linalg.generic {indexing_maps = [#matrix, #outer], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<1000x1000xf64>) outs(%zeros : tensor<1000xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.addf %in, %out : f64
    linalg.yield %0 : f64
  } -> tensor<1000xf64>
  %c = linalg.generic {indexing_maps = [#matrix, #inner], iterator_types = ["reduction", "parallel"]} ins(%a : tensor<1000x1000xf64>) outs(%zeros : tensor<1000xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.addf %in, %out : f64
    linalg.yield %0 : f64
  } -> tensor<1000xf64>
  return %b, %c : tensor<1000xf64>, tensor<1000xf64>
}

// Loops on both sides of a reshape become one with the axes of both.
// CHECK-LABEL: func @reshaped
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: math.exp
// CHECK: arith.addf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @reshaped(%x: tensor<6x8xf64>, %zeros: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %e = tensor.empty() : tensor<6x8xf64>
  %a = linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<6x8xf64>) outs(%e : tensor<6x8xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = math.exp %in : f64
    linalg.yield %0 : f64
  } -> tensor<6x8xf64>
  %s = tensor.expand_shape %a [[0, 1], [2]] output_shape [2, 3, 8] : tensor<6x8xf64> into tensor<2x3x8xf64>
  %b = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%s : tensor<2x3x8xf64>) outs(%zeros : tensor<2x3xf64>) {
  ^bb0(%in: f64, %out: f64):
    %0 = arith.addf %in, %out : f64
    linalg.yield %0 : f64
  } -> tensor<2x3xf64>
  return %b : tensor<2x3xf64>
}
