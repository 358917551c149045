# Part of Cortex, under the MIT licence.
"""The expected values of reductions.ctx, by PyTorch in float64; run by hand: reductions.py > reductions.out

Where the language decides otherwise than PyTorch:
- the median of an even count is the mean of the middle two, here by hand (PyTorch takes the lower one);
- where the result is NaN or infinite, so that the slopes say nothing, the rows of max, min, var, std and norm are values alone;
- the norm, mean, var and std of integers are floats (PyTorch refuses them).
"""
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).parent / "Inputs"))
from rows import back, listed, one, slope, tensor, wave

inf, nan = torch.inf, torch.nan
cube, matrix = wave(2, 3, 4), wave(3, 4)
ties = tensor(2.0, 5.0, 5.0, 5.0, 2.0, 2.0).reshape(2, 3)


def over(function):
    """A function of dims as one of an axis or several, where None is all of them."""
    def reduced(x, axis, keep):
        dims = tuple(range(x.dim())) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        return function(x, dims, keep)
    return reduced


def prod(x, axis, keep):
    if axis is None:
        return x.prod().reshape([1] * x.dim() if keep else [])
    if isinstance(axis, int):
        return x.prod(axis, keepdim=keep)
    last, first = sorted((i % x.dim() for i in axis), reverse=True)
    return x.prod(last, keepdim=keep).prod(first, keepdim=keep)


