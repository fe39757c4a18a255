"""The rules that take rows, in the order in which they are tried; a row belongs to the first that takes it.

First what is no row of sales at all (headings, totals, rows counted already), then what the user set aside, so that
nothing of it is judged; then rows that say too little. Orders never completed go before returns, since nothing was sold
that could come back. Returns are set off against their sales before the others are left out, and before non-products,
so that postage given back is not postage sold. The size of an order counts products, so it comes after them.
Duplicates come last: what they merge into must not be taken by a later rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..io.raw import HEADING, OVERLAP, TOTAL
from ..io.table import SalesTable
from ..progress import SILENT, Progress
from ..settings import CleanSettings
from ..text import N_, message
from .account import NO_TIME
from .line_types import beside_the_lines
from .netting import NOTHING, net, pieces
from .non_products import find_non_products
from .refunds import wholly_refunded
from .row_keys import at, product_keys, rows_saying, stand_for_several, whole_orders
from .states import States, read_states


@dataclass
class Rows:
    """The rows under work. `fate`: 0 where no rule has taken the row yet; `states`: what columns of states say;
    `given_back` float64: pieces taken back of a sale, once returns are netted; `merges`: equal rows are copies; `beside`:
    rows that are no lines of goods, and the words that say so. `said`: values that titles name."""

    table: SalesTable
    settings: CleanSettings
    fate: np.ndarray
    states: States
    given_back: np.ndarray
    merges: bool
    beside: tuple[np.ndarray, tuple[str, ...]]
    said: dict[str, Any] = field(default_factory=dict)
    progress: Progress = SILENT

    @classmethod
    def of(cls, table: SalesTable, settings: CleanSettings, progress: Progress) -> Rows:
        """All rows of a table, none taken yet by a rule."""
        said = {"until": settings.until, "limit": settings.largest_order,
                "products": ", ".join(settings.exclude_orders_with)}  # fmt: skip
        beside = beside_the_lines(table)
        said["beside"] = ", ".join(beside[1])
        return cls(table, settings, np.zeros(table.rows, np.int8), read_states(table), np.zeros(table.rows),
                   settings.duplicates and not stand_for_several(table.order.vocabulary), beside, said, progress)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """`find`: mask of the rows it takes; `title`: message id, or a function that chooses one; `occurs`: whether there is
    anything in this file, or in the settings, that the rule could act on; else it is not listed."""

    rule: str
    title: str | Callable[[Rows], str]
    effect: str
    find: Callable[[Rows], np.ndarray]
    wanted: Callable[[CleanSettings], bool]
    occurs: Callable[[Rows], bool] = lambda rows: True

    def message(self, rows: Rows) -> dict[str, Any]:
        """The rule's title with the values it names, as a message."""
        title = self.title if isinstance(self.title, str) else self.title(rows)
        return message(title, **{name: value for name, value in rows.said.items() if "{" + name in title})


def _marked(bit: int) -> tuple[Callable[[Rows], np.ndarray], Callable[[Rows], bool]]:
    """(rows with a bit of raw.marks, whether there are any)."""
    return lambda rows: rows.table.raw.marks & bit > 0, lambda rows: bool((rows.table.raw.marks & bit).any())


def _late(rows: Rows) -> np.ndarray:
    """Dated on or after `until`; a row without a date might be, so it goes too."""
    time, limit = rows.table.time, np.datetime64(rows.settings.until, "s").astype(np.int64)
    assert time is not None  # clean() refuses a limit without dates
    return (time >= limit) | (time == NO_TIME)


def _orders_holding(rows: Rows) -> np.ndarray:
    table = rows.table
    marked = np.zeros(table.rows, bool)
    for column in (table.code, table.product):
        if column is not None:
            marked |= rows_saying(column, rows.settings.exclude_orders_with)
    return whole_orders(table, marked)


def _named_orders(rows: Rows) -> np.ndarray:
    return rows_saying(rows.table.order, rows.settings.exclude_orders)


def _blank(rows: Rows) -> np.ndarray:
    table = rows.table
    blank = np.ones(table.rows, bool)
    for column in (table.product, table.code):
        if column is not None:
            blank &= column.codes < 0
    return blank | (table.order.codes < 0)


def _unfinished(rows: Rows) -> np.ndarray:
    """As the column says: its words stand on every row of an order (filled within it), or on one line alone."""
    rows.said["states"] = ", ".join(rows.states.words)
    return rows.states.unfinished


