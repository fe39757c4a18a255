"""A shop whose products belong to themes and are launched one after another: two of a theme meet from when both are sold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assoc_engine.models.contract import Train
from assoc_engine.models.history import History
from tests.models.dated import DAY, dated

THEMES = ("robin", "lantern", "poppy", "anchor", "pirate", "fairy")
KINDS = ("mug", "plate", "bag", "card", "clock", "bunting", "tray", "cushion", "apron", "jar")


def theme_shop(seed: int = 0, days: int = 300, a_day: int = 8, themed: bool = True) -> Train:
    """60 products; two in three are launched later. An order holds 2 or 3 products of one theme and one of any; without `themed` they
    are of any theme, so there is nothing to foresee."""
    draw = np.random.default_rng(seed)
    products = len(THEMES) * len(KINDS)
    launch = np.where(np.arange(products) % 3 == 0, 0, draw.uniform(0, days, products))
    theme = np.arange(products) // len(KINDS)
    customers: list[list[tuple[float, list[int]]]] = [[] for _ in range(150)]
    for day in range(days):
        sold = np.flatnonzero(launch <= day)
        for _ in range(a_day):
            mine = sold[theme[sold] == draw.integers(len(THEMES))] if themed else sold
            if not len(mine):
                continue
            fresh = np.exp(-(day - launch[mine]) / 60) + 0.2
            some = draw.choice(mine, min(len(mine), draw.integers(2, 4)), replace=False, p=fresh / fresh.sum())
            customers[draw.integers(len(customers))].append((float(day), [*some.tolist(), int(draw.choice(sold))]))
    train = dated(customers, products, now=days)
    names = [f"{word} {kind}" for word in THEMES for kind in KINDS]
    return replace(train, names=names, texts=names)


def history_of(train: Train) -> History:
    return History(train, [str(number) for number in range(train.customers)])


__all__ = ["DAY", "history_of", "theme_shop"]
