"""What the best model suggests where nothing is proven: hints to try out (grade C), kept apart from the links.

Numpy alone: the window chooses with the same functions as the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..models.reasons import POPULAR, POPULAR_NOW, SOLD
from ..settings import StrategySettings

BEYOND = 1.05  # times chance below which "1.0 times" would be said


def fill_pages(pages: Mapping[str, Any], suggestions: Mapping[str, Any], per_page: int = StrategySettings.per_page) -> np.ndarray:
    """Rows of `suggestions` (int64) to use: of products that no passing link gives a page list, the first `per_page`.

    `pages`, `suggestions`: the tables of docs/workspace.md. Ordered by product, then rank. A product with even one
    passing link gets none: its list stays as short as what is proven.
    """
    product, rank = np.asarray(suggestions["product"]), np.asarray(suggestions["rank"])
    used = np.flatnonzero((rank <= per_page) & ~np.isin(product, np.asarray(pages["product"])))
    return used[np.lexsort((rank[used], product[used]))]


def only_popular(suggestions: Mapping[str, Any], rows: np.ndarray) -> np.ndarray:
    """bool a row of `suggestions`: is its reason only that the product sells everywhere? That also is one that is together with the
    page's product as often as chance gives."""
    reason = suggestions["reason"]
    everywhere = [code for code, message in enumerate(reason.vocabulary) if message in (POPULAR, POPULAR_NOW, SOLD)]
    return np.isin(reason.codes[rows], everywhere) | (np.asarray(suggestions["times"])[rows] < BEYOND)


def places_on_a_page(settings: Mapping[str, Any]) -> int:
    """How many products a page list has, by the settings of the analysis (`settings` in the meta of `summary`)."""
    return int(settings.get("strategy", {}).get("per_page", StrategySettings.per_page))