def _cancelled(rows: Rows) -> np.ndarray:
    """Orders numbered C and digits that take back, in a file whose other orders are plain numbers (invoice C536379).

    The letter may as well be that of a channel, so such an order must give pieces or money back and sell nothing; where
    neither is written with a sign, half of the orders with a C must have the products of the order without it."""
    table = rows.table
    vocabulary = [text.split(" ", 1)[0] for text in table.order.vocabulary]  # without the day that tells orders apart
    lettered = np.array([text[:1] in ("C", "c") and text[1:].isdigit() for text in vocabulary], bool)
    if not lettered.any() or sum(text.isdigit() for text in vocabulary) < 0.5 * len(vocabulary):
        return np.zeros(table.rows, bool)
    inside = np.flatnonzero(at(lettered, table.order.codes))
    order, below = table.order.codes[inside], _below(table)[inside]
    if not below.any() and table.quantity is None:
        return at(lettered & _twins(table, vocabulary, inside), table.order.codes)
    sells = ~below if table.quantity is None else ~below & (table.quantity[inside] > 0)
    back, sold = (np.bincount(order, mask, minlength=len(vocabulary)) for mask in (below, sells))
    return at((back > 0) & (sold == 0), table.order.codes)


def _twins(table: SalesTable, vocabulary: list[str], inside: np.ndarray) -> np.ndarray:
    """bool an order: all products of its rows (`inside`) are in the order of its number without the letter. False for
    all where that holds for less than half."""
    number = {text: code for code, text in enumerate(vocabulary)}
    twin = np.array([number.get(text[1:], -1) for text in vocabulary], np.int64)
    keys = product_keys(table) + 1
    width, order = int(keys.max(initial=0)) + 1, table.order.codes.astype(np.int64)
    named = (twin[order[inside]] >= 0) & np.isin(twin[order[inside]] * width + keys[inside], order * width + keys)
    lines, same = (np.bincount(order[inside], weights, minlength=len(vocabulary)) for weights in (None, named))
    twins = (lines > 0) & (same == lines)
    return twins & (2 * twins.sum() >= (lines > 0).sum())


def _below(table: SalesTable) -> np.ndarray:
    """bool a row: nothing or less sold, or money given out; what is missing (NaN) compares false."""
    below = np.zeros(table.rows, bool)
    if table.quantity is not None:
        below |= table.quantity <= 0  # zero sold is no sale either
    for column in (table.price, table.amount):
        if column is not None:
            below |= column < 0
    return below


def _returned(rows: Rows) -> np.ndarray:
    """Nothing or less sold, money given out, or a row whose type says return."""
    return rows.states.returns | _below(rows.table)


def _given_back(rows: Rows) -> np.ndarray:
    """Returns that find their sale, and sales of which nothing is left: by their return, their state, their refund or
    the pieces that a column says came back.

    Exact copies of a sale or a return (where duplicates are merged) share what becomes of the first.
    """
    table = rows.table
    alive = rows.fate == 0
    back = alive & (_cancelled(rows) | _returned(rows))
    copies, first = _copies(rows, alive)
    sales = alive & ~back
    taken = net(table, sales & ~copies, back & ~copies, rows.progress)
    if table.returned is not None:  # rows of returns may stand beside it, so what both tell is not added up
        said = np.minimum(np.abs(np.nan_to_num(table.returned)), pieces(table))
        taken = np.where(sales, np.maximum(taken, said), taken)
    whole = (taken > NOTHING) & (back | (taken >= pieces(table) - NOTHING))
    whole |= sales & (rows.states.returned | wholly_refunded(table))
    whole[copies] = whole[first[copies]]
    rows.given_back = np.where(whole | back, 0.0, taken)
    rows.said |= {"sales": int((whole & sales).sum()), "returns": int((whole & back).sum())}
    return whole


