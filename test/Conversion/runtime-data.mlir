// RUN: %cortex-opt %s --cortex-finish-module | FileCheck %s

// Equal constants are one global; what a constant refers to is one as well.
// CHECK-LABEL: llvm.func @cortex_main
// CHECK: llvm.mlir.addressof @[[TEXT:text.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[TEXT]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[TEXTS:texts.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[PLACE:place.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[FUNCTION:function.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[STRUCT:struct.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[SLOT:slot.*]] : !llvm.ptr
// CHECK: llvm.mlir.addressof @[[OTHER:slot.*]] : !llvm.ptr
llvm.func @cortex_main() {
  %0 = cortex.runtime_data "rate"
  %1 = cortex.runtime_data "rate"
  %2 = cortex.runtime_data ["rate", "epochs"]
  %3 = cortex.runtime_data #cortex.place<"a.ctx", 3, 5, "f", #cortex.place<"a.ctx", 9, 1, "main">>
  %4 = cortex.runtime_data #cortex.function_info<@f$thunk>
  %5 = cortex.runtime_data #cortex.struct_info<"Point", ["x"], ["float"]>
  %6 = cortex.runtime_data #cortex.slot<"string", "rate">
  %7 = cortex.runtime_data #cortex.slot<"dataset", "rate">
  llvm.call @use(%0, %1, %2, %3, %4, %5, %6, %7) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
  llvm.return
}
llvm.func @use(!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr)
llvm.func @f$thunk(%captures: !llvm.ptr, %arguments: !llvm.ptr) -> !llvm.ptr attributes {cortex.name = "f", cortex.params = ["x", "y"], cortex.required = 1 : i64} {
  llvm.return %captures : !llvm.ptr
}

// CHECK: llvm.mlir.global internal constant @[[TEXT]]("rate\00")
// CHECK-NOT: "rate\00"
// CHECK: llvm.mlir.global internal constant @[[TEXTS]]()
// CHECK-SAME: !llvm.array<2 x ptr>
// CHECK: llvm.mlir.global internal constant @[[CALLER:place[^(]*]]()
// CHECK: llvm.mlir.constant(9 : i32)
// CHECK: llvm.mlir.global internal constant @[[PLACE]]()
// CHECK: llvm.mlir.constant(3 : i32)
// CHECK: llvm.mlir.addressof @[[CALLER]]
// CHECK: llvm.mlir.global internal constant @[[FUNCTION]]()
// CHECK: llvm.mlir.addressof @f$thunk
// CHECK: llvm.mlir.constant(2 : i64)
// CHECK: llvm.mlir.constant(1 : i64)
// CHECK: llvm.mlir.global internal constant @[[STRUCT]]()
// CHECK: llvm.mlir.global internal @[[SLOT]]()
// CHECK: llvm.mlir.global internal @[[OTHER]]()
// CHECK: llvm.mlir.global external constant @cortex_program_info()
