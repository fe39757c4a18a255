"""Links: pairs of products bought together, counted, measured and held against chance."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ..baskets import Baskets
from ..progress import SILENT, Progress
from ..settings import LinkSettings
from ..text import N_
from ..workspace import Table, Workspace
from .counts import pair_chunks, restrict
from .measures import measures
from .significance import class_totals, expected_orders, p_values, q_values

FEWEST = 5  # joint orders below which a link would rest on a handful of customers
ONE_IN = 2000  # and a link needs one order in so many: fewer are real, perhaps, but no business
BINS = 100_000  # of p-values, to rank pairs that are counted and not kept
MOST = 250_000  # pairs listed unless the user chose the floor: more are neither read nor sorted at once
SAMPLES = (1, 20, 80)  # orders a product may need for its pairs to be tested; the one that finds most is used


@dataclass(frozen=True)
class LinkTable:
    """Every pair at or over the floor, once, as A → B with the better confidence; strongest first: those that pass the
    guard, by orders beyond chance, then the rest likewise. `a`, `b` product numbers; counts int32; the rest float64;
    `passes` bool. `floor`: joint orders a link needs; `eligible_pairs`: pairs tested, of products in at least `eligible_orders`
    orders; `max_fdr`: the guard's rate."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray
    a_orders: np.ndarray
    b_orders: np.ndarray
    support: np.ndarray
    confidence: np.ndarray
    confidence_back: np.ndarray
    lift: np.ndarray
    leverage: np.ndarray
    conviction: np.ndarray
    cosine: np.ndarray
    jaccard: np.ndarray
    kulczynski: np.ndarray
    imbalance: np.ndarray
    zhang: np.ndarray
    all_confidence: np.ndarray
    chi_square: np.ndarray
    odds_ratio: np.ndarray
    expected: np.ndarray
    adjusted_lift: np.ndarray
    p_value: np.ndarray
    q_value: np.ndarray
    passes: np.ndarray
    floor: int
    floor_reason: dict
    eligible_orders: int
    eligible_pairs: int
    max_fdr: float

    def __len__(self) -> int:
        return len(self.a)

    @property
    def passing(self) -> int:
        return int(self.passes.sum())

    @property
    def extra(self) -> np.ndarray:
        """Orders beyond chance: observed − expected, float64."""
        return self.orders - self.expected


COLUMNS = tuple(f.name for f in fields(LinkTable) if f.type == "np.ndarray")


