# Part of Cortex, under the MIT licence.
"""The expected values of losses.ctx, by PyTorch in float64; run by hand: losses.py > losses.out

Where the language decides otherwise than PyTorch, or PyTorch has no such function, the formula stands here:
- logarithms in the cross entropies of probabilities are not let below -100, with slope 0 from there on;
- the slope of mae at NaN is NaN (PyTorch's sign of NaN is 0);
- kl_div takes probabilities, and is the mean over rows of the sum of p log(p / q), 0 where p is 0;
- hinge takes labels 1 and -1 or 1 and 0; its slope at the bend is 0, as that of relu.
"""
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parent / "Inputs"))
from rows import listed, one, seen, slope, tensor, two, wave

inf, nan = torch.inf, torch.nan


def huber(p, t, delta=1.0):
    e = abs(p - t)
    return torch.where(e <= delta, 0.5 * torch.minimum(e, torch.tensor(2 * delta)) ** 2, delta * (e - 0.5 * delta)).mean()


def mae(p, t):
    e = p - t
    return (e * torch.where(e.isnan(), e, e.sign()).detach()).mean()


def mse(p, t):
    return ((p - t) ** 2).mean()


def cross_entropy_logits(z, t):
    if t.is_floating_point() and t.dim() == z.dim():
        return -(z.log_softmax(-1) * t).sum(-1).mean()
    return F.cross_entropy(z, t)


def log(p):
    """The logarithm, not let below -100."""
    inside = p > 3.720075976020836e-44
    return torch.where(inside, torch.where(inside, p, 1.0).log(), -100.0)


def cross_entropy(p, t):
    if t.is_floating_point():
        return -(t * log(p)).sum(-1).mean()
    return F.nll_loss(log(p), t)


def binary_cross_entropy(p, t):
    rest = torch.where(p < 1, torch.log1p(-torch.where(p < 1, p, 0.0)), -100.0)
    return -(t * log(p) + (1 - t) * rest).mean()


def kl_div(p, q):
    some = p > 0
    ratio = torch.where(some, p, 1.0).log() - torch.where(some, q, 1.0).log()
    return (p * ratio).sum(-1).mean()


def hinge(s, t):
    return F.relu(1 - torch.where(t > 0, 1.0, -1.0) * s).mean()


def distance(name, f):
    two(name, f, wave(2, 3), wave(2, 3).flip(0, 1))
    two(name + " of vectors", f, wave(5), wave(5) * 0.5)
    two(name + " of three axes", f, wave(2, 2, 2), wave(2, 2, 2) * -0.5)
    two(name + " of one", f, tensor(0.75), tensor(-0.5))
    two(name + " of numbers", f, 0.75, -0.5)
    two(name + " far", f, tensor(10000.0, -10000.0, 1.0), tensor(-10000.0, 0.5, 1.5))
    one(name + " of ints", lambda x: f(x, tensor(1.0, 0.0, -2.0)), tensor(0.5, 0.25, -1.0))
    slope(name + " of equals", lambda x: f(x, tensor(1.0, 2.0)), tensor(1.0, 2.0))
    slope(name + " with inf", lambda x: f(x, tensor(1.0, 0.0)), tensor(inf, 2.0))
    slope(name + " with nan", lambda x: f(x, tensor(1.0, 0.0)), tensor(2.0, nan))
    listed(name + " of nothing", f(torch.zeros(0), torch.zeros(0)))
    listed(name + " of ints alone", f(tensor(1.0, 2.0, 3.0), tensor(3.0, 2.0, -1.0)))


distance("mse", mse)
distance("mae", mae)
distance("huber", huber)
distance("huber wide", lambda p, t: huber(p, t, 2.5))
distance("compute_loss", mse)
slope("huber at its bend", lambda x: huber(x, torch.zeros(3)), tensor(1.0, -1.0, 0.0))

logits = wave(3, 4)
labels = tensor(2, 0, 3)
hot = F.one_hot(labels, 4).double()
soft = tensor([0.25, 0.25, 0.5, 0.0], [0.0, 1.0, 0.0, 0.0], [0.125, 0.125, 0.25, 0.5])
chances = tensor([0.25, 0.25, 0.375, 0.125], [0.0625, 0.5, 0.3125, 0.125], [0.125, 0.125, 0.25, 0.5])
far = tensor([10000.0, -10000.0, 9999.0, 0.0], [0.0, 0.0, 0.0, 10000.0], [-10000.0, -10000.0, -10000.0, -10000.0])
none = torch.zeros(0, dtype=torch.int64)

one("cross_entropy_logits", lambda z: cross_entropy_logits(z, labels), logits)
one("cross_entropy_logits far", lambda z: cross_entropy_logits(z, labels), far)
one("cross_entropy_logits one-hot", lambda z: cross_entropy_logits(z, hot), logits)
one("cross_entropy_logits of ints", lambda z: cross_entropy_logits(z, hot), logits)
two("cross_entropy_logits soft", cross_entropy_logits, logits, soft)
one("cross_entropy_logits soft far", lambda z: cross_entropy_logits(z, soft), far)
one("cross_entropy_logits of one", lambda z: cross_entropy_logits(z, tensor(1)), tensor([0.5, -0.25]))
one("cross_entropy_logits of one class", lambda z: cross_entropy_logits(z, tensor(0, 0)), tensor([0.5], [-0.25]))
one("cross_entropy_logits of a row", lambda z: F.cross_entropy(z, torch.tensor(1)), tensor(0.5, -0.25, 1.0))
slope("cross_entropy_logits with -inf", lambda z: cross_entropy_logits(z, tensor(0, 1)), tensor([0.0, -inf, 1.0], [-inf, 2.0, 1.0]))
slope("cross_entropy_logits with nan", lambda z: cross_entropy_logits(z, tensor(0, 1)), tensor([0.0, nan], [1.0, 2.0]))
listed("cross_entropy_logits of nothing", cross_entropy_logits(torch.zeros(0, 3), none))

