"""What the programs over Dask share: a cluster of processes on this machine, the RESULT line, checksums."""

import json
import os
import resource
import time

import numpy as np
from distributed import Client, LocalCluster


class Session:
    """A worker process for each rank, with one thread each: counting holds Python's lock."""

    def __init__(self, ranks):
        # No limit of memory, so that nothing is paused or spilled; no dashboard.
        self._cluster = LocalCluster(n_workers=ranks, threads_per_worker=1, processes=True, memory_limit=0, dashboard_address=None)
        self.client = Client(self._cluster)
        self.client.wait_for_workers(ranks)
        self.ranks = ranks

    def begin(self):
        self.startup = time.time() - float(os.environ.get("BENCH_T0", time.time()))
        self._start = time.perf_counter()

    def end(self):
        self.total = time.perf_counter() - self._start

    def finish(self, check, **fields):
        """Prints the line and ends the cluster."""
        peaks = self.client.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        peak = max([*peaks.values(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]) / 1024
        line = {"total_s": self.total, "startup_s": self.startup, **fields, "peak_mb": peak, "check": f"{check:016x}"}
        print("RESULT " + json.dumps(line), flush=True)
        self.client.close()
        self._cluster.close()


def fnv1a(texts):
    """The FNV-1a hashes of an array of fixed-width bytes, without their zeros at the end."""
    width = texts.dtype.itemsize
    rows = texts.view(np.uint8).reshape(len(texts), width)
    lengths = np.char.str_len(texts)
    hashes = np.full(len(texts), 0xCBF29CE484222325, dtype=np.uint64)
    for column in range(width):
        inside = lengths > column
        hashes[inside] = (hashes[inside] ^ rows[inside, column].astype(np.uint64)) * np.uint64(0x100000001B3)
    return hashes


def mix64(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def series(seed, begin, end):
    """Numbers begin to end of the series that data.hpp makes."""
    base = mix64(np.array([seed], dtype=np.uint64))
    return mix64(base + (np.arange(begin, end, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
