// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// A `try` on the way of a gradient becomes ordinary control flow: one attempt for the code between two
// assignments, and a value in the place of the variable.

// CHECK-LABEL: func.func @thrown(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: f64, %[[C:[a-z0-9]+]]: i1)
// Nothing before the first assignment can fail.
// CHECK:         %[[XX:.*]] = cortex.mul %[[X]], %[[X]] : f64, f64 -> f64
// CHECK:         %[[SQUARE:.*]] = cortex.box %[[XX]] : f64
// CHECK:         cortex.try {
// CHECK-NEXT:      cortex.if %[[C]] : i1 {
// CHECK:             cortex.throw
// CHECK:           cortex.constant true -> i1
// CHECK:           cortex.cell_set %[[DONE:[0-9]+]] =
// CHECK-NEXT:      cortex.yield
// CHECK-NEXT:    } catch {
// CHECK:         %[[READ:.*]] = cortex.cell_get %[[DONE]] -> !cortex.any
// CHECK-NEXT:    %[[OK:.*]] = cortex.unbox %[[READ]] -> i1
// CHECK:         %[[REST:[a-z0-9]+]]:3 = cortex.if %[[OK]] : i1 -> (i1, !cortex.any, !cortex.any) {
// CHECK:         %[[Y:[a-z0-9]+]] = cortex.if %[[REST]]#0 : i1 -> (!cortex.any
// CHECK-NEXT:      cortex.yield %[[REST]]#2
// CHECK-NEXT:    } else {
// CHECK:           cortex.add %[[REST]]#2,
// Backwards by the same conditions.
// CHECK:         cortex.if %[[REST]]#0 : i1
// CHECK:         cortex.if %[[OK]] : i1
// CHECK-NOT:     cortex.attempt
func.func @thrown(%x: f64, %c: i1) -> f64 {
  %b = cortex.box %x : f64
  %y = cortex.cell %b : !cortex.any -> !cortex.any
  cortex.try {
    %0 = cortex.mul %x, %x : f64, f64 -> f64
    %1 = cortex.box %0 : f64
    cortex.cell_set %y = %1 : !cortex.any
    cortex.if %c : i1 {
      %2 = cortex.constant "stop" -> !cortex.str
      cortex.throw %2 : !cortex.str
      cortex.yield
    } else {
      cortex.yield
    }
    %3 = cortex.cell_get %y -> !cortex.any
    %4 = cortex.box %x : f64
    %5 = cortex.mul %3, %4 : !cortex.any, !cortex.any -> !cortex.any
    cortex.cell_set %y = %5 : !cortex.any
    cortex.yield
  } catch {
  ^bb0(%e: !cortex.any):
    %0 = cortex.cell_get %y -> !cortex.any
    %1 = cortex.box %x : f64
    %2 = cortex.add %0, %1 : !cortex.any, !cortex.any -> !cortex.any
    cortex.cell_set %y = %2 : !cortex.any
    cortex.yield
  }
  %r = cortex.cell_get %y -> !cortex.any
  %g = cortex.gradient %r wrt %x : !cortex.any wrt f64 -> f64
  return %g : f64
}
