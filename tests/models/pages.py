"""Small histories for page recommenders: orders as lists of product numbers, one a day."""

from __future__ import annotations

import numpy as np

from assoc_engine.models.contract import Train

DAY = 86_400


def history(baskets: list[list[int]], products: int, customers: list[int] | None = None) -> Train:
    """One order a day from day 0 on; `now` is the day after the last."""
    sets = [sorted(set(basket)) for basket in baskets]
    return Train(
        start=np.cumsum([0, *map(len, sets)]).astype(np.int64),
        items=np.array([item for basket in sets for item in basket], np.int32),
        time=np.arange(len(sets), dtype=np.int64) * DAY,
        customer=np.array(customers if customers is not None else [-1] * len(sets), np.int32),
        customers=max(customers, default=-1) + 1 if customers is not None else 0,
        names=[f"product {number}" for number in range(products)],
        texts=[f"product {number}" for number in range(products)],
        category=np.full(products, -1, np.int32),
        price=np.full(products, np.nan),
        now=len(sets) * DAY,
    )


def random_history(orders: int = 400, products: int = 30, seed: int = 0) -> Train:
    """Orders of 0 to 8 products, drawn unevenly, of 40 customers and strangers."""
    draw = np.random.default_rng(seed)
    shares = draw.pareto(1.5, products) + 0.1
    baskets = [
        draw.choice(products, size, replace=False, p=shares / shares.sum()).tolist() for size in draw.integers(0, 9, orders)
    ]
    return history(baskets, products, draw.integers(-1, 40, orders).tolist())


def as_lists(train: Train) -> list[list[int]]:
    return [train.items[low:high].tolist() for low, high in zip(train.start[:-1], train.start[1:])]
