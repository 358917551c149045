// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A gradient of a gradient.

// CHECK-LABEL: func.func @nested(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[V0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V2]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V3]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.add %[[V4]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.add %[[V7]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.mul %[[V9]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.mul %[[V9]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.mul %[[V9]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.mul %[[V9]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.add %[[V10]], %[[V12]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.add %[[V11]], %[[V13]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.mul %[[V9]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.mul %[[V14]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.add %[[V15]], %[[V17]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V19:[a-z0-9]+]] = cortex.mul %[[V16]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V20:[a-z0-9]+]] = cortex.mul %[[V16]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V21:[a-z0-9]+]] = cortex.add %[[V18]], %[[V19]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V22:[a-z0-9]+]] = cortex.add %[[V21]], %[[V20]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V22]] : f64
func.func @nested(%x: f64) -> f64 {
  %0 = cortex.mul %x, %x : f64, f64 -> f64
  %1 = cortex.mul %0, %x : f64, f64 -> f64
  %g = cortex.gradient %1 wrt %x : f64 wrt f64 -> f64
  %h = cortex.gradient %g wrt %x : f64 wrt f64 -> f64
  return %h : f64
}
