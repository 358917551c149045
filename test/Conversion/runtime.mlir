// RUN: %cortex-opt %s --cortex-build-thunks --cortex-outline-tries --cortex-to-linalg --cortex-to-runtime | FileCheck %s

// CHECK-DAG: llvm.mlir.global internal @global.step()
cortex.global @step

// CHECK-LABEL: func private @add
func.func private @add(%k: !cortex.any, %x: !cortex.any) -> !cortex.any attributes {cortex.name = "add", cortex.params = ["x"]} {
  // CHECK: call @cortex_rt_any_binary(%c0_i32, %arg1, %arg0,
  %0 = cortex.add %x, %k : !cortex.any, !cortex.any -> !cortex.any
  return %0 : !cortex.any
}
// The runtime calls functions with arrays: captures first.
// CHECK: func private @add$thunk(%[[C:.*]]: !llvm.ptr, %[[A:.*]]: !llvm.ptr) -> !cortex.any
// CHECK: llvm.getelementptr %[[C]][0]
// CHECK: llvm.getelementptr %[[A]][0]
// CHECK: call @add(

// CHECK-LABEL: func @calls
func.func @calls(%x: !cortex.any) -> !cortex.any {
  // CHECK: cortex.runtime_data #cortex.function_info<@add$thunk>
  // CHECK: call @cortex_rt_function_new
  %f = cortex.closure @add(%x : !cortex.any) -> !cortex.any
  // CHECK: call @cortex_rt_any_apply(
  %0 = cortex.apply %f(%x) [""] : (!cortex.any, !cortex.any) -> !cortex.any
  // CHECK: call @cortex_rt_any_apply_named(
  %1 = cortex.apply %f(%x) ["x"] : (!cortex.any, !cortex.any) -> !cortex.any
  // CHECK: call @cortex_rt_lib_upper(
  %2 = cortex.runtime "upper"(%1) : (!cortex.any) -> !cortex.any
  // CHECK: call @cortex_rt_any_field_get(
  %3 = cortex.field %2 "shape" : !cortex.any -> !cortex.any
  // CHECK: call @cortex_rt_retain
  // CHECK: llvm.store
  // CHECK: call @cortex_rt_release
  cortex.global_set @step = %3 : !cortex.any
  return %0 : !cortex.any
}

// CHECK-LABEL: func private @try$0(
// CHECK: call @cortex_rt_throw(
// CHECK-LABEL: func @tried
// CHECK: constant @try$0
// CHECK: %[[E:.*]] = call @cortex_rt_try(
// CHECK: llvm.icmp "ne"
// CHECK: scf.if
// CHECK: call @cortex_rt_any_print
func.func @tried(%m: !cortex.any) {
  cortex.try {
    cortex.throw %m : !cortex.any
    cortex.yield
  } catch {
  ^bb0(%e: !cortex.any):
    cortex.print %e : !cortex.any
    cortex.yield
  }
  return
}

// CHECK-LABEL: func @refused
// CHECK-DAG: %[[KIND:.*]] = arith.constant 0 : i32
// CHECK: call @cortex_rt_throw_value(%[[KIND]],
func.func @refused(%m: !cortex.any) {
  cortex.throw %m {kind = "shape"} : !cortex.any
  return
}

// Typed values are boxed for what only the runtime does, and its answer is unboxed.
// CHECK-LABEL: func @border
// CHECK: call @cortex_rt_box_f64
// CHECK: call @cortex_rt_any_str
func.func @border(%x: f64) -> !cortex.str {
  %0 = cortex.str %x : f64 -> !cortex.str
  return %0 : !cortex.str
}
