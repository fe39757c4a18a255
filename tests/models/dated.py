"""Small histories with dates: customers as lists of (day, basket)."""

from __future__ import annotations

import numpy as np

from assoc_engine.models.contract import Train

DAY = 86_400


def dated(customers: list[list[tuple[float, list[int]]]], products: int, now: float | None = None) -> Train:
    """Orders in the order of time, `now` (a day) at the end."""
    orders = sorted(
        ((day, owner, sorted(set(basket))) for owner, mine in enumerate(customers) for day, basket in mine), key=lambda o: o[:2]
    )
    start = np.cumsum([0, *(len(basket) for _, _, basket in orders)]).astype(np.int64)
    names = [f"product {number}" for number in range(products)]
    return Train(
        start=start, items=np.array([i for _, _, basket in orders for i in basket], np.int32),
        time=np.array([round(day * DAY) for day, _, _ in orders], np.int64),
        customer=np.array([owner for _, owner, _ in orders], np.int32), customers=len(customers), names=names, texts=names,
        category=np.full(products, -1, np.int32), price=np.full(products, np.nan),
        now=round((orders[-1][0] if now is None else now) * DAY) + (now is None),
    )  # fmt: skip


def shop(customers: int, days: int, products: int, seed: int, every: float = 12.0) -> list[list[tuple[float, list[int]]]]:
    """Customers who come every so many days and buy 1 to 3 of the products, with tastes and nothing else."""
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(customers):
        liking = draw.pareto(2.0, products) + 0.2
        visits = np.unique(draw.uniform(0, days, max(1, draw.poisson(days / every))).astype(int))
        found.append([(float(day), draw.choice(products, draw.integers(1, 4), replace=False, p=liking / liking.sum()).tolist())
                      for day in visits])  # fmt: skip
    return found
