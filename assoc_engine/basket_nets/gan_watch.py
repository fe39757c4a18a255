"""What is told of each round of the GAN, and when it has collapsed."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
from scipy import sparse

from .fidelity import Fidelity, contents, spread
from .gan_lesson import Orders

FILE = "gan.jsonl"  # of a workspace, a line a round
MADE = 8_000  # baskets made for the figures of a round, at most
SIZES = 30  # of the last size told apart; larger ones are counted with it
FELL = 0.5  # different baskets as a share of what real ones have, and the correlation of shares, below which it has collapsed


class Watch:
    """`count`: baskets to be made for each round."""

    def __init__(self, orders: Orders) -> None:
        self.count = min(MADE, max(len(orders), 200))
        self.by_popularity = np.argsort(-np.asarray(orders.baskets.sum(axis=0)).ravel(), kind="stable")
        self.real = self._shares(orders.baskets, "real")

    def line(self, found: Fidelity, made: sparse.csr_matrix, collapsed: bool) -> dict[str, Any]:
        """Plain data: the figures (None where undefined), `real_sizes`, `made_sizes` (shares of baskets of 1, 2, …, 30 or more products),
        `real_items`, `made_items` (shares that hold each of up to 200 products, from the most bought down) and `stopped`."""
        figures = {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in asdict(found).items()}
        return {**figures, **self.real, **self._shares(made, "made"), "stopped": "collapsed" if collapsed else ""}

    def _shares(self, baskets: sparse.csr_matrix, of: str) -> dict[str, list[float]]:
        sizes = np.bincount(np.diff(baskets.indptr).clip(1, SIZES), minlength=SIZES + 1)[1:] / baskets.shape[0]
        return {f"{of}_sizes": sizes.round(5).tolist(), f"{of}_items": spread(baskets[:, self.by_popularity]).round(5).tolist()}


def collapsed(found: Fidelity, real: sparse.csr_matrix, made: sparse.csr_matrix) -> bool:
    """Whether the generator makes fewer different baskets than there are among as many real ones, or products in quite other shares.
    Baskets of some products alone count (see `contents`), since small ones are often the same in any shop."""
    all_real, all_made = contents(real), contents(made)
    as_many = min(len(all_real), len(all_made))
    # Of the real ones by turns: neighbours in time may be alike.
    different = [len(set(baskets)) for baskets in (all_real[:: max(1, len(all_real) // max(1, as_many))][:as_many], all_made[:as_many])]
    return different[1] < FELL * different[0] or found.marginals < FELL
