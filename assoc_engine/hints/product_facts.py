"""What is known of each product by itself at the end of a past, as far as it tells who will meet whom: how much it sells lately, whether
it rises, since when it sells, in what orders, to whom, at what price. Nothing that names it: that would be learned by heart."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .question import Question

WINDOWS = (7, 14, 30, 60, 90)
LONGEST = 120.0  # of an age in the facts: who sells since before is simply old
LARGE = 60  # products: an order of so many and more is large


def product_facts(question: Question, ages: np.ndarray) -> dict[str, np.ndarray]:
    """float64, one a product looked at each. `ages` float64, one an order: Horizon.ages."""
    baskets, size = question.baskets, np.asarray(question.baskets.sum(axis=1), np.float64).ravel()
    sold = {days: _held(baskets, ages <= days) for days in WINDOWS}
    count = np.maximum(_held(baskets, ages >= 0), 1)
    row = np.repeat(np.arange(baskets.shape[0]), np.diff(baskets.indptr))
    first, last = np.zeros(baskets.shape[1]), np.full(baskets.shape[1], LONGEST)
    np.maximum.at(first, baskets.indices, ages[row])
    np.minimum.at(last, baskets.indices, ages[row])
    facts = {f"sold{days}": held / days for days, held in sold.items()}
    facts |= {
        "orders": count, "first": np.minimum(first, LONGEST), "last": last,
        "rise14": _rise(sold[14] / 14, sold[60] / 60), "rise30": _rise(sold[30] / 30, sold[90] / 90),
        "rise60": _rise(sold[60] / 60, count / np.maximum(first, 60)),
        "size": _held(baskets, size) / count, "size30": _held(baskets, size * (ages <= 30)) / np.maximum(sold[30], 1),
        "large": _held(baskets, size >= LARGE) / count, "strangers": _held(baskets, question.train.customer < 0) / count,
        "price": _prices(question),
    }  # fmt: skip
    return facts


def _held(baskets: sparse.csr_matrix, weight: np.ndarray) -> np.ndarray:
    """The summed weights of the orders that hold each product."""
    return np.asarray(baskets.T @ weight.astype(np.float64)).ravel()


def _rise(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """How much more often than before, drawn to 1 where there is little of either."""
    return (now + 0.03) / (before + 0.03)


def _prices(question: Question) -> np.ndarray:
    """Logarithms; a product without a price has the middle one."""
    price = question.train.price[question.products]
    known = price[price > 0]
    return np.log(np.where(price > 0, price, np.median(known) if len(known) else 1.0))
