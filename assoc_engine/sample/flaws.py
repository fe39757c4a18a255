"""Dirt as real files have it: on ordinary product lines, one flaw a line, as many of each as planned."""

from __future__ import annotations

import numpy as np

from .draft import BAD_DATE, BAD_QUANTITY, BLANK_NAME, BLANK_PRODUCT, COPY, MISSPELT, NO_DATE, NO_PRICE, NO_QUANTITY, UNTOUCHED, Draft
from .draw import shuffled, subset
from .plan import planned

FORMS = 3  # shapes that an unreadable cell takes
MISSPELT_PRODUCTS = 0.08  # share of the products whose name is sometimes written otherwise
MISSPELT_LINES = 0.25  # of such a product's lines at most: its proper name stays the usual one

FLAWS = (
    (BLANK_NAME, "blank_names"),
    (BLANK_PRODUCT, "blank_products"),
    (NO_PRICE, "missing_prices"),
    (BAD_DATE, "unreadable_dates"),
    (BAD_QUANTITY, "unreadable_quantities"),
    (NO_DATE, "unavailable_dates"),
    (NO_QUANTITY, "unavailable_quantities"),
)


def blanks_and_unreadable(draft: Draft, rng: np.random.Generator) -> Draft:
    """Blank names, wholly blank products, missing prices, dates and quantities unreadable or not available."""
    flaw, form = draft.lines.flaw.copy(), draft.lines.form.copy()
    plain = draft.plain_lines()
    plain = plain[shuffled(rng, len(plain))]
    for kind, name in FLAWS:
        hit, plain = np.split(plain, [planned(draft.rows, name)])
        flaw[hit] = kind
        form[hit] = np.floor(rng.random(len(hit)) * FORMS)
    return draft.having(flaw=flaw, form=form)


def misspellings(draft: Draft, rng: np.random.Generator) -> Draft:
    """Some products' names are written in one of two other ways on some of their lines."""
    flaw, form = draft.lines.flaw.copy(), draft.lines.form.copy()
    wanted, goods = planned(draft.rows, "spelling_variants"), draft.goods
    plain = draft.plain_lines()
    plain = plain[shuffled(rng, len(plain))]
    item = draft.lines.item[plain]
    room = np.floor(np.bincount(item, minlength=goods.products) * MISSPELT_LINES).astype(np.int64)
    order = shuffled(rng, goods.products)
    enough = np.searchsorted(np.cumsum(room[order]), wanted) + 1
    named = order[: max(enough, round(goods.products * MISSPELT_PRODUCTS))]
    plain = plain[np.isin(item, named)]
    hit = plain[_turn(draft.lines.item[plain]) < room[draft.lines.item[plain]]][:wanted]
    flaw[hit] = MISSPELT
    form[hit] = np.floor(rng.random(len(hit)) * 2)
    return draft.having(flaw=flaw, form=form)


def _turn(values: np.ndarray) -> np.ndarray:
    """How many equal values stand before each."""
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    turn = np.empty(len(values), np.int64)
    turn[order] = np.arange(len(values)) - np.searchsorted(ranked, ranked)
    return turn


def duplicates(draft: Draft, rng: np.random.Generator) -> Draft:
    """Exact copies of flawless lines, right behind them."""
    flaw = draft.lines.flaw.copy()
    plain = draft.plain_lines()
    twice = plain[subset(rng, len(plain), planned(draft.rows, "duplicates"))]
    copies = draft.lines.take(twice)
    copies.flaw[:] = COPY
    flaw[twice] = UNTOUCHED
    return draft.having(flaw=flaw).plus(lines=copies)
