"""The products that go with both of two, by the list of links: known to those who only show links as well, so nothing here counts
orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def companions_of(links: Mapping[str, Any], a: int, b: int) -> np.ndarray:
    """The products (int32) that have a link graded A or B with both, those first whose weaker link of the two is the strongest. `links`:
    the table `links`."""
    passing = np.flatnonzero(links["passes"])
    one, other = np.asarray(links["a"])[passing], np.asarray(links["b"])[passing]

    def partners(product: int) -> tuple[np.ndarray, np.ndarray]:
        """(products, their places among the links, which are the strongest first)"""
        places = np.flatnonzero((one == product) | (other == product))
        return np.where(one[places] == product, other[places], one[places]), places

    (of_a, place_a), (of_b, place_b) = partners(a), partners(b)
    found, at_a, at_b = np.intersect1d(of_a, of_b, assume_unique=True, return_indices=True)
    return found[np.argsort(np.maximum(place_a[at_a], place_b[at_b]), kind="stable")].astype(np.int32)
