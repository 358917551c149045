# Part of Cortex, under the MIT licence.
"""The expected values of activations.ctx, by PyTorch in float64; run by hand: activations.py > activations.out"""
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parent / "Inputs"))
from rows import edge, listed, one, scaled, tensor, wave

inf, nan = torch.inf, torch.nan
special = tensor(0.0, -0.0, inf, -inf, nan, 10000.0, -10000.0)
tiny = 2.0 ** -140 * tensor(1.0, -1.0, 5.0)


def activation(name, f, ints=torch.Tensor.double):
    one(name, f, wave(2, 3))
    one(name + " of three axes", f, wave(2, 3, 2))
    one(name + " of a number", f, -0.75)
    one(name + " of one", f, tensor(0.75).reshape(1, 1, 1))
    one(name + " of none", f, torch.zeros(2, 0))
    one(name + " of zero", f, tensor(0.0, -0.0))
    edge(name + " special", f, special)
    listed(name + " far", f(tensor(-120.0, -40.0, -20.0, 20.0, 40.0, 60.0)))
    scaled(name + " tiny", f(tiny), 2.0 ** 120)
    listed(name + " of ints", f(ints(tensor([-3, 0], [2, 1]))))


def softplus(x):
    """PyTorch's own is x itself above a threshold."""
    return torch.logaddexp(x, torch.zeros(()))


def elu(x, alpha=1.0):
    """PyTorch's own loses the digits of small numbers."""
    return torch.where(x > 0, x, alpha * torch.where(x > 0, 0.0, x).expm1())


activation("relu", F.relu, lambda x: x)
activation("leaky_relu", F.leaky_relu)
activation("leaky_relu steep", lambda x: F.leaky_relu(x, 0.25))
activation("sigmoid", torch.sigmoid)
activation("tanh", torch.tanh)
activation("gelu", F.gelu)
activation("silu", F.silu)
activation("elu", elu)
activation("elu steep", lambda x: elu(x, 0.25))
activation("softplus", softplus)
one("dropout of nothing", lambda x: F.dropout(x, 0.0, True), wave(2, 3))


def shares(name, f):
    one(name, f, wave(2, 3))
    one(name + " of three axes", f, wave(2, 3, 2))
    one(name + " of equals", f, tensor([1.5, 1.5, 1.5], [0.0, -0.0, 0.0]))
    one(name + " far apart", f, tensor([0.0, 88.0, -88.0], [1.0, -120.0, 120.0]))


shares("softmax", lambda x: x.softmax(-1))
shares("log_softmax", lambda x: x.log_softmax(-1))
