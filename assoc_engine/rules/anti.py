"""Pairs that chance would put together and that are not: bought instead of each other where the same products go with both, else kept
apart.

That two products avoid each other says nothing of why: what a café buys and what a gift shop buys avoid each other too. Two makes of one
thing are bought by the same kind of customer for the same purpose, so what goes with the one goes with the other. How often that
happens by itself is known from how many products go with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..baskets import Baskets
from ..progress import SILENT, Progress
from ..settings import LinkSettings
from ..text import N_, message
from ..workspace import Workspace
from .chance import Chance
from .companions import companions_of
from .fates import fates
from .grades import ELIGIBLE, graded
from .intervals import adjusted_interval
from .kept_pairs import Pairs
from .links import COLUMNS, META, LinkTable, link_table
from .replication import Replication, Test, later_from
from .tails import lower_tail, q_values, upper_tail
from .tested_orders import Measured, TestedOrders, common_by

EXPECTED = 10.0  # joint orders by chance that a pair needs to be tested: of fewer none may be missing
ROUGH = 0.5  # of these, by the rough formula below, from which on chance is computed in full
MOSTLY = 0.5  # of what goes with the one of a pair goes with the other as well, or they are no two of a kind
MISSING = 0.8  # of what chance gives, at most, with all certainty: other products' links push every pair a little below chance
CELLS = 4_000_000  # pairs looked at at once


class AntiLinks(NamedTuple):
    """`links`: the pairs, those bought instead of each other first, each part by missing orders; `companions` int32: how many products have
    a link graded A or B with both; `instead` bool: it is bought instead of each other: these are more than chance gives and MOSTLY of what
    goes with the one or the other; and one part of the orders shows the pair by itself, the later part none against it: of what is called
    so little may be left to doubt, since what follows is to drop one of the two."""

    links: LinkTable
    companions: np.ndarray
    instead: np.ndarray


def find_anti_links(
    baskets: Baskets, links: LinkTable, settings: LinkSettings = LinkSettings(), progress: Progress = SILENT, *,
    aside: np.ndarray | None = None,
) -> AntiLinks:  # fmt: skip
    """Pairs that are together clearly less often than chance gives. `links`: those that are together more often; `aside`: bool per order,
    those that are not tested. Raises Cancelled.

    Tested are the pairs of products in at least ELIGIBLE orders which chance puts into at least EXPECTED orders together. A pair stands
    out when its q-value over all of these is at most `max_fdr` and the upper limit of its adjusted lift is at most MISSING: then it has
    grade B, or A as links have.
    """
    orders = TestedOrders.of(baskets, aside)
    chance = orders.chance(progress.part(0.0, 0.1, N_("Holding pairs against chance")))
    parts = Replication(orders, baskets.time, BELOW, settings.seed, progress.part(0.1, 0.2))
    found, tests = [], 0
    for part in _expected_often(orders, chance, progress.part(0.2, 0.6, N_("Looking for what is bought instead of each other"))):
        tests += len(part.p)
        part = part._replace(early_p=parts.look(part.a, part.b))
        found.append(part.only(part.p <= settings.max_fdr))
    pairs = Pairs(*(np.concatenate(columns) for columns in zip(Pairs.none(), *found, strict=True)))
    q = q_values(pairs.p, tests, dependent=settings.dependent)
    _, high = adjusted_interval(pairs.independent, pairs.counted, pairs.expected)
    listed = np.flatnonzero((q <= settings.max_fdr) & (high <= MISSING))
    pairs, q = pairs.only(listed), q[listed]
    everywhere = common_by(baskets.holders_start, baskets.holders, np.zeros(baskets.orders, np.int64), 1, pairs.a, pairs.b)[:, 0]
    pairs = pairs._replace(orders=everywhere)
    every = np.ones(len(q), bool)
    early_found = parts.early_q(pairs.early_p, parts.looked, settings.dependent) <= settings.max_fdr
    columns = graded(parts, (pairs.a, pairs.b), every, every, early_found, progress.part(0.6, 1.0))
    columns["fate"] = fates(baskets, orders, pairs.a, pairs.b, ~every)
    table = link_table(
        baskets, pairs, q, columns, fewer=True, floor=0, floor_reason=_reason(), eligible_orders=ELIGIBLE,
        eligible_pairs=tests, max_fdr=settings.max_fdr, set_aside=int(aside.sum()) if aside is not None else 0,
        later_from=later_from(baskets.time, orders.rows),
    )  # fmt: skip
    shared, partners = companions(links, len(baskets.products), table.a, table.b)
    instead = more_shared(shared, partners[table.a], partners[table.b], int((orders.product_orders >= ELIGIBLE).sum()), settings)
    instead &= (table.early_found | table.late_clear) & (table.late_lift <= MISSING)  # told by one part alone, and still so at the end
    instead &= shared >= MOSTLY * np.minimum(partners[table.a], partners[table.b])
    first = np.argsort(~instead, kind="stable")
    table = replace(table, **{name: getattr(table, name)[first] for name in COLUMNS})
    return AntiLinks(table, shared[first], instead[first])


def _tested(orders: TestedOrders, a: np.ndarray, b: np.ndarray, found: Measured) -> np.ndarray:
    often = orders.product_orders >= ELIGIBLE
    return often[a] & often[b] & (found.expected >= EXPECTED)


BELOW = Test(lower_tail, _tested, 0)


def companions(links: LinkTable, products: int, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(how many products have a link graded A or B with both products of each pair, int32; how many have one with each product, int64)"""
    rows = np.flatnonzero(links.passes)
    one, other = np.concatenate([links.a[rows], links.b[rows]]), np.concatenate([links.b[rows], links.a[rows]])
    by = np.lexsort((other, one))
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=products))]).astype(np.int64)
    return common_by(start, other[by], np.zeros(products, np.int64), 1, a, b)[:, 0], np.diff(start)


