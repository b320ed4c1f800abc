"""The word count with Dask: blocks of the file, cut at line ends, are counted by Counter, and the counters merged up a tree.

Usage: dask_wordcount.py WORKERS FILE

A bag of words (read_text().str.split().flatten().frequencies()) is how Dask's own example does it; counting a block's words in one call, as bytes, is several times faster.
"""

import os
import sys
from collections import Counter

import dask
import dask.bag as db
from dask.bytes import read_bytes

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "twin"))
from dask_twin import Session  # noqa: E402

BLOCK_BYTES = 16 << 20


def count(block):
    # Every byte up to 0x20 divides words, not only those that split() takes for blanks.
    separators = bytes(range(0x21))
    return [Counter(block.translate(bytes.maketrans(separators, b" " * len(separators))).split())]


def merge(counters):
    total = Counter()
    for counter in counters:
        total.update(counter)
    return total


def check_of(counts):
    total = 0
    for word, n in counts.items():
        value = 0xCBF29CE484222325
        for byte in word:
            value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
        total += value * n
    return total & 0xFFFFFFFFFFFFFFFF


def main():
    ranks, path = int(sys.argv[1]), sys.argv[2]
    session = Session(ranks)
    session.begin()
    _, files = read_bytes(path, delimiter=b"\n", blocksize=BLOCK_BYTES, sample=False)
    blocks = [block for file in files for block in file]
    counters = db.from_delayed([dask.delayed(count)(block) for block in blocks])
    counts = counters.reduction(merge, merge, split_every=8).compute()
    session.end()
    session.finish(check_of(counts), words=sum(counts.values()), distinct=len(counts), bytes=os.path.getsize(path))


if __name__ == "__main__":
    main()
