// Part of Cortex, under the MIT licence.
// Operations that act on scalars, and on tensors element by element with broadcasting.
#ifndef CORTEX_OPS_ELEMENTWISE_TD
#define CORTEX_OPS_ELEMENTWISE_TD

include "Dialect/Ops/Base.td"

/// One operand, same shape. Integers become floats where the function is a real one.
class Cortex_UnaryOp<string mnemonic, list<Trait> traits = []>
    : Cortex_Op<mnemonic, !listconcat([Cortex_Infer, Cortex_ValueEffects, Elementwise, Cortex_TakesNumbers], traits)> {
  let arguments = (ins Cortex_Operand:$input);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  string formula = "";
  let description = formula # [{

    Example:
    ```mlir
    %0 = cortex.}] # mnemonic # [{ %x : tensor<?x4xf32> -> tensor<?x4xf32>
    ```
  }];
}

class Cortex_RealUnaryOp<string mnemonic, string meaning, string text>
    : Cortex_UnaryOp<mnemonic, [Cortex_Pullback]> {
  let summary = meaning;
  let formula = text;
}

def NegOp : Cortex_UnaryOp<"neg", [Cortex_Pullback, Cortex_ConstantDerivative, Cortex_MapsOverStructures]> { let extraClassDeclaration = Cortex_failsByValues; let hasFolder = 1; let summary = "-x"; let formula = "The negative; of the smallest integer a run-time error."; }
def AbsOp : Cortex_UnaryOp<"abs", [Cortex_Pullback]> { let extraClassDeclaration = Cortex_failsByValues; let summary = "|x|"; let formula = "The absolute value; its derivative at 0 is 0."; }
def ExpOp : Cortex_RealUnaryOp<"exp", "e to the x", "The exponential function.">;
def Expm1Op : Cortex_RealUnaryOp<"expm1", "e to the x, less 1", "exp(x) - 1, exact near 0.">;
def LogOp : Cortex_RealUnaryOp<"log", "the natural logarithm", "log(x); IEEE at 0 and below.">;
def Log1pOp : Cortex_RealUnaryOp<"log1p", "log(1 + x)", "log(1 + x), exact near 0.">;
def SqrtOp : Cortex_RealUnaryOp<"sqrt", "the square root", "sqrt(x); IEEE below 0.">;
def SinOp : Cortex_RealUnaryOp<"sin", "the sine", "sin(x), x in radians.">;
def CosOp : Cortex_RealUnaryOp<"cos", "the cosine", "cos(x), x in radians.">;
def TanOp : Cortex_RealUnaryOp<"tan", "the tangent", "tan(x), x in radians.">;
def AsinOp : Cortex_RealUnaryOp<"asin", "the inverse sine", "asin(x) in radians.">;
def AcosOp : Cortex_RealUnaryOp<"acos", "the inverse cosine", "acos(x) in radians.">;
def AtanOp : Cortex_RealUnaryOp<"atan", "the inverse tangent", "atan(x) in radians.">;
def SinhOp : Cortex_RealUnaryOp<"sinh", "the hyperbolic sine", "sinh(x).">;
def CoshOp : Cortex_RealUnaryOp<"cosh", "the hyperbolic cosine", "cosh(x).">;
def TanhOp : Cortex_RealUnaryOp<"tanh", "the hyperbolic tangent", "tanh(x).">;
def ErfOp : Cortex_RealUnaryOp<"erf", "the error function", "erf(x) = 2/sqrt(pi) times the integral of exp(-t*t) from 0 to x.">;
def SigmoidOp : Cortex_RealUnaryOp<"sigmoid", "the logistic function", "1 / (1 + exp(-x)), without overflow for any x.">;
def ReluOp : Cortex_UnaryOp<"relu", [Cortex_Pullback, Cortex_Selects]> { let summary = "max(x, 0)"; let formula = "x where positive, else 0; its derivative at 0 is 0."; }

/// Steps: piecewise constant, so that their derivative is zero.
class Cortex_StepOp<string mnemonic, string meaning, string text, list<Trait> traits = []>
    : Cortex_UnaryOp<mnemonic, !listconcat([Cortex_NonDifferentiable], traits)> {
  let summary = meaning;
  let formula = text;
}
def SignOp : Cortex_StepOp<"sign", "-1, 0 or 1", "The sign of x; NaN stays NaN.">;
def FloorOp : Cortex_StepOp<"floor", "rounds down", "The largest whole number that is not above x.">;
def CeilOp : Cortex_StepOp<"ceil", "rounds up", "The smallest whole number that is not below x.">;
def RoundOp : Cortex_StepOp<"round", "rounds to the nearest", "The nearest whole number, halves to the even one.">;
def NotOp : Cortex_StepOp<"not", "logical negation", "true where x is false; of a scalar, by its truth value.", [Cortex_Structural]> {
  let hasFolder = 1;
}

