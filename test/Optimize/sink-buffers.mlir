// RUN: %cortex-opt --pass-pipeline='builtin.module(func.func(cortex-optimize-sink-buffers))' %s | FileCheck %s
// A buffer of unknown size is allocated in the only branch that uses it.

// CHECK-LABEL: func.func @seldom(
// CHECK:       %[[FIXED:.*]] = memref.alloc() : memref<4xf64>
// CHECK-NEXT:  %[[SHARED:.*]] = memref.alloc(%{{.*}}) : memref<?xf64>
// CHECK-NEXT:  scf.if
// CHECK-NEXT:    %[[OWN:.*]] = memref.alloc(%{{.*}}) : memref<?xf64>
// CHECK:         scf.yield %[[OWN]] : memref<?xf64>
func.func @seldom(%n: index, %now: memref<?xf64>, %full: i1) -> memref<?xf64> {
  %fixed = memref.alloc() : memref<4xf64>
  %shared = memref.alloc(%n) : memref<?xf64>
  %own = memref.alloc(%n) : memref<?xf64>
  %next = scf.if %full -> memref<?xf64> {
    memref.copy %now, %own : memref<?xf64> to memref<?xf64>
    memref.copy %now, %shared : memref<?xf64> to memref<?xf64>
    %view = memref.cast %fixed : memref<4xf64> to memref<?xf64>
    memref.copy %view, %own : memref<?xf64> to memref<?xf64>
    scf.yield %own : memref<?xf64>
  } else {
    memref.copy %now, %shared : memref<?xf64> to memref<?xf64>
    scf.yield %now : memref<?xf64>
  }
  return %next : memref<?xf64>
}
