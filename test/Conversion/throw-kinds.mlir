// RUN: %cortex-opt --verify-diagnostics %s
// The kind of an error is one of the runtime's table.

func.func @wrong(%m: !cortex.str) {
  cortex.throw %m {kind = "memory"} : !cortex.str
  // expected-error @below {{has a kind that no error has: "shapes"}}
  cortex.throw %m {kind = "shapes"} : !cortex.str
  return
}