one("cross_entropy", lambda p: cross_entropy(p, labels), chances)
one("cross_entropy one-hot", lambda p: cross_entropy(p, hot), chances)
two("cross_entropy soft", cross_entropy, chances, soft)
one("cross_entropy of a row", lambda p: -log(p)[1], tensor(0.5, 0.25, 0.25))
one("cross_entropy of softmax", lambda z: cross_entropy_logits(z, labels), logits)
two("cross_entropy of softmax soft", cross_entropy_logits, logits, soft)
seen("cross_entropy of softmax far", lambda z: cross_entropy_logits(z, labels), far)
one("cross_entropy sure", lambda p: cross_entropy(p, tensor(0, 1, 1)), tensor([1.0, 0.0], [1.0, 0.0], [0.5, 0.5]))
one("cross_entropy almost sure", lambda p: cross_entropy(p, tensor(1, 0)), tensor([1.0, 2.0 ** -120], [2.0 ** -30, 1.0]))
listed("cross_entropy of nothing", cross_entropy(torch.zeros(0, 3), none))

one("compute_loss of logits", lambda z: cross_entropy_logits(z, labels), logits)
seen("compute_loss of softmax", lambda z: cross_entropy_logits(z, labels), logits)
two("compute_loss of numbers", mse, logits, soft)
for function in mae, huber, hinge, cross_entropy_logits:
    listed("compute_loss by name", function(logits, soft))
for function in binary_cross_entropy, cross_entropy:
    listed("compute_loss by name", function(chances, soft))

one("nll", lambda l: F.nll_loss(l, labels), logits)
one("nll of log_softmax", lambda z: F.nll_loss(z.log_softmax(-1), labels), logits)
one("nll of log_softmax far", lambda z: F.nll_loss(z.log_softmax(-1), labels), far)
one("nll of one", lambda l: F.nll_loss(l, tensor(0)), tensor([-0.5, -1.5]))
one("nll one-hot", lambda l: F.nll_loss(l, labels), logits)
one("nll of ints", lambda l: F.nll_loss(l, tensor(0, 1)), tensor([-0.5, -1.5], [-2.0, -0.25]))
two("nll soft", lambda l, t: -(l * t).sum(-1).mean(), logits, soft)
one("nll of a row", lambda l: F.nll_loss(l, torch.tensor(1)), tensor(-0.5, -1.5, -2.0))
one("nll with -inf", lambda l: F.nll_loss(l, tensor(0, 1)), tensor([-0.5, -inf], [-inf, -0.25]))
listed("nll of nothing", F.nll_loss(torch.zeros(0, 3), none))

two("binary_cross_entropy", binary_cross_entropy, chances, soft)
two("binary_cross_entropy of numbers", binary_cross_entropy, 0.25, 0.75)
for kind in "ints", "bools":
    one("binary_cross_entropy of " + kind, lambda p: binary_cross_entropy(p, tensor(1.0, 0.0, 1.0)), tensor(0.5, 0.25, 0.9375))
one("binary_cross_entropy sure", lambda p: binary_cross_entropy(p, tensor(1.0, 0.0, 0.5)), tensor(1.0, 0.0, 0.5))
one("binary_cross_entropy of sigmoid", lambda z: F.binary_cross_entropy_with_logits(z, tensor(1.0, 0.0, 0.5)), tensor(0.5, -2.0, 3.0))
listed("binary_cross_entropy wrong", F.binary_cross_entropy(tensor(0.0, 1.0, 0.5), tensor(1.0, 0.0, 0.5)))
listed("binary_cross_entropy of sigmoid far", F.binary_cross_entropy(tensor(1.0, 0.0, 1.0), tensor(1.0, 0.0, 0.0)))
listed("binary_cross_entropy of nothing", F.binary_cross_entropy(torch.zeros(0), torch.zeros(0)))

two("kl_div", kl_div, chances, chances.flip(0, 1))
two("kl_div of a row", kl_div, tensor(0.25, 0.75), tensor(0.5, 0.5))
one("kl_div with zeros", lambda q: F.kl_div(q.log(), soft, reduction="batchmean"), chances)
slope("kl_div impossible", lambda q: kl_div(tensor(0.5, 0.5), q), tensor(1.0, 0.0))
listed("kl_div of equals", kl_div(soft, soft))
listed("kl_div of nothing", kl_div(torch.zeros(0, 3), torch.zeros(0, 3)))

scores = tensor(0.5, 0.25, 2.0, -3.0)
for kind in "", " of zeros and ones", " of bools":
    one("hinge" + kind, lambda s: hinge(s, tensor(1, 0, 1, 0)), scores)
one("hinge of floats", lambda s: hinge(s, tensor([1.0, -1.0], [0.0, 1.0])), scores.reshape(2, 2))
one("hinge of a number", lambda s: hinge(s, torch.tensor(-1.0)), 0.25)
one("hinge at its bend", lambda s: hinge(s, tensor(1, -1)), tensor(1.0, -1.0))
slope("hinge far", lambda s: hinge(s, tensor(1, -1, 1)), tensor(-10000.0, inf, inf))
listed("hinge of nothing", hinge(torch.zeros(0), torch.zeros(0)))
