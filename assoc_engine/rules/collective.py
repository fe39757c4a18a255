"""Orders that are not one customer's basket: collective, copied and standing orders.

A few orders that hold most of the pairs would decide what is linked; an order told twice, or the same order every week, would count
one decision several times. Such orders are noticed by what they are, not by a shop's codes, and set aside where links are tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit

from ..baskets import Baskets
from ..cleaning import NO_TIME, CleanTable
from ..cleaning.row_keys import product_keys
from ..errors import SettingError
from ..io.table import SalesTable
from ..progress import SILENT, Progress
from ..text import N_, message
from ..workspace import Coded, Workspace
from .customers import told_apart
from .order_contents import contents
from .verdicts import KINDS

MOST_PAIRS = 0.5  # of all pairs within orders, that so few orders must hold to be collective:
FEW_MARKED = 0.05  # of the orders, where they share a line
FEW_LARGE = 0.035  # of the orders, known by size alone; of four real files' ordinary orders it takes 5.3 to 10.4 %
LARGER, MOSTLY = 3, 2 / 3  # times the median size of the others, and how many of the orders that share a line are so large
MARKS = 3  # lines that the same orders share, beyond which they mark nothing: huge orders share many products
FEWEST_MARKED, FEWEST_ORDERS = 5, 20  # orders with the line, and of the file, below which nothing is said
ALIKE, REPEATED = 0.8, 3  # share of the products that two orders of a customer have in common; orders from which on it is a standing order
MANY = 5  # products, in which two orders are not alike by chance
A_MOMENT = 4  # orders of one moment, in the mean, from which on a moment does not tell customers apart
NO_LINES = ("headings", "totals", "overlaps")  # rules of cleaning that take what is no line of an order
DAY = 86_400
CHUNK_PAIRS = 500_000  # orders compared with each other between two looks at the progress


@dataclass(frozen=True)
class Lines:
    """What the orders' rows say. `product` int64 and `quantity` float64: of each clean line, in order of orders. `mark` int64 (−1 none)
    and `mark_order` int32 (row of the order, −1 none): of each raw row, whether or not what it names is a product; `marks` the code
    and the name of each."""

    product: np.ndarray
    quantity: np.ndarray
    mark: np.ndarray
    mark_order: np.ndarray
    marks: list[tuple[str, str]]

    @classmethod
    def of(cls, table: SalesTable, clean: CleanTable, baskets: Baskets) -> Lines:
        """`table`: every row of the file, also those that cleaning leaves out as no products, since such a line may be what marks
        an order; `clean`, `baskets`: what came of it."""
        first = clean.order.codes[baskets.line_order[baskets.line_start[:-1]]]
        row_of = np.full(max(len(table.order.vocabulary), len(clean.order.vocabulary)) + 1, -1, np.int32)  # the last: for code −1
        row_of[first] = np.arange(baskets.orders, dtype=np.int32)
        keys = product_keys(table)
        keys[np.isin(clean.fate, [clean.rules.index(rule) + 1 for rule in NO_LINES])] = -1
        _, rows, mark = np.unique(keys, return_index=True, return_inverse=True)
        return cls(
            clean.product[baskets.line_order].astype(np.int64), clean.quantity[baskets.line_order],
            np.where(keys >= 0, mark, -1), row_of[table.order.codes],
            [(_said(table.code, row), _said(table.product, row)) for row in rows.tolist()],
        )  # fmt: skip


@dataclass(frozen=True)
class Collective:
    """Orders of one kind. `orders` int32, rising; shares in 0 … 1 of all orders, clean rows and pairs within orders; `code` and `name` of
    the line they share ("" where it is no matter of one), `least`: products of the smallest of them; `kept`: the user has them tested
    all the same."""

    kind: str
    orders: np.ndarray
    share: float
    row_share: float
    pair_share: float
    least: int
    code: str = ""
    name: str = ""
    kept: bool = False


def find_collective(baskets: Baskets, lines: Lines, progress: Progress = SILENT) -> tuple[Collective, ...]:
    """The kinds of orders to set aside that this file has, in order of KINDS; an order may be of several. Raises Cancelled.

    marked: at most FEW_MARKED of the orders share a line (and no more than MARKS that no others have), hold MOST_PAIRS of the pairs and are
    MOSTLY LARGER than the others.
    large: of the others, at most FEW_LARGE hold MOST_PAIRS of the pairs left; again until they do not.
    copied: all but the first of orders with the same products and quantities of the same customer on the same day, or, where no customer
    is known, of the same moment. Orders of one product are no copies, and where a customer's orders have no date, nor are those of fewer
    than MANY; orders with neither are never copies: equal ones are many people's.
    standing: all but the first of a customer's orders of MANY products that are ALIKE (Jaccard) to REPEATED − 1 others. Small baskets
    that come again are habits, and two of them are alike by chance: that orders of one customer depend on each other is seen to where
    links are graded.
    """
    progress.step(0, 1, N_("Looking for orders that are not one customer’s basket"))
    sizes = baskets.sizes
    customer = told_apart(baskets.customer.codes)
    found: list[tuple[str, np.ndarray, tuple[str, str]]] = []
    aside = np.zeros(len(sizes), bool)
    shared = _marked(lines, sizes)
    if shared is not None:
        place, aside = shared
        found.append(("marked", aside, lines.marks[place]))
    progress.step(0.2, 1)
    found.append(("large", _large(sizes, aside), ("", "")))
    progress.step(0.3, 1)
    found.append(("copied", _copied(baskets, lines, customer), ("", "")))
    found.append(("standing", _standing(baskets, customer, progress.part(0.5, 1.0)), ("", "")))
    return tuple(_collective(kind, mask, line, baskets) for kind, mask, line in found if mask.any())


def keeping(found: Iterable[Collective], keep: Sequence[str]) -> tuple[Collective, ...]:
    """The same, those of the kinds `keep` not set aside. Raises SettingError where one is no kind."""
    for kind in keep:
        if kind not in KINDS:
            raise SettingError(N_("Kinds of orders that can be kept are {kinds}, not {kind}."), kinds=", ".join(KINDS), kind=kind)
    return tuple(replace(one, kept=one.kind in keep) for one in found)


def set_aside(found: Iterable[Collective], orders: int) -> np.ndarray:
    """bool per order: of a kind that is not kept."""
    aside = np.zeros(orders, bool)
    for one in found:
        if not one.kept:
            aside[one.orders] = True
    return aside


def put_aside(found: tuple[Collective, ...], workspace: Workspace) -> None:
    """Store as table `aside`."""
    kinds = [
        {"kind": one.kind, "share": one.share, "row_share": one.row_share, "pair_share": one.pair_share, "least": one.least,
         "code": one.code, "name": one.name, "kept": one.kept, "message": described(one)}
        for one in found
    ]  # fmt: skip
    number = np.repeat(np.array([KINDS.index(one.kind) for one in found], np.int8), [len(one.orders) for one in found])
    orders = np.concatenate([np.empty(0, np.int32), *(one.orders for one in found)])
    workspace.put("aside", {"order": orders, "kind": number}, {"kinds": kinds})


def get_aside(workspace: Workspace) -> tuple[Collective, ...]:
    """As `put_aside` stored them; none where the workspace was made before there were any."""
    if not workspace.has("aside"):
        return ()
    table = workspace.get("aside")
    return tuple(
        Collective(orders=table["order"][table["kind"] == KINDS.index(one["kind"])],
                   **{name: one[name] for name in ("kind", "share", "row_share", "pair_share", "least", "code", "name", "kept")})
        for one in table.meta["kinds"]
    )  # fmt: skip


def warm_up() -> None:
    """Compile (or load from the cache) the kernel here."""
    start = np.array([0, 2, 4], np.int64)
    _repeats(0, 1, np.array([0, 2]), np.array([0, 1]), start, np.array([0, 1, 0, 1], np.int32), ALIKE, REPEATED, np.zeros(2, np.bool_))


def _collective(kind: str, mask: np.ndarray, line: tuple[str, str], baskets: Baskets) -> Collective:
    pairs, rows = _pairs(baskets.sizes), np.diff(baskets.line_start)
    return Collective(
        kind, np.flatnonzero(mask).astype(np.int32), float(mask.mean()), float(rows[mask].sum() / max(rows.sum(), 1)),
        float(pairs[mask].sum() / max(pairs.sum(), 1)), int(baskets.sizes[mask].min()), *line,
    )  # fmt: skip


def described(one: Collective) -> dict[str, Any]:
    """How many orders of this kind there are and what they weigh, as a message."""
    values: dict[str, Any] = {"count": len(one.orders), "share": one.share, "pairs": one.pair_share}
    if one.kind == "marked":
        values["product"] = one.name or one.code
        said = N_(
            "{count} order holds a line {product}; it is {share:percent} of all orders and has {pairs:percent} of all pairs of products.",
            "{count} orders hold a line {product}; they are {share:percent} of all orders and have {pairs:percent} of all pairs of "
            "products.",
        )
    elif one.kind == "large":
        values["least"] = one.least
        said = N_(
            "{count} order of {least} products is {share:percent} of all orders and has {pairs:percent} of all pairs of products.",
            "{count} orders of {least} products or more are {share:percent} of all orders and have {pairs:percent} of all pairs of "
            "products.",
        )
    elif one.kind == "copied":
        said = N_(
            "{count} order repeats another one with the same products and quantities, of the same customer or moment.",
            "{count} orders repeat another one with the same products and quantities, of the same customer or moment.",
        )
    else:
        said = N_(
            "{count} order is a customer’s standing order, nearly the same as at least two others.",
            "{count} orders are customers’ standing orders, nearly the same as at least two others of that customer.",
        )
    return message(said, **values)


def _said(column: Coded | None, row: int) -> str:
    return "" if column is None or column.codes[row] < 0 else column.vocabulary[column.codes[row]]


def _pairs(sizes: np.ndarray) -> np.ndarray:
    return sizes * (sizes - 1.0) / 2


def _marked(lines: Lines, sizes: np.ndarray) -> tuple[int, np.ndarray] | None:
    """(place in `marks`, mask of the orders that hold it), or None."""
    pairs = _pairs(sizes)
    told = (lines.mark >= 0) & (lines.mark_order >= 0)
    if len(sizes) < FEWEST_ORDERS or not pairs.any() or not told.any():
        return None
    held = np.unique(lines.mark[told] * len(sizes) + lines.mark_order[told])
    mark, order = held // len(sizes), held % len(sizes)
    share = np.bincount(mark, pairs[order], minlength=len(lines.marks)) / pairs.sum()
    orders = np.bincount(mark, minlength=len(lines.marks))
    fits = (share >= MOST_PAIRS) & (orders >= FEWEST_MARKED) & (orders <= FEW_MARKED * len(sizes))
    for place in sorted(np.flatnonzero(fits).tolist(), key=lambda place: orders[place] / len(sizes) - share[place]):
        if np.count_nonzero((orders == orders[place]) & (share == share[place])) > MARKS:  # equal shares are of the same orders
            continue
        mask = np.zeros(len(sizes), bool)
        mask[order[mark == place]] = True
        if (sizes[mask] >= LARGER * np.median(sizes[~mask])).mean() >= MOSTLY:
            return place, mask
    return None


def _large(sizes: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """Mask of the largest orders, beside those that are set aside already."""
    found = np.zeros(len(sizes), bool)
    while True:
        left = np.sort(sizes[~(aside | found)])[::-1]
        pairs = np.cumsum(_pairs(left))
        if len(left) < FEWEST_ORDERS or not pairs[-1]:
            return found
        needed = int(np.searchsorted(pairs, MOST_PAIRS * pairs[-1])) + 1
        more = (sizes >= left[needed - 1]) & ~aside
        if (more & ~found).sum() > FEW_LARGE * len(left):
            return found
        found |= more


def _copied(baskets: Baskets, lines: Lines, customer: np.ndarray) -> np.ndarray:
    known, dated = customer >= 0, baskets.time != NO_TIME
    when = np.where(known & dated, baskets.time // DAY, baskets.time)
    asked = np.where(known, baskets.sizes >= np.where(dated, 2, MANY), (baskets.sizes >= 2) & dated & _moments_tell(baskets.time[dated]))
    asked = np.flatnonzero(asked)
    columns = (*contents(lines.product, lines.quantity, baskets.line_start)[:, asked], when[asked], customer[asked])
    by = np.lexsort((asked, *columns))
    alike = np.ones(len(asked), bool)
    for column in columns:
        alike[1:] &= column[by][1:] == column[by][:-1]
    mask = np.zeros(baskets.orders, bool)
    mask[asked[by[1:]]] = alike[1:]
    return mask


def _moments_tell(time: np.ndarray) -> bool:
    """Whether equal times (of orders, seconds) speak for one order: there is a clock, and no crowd at any moment."""
    return len(np.unique(time % DAY)) > 1 and len(time) < A_MOMENT * len(np.unique(time))


def _standing(baskets: Baskets, customer: np.ndarray, progress: Progress) -> np.ndarray:
    asked = np.flatnonzero((customer >= 0) & (baskets.sizes >= MANY))
    asked = asked[np.argsort(customer[asked], kind="stable")]
    edges = np.concatenate([np.flatnonzero(np.diff(customer[asked], prepend=-1)), [len(asked)]])
    work = np.cumsum(np.diff(edges) ** 2)
    mask = np.zeros(baskets.orders, np.bool_)
    low = 0
    while low < len(work):
        progress.step(low, len(work))
        done = work[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(work, done + CHUNK_PAIRS)))
        _repeats(low, high, edges, asked, baskets.start, baskets.items, ALIKE, REPEATED, mask)
        low = high
    return mask


@njit(nogil=True, cache=True)
def _repeats(
    low: int, high: int, edges: np.ndarray, orders: np.ndarray, start: np.ndarray, items: np.ndarray, alike: float, repeated: int,
    mask: np.ndarray,
) -> None:  # fmt: skip
    """Mark the standing orders of customers low … high; `orders` by customer, each customer's from `edges` on, rising."""
    for c in range(low, high):
        first, count = edges[c], edges[c + 1] - edges[c]
        if count < repeated:
            continue
        like = np.zeros(count, np.int64)
        again = np.zeros(count, np.bool_)
        for x in range(count):
            for y in range(x):
                p, q = orders[first + x], orders[first + y]
                i, end, j, last = start[p], start[p + 1], start[q], start[q + 1]
                if min(end - i, last - j) < alike * max(end - i, last - j):
                    continue
                total, both = (end - i) + (last - j), 0
                while i < end and j < last:
                    if items[i] < items[j]:
                        i += 1
                    elif items[i] > items[j]:
                        j += 1
                    else:
                        both += 1
                        i += 1
                        j += 1
                if both >= alike * (total - both):
                    like[x] += 1
                    like[y] += 1
                    again[x] = True
        for x in range(count):
            if again[x] and like[x] >= repeated - 1:
                mask[orders[first + x]] = True
