"""The lists the winning methods made, looked up in the mapped tables: of a product's page, of a customer, of everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assoc_engine.models.reasons import reason_of
from assoc_engine.rules.verdicts import B
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .grade_words import grade_name
from .products import Products
from .state import AppState
from .widgets.reason_list import Suggested

EVERYBODY = -1  # in place of a customer
PLACES = 10


class Customers:
    """The customers of an analysis: names decoded once, their orders counted."""

    def __init__(self, orders: Table) -> None:
        codes = np.asarray(orders["customer"].codes)
        self.names: list[str] = list(orders["customer"].vocabulary)
        self.orders = np.bincount(codes[codes >= 0], minlength=len(self.names))
        self._searched = [name.lower() for name in self.names]

    def matching(self, word: str) -> np.ndarray:
        """bool a customer: does his name contain the word (already lower case)?"""
        return np.fromiter((word in name for name in self._searched), bool, len(self._searched))


def link_between(links: Table | None, a: int, b: int) -> int:
    """The row of `links` that counts two products, whichever comes first; −1 for none."""
    if links is None or a < 0 or b < 0:
        return -1
    one, other = np.asarray(links["a"]), np.asarray(links["b"])
    found = np.flatnonzero(((one == a) & (other == b)) | ((one == b) & (other == a)))
    return int(found[0]) if len(found) else -1


def of_product(state: AppState, text: Text, product: int) -> list[Suggested]:
    """The list for a product's page."""
    lists = state.get("suggestions")
    rows = np.flatnonzero(np.asarray(lists["product"]) == product)
    rows = rows[np.argsort(np.asarray(lists["rank"])[rows], kind="stable")]
    found = [_entry(state, text, lists, int(row), int(lists["other"][row]), product) for row in rows]
    grades = np.asarray(state.get("links")["grade"]) if state.get("links") is not None else np.empty(0, np.int8)
    return [replace(one, chip=grade_name(text, int(grades[one.link]))) if one.link >= 0 and grades[one.link] >= B else one for one in found]


def first_in_actions(state: AppState, product: int) -> int:
    """How many products the counted pairs put on this page."""
    pages = state.get("pages")
    return 0 if pages is None else int(np.sum(np.asarray(pages["product"]) == product))


def of_customer(state: AppState, text: Text, customer: int) -> list[Suggested]:
    """The list of a customer (his code in `orders`); that for everybody where the method made none for him."""
    lists = state.get("customer_lists")
    owners = np.asarray(lists["customer"])
    low, high = np.searchsorted(owners, [customer, customer + 1])
    if low == high and customer != EVERYBODY:
        return of_customer(state, text, EVERYBODY)
    if low == high:
        return of_everybody(state.products, len(state.get("orders")["size"]), text)
    chips = {True: text("again"), False: text("new")} if customer != EVERYBODY else {True: "", False: ""}
    return [
        _entry(state, text, lists, row, int(lists["product"][row]), int(lists["because"][row]), chips[bool(lists["again"][row])])
        for row in range(int(low), int(high))
    ]


def expected_again(state: AppState, customer: int) -> float:
    """Days from the last order of all until a customer is expected again; inf hardly, NaN where nothing is known."""
    found = state.get("sequences")
    if found is None or "visitor" not in found:
        return float("nan")
    visitors = np.asarray(found["visitor"])
    place = int(np.searchsorted(visitors, customer))
    return float(found["visit_days"][place]) if place < len(visitors) and visitors[place] == customer else float("nan")


def has_list(state: AppState, customer: int) -> bool:
    """Did the method make a list for this customer himself?"""
    owners = np.asarray(state.get("customer_lists")["customer"])
    low, high = np.searchsorted(owners, [customer, customer + 1])
    return bool(low < high)


def of_everybody(products: Products, orders: int, text: Text) -> list[Suggested]:
    """The best sellers, for whom nothing is known."""
    counts = np.asarray(products.orders)
    first = np.argsort(-counts, kind="stable")[:PLACES]
    message = N_("In {count} of {out_of} orders.")
    return [Suggested(int(p), products.names[p], text(message, count=int(counts[p]), out_of=orders)) for p in first.tolist()]


def of_new(state: AppState, text: Text, told: dict) -> list[Suggested]:
    """A new product's list as the models' engine answered it: `products`, and `reasons` (messages, {} for none)."""
    names = state.products.names
    return [
        Suggested(product, names[product], text.say(reason) if reason else "")
        for product, reason in zip(told["products"], told["reasons"], strict=True)
    ]


def _entry(state: AppState, text: Text, lists: Table, row: int, product: int, other: int, chip: str = "") -> Suggested:
    reason = reason_of(lists, row, state.products.names)
    why = text.say(reason) if reason else ""
    return Suggested(product, state.products.names[product], why, chip, link_between(state.get("links"), other, product))
