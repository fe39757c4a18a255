"""What the owner of the file should know before believing its links: orders that weigh too much, codes used twice."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import numpy as np

from .baskets import Baskets
from .cleaning import MERGED, CleanTable
from .io.table import SalesTable
from .text import N_

UNDONE = re.compile(r"关闭|取消|作废|退款成功|已退|退货|^refund|^cancel|^return|^void", re.I)
STATES = 20  # a column of at most so many different cells may hold states
HEAVY_SHARE = 0.5  # of all within-basket pairs …
FEW_ORDERS = 0.05  # … held by at most this share of the orders: they weigh too much
ALIKE = 0.5  # names of one code less alike than this are probably different products


def notices(table: SalesTable, clean_table: CleanTable, baskets: Baskets, merged: bool = True) -> tuple[dict, ...]:
    """Messages with the setting that acting on them would change: {"title", "advice", "setting"}.
    `merged`: names under one code were merged."""
    codes = shared_codes(table, clean_table) if merged else None
    found = (heavy_orders(table, clean_table, baskets), codes, unfinished(table))
    return tuple(notice for notice in found if notice is not None)


def heavy_orders(table: SalesTable, clean_table: CleanTable, baskets: Baskets) -> dict | None:
    """A few orders that hold most of the within-basket pairs: known by a line they share, else by their size."""
    sizes = baskets.sizes
    pairs = sizes * (sizes - 1.0) / 2
    if pairs.sum() == 0 or baskets.orders < 20:
        return None
    return _marked(table, clean_table, baskets, pairs) or _large(sizes, pairs)


def _marked(table: SalesTable, clean_table: CleanTable, baskets: Baskets, pairs: np.ndarray) -> dict | None:
    """Heavy orders that share a line, such as a channel's postage, which cleaning may have left out as no product."""
    weight = np.zeros(len(table.order.vocabulary) + 1)
    place = np.full(len(table.order.vocabulary) + 1, -1, np.int64)
    codes = clean_table.order.codes[baskets.line_order[baskets.line_start[:-1]]]
    inside = codes < len(table.order.vocabulary)
    weight[codes[inside]], place[codes[inside]] = pairs[inside], np.flatnonzero(inside)
    column = table.code if table.code is not None else table.product
    rows = np.flatnonzero((column.codes >= 0) & (table.order.codes >= 0))
    rows = rows[place[table.order.codes[rows]] >= 0]
    held = np.unique(column.codes[rows].astype(np.int64) << 32 | table.order.codes[rows])
    product, order = held >> 32, held & 0xFFFFFFFF
    share = np.bincount(product, weight[order], minlength=len(column.vocabulary)) / pairs.sum()
    orders = np.bincount(product, minlength=len(column.vocabulary))
    heavy = (share >= HEAVY_SHARE) & (orders <= FEW_ORDERS * baskets.orders)
    if not heavy.any():
        return None
    best = int(np.argmax(np.where(heavy, share - orders / baskets.orders, -1)))
    return {
        "title": {
            "message": N_(
                "{count} order with the line {product} holds {share:percent} of all pairs within orders.",
                "{count} of {orders} orders, those with the line {product}, hold {share:percent} of all pairs within orders.",
            ),
            "values": {"count": int(orders[best]), "orders": baskets.orders, "product": column.vocabulary[best],
                       "share": float(share[best])},
        },
        "advice": {"message": N_("They look like collective orders, not one customer's basket. Set them aside to see what customers choose themselves.")},
        "setting": {"exclude_orders_with": [column.vocabulary[best]]},
    }  # fmt: skip


def _large(sizes: np.ndarray, pairs: np.ndarray) -> dict | None:
    """The fewest largest orders that hold half of the pairs, where they are few."""
    order = np.argsort(-pairs, kind="stable")
    needed = int(np.searchsorted(np.cumsum(pairs[order]), HEAVY_SHARE * pairs.sum())) + 1
    limit = int(sizes[order[needed - 1]]) - 1
    heavy = sizes > limit
    if heavy.mean() > FEW_ORDERS or limit < 2:
        return None
    return {
        "title": {
            "message": N_(
                "{count} order of more than {limit} products holds {share:percent} of all pairs within orders.",
                "{count} of {orders} orders, those of more than {limit} products, hold {share:percent} of all pairs within orders.",
            ),
            "values": {"count": int(heavy.sum()), "orders": len(sizes), "limit": limit,
                       "share": float(pairs[heavy].sum() / pairs.sum())},
        },
        "advice": {"message": N_("They may be bulk or collective orders. Set them aside to see what ordinary baskets hold.")},
        "setting": {"largest_order": limit},
    }  # fmt: skip


def shared_codes(table: SalesTable, clean_table: CleanTable) -> dict | None:
    """Codes under which two clearly different names are both frequent: counted as one product, and said."""
    if table.code is None or table.product is None:
        return None
    code, name = table.code.codes[clean_table.raw], table.product.codes[clean_table.raw]
    known = (code >= 0) & (name >= 0)
    pairs, times = np.unique(code[known].astype(np.int64) << 32 | name[known], return_counts=True)
    of_code = (pairs >> 32).astype(np.int64)
    rows = np.bincount(of_code, times)
    often = times >= np.maximum(2, 0.2 * rows[of_code])
    counts = np.bincount(of_code[often], minlength=len(rows))
    clashes = []
    first, end = np.searchsorted(of_code, np.arange(len(rows))), np.searchsorted(of_code, np.arange(len(rows)), "right")
    for clash in np.flatnonzero(counts > 1).tolist():
        part = slice(first[clash], end[clash])
        names = [table.product.vocabulary[p & 0xFFFFFFFF] for p in pairs[part][often[part]].tolist()]
        if SequenceMatcher(None, names[0].casefold(), names[1].casefold()).ratio() < ALIKE:
            clashes.append((table.code.vocabulary[clash], names[0], names[1]))
    if not clashes:
        return None
    code_word, one, other = clashes[0]
    return {
        "title": {
            "message": N_(
                "{count} code stands for clearly different names: {code} is {first} and {second}.",
                "{count} codes stand for clearly different names, such as {code}: {first} and {second}.",
            ),
            "values": {"count": len(clashes), "code": code_word, "first": one, "second": other},
        },
        "advice": {
            "message": N_("Each code is counted as one product. If they are different products, switch off: {rule}."),
            "values": {"rule": {"message": MERGED}},
        },
        "setting": {"merge_names": False},
    }  # fmt: skip


def unfinished(table: SalesTable) -> dict | None:
    """A column of states in which rows are closed, cancelled or returned: not read yet, so it is said."""
    for column in table.raw.columns:
        if not 2 <= len(column.texts) <= STATES:
            continue
        found = [code for code, text in enumerate(column.texts) if UNDONE.search(text)]
        if found and len(found) < len(column.texts):
            rows = int(np.isin(column.codes, found).sum())
            return {
                "title": {
                    "message": N_(
                        "{count} row says {state} in the column {header}, and is counted as a sale.",
                        "{count} rows say {state} or the like in the column {header}, and are counted as sales.",
                    ),
                    "values": {"count": rows, "state": column.texts[found[0]], "header": column.header},
                },
                "advice": {"message": N_("If they are no sales, filter them out of the file and open it again.")},
                "setting": None,
            }
    return None
