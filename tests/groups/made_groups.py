"""A shop whose groups are known, for tests: each order chooses a theme and keeps to it most of the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assoc_engine.models.contract import Train

THEMES = ("Rose tea", "Forest picnic", "Ocean bath", "Winter candle")
THINGS = ("cup", "plate", "tin", "bowl", "mug", "tray", "jar", "spoon", "bag", "box", "lamp", "towel")
START = 1_609_459_200  # 1 January 2021, a Friday
DAY = 86_400


@dataclass(frozen=True)
class Made:
    """`theme`: of each product, −1 of none."""

    train: Train
    theme: np.ndarray


def made(orders: int = 1500, loose: int = 8, keeps: float = 0.8, seed: int = 0, names: bool = True, days: int = 300) -> Made:
    """Four themes of twelve products and `loose` products of none; an order keeps to its theme with each product with chance `keeps`."""
    draw = np.random.default_rng(seed)
    size = len(THINGS)
    products = len(THEMES) * size + loose
    called = [f"{theme} {thing}" for theme in THEMES for thing in THINGS] + [f"Article {n} misc" for n in range(loose)]
    baskets = []
    for _ in range(orders):
        theme, count = draw.integers(len(THEMES)), draw.integers(1, 6)
        own, any_ = theme * size + draw.integers(size, size=count), draw.integers(products, size=count)
        baskets.append(np.unique(np.where(draw.random(count) < keeps, own, any_)))
    return Made(train_of(baskets, called if names else [str(1000 + n) for n in range(products)], days=days),
                np.r_[np.repeat(np.arange(len(THEMES)), size), np.full(loose, -1)])  # fmt: skip


def train_of(baskets, names, times=None, customers=None, days: int = 300, dated: bool = True) -> Train:
    """`times`: seconds, rising; evenly over `days` where not given. `customers`: number of each order's, −1 unknown."""
    count = len(baskets)
    time = np.asarray(times) if times is not None else START + (np.arange(count) * days * DAY) // max(count, 1)
    customer = np.full(count, -1, np.int32) if customers is None else np.asarray(customers, np.int32)
    return Train(
        start=np.cumsum([0, *map(len, baskets)]).astype(np.int64),
        items=np.concatenate([np.sort(np.asarray(basket, np.int32)) for basket in baskets]).astype(np.int32),
        time=time.astype(np.int64) if dated else None, customer=customer, customers=int(customer.max(initial=-1)) + 1, names=list(names),
        texts=list(names), category=np.full(len(names), -1, np.int32), price=np.full(len(names), np.nan), now=int(time[-1]) + 1,
    )  # fmt: skip


NO_LINKS = np.empty(0, np.int32), np.empty(0, np.int32)
