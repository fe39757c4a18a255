"""Every set of products in orders, counted by hand: what miners are held against."""

from __future__ import annotations

from collections import Counter
from itertools import combinations


def counted(orders) -> Counter:
    """Orders that hold each set, as a tuple of rising numbers."""
    counts: Counter = Counter()
    for order in orders:
        for size in range(1, len(order) + 1):
            counts.update(combinations(sorted(order), size))
    return counts
