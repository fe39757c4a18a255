"""Links: pairs of products bought together, counted, measured and held against chance."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ..baskets import Baskets
from ..memory import budget
from ..progress import SILENT, Progress
from ..settings import LinkSettings
from ..text import N_
from ..workspace import Table, Workspace
from .counts import pair_chunks, restrict
from .kept_pairs import SAMPLES, KeptPairs
from .measures import measures
from .significance import class_totals, expected_orders, p_values

FEWEST = 5  # joint orders below which a link would rest on a handful of customers
ONE_IN = 2000  # and a link needs one order in so many: fewer are real, perhaps, but no business
MOST = 250_000  # pairs listed unless the user chose the floor: more are neither read nor sorted at once
BYTES_A_PAIR = 270  # of the table of links, and what putting it together takes
BYTES_AN_ENTRY = 60  # of the baskets, while they are counted
ASIDE = 100_000_000  # bytes of the chunks of pairs that are being counted and tested
FEWEST_PAIRS = 10_000  # listed, however little memory there is


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
    2010). A pair that is not eligible has q-value 1. Where the pairs would take more memory than they may, the floor is raised to the
    lowest with which they do not; what was tested stays as it is.
    """
    floor, reason = choose_floor(baskets.orders)
    if settings.min_orders:
        floor = settings.min_orders
        reason = {"message": N_("A pair counts from {floor} joint orders on, as you chose."), "values": {"floor": floor}}
    totals = baskets.products.orders
    eligible = np.flatnonzero(totals >= floor).astype(np.int32)
    most = max(FEWEST_PAIRS, (budget(settings.memory) - ASIDE - BYTES_AN_ENTRY * len(baskets.items)) // BYTES_A_PAIR)
    pairs = KeptPairs(totals, floor, settings.max_fdr, most)
    _count_against_chance(baskets, eligible, pairs, progress.part(0.0, 0.9))
    testing = progress.part(0.9, 1.0, N_("Holding pairs against chance"))
    a, b, joint, expected, p = pairs.columns()
    testing.step(0.2, 1)
    sample, tests, q = _tested(pairs, a, b, joint, p, totals[eligible], testing.part(0.2, 0.7))
    if pairs.floor > floor:
        message = N_("A pair counts from {floor} joint orders on, so that the pairs stay within the memory they may take ({most} of them).")
        floor, reason = pairs.floor, {"message": message, "values": {"floor": pairs.floor, "most": most, "asked": floor}}
    if not settings.min_orders:
        floor, reason = _raised(floor, reason, joint[joint >= floor])
    kept = joint >= floor
    a, b, joint, expected, p, q = (column[kept] for column in (a, b, joint, expected, p, q))
    testing.step(0.8, 1)
    return _table(
        baskets, a, b, joint, expected, p, q,
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


def _count_against_chance(baskets: Baskets, eligible: np.ndarray, pairs: KeptPairs, progress: Progress) -> None:
    """Count pairs chunk by chunk and hold each against chance: large files have more pairs than memory holds."""
    start, items = restrict(baskets.start, baskets.items, eligible)
    totals, factors = class_totals(baskets.start, baskets.items, len(baskets.products))
    for chunk in pair_chunks(start, items, len(eligible), 1, progress.part(0.0, 1.0, N_("Counting pairs"))):
        a, b = eligible[chunk.a], eligible[chunk.b]
        expected = expected_orders(totals, factors, a, b)
        pairs.add(a, b, chunk.orders, expected, p_values(chunk.orders, expected))


def _tested(
    pairs: KeptPairs, a: np.ndarray, b: np.ndarray, joint: np.ndarray, p: np.ndarray, totals: np.ndarray, progress: Progress
) -> tuple[int, int, np.ndarray]:
    """(orders a product needs for its pairs to be tested, number of pairs tested, q-values): what lets most pairs pass.

    `totals`: orders of every product that could be tested.
    """
    rarer = np.minimum(pairs.orders_of[a], pairs.orders_of[b])
    small = np.flatnonzero(p <= pairs.max_fdr)  # no other pair can pass
    best = (-1, SAMPLES[0], 0)
    for index, sample in enumerate(SAMPLES):
        products = int((totals >= sample).sum())
        tests = products * (products - 1) // 2
        family = small[rarer[small] >= sample]
        passing = int((joint[family[pairs.q(sample, tests, p[family]) <= pairs.max_fdr]] >= pairs.floor).sum())
        if passing > best[0]:
            best = (passing, sample, tests)
        progress.step(index + 1, len(SAMPLES) + 1)
    _, sample, tests = best
    tested = rarer >= sample
    q = np.ones(len(p))
    q[tested] = pairs.q(sample, tests, p[tested])
    progress.step(1, 1)
    return sample, tests, q


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
