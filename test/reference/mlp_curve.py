# Makes mlp_curve.f32.out and mlp_curve.f64.out: what PyTorch computes for mlp_curve.ctx.
# Run it where torch is installed: python3 mlp_curve.py
import math
import os

import torch


def scattered(count, salt, dtype):
    i = torch.arange(count) + salt
    return ((i * i * 3 + i * 7) % 1009).to(dtype) / 1009.0 - 0.5


def weights(inputs, outputs, salt, dtype):
    width = 2.0 * math.sqrt(6.0 / (inputs + outputs))
    return (scattered(inputs * outputs, salt, dtype) * width).reshape(inputs, outputs)


def losses(dtype):
    sizes = [784, 128, 64, 10]
    w = [weights(sizes[k], sizes[k + 1], k + 1, dtype).requires_grad_() for k in range(3)]
    b = [(scattered(sizes[k + 1], k + 4, dtype) * 0.1).requires_grad_() for k in range(3)]
    adam = torch.optim.Adam(w + b, lr=0.001)
    for step in range(20):
        batch = step % 4
        inputs = (scattered(32 * 784, 10 + batch, dtype) + 0.5).reshape(32, 784)
        targets = (torch.arange(32) * 7 + batch * 3) % 10
        value = torch.relu(inputs @ w[0] + b[0])
        value = torch.relu(value @ w[1] + b[1])
        loss = torch.nn.functional.cross_entropy(value @ w[2] + b[2], targets)
        adam.zero_grad()
        loss.backward()
        adam.step()
        yield loss.item()


torch.set_num_threads(1)
for dtype, name in ((torch.float32, "f32"), (torch.float64, "f64")):
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "mlp_curve." + name + ".out"), "w") as out:
        out.writelines(repr(loss) + "\n" for loss in losses(dtype))
