# Part of Cortex, under the MIT licence.
"""The expected values of arrange.ctx, by PyTorch in float64; run by hand: arrange.py > arrange.out"""
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


case("flip", lambda x: x.flip(0, 1), wave(3, 4))
case("flip rows", lambda x: x.flip(0), wave(3, 4))
case("flip last", lambda x: x.flip(-1), wave(2, 3, 4))
case("flip nothing", lambda x: x.flip(1), wave(3, 0))
case("repeat flat", lambda x: x.repeat_interleave(3), wave(2, 3))
case("repeat rows", lambda x: x.repeat_interleave(2, 0), wave(2, 3))
case("repeat last", lambda x: x.repeat_interleave(2, -1), wave(2, 3, 2))
case("repeat counts", lambda x: x.repeat_interleave(torch.tensor([1, 0, 2]), 1), wave(2, 3))
case("repeat never", lambda x: x.repeat_interleave(0, 0), wave(2, 3))
case("tile", lambda x: x.tile(2), wave(2, 3))
case("tile two", lambda x: x.tile(2, 3), wave(2, 3))
case("tile more", lambda x: x.tile(2, 1, 2), wave(3))
case("tile fewer", lambda x: x.tile(2, 1), wave(2, 3, 2))
case("pad", lambda x: F.pad(x, (1, 2, 0, 3), value=0.5), wave(2, 3))
case("pad all", lambda x: F.pad(x, (1, 1, 1, 1)), wave(2, 3))
case("pad pair", lambda x: F.pad(x, (2, 0, 2, 0, 2, 0)), wave(2, 1, 2))
case("pad nothing", lambda x: F.pad(x, (1, 0, 1, 0)), wave(0, 2))
case("tril", lambda x: x.tril(), wave(3, 4))
case("tril up", lambda x: x.tril(1), wave(3, 3))
case("tril many", lambda x: x.tril(-1), wave(2, 3, 3))
case("triu", lambda x: x.triu(), wave(4, 3))
case("triu far", lambda x: x.triu(5), wave(2, 3))
case("diag", lambda x: x.diag(), wave(3, 4))
case("diag up", lambda x: x.diag(2), wave(3, 4))
case("diag down", lambda x: x.diag(-1), wave(3, 4))
case("diag of vector", lambda x: x.diag(-2), wave(3))
case("diag of one", lambda x: x.diag(), wave(1))
case("broadcast", lambda x: x.broadcast_to(2, 3, 4), wave(3, 1))
case("squeeze", lambda x: x.squeeze(), wave(1, 3, 1, 2))
case("squeeze one", lambda x: x.squeeze(-2), wave(1, 3, 1, 2))
case("gather rows", lambda x: x.gather(0, torch.tensor([[2, 0, 1], [0, 0, 1]])), wave(3, 4))
case("gather last", lambda x: x.gather(-1, torch.tensor([[2, 0], [3, 3]])), wave(3, 4))
case("gather middle", lambda x: x.gather(1, torch.tensor([[[2, 0]], [[1, 1]]])), wave(2, 3, 2))
case("concat", lambda x: torch.cat([x, x * 2], -1), wave(2, 3))
case("concat middle", lambda x: torch.cat([x, x[:, :1]], 1), wave(2, 3, 2))
case("concat nothing", lambda x: torch.cat([x, x[:0]], 0), wave(2, 3))
case("stack", lambda x: torch.stack([x, x * 2], 1), wave(2, 3))
case("stack last", lambda x: torch.stack([x, x.flip(0)], -1), wave(3))
case("sort", lambda x: x.sort(-1)[0], wave(3, 5))
case("sort rows", lambda x: x.sort(0)[0], wave(5, 3))
case("sort middle", lambda x: x.sort(1)[0], wave(2, 4, 2))
case("sort ties", lambda x: (x * 2).round().sort(stable=True, dim=-1)[0] + x.sum(), wave(9))
case("sort one", lambda x: x.sort()[0], wave(1))
case("sort nothing", lambda x: x.sort()[0], wave(0))
case("median odd", lambda x: x.median(1)[0], wave(3, 5))
case("median even", lambda x: (x.sort(0)[0][1] + x.sort(0)[0][2]) / 2, wave(4, 3))
case("median kept", lambda x: x.median(-1, keepdim=True)[0], wave(2, 3))
case("median all", lambda x: x.median(), wave(3, 3))
case("cumsum", lambda x: x.reshape(-1).cumsum(0), wave(2, 3))
case("cumsum rows", lambda x: x.cumsum(0), wave(4, 3))
case("cumsum last", lambda x: x.cumsum(-1), wave(2, 3, 4))
case("cumsum nothing", lambda x: x.cumsum(0), wave(0))
case("cumprod", lambda x: x.cumprod(1), wave(2, 4))
case("cumprod zero", lambda x: (x * torch.tensor([1.0, 0.0, 2.0, 0.0])).cumprod(-1), wave(2, 4))
case("cumprod vector", lambda x: x.cumprod(0), wave(5))
case("reshape", lambda x: x.reshape(2, -1), wave(3, 4))
case("flatten", lambda x: x.flatten(), wave(2, 1, 3))
case("transpose", lambda x: x.T, wave(2, 3))
case("transpose axes", lambda x: x.permute(2, 0, 1), wave(2, 3, 4))
case("expand_dims", lambda x: x.unsqueeze(1), wave(2, 3))
case("expand_dims last", lambda x: x.unsqueeze(-1), wave(2))
case("slice", lambda x: x.flip(0)[::2, 1:], wave(4, 3))
case("einsum", lambda x: torch.einsum("ij,kj->ik", x, x), wave(2, 3))
case("linspace", lambda x: x * torch.linspace(-1, 2, 7), wave(7))
case("one_hot", lambda x: x * F.one_hot(torch.tensor([2, 0]), 3), wave(2, 3))
