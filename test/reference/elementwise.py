# Part of Cortex, under the MIT licence.
"""The expected values of elementwise.ctx, by PyTorch in float64; run by hand: elementwise.py > elementwise.out

Where the language decides otherwise than PyTorch:
- the slope of max[a, b] and min[a, b] at a tie is that of the first argument, here by `where` (PyTorch halves it);
- the sign of NaN is NaN, as in NumPy, and so is the slope of its absolute value (PyTorch has 0 for both);
- -inf ** 0.5 is inf, and the slope of -0.0 ** 0.5 too, as IEEE's power has it (PyTorch takes the square root);
- where the remainder of a division by 0 is NaN its slope is NaN (PyTorch has an infinite one), so that only values are here;
- integers divided and booleans counted become integers: true is 1, and `-true` is -1.
"""
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent / "Inputs"))
from rows import edge, edges, listed, one, scaled, tensor, two, wave

inf, nan = torch.inf, torch.nan
reals = tensor(-3.0, -1.25, -0.5, -0.0625, 0.0625, 0.5, 1.25, 3.0)
positive = tensor(0.0625, 0.5, 1.0, 1.25, 3.0, 100.0)
inside = tensor(-0.9375, -0.5, -0.0625, 0.0, 0.0625, 0.5, 0.9375)
special = tensor(0.0, -0.0, inf, -inf, nan, 10000.0, -10000.0)
tiny = 2.0 ** -140 * tensor(1.0, -1.0, 5.0)


def maximum(x, y):
    return torch.where((x >= y) | x.isnan(), x, y)


def minimum(x, y):
    return torch.where((x <= y) | x.isnan(), x, y)


def sign(x):
    return torch.where(x.isnan(), x.detach(), x.sign())


def picked(condition, x, y):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    dtype = torch.result_type(x, y)
    return torch.where(condition, x.to(dtype), y.to(dtype))


def real(name, f):
    one(name, f, reals)
    one(name + " of a number", f, 0.75)
    one(name + " of one", f, tensor(0.75).reshape(1, 1, 1))
    one(name + " of none", f, torch.zeros(2, 0))
    edge(name + " special", f, special)
    scaled(name + " tiny", f(tiny), 2.0 ** 120)


real("abs", lambda x: x * sign(x).detach())
real("negative", torch.neg)
real("exp", torch.exp)
real("expm1", torch.expm1)
real("sin", torch.sin)
real("cos", torch.cos)
real("tan", torch.tan)
real("atan", torch.atan)
real("sinh", torch.sinh)
real("cosh", torch.cosh)
real("tanh", torch.tanh)
real("erf", torch.erf)
real("sigmoid", torch.sigmoid)
real("relu", torch.relu)
real("sign", sign)
real("floor", torch.floor)
real("ceil", torch.ceil)
real("round", torch.round)
real("square", lambda x: x ** 2)
real("cube", lambda x: x ** 3)
real("clip", lambda x: x.clamp(-1.25, 0.5))
real("where", lambda x: torch.where(x > 0.25, x, -2.0) * x)


def bounded(name, f):
    one(name, f, inside)
    one(name + " of a number", f, 0.75)
    one(name + " of none", f, torch.zeros(0))
    edge(name + " special", f, tensor(0.0, -0.0, 1.0, -1.0, 2.0, -2.0, inf, -inf, nan))
    scaled(name + " tiny", f(tiny), 2.0 ** 120)


bounded("asin", torch.asin)
bounded("acos", torch.acos)
bounded("log1p", torch.log1p)


def half_line(name, f):
    one(name, f, positive)
    one(name + " of a number", f, 0.75)
    one(name + " of none", f, torch.zeros(0))
    edge(name + " special", f, special)


half_line("log", torch.log)
half_line("sqrt", torch.sqrt)
half_line("root", lambda x: x ** torch.full_like(x, 0.5))
half_line("reciprocal", lambda x: x ** -1)
half_line("power", lambda x: x ** 2.5)
listed("log tiny", torch.log(tiny))
least = 2.0 ** -1060 * tensor(1.0, -1.0, 5.0)


def small(name, f):
    scaled(name + " least", f(least), 2.0 ** 1000)


for function in "abs sin tan asin atan sinh tanh expm1 log1p relu".split():
    small(function, getattr(torch, function))
small("half", lambda x: x / 2)
small("sum", lambda x: x + x.flip(0))
small("modulo", lambda x: torch.remainder(torch.tensor(2.0 ** -1059), x))
small("sqrt", lambda x: x.abs().sqrt() * 2.0 ** -500)
small("exp", lambda x: (x * 2.0 ** 1000 * 2.0 ** 60 - 730.0).exp())
listed("sqrt tiny", torch.sqrt(tiny))


def signs(name, f):
    listed("signs of " + name, 1 / f(tensor(0.0, -0.0)))


signs("-x", torch.neg)
for function in "abs sin tan asin atan sinh tanh erf expm1 log1p sqrt floor ceil round".split():
    signs(function, getattr(torch, function))
signs("cube", lambda x: x ** 3)
listed("signs of floor and ceil", 1 / (tensor(-0.5, 0.5).ceil() * tensor(0.5, -0.5).floor()))
listed("round halves", tensor(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5).round())
listed("round digits", tensor(2.125, -7.0625, 1234.5).round(decimals=1))
listed("erf far", tensor(5.0, -5.0, 8.0).erf())
steps = tensor(2.0 ** -20, 2.0 ** -40)
listed("small steps", steps.expm1() / steps.log1p())


