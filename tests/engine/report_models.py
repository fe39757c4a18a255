"""What the models found in the made bakery, written by hand as tables of docs/workspace.md, for tests of the reports."""

from __future__ import annotations

import numpy as np
from report_tables import message

from assoc_engine.workspace import Coded, Workspace

REASON = "{count} of {out_of} customers of {because} took it."  # an id that no catalogue knows
START = 1_672_617_600  # Monday 2 January 2023
DAY = 86_400


def write_suggestions(workspace: Workspace, products: int = 12) -> None:
    """Seven for every product; the third has no reason."""
    product = np.repeat(np.arange(products, dtype=np.int32), 7)
    rank = np.tile(np.arange(1, 8, dtype=np.int32), products)
    other = ((product + rank) % products).astype(np.int32)
    workspace.put("suggestions", {
        "product": product, "rank": rank, "other": other, "score": 1.0 / rank,
        "reason": Coded(np.where(rank == 3, -1, 0).astype(np.int32), [REASON]), "because": product,
        "count": rank.astype(float), "out_of": np.full(len(rank), 40.0), "times": np.full(len(rank), np.nan),
    }, {"model": "ranker", "answer": message("Lists for all.")})  # fmt: skip


def write_sequences(workspace: Workspace, passing: int = 2, dated: bool = True, net: bool = True) -> None:
    """Five candidates, the clearest first, of which so many pass."""
    count = np.arange(5)
    workspace.put("sequences", {
        "a": np.array([4, 6, 8, 9, 1], np.int32), "b": np.array([6, 10, 9, 11, 0], np.int32),
        "days": np.array([7.0, 30.5, 12.0, 3.0, 50.0]) if dated else np.full(5, np.nan),
        "customers": np.array([40, 25, 11, 9, 8], np.int32), "a_customers": np.array([200, 100, 90, 80, 70], np.int32),
        "expected": np.array([20.0, 12.5, 9.0, 8.5, 7.9]), "p_value": np.where(count < passing, 1e-7, 0.3),
        "q_value": np.where(count < passing, 0.004, 0.6), "passes": count < passing,
        "score": np.array([3.5, 2.0, 1.2, 1.1, 1.0]) if net else np.full(5, np.nan),
    }, {"model": "gru" if net else "", "answer": message("{count} sequences.", count=passing)})  # fmt: skip


def write_leaderboard(workspace: Workspace, dated: bool = True, finished: bool = True) -> None:
    """Two tasks: on the pages the ranker wins, lift loses and cosine is too close to call; on the next basket the simple one stays."""
    rows = [
        ("page", "popularity", 0.07, 0.35, 0.33, 0.37), ("page", "confidence", 0.20, 1.0, 1.0, 1.0),
        ("page", "lift", 0.11, 0.55, 0.52, 0.58), ("page", "cosine", 0.21, 1.05, 0.98, 1.12),
        ("page", "ranker", 0.23, 1.15, 1.11, 1.19), ("page", "text-cnn", np.nan, np.nan, np.nan, np.nan),
        ("next-basket", "frequency", 0.12, 1.0, 1.0, 1.0), ("next-basket", "gru", 0.115, 0.96, 0.91, 1.01),
    ]  # fmt: skip
    task, model, ndcg, ratio, low, high = (list(column) for column in zip(*rows, strict=True))
    score = np.array(ndcg)
    split = {"by": "date", "first": START, "validate": START + 100 * DAY, "future": START + 140 * DAY, "end": START + 181 * DAY}
    by_position = {"by": "position", "first": 0, "validate": 0, "future": 0, "end": 0}
    absent = [{"model": "transformer", "reason": message("Too few customers.")}]
    workspace.put("leaderboard", {
        "task": task, "model": model, "cases": np.array([500] * 6 + [300] * 2), "hit": score + 0.3, "recall": score + 0.1, "ndcg": score,
        "low": score - 0.01, "high": score + 0.01, "coverage": score + 0.2, "seconds": score * 10,
        "parameters": np.array([0] * 7 + [12_345]), "validation": score,
        "ratio": np.array(ratio), "ratio_low": np.array(low), "ratio_high": np.array(high),
    }, {
        "tasks": [
            {"task": "page", "base": "confidence", "winner": "ranker", "answer": message("The ranker wins on pages."), "cases": 500,
             "absent": []},
            {"task": "next-basket", "base": "frequency", "winner": "frequency", "answer": message("Frequency stays."), "cases": 300,
             "absent": absent},
        ],
        "absent": [{"task": "new-product", "reason": message("No product is new.")}], "metric": "ndcg", "device": message("CPU."),
        "size": "S", "opened": 3, "finished": finished, "settings": {},
        "timeline": (split if dated else by_position) | {"orders": [1200, 400, 400]},
    })  # fmt: skip
