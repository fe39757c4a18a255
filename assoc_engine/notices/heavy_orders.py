"""A few orders that hold most of the pairs: bulk or collective orders, which are not one customer's basket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..rules.collective import Collective, described
from ..settings import CleanSettings
from ..text import N_, message


def heavy_orders(noticed: Iterable[Collective], settings: CleanSettings = CleanSettings()) -> dict[str, Any] | None:
    """Of the kinds of orders that are noticed (rules/collective.py) the first that holds so many pairs: known by a line its orders share,
    else by their size. `settings`: as they are now; what the notice would set is added to them."""
    for one in noticed:
        if one.kind in ("marked", "large"):
            line = one.code or one.name
            setting = {"exclude_orders_with": [*settings.exclude_orders_with, line]} if line else {"largest_order": one.least - 1}
            return {"title": described(one), "advice": message(ADVICE), "setting": setting}
    return None


ADVICE = N_("They look like collective orders, not one customer’s basket; links are tested without them unless you chose otherwise. Leave "
            "them out to have them counted nowhere.")  # fmt: skip
