"""What the evidence says of a rule or a set in sentences: how far from chance, whether more than its parts, whether a product helps."""

from __future__ import annotations

import math

from assoc_engine.rules.verdicts import NONE, B
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .combination_words import FEW, side_name
from .evidence import orders_with_all
from .link_words import expected_words, times
from .products import Products

Said = list[tuple[str, str]]
"""(mark, sentence) in the order of weight."""
PAIR = 2
SURE = 0.05  # rate of accidents among those said to say more


def sign_of(table: Table, row: int) -> str:
    """The mark of what is said first: a tick for what can be relied on."""
    return "ready" if table["says_more"][row] and int(table["orders"][row]) >= FEW else "look"


def strength(text: Text, table: Table, row: int) -> Said:
    """How far from chance it is, and of three products and more whether that is more than what the smaller ones within it explain."""
    orders, factor = int(table["orders"][row]), float(table["adjusted_lift"][row])
    if orders < FEW:
        return [("look", text(N_("{count} order alone: this may be a coincidence", "{count} orders alone: this may be a coincidence"),
                              count=orders))]
    pair = int(table["start"][row + 1] - table["start"][row]) == PAIR
    if pair and int(table["grade"][row]) == NONE:
        return [("look", text("Too few beyond chance: it may be an accident"))]
    if int(table["counted"][row]) <= float(table["expected"][row]):
        return [("look", text("All together no more often than chance alone would give"))]
    beyond = ("ready" if pair and int(table["grade"][row]) >= B else "",
              text("{times} as often as chance alone would give", times=times(text, factor)))
    return [beyond] if pair else [beyond, _beside_its_parts(text, table, row)]


def _beside_its_parts(text: Text, table: Table, row: int) -> tuple[str, str]:
    given, counted = float(table["expected_given"][row]), int(table["counted"][row])
    if not math.isfinite(given):
        return "look", text("It is of too many products to be told from the smaller combinations within it")
    numbers = {"given": expected_words(text, given), "counted": counted}
    if table["q_value"][row] <= SURE and counted > given:
        return "ready", text("It says more than its parts: the smaller combinations within it explain {given} orders, {counted} hold all "
                             "of it", **numbers)
    return "look", text("It says no more than its parts: the smaller combinations within it explain {given} orders, {counted} hold all of "
                        "it", **numbers)


def without_one(text: Text, baskets: Table, products: Products, first: list[int], second: list[int]) -> Said:
    """Would a rule be as sure with a product less on its first side? Look-ups in the mapped lists, a few milliseconds."""

    def share(side: list[int]) -> float:
        return len(orders_with_all(baskets, (*side, *second))) / len(orders_with_all(baskets, side))

    whole, less = share(first), {left: share([product for product in first if product != left]) for left in first}
    needless = max(less, key=less.__getitem__)
    rest = side_name(products, [product for product in first if product != needless])
    values = {"product": products.names[needless], "rest": rest, "share": less[needless]}
    if less[needless] < whole:
        return [("", text("Every product of the first side makes it surer: of all orders with {rest} {share:percent} hold the second side",
                          **values))]
    return [("look", text("{product} adds nothing: of all orders with {rest} {share:percent} hold the second side", **values))]


def set_apart(text: Text, table: Table, row: int) -> Said:
    """Orders that are not held against chance."""
    aside = int(table["orders"][row]) - int(table["counted"][row])
    if aside <= 0:
        return []
    return [("", text(N_("{count} of these orders is set aside: it is no one customer’s basket",
                         "{count} of these orders are set aside: they are no one customer’s basket"), count=aside))]  # fmt: skip