def _copies(rows: Rows, alive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(mask of rows that the rule of duplicates will merge, the row each row is a copy of)."""
    first = np.arange(rows.table.rows)
    copies = np.zeros(rows.table.rows, bool)
    if rows.merges and rows.table.quantity is not None:
        place = np.flatnonzero(alive)
        _, head, group = np.unique(rows.table.fingerprint[place], return_index=True, return_inverse=True)
        first[place] = place[head[group]]
        copies = first != np.arange(rows.table.rows)
    return copies, first


def _large_orders(rows: Rows) -> np.ndarray:
    """Products are told apart as everywhere: the name only where there is no code."""
    table = rows.table
    keys = product_keys(table)
    alive = np.flatnonzero((rows.fate == 0) & (table.order.codes >= 0))
    width = int(keys.max(initial=0)) + 2
    pairs = np.unique(table.order.codes[alive].astype(np.int64) * width + keys[alive] + 1)
    sizes = np.bincount(pairs // width, minlength=len(table.order.vocabulary))
    return at(sizes > rows.settings.largest_order, table.order.codes)


def _duplicates(rows: Rows) -> np.ndarray:
    """All but the first of rows that are alike in every column of the file; where numbers or masked customers stand
    for several orders, equal rows are not copies."""
    if not rows.merges:
        return np.zeros(len(rows.fate), bool)
    alive = np.flatnonzero(rows.fate == 0)
    _, first = np.unique(rows.table.fingerprint[alive], return_index=True)
    repeated = np.zeros(len(rows.fate), bool)
    repeated[alive] = True
    repeated[alive[first]] = False
    return repeated


def _netted_title(rows: Rows) -> str:
    if not rows.said.get("sales", 0) + rows.said.get("returns", 0):
        return N_("Sold and given back")
    if not rows.said["returns"]:
        return N_("Sold and given back, as a column of states or refunds says")
    return N_("Sold and given back: {sales} rows of sales, {returns} rows of the returns that took them back")


def _netting(rows: Rows, netted: str, plain: str) -> str:
    return netted if rows.settings.net_returns else plain


_SUMS = N_("Rows that sum up other rows")
_PAYMENTS = N_("Rows of payments and sums beside the lines of goods ({beside})")
_COPIES = N_("Exact duplicates of another row")
_NO_COPIES = N_("Exact duplicates of another row: none merged, since numbers that lost digits or are masked stand for several orders")
_NEVER = N_("Orders never completed: closed, cancelled or unpaid")
_COMPLETED = N_("Orders never completed ({states})")
_CANCELLED = N_("Cancelled orders")
_CANCELLED_ALONE = N_("Cancelled orders whose sale is not among the rows")
_RETURNED = N_("Returns and corrections (quantity not above zero, or negative money)")
_RETURNED_ALONE = N_("Returns and corrections whose sale is not among the rows")

RULES: tuple[Rule, ...] = (
    Rule("headings", N_("Page headings repeated among the rows"), "left out", _marked(HEADING)[0],
         lambda s: s.headings, _marked(HEADING)[1]),
    Rule("totals", lambda rows: _PAYMENTS if rows.beside[1] else _SUMS, "left out",
         lambda rows: _marked(TOTAL)[0](rows) | rows.beside[0], lambda s: s.totals,
         lambda rows: _marked(TOTAL)[1](rows) or bool(rows.beside[1])),
    Rule("overlaps", N_("Orders that another file or sheet holds already"), "left out", _marked(OVERLAP)[0],
         lambda s: s.overlaps, _marked(OVERLAP)[1]),
    Rule("until", N_("Dated {until:date} or later, or without a date"), "left out", _late,
         lambda s: bool(s.until), lambda rows: bool(rows.settings.until)),
    Rule("exclude_orders_with", N_("Orders that hold {products}"), "left out", _orders_holding,
         lambda s: bool(s.exclude_orders_with), lambda rows: bool(rows.settings.exclude_orders_with)),
    Rule("exclude_orders", N_("Orders you set aside"), "left out", _named_orders,
         lambda s: bool(s.exclude_orders), lambda rows: bool(rows.settings.exclude_orders)),
    Rule("blank_products", N_("No product or no order number"), "left out", _blank, lambda s: s.blank_products),
    Rule("unreadable", N_("Unreadable date or number"), "left out", lambda rows: rows.table.unreadable,
         lambda s: s.unreadable),
    Rule("unfinished", lambda rows: _COMPLETED if rows.said.get("states") else _NEVER, "left out", _unfinished,
         lambda s: s.unfinished, lambda rows: bool(rows.table.status)),
    Rule("net_returns", _netted_title, "netted", _given_back, lambda s: s.net_returns),
    Rule("cancelled", lambda rows: _netting(rows, _CANCELLED_ALONE, _CANCELLED), "left out", _cancelled,
         lambda s: s.cancelled),
    Rule("returns", lambda rows: _netting(rows, _RETURNED_ALONE, _RETURNED), "left out", _returned, lambda s: s.returns),
    Rule("non_products", N_("Not products: postage, fees, bags, gifts, vouchers, notes"), "left out",
         lambda rows: find_non_products(rows.table, rows.settings, rows.fate == 0), lambda s: s.non_products),
    Rule("largest_order", N_("Orders of more than {limit} products"), "left out", _large_orders,
         lambda s: s.largest_order > 0, lambda rows: rows.settings.largest_order > 0),
    Rule("duplicates", lambda rows: _COPIES if rows.merges or not rows.settings.duplicates else _NO_COPIES, "merged", _duplicates,
         lambda s: s.duplicates),
)  # fmt: skip
PLACE = {rule.rule: index + 1 for index, rule in enumerate(RULES)}
"""Rule → its number in `fate`."""
