// RUN: %cortex-opt %s --cortex-to-linalg --cortex-to-runtime --cortex-manage-references | FileCheck %s

// A reference that is owned while something may throw stands in a slot until it is released.
// CHECK-LABEL: func @across
// CHECK: %[[N:.*]] = arith.constant 1 : i64
// CHECK: %[[FRAME:.*]] = call @cortex_rt_frame_begin(%[[N]])
// CHECK: %[[SUM:.*]] = call @cortex_rt_any_binary
// CHECK: %[[POINTER:.*]] = builtin.unrealized_conversion_cast %[[SUM]]
// CHECK: %[[SLOT:.*]] = llvm.getelementptr %[[FRAME]][0]
// CHECK: llvm.store %[[POINTER]], %[[SLOT]]
// CHECK: call @cortex_rt_any_print
// CHECK-DAG: call @cortex_rt_release(%[[SUM]])
// CHECK-DAG: %[[NULL:.*]] = llvm.mlir.zero
// CHECK-DAG: llvm.store %[[NULL]], %{{.*}}
// CHECK: call @cortex_rt_frame_end(%[[FRAME]])
// CHECK-NEXT: return
func.func @across(%x: !cortex.any) {
  %0 = cortex.add %x, %x : !cortex.any, !cortex.any -> !cortex.any
  cortex.print %0 : !cortex.any
  return
}

// What moves to the caller at once needs none.
// CHECK-LABEL: func @at_once
// CHECK-NOT: frame_begin
// CHECK: return
func.func @at_once(%x: !cortex.any) -> !cortex.any {
  %0 = cortex.add %x, %x : !cortex.any, !cortex.any -> !cortex.any
  return %0 : !cortex.any
}

// Values that are not owned at the same time share a slot; those of a nested block take others.
// CHECK-LABEL: func @shared
// CHECK: %[[N:.*]] = arith.constant 2 : i64
// CHECK: %[[FRAME:.*]] = call @cortex_rt_frame_begin(%[[N]])
// CHECK: scf.if
// CHECK: llvm.getelementptr %[[FRAME]][1]
// CHECK: llvm.getelementptr %[[FRAME]][1]
// CHECK-NOT: llvm.getelementptr %[[FRAME]][2]
// CHECK: return
func.func @shared(%x: !cortex.any, %c: i1) {
  %0 = cortex.add %x, %x : !cortex.any, !cortex.any -> !cortex.any
  cortex.if %c : i1 {
    %1 = cortex.neg %x : !cortex.any -> !cortex.any
    cortex.print %1 : !cortex.any
    %2 = cortex.neg %x : !cortex.any -> !cortex.any
    cortex.print %2 : !cortex.any
    cortex.yield
  } else {
    cortex.yield
  }
  cortex.print %0 : !cortex.any
  return
}
