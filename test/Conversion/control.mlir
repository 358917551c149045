// RUN: %cortex-opt %s --cortex-to-linalg --canonicalize | FileCheck %s

// CHECK-LABEL: func @counted
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} iter_args
func.func @counted(%n: i64, %x: f64) -> f64 {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %0 = cortex.for %lo to %n step %one carry(%x : f64) -> f64 {
  ^bb0(%i: i64, %a: f64):
    %b = cortex.add %a, %a : f64, f64 -> f64
    cortex.yield %b : f64
  }
  return %0 : f64
}

// A step that only the run time knows: the turns are counted, and no step is an error.
// CHECK-LABEL: func @any_step
// CHECK: call @cortex_rt_throw_kind
// CHECK: arith.divui
// CHECK: scf.for
func.func @any_step(%n: i64, %step: i64, %x: i64) -> i64 {
  %0 = cortex.for %n to %x step %step carry(%x : i64) -> i64 {
  ^bb0(%i: i64, %a: i64):
    cortex.yield %i : i64
  }
  return %0 : i64
}

// CHECK-LABEL: func @breakable
// CHECK: scf.while
// CHECK: arith.cmpi slt
// CHECK: arith.andi
// CHECK: scf.condition
func.func @breakable(%n: i64, %x: f64) -> f64 {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %go = cortex.constant true -> i1
  %0:2 = cortex.for breakable %lo to %n step %one carry(%go, %x : i1, f64) -> i1, f64 {
  ^bb0(%i: i64, %g: i1, %a: f64):
    %b = cortex.lt %a, %i : f64, i64 -> i1
    %c = cortex.add %a, %a : f64, f64 -> f64
    cortex.yield %b, %c : i1, f64
  }
  return %0#1 : f64
}

// Items of a boxed value come from the runtime.
// CHECK-LABEL: func @items
// CHECK: call @cortex_rt_any_iter_len
// CHECK: scf.for
// CHECK: call @cortex_rt_any_iter_item
func.func @items(%xs: !cortex.any) {
  cortex.for_each %xs : !cortex.any carry() {
  ^bb0(%item: !cortex.any, %i: !cortex.any):
    cortex.print %item : !cortex.any
    cortex.yield
  }
  return
}
