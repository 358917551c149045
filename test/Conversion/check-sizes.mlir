// RUN: %cortex-opt %s --cortex-check-sizes | FileCheck %s

// The product of unknown dimensions is taken in doubles, which do not overflow.
// CHECK-LABEL: func @unknown
// CHECK: %[[WIDTH:.*]] = arith.constant 4.000000e+01 : f64
// CHECK: %[[COUNT:.*]] = arith.sitofp
// CHECK: %[[BYTES:.*]] = arith.mulf %[[WIDTH]], %[[COUNT]]
// CHECK: %[[LARGE:.*]] = arith.cmpf uge, %[[BYTES]]
// CHECK: scf.if %[[LARGE]]
// CHECK: func.call @cortex_rt_throw_size(
// CHECK: memref.alloc
func.func @unknown(%n: index) -> memref<?x10xf32> {
  %0 = memref.alloc(%n) : memref<?x10xf32>
  return %0 : memref<?x10xf32>
}

// Known dimensions are checked where they are too large, and only there.
// CHECK-LABEL: func @large
// CHECK: call @cortex_rt_throw_size
// CHECK-LABEL: func @small
// CHECK-NOT: throw_size
func.func @large() -> memref<1000000000x1000000000x10xf64> {
  %0 = memref.alloc() : memref<1000000000x1000000000x10xf64>
  return %0 : memref<1000000000x1000000000x10xf64>
}
func.func @small() -> memref<1000x1000xf64> {
  %0 = memref.alloc() : memref<1000x1000xf64>
  return %0 : memref<1000x1000xf64>
}

// Buffer deallocation itself makes arrays of indices.
// CHECK-LABEL: func @indices
// CHECK: arith.constant 1.600000e+01 : f64
func.func @indices(%n: index) -> memref<?x2xindex> {
  %0 = memref.alloc(%n) : memref<?x2xindex>
  return %0 : memref<?x2xindex>
}
