// RUN: cortex-opt --cortex-split-functions=ops=12 %s | FileCheck %s
// A long function becomes calls of pieces. Constants and storage stay with those who use them; a loop stays whole.

// CHECK-LABEL: func.func private @long$piece(
// CHECK-SAME: %[[BUFFER:.*]]: memref<4xf64>, %[[SHARED:.*]]: memref<4xf64>) -> f64 {
// CHECK: arith.constant 0 : index
// CHECK: memref.alloca() : memref<2xf64>
// CHECK: scf.for
// CHECK: return %{{.*}} : f64

// CHECK-LABEL: func.func private @long$piece_0(
// CHECK-SAME: f64
// CHECK: scf.for
// CHECK: return

// CHECK-LABEL: func.func @long(
// CHECK: memref.alloca() : memref<4xf64>
// CHECK-NOT: memref.alloca()
// CHECK: %[[SUM:.*]] = call @long$piece(
// CHECK: call @long$piece_0(%{{.*}}%[[SUM]]
// CHECK: return
func.func @long(%buffer: memref<4xf64>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %own = memref.alloca() : memref<2xf64>
  %shared = memref.alloca() : memref<4xf64>
  %start = memref.load %buffer[%zero] : memref<4xf64>
  memref.store %start, %own[%zero] : memref<2xf64>
  %sum = scf.for %i = %zero to %four step %one iter_args(%s = %start) -> f64 {
    %x = memref.load %buffer[%i] : memref<4xf64>
    memref.store %x, %shared[%i] : memref<4xf64>
    %t = arith.addf %s, %x : f64
    scf.yield %t : f64
  }
  scf.for %i = %zero to %four step %one {
    %x = memref.load %shared[%i] : memref<4xf64>
    %a = arith.addf %x, %sum : f64
    %b = arith.mulf %a, %x : f64
    %c = arith.mulf %b, %x : f64
    %d = arith.mulf %c, %x : f64
    %e = arith.mulf %d, %x : f64
    memref.store %e, %buffer[%i] : memref<4xf64>
  }
  return
}

// CHECK-LABEL: func.func @short(
// CHECK-NEXT: return
func.func @short() {
  return
}

// Blocks of a long `if` are cut as well.
// CHECK-LABEL: func.func private @branches$piece(
// CHECK-LABEL: func.func private @branches$piece_1(
// CHECK-LABEL: func.func @branches(
// CHECK: scf.if
// CHECK-NEXT: call @branches$piece
// CHECK-NEXT: call @branches$piece_1
func.func @branches(%on: i1, %buffer: memref<4xf64>) {
  %zero = arith.constant 0 : index
  %two = arith.constant 2.0 : f64
  scf.if %on {
    %a = memref.load %buffer[%zero] : memref<4xf64>
    %b = arith.mulf %a, %two : f64
    %c = arith.mulf %b, %a : f64
    %d = arith.mulf %c, %a : f64
    %e = arith.mulf %d, %a : f64
    %f = arith.mulf %e, %a : f64
    %g = arith.mulf %f, %a : f64
    %h = arith.mulf %g, %a : f64
    %i = arith.mulf %h, %a : f64
    %j = arith.mulf %i, %a : f64
    %k = arith.mulf %j, %a : f64
    %l = arith.mulf %k, %a : f64
    %m = arith.mulf %l, %a : f64
    memref.store %m, %buffer[%zero] : memref<4xf64>
  }
  return
}

// Storage that a view carries out of its piece stays in the frame around.
// CHECK-LABEL: func.func private @viewed$piece(
// CHECK-NOT: memref.alloca
// CHECK-LABEL: func.func @viewed(
// CHECK: memref.alloca() : memref<4xf64>
// CHECK: call @viewed$piece(
func.func @viewed(%buffer: memref<4xf64>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %own = memref.alloca() : memref<4xf64>
  %view = memref.expand_shape %own [[0, 1]] output_shape [2, 2] : memref<4xf64> into memref<2x2xf64>
  scf.for %i = %zero to %four step %one {
    %x = memref.load %buffer[%i] : memref<4xf64>
    %a = arith.mulf %x, %x : f64
    %b = arith.mulf %a, %x : f64
    memref.store %b, %view[%zero, %zero] : memref<2x2xf64>
  }
  scf.for %i = %zero to %four step %one {
    %x = memref.load %view[%zero, %zero] : memref<2x2xf64>
    %a = arith.addf %x, %x : f64
    %b = arith.mulf %a, %x : f64
    memref.store %b, %buffer[%i] : memref<4xf64>
  }
  return
}
