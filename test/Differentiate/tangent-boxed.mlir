// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// Boxed values: whether an operand was repeated is known at run time only, so its tangent always is.

// CHECK-LABEL: func.func @boxed(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: !cortex.any, %[[A1:[a-z0-9]+]]: !cortex.any, %[[A2:[a-z0-9]+]]: !cortex.any) -> !cortex.any
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.exp %[[A0]] : !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.mul %[[A1]], %[[V0]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.matmul %[[V0]], %[[A2]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.matmul %[[V1]], %[[A2]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[V2]], %[[A2]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.broadcast_like %[[V3]], %[[V4]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V5]], %[[A2]] : !cortex.any, !cortex.any -> !cortex.any
// CHECK-NEXT:    return %[[V6]] : !cortex.any
func.func @boxed(%x: !cortex.any, %v: !cortex.any, %w: !cortex.any) -> !cortex.any {
  %p = cortex.variable %x along %v : !cortex.any along !cortex.any -> !cortex.any
  %e = cortex.exp %p : !cortex.any -> !cortex.any
  %m = cortex.matmul %e, %w : !cortex.any, !cortex.any -> !cortex.any
  %y = cortex.mul %m, %w : !cortex.any, !cortex.any -> !cortex.any
  %d = cortex.tangent %y wrt %p : !cortex.any wrt !cortex.any -> !cortex.any
  return %d : !cortex.any
}
