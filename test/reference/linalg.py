# Part of Cortex, under the MIT licence.
"""The expected values of linalg.ctx, by PyTorch in float64; run by hand: linalg.py > linalg.out"""
import torch

torch.set_default_dtype(torch.float64)


def show(name, tensor):
    flat = tensor.detach().reshape(-1)
    weights = torch.cos(0.7 * torch.arange(flat.numel()))
    print(name, tuple(tensor.shape), "%.9e %.9e" % (flat.sum(), (flat * weights).sum()))


def wave(*shape):
    count = 1
    for size in shape:
        count *= size
    return torch.sin(1.3 * torch.arange(count) ** 2 + 0.2).reshape(shape).requires_grad_()


def case(name, function, *inputs):
    result = function(*inputs)
    show(name, result)
    loss = (result * torch.cos(0.3 * torch.arange(result.numel())).reshape(result.shape)).sum()
    for gradient in torch.autograd.grad(loss, inputs):
        show("  gradient", gradient)


def squares(u, s, vt):
    """What does not depend on the signs of singular vectors."""
    return torch.cat([(u * u).reshape(-1), s, (vt * vt).reshape(-1)])


def ordered(w, v):
    order = w.real.argsort()
    return torch.cat([w.real[order], (v.real * v.real)[:, order].reshape(-1)])


def projected(w, v):
    return torch.cat([w, (v * v).reshape(-1)])


def skewed(x):
    """A matrix with real eigenvalues that is not symmetric."""
    scale = torch.arange(1.0, len(x) + 1.0)
    return scale[:, None] * (x + x.T) / scale


def spectrum(x):
    """What depends neither on the order nor on the signs of eigenvectors."""
    w, v = torch.linalg.eig(skewed(x))
    return (v.real * v.real) @ (w.real * w.real)


case("det", lambda x: torch.linalg.det(x), wave(3, 3))
case("det of one", lambda x: torch.linalg.det(x), wave(1, 1))
case("inv", lambda x: torch.linalg.inv(x), wave(4, 4))
case("cholesky", lambda x: torch.linalg.cholesky(x @ x.T + torch.eye(3)), wave(3, 3))
case("cholesky of one", lambda x: torch.linalg.cholesky(x * x), wave(1, 1))
case("qr square", lambda x: torch.cat([t.reshape(-1) for t in torch.linalg.qr(x)]), wave(3, 3))
case("qr tall", lambda x: torch.cat([t.reshape(-1) for t in torch.linalg.qr(x)]), wave(5, 3))
case("qr wide", lambda x: torch.cat([t.reshape(-1) for t in torch.linalg.qr(x)]), wave(2, 4))
case("svd values", lambda x: torch.linalg.svd(x, full_matrices=False)[1], wave(4, 3))
case("svd square", lambda x: squares(*torch.linalg.svd(x, full_matrices=False)), wave(3, 3))
case("svd tall", lambda x: squares(*torch.linalg.svd(x, full_matrices=False)), wave(5, 3))
case("svd wide", lambda x: squares(*torch.linalg.svd(x, full_matrices=False)), wave(2, 4))
case("eigh", lambda x: projected(*torch.linalg.eigh(x + x.T)), wave(4, 4))
case("eigh values", lambda x: torch.linalg.eigh(x + x.T)[0], wave(4, 4))
case("eig", lambda x: ordered(*torch.linalg.eig(x * 0.3 + torch.diag(torch.arange(4.0)))), wave(4, 4))
case("eig in any order", spectrum, wave(4, 4))
case("eig of one", spectrum, wave(1, 1))
case("eig values", lambda x: (torch.linalg.eigvals(skewed(x)).real ** 3).sum(), wave(4, 4))
case("trace", lambda x: torch.trace(x), wave(3, 3))
case("solve vector", lambda a, b: torch.linalg.solve(a, b), wave(3, 3), wave(3))
case("solve matrix", lambda a, b: torch.linalg.solve(a, b), wave(3, 3), wave(3, 2))
case("solve one", lambda a, b: torch.linalg.solve(a, b), wave(1, 1), wave(1, 2))
case("outer", lambda a, b: torch.outer(a, b), wave(3), wave(2))
case("dot", lambda a, b: torch.dot(a, b), wave(3), wave(3))
