"""Larger sets: does one product more say anything that the smaller sets within it do not?

For three products, three pairs may explain that all are bought together; for k, the k sets of one less. Given the orders that hold each of
them, the 2^k kinds of orders (with just these of the products) are known up to one number, and of all tables that are left the nearest to
chance (chance.py: product totals and basket sizes kept, so that what large baskets do is expected) is taken as what the parts make
expected: minimum discrimination information, Ireland and Kullback, Biometrika 55, 1968; were chance the independence of the products, it
is the log-linear model without the interaction of highest order (Bishop, Fienberg and Holland, Discrete Multivariate Analysis, 1975). Its
variance with all these totals known is 1 / Σ 1 / cell, and the tail is that of pairs (tails.py).

Chance of larger sets: as for pairs, π_S(s) = Π w_i · e_{s−k}(w without S) / e_s(w) (e: elementary symmetric polynomials) is exact in
orders of few products; in larger ones the products are put together one by one, each held back by those before it, which have taken some
of the order's places: π_S = Π π_i (1 − (1 − π_i) Σ_{j before i} (1 − π_j) / d_s), for two products Hájek's, and exact for rare products.

Sets of more than MOST products are not tested, and none is said to say more: what they would need, one interaction among at least seven
products beyond all of their 126 parts, rests on too few orders to be told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..baskets import invert
from ..progress import SILENT, Progress
from ..text import N_
from .chance import Chance
from .chance_kernels import symmetric
from .extra_item_kernels import MOST, Arrays, by_place, eligible, refill, walk, walk_long
from .itemsets import ItemSets
from .rule_kernels import Children
from .tails import upper_tail
from .tested_orders import TestedOrders

MOST_LOST = 4.0  # times that a step of taking a product out of a polynomial may lose of its digits: 12 steps leave 9 of 16
PIECE = 2_000  # sets between two looks at the progress: 10 to 30 ms
NODES = 20_000
HOLDING = N_("Holding sets against the smaller ones within them")


class Told(NamedTuple):
    """Of sets. Orders among those tested that hold all of it: `counted` int32; what they count for as independent ones, `independent`
    float64; their known customers, `customers` int32 (−1 where the file has none); by chance, `expected`, and given every smaller set
    within it, `given`, float64. `p` float64: the chance of so many, given the smaller sets. `improving` uint64: bit m, for a choice m of
    the products (bit k: the k-th of those in the fewest orders last), that they lead to the others more surely than with any product less.
    Of sets with more than MOST products `given` and `p` are NaN, `independent` is `counted`, `customers` −1."""

    counted: np.ndarray
    independent: np.ndarray
    customers: np.ndarray
    expected: np.ndarray
    given: np.ndarray
    p: np.ndarray
    improving: np.ndarray


def held_against_parts(
    orders: TestedOrders, chance: Chance, start: np.ndarray, items: np.ndarray, progress: Progress = SILENT
) -> Told:
    """Hold sets of two products or more, CSR (`start` int64, `items` int32), against all their parts. `chance`: of these orders.

    About 5 µs for a set of three. Takes 70 bytes a set beside the result. Raises Cancelled.
    """
    count, size = len(start) - 1, np.diff(start)
    out = _Columns(
        np.zeros(count, np.int32), np.ones(count), np.zeros(count, np.int32), np.zeros(count), np.full(count, np.nan),
        np.full(count, np.nan),
        np.full(count, np.nan), np.zeros(count, np.uint64),
    )  # fmt: skip
    law, state = _law(chance, orders.products)
    share = float((size <= MOST).mean()) if count else 1.0
    _hold_short(orders, start, items, np.flatnonzero(size <= MOST), law, state, out, progress.part(0.0, share, HOLDING))
    _hold_long(orders, start, items, np.flatnonzero(size > MOST), law, state, out, progress.part(share, 1.0, HOLDING))
    p = upper_tail(out.counted / out.effect, out.given / out.effect, out.variance / out.effect, out.most / out.effect)
    p[size > MOST] = np.nan
    customers = out.customers if orders.known.any() else np.full(count, -1, np.int32)
    return Told(out.counted, out.counted / out.effect, customers, out.expected, out.given, p, out.improving)


class _Columns(NamedTuple):
    """As the kernels fill them; `effect`: orders of one customer count for so many times fewer; `most`: orders that are possible."""

    counted: np.ndarray
    effect: np.ndarray
    customers: np.ndarray
    expected: np.ndarray
    given: np.ndarray
    variance: np.ndarray
    most: np.ndarray
    improving: np.ndarray


def _hold_short(
    orders: TestedOrders, start: np.ndarray, items: np.ndarray, rows: np.ndarray, law: Arrays, state: Arrays, out: _Columns,
    progress: Progress,
) -> None:  # fmt: skip
    """The sets `rows`, of at most MOST products: smaller ones first, so that their parts are known where these are sets too, and those that
    begin alike one after the other."""
    begin, placed, product = _placed(orders, start, items, rows)
    size = np.diff(begin)
    table = np.full((len(rows), MOST), -1, np.int32)
    table[np.arange(MOST) < size[:, None]] = placed
    order = np.lexsort((*table.T[::-1], size))
    table = table[order]
    begin, held = np.concatenate([[0], np.cumsum(size[order])]), product[table[table >= 0]]
    del table, placed
    columns = _Columns(*(column[rows] for column in out))
    count, met = np.zeros(int(orders.cluster.max(initial=-1)) + 1, np.int32), np.empty(len(orders.cluster), np.int32)
    mask, path = np.zeros(len(orders.cluster), np.uint8), np.zeros(MOST, np.int32)
    code = np.random.default_rng(0).integers(1, 2**63, orders.products, np.uint64)
    memo, known, depth = _memo(2 * len(rows)), 0, 0
    joint, by_chance = np.zeros(1 << MOST), np.zeros(1 << MOST)
    joint[0] = by_chance[0] = orders.rows.sum()  # the part without products
    for low in range(0, len(rows), PIECE):
        progress.step(low, len(rows))
        if 2 * (known + (PIECE << MOST)) > len(memo[0]):
            smaller, memo = memo, _memo(2 * (known + (PIECE << MOST)))
            refill(smaller, memo)
        depth, fresh = walk(
            low, min(low + PIECE, len(rows)), begin, held, path, law, state, (orders.holders_start, orders.holders), orders.start,
            orders.items,
            orders.cluster, orders.known, count, met, mask, depth, code, memo, joint, by_chance, tuple(columns),
        )  # fmt: skip
        known += fresh
    for column, found in zip(out, columns, strict=True):
        column[rows[order]] = found


def _hold_long(
    orders: TestedOrders, start: np.ndarray, items: np.ndarray, rows: np.ndarray, law: Arrays, state: Arrays, out: _Columns,
    progress: Progress,
) -> None:  # fmt: skip
    """The larger sets `rows`: only how many orders hold them, and by chance."""
    begin, placed, product = _placed(orders, start, items, rows)
    held, lists = product[placed], (orders.holders_start, orders.holders)
    counted, expected = np.zeros(len(rows), np.int32), np.zeros(len(rows))
    for low in range(0, len(rows), PIECE):
        progress.step(low, len(rows))
        walk_long(low, min(low + PIECE, len(rows)), begin, held, law, state, lists, orders.start, orders.items, counted, expected)
    out.counted[rows], out.expected[rows], out.customers[rows] = counted, expected, -1


def _memo(parts: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Room for so many parts, and as many empty places at least: (key uint64, 0 where none is; orders int32; by chance float64)."""
    room = 1 << max(int(parts - 1).bit_length() + 1, 10)
    return np.zeros(room, np.uint64), np.zeros(room, np.int32), np.zeros(room)


