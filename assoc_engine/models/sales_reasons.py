"""What its sales alone say of a product: the reason of a list that is the same for everybody, and the last one of all others."""

from __future__ import annotations

import numpy as np

from .contract import Train
from .reasons import POPULAR, SOLD, Reasons


def sells_well(train: Train) -> np.ndarray:
    """bool a product: in at least as many orders as the products that were sold are on average."""
    sold = train.counts[train.counts > 0]
    return train.counts >= max(1.0, float(sold.mean()) if len(sold) else 1.0)


def sales_reasons(train: Train, ids: np.ndarray) -> Reasons:
    """Reasons of the shape of `ids` (int32, −1 for none). Nothing is said of a product that no order holds."""
    found = Reasons.none(ids.shape)
    found.vocabulary.extend((POPULAR, SOLD))
    place = np.nonzero(ids >= 0)
    place = tuple(axis[train.counts[ids[place]] > 0] for axis in place)
    products = ids[place]
    found.codes[place] = np.where(sells_well(train)[products], 0, 1)
    found.count[place], found.out_of[place] = train.counts[products], train.orders
    return found
