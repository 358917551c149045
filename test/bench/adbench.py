# Part of Cortex, under the MIT licence.
"""The two workloads of the ADBench suite in PyTorch, float64: the objectives of gmm.ctx and lstm.ctx.

As a program it prints their values and gradients in the same form: adbench.py gmm D K N, adbench.py lstm LENGTH SIZE.
"""
import math
import sys

import torch

def scattered(shape, salt):
    """The numbers of the function of this name in the Cortex programs."""
    i = torch.arange(math.prod(shape)) + salt
    return (((i * i * 3 + i * 7) % 1009).double() / 1009.0 - 0.5).reshape(shape)


class Gmm:
    """The log likelihood of n points in d dimensions under k Gaussians, with a Wishart prior."""

    def __init__(self, d, k, n):
        shapes = {"alphas": [k], "means": [k, d], "icf": [k, d * (d + 1) // 2]}
        self.parameters = {name: scattered(shape, salt + 1).requires_grad_()
                           for salt, (name, shape) in enumerate(shapes.items())}
        self.x = scattered([n, d], 4)
        # The strict lower triangle, column by column, as the transpose of the upper one, row by row.
        self.columns, self.rows = torch.triu_indices(d, d, 1)
        self.rate = 1e-12

    def objective(self):
        alphas, means, icf = self.parameters.values()
        n, d = self.x.shape
        k = len(alphas)
        gamma, m = 1.0, 0
        q = torch.diag_embed(icf[:, :d].exp())
        q[:, self.rows, self.columns] = icf[:, d:]
        sums = icf[:, :d].sum(1)
        scaled = torch.einsum("kij,knj->kni", q, self.x - means[:, None])
        terms = (alphas + sums)[:, None] - 0.5 * (scaled ** 2).sum(2)
        likelihood = (terms.logsumexp(0).sum() - n * alphas.logsumexp(0)
                      - n * d * 0.5 * math.log(2 * math.pi))
        degrees = d + m + 1
        constant = (degrees * d * (math.log(gamma) - 0.5 * math.log(2))
                    - torch.mvlgamma(torch.tensor(0.5 * degrees).double(), d))
        return likelihood + 0.5 * gamma ** 2 * (q ** 2).sum() - m * sums.sum() - k * constant


class Lstm:
    """The mean loss of two layers of LSTM, gates with one weight an element, along a sequence."""

    def __init__(self, length, size):
        shapes = {"w1": [4, size], "b1": [4, size], "w2": [4, size], "b2": [4, size],
                  "in_weight": [size], "out_weight": [size], "out_bias": [size]}
        self.parameters = {name: scattered(shape, salt + 1).requires_grad_()
                           for salt, (name, shape) in enumerate(shapes.items())}
        self.start = scattered([4, size], 8)
        self.sequence = (scattered([length, size], 9) > 0).double()
        self.rate = -1e-9

    @staticmethod
    def layer(w, b, hidden, cell, x):
        gates = torch.stack((x, hidden, x, hidden)) * w + b
        forget, ingate, outgate = torch.sigmoid(gates[:3])
        cell = cell * forget + ingate * torch.tanh(gates[3])
        return outgate * torch.tanh(cell), cell

    def objective(self):
        w1, b1, w2, b2, in_weight, out_weight, out_bias = self.parameters.values()
        hidden1, cell1, hidden2, cell2 = self.start
        total = 0.0
        for x, following in zip(self.sequence, self.sequence[1:]):
            hidden1, cell1 = self.layer(w1, b1, hidden1, cell1, x * in_weight)
            hidden2, cell2 = self.layer(w2, b2, hidden2, cell2, hidden1)
            y = hidden2 * out_weight + out_bias
            total = total + (following * (y - torch.log(y.exp().sum() + 2.0))).sum()
        return -total / (self.sequence[1:].numel())


WORKLOADS = {"gmm": Gmm, "lstm": Lstm}


def main():
    workload = WORKLOADS[sys.argv[1]](*map(int, sys.argv[2:]))
    value = workload.objective()
    print("value: %.12e" % value.item())
    gradients = torch.autograd.grad(value, list(workload.parameters.values()))
    for name, gradient in zip(workload.parameters, gradients):
        weights = torch.cos(0.7 * torch.arange(gradient.numel()).double())
        print("%s: %.12e" % (name, (gradient.reshape(-1) * weights).sum()))


if __name__ == "__main__":
    main()
