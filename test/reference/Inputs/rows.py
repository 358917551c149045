# Part of Cortex, under the MIT licence.
"""What the tables print, by PyTorch in float64 (listing.ctx and rows.ctx print the same)."""
import torch

torch.set_default_dtype(torch.float64)


def word(v):
    return str(v).lower() if isinstance(v, bool) else "%.12e" % v


def tensor(*values):
    return torch.tensor(values)


def listed(name, x):
    """A line with a name, a shape, a kind, and all elements; what PyTorch has as a tensor of rank 0 is a number."""
    x = torch.as_tensor(x).detach()
    kind = {torch.float64: "float", torch.int64: "int64", torch.bool: "bool"}[x.dtype]
    if x.dim() == 0:
        kind = {"int64": "int"}.get(kind, kind)
    print(name, tuple(x.shape), kind, *(word(v) for v in x.reshape(-1).tolist()))


def scaled(name, x, factor):
    print(name, tuple(x.shape), "scaled", *(word(v) for v in (x * factor).reshape(-1).tolist()))


def waves(x, step):
    if x.dim() == 0:
        return torch.cos(torch.tensor(step))
    return torch.cos(step * torch.arange(x.numel())).reshape(x.shape)


def variable(x):
    return torch.as_tensor(x, dtype=torch.float64).clone().requires_grad_()


def gradients(value, inputs, u):
    """u times the derivatives of the value; zeros where an input has no part in it."""
    found = torch.autograd.grad((value * u).sum(), inputs, allow_unused=True) if value.requires_grad else [None] * len(inputs)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, inputs)]


def back(name, function, *inputs):
    """The row `back`."""
    inputs = [variable(x) for x in inputs]
    value = function(*inputs)
    listed(name, value)
    for gradient in gradients(value, inputs, waves(value, 0.3)):
        listed("  reverse", gradient)


def case(name, function, *inputs):
    """The rows `one` and `two`."""
    back(name, function, *inputs)
    for _ in inputs:
        print("  forward true")


one = two = case


def seen(name, function, x):
    """The row `seen`."""
    print(name)
    case("  value", function, x)


def edge(name, function, *inputs):
    """The rows `edge` and `edges`: of an element-wise function tangents along ones are what the gradients are."""
    inputs = [variable(x) for x in inputs]
    value = function(*inputs)
    listed(name, value)
    slopes = gradients(value, inputs, torch.ones_like(value))
    for mode in "reverse", "forward":
        for slope in slopes:
            listed("  " + mode, slope)


edges = edge


def slope(name, function, x):
    """The row `slope`."""
    x = variable(x)
    value = function(x)
    listed(name, value)
    listed("  reverse", gradients(value, [x], torch.ones_like(value))[0])


def wave(*shape):
    """Numbers that float32 has exactly, none of them 0 and no two of them equal."""
    count = 1
    for size in shape:
        count *= size
    i = torch.arange(count)
    return (((i * 37 + 11) % 101 - 50) / 32 + 1 / 64).reshape(shape)
