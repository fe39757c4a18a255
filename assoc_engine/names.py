"""What files, tables and columns are called where a person reads of them: the same in the window and in reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .text import N_, message

ROLE_NAMES = {
    "order": N_("Order number"), "order:whole": N_("Order number, one order on whatever day"),
    "order:day": N_("Order number, another order each day"),
    "order:customer": N_("Order number, another order for each customer"),
    "product": N_("Product name"), "product:category": N_("Category, in place of the product"), "code": N_("Product code"),
    "quantity": N_("Quantity"), "price": N_("Price per unit"),
    "amount": N_("Amount of the line"), "cost": N_("Cost"), "customer": N_("Customer"), "time": N_("Date"),
    "time:dmy": N_("Date, the day first"), "time:mdy": N_("Date, the month first"), "clock": N_("Time of day"),
    "category": N_("Category"), "description": N_("Description"), "region": N_("Region"), "store": N_("Shop or till"),
    "channel": N_("Sales channel"), "status": N_("Order status"), "refund": N_("Refund"),
    "returned": N_("Pieces given back"), "parent": N_("Parent product"), "tags": N_("Tags"),
    "picture": N_("Picture"), "": N_("Not used"),
}  # fmt: skip
"""Every role a column can have (header_words.ROLES, READINGS), in the order of menus."""

USE_NAMES = {
    "sales": N_("Sales lines"), "orders": N_("Order list"), "products": N_("Product list"),
    "customers": N_("Customer list"), "returns": N_("Returns list"), "regions": N_("Regions"), "": N_("Not used"),
}  # fmt: skip
"""What a table can be used for (raw.KINDS), in the order of menus."""


TASK_TITLES = {
    "page": N_("What to show on a product’s page"),
    "next-basket": N_("What a customer buys next"),
    "new-product": N_("What goes with a new product"),
}
"""What the models are asked (models.contract.TASKS), in the order of menus."""


def files_named(paths: Sequence[str | Path]) -> dict[str, Any]:
    """A message that names files read together: one or two by their names; of more, the first and how many others."""
    names = [Path(path).name for path in paths]
    if len(names) > 2:
        said = N_("{file} and {count} other", "{file} and {count} others")
        return message(said, file=names[0], count=len(names) - 1)
    if len(names) == 2:
        return message(N_("{file}, {other}"), file=names[0], other=names[1])
    return message(N_("{file}"), file="".join(names))


def table_name(part: dict[str, Any], parts: Sequence[dict[str, Any]]) -> str:
    """One of the tables that were read (`parts` in the meta of `raw`): its sheet; the file too where there are several."""
    several = len({other["file"] for other in parts}) > 1
    names = [part["file"], part["sheet"]] if several or not part["sheet"] else [part["sheet"]]
    return " › ".join(name for name in names if name)
