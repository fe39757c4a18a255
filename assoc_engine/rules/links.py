"""Links: pairs of products bought together, counted, measured, held against chance and graded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ..baskets import Baskets
from ..described import Described
from ..memory import budget
from ..progress import SILENT, Cancelled, Progress
from ..settings import LinkSettings
from ..text import N_, message
from ..workspace import Table, Workspace
from .chance import Chance
from .counts import pair_chunks, restrict
from .fates import fates
from .grades import CONFIRMING, ELIGIBLE, FEWEST, enough, graded
from .intervals import adjusted_interval
from .kept_pairs import KeptPairs, Pairs
from .measures import measures
from .replication import Replication, Test, later_from
from .tails import upper_tail
from .tested_orders import Measured, TestedOrders
from .verdicts import B, C

ONE_IN = 2000  # a link needs one order in so many: fewer are real, perhaps, but no business
MOST = 250_000  # pairs listed unless the user chose the floor: more are neither read nor sorted at once; the proven ones come first
BYTES_A_PAIR = 480  # of the table of links, and what putting it together takes
BYTES_AN_ENTRY = 90  # of the baskets, while they are counted
ASIDE = 200_000_000  # bytes of the chunks of pairs that are being counted and tested
AT_ONCE = 100_000  # pairs measured between two looks at whether to stop
FEWEST_PAIRS = 10_000  # listed, however little memory there is


@dataclass(frozen=True, repr=False)
class LinkTable(Described):
    """Every pair at or over the floor, once, as A → B with the better confidence; strongest first: those that are proven, by orders
    beyond chance, then the hints, then the rest likewise.

    `a`, `b` product numbers int32; `orders`, `a_orders`, `b_orders` int32 and the measures up to `odds_ratio` float64 are over all orders.
    What follows is over the orders that are tested, those set aside left out: `counted` int32 (joint orders) against `expected` by chance,
    their ratio `adjusted_lift` with its interval `adjusted_low` … `adjusted_high`, `independent` float64 (what `counted` counts for when
    orders of one customer are not independent), `customers` int32 (known ones who bought both in one order, −1 in a file without),
    `p_value` and `q_value`; the same of the earlier and the later part alone (`early_…`, `late_…`: 0 orders and NaN where neither all
    orders nor the earlier ones alone tell it from chance; `early_found` bool: the earlier part alone finds it, by its own rate of false
    finds; `late_clear` bool: the later part alone confirms it); `grade` int8 by verdicts.GRADES, `fate` int8 of fates.py, `passes` bool:
    graded A or B.

    `floor`: joint orders a link needs (a pair that chance can explain may need more to be listed, as `floor_reason` then says);
    `eligible_pairs`: pairs tested, of products in at least `eligible_orders` orders; `max_fdr`: the rate of false finds; `set_aside`:
    orders that are not tested; `later_from`: the moment from which the later part is (seconds; NO_TIME where it was drawn).
    """

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
    counted: np.ndarray
    independent: np.ndarray
    customers: np.ndarray
    expected: np.ndarray
    adjusted_lift: np.ndarray
    adjusted_low: np.ndarray
    adjusted_high: np.ndarray
    p_value: np.ndarray
    q_value: np.ndarray
    early_orders: np.ndarray
    early_expected: np.ndarray
    early_p: np.ndarray
    early_found: np.ndarray
    late_orders: np.ndarray
    late_expected: np.ndarray
    late_p: np.ndarray
    late_lift: np.ndarray
    late_low: np.ndarray
    late_high: np.ndarray
    late_clear: np.ndarray
    grade: np.ndarray
    fate: np.ndarray
    passes: np.ndarray
    floor: int
    floor_reason: dict[str, Any]
    eligible_orders: int
    eligible_pairs: int
    max_fdr: float
    set_aside: int
    later_from: int

    def __len__(self) -> int:
        return len(self.a)

    @property
    def passing(self) -> int:
        """How many pairs are graded A or B."""
        return int(self.passes.sum())

    @property
    def extra(self) -> np.ndarray:
        """Orders beyond chance: counted − expected, float64."""
        return self.counted - self.expected


COLUMNS = tuple(f.name for f in fields(LinkTable) if f.type == "np.ndarray")
META = tuple(f.name for f in fields(LinkTable) if f.type != "np.ndarray")


def choose_floor(orders: int) -> tuple[int, dict[str, Any]]:
    """The joint orders a link needs among so many orders, and the reason as a message."""
    floor = max(FEWEST, orders // ONE_IN)
    if floor == FEWEST:
        reason = N_(
            "A pair counts from {floor} joint orders on: with fewer it would rest on a handful of customers."
        )  # fmt: skip
    else:
        reason = N_("A pair counts from {floor} joint orders on: 1 in {one_in} of the {orders} orders.")
    return floor, message(reason, floor=floor, one_in=ONE_IN, orders=orders)


def find_links(
    baskets: Baskets, settings: LinkSettings = LinkSettings(), progress: Progress = SILENT, *, aside: np.ndarray | None = None
) -> LinkTable:
    """Count, measure, test and grade every pair of products. Raises Cancelled.

    `aside`: bool per order, those that are not tested (they are counted all the same), as collective.set_aside says with the kinds of
    `settings.keep` left in; None: all are tested. Tested are the pairs of products in at least ELIGIBLE orders; with fewer than FEWEST
    joint orders a pair cannot be proven and has p = 1 among them, as it has q-value 1 when it is not tested (independent filtering: Bourgon
    et al., PNAS 2010). A pair stands out when it is together more often than chance expects (chance.py) and its q-value over all tested
    pairs is at most `max_fdr`; what it is then worth says grades.py, by what the earlier orders alone find, tested likewise. Where the
    pairs would take more memory than they may, the floor is raised to the lowest with which they do not; what was tested stays as it is.
    """
    floor, reason = choose_floor(baskets.orders)
    if settings.min_orders:
        floor = settings.min_orders
        reason = message(N_("A pair counts from {floor} joint orders on, as you chose."), floor=floor)
    most = max(FEWEST_PAIRS, (budget(settings.memory) - ASIDE - BYTES_AN_ENTRY * len(baskets.items)) // BYTES_A_PAIR)
    kept = KeptPairs(floor, settings.max_fdr, most, int(baskets.products.orders.max(initial=0)))
    orders = TestedOrders.of(baskets, aside)
    chance = orders.chance(progress.part(0.0, 0.08, N_("Holding pairs against chance")))
    parts = Replication(orders, baskets.time, ABOVE, settings.seed, progress.part(0.08, 0.14))
    _count_against_chance(baskets, orders, chance, kept, parts, progress.part(0.14, 0.8))
    pairs = kept.pairs()
    tests, q = _tests(orders), np.ones(len(pairs.p))
    q[pairs.tested] = kept.q(pairs.p[pairs.tested], tests, settings.dependent)
    significant = (q <= settings.max_fdr) & (pairs.counted > pairs.expected)
    early_found = parts.early_q(pairs.early_p, _tests(parts.early), settings.dependent) <= settings.max_fdr
    if kept.floor > floor:
        said = N_("A pair counts from {floor} joint orders on, so that the pairs stay within the memory they may take ({most} of them).")
        floor, reason = kept.floor, message(said, floor=kept.floor, most=most, asked=floor)
    listed = np.flatnonzero(pairs.orders >= floor)
    if not settings.min_orders:
        listed, floor, reason = _shortened(listed, pairs.orders[listed], (significant | early_found)[listed], floor, reason)
    pairs, q, significant, early_found = pairs.only(listed), q[listed], significant[listed], early_found[listed]
    proven = enough(orders, pairs.independent, pairs.customers)
    later = graded(parts, (pairs.a, pairs.b), significant, proven, early_found, progress.part(0.8, 1.0))
    fate = fates(baskets, orders, pairs.a, pairs.b, later["grade"] >= C)
    return link_table(
        baskets, pairs, q, {**later, "fate": fate}, floor=floor, floor_reason=reason, eligible_orders=ELIGIBLE, eligible_pairs=tests,
        max_fdr=settings.max_fdr, set_aside=int(aside.sum()) if aside is not None else 0,
        later_from=later_from(baskets.time, orders.rows),
    )  # fmt: skip


def _tested(orders: TestedOrders, a: np.ndarray, b: np.ndarray, found: Measured) -> np.ndarray:
    often = orders.product_orders >= ELIGIBLE
    return often[a] & often[b] & (found.counted >= FEWEST)


def _tests(orders: TestedOrders) -> int:
    """Pairs that are tested: those that `_tested` does not name have p = 1."""
    eligible = int((orders.product_orders >= ELIGIBLE).sum())
    return eligible * (eligible - 1) // 2


ABOVE = Test(upper_tail, _tested, CONFIRMING)


def _shortened(
    listed: np.ndarray, joint: np.ndarray, first: np.ndarray, floor: int, reason: dict[str, Any]
) -> tuple[np.ndarray, int, dict[str, Any]]:
    """(rows, floor, reason) of at most MOST pairs: but for those that come `first` they are listed from more `joint` orders on, and if that
    is not enough, all of them."""
    least = _reached_by(joint[~first], MOST - int(first.sum()))
    if least <= floor:
        return listed, floor, reason
    said = N_("{reason} Those that chance can explain are listed from {least} on, so that the list stays within {most} pairs.")
    floor = max(floor, _reached_by(joint[first], MOST))
    keep = (joint >= least) | (first & (joint >= floor))
    return listed[keep], floor, message(said, reason=reason, least=least, most=MOST)


def _reached_by(joint: np.ndarray, most: int) -> int:
    """The lowest number of orders that at most `most` pairs, which are in so many `joint` orders, reach."""
    reaching = len(joint) - np.concatenate([[0], np.cumsum(np.bincount(joint))])  # pairs with at least 0, 1, … orders
    return int(np.flatnonzero(reaching <= max(0, most))[0])


def put_links(links: LinkTable, answer: dict[str, Any], workspace: Workspace) -> None:
    """Store as table `links`."""
    meta = {name: getattr(links, name) for name in META}
    workspace.put("links", {name: getattr(links, name) for name in COLUMNS}, {**meta, "passing": links.passing, "answer": answer})


def get_links(workspace: Workspace, name: str = "links") -> LinkTable:
    """The table `links`, or `anti`, whose columns are these and more."""
    table: Table = workspace.get(name)
    return LinkTable(**{column: table[column] for column in COLUMNS}, **{key: table.meta[key] for key in META})


def link_table(
    baskets: Baskets, pairs: Pairs, q: np.ndarray, more: dict[str, np.ndarray], *, fewer: bool = False, **facts: Any
) -> LinkTable:
    """The table of these pairs, A → B with the better confidence, strongest first. `q` float64: q-value of each; `more`: what grades.graded
    and fates.fates say of them; `fewer`: they are strong by the orders that chance expects and that are not there."""
    n = baskets.products.orders
    swap = n[pairs.b] < n[pairs.a]  # the rarer product as antecedent has the better confidence
    a, b = np.where(swap, pairs.b, pairs.a).astype(np.int32), np.where(swap, pairs.a, pairs.b).astype(np.int32)
    beyond = (pairs.counted - pairs.expected) * (-1 if fewer else 1)
    order = np.lexsort((b, a, -beyond, -np.minimum(more["grade"], B)))
    a, b, pairs, q = a[order], b[order], pairs.only(order), q[order]
    more = {name: column[order] for name, column in more.items()}
    told: dict[str, Any] = measures(pairs.orders, n[a], n[b], baskets.orders) | more | facts
    low, high = adjusted_interval(pairs.independent, pairs.counted, pairs.expected)
    return LinkTable(
        a=a,
        b=b,
        orders=pairs.orders,
        a_orders=n[a],
        b_orders=n[b],
        confidence_back=pairs.orders / n[b],
        counted=pairs.counted,
        independent=pairs.independent,
        customers=pairs.customers,
        expected=pairs.expected,
        adjusted_lift=np.divide(pairs.counted, pairs.expected, out=np.full(len(a), np.nan), where=pairs.expected > 0),
        adjusted_low=low,
        adjusted_high=high,
        p_value=pairs.p,
        q_value=q,
        passes=more["grade"] >= B,
        **told,
    )


def _count_against_chance(
    baskets: Baskets, orders: TestedOrders, chance: Chance, kept: KeptPairs, parts: Replication, progress: Progress
) -> None:
    """Count pairs chunk by chunk and hold each against chance, over all orders and over the earlier ones: large files have more pairs than
    memory holds."""
    often = orders.product_orders >= ELIGIBLE
    countable = np.flatnonzero(often | (baskets.products.orders >= kept.floor)).astype(np.int32)
    start, items = restrict(baskets.start, baskets.items, countable)
    counting = progress.part(0.0, 1.0, N_("Counting pairs"))
    for chunk in pair_chunks(start, items, len(countable), min(kept.floor, FEWEST), counting):
        a, b = countable[chunk.a], countable[chunk.b]
        wanted = np.flatnonzero((chunk.orders >= kept.floor) | ((chunk.orders >= FEWEST) & often[a] & often[b]))
        for low in range(0, len(wanted), AT_ONCE):
            if counting.cancelled:
                raise Cancelled
            rows = wanted[low : low + AT_ONCE]
            found = orders.measured(chance, a[rows], b[rows], upper_tail)
            tested = _tested(orders, a[rows], b[rows], found)
            early_p = np.ones(len(rows))
            early_p[tested] = parts.look(a[rows][tested], b[rows][tested])
            kept.add(Pairs(a[rows], b[rows], chunk.orders[rows], found.counted, found.customers, found.independent, found.expected, found.p,
                           early_p, tested))  # fmt: skip
