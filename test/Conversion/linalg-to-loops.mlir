// RUN: %cortex-opt --cortex-linalg-to-loops %s | FileCheck %s
// The innermost loop says that its turns are independent where it goes over a parallel dimension.

#id = affine_map<(d0) -> (d0)>
#none = affine_map<(d0) -> ()>

// CHECK-LABEL: func.func @each(
// CHECK:       scf.for
// CHECK:       } {loop_annotation = #[[OWN:.*]]}
func.func @each(%x: memref<14xf64>, %y: memref<14xf64>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<14xf64>) outs(%y : memref<14xf64>) {
  ^bb0(%a: f64, %b: f64):
    %0 = math.exp %a : f64
    linalg.yield %0 : f64
  }
  return
}

// A sum hands on from turn to turn.
// CHECK-LABEL: func.func @total(
// CHECK-NOT:   loop_annotation
// CHECK:       return
func.func @total(%x: memref<14xf64>, %y: memref<f64>) {
  linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%x : memref<14xf64>) outs(%y : memref<f64>) {
  ^bb0(%a: f64, %b: f64):
    %0 = arith.addf %a, %b : f64
    linalg.yield %0 : f64
  }
  return
}