def choose_floor(orders: int) -> tuple[int, dict]:
    """The joint orders a link needs among so many orders, and the reason as a message."""
    floor = max(FEWEST, orders // ONE_IN)
    if floor == FEWEST:
        reason = N_(
            "A pair counts from {floor} joint orders on: with fewer it would rest on a handful of customers."
        )  # fmt: skip
    else:
        reason = N_("A pair counts from {floor} joint orders on: 1 in {one_in} of the {orders} orders.")
    return floor, {"message": reason, "values": {"floor": floor, "one_in": ONE_IN, "orders": orders}}


def find_links(baskets: Baskets, settings: LinkSettings = LinkSettings(), progress: Progress = SILENT) -> LinkTable:
    """Count, measure and test every pair of products. Raises Cancelled.

    A pair passes the guard when it is together more often than chance expects (significance.py) and its
    Benjamini–Hochberg q-value over all eligible pairs is at most `max_fdr`. Eligible are the pairs of products that
    are each in enough orders: at least as many as a link needs, or 20, or 80, if that lets more pairs pass, since
    rare products are many and can hardly ever prove anything (independent filtering on totals: Bourgon et al., PNAS
    2010). A pair that is not eligible has q-value 1.
    """
    floor, reason = choose_floor(baskets.orders)
    if settings.min_orders:
        floor = settings.min_orders
        reason = {"message": N_("A pair counts from {floor} joint orders on, as you chose."), "values": {"floor": floor}}
    totals = baskets.products.orders
    eligible = np.flatnonzero(totals >= floor).astype(np.int32)
    start, items = restrict(baskets.start, baskets.items, eligible)
    pairs = _counted_against_chance(baskets, eligible, start, items, floor, settings.max_fdr, progress.part(0.0, 0.9))
    testing = progress.part(0.9, 1.0, N_("Holding pairs against chance"))
    a, b, joint, expected, p = pairs.a, pairs.b, pairs.orders, pairs.expected, pairs.p
    rarer = np.minimum(totals[a], totals[b])
    sample, tests = _eligible(p, rarer, joint >= floor, totals[eligible], settings.max_fdr)
    tested = rarer >= sample
    q = np.ones(len(p))
    testing.step(0.3, 1)
    q[tested] = q_values(p[tested], tests, pairs.others(sample, p[tested]))
    testing.step(0.8, 1)
    if not settings.min_orders:
        floor, reason = _raised(floor, reason, joint[joint >= floor])
    kept = joint >= floor
    return _table(
        baskets, a[kept], b[kept], joint[kept], expected[kept], p[kept], q[kept],
        floor=floor, floor_reason=reason, eligible_orders=max(sample, int(totals[eligible].min(initial=0))),
        eligible_pairs=tests, max_fdr=settings.max_fdr,
    )  # fmt: skip


def _raised(floor: int, reason: dict, joint: np.ndarray) -> tuple[int, dict]:
    """The floor, raised where more than MOST pairs would reach it. What was tested stays as it is."""
    reaching = len(joint) - np.concatenate([[0], np.cumsum(np.bincount(joint))])  # pairs with at least 0, 1, … orders
    least = int(np.flatnonzero(reaching <= MOST)[0])
    if least <= floor:
        return floor, reason
    message = N_("A pair counts from {floor} joint orders on, so that the list stays within {most} pairs.")
    return least, {"message": message, "values": {"floor": least, "most": MOST}}


def put_links(links: LinkTable, answer: dict, workspace: Workspace) -> None:
    """Store as table `links`."""
    meta = {name: getattr(links, name) for name in ("floor", "floor_reason", "eligible_orders", "eligible_pairs", "max_fdr", "passing")}
    workspace.put("links", {name: getattr(links, name) for name in COLUMNS}, {**meta, "answer": answer})


def get_links(workspace: Workspace) -> LinkTable:
    table: Table = workspace.get("links")
    meta = {name: table.meta[name] for name in ("floor", "floor_reason", "eligible_orders", "eligible_pairs", "max_fdr")}
    return LinkTable(**{name: table[name] for name in COLUMNS}, **meta)


@dataclass(frozen=True)
class _Tested:
    """The pairs that may be listed or pass, with their expected orders and p-values; of the others, which are in fewer
    orders than a link needs and whose p-value is above the guard's rate, only how many have which p-value."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    left_out: dict[int, np.ndarray]

    def others(self, sample: int, p: np.ndarray) -> np.ndarray:
        """For each p-value, how many of the pairs left out (of products in `sample` orders) are not above it."""
        below = np.concatenate([[0], np.cumsum(self.left_out[sample])])
        return below[np.minimum((p * BINS).astype(np.int64), BINS)]


def _counted_against_chance(
    baskets: Baskets, eligible: np.ndarray, start: np.ndarray, items: np.ndarray, floor: int, max_fdr: float,
    progress: Progress,
) -> _Tested:
    """Count pairs chunk by chunk and hold each against chance: large files have more pairs than memory holds."""
    counting = progress.part(0.0, 1.0, N_("Counting pairs"))
    totals, factors = class_totals(baskets.start, baskets.items, len(baskets.products))
    orders_of = baskets.products.orders
    left_out = {sample: np.zeros(BINS, np.int64) for sample in SAMPLES}
    parts: list[tuple[np.ndarray, ...]] = []
    for chunk in pair_chunks(start, items, len(eligible), 1, counting):
        a, b = eligible[chunk.a], eligible[chunk.b]
        expected = expected_orders(totals, factors, a, b)
        p = p_values(chunk.orders, expected)
        kept = (chunk.orders >= floor) | (p <= max_fdr)
        bins = np.minimum((p[~kept] * BINS).astype(np.int64), BINS - 1)
        rarer = np.minimum(orders_of[a[~kept]], orders_of[b[~kept]])
        for sample in SAMPLES:
            left_out[sample] += np.bincount(bins[rarer >= sample], minlength=BINS)
        parts.append((a[kept], b[kept], chunk.orders[kept], expected[kept], p[kept]))
    empty = (np.empty(0, np.int32),) * 3 + (np.empty(0),) * 2
    return _Tested(*(np.concatenate(column) for column in zip(*(parts or [empty]), strict=True)), left_out)


def _eligible(
    p: np.ndarray, rarer: np.ndarray, enough: np.ndarray, totals: np.ndarray, max_fdr: float
) -> tuple[int, int]:
    """(orders a product needs for its pairs to be tested, number of pairs tested): what lets most pairs pass.

    `rarer`: orders of each pair's rarer product; `enough`: whether the pair reaches the floor; `totals`: orders of
    every product that could be tested.
    """
    small = np.flatnonzero(p <= max_fdr)  # no other pair can pass
    small = small[np.argsort(p[small], kind="stable")]
    best = (-1, SAMPLES[0], 0)
    for sample in SAMPLES:
        products = int((totals >= sample).sum())
        tests = products * (products - 1) // 2
        family = small[rarer[small] >= sample]
        below = np.flatnonzero(p[family] * tests <= max_fdr * np.arange(1, len(family) + 1))
        passing = int(enough[family[: below[-1] + 1]].sum()) if len(below) else 0
        if passing > best[0]:
            best = (passing, sample, tests)
    return best[1], best[2]


def _table(baskets: Baskets, a, b, orders, expected, p, q, *, max_fdr: float, **facts) -> LinkTable:
    totals = baskets.products.orders
    swap = totals[b] < totals[a]  # the rarer product as antecedent has the better confidence
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    passes = (q <= max_fdr) & (orders > expected)
    order = np.lexsort((b, a, -(orders - expected), ~passes))
    a, b, orders, expected, p, q, passes = (x[order] for x in (a, b, orders, expected, p, q, passes))
    return LinkTable(
        a=a.astype(np.int32),
        b=b.astype(np.int32),
        orders=orders,
        a_orders=totals[a],
        b_orders=totals[b],
        **measures(orders, totals[a], totals[b], baskets.orders),
        confidence_back=orders / totals[b],
        expected=expected,
        adjusted_lift=orders / expected,
        p_value=p,
        q_value=q,
        passes=passes,
        max_fdr=max_fdr,
        **facts,
    )
