// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Steps and stop_gradient end every way.

// CHECK-LABEL: func.func @steps(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.floor %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.stop_gradient %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.add %[[V0]], %[[V1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V4]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @steps(%x: f64) -> f64 {
  %f = cortex.floor %x : f64 -> f64
  %s = cortex.stop_gradient %x : f64 -> f64
  %a = cortex.add %f, %s : f64, f64 -> f64
  %y = cortex.mul %a, %x : f64, f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}
