// RUN: %cortex-opt --pass-pipeline='builtin.module(func.func(cortex-optimize-narrow-lifetimes))' %s | FileCheck %s
// A buffer lives from its first use to its last one.

// CHECK-LABEL: func.func @in_turn(
// CHECK:       %[[A:.*]] = memref.alloc
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[A]]
// CHECK-NEXT:  memref.copy %[[A]],
// CHECK-NEXT:  memref.dealloc %[[A]]
// CHECK-NEXT:  %[[B:.*]] = memref.alloc
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[B]]
// CHECK-NEXT:  memref.copy %[[B]],
// CHECK-NEXT:  memref.dealloc %[[B]]
func.func @in_turn(%out: memref<8xf64>, %x: f64) {
  %a = memref.alloc() : memref<8xf64>
  %b = memref.alloc() : memref<8xf64>
  linalg.fill ins(%x : f64) outs(%a : memref<8xf64>)
  memref.copy %a, %out : memref<8xf64> to memref<8xf64>
  linalg.fill ins(%x : f64) outs(%b : memref<8xf64>)
  memref.copy %b, %out : memref<8xf64> to memref<8xf64>
  memref.dealloc %a : memref<8xf64>
  memref.dealloc %b : memref<8xf64>
  return
}

// Views and addresses are uses, too.
// CHECK-LABEL: func.func @views(
// CHECK:       memref.subview
// CHECK:       call @product
// CHECK-NEXT:  memref.copy
// CHECK-NEXT:  memref.dealloc
// CHECK-NEXT:  call @last
func.func private @product(!llvm.ptr)
func.func private @last()
func.func @views(%out: memref<4xf64, strided<[1]>>) {
  %a = memref.alloc() : memref<8xf64>
  %address = memref.extract_aligned_pointer_as_index %a : memref<8xf64> -> index
  %number = arith.index_cast %address : index to i64
  %pointer = llvm.inttoptr %number : i64 to !llvm.ptr
  %half = memref.subview %a[0] [4] [1] : memref<8xf64> to memref<4xf64, strided<[1]>>
  func.call @product(%pointer) : (!llvm.ptr) -> ()
  memref.copy %half, %out : memref<4xf64, strided<[1]>> to memref<4xf64, strided<[1]>>
  func.call @last() : () -> ()
  memref.dealloc %a : memref<8xf64>
  return
}

// What a branch hands on under another name is left alone.
// CHECK-LABEL: func.func @handed_on(
// CHECK:       call @last
// CHECK-NEXT:  memref.dealloc
func.func @handed_on(%out: memref<8xf64>, %c: i1) {
  %a = memref.alloc() : memref<8xf64>
  %b = scf.if %c -> memref<8xf64> {
    scf.yield %a : memref<8xf64>
  } else {
    scf.yield %out : memref<8xf64>
  }
  memref.copy %b, %out : memref<8xf64> to memref<8xf64>
  func.call @last() : () -> ()
  memref.dealloc %a : memref<8xf64>
  return
}