def family_of(sets: ItemSets, products: int, progress: Progress = SILENT) -> int:
    """How many sets of 3 to MOST of so many products there were to test: those of which every smaller set that holds `sets.must` reached
    the minimum, whether or not they themselves did. `sets`: from `find_itemsets`. Raises Cancelled."""
    children, head = Children.of(sets), len(sets.must) - 1  # the chain of those that must be there comes first
    if not len(sets) or sets.orders[head] < sets.min_orders:
        return 0
    found = products - len(sets.must) if 2 <= len(sets.must) < MOST else 0  # the head and one product more
    for low in range(head, len(sets), NODES):
        progress.step(low - head, len(sets), HOLDING)
        found += eligible(low, min(low + NODES, len(sets)), head, sets.parent, sets.item, sets.size, children.begin, children.node,
                          children.item)
    return int(found)


def commonest_first(orders: TestedOrders) -> np.ndarray:
    """The place of each product (int32) when those in most of these orders come first."""
    place = np.empty(orders.products, np.int32)
    place[np.argsort(-orders.product_orders, kind="stable")] = np.arange(orders.products, dtype=np.int32)
    return place


def warm_up() -> None:
    """Compile (or load from the cache) every kernel here."""
    from .eclat import find_itemsets

    start, items = np.arange(0, 33, 8), np.tile(np.arange(8, dtype=np.int32), 4)
    holders = invert(start, items, 8)  # made anew where orders are tested
    for own in (True, False):  # baskets of a workspace are mapped: a type of its own, which cannot be written to
        start.flags.writeable = items.flags.writeable = own
        orders = TestedOrders(start, items, *holders, np.zeros(4, np.int64), np.arange(4), np.zeros(4, bool))
        held_against_parts(orders, orders.chance(), np.array([0, 3, 11]), np.concatenate([items[:3], items[:8]]))
    family_of(find_itemsets(start, items, 8, 1, memory=1_000_000_000), 8)