def whole(name, f):
    listed(name + " of ints", f(tensor(-3, 0, 2)))
    listed(name + " of bools", f(tensor(1, 0)))
    listed(name + " of an int", f(torch.tensor(2)))


whole("abs", torch.abs)
whole("negative", torch.neg)
whole("sign", torch.sign)
whole("relu", torch.relu)
whole("floor", torch.floor)
whole("ceil", torch.ceil)
whole("round", lambda x: x)
whole("clip", lambda x: x.clamp(-1, 1))
for function in "exp expm1 log log1p sqrt sin cos tan asin acos atan sinh cosh tanh erf sigmoid".split():
    whole(function, getattr(torch, function))
listed("not", tensor(False, True))


def binary(name, f):
    two(name, f, wave(2, 3), wave(2, 3).flip(0, 1))
    two(name + " of a row", f, wave(2, 3), tensor(1.25, 0.5, -0.75))
    two(name + " of a column", f, wave(2, 1), tensor(1.25, 0.5, -0.75)[None])
    two(name + " stretched", f, tensor(0.75), wave(2, 2))
    two(name + " of a number", f, wave(3), 0.75)
    two(name + " of a number first", f, 0.75, wave(3))
    two(name + " of numbers", f, 0.75, -1.5)
    two(name + " of none", f, torch.zeros(0, 3), tensor(1.0, 2.0, 3.0))


members = tensor(0.0, -0.0, 1.0, -2.0, inf, -inf, nan)
left, right = members.repeat_interleave(7), members.tile(7)

binary("add", torch.add)
binary("subtract", torch.sub)
binary("multiply", torch.mul)
binary("divide", torch.div)
binary("modulo", torch.remainder)
binary("max", maximum)
binary("min", minimum)
binary("atan2", torch.atan2)
binary("power", lambda x, y: abs(x) ** y)
binary("where", lambda x, y: torch.where(x > y, x * y, y))

two("where of a row", lambda x, y: torch.where(tensor(True, False, True), x, y), wave(2, 3), 0.5)
two("where of a column", lambda x, y: torch.where(tensor(True, False)[:, None], x, y), wave(3), wave(1, 3) * 0.5)
two("where of numbers", lambda x, y: torch.where(tensor(True, False, True), x, y), 0.75, 0.5)

edges("add special", torch.add, left, right)
edges("subtract special", torch.sub, left, right)
edges("multiply special", torch.mul, left, right)
edges("divide special", torch.div, left, right)
edges("power special", torch.pow, left, right)
edges("atan2 special", torch.atan2, left, right)
divisors = tensor(1.0, -2.0, 0.5, -0.1, inf, -inf, nan).tile(7)
edges("modulo special", torch.remainder, left, divisors)
listed("modulo of zero", torch.remainder(left, right))
edges("modulo rounded", torch.remainder, tensor(1.0, -1.0, 2.0 ** -60, -2.0 ** -60), tensor(0.0625, 3.0, -1.0, 1.0))
listed("max special", torch.maximum(left, right))
listed("min special", torch.minimum(left, right))
edges("max of equal", maximum, tensor(1.0, 2.0, -3.0), tensor(1.0, 3.0, -3.0))
edges("min of equal", minimum, tensor(1.0, 2.0, -3.0), tensor(1.0, 3.0, -3.0))
listed("modulo", tensor(7.5, -7.5, 7.5, -7.5, 6.0, -6.0) % tensor(2.0, 2.0, -2.0, -2.0, 3.0, 3.0))
edges("power of negative", torch.pow, tensor(-2.0, -2.0, -0.5, 2.0), tensor(3.0, -3.0, 2.0, 0.0))
one("power of a constant", lambda y: 2.0 ** y, reals)
one("constant power", lambda x: x ** 0, reals)

listed("equal special", left == right)
listed("unequal special", left != right)
listed("less special", left < right)
listed("less or equal special", left <= right)
listed("greater special", left > right)
listed("greater or equal special", left >= right)
one("comparison", lambda x: torch.where(x == 0.5, 1.0, 0.0) + torch.where(x < 0.0, 2.0, 0.0) + 0 * x, reals)


def counted(name, f):
    listed(name + " of ints", f(tensor(7, -7, 7, -7, 0), tensor(2, 2, -2, -2, 5)))
    listed(name + " of an int", f(tensor(7, -7, 0), torch.tensor(2)))
    listed(name + " of int and float", f(tensor(7, -7, 0), tensor(2.0, 0.5, -1.0)))
    listed(name + " of bool and int", f(tensor(1, 0), tensor(2, 3)))
    listed(name + " of bool and float", f(tensor(1, 0), tensor(2.0, -0.5)))
    listed(name + " of int and number", f(tensor(7, -7, 1), torch.tensor(0.5)))


counted("add", torch.add)
counted("subtract", torch.sub)
counted("multiply", torch.mul)
counted("divide", torch.div)
counted("modulo", torch.remainder)
counted("max", torch.maximum)
counted("min", torch.minimum)
counted("atan2", lambda x, y: torch.atan2(x.double(), y.double()))
counted("where", lambda x, y: picked(x > 0, x, y))
counted("less", torch.lt)
counted("equal", torch.eq)
listed("power of ints", tensor(7, -7, 3) ** tensor(2, 3, 0))
listed("power of int and float", tensor(7, -7, 4) ** tensor(2.0, 3.0, 0.5))
listed("picked by ints", tensor(1.0, 0.5, 3.0))
listed("and", tensor(1, 0, 0))
one("gradient of stop_gradient", lambda x: (x * x).detach() * x, reals)
