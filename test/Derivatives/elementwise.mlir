// RUN: %cortex-opt --cortex-differentiate %s | FileCheck %s
// The pullback of each elementwise op.

// CHECK-LABEL: func.func @neg(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.neg %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.neg %[[V1]] : f64 -> f64
// CHECK-NEXT:    return %[[V2]] : f64
func.func @neg(%x: f64) -> f64 {
  %y = cortex.neg %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @abs(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.abs %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sign %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @abs(%x: f64) -> f64 {
  %y = cortex.abs %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @exp(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V2]] : f64
func.func @exp(%x: f64) -> f64 {
  %y = cortex.exp %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @expm1(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.expm1 %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.exp %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @expm1(%x: f64) -> f64 {
  %y = cortex.expm1 %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @log(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.log %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.div %[[V1]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V2]] : f64
func.func @log(%x: f64) -> f64 {
  %y = cortex.log %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @log1p(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.log1p %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.add %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.div %[[V1]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V4]] : f64
func.func @log1p(%x: f64) -> f64 {
  %y = cortex.log1p %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @sqrt(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sqrt %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 2.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V0]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.div %[[V1]], %[[V3]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V4]] : f64
func.func @sqrt(%x: f64) -> f64 {
  %y = cortex.sqrt %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @sin(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.cos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @sin(%x: f64) -> f64 {
  %y = cortex.sin %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @cos(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.cos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.neg %[[V3]] : f64 -> f64
// CHECK-NEXT:    return %[[V4]] : f64
func.func @cos(%x: f64) -> f64 {
  %y = cortex.cos %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @tan(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.tan %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V0]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.add %[[V3]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @tan(%x: f64) -> f64 {
  %y = cortex.tan %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @asin(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.asin %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.sub %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.add %[[V4]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.sqrt %[[V6]] : f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.div %[[V1]], %[[V7]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V8]] : f64
func.func @asin(%x: f64) -> f64 {
  %y = cortex.asin %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @acos(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.acos %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.sub %[[V2]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.add %[[V4]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.sqrt %[[V6]] : f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.div %[[V1]], %[[V7]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.neg %[[V8]] : f64 -> f64
// CHECK-NEXT:    return %[[V9]] : f64
func.func @acos(%x: f64) -> f64 {
  %y = cortex.acos %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @atan(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.atan %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.add %[[V3]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.div %[[V1]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @atan(%x: f64) -> f64 {
  %y = cortex.atan %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @sinh(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sinh %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.cosh %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @sinh(%x: f64) -> f64 {
  %y = cortex.sinh %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @cosh(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.cosh %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.sinh %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]] : f64
func.func @cosh(%x: f64) -> f64 {
  %y = cortex.cosh %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @tanh(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.tanh %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V0]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.sub %[[V3]], %[[V2]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @tanh(%x: f64) -> f64 {
  %y = cortex.tanh %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @erf(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.erf %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.neg %[[V2]] : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.exp %[[V3]] : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 1.1283791670955126 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[V5]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V7]] : f64
func.func @erf(%x: f64) -> f64 {
  %y = cortex.erf %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @sigmoid(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sigmoid %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.sub %[[V3]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.mul %[[V2]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @sigmoid(%x: f64) -> f64 {
  %y = cortex.sigmoid %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @relu(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.relu %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.le %[[A0]], %[[V2]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.where %[[V3]], %[[V4]], %[[V1]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V5]] : f64
func.func @relu(%x: f64) -> f64 {
  %y = cortex.relu %x : f64 -> f64
  %g = cortex.gradient %y wrt %x : f64 wrt f64 -> f64
  return %g : f64
}

// CHECK-LABEL: func.func @add(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.add %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    return %[[V1]], %[[V1]] : f64, f64
func.func @add(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.add %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @sub(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.sub %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.neg %[[V1]] : f64 -> f64
// CHECK-NEXT:    return %[[V1]], %[[V2]] : f64, f64
func.func @sub(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.sub %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @mul(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    return %[[V2]], %[[V3]] : f64, f64
func.func @mul(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.mul %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @div(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.div %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.div %[[V1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.div %[[V3]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.neg %[[V4]] : f64 -> f64
// CHECK-NEXT:    return %[[V2]], %[[V5]] : f64, f64
func.func @div(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.div %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @mod(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.mod %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.eq %[[V0]], %[[A1]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.sub %[[A0]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.div %[[V3]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.round %[[V4]] : f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.neg %[[V6]] : f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.where %[[V2]], %[[V1]], %[[V7]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V1]], %[[V8]] : f64, f64
func.func @mod(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.mod %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @pow(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.pow %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 1 : i64 -> i64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.sub %[[A1]], %[[V4]] : f64, i64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.pow %[[A0]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[V3]], %[[V6]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.eq %[[A1]], %[[V2]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.where %[[V8]], %[[V9]], %[[V7]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.mul %[[V1]], %[[V0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.log %[[A0]] : f64 -> f64
// CHECK-NEXT:    %[[V13:[a-z0-9]+]] = cortex.mul %[[V11]], %[[V12]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V14:[a-z0-9]+]] = cortex.eq %[[A0]], %[[V2]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V15:[a-z0-9]+]] = cortex.ge %[[A1]], %[[V2]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V16:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V17:[a-z0-9]+]] = cortex.where %[[V15]], %[[V16]], %[[V13]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V18:[a-z0-9]+]] = cortex.where %[[V14]], %[[V17]], %[[V13]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V10]], %[[V18]] : f64, f64
func.func @pow(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.pow %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @max(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.max %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.ge %[[A0]], %[[A1]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.where %[[V2]], %[[V1]], %[[V3]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.ge %[[A0]], %[[A1]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.where %[[V5]], %[[V6]], %[[V1]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V4]], %[[V7]] : f64, f64
func.func @max(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.max %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @min(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.min %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.le %[[A0]], %[[A1]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.where %[[V2]], %[[V1]], %[[V3]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.le %[[A0]], %[[A1]] : f64, f64 -> i1
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.where %[[V5]], %[[V6]], %[[V1]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V4]], %[[V7]] : f64, f64
func.func @min(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.min %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @atan2(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: f64, %[[A1:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.atan2 %[[A0]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.mul %[[A1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.add %[[V3]], %[[V4]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V6:[a-z0-9]+]] = cortex.div %[[V2]], %[[V5]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V7:[a-z0-9]+]] = cortex.mul %[[V1]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V8:[a-z0-9]+]] = cortex.mul %[[A0]], %[[A0]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V9:[a-z0-9]+]] = cortex.mul %[[A1]], %[[A1]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V10:[a-z0-9]+]] = cortex.add %[[V8]], %[[V9]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V11:[a-z0-9]+]] = cortex.div %[[V7]], %[[V10]] : f64, f64 -> f64
// CHECK-NEXT:    %[[V12:[a-z0-9]+]] = cortex.neg %[[V11]] : f64 -> f64
// CHECK-NEXT:    return %[[V6]], %[[V12]] : f64, f64
func.func @atan2(%x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.atan2 %x, %y : f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}

// CHECK-LABEL: func.func @where(
// CHECK-SAME:    %[[A0:[a-z0-9]+]]: i1, %[[A1:[a-z0-9]+]]: f64, %[[A2:[a-z0-9]+]]: f64)
// CHECK-NEXT:    %[[V0:[a-z0-9]+]] = cortex.where %[[A0]], %[[A1]], %[[A2]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V1:[a-z0-9]+]] = cortex.constant 1.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V2:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V3:[a-z0-9]+]] = cortex.where %[[A0]], %[[V1]], %[[V2]] : i1, f64, f64 -> f64
// CHECK-NEXT:    %[[V4:[a-z0-9]+]] = cortex.constant 0.000000e+00 : f64 -> f64
// CHECK-NEXT:    %[[V5:[a-z0-9]+]] = cortex.where %[[A0]], %[[V4]], %[[V1]] : i1, f64, f64 -> f64
// CHECK-NEXT:    return %[[V3]], %[[V5]] : f64, f64
func.func @where(%c: i1, %x: f64, %y: f64) -> (f64, f64) {
  %z = cortex.where %c, %x, %y : i1, f64, f64 -> f64
  %g:2 = cortex.gradient %z wrt %x, %y : f64 wrt f64, f64 -> f64, f64
  return %g#0, %g#1 : f64, f64
}
