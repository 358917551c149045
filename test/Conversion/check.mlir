// RUN: not %cortex-opt %s --cortex-check=stage=runtime 2>&1 | FileCheck %s

func.func @left(%x: f64) -> f64 {
  // CHECK: [[@LINE+1]]:8: error: internal error: `cortex.tanh` has no lowering to the runtime yet
  %0 = cortex.tanh %x : f64 -> f64
  return %0 : f64
}
