"""Which products are none: those whose words say so are left out, those that behave so are shown for confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..io.table import SalesTable
from ..settings import CleanSettings
from ..text import N_, message
from ..workspace import Coded
from .fees import sold_as_none
from .levels import stems_of
from .non_product_words import KINDS, is_stock_note, non_product_kind, sold_too
from .row_keys import at, product_keys, rows_saying

SHOWN = 200
UNLIKE = 50  # of 100: names less alike are not of one product
_KINDS = ("", *KINDS, *KINDS)
_SURE = len(KINDS)  # kinds up to this one leave no doubt; those after it are words that some shops sell
STAYS = N_("{said} It is sold like a product, though, so it stays until you decide.")
SAID = N_("You said that it is no product.")


def find_non_products(table: SalesTable, settings: CleanSettings, alive: np.ndarray) -> np.ndarray:
    """Mask of rows that are no products. `alive`: rows that no rule has taken yet, whose names decide about a code.

    The user's word goes first; then a product whose names (or code, where it has none) are mostly of such words, and
    that is sold as none where the word names goods too; then single rows at price 0 in a file of paid sales: notes of
    the stock keeper under a product's code.
    """
    keys, kinds = product_keys(table), kinds_of_products(table, alive)
    none = (kinds > 0) & (kinds <= _SURE)
    none[sold_as_none(table, keys, np.flatnonzero(kinds > _SURE), alive)] = True
    flagged = at(none, keys) | _notes(table)
    return (flagged & ~said_of(table, settings.keep_products)) | said_of(table, settings.not_products)


def kinds_of_products(table: SalesTable, alive: np.ndarray) -> np.ndarray:
    """int8 a product key: index into _KINDS of what its words say, 0 for a product.

    Under a code, its rows decide together: "adjustment" once under a mug's code does not make the mug a fee.
    """
    of_name = _kinds(table.product.vocabulary)
    if table.code is None:
        return of_name
    of_code = _kinds(table.code.vocabulary)
    codes, names = table.code.codes, table.product.codes
    named = (codes >= 0) & (names >= 0) & alive
    kind = of_name[names[named]].astype(np.int64)
    votes = np.bincount(codes[named].astype(np.int64) * len(_KINDS) + kind, minlength=len(of_code) * len(_KINDS))
    votes = votes.reshape(len(of_code), len(_KINDS))
    most = 2 * votes[:, 1:].sum(1) > votes.sum(1)
    by_names = np.where(most, 1 + votes[:, 1:].argmax(1), 0).astype(np.int8)
    return np.concatenate([np.where(votes.sum(1) > 0, by_names, of_code), of_name])


def said_of(table: SalesTable, texts: tuple[str, ...]) -> np.ndarray:
    """Mask of the rows of products that the user named: by code, by name where there is no code, by parent or common name."""
    rows = np.zeros(table.rows, bool)
    if not texts:
        return rows
    coded = np.zeros(table.rows, bool)
    if table.code is not None:
        rows |= rows_saying(table.code, texts)
        coded = table.code.codes >= 0
    rows |= rows_saying(table.product, texts) & ~coded
    if table.parent is not None:
        rows |= rows_saying(table.parent, texts)
    stems = stems_of(table.product.vocabulary)
    wanted = np.array([stems.get(name, "") in texts for name in table.product.vocabulary], bool)
    return rows | (at(wanted, table.product.codes) & ~coded)


def list_non_products(
    table: SalesTable, settings: CleanSettings, looked_at: np.ndarray, taken: np.ndarray, behave: list[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """The products to confirm, most rows first, at most SHOWN (docs/workspace.md, `quality`).

    `looked_at`: rows the rule had before it, `taken`: those it took; `behave`: proposals from behaviour.
    """
    keys = product_keys(table)
    kinds = kinds_of_products(table, looked_at)
    kept, unwanted = said_of(table, settings.keep_products), said_of(table, settings.not_products)
    rows = np.flatnonzero((keys >= 0) & (looked_at | taken) & ((at(kinds, keys) > 0) | unwanted))
    found, place = np.unique(keys[rows], return_inverse=True)
    order_of = np.unique(place.astype(np.int64) << 32 | (table.order.codes[rows].astype(np.int64) & 0xFFFFFFFF)) >> 32
    times, orders = np.bincount(place, minlength=len(found)), np.bincount(order_of, minlength=len(found))
    out = np.bincount(place, taken[rows], minlength=len(found)) > 0
    by_user = np.bincount(place, unwanted[rows] & ~kept[rows], minlength=len(found)) > 0
    names = _names(table, keys[rows], rows)
    listed: list[dict[str, Any]] = []
    for i, key in enumerate(found.tolist()):
        code, name = _texts(table, key, names)
        reason = message(SAID if by_user[i] else KINDS[_KINDS[kinds[key]]])
        if not by_user[i] and not out[i] and kinds[key] > _SURE:
            reason = message(STAYS, said=reason)
        listed.append({"product": code or name, "name": name or code, "rows": int(times[i]), "orders": int(orders[i]),
                       "reason": reason, "out": bool(out[i])})  # fmt: skip
    known = {entry["product"] for entry in listed}
    listed += [entry for entry in behave if entry["product"] not in known]
    listed = [entry for entry in listed if entry["out"] or entry["product"] not in settings.keep_products]
    listed.sort(key=lambda entry: -entry["rows"])
    return tuple(listed[:SHOWN])


def _names(table: SalesTable, keys: np.ndarray, rows: np.ndarray) -> dict[int, str]:
    """The most frequent name under each product key of the rows."""
    named = table.product.codes[rows] >= 0
    pairs, times = np.unique(keys[named] << 32 | table.product.codes[rows[named]], return_counts=True)
    order = np.argsort(times, kind="stable")
    return {int(pair >> 32): table.product.vocabulary[int(pair & 0xFFFFFFFF)] for pair in pairs[order].tolist()}


def _texts(table: SalesTable, key: int, names: dict[int, str]) -> tuple[str, str]:
    codes = [] if table.code is None else table.code.vocabulary
    return (codes[key] if key < len(codes) else "", names.get(key, ""))


def _kinds(vocabulary: Sequence[str]) -> np.ndarray:
    return np.array([_KINDS.index(non_product_kind(text)) + _SURE * sold_too(text) for text in vocabulary], np.int8)


def _notes(table: SalesTable) -> np.ndarray:
    """Unpaid rows of a note, or of no name or quite another than their code has: the stock keeper's. Zeros all over say
    nothing, and what is sold under the name of a note ("Mixed Nuts") and given away once is no note."""
    if table.price is None or not mostly_paid(table.price):
        return np.zeros(table.rows, bool)
    free, names, keys = table.price == 0, table.product, product_keys(table)
    notes = np.array([is_stock_note(name) or bool(non_product_kind(name)) for name in names.vocabulary], bool)
    alone = np.array([is_stock_note(name, alone=True) for name in names.vocabulary], bool)
    corrects = np.zeros(table.rows, bool) if table.quantity is None else table.quantity <= 0
    paid = np.flatnonzero((keys >= 0) & (names.codes >= 0) & (table.price > 0))
    usual = at(_most_frequent_names(keys[paid], names.codes[paid], int(keys.max(initial=0)) + 1) + 1, keys) - 1
    unpaid = free & at(notes, names.codes) & (corrects | ((usual >= 0) & (usual != names.codes)))
    unpaid |= free & at(alone, names.codes) & (usual < 0)
    if table.code is not None:
        named = (table.code.codes >= 0) & (names.codes >= 0)
        has_name = np.bincount(table.code.codes[named], minlength=len(table.code.vocabulary)) > 0
        unpaid |= free & (names.codes < 0) & at(has_name, table.code.codes)
        unpaid |= free & _other_names(table.code, names, table.price)
    return unpaid


def _other_names(code: Coded, name: Coded, price: np.ndarray) -> np.ndarray:
    """Rows whose name is unlike the name their code has where it is paid for: "michel oops" is no spelling of a mug."""
    from rapidfuzz import fuzz

    codes, names = code.codes, name.codes
    named = np.flatnonzero((codes >= 0) & (names >= 0))
    paid = named[price[named] > 0]
    usual = _most_frequent_names(codes[paid], names[paid], len(code.vocabulary))
    free = named[(price[named] == 0) & (usual[codes[named]] >= 0)]
    pairs = np.unique(codes[free].astype(np.int64) << 32 | names[free])
    words = name.vocabulary
    unlike = []
    for pair in pairs.tolist():
        one, other = words[pair & 0xFFFFFFFF].casefold(), words[usual[pair >> 32]].casefold()
        if max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) < UNLIKE:
            unlike.append(pair)
    found = np.zeros(len(codes), bool)
    found[free] = np.isin(codes[free].astype(np.int64) << 32 | names[free], unlike)
    return found


def _most_frequent_names(codes: np.ndarray, names: np.ndarray, size: int) -> np.ndarray:
    pairs, times = np.unique(codes.astype(np.int64) << 32 | names, return_counts=True)
    usual = np.full(size, -1, np.int64)
    order = np.argsort(times, kind="stable")
    usual[pairs[order] >> 32] = pairs[order] & 0xFFFFFFFF  # the most frequent is written last
    return usual


def mostly_paid(price: np.ndarray) -> bool:
    """Whether more than half of the known prices (float64, NaN unknown) are above zero; False where none is known."""
    known = price[~np.isnan(price)]
    return len(known) > 0 and float((known > 0).mean()) > 0.5
