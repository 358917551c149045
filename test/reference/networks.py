# Part of Cortex, under the MIT licence.
"""The expected values of networks.ctx, by PyTorch in float64; run by hand: networks.py > networks.out"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def show(name, tensor):
    flat = tensor.detach().reshape(-1)
    weights = torch.cos(0.7 * torch.arange(flat.numel()))
    print(name, tuple(tensor.shape), "%.9e %.9e" % (flat.sum(), (flat * weights).sum()))


def wave(*shape):
    count = 1
    for size in shape:
        count *= size
    return torch.sin(1.3 * torch.arange(count) + 0.2).reshape(shape).requires_grad_()


def case(name, function, *inputs):
    result = function(*inputs)
    show(name, result)
    loss = (result * torch.cos(0.3 * torch.arange(result.numel())).reshape(result.shape)).sum()
    for gradient in torch.autograd.grad(loss, inputs):
        show("  gradient", gradient)



def attention(q, k, v, causal=False):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:]).tril() == 0, -torch.inf)
    return scores.softmax(-1) @ v


case("batch norm", lambda x, g, b: F.batch_norm(x, None, None, g, b, True), wave(4, 3), wave(3), wave(3))
case("batch norm images", lambda x, g, b: F.batch_norm(x, None, None, g, b, True), wave(2, 3, 4, 2), wave(3), wave(3))
case("layer norm", lambda x, g, b: F.layer_norm(x, (4,), g, b), wave(2, 3, 4), wave(4), wave(4))
case("lstm", lambda x, h, c, wx, wh, b: torch.cat(torch._VF.lstm_cell(x, (h, c), wx.T, wh.T, b, torch.zeros_like(b))), wave(2, 3), wave(2, 2), wave(2, 2), wave(3, 8), wave(2, 8), wave(8))
case("lstm single", lambda x, h, c, wx, wh, b: torch.cat(torch._VF.lstm_cell(x[None], (h[None], c[None]), wx.T, wh.T, b, torch.zeros_like(b)), 1).reshape(-1), wave(3), wave(2), wave(2), wave(3, 8), wave(2, 8), wave(8))
case("gru", lambda x, h, wx, wh, b: torch._VF.gru_cell(x, h, wx.T, wh.T, b[0], b[1]), wave(2, 3), wave(2, 2), wave(3, 6), wave(2, 6), wave(2, 6))
case("gru one bias", lambda x, h, wx, wh, b: torch._VF.gru_cell(x, h, wx.T, wh.T, b, torch.zeros_like(b)), wave(2, 3), wave(2, 2), wave(3, 6), wave(2, 6), wave(6))
case("attention", lambda q, k, v: attention(q, k, v), wave(3, 4), wave(5, 4), wave(5, 2))
case("attention causal", lambda q, k, v: attention(q, k, v, True), wave(2, 3, 4), wave(2, 3, 4), wave(2, 3, 2))
case("attention heads", lambda q, k, v: attention(q, k, v), wave(2, 2, 3, 4), wave(2, 2, 5, 4), wave(2, 2, 5, 3))
case("attention shared", lambda q, k, v: attention(q, k, v), wave(2, 3, 4), wave(5, 4), wave(5, 2))
case("stack by stack", lambda a, b: a @ b, wave(2, 3, 4), wave(2, 4, 5))
case("stack by matrix", lambda a, b: a @ b, wave(2, 3, 4), wave(4, 5))
case("matrix by stack", lambda a, b: a @ b, wave(3, 4), wave(2, 4, 5))
case("stack by vector", lambda a, b: a @ b, wave(2, 3, 4), wave(4))
case("vector by stack", lambda a, b: a @ b, wave(4), wave(2, 4, 5))
case("stretched stacks", lambda a, b: a @ b, wave(2, 1, 3, 4), wave(5, 4, 2))
case("one matrix for all", lambda a, b: a @ b, wave(1, 3, 4), wave(2, 4, 5))
case("no stack", lambda a, b: a @ b, wave(0, 3, 4), wave(0, 4, 5))
case("transposed stacks", lambda a, b: a.transpose(1, 2) @ b.transpose(-1, -2), wave(2, 4, 3), wave(2, 5, 4))
case("groups", lambda x, w, b: F.conv2d(x, w, b, groups=2, padding=1), wave(2, 4, 4, 3), wave(6, 2, 3, 2), wave(6))
case("depthwise", lambda x, w: F.conv2d(x, w, groups=4), wave(1, 4, 4, 3), wave(4, 1, 2, 2))
case("embedding", lambda t: F.embedding(torch.tensor([[2, 0], [1, 2]]), t), wave(3, 4))
