"""Counting pairs: us, mlxtend's fpgrowth and Borgelt's compiled pyfim, in one run on the same baskets.

    python -m tests.benchmarks.pairs [BASKETS.dat] [MIN_ORDERS]

pyfim needs a compiler (`pip install -e '.[bench]'`) and is left out where it is missing. Each is timed over five runs
after one that warms it up; the fastest counts. All must find the same pairs with the same counts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from assoc_engine.rules.counts import count_pairs

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "retail.dat"


def fastest(function, runs: int = 5):
    result, times = function(), []
    for _ in range(runs):
        started = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - started)
    return min(times), result


def ours(baskets: list[list[int]], floor: int) -> dict:
    start = np.cumsum([0, *(len(b) for b in baskets)]).astype(np.int64)
    items = np.concatenate([np.sort(b) for b in baskets]).astype(np.int32)

    def count() -> dict:
        found = count_pairs(start, items, int(items.max()) + 1, floor)
        return dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True), found.orders.tolist(), strict=True))

    return {"Assoc": count}


def mlxtend(baskets: list[list[int]], floor: int) -> dict:
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from scipy.sparse import csr_matrix

    start = np.cumsum([0, *(len(b) for b in baskets)])
    items = np.concatenate(baskets)
    frequent = np.flatnonzero(np.bincount(items) >= floor)
    matrix = csr_matrix((np.ones(len(items), bool), items, start))[:, frequent]
    frame = pd.DataFrame.sparse.from_spmatrix(matrix, columns=frequent.astype(str))

    def count() -> dict:
        sets = fpgrowth(frame, min_support=floor / len(baskets) - 1e-9, use_colnames=True, max_len=2)
        pairs = ((tuple(sorted(map(int, i))), round(s * len(baskets))) for i, s in zip(sets.itemsets, sets.support, strict=True))
        return {pair: n for pair, n in pairs if len(pair) == 2}

    return {"mlxtend": count}


def pyfim(baskets: list[list[int]], floor: int) -> dict:
    try:
        import fim
    except ModuleNotFoundError:
        print("pyfim is not installed")
        return {}
    return {"pyfim": lambda: {tuple(sorted(i)): n for i, n in fim.eclat(baskets, target="s", supp=-floor, zmin=2, zmax=2)}}


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    floor = int(sys.argv[2]) if len(sys.argv) > 2 else 88
    baskets = [sorted(set(map(int, line.split()))) for line in path.read_text().splitlines()]
    results, base = {}, 0.0
    for name, count in {**ours(baskets, floor), **mlxtend(baskets, floor), **pyfim(baskets, floor)}.items():
        seconds, pairs = fastest(count)
        results[name] = pairs
        base = seconds if name == "Assoc" else base
        print(f"{name:8s} {seconds * 1000:8.1f} ms  {len(pairs):,} pairs  {seconds / base:6.1f} × our time")
    agree = all(pairs == results["Assoc"] for pairs in results.values())
    print("all agree" if agree else "THEY DISAGREE")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
