"""Small histories for next-basket recommenders: customers as lists of baskets, without dates."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from assoc_engine.models.contract import Train
from assoc_engine.models.histories import read_histories


def of(customers: list[list[list[int]]], folder: Path) -> Train:
    """Read from a file, as a person would give them."""
    path = folder / "histories.json"
    path.write_text(json.dumps({str(number): baskets for number, baskets in enumerate(customers)}))
    return read_histories(path).train


def drawn(customers: int = 60, products: int = 30, seed: int = 0) -> list[list[list[int]]]:
    """1 to 9 baskets of 1 to 6 products, each customer with favourites of his own; every product occurs."""
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(customers):
        liking = draw.pareto(1.0, products) + 0.05
        shares = liking / liking.sum()
        found.append([
            draw.choice(products, draw.integers(1, 7), replace=False, p=shares).tolist() for _ in range(draw.integers(1, 10))
        ])  # fmt: skip
    found[0] = [list(range(products)), [0, 1]]
    return found
