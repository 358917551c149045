// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The sweep runs the region again; what is taken from a state is handed out instead.

// CHECK-LABEL: func.func @again(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[A:.*]] = cortex.sin %[[X]] : f64 -> f64
// CHECK-NEXT:    cortex.tanh %[[A]] : f64 -> f64
// CHECK-NEXT:    %[[ONE:.*]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[B:.*]] = cortex.sin %[[X]] : f64 -> f64
// CHECK-NEXT:    %[[Y:.*]] = cortex.tanh %[[B]] : f64 -> f64
// CHECK-NEXT:    cortex.mul %[[Y]], %[[Y]]
// CHECK:         cortex.cos %[[X]] : f64 -> f64
// CHECK-NOT:     cortex.checkpoint
func.func @again(%x: f64) -> f64 {
  %y = cortex.checkpoint -> (f64) {
    %a = cortex.sin %x : f64 -> f64
    %b = cortex.tanh %a : f64 -> f64
    cortex.yield %b : f64
  }
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @inLoop(
// One state is stored for a turn, and nothing of what is in the region.
// CHECK:         cortex.for {{.*}} carry(%{{.*}}, %{{.*}}, %{{.*}} : f64, i64, tensor<?xf64>)
// CHECK:           cortex.sin
// CHECK:           cortex.tanh
// CHECK:           cortex.index_set
// CHECK-NOT:       cortex.index_set
// CHECK:           cortex.yield
// CHECK:         cortex.for
// CHECK:           cortex.index
// CHECK-NEXT:      cortex.sin
// CHECK-NEXT:      cortex.tanh
func.func @inLoop(%x: f64, %n: i64) -> f64 {
  %zero = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %y = cortex.for %zero to %n step %one carry(%x : f64) -> f64 {
  ^bb0(%i: i64, %h: f64):
    %c = cortex.checkpoint -> (f64) {
      %a = cortex.sin %h : f64 -> f64
      %b = cortex.tanh %a : f64 -> f64
      cortex.yield %b : f64
    }
    cortex.yield %c : f64
  }
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @random(
// CHECK:         cortex.rand
// CHECK-NOT:     cortex.rand
// CHECK:         return
func.func @random(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = cortex.checkpoint -> (f64) {
    %s = cortex.constant 3 : i64 -> i64
    %r = cortex.rand %s : i64 -> tensor<3xf64>
    %a = cortex.mul %x, %r : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
    %b = cortex.tanh %a : tensor<3xf64> -> tensor<3xf64>
    %axis = cortex.constant unit -> !cortex.null
    %keep = cortex.constant false -> i1
    %c = cortex.reduce_sum %b axis %axis keepdims %keep : tensor<3xf64>, !cortex.null, i1 -> f64
    cortex.yield %c : f64
  }
  %g = cortex.gradient %y wrt %x : f64 wrt tensor<3xf64> -> tensor<3xf64>
  return %g : tensor<3xf64>
}

// What the region reads may be something else by then: the value that was read is handed out.
// CHECK-LABEL: func.func @reads(
// CHECK:         %[[S:.*]] = cortex.global_get @scale -> f64
// CHECK:         cortex.global_set @scale
// CHECK-NOT:     cortex.global_get
// CHECK:         cortex.mul %{{.*}}, %[[S]]
// CHECK:         return
cortex.global @scale
func.func @reads(%x: f64, %later: f64) -> f64 {
  %y = cortex.checkpoint -> (f64) {
    %s = cortex.global_get @scale -> f64
    %a = cortex.sin %x : f64 -> f64
    %b = cortex.mul %a, %s : f64, f64 -> f64
    cortex.yield %b : f64
  }
  cortex.global_set @scale = %later : f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// A value that is kept for its errors alone is no reason to store.
// CHECK-LABEL: func.func @kept(
// CHECK:         cortex.for {{.*}} carry(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?xf64>, i64, !cortex.any)
// CHECK:           cortex.tanh
// CHECK:           cortex.runtime "append"
// CHECK-NOT:       cortex.runtime "append"
// CHECK:         cortex.for
// CHECK:           cortex.tanh
// CHECK:         return
func.func @kept(%x: tensor<?xf64>, %w: tensor<?xf64>, %n: i64) -> tensor<?xf64> {
  %zero = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  %axis = cortex.constant unit -> !cortex.null
  %keep = cortex.constant false -> i1
  %y = cortex.for %zero to %n step %one carry(%x : tensor<?xf64>) -> tensor<?xf64> {
  ^bb0(%i: i64, %h: tensor<?xf64>):
    %c = cortex.checkpoint -> (tensor<?xf64>) {
      %a = cortex.mul %h, %w : tensor<?xf64>, tensor<?xf64> -> tensor<?xf64>
      cortex.keep %a : tensor<?xf64>
      %b = cortex.tanh %a : tensor<?xf64> -> tensor<?xf64>
      cortex.yield %b : tensor<?xf64>
    }
    cortex.yield %c : tensor<?xf64>
  }
  %s = cortex.reduce_sum %y axis %axis keepdims %keep : tensor<?xf64>, !cortex.null, i1 -> f64
  %g = cortex.gradient %s wrt %x : f64 wrt tensor<?xf64> -> tensor<?xf64>
  return %g : tensor<?xf64>
}
