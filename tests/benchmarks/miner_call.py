"""One call of one miner, alone in a process: how long it took, how far memory grew, and what it found as a few numbers to compare.

Run by miners.py:  python -m tests.benchmarks.miner_call FOLDER MINER MIN_ORDERS MIN_SIZE MAX_SIZE MEMORY
FOLDER has the baskets as CSR (start.npy int64, items.npy int32). Writes one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

EXACT = 200_000  # up to so many sets, a digest over all of them, sorted, is compared too
CHUNK = 500_000  # sets at a time, while they are summed up
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")

Sets = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Sets as CSR and the orders of each: start int64, items, orders int64."""


Prepared = tuple[int, Callable, Callable]
"""Bytes held before the baskets were there, the call, and what makes chunks of `Sets` of its result."""


def ours(folder: Path, floor: int, low: int, high: int, memory: int, threads: int) -> Prepared:
    from assoc_engine.rules.eclat import find_itemsets, warm_up

    warm_up()
    empty = memory_now()
    start, items = loaded(folder)
    products = int(items.max()) + 1

    def call():
        return find_itemsets(start, items, products, floor, min_size=low, max_size=high, memory=memory, threads=threads)

    def chunks(sets):
        if not sets.complete:
            raise SystemExit(f"only from {sets.min_orders} orders on")
        rows = sets.rows()
        for k in range(0, len(rows), CHUNK):
            part = rows[k : k + CHUNK]
            yield (*sets.products(part), sets.orders[part].astype(np.int64))

    return empty, call, chunks


def pyfim(name: str, folder: Path, floor: int, low: int, high: int) -> Prepared:
    import fim

    empty = memory_now()
    start, items = loaded(folder)
    shared = list(range(int(items.max()) + 1))  # one Python number a product, not one an entry
    baskets = [[shared[item] for item in items[a:b]] for a, b in pairwise(start)]
    del start, items, shared

    def call():
        return getattr(fim, name)(baskets, target="s", supp=-floor, zmin=low, zmax=high or -1, report="a")

    def chunks(found):
        for k in range(0, len(found), CHUNK):
            part = found[k : k + CHUNK]
            yield _flat([products for products, _ in part], np.array([orders for _, orders in part], np.int64))

    return empty, call, chunks


def mlxtend(folder: Path, floor: int, low: int, high: int) -> Prepared:
    """From a sparse frame of the products that reach the minimum; it has no least size, and returns shares."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from scipy.sparse import csr_matrix

    empty = memory_now()
    start, items = loaded(folder)
    orders = len(start) - 1
    frequent = np.flatnonzero(np.bincount(items) >= floor)
    matrix = csr_matrix((np.ones(len(items), bool), items, start), shape=(orders, int(items.max()) + 1))[:, frequent]
    frame = pd.DataFrame.sparse.from_spmatrix(matrix)
    del start, items, matrix

    def call():
        return fpgrowth(frame, min_support=(floor - 1e-6) / orders, max_len=high or None)

    def chunks(found):
        found = found[found["itemsets"].map(len) >= low]
        for k in range(0, len(found), CHUNK):
            part = found.iloc[k : k + CHUNK]
            edges, columns, counts = _flat(list(part["itemsets"]), np.rint(part["support"].to_numpy() * orders).astype(np.int64))
            yield edges, frequent[columns], counts

    return empty, call, chunks


def loaded(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return np.load(folder / "start.npy"), np.load(folder / "items.npy")


def _flat(sets: list, orders: np.ndarray) -> Sets:
    start = np.cumsum([0, *map(len, sets)])
    return start, np.fromiter(chain.from_iterable(sets), np.int64, int(start[-1])), orders


def summed_up(chunks) -> dict:
    """The same for the same sets with the same counts, in whatever order they come: sets by size, and the sum over them of 64 mixed
    bits of the count and of the xor of random words for the products. Up to EXACT sets also a SHA-256 over all of them, sorted."""
    words = np.random.default_rng(1).integers(0, 2**64, 200_000, np.uint64)
    sizes, total, listed = np.zeros(1, np.int64), np.uint64(0), []
    for start, items, orders in chunks:
        length = np.diff(start)
        counted = np.bincount(length, minlength=len(sizes))
        counted[: len(sizes)] += sizes
        sizes = counted
        mixed = np.bitwise_xor.reduceat(words[items], start[:-1]) + orders.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        total += (mixed ^ (mixed >> np.uint64(31))).sum(dtype=np.uint64)
        if sizes.sum() <= EXACT:
            numbers, edges = items.tolist(), start.tolist()
            listed += [(sorted(numbers[a:b]), n) for a, b, n in zip(edges[:-1], edges[1:], orders.tolist(), strict=True)]
    sets = int(sizes.sum())
    exact = hashlib.sha256(repr(sorted(listed)).encode()).hexdigest() if sets <= EXACT else ""
    return {"sets": sets, "sizes": sizes[1:].tolist(), "sum": int(total), "exact": exact}


def memory_now() -> int:
    """Bytes held now; the highest mark is set back to it where the system allows it."""
    import psutil

    if CLEAR.exists():
        CLEAR.write_text("5")
    return psutil.Process().memory_info().rss


def highest() -> int:
    """The most bytes held since `memory_now`. (Not ru_maxrss on Linux: it starts with what the parent held.)"""
    if STATUS.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", STATUS.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    folder, miner = Path(sys.argv[1]), sys.argv[2]
    floor, low, high, memory = map(int, sys.argv[3:])
    name, _, threads = miner.partition("/")
    if name == "Assoc":
        empty, call, chunks = ours(folder, floor, low, high, memory, int(threads))
    elif name == "mlxtend":
        empty, call, chunks = mlxtend(folder, floor, low, high)
    else:
        empty, call, chunks = pyfim(name, folder, floor, low, high)
    before = memory_now()
    started, worked = time.perf_counter(), time.process_time()
    found = call()
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    most = highest()
    numbers = {"seconds": seconds, "worked": worked, "grown": most - before, "whole": most - empty}
    print(json.dumps(numbers | summed_up(chunks(found))))


if __name__ == "__main__":
    main()
