"""The columns of the table of what is bought instead of each other or only kept apart, in words."""

from __future__ import annotations

import numpy as np

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .grade_words import MEANS_LESS, fate_column, grade_column, grade_name, later_column
from .link_words import expected_words, figures, product_column, small, together_columns
from .products import Products
from .widgets.basic import tip
from .widgets.table import Column

CLEAREST = ""  # what the pairs are sorted by at first: as they are stored
KINDS = (N_("instead"), N_("apart"))
MEANS = (
    N_("Bought instead of each other: most of what goes with the one goes with the other as well, so they may serve the same purpose, and "
       "the later orders agree."),
    N_("Only kept apart: too little goes with both, or it is too unsure, to call it a choice. It may be different kinds of orders or "
       "customers."),
)
SORTS = {
    CLEAREST: (N_("Clearest"), N_("Those bought instead of each other first, each kind by the orders that are missing.")),
    "missing": (N_("Missing"), N_("Orders expected by chance, less those with both.")),
    "expected": (N_("By chance"), N_("Tested orders that chance alone would give both.")),
    "companions": (N_("Both go with"), N_("Products that both of a pair go with, as those do of which one stands in for the other.")),
    "counted": (N_("Together"), N_("Tested orders that hold both products.")),
}


def missing(links: Table) -> np.ndarray:
    """Orders that chance gives and that are not there, float64."""
    return np.asarray(links["expected"]) - links["counted"]


def substitute_columns(text: Text, links: Table, products: Products) -> list[Column]:
    """Columns for widgets.table over the table `anti`."""
    title, hint = map(text, SORTS["missing"])

    def counted(name: str, title: str, hint: str, optional: bool = False) -> Column:
        return figures(name, links[name], title, lambda v: text.integer(int(v)), hint, optional)

    return [
        grade_column(text, links["grade"], MEANS_LESS),
        product_column(products, links["a"], text("Product")),
        product_column(products, links["b"], text("or")),
        _kind_column(text, links),
        *together_columns(text, links, text("Orders that hold both products.")),
        figures(
            "expected", links["expected"], text("By chance"), lambda v: expected_words(text, v),
            text("In how many tested orders both would be if customers chose at random: each order as large and each product bought as "
                 "often as in the file, month by month and for each kind of customer."), exact=text.number,
        ),
        figures("adjusted_lift", links["adjusted_lift"], text("Of chance"), text.percent,
                text("Adjusted lift: tested orders with both / orders expected by chance. The less, the more they avoid each other.")),
        figures("missing", missing(links), title, lambda v: expected_words(text, v), hint, optional=True),
        counted("companions", *map(text, SORTS["companions"])),
        later_column(text, links, above=False),
        fate_column(text, links["fate"]),
        counted("a_orders", text("Orders of it"), text("Orders that hold the product."), optional=True),
        counted("b_orders", text("Orders of the other"), text("Orders that hold the other product."), optional=True),
        *(
            figures(name, links[name], text(title), lambda v: small(text, v), text(hint), optional=True)
            for name, title, hint in (
                ("p_value", N_("p-value"), N_("p-value: the probability of so few joint orders if chance alone were at work.")),
                ("q_value", N_("q-value"), N_("q-value: the share of accidents among all pairs that look at least as clear as this one.")),
            )
        ),
    ]  # fmt: skip


def substitute_tip(text: Text, links: Table, products: Products, row: int) -> str:
    """The exact values of a pair, for a tooltip."""
    a, b = int(links["a"][row]), int(links["b"][row])
    return tip(
        text("{a} or {b}", a=products.names[a], b=products.names[b]),
        kind_of(text, links, row),
        text("Grade: {grade}", grade=grade_name(text, int(links["grade"][row]))),
        text("{orders} orders with both", orders=int(links["counted"][row])),
        text("{expected} expected by chance", expected=float(links["expected"][row])),
    )


def kind_of(text: Text, links: Table, row: int) -> str:
    """What a pair is: said over it, and in its tooltip."""
    return text("Bought instead of each other") if links["instead"][row] else text("Kept apart")


def _kind_column(text: Text, links: Table) -> Column:
    words = [text(word) for word in KINDS]
    return Column(
        text("Kind"), lambda row: words[0 if links["instead"][row] else 1], lambda: -np.arange(len(links["a"])), name=CLEAREST,
        sample=max(words, key=len), hint="\n".join(map(text, MEANS)), optional=bool(links["instead"].all() or not links["instead"].any()),
    )  # fmt: skip
