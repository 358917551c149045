// RUN: %cortex-opt --cortex-math-to-libm %s | FileCheck %s
// The hyperbolic tangent is made of exp and one division.

// CHECK-LABEL: func.func @single(
// CHECK:       math.exp
// CHECK:       arith.divf
// CHECK-NOT:   arith.divf
// CHECK:       math.copysign
// CHECK-NOT:   tanh
// CHECK:       return
func.func @single(%x: f32) -> f32 {
  %0 = math.tanh %x : f32
  return %0 : f32
}

// CHECK-LABEL: func.func @double(
// CHECK:       math.exp
// CHECK-NOT:   tanh
// CHECK:       return
func.func @double(%x: f64) -> f64 {
  %0 = math.tanh %x : f64
  return %0 : f64
}
