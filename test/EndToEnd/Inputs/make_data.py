#!/usr/bin/env python3
"""Writes small data sets, and broken ones, for the tests.

    make_data.py images DIR COUNT    MNIST's four files with COUNT training images that a network can learn
    make_data.py broken DIR          folders and files, each wrong in one way that its name says
"""
import gzip
import os
import random
import struct
import sys

CLASSES, SIDE = 10, 28


def idx(code, sizes, payload):
    """An IDX file: magic number with the element type and the rank, the sizes, the elements."""
    return struct.pack(">BBBB%dI" % len(sizes), 0, 0, code, len(sizes), *sizes) + bytes(payload)


def learnable_images(count, seed):
    """Each class is a bright bar at a row of its own, under noise; returns (images, labels)."""
    numbers = random.Random(seed)
    labels = [i % CLASSES for i in range(count)]
    numbers.shuffle(labels)
    pixels = bytearray()
    for label in labels:
        for row in range(SIDE):
            low, high = (150, 255) if 2 * label + 3 <= row <= 2 * label + 4 else (0, 60)
            pixels += bytes(numbers.randint(low, high) for _ in range(SIDE))
    return idx(8, [count, SIDE, SIDE], pixels), idx(8, [count], labels)


def write(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as stream:
        stream.write(data)


def write_images(folder, count):
    for part, size, seed in (("train", count, 1), ("t10k", max(CLASSES, count // 5), 2)):
        images, labels = learnable_images(size, seed)
        # One pair compressed, one not: both are read.
        write(folder, part + "-images-idx3-ubyte.gz", gzip.compress(images, 1, mtime=0))
        write(folder, part + "-labels-idx1-ubyte", labels)


def write_pair(folder, images, labels, suffix=""):
    write(folder, "train-images-idx3-ubyte" + suffix, images)
    write(folder, "train-labels-idx1-ubyte" + suffix, labels)


def write_broken_idx(folder):
    images = idx(8, [4, 2, 2], range(16))
    labels = idx(8, [4], range(4))
    packed = gzip.compress(images, 1, mtime=0)
    middle = len(packed) // 2
    write_pair(folder + "/good", images, labels)
    write_pair(folder + "/empty", b"", labels)
    write_pair(folder + "/short-header", images[:6], labels)
    write_pair(folder + "/truncated", images[:-3], labels)
    write_pair(folder + "/oversized", images + b"abc", labels)
    write_pair(folder + "/bad-magic", b"\x01" + images[1:], labels)
    write_pair(folder + "/bad-type", images[:2] + b"\x07" + images[3:], labels)
    write_pair(folder + "/huge", idx(8, [2 ** 32 - 1] * 3, b""), labels)
    write_pair(folder + "/zero-rank", struct.pack(">BBBB", 0, 0, 8, 0), labels)
    write_pair(folder + "/fewer-labels", images, idx(8, [3], range(3)))
    write_pair(folder + "/cut-gzip", packed[:middle], gzip.compress(labels), ".gz")
    write_pair(folder + "/bad-gzip", packed[:middle] + b"\xff\x00" * 4 + packed[middle + 8:],
               gzip.compress(labels), ".gz")
    write_pair(folder + "/not-gzip", b"plain text", gzip.compress(labels), ".gz")
    write(folder + "/no-labels", "train-images-idx3-ubyte", images)
    os.makedirs(folder + "/nothing", exist_ok=True)


def write_broken_csv(folder):
    write(folder, "good.csv", b"a,b,label\n1,2,0\n3,4,1\n")
    write(folder, "bad-cell.csv", b"a,b,label\n1,2,0\n3,oops,1\n")
    write(folder, "ragged.csv", b"a,b,label\n1,2,0\n3,4\n")
    write(folder, "empty.csv", b"")
    write(folder, "header-only.csv", b"a,b,label\n")
    write(folder, "latin.csv", b"a,b,label\n1,\xff\xfe,0\n")
    write(folder, "nul.csv", b"a,b,label\n1,2\x00,0\n")
    write(folder, "open-quote.csv", b"a,b,label\n1,\"2,0\n")
    write(folder, "unknown.xyz", b"1 2 3")
    os.makedirs(folder + "/folder.csv", exist_ok=True)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "images":
        write_images(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) == 3 and sys.argv[1] == "broken":
        write_broken_idx(sys.argv[2])
        write_broken_csv(sys.argv[2])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
