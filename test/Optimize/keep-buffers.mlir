// RUN: %cortex-opt --pass-pipeline='builtin.module(func.func(cortex-optimize-keep-buffers))' %s | FileCheck %s
// A loop of unknown length hands on its own buffer or a new one; what could be another one's is still copied.

// CHECK-LABEL: func.func @grows(
// CHECK:       scf.while (%[[OWN:.*]] = %{{.*}}) : (memref<?xf64>) -> memref<?xf64>
// CHECK-NOT:   memref.copy
// CHECK:       scf.condition(%{{.*}}) %[[OWN]] : memref<?xf64>
// CHECK:       return
func.func @grows(%start: memref<?xf64>, %more: i1, %full: i1, %room: index) -> memref<?xf64> {
  %c0 = arith.constant 0 : index
  %result = scf.while (%own = %start) : (memref<?xf64>) -> memref<?xf64> {
    %size = memref.dim %own, %c0 : memref<?xf64>
    %new = memref.alloc(%size) : memref<?xf64>
    memref.copy %own, %new : memref<?xf64> to memref<?xf64>
    scf.condition(%more) %new : memref<?xf64>
  } do {
  ^bb0(%now: memref<?xf64>):
    %next = scf.if %full -> memref<?xf64> {
      %larger = memref.alloc(%room) : memref<?xf64>
      scf.yield %larger : memref<?xf64>
    } else {
      scf.yield %now : memref<?xf64>
    }
    scf.yield %next : memref<?xf64>
  }
  return %result : memref<?xf64>
}

// Two buffers that change places each turn would both be the other one's initial buffer after one turn.
// CHECK-LABEL: func.func @swaps(
// CHECK-COUNT-2: memref.copy
// CHECK:       scf.condition
func.func @swaps(%x: memref<4xf64>, %y: memref<4xf64>, %more: i1) -> (memref<4xf64>, memref<4xf64>) {
  %result:2 = scf.while (%a = %x, %b = %y) : (memref<4xf64>, memref<4xf64>) -> (memref<4xf64>, memref<4xf64>) {
    %c = memref.alloc() : memref<4xf64>
    memref.copy %a, %c : memref<4xf64> to memref<4xf64>
    %d = memref.alloc() : memref<4xf64>
    memref.copy %b, %d : memref<4xf64> to memref<4xf64>
    scf.condition(%more) %c, %d : memref<4xf64>, memref<4xf64>
  } do {
  ^bb0(%p: memref<4xf64>, %q: memref<4xf64>):
    scf.yield %q, %p : memref<4xf64>, memref<4xf64>
  }
  return %result#0, %result#1 : memref<4xf64>, memref<4xf64>
}

// One new buffer in two places would make them one.
// CHECK-LABEL: func.func @shares(
// CHECK-COUNT-2: memref.copy
// CHECK:       scf.condition
func.func @shares(%x: memref<4xf64>, %y: memref<4xf64>, %more: i1) -> (memref<4xf64>, memref<4xf64>) {
  %result:2 = scf.while (%a = %x, %b = %y) : (memref<4xf64>, memref<4xf64>) -> (memref<4xf64>, memref<4xf64>) {
    %c = memref.alloc() : memref<4xf64>
    memref.copy %a, %c : memref<4xf64> to memref<4xf64>
    %d = memref.alloc() : memref<4xf64>
    memref.copy %b, %d : memref<4xf64> to memref<4xf64>
    scf.condition(%more) %c, %d : memref<4xf64>, memref<4xf64>
  } do {
  ^bb0(%p: memref<4xf64>, %q: memref<4xf64>):
    %new = memref.alloc() : memref<4xf64>
    scf.yield %new, %new : memref<4xf64>, memref<4xf64>
  }
  return %result#0, %result#1 : memref<4xf64>, memref<4xf64>
}
