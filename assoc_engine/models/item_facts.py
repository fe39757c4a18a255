"""What is known of each product by itself at the end of a past: how much, how lately, in what orders, at what price, by what name."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .contract import Train

DAY = 86_400
NEVER = 1_000.0  # days: stands for "not in this past"


def item_facts(train: Train, baskets: sparse.csr_matrix) -> dict[str, np.ndarray]:
    """float64 a product each. Ages in days, rates in orders a day; a trend over 1 is a product that is rising."""
    size = np.diff(train.start).astype(np.float64)
    by_size = np.maximum(size - 1, 1) ** -0.5
    age = np.zeros(train.orders) if train.time is None else (train.now - train.time) / DAY
    span = age.max(initial=1.0)
    count = baskets.T @ np.ones(train.orders)
    orders = np.maximum(count, 1)
    row = np.repeat(np.arange(train.orders), np.diff(baskets.indptr))
    last, first = np.full(train.products, NEVER), np.zeros(train.products)
    np.minimum.at(last, baskets.indices, age[row])
    np.maximum.at(first, baskets.indices, age[row])
    sold = {days: baskets.T @ (1.0 * (age <= days)) for days in (7, 14, 30, 60)}
    facts = {"orders": count, "last": last, "first": first} | {f"sold{days}": n / days for days, n in sold.items()}
    for days in (30, 60):
        usual = count * days / np.minimum(np.maximum(first, days), max(span, days))
        facts[f"trend{days}"] = (sold[days] + 1) / (usual + 1)
    now, before = baskets.T @ (by_size * (age <= 60)), baskets.T @ (by_size * ((age > 60) & (age <= 120)))
    facts |= {"gain": (now + 1) / (before + 1), "fade": baskets.T @ (by_size * (age <= 14)) / np.maximum(now, 0.3)}
    buyers = _buyers(train, baskets)
    facts |= {"order_size": baskets.T @ size / orders, "size": baskets.T @ by_size, "size_mean": baskets.T @ by_size / orders,
              "strangers": baskets.T @ (1.0 * (train.customer < 0)) / orders, "buyers": buyers,
              "repeats": count / np.maximum(buyers, 1)}  # fmt: skip
    price = np.where(train.price > 0, train.price, np.nan)
    return facts | {"price": np.log(np.where(np.isnan(price), 1.0, price))}


def _buyers(train: Train, baskets: sparse.csr_matrix) -> np.ndarray:
    """Different known customers of each product."""
    row = np.repeat(np.arange(train.orders), np.diff(baskets.indptr))
    owner = train.customer[row].astype(np.int64)
    pairs = np.unique(owner[owner >= 0] * train.products + baskets.indices[owner >= 0])
    return np.bincount(pairs % train.products, minlength=train.products).astype(np.float64)


def name_vectors(train: Train) -> sparse.csr_matrix:
    """float32 products × pieces of 2 to 4 characters within words, tf-idf, of length 1 (0 for a product without text)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(text.strip() for text in train.texts):
        return sparse.csr_matrix((train.products, 1), dtype=np.float32)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    return sparse.csr_matrix(pieces.fit_transform(train.texts))
