// RUN: %cortex-opt --cortex-differentiate --split-input-file --verify-diagnostics %s
// What has no gradient has no tangent: an error at its place, and never a wrong tangent.

func.func @independent(%x: f64, %v: f64, %z: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %y = cortex.mul %z, %z : f64, f64 -> f64
  // expected-warning @below {{does not depend on the variable: the gradient is zero}}
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// -----

func.func @container(%x: !cortex.any, %v: !cortex.any) -> !cortex.any {
  %p = cortex.variable %x along %v : !cortex.any along !cortex.any -> !cortex.any
  // expected-error @below {{the gradient through `[…]` on a value that only the run time knows is not supported yet}}
  %l = cortex.list %p : !cortex.any -> !cortex.any
  %k = cortex.constant 0 : i64 -> i64
  %b = cortex.box %k : i64
  // expected-note @below {{it goes on to the result through `[…]`}}
  %e = cortex.index %l[%b] : (!cortex.any, !cortex.any) -> !cortex.any
  // expected-note @below {{it goes on to the result through `*`}}
  %y = cortex.mul %e, %e : !cortex.any, !cortex.any -> !cortex.any
  %d = cortex.tangent %y wrt %p : !cortex.any wrt !cortex.any -> !cortex.any
  return %d : !cortex.any
}

// -----

func.func @earlierTurn(%x: f64, %v: f64, %n: i64) {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  %lo = cortex.constant 0 : i64 -> i64
  %one = cortex.constant 1 : i64 -> i64
  // expected-note @below {{the loop hands on what depends on the variable}}
  %r = cortex.for %lo to %n step %one carry(%p : f64) -> f64 {
  ^bb0(%i: i64, %a: f64):
    %s = cortex.mul %a, %p : f64, f64 -> f64
    // expected-error @below {{goes through earlier turns of the loop around it}}
    %d = cortex.tangent %s wrt %p : f64 wrt f64 -> f64
    cortex.print %d : f64
    cortex.yield %s : f64
  }
  return
}

// -----

cortex.global @state
func.func @reads() -> f64 {
  %v = cortex.global_get @state -> f64
  return %v : f64
}
func.func @global(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  cortex.global_set @state = %p : f64
  // expected-error @below {{a gradient through a global variable that `reads` reads is not supported yet}}
  %e = call @reads() : () -> f64
  %y = cortex.mul %e, %e : f64, f64 -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// -----

func.func private @outside(f64) -> f64
func.func @external(%x: f64, %v: f64) -> f64 {
  %p = cortex.variable %x along %v : f64 along f64 -> f64
  // expected-error @below {{the gradient through `outside`, which is no function of the program, is not supported yet}}
  %y = call @outside(%p) : (f64) -> f64
  %d = cortex.tangent %y wrt %p : f64 wrt f64 -> f64
  return %d : f64
}

// -----

func.func @items(%x: !cortex.any, %v: !cortex.any) -> !cortex.any {
  %p = cortex.variable %x along %v : !cortex.any along !cortex.any -> !cortex.any
  %zero = cortex.constant 0.0 : f64 -> f64
  %start = cortex.box %zero : f64
  // expected-error @below {{is not supported yet}}
  %y = cortex.for_each %p : !cortex.any carry(%start : !cortex.any) -> !cortex.any {
  ^bb0(%item: !cortex.any, %i: !cortex.any, %a: !cortex.any):
    %s = cortex.add %a, %item : !cortex.any, !cortex.any -> !cortex.any
    cortex.yield %s : !cortex.any
  }
  %d = cortex.tangent %y wrt %p : !cortex.any wrt !cortex.any -> !cortex.any
  return %d : !cortex.any
}

// -----

// What went into a container by a call comes out of it without a tangent: no zero is made up for it.
func.func @store(%l: !cortex.any, %x: !cortex.any) {
  %k = cortex.constant 0 : i64 -> i64
  %b = cortex.box %k : i64
  %s = cortex.index_set %l[%b] = %x : (!cortex.any, !cortex.any, !cortex.any) -> !cortex.any
  return
}
func.func @read(%l: !cortex.any) -> !cortex.any {
  %k = cortex.constant 0 : i64 -> i64
  %b = cortex.box %k : i64
  %e = cortex.index %l[%b] : (!cortex.any, !cortex.any) -> !cortex.any
  return %e : !cortex.any
}
func.func @throughMemory(%x: !cortex.any, %v: !cortex.any, %l: !cortex.any) -> !cortex.any {
  %p = cortex.variable %x along %v : !cortex.any along !cortex.any -> !cortex.any
  call @store(%l, %p) : (!cortex.any, !cortex.any) -> ()
  // expected-error @below {{the gradient through `call` on a value that only the run time knows is not supported yet}}
  %e = call @read(%l) : (!cortex.any) -> !cortex.any
  // expected-note @below {{through `*`}}
  %y = cortex.mul %e, %e : !cortex.any, !cortex.any -> !cortex.any
  %d = cortex.tangent %y wrt %p : !cortex.any wrt !cortex.any -> !cortex.any
  return %d : !cortex.any
}
