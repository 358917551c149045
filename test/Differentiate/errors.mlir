// RUN: %cortex-opt --cortex-differentiate --split-input-file --verify-diagnostics %s
// What has no gradient is an error at its place, and never a wrong gradient.

func.func @vector(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = cortex.mul %x, %x : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
  // expected-error @below {{takes a scalar, found a tensor of shape (3,)}}
  // expected-note @below {{help: `jacobian` gives the derivative of every element}}
  %g = cortex.gradient %y wrt %x : tensor<3xf64> wrt tensor<3xf64> -> tensor<3xf64>
  return %g : tensor<3xf64>
}

// -----

func.func @earlierTurn(%x: f64, %n: i64) {
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  // expected-note @below {{the loop hands on what depends on the variable}}
  %r = cortex.for %lo to %n step %one carry(%x : f64) -> f64 {
  ^bb0(%i: i64, %a: f64):
    %s = cortex.mul %a, %x : f64, f64 -> f64
    // expected-error @below {{goes through earlier turns of the loop around it}}
    %g = cortex.gradient %s wrt %x : f64 wrt f64 -> f64
    cortex.print %g : f64
    cortex.yield %s : f64
  }
  return
}

// -----

func.func @independent(%x: f64, %u: tensor<2xf64>) -> tensor<2xf64> {
  %y = cortex.mul %x, %x : f64, f64 -> f64
  // expected-warning @below {{does not depend on the variable: the gradient is zero}}
  %g = cortex.gradient %y wrt %u : f64 wrt tensor<2xf64> -> tensor<2xf64>
  return %g : tensor<2xf64>
}

// -----

func.func @integer(%x: f64, %n: i64) -> i64 {
  %y = cortex.mul %x, %n : f64, i64 -> f64
  // expected-error @below {{with respect to int}}
  // expected-note @below {{help: write floats, such as `2.0`}}
  %g = cortex.gradient %y wrt %n : f64 wrt i64 -> i64
  return %g : i64
}

// -----

func.func @container(%x: !cortex.any) -> !cortex.any {
  // expected-error @below {{the gradient through `[…]` on a value that only the run time knows is not supported yet}}
  %l = cortex.list %x : !cortex.any -> !cortex.any
  %k = cortex.constant 0 : i64 -> i64
  %b = cortex.box %k : i64
  // expected-note @below {{it goes on to the result through `[…]`}}
  %e = cortex.index %l[%b] : (!cortex.any, !cortex.any) -> !cortex.any
  // expected-note @below {{it goes on to the result through `*`}}
  %y = cortex.mul %e, %e : !cortex.any, !cortex.any -> !cortex.any
  %g = cortex.gradient %y wrt %x : !cortex.any wrt !cortex.any -> !cortex.any
  return %g : !cortex.any
}

// -----

func.func @sharedCell(%x: !cortex.any, %z: !cortex.any) -> !cortex.any {
  %c = cortex.cell %z : !cortex.any -> !cortex.any
  %l = cortex.list %c : !cortex.any -> !cortex.any
  cortex.print %l : !cortex.any
  cortex.cell_set %c = %x : !cortex.any
  // expected-error @below {{the gradient through a variable that functions share}}
  %e = cortex.cell_get %c -> !cortex.any
  // expected-note @below {{through `*`}}
  %y = cortex.mul %e, %e : !cortex.any, !cortex.any -> !cortex.any
  %g = cortex.gradient %y wrt %x : !cortex.any wrt !cortex.any -> !cortex.any
  return %g : !cortex.any
}

// -----

cortex.global @state
func.func @reads() -> f64 {
  %v = cortex.global_get @state -> f64
  return %v : f64
}
func.func @global(%x: f64) -> f64 {
  cortex.global_set @state = %x : f64
  // expected-error @below {{a gradient through a global variable that `reads` reads is not supported yet}}
  %e = call @reads() : () -> f64
  %y = cortex.mul %e, %e : f64, f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// -----

func.func @string(%s: !cortex.str) -> !cortex.str {
  %y = cortex.constant 1.0 : f64 -> f64
  // expected-error @below {{a gradient with respect to string}}
  %g = cortex.gradient %y wrt %s : f64 wrt !cortex.str -> !cortex.str
  return %g : !cortex.str
}

// -----

func.func private @outside(f64) -> f64
func.func @external(%x: f64) -> f64 {
  // expected-error @below {{the gradient through `outside`, which is no function of the program, is not supported yet}}
  %y = call @outside(%x) : (f64) -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// -----

// Two reads of one field may be one value.
func.func @twoNames(%d: !cortex.any) -> !cortex.any {
  %x = cortex.field %d "w" : !cortex.any -> !cortex.any
  %y = cortex.mul %x, %x : !cortex.any, !cortex.any -> !cortex.any
  %again = cortex.field %d "w" : !cortex.any -> !cortex.any
  // expected-error @below {{with respect to a value in a container that only the run time knows is not supported yet}}
  %g = cortex.gradient %y wrt %again : !cortex.any wrt !cortex.any -> !cortex.any
  return %g : !cortex.any
}
