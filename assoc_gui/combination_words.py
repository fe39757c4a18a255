"""Rules and sets in words: their columns, and by what they can be sorted; the terms of the trade as definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from assoc_engine.rules.measures import MEASURES
from assoc_engine.rules.ranking import MONEY, NAMES
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .combination_rows import sides_of
from .grade_words import MEANS_SETS, grade_column
from .link_words import expected_words, figures, shown, some_aside, times, together_columns
from .products import Products
from .widgets.table import Column

FEW = 5  # orders: what stands in fewer may be a coincidence; an analysis begins with as many
BEYOND = ""  # what rules and sets are sorted by where no measure is asked: orders beyond chance
TIMES = "adjusted_lift"  # orders / orders by chance, as pairs have it
PLAIN = {BEYOND: N_("Beyond chance"), TIMES: N_("Times chance"), "confidence": N_("Of its orders"), "support": N_("Of all orders"),
         "revenue": N_("Revenue"), "margin": N_("Margin")}  # fmt: skip
TOLD = {
    BEYOND: N_("Orders with all of it, less those that chance expects in baskets of the same size."),
    TIMES: N_("Orders with all of it / those that chance expects in baskets of the same size."),
    "revenue": N_("What the orders with all of it bring from its products."),
    "margin": N_("What is left of that after the costs of these products."),
}
OF_SETS = {
    "support": N_("Support: orders with all of it / all orders."),
    "lift": N_("Lift: orders with all of it / orders that would hold it if each product were bought by itself."),
    "all_confidence": N_("All-confidence: orders with all of it / orders with its commonest product."),
}


def measure_title(text: Text, measure: str) -> str:
    return text(PLAIN[measure]) if measure in PLAIN else text(MEASURES[measure].title)


def measure_hint(text: Text, measure: str, kind: str) -> str:
    if kind == "sets" and measure in OF_SETS:
        return text(OF_SETS[measure])
    return text(TOLD[measure]) if measure in TOLD else text(MEASURES[measure].definition)


def measures_of(kind: str, money: Iterable[str] = ()) -> list[str]:
    """What "rules", "sets" or "pairs" can be sorted by in the window, PLAIN first; `money`: what is told of revenue and margin."""
    there = [name for name in (BEYOND, TIMES, *NAMES[kind]) if name not in MONEY or name in money]
    return [name for name in PLAIN if name in there] + [name for name in there if name not in PLAIN]


def for_experts(text: Text, names: list[str]) -> dict[str, str]:
    """The title over those of `measures_of` that few know, by the first of them; for a MenuButton."""
    first = next((name for name in names if name not in PLAIN), None)
    return {} if first is None else {first: text("For experts")}


def money_columns(table: Table) -> dict[str, str]:
    """What of "revenue" and "margin" the table tells → the column that holds it."""
    asked = table.meta["measure"] if table.meta["measure"] in MONEY else "revenue"
    return {name: column for name, column in ((asked, "money"), ("margin", "margin")) if column in table.columns}


def floor_words(text: Text, table: Table) -> str:
    """Why pairs or combinations are looked for from so many orders on, and which orders these are."""
    said = [text.say(table.meta["floor_reason"])]
    if some_aside(table):
        said.append(text("The least number counts all orders; “Tested together” counts those that are tested."))
    return (" " if text.language == "en" else "").join(said)


def side_name(products: Products, side: list[int]) -> str:
    """The products of a side or a set; names may hold commas themselves."""
    return " + ".join(products.names[product] for product in side)


def combination_columns(text: Text, table: Table, products: Products) -> list[Column]:
    """Columns for widgets.table. Each measure's column goes by its name."""
    rules = table.meta["kind"] == "rules"
    columns = [grade_column(text, table["grade"], MEANS_SETS), *_of_products(text, table, products, rules)]
    columns += together_columns(text, table, text("Orders that hold all of it."))
    if rules:
        columns.append(_measured(text, table, "confidence"))
    columns.append(_measured(text, table, TIMES))
    for name, title, hint in (
        ("expected", text("By chance"),
         text("Orders that chance expects to hold all of it in baskets of the same size, as often as each product is bought.")),
        ("expected_given", text("By its parts"),
         text("Orders that would hold all of it if only the smaller combinations within it were real.")),
    ):  # fmt: skip
        columns.append(figures(name, table[name], title, lambda v: expected_words(text, v), hint, optional=True, exact=text.number))
    columns.append(figures(BEYOND, table["counted"] - table["expected"], measure_title(text, BEYOND), lambda v: expected_words(text, v),
                           measure_hint(text, BEYOND, table.meta["kind"]), optional=True))  # fmt: skip
    if rules:
        for name, title, hint in (
            ("a_orders", text("Orders of the first"), text("Orders that hold all of the first side.")),
            ("b_orders", text("Orders of the second"), text("Orders that hold all of the second side.")),
        ):
            columns.append(figures(name, table[name], title, lambda v: text.integer(int(v)), hint, optional=True))
    for name in NAMES[table.meta["kind"]]:
        if name not in (*MONEY, "confidence"):
            columns.append(_measured(text, table, name, optional=True))
    for name, column in money_columns(table).items():
        columns.append(figures(name, table[column], measure_title(text, name), text.money, measure_hint(text, name, ""), optional=True))
    return columns


def _of_products(text: Text, table: Table, products: Products, rules: bool) -> list[Column]:
    start, items, split = np.asarray(table["start"]), np.asarray(table["items"]), np.asarray(table["split"])

    def names(side: int) -> Callable[[int], str]:
        return lambda row: side_name(products, sides_of(table, row)[side])

    first = Column(
        text("If an order holds") if rules else text("Bought together"), names(0), lambda: products.ranks[items[start[:-1]]], falling=False,
        name="first", middle=True
    )
    if not rules:
        return [first]
    second = names(1)
    then = Column(text("then also"), lambda row: "→ " + second(row), lambda: products.ranks[items[start[:-1] + split]], falling=False,
                  name="second", middle=True)  # fmt: skip
    return [first, then]


def _measured(text: Text, table: Table, name: str, optional: bool = False) -> Column:
    kind = table.meta["kind"]
    show = (lambda value: times(text, value)) if name in (TIMES, "lift") else shown(text, name)
    return figures(name, table[name], measure_title(text, name), show, measure_hint(text, name, kind), optional)
