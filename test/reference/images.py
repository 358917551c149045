# Part of Cortex, under the MIT licence.
"""The expected values of images.ctx, by PyTorch in float64; run by hand: images.py > images.out"""
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


x, w, b = wave(2, 3, 7, 6), wave(4, 3, 3, 2), wave(4)
case("plain", lambda x, w: F.conv2d(x, w), x, w)
case("bias", lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2)), x, w, b)
case("dilated", lambda x, w: F.conv2d(x, w, dilation=(2, 3), padding=1, stride=2), x, w)
case("same", lambda x, w: F.conv2d(x, w, padding="same"), x, wave(2, 3, 3, 5))
case("one window", lambda x, w: F.conv2d(x, w), wave(1, 2, 3, 3), wave(1, 2, 3, 3))
case("no image", lambda x, w: F.conv2d(x, w), wave(0, 3, 7, 6), w)
case("max", lambda x: F.max_pool2d(x, 2), x)
case("max apart", lambda x: F.max_pool2d(x, (3, 2), stride=(2, 1), padding=(1, 1)), x)
case("mean", lambda x: F.avg_pool2d(x, 2), x)
case("mean apart", lambda x: F.avg_pool2d(x, (3, 2), stride=(2, 1), padding=(1, 1)), x)
case("ties", lambda x: F.max_pool2d(x, 2), torch.ones(1, 1, 4, 4).requires_grad_())
a, c = wave(3, 4), wave(4, 5)
case("matrices", lambda a, c: torch.einsum("ij,jk->ik", a, c), a, c)
case("turned", lambda a, c: torch.einsum("ij,jk->ki", a, c), a, c)
case("weights", lambda a, c: torch.einsum("ij,jk,k->i", a, c, torch.ones(5)), a, c)
p, q = wave(2, 3, 4), wave(2, 5, 4)
case("batches", lambda p, q: torch.einsum("bij,bkj->bik", p, q), p, q)
case("implied", lambda p, q: torch.einsum("bij,bkj", p, q), p, q)
case("diagonal", lambda p: torch.einsum("iji->ji", p), wave(3, 2, 3))
case("outer", lambda a, c: torch.einsum("ij,kl->ljki", a, c), a, c)
case("element-wise", lambda p, q: torch.einsum("bij,bij->bij", p, q), p, wave(2, 3, 4))
case("nothing", lambda a, c: torch.einsum("ij,jk->ik", a, c), wave(0, 4), c)
