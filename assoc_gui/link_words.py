"""The link table's columns in words: plain ones first, the terms of the trade as definitions and optional columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from assoc_engine.rules.measures import MEASURES
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from .grade_words import fate_column, grade_column, grade_name, later_column
from .products import Products
from .widgets.basic import tip
from .widgets.table import Column

SMALLEST = 0.001  # smaller chances are not told apart
LEAST_EXPECTED = 0.1  # smaller expectations are not told apart
MOST_TIMES = 1_000_000  # larger factors are not told apart


def link_columns(text: Text, links: Table, products: Products) -> list[Column]:
    """Columns for widgets.table over the `links` table."""
    a, b = links["a"], links["b"]

    def counted(name: str, title: str, hint: str, optional: bool = False) -> Column:
        return figures(name, links[name], title, lambda v: text.integer(int(v)), hint, optional)

    def measured(name: str, title: str, show, hint: str, optional: bool = True, exact=None) -> Column:
        return figures(name, links[name], title, show, hint, optional, exact)

    return [
        grade_column(text, links["grade"]),
        product_column(products, a, text("Product")),
        product_column(products, b, text("goes with")),
        *together_columns(text, links, text("Orders that hold both products.")),
        measured(
            "expected",
            text("By chance"),
            lambda v: expected_words(text, v),
            text("In how many tested orders both would be if customers chose at random: each order as large and each product bought as "
                 "often as in the file, month by month and for each kind of customer."),
            optional=False,
            exact=text.number,
        ),
        measured(
            "adjusted_lift",
            text("Times chance"),
            lambda v: times(text, v),
            text("Adjusted lift: tested orders with both / orders expected by chance. 1 means no link."),
            optional=False,
        ),
        measured(
            "confidence",
            text("Of its orders"),
            text.percent,
            text("Confidence: of the orders with the product, the share that also hold what goes with it."),
            optional=False,
        ),
        measured(
            "confidence_back",
            text("The other way"),
            text.percent,
            text("Confidence backwards: of the orders with the second product, the share that also hold the first."),
        ),
        counted("a_orders", text("Orders of it"), text("Orders that hold the product."), optional=True),
        counted("b_orders", text("Orders of the other"), text("Orders that hold what goes with it."), optional=True),
        figures(
            "", links["counted"] - links["expected"], text("Beyond chance"), lambda v: expected_words(text, v),
            text("Tested orders with both, less those expected by chance."), optional=True,
        ),
        later_column(text, links),
        fate_column(text, links["fate"]),
        figures("customers", links["customers"], text("Customers"), lambda v: text.integer(v) if v >= 0 else "–",
                text("Different known customers who bought both in one order."), optional=True),
        counted("independent", text("Independent orders"),
                text("What the orders with both count for: several orders of one customer are less than as many customers."),
                optional=True),
        *(
            measured(name, text(measure.title), shown(text, name), text(measure.definition))
            for name, measure in MEASURES.items()
            if name != "confidence"  # stands above, in plain words
        ),
        measured(
            "p_value",
            text("p-value"),
            lambda v: small(text, v),
            text("p-value: the probability of so many joint orders if chance alone were at work."),
        ),
        measured(
            "q_value",
            text("q-value"),
            lambda v: small(text, v),
            text("q-value: the share of accidents among all pairs that look at least as clear as this one."),
        ),
    ]


def product_column(products: Products, which: np.ndarray, title: str) -> Column:
    """The names of products, one a row."""
    return Column(title, lambda row: products.names[int(which[row])], lambda: products.ranks[which], falling=False, middle=True)


def some_aside(table: Table) -> bool:
    """Are there orders that were not tested, so that its two counts differ?"""
    return bool((table["counted"] < table["orders"]).any())


def together_columns(text: Text, table: Table, means: str) -> list[Column]:
    """How often it was seen, as it is held against chance: in the tested orders. Where others are set aside, all of them on demand."""
    tested, every = table["counted"], table["orders"]

    def of_all(row: int) -> str:
        return text("{tested} tested orders, of {orders} together", tested=int(tested[row]), orders=int(every[row]))

    if not some_aside(table):
        return [figures("counted", tested, text("Together"), lambda v: text.integer(int(v)), means)]
    return [
        replace(figures("counted", tested, text("Tested together"), lambda v: text.integer(int(v)),
                        means + (" " if text.language == "en" else "") + text("Those that are set aside, because they are no one "
                                                                              "customer’s basket, do not count.")),
                exact=of_all),
        figures("orders", every, text("All together"), lambda v: text.integer(int(v)),
                text("Together, in the orders that are set aside as well."), optional=True),
    ]  # fmt: skip


def figures(
    name: str, values: np.ndarray, title: str, show: Callable[[float], str], hint: str, optional: bool = False,
    exact: Callable[[float], str] | None = None,
) -> Column:  # fmt: skip
    """A column of numbers, one a row."""
    return Column(
        title, lambda row: show(float(values[row])), lambda: values, numeric=True, sample=longest(values, show), hint=hint,
        optional=optional, exact=(lambda row: exact(float(values[row]))) if exact else None, name=name,
    )  # fmt: skip


def shown(text: Text, measure: str) -> Callable[[float], str]:
    """How a measure's figures are written."""
    if measure in ("support", "confidence"):
        return text.percent
    return (lambda value: small(text, value)) if measure == "leverage" else text.number


def times(text: Text, value: float) -> str:
    """8.2 ×; whole numbers from 100 on, and none where it is beyond all telling."""
    if not math.isfinite(value):
        return "–"
    if value > MOST_TIMES:
        return ">" + times(text, MOST_TIMES)
    return text("{factor} ×", factor=text.integer(value) if value >= 100 else text.times(value))


def expected_words(text: Text, value: float) -> str:
    """Orders expected by chance, all in one form: <0.1, 0.9, 8.7, and whole from 10 on."""
    if not math.isfinite(value):
        return "–"
    if 0 < value < LEAST_EXPECTED:
        return "<" + text.times(LEAST_EXPECTED)
    return text.times(value) if round(value, 1) < 10 else text.integer(value)


def longest(values: np.ndarray, show: Callable[[float], str]) -> str:
    """The longest words a column of figures can need: those of its ends, or of a middling figure with its decimals."""
    ends = (float(values.min()), float(values.max())) if len(values) else (0.0,)
    if not all(map(math.isfinite, ends)):  # a NaN shows in both
        known = values[np.isfinite(values)]
        ends = (float(known.min()), float(known.max())) if len(known) else (0.0,)
    return max((show(value) for value in (*ends, *(min(middling, ends[-1]) for middling in (8.8888, 88.888)))), key=len)


def small(text: Text, value: float) -> str:
    """A number that may be tiny: below a thousandth only that it is."""
    if 0 < abs(value) < SMALLEST:
        return ("< " if value > 0 else "> −") + text.number(SMALLEST)
    return text.number(value)


def link_tip(text: Text, links: Table, products: Products, link: int) -> str:
    """The exact values of a link, for a tooltip."""
    a, b, orders, tested = (int(links[name][link]) for name in ("a", "b", "orders", "counted"))
    return tip(
        f"{products.names[a]} + {products.names[b]}",
        text("Grade: {grade}", grade=grade_name(text, int(links["grade"][link]))),
        text("{orders} orders with both", orders=orders) if tested == orders else
        text("{orders} orders with both, {tested} of them tested", orders=orders, tested=tested),
        text("{expected} expected by chance", expected=float(links["expected"][link])),
        text("{times} chance", times=times(text, float(links["adjusted_lift"][link]))),
    )