/// Two operands that broadcast against each other. Effects: integer arithmetic may overflow and
/// boxed arithmetic may fail, so neither may be dropped; the rest is free of effects.
class Cortex_BinaryOp<string mnemonic, string meaning, string text, list<Trait> traits = []>
    : Cortex_Op<mnemonic, !listconcat([Cortex_Infer, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>, Cortex_Broadcasts], traits)> {
  let arguments = (ins Cortex_Operand:$lhs, Cortex_Operand:$rhs);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
  let summary = meaning;
  let hasFolder = 1;
  let description = text # [{

    Example:
    ```mlir
    %0 = cortex.}] # mnemonic # [{ %x, %y : tensor<?x4xf32>, f64 -> tensor<?x4xf32>
    ```
  }];
}

def AddOp : Cortex_BinaryOp<"add", "x + y", "The sum; of strings, one after the other. Integers are checked.", [Cortex_Pullback, Cortex_ConstantDerivative, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def SubOp : Cortex_BinaryOp<"sub", "x - y", "The difference. Integers are checked.", [Cortex_Pullback, Cortex_ConstantDerivative, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def MulOp : Cortex_BinaryOp<"mul", "x * y", "The product, element by element. Integers are checked.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def DivOp : Cortex_BinaryOp<"div", "x / y", "True division: integers give a float; IEEE at 0.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def ModOp : Cortex_BinaryOp<"mod", "x % y", "The rest of floored division: it has the divisor's sign.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def PowOp : Cortex_BinaryOp<"pow", "x ** y", "x to the y; integers are checked, a negative integer exponent of an integer is an error.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_MapsOverStructures]>;
def MaxOp : Cortex_BinaryOp<"max", "the larger one", "NaN wins; at a tie the derivative goes to x.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_Selects]>;
def MinOp : Cortex_BinaryOp<"min", "the smaller one", "NaN wins; at a tie the derivative goes to x.", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_Selects]>;
def Atan2Op : Cortex_BinaryOp<"atan2", "the angle of a point", "The angle of (y, x) = (lhs, rhs) in radians, in (-pi, pi].", [Cortex_Pullback, Cortex_TakesNumbers]>;

class Cortex_CompareOp<string mnemonic, string meaning, list<Trait> traits = []>
    : Cortex_BinaryOp<mnemonic, meaning, "Of tensors element by element, else one bool. False where a NaN takes part, save `ne`.",
                      !listconcat([Cortex_NonDifferentiable], traits)>;
/// Equality is defined for any two values; order only for numbers and strings.
def EqOp : Cortex_CompareOp<"eq", "x == y", [Commutative, Cortex_Structural]>;
def NeOp : Cortex_CompareOp<"ne", "x != y", [Commutative, Cortex_Structural]>;
def LtOp : Cortex_CompareOp<"lt", "x < y", [Cortex_TakesNumbers, Cortex_Structural]>;
def LeOp : Cortex_CompareOp<"le", "x <= y", [Cortex_TakesNumbers, Cortex_Structural]>;
def GtOp : Cortex_CompareOp<"gt", "x > y", [Cortex_TakesNumbers, Cortex_Structural]>;
def GeOp : Cortex_CompareOp<"ge", "x >= y", [Cortex_TakesNumbers, Cortex_Structural]>;

def WhereOp : Cortex_PureOp<"where", [Cortex_Pullback, Cortex_TakesNumbers, Cortex_Broadcasts, Cortex_Selects]> {
  let summary = "picks by a condition, element by element";
  let description = [{
    `x` where the condition is true, else `y`; all three broadcast. A cotangent that is not
    picked is an exact zero, whatever the other branch holds.

    Example:
    ```mlir
    %0 = cortex.where %c, %x, %y : tensor<4xi1>, tensor<4xf32>, f64 -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Cortex_Operand:$condition, Cortex_Operand:$lhs, Cortex_Operand:$rhs);
  let results = (outs Cortex_Operand:$result);
  let extraClassDeclaration = Cortex_variesBehindFirst;
  let assemblyFormat = "$condition `,` $lhs `,` $rhs attr-dict `:` type($condition) `,` type($lhs) `,` type($rhs) `->` type($result)";
}

def TruthOp : Cortex_PureOp<"truth", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "the truth value of anything";
  let description = [{
    False are `false`, `null`, 0 and what is empty. A tensor of more than one element has no
    truth value: an error.

    Example:
    ```mlir
    %0 = cortex.truth %x : !cortex.any -> i1
    ```
  }];
  let arguments = (ins Cortex_Value:$input);
  let results = (outs I1:$result);
  let hasFolder = 1;
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

#endif // CORTEX_OPS_ELEMENTWISE_TD
