# Part of Cortex, under the MIT licence.
"""The expected values of lapack.ctx, by NumPy in float64; run by hand: lapack.py > lapack.out"""
import numpy as np


def show(name, values):
    flat = values.reshape(-1)
    weights = np.cos(0.7 * np.arange(flat.size))
    # An empty sum is a positive zero.
    print("  " + name, values.shape, "%.12e %.12e" % (flat.sum() + 0.0, (flat * weights).sum() + 0.0))


def noise(rows, columns):
    i = np.arange(rows * columns) + 20
    return (((7 * i * i * i + 3 * i + 1) % 65521 - 32760) / 32768).reshape(rows, columns)


def factors(rows, columns):
    print("factors of", rows, "by", columns)
    a = noise(rows, columns)
    q, r = np.linalg.qr(a)
    show("q", abs(q))
    show("r", abs(r))
    show("q @ r", q @ r)
    show("q.T @ q", q.T @ q)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    print("  shapes", u.shape, vt.shape)
    show("s", s)
    show("u @ s @ vt", (u * s) @ vt)
    show("u.T @ u", u.T @ u)
    show("vt @ vt.T", vt @ vt.T)


def equations(n, sides):
    print("equations of", n)
    a = noise(n, n) + np.eye(n)
    print("  det", "%.12e" % np.linalg.det(a))
    show("inv", np.linalg.inv(a))
    show("vector", np.linalg.solve(a, noise(n, 1)[:, 0]))
    show("matrix", np.linalg.solve(a, noise(n, sides)))
    show("cholesky", np.linalg.cholesky(noise(n, n) @ noise(n, n).T + np.eye(n)))


def eigenvalues(n):
    print("eigenvalues of", n)
    a = noise(n, n) + noise(n, n).T
    w, v = np.linalg.eigh(a)
    show("eigh", w)
    show("v @ w @ v.T", (v * w) @ v.T)
    show("v.T @ v", v.T @ v)
    scale = 1.0 + np.arange(n) / 16
    b = scale[:, None] * a / scale
    values, vectors = np.linalg.eig(b)
    order = np.argsort(values)
    show("eig", values[order])
    show("vectors", abs(vectors.T[order]))
    show("b @ v - v * w", b @ vectors - vectors * values)


for size in [(4, 4), (1, 1), (0, 0), (7, 3), (3, 7), (5, 1), (1, 5), (0, 3), (3, 0), (90, 60), (60, 90)]:
    factors(*size)
for n in [3, 1, 0, 60]:
    equations(n, 4)
    equations(n, 0)
    equations(n, 1)
for n in [4, 1, 0, 50]:
    eigenvalues(n)
