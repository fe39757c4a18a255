"""What the owner of the file should know before believing its links. Nothing here takes a row: each notice names the
setting that would, for the owner to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..baskets import Baskets
from ..cleaning import CleanTable
from ..io.table import SalesTable
from ..rules.collective import Collective
from ..settings import CleanSettings
from .doubtful_orders import default_dates, future_dates, test_orders, unpaid_orders
from .heavy_orders import heavy_orders
from .many_none import many_non_products
from .outliers import odd_prices, odd_quantities
from .repeated_orders import repeated_orders
from .shared_codes import shared_codes
from .vague_returns import vague_returns

__all__ = ["MOST", "notices"]

MOST = 6  # notices: more would not be read


def notices(
    table: SalesTable, clean_table: CleanTable, baskets: Baskets, noticed: Sequence[Collective], settings: CleanSettings = CleanSettings()
) -> tuple[dict[str, Any], ...]:
    """Messages with the settings that acting on them would change: {"title", "advice", "setting"}, the most
    consequential first. `noticed`: those of the orders (`baskets`) that are not one customer's basket; `settings`: those the lines were
    cleaned with."""
    found = (
        repeated_orders(clean_table, baskets, noticed, settings),
        heavy_orders(noticed, settings),
        many_non_products(table, clean_table, settings),
        vague_returns(table, clean_table),
        default_dates(clean_table, settings),
        future_dates(clean_table, settings),
        test_orders(table, clean_table, settings),
        odd_quantities(clean_table, settings),
        odd_prices(clean_table, settings),
        unpaid_orders(clean_table, settings),
        shared_codes(table, clean_table) if settings.merge_names else None,
    )
    return tuple(notice for notice in found if notice is not None)[:MOST]