def _placed(orders: TestedOrders, start: np.ndarray, items: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The sets `rows` as CSR (int64, int32) of the places of their products, rising; and the product of each place (int32)."""
    place = commonest_first(orders)
    begin = np.concatenate([[0], np.cumsum(np.diff(start)[rows])]).astype(np.int64)
    placed = np.empty(int(begin[-1]), np.int32)
    by_place(start, items, rows, place, begin, placed)
    return begin, placed, np.argsort(place).astype(np.int32)


def _law(chance: Chance, products: int) -> tuple[Arrays, Arrays]:
    """What the kernels take of chance, and the arrays they keep parts in, as yet of no product."""
    strata, limit = chance.strata, max((len(stratum.small) - 1 for stratum in chance.strata), default=0)
    weight = np.zeros((len(strata), products))
    rest, coef, heavy = np.zeros((len(strata), limit + 1)), np.zeros((len(strata), limit + 1)), []
    for g, stratum in enumerate(strata):
        weight[g, stratum.products], weight[g, stratum.always] = stratum.w, -1.0
        top = len(stratum.small) - 1
        whole = symmetric(stratum.w, top, -1)
        coef[g, : top + 1] = np.divide(stratum.small, whole, out=np.zeros(top + 1), where=whole > 0)
        light, taken = stratum.w.copy(), []
        rest[g] = symmetric(light, limit, -1)
        while light.any() and _lost(light, rest[g, : top + 1]) > MOST_LOST:
            taken.append(int(np.argmax(light)))
            light[taken[-1]] = 0.0
            rest[g] = symmetric(light, limit, -1)
        heavy.append(stratum.products[taken])
    ends = [np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64) for parts in (heavy, [s.y for s in strata])]
    columns = (np.concatenate([getattr(stratum, name) for stratum in strata] or [np.zeros(0)]) for name in ("y", "large", "d"))
    law: Arrays = (weight, ends[0], np.concatenate([*heavy, np.zeros(0, np.int32)]).astype(np.int32), coef, ends[1], *columns)
    places, many = MOST + 3, int(ends[1][-1])  # of every depth, and two for chains that stand alone
    poly = np.zeros((places, len(strata), limit + 1))
    poly[0] = rest
    return law, (poly, np.zeros((places, len(strata)), np.int64), np.ones((places, len(strata))), np.ones((places, many)),
                 np.zeros((places, many)))


def _lost(w: np.ndarray, e: np.ndarray) -> float:
    """By how much taking out the heaviest product may enlarge an error of e."""
    rising = np.divide(e[:-1], e[1:], out=np.full(len(e) - 1, np.inf), where=e[1:] > 0)
    return float(w.max() * rising.max(initial=0.0))
