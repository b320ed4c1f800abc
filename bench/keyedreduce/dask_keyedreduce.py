"""The keyed reduce with Dask: a data frame that lies in the workers' memory, grouped by key and summed, the result divided over the workers.

Usage: dask_keyedreduce.py WORKERS int64|text PAIRS KEYS
"""

import os
import sys

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
from distributed import wait

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "twin"))
from dask_twin import Session, fnv1a, mix64, series  # noqa: E402

# Partitions for each worker.
PARTITIONS = 8


def texts_of(numbers):
    first, second = mix64(numbers), mix64(numbers + np.uint64(1 << 32))
    lengths = 8 + first % np.uint64(17)
    letters = np.zeros((len(numbers), 24), dtype=np.uint8)
    for start, digits in ((0, first), (12, second)):
        for i in range(start, start + 12):
            letters[:, i] = np.where(lengths > i, ord("a") + (digits % np.uint64(26)), 0)
            digits = digits // np.uint64(26)
    return letters.view("S24").reshape(-1)


def part(kind, begin, end, keys):
    numbers, values = series(5, begin, end) % np.uint64(keys), (series(6, begin, end) >> np.uint64(33)).astype(np.int64)
    return pd.DataFrame({"key": mix64(numbers) if kind == "int64" else texts_of(numbers).astype(object), "value": values})


def check_of(kind, sums):
    keys = sums.index.to_numpy()
    hashes = keys.astype(np.uint64) if kind == "int64" else fnv1a(keys.astype("S24"))
    return int(((sums.to_numpy().astype(np.uint64) % np.uint64(1000003)) * (hashes | np.uint64(1))).sum(dtype=np.uint64))


def main():
    ranks, kind, pairs, keys = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    session = Session(ranks)
    bounds = [pairs * i // (PARTITIONS * ranks) for i in range(PARTITIONS * ranks + 1)]
    meta = part(kind, 0, 1, keys)
    frame = dd.from_delayed([dask.delayed(part)(kind, begin, end, keys) for begin, end in zip(bounds, bounds[1:])], meta=meta, verify_meta=False).persist()
    wait(frame)
    session.begin()
    sums = frame.groupby("key", sort=False)["value"].sum(split_out=ranks).persist()
    wait(sums)
    session.end()
    result = sums.compute()
    session.finish(check_of(kind, result), pairs=pairs, keys=len(result))


if __name__ == "__main__":
    main()