def median(x, axis=None, keep=False):
    x = x.reshape(-1) if axis is None else x
    axis = 0 if axis is None else axis
    ordered, count = x.sort(axis)[0], x.shape[axis]
    lower, upper = ordered.narrow(axis, (count - 1) // 2, 1), ordered.narrow(axis, count // 2, 1)
    return (lower + upper) / 2 if keep else ((lower + upper) / 2).squeeze(axis)


def std(x, axis, keep):
    return x.std(axis, unbiased=True, keepdim=keep)


def logsumexp(x, axis, keep):
    return x.logsumexp(axis, keepdim=keep) if x.dim() else x


smooth_functions = {
    "sum": over(lambda x, dims, keep: x.sum(dims, keepdim=keep) if x.dim() else x),
    "mean": over(lambda x, dims, keep: x.mean(dims, keepdim=keep) if x.dim() else x),
    "prod": prod,
    "max": over(lambda x, dims, keep: x.amax(dims, keepdim=keep)),
    "min": over(lambda x, dims, keep: x.amin(dims, keepdim=keep)),
    "var": over(lambda x, dims, keep: x.var(dims, unbiased=True, keepdim=keep)),
    "std": over(std),
    "norm": over(lambda x, dims, keep: torch.linalg.vector_norm(x, dim=dims, keepdim=keep) if x.dim() else x.abs()),
    "logsumexp": over(logsumexp),
}


def smooth(name, f):
    one(name, lambda x: f(x, None, False), cube)
    one(name + " kept", lambda x: f(x, None, True), matrix)
    one(name + " rows", lambda x: f(x, 0, False), matrix)
    one(name + " middle", lambda x: f(x, 1, False), cube)
    one(name + " last", lambda x: f(x, -1, False), cube)
    one(name + " last kept", lambda x: f(x, -1, True), matrix)
    one(name + " second kept", lambda x: f(x, -2, True), cube)
    one(name + " of a vector", lambda x: f(x, 0, False), wave(5))
    one(name + " of ties", lambda x: f(x, 1, False), ties)
    one(name + " of no rows", lambda x: f(x, 1, False), torch.zeros(0, 3))
    if name not in ("var", "std"):
        one(name + " of one", lambda x: f(x, None, False), tensor(0.75).reshape(1, 1))
        one(name + " of ones", lambda x: f(x, 1, False), tensor(0.75, -0.5).reshape(2, 1))
        one(name + " of a number", lambda x: f(x, None, False), 0.75)


for name, function in smooth_functions.items():
    smooth(name, function)
for row, names in (one, "sum mean var std norm logsumexp"), (back, "prod max min"):
    for name in names.split():
        row(name + " axes", lambda x: smooth_functions[name](x, [0, -1], False), cube)
        row(name + " axes kept", lambda x: smooth_functions[name](x, [1, 2], True), cube)
one("median", lambda x: median(x), wave(3, 5))
one("median rows", lambda x: median(x, 0), wave(3, 4))
one("median even", lambda x: median(x, -1, True), cube)
one("median of one", lambda x: median(x), tensor(0.75))

one("sum of nothing", torch.sum, torch.zeros(0))
one("sum of no columns", lambda x: x.sum(1), torch.zeros(2, 0))
one("prod of nothing", torch.prod, torch.zeros(0, 2))
one("norm of nothing", torch.linalg.vector_norm, torch.zeros(0))
listed("mean of nothing", torch.zeros(0).mean())
listed("mean of no columns", torch.zeros(2, 0).mean(1))
listed("var of nothing", torch.zeros(0).var())
listed("var of one", tensor(2.0).var())
listed("std of one", tensor(2.0).std())
listed("std of single rows", tensor(2.0, 3.0).reshape(2, 1).std(1))

slope("std of equals", torch.std, tensor(2.0, 2.0, 2.0))
slope("var of equals", torch.var, tensor(2.0, 2.0, 2.0))
slope("norm of zeros", torch.linalg.vector_norm, tensor(0.0, -0.0))
slope("norm of zero rows", lambda x: torch.linalg.vector_norm(x, dim=1).sum(), tensor(0.0, 0.0, 3.0, 4.0).reshape(2, 2))
slope("norm of zero", torch.linalg.vector_norm, 0.0)
slope("prod with a zero", torch.prod, tensor(2.0, 0.0, 3.0))
slope("prod with zeros", torch.prod, tensor(2.0, 0.0, 3.0, 0.0))
slope("prod rows with zeros", lambda x: x.prod(0).sum(), tensor(0.0, 2.0, 0.0, 3.0, 0.0, 0.0).reshape(2, 3))
slope("max of ties", torch.max, tensor(2.0, 5.0, 5.0, 5.0))
slope("min of ties", torch.min, tensor(2.0, 5.0, 2.0))
slope("max of zeros", torch.max, tensor(0.0, -0.0))
slope("max of infinities", torch.max, tensor(inf, 1.0, inf))


def extreme(name, f):
    unbounded(name, f)
    slope(name + " with nan", f, tensor(1.0, nan, -2.0))


def unbounded(name, f):
    slope(name + " with inf", f, tensor(1.0, inf, -2.0))
    slope(name + " with -inf", f, tensor(1.0, -inf, -2.0))
    slope(name + " with both", f, tensor(inf, 1.0, -inf))
    slope(name + " large", f, tensor(10000.0, -10000.0, 9999.0))


def members(name, f):
    for x in [1.0, inf, -2.0], [1.0, -inf, -2.0], [inf, 1.0, -inf], [1.0, nan, -2.0]:
        listed(name + " of members", f(tensor(*x)))
    slope(name + " large", f, tensor(10000.0, -10000.0, 9999.0))


kinds = {"max": unbounded, "min": unbounded, "var": members, "std": members, "norm": members}
for name, function in smooth_functions.items():
    kinds.get(name, extreme)(name, lambda x: function(x, None, False))
listed("logsumexp of -inf", tensor(-inf, -inf).logsumexp(0))
listed("logsumexp rows", tensor([-inf, -inf], [inf, 0.0], [10000.0, 10000.0], [-10000.0, -10000.0]).logsumexp(1))
listed("max with nan", nan)
listed("min with nan", nan)
listed("max with nan rows", tensor([1.0, nan], [nan, 1.0], [1.0, 2.0]).amax(1))
listed("min with nan rows", tensor([1.0, nan], [nan, 1.0], [1.0, 2.0]).amin(0))


def kept(function):
    """A reduction to positions or truths with its shape for keepdims and no axis."""
    def reduced(x, axis, keep):
        if axis is None:
            return function(x.reshape(-1), 0, False).reshape([1] * x.dim() if keep else [])
        return function(x, axis, keep)
    return reduced


def position(function):
    """By NumPy, which promises the first of equal positions; PyTorch takes any."""
    return kept(lambda x, axis, keep: torch.from_numpy(numpy.asarray(function(x.numpy(), axis, keepdims=keep))))


def step(name, f):
    listed(name, f(matrix, None, False))
    listed(name + " kept", f(matrix, None, True))
    listed(name + " rows", f(matrix, 0, False))
    listed(name + " last", f(cube, -1, False))
    listed(name + " last kept", f(matrix, 1, True))
    listed(name + " of ties", f(ties, None, False))
    listed(name + " of tied rows", f(ties, 1, False))
    listed(name + " of nan", f(tensor(1.0, nan, 5.0, nan), None, False))
    listed(name + " of inf", f(tensor(-inf, inf, inf), 0, False))
    listed(name + " of ints", f(tensor([3, 1], [2, 0]), 0, False))
    listed(name + " of bools", f(tensor(False, True, True), None, False))
    listed(name + " of no rows", f(torch.zeros(0, 3), 1, False))


step("argmax", position(numpy.argmax))
step("argmin", position(numpy.argmin))
step("any", kept(lambda x, axis, keep: x.bool().any(axis, keepdim=keep)))
step("all", kept(lambda x, axis, keep: x.bool().all(axis, keepdim=keep)))
listed("any of axes", (cube > 1.5).any(1).any(0))
listed("all of axes", (cube > -1.25).all(-1, True).all(0, True))
listed("any of nothing", torch.zeros(0).any())
listed("all of nothing", torch.zeros(0).all())
listed("any of no columns", torch.zeros(2, 0).any(1))
listed("all of no columns", torch.zeros(2, 0).all(1))
listed("any of zeros", tensor(0.0, -0.0).any())
one("a step as a factor", lambda x: x.sum() * x.argmax() + x.max(), wave(5))


def whole(name, f, truths=lambda x: x):
    ints = tensor([3, -1, 4], [2, 0, -5])
    listed(name + " of ints", f(ints, None))
    listed(name + " of int rows", f(ints, 1))
    listed(name + " of bools", f(truths(tensor(1, 0, 1)), None))
    listed(name + " of bool columns", f(truths(tensor([1, 0], [1, 1])), 0))


def cumulative(function):
    return lambda x, axis: function(x.reshape(-1), 0) if axis is None else function(x, axis)


for name in "sum", "prod":
    whole(name, lambda x, axis: smooth_functions[name](x, axis, False))
for name in "max", "min":
    whole(name, lambda x, axis: smooth_functions[name](x, axis, False), torch.Tensor.bool)
for name in "mean var std norm".split():
    whole(name, lambda x, axis: smooth_functions[name](x.double(), axis, False))
whole("median", lambda x, axis: median(x.double(), axis))
whole("logsumexp", lambda x, axis: smooth_functions["logsumexp"](x.double(), axis, False))
whole("cumsum", cumulative(torch.cumsum))
whole("cumprod", cumulative(torch.cumprod))


def along(name, f, ints=lambda x: x):
    one(name + " last", lambda x: f(x, -1), cube)
    one(name + " middle", lambda x: f(x, 1), cube)
    one(name + " rows", lambda x: f(x, 0), matrix)
    one(name + " of a vector", lambda x: f(x, -1), wave(5))
    one(name + " of one", lambda x: f(x, 0), tensor(0.75))
    one(name + " of no rows", lambda x: f(x, 1), torch.zeros(0, 3))
    one(name + " large", lambda x: f(x, 1), tensor([10000.0, -10000.0, 9999.0], [-10000.0, -10000.0, -10000.0]))
    listed(name + " with -inf", f(tensor([1.0, -inf, 2.0], [-inf, -inf, 0.0]), 1))
    listed(name + " with nan", f(tensor([1.0, nan, 2.0], [0.0, 1.0, 0.0]), 1))
    listed(name + " of ints", f(ints(tensor([1, 2, 3], [3, 3, 3])), 1))


along("softmax", torch.softmax, torch.Tensor.double)
along("log_softmax", torch.log_softmax, torch.Tensor.double)
along("cumsum", torch.cumsum)
along("cumprod", torch.cumprod)
along("sort", lambda x, axis: x.sort(dim=axis, stable=True)[0])
listed("softmax with inf", tensor(1.0, inf).softmax(0))
listed("softmax of -inf", tensor(-inf, -inf).softmax(0))
listed("log_softmax of -inf", tensor(-inf, -inf).log_softmax(0))
listed("argsort", tensor(3.0, nan, -inf, 3.0, inf).sort(stable=True)[1])
listed("argsort of ints", tensor([2, 1, 2], [0, 0, 0]).sort(dim=1, stable=True)[1])
one("cumsum flat", lambda x: x.reshape(-1).cumsum(0), matrix)
one("cumprod flat", lambda x: x.reshape(-1).cumprod(0), wave(2, 2))
slope("cumprod with zeros", lambda x: x.cumprod(0).sum(), tensor(2.0, 0.0, 3.0, 0.0))
