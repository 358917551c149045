// RUN: %cortex-opt --cortex-linalg-to-loops %s | FileCheck %s
// Loops read an element where they first know which one, carry what they add to, and say of the innermost ones that their turns are
// independent.

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

// A sum is written once.
// CHECK-LABEL: func.func @total(
// CHECK-SAME:  %[[X:.*]]: memref<14xf64>, %[[Y:.*]]: memref<f64>
// CHECK:       %[[START:.*]] = memref.load %[[Y]][]
// CHECK:       %[[SUM:.*]] = scf.for %[[I:.*]] = {{.*}} iter_args(%[[SO_FAR:.*]] = %[[START]]) -> (f64)
// CHECK-NEXT:    %[[ELEMENT:.*]] = memref.load %[[X]][%[[I]]]
// CHECK-NEXT:    %[[NEXT:.*]] = arith.addf %[[ELEMENT]], %[[SO_FAR]]
// CHECK-NEXT:    scf.yield %[[NEXT]]
// CHECK-NEXT:  } {loop_annotation
// CHECK-NEXT:  memref.store %[[SUM]], %[[Y]][]
func.func @total(%x: memref<14xf64>, %y: memref<f64>) {
  linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%x : memref<14xf64>) outs(%y : memref<f64>) {
  ^bb0(%a: f64, %b: f64):
    %0 = arith.addf %a, %b : f64
    linalg.yield %0 : f64
  }
  return
}

#matrix = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// The factor of a row is read once a row, and the row's sum written once.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME:  %[[W:.*]]: memref<3xf64>, %[[X:.*]]: memref<3x14xf64>, %[[Y:.*]]: memref<3xf64>
// CHECK:       scf.for %[[I:.*]] =
// CHECK:         memref.load %[[W]][%[[I]]]
// CHECK:         memref.load %[[Y]][%[[I]]]
// CHECK:         scf.for {{.*}} iter_args
// CHECK-NOT:       memref.load %[[W]]
// CHECK:         } {loop_annotation
// CHECK-NEXT:    memref.store {{.*}}, %[[Y]][%[[I]]]
func.func @rows(%w: memref<3xf64>, %x: memref<3x14xf64>, %y: memref<3xf64>) {
  linalg.generic {indexing_maps = [#row, #matrix, #row], iterator_types = ["parallel", "reduction"]} ins(%w, %x : memref<3xf64>, memref<3x14xf64>) outs(%y : memref<3xf64>) {
  ^bb0(%a: f64, %b: f64, %c: f64):
    %0 = arith.mulf %a, %b : f64
    %1 = arith.addf %0, %c : f64
    linalg.yield %1 : f64
  }
  return
}

// What each row reads again is done in blocks that fit into the cache.
// CHECK-LABEL: func.func @blocks(
// CHECK:       %[[STEP:.*]] = arith.constant 2512 : index
// CHECK:       scf.for %[[BLOCK:.*]] = {{.*}} step %[[STEP]] {
// CHECK:         %[[NEXT:.*]] = arith.addi %[[BLOCK]], %[[STEP]]
// CHECK:         %[[END:.*]] = arith.minsi %[[NEXT]],
// CHECK:         scf.for
// CHECK:           scf.for {{.*}} = %[[BLOCK]] to %[[END]]
func.func @blocks(%x: memref<10000xf32>, %y: memref<3x10000xf32>) {
  linalg.generic {indexing_maps = [#column, #matrix], iterator_types = ["parallel", "parallel"]} ins(%x : memref<10000xf32>) outs(%y : memref<3x10000xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}
