// RUN: %cortex-opt %s --cortex-to-linalg --cortex-to-runtime --cortex-manage-references | FileCheck %s

// What a block makes it releases after the last use.
// CHECK-LABEL: func @temporary
// CHECK: %[[SUM:.*]] = call @cortex_rt_any_binary
// CHECK: call @cortex_rt_any_print
// CHECK: call @cortex_rt_release(%[[SUM]])
// CHECK: return
func.func @temporary(%x: !cortex.any) {
  %0 = cortex.add %x, %x : !cortex.any, !cortex.any -> !cortex.any
  cortex.print %0 : !cortex.any
  return
}

// A result that was made here moves to the caller; an argument is a new reference.
// CHECK-LABEL: func @moved
// CHECK-NOT: retain
// CHECK-NOT: release
// CHECK: return
func.func @moved(%x: !cortex.any) -> !cortex.any {
  %0 = cortex.add %x, %x : !cortex.any, !cortex.any -> !cortex.any
  return %0 : !cortex.any
}
// CHECK-LABEL: func @borrowed
// CHECK: call @cortex_rt_retain(%arg0)
// CHECK-NEXT: return %arg0
func.func @borrowed(%x: !cortex.any) -> !cortex.any {
  return %x : !cortex.any
}

// A loop owns what it starts with and what it carries.
// CHECK-LABEL: func @loop
// CHECK: call @cortex_rt_retain(%arg0)
// CHECK-NEXT: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0)
// CHECK: %[[N:.*]] = func.call @cortex_rt_any_unary({{.*}}%[[A]]
// CHECK: func.call @cortex_rt_release(%[[A]])
// CHECK: scf.yield %[[N]]
func.func @loop(%x: !cortex.any, %n: i64) -> !cortex.any {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %0 = cortex.for %lo to %n step %one carry(%x : !cortex.any) -> !cortex.any {
  ^bb0(%i: i64, %a: !cortex.any):
    %b = cortex.neg %a : !cortex.any -> !cortex.any
    cortex.yield %b : !cortex.any
  }
  return %0 : !cortex.any
}
