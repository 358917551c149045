# The workloads of the benchmarks in PyTorch, eager, batches in memory: pytorch.py WORKLOAD NUMBER STEPS. The number is
# the size of a batch, or 0 for the objective of an ADBench workload alone and 1 for its gradient, too.
import math
import sys
import time

import torch

import adbench


def linear_regression(_):
    x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = torch.tensor([2.0, 4.0, 6.0, 8.0])
    w = torch.randn(1, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)

    def step():
        loss = torch.nn.functional.mse_loss(x @ w + b, y)
        gradients = torch.autograd.grad(loss, (w, b))
        with torch.no_grad():
            w.sub_(0.01 * gradients[0])
            b.sub_(0.01 * gradients[1])

    return step


def mlp_step(batch):
    rows = 2048
    i = torch.arange(rows * 784)
    inputs = ((i * i * 3 + i * 7) % 1009 / 1009.0).reshape(rows, 784)
    targets = torch.arange(rows) * 7 % 10
    sizes = [784, 128, 64, 10]
    parameters = []
    for k in range(3):
        bound = math.sqrt(6.0 / (sizes[k] + sizes[k + 1]))
        parameters.append(((torch.rand(sizes[k], sizes[k + 1]) * 2 - 1) * bound).requires_grad_())
        parameters.append(torch.zeros(sizes[k + 1], requires_grad=True))
    adam = torch.optim.Adam(parameters, lr=0.001)
    number = 0

    def step():
        nonlocal number
        low = number * batch % rows
        number += 1
        value = inputs[low:low + batch]
        for k in range(3):
            value = value @ parameters[2 * k] + parameters[2 * k + 1]
            value = torch.relu(value) if k < 2 else value
        loss = torch.nn.functional.cross_entropy(value, targets[low:low + batch])
        adam.zero_grad()
        loss.backward()
        adam.step()

    return step


def adbench_step(workload, with_gradient):
    parameters = list(workload.parameters.values())

    def step():
        with torch.set_grad_enabled(bool(with_gradient)):
            value = workload.objective()
        if with_gradient:
            gradients = torch.autograd.grad(value, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients):
                    parameter.add_(workload.rate * gradient)

    return step


WORKLOADS = {
    "linear_regression": linear_regression,
    "mlp_step": mlp_step,
    "gmm": lambda number: adbench_step(adbench.Gmm(10, 25, 1000), number),
    "lstm": lambda number: adbench_step(adbench.Lstm(1024, 14), number),
}


def main():
    workload, number, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    step = WORKLOADS[workload](number)
    for _ in range(min(5, steps)):
        step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    print("ns per step: %.1f" % ((time.perf_counter() - start) / steps * 1e9))


main()
