"""What the models found in the made shop, written by hand: who came back for what, a leaderboard, suggestions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from shop import NAMES, baskets_of, message

from assoc_engine.workspace import Coded, Workspace

CUSTOMERS = 40
TEA, CUP, CAKE, GREEN = 0, 1, 2, 3
ALSO = "Bought by those who bought {because}: {count} of {out_of} orders."
LIKE = "Its name is like that of {because}."


def customer_of(orders: int = 200) -> np.ndarray:
    """Every fifth order is of an unknown customer (−1), the others go round."""
    number = np.arange(orders)
    return np.where(number % 5 == 4, -1, number % CUSTOMERS).astype(np.int32)


def write_customers(folder: Path, orders: int = 200) -> None:
    """The clean orders again, with their customers."""
    workspace = Workspace(folder)
    table = workspace.get("orders")
    codes = Coded(customer_of(orders), [f"C{number:02d}" for number in range(CUSTOMERS)])
    workspace.put("orders", {**table.columns, "customer": codes}, {**table.meta, "has_customer": True})


def followers(a: int, b: int, orders: int = 200) -> dict[str, tuple[int, int]]:
    """Customer → (order of A, later order of B), by a walk through each customer's orders as one would do it by hand."""
    baskets, who, found = baskets_of(orders), customer_of(orders), {}
    for customer in range(CUSTOMERS):
        mine = [number for number in range(orders) if who[number] == customer]
        first_a = next((number for number in mine if a in baskets[number]), None)
        first_b = next((number for number in mine if b in baskets[number]), None)
        if first_a is not None and first_b is not None and first_b > first_a:
            found[f"C{customer:02d}"] = (first_a, first_b)
    return found


def write_sequences(folder: Path, passing: int = 1, dated: bool = True) -> list[tuple[int, int]]:
    """The table `sequences`: the pairs of products (a, b) with most followers. The first `passing` of them pass."""
    total = len(NAMES)
    pairs = [(a, b) for a in range(total) for b in range(total) if a != b and len(followers(a, b)) >= 2]
    pairs.sort(key=lambda pair: -len(followers(*pair)))
    counts = [followers(*pair) for pair in pairs]
    customers = np.array([len(found) for found in counts], np.int64)
    days = np.array([np.median([later - first for first, later in found.values()]) for found in counts])
    passes = np.arange(len(pairs)) < passing
    words = message("{count} sequences found.", count=passing) if passing else message("No sequence goes beyond chance.")
    Workspace(folder).put("sequences", {
        "a": np.array([a for a, _ in pairs], np.int32), "b": np.array([b for _, b in pairs], np.int32),
        "days": days if dated else np.full(len(pairs), np.nan), "customers": customers,
        "a_customers": customers + 3, "expected": np.where(passes, customers / 4, customers * 0.9),
        "p_value": np.where(passes, 1e-6, 0.4), "q_value": np.where(passes, 0.002, 0.6), "passes": passes,
        "score": np.where(passes, 3.25, 1.1),
    }, {"model": "gru", "answer": words})  # fmt: skip
    return pairs


def write_suggestions(folder: Path) -> None:
    """Lists of six for Tea (which has a proven link), Cake and 绿茶 (which have none)."""
    rows = [(product, rank) for product in (TEA, CAKE, GREEN) for rank in range(1, 7)]
    product, rank = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    other = ((product + rank + 1) % 8).astype(np.int32)
    named = rank == 2
    Workspace(folder).put("suggestions", {
        "product": product, "rank": rank, "other": other, "score": 1.0 / rank,
        "reason": Coded(np.where(named, 1, 0).astype(np.int32), [ALSO, LIKE]),
        "because": other, "count": np.where(named, np.nan, rank.astype(float)),
        "out_of": np.where(named, np.nan, 12.0), "times": np.full(len(rows), np.nan),
    }, {"model": "ranker", "answer": message("Several methods combined suggests for {count} products.", count=3)})  # fmt: skip