def more_shared(shared: np.ndarray, partners_a: np.ndarray, partners_b: np.ndarray, products: int, settings: LinkSettings) -> np.ndarray:
    """bool: do more products go with both of a pair (`shared`) than if those that go with each were drawn from all `products` that are
    tested? Hypergeometric, at a rate of false finds of `max_fdr` over the pairs."""
    others = max(2, products - 2)  # but the two, which have no link with each other
    share_a, share_b = partners_a / others, partners_b / others
    mean = others * share_a * share_b
    variance = mean * (1 - share_a) * (1 - share_b) * others / (others - 1)
    p = upper_tail(shared, mean, variance, np.minimum(partners_a, partners_b))
    return (shared > 0) & (q_values(p, len(p), dependent=settings.dependent) <= settings.max_fdr)


def put_anti(anti: AntiLinks, names: Sequence[str], workspace: Workspace) -> None:
    """Store as table `anti`, beside the table `links`."""
    links = anti.links
    columns = {name: getattr(links, name) for name in COLUMNS} | {"companions": anti.companions, "instead": anti.instead}
    meta = {name: getattr(links, name) for name in META}
    found = companions_of(workspace.get("links"), int(links.a[0]), int(links.b[0])).tolist() if len(links) else []
    answer = _answer(anti, names, [names[product] for product in found])
    workspace.put("anti", columns, {**meta, "passing": links.passing, "answer": answer})


def _expected_often(orders: TestedOrders, chance: Chance, progress: Progress) -> Iterator[Pairs]:
    """The tested pairs, part by part, by rising a."""
    often = np.flatnonzero(orders.product_orders >= ELIGIBLE).astype(np.int32)
    totals = np.stack([stratum.totals[often] for stratum in chance.strata] or [np.zeros(len(often))]).T.astype(np.float32)
    factors = _factors(orders)
    rows = max(1, CELLS // max(1, len(often)))
    for low in range(0, len(often), rows):
        progress.step(low, len(often))
        rough = (totals[low : low + rows] * factors) @ totals[low + 1 :].T  # columns from low + 1 on
        one, other = np.nonzero(np.triu(rough >= ROUGH * EXPECTED))
        a, b = often[low + one], often[low + 1 + other]
        found = orders.measured(chance, a, b, lower_tail)
        tested = _tested(orders, a, b, found)
        pairs = Pairs(a, b, found.counted, found.counted, found.customers, found.independent, found.expected, found.p, found.p, tested)
        yield pairs.only(tested)


def _factors(orders: TestedOrders) -> np.ndarray:
    """Σ s (s − 1) / (Σ s)² of each stratum that has orders: times both products' orders the joint orders by chance, roughly."""
    size = np.diff(orders.start)
    count = int(orders.strata.max(initial=-1)) + 1
    products = np.bincount(orders.strata, size, minlength=count)
    pairs = np.bincount(orders.strata, size * (size - 1.0), minlength=count)
    return (pairs[products > 0] / products[products > 0] ** 2).astype(np.float32)


def _reason() -> dict[str, Any]:
    said = N_("Listed are pairs that should meet in {least} orders or more by chance, and clearly meet in fewer than {share:percent} "
                 "of these.")
    return message(said, least=int(EXPECTED), share=MISSING)


def _answer(anti: AntiLinks, names: Sequence[str], companions: Sequence[str]) -> dict[str, Any]:
    """How many pairs of each kind, and the clearest. `companions`: the names of what goes with both of the first."""
    links, instead = anti.links, int(anti.instead.sum())
    if not len(links):
        return message(N_("No two products are clearly bought instead of each other."))
    clearest = {"a": names[int(links.a[0])], "b": names[int(links.b[0])], "together": int(links.counted[0]),
                "expected": float(links.expected[0])}  # fmt: skip
    if not instead:
        said = N_(
            "{count} pair of products is kept apart, but not told to be bought instead of each other: {a} and {b}, in {together} tested "
            "orders together where chance would give {expected:number}.",
            "{count} pairs of products are kept apart, but none is told to be bought instead of each other. The clearest: {a} and {b}, in "
            "{together} tested orders together where chance would give {expected:number}.",
        )
        return message(said, **{"count": len(links)} | clearest)
    said = N_("{count} pair of products is bought instead of each other{apart}. The clearest: {a} and {b}, in {together} orders "
                 "together where chance would give {expected:number}; {both}",
                 "{count} pairs of products are bought instead of each other{apart}. The clearest: {a} and {b}, in {together} orders "
                 "together where chance would give {expected:number}; {both}")  # fmt: skip
    more = N_("; {count} more is only kept apart", "; {count} more are only kept apart")
    apart = message(more, count=len(links) - instead) if len(links) > instead else message("")
    return message(said, **{"count": instead, "apart": apart, "both": _go_with_both(companions)} | clearest)


def _go_with_both(companions: Sequence[str]) -> dict[str, Any]:
    if len(companions) == 1:
        return message(N_("{product} goes with both."), product=companions[0])
    if len(companions) == 2:
        return message(N_("{product} and {other} go with both."), product=companions[0], other=companions[1])
    said = N_("{product}, {other} and {count} more product go with both.", "{product}, {other} and {count} more products go with both.")
    return message(said, product=companions[0], other=companions[1], count=len(companions) - 2)
