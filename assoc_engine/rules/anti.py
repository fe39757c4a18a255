"""Pairs that chance would put together and that are not: bought instead of each other, most of all where they have the same companions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..baskets import Baskets
from ..progress import SILENT, Progress
from ..settings import LinkSettings
from ..text import N_
from ..workspace import Workspace
from .chance import Chance
from .fates import fates
from .grades import ELIGIBLE, graded, interval, later_from
from .kept_pairs import Pairs
from .links import COLUMNS, META, LinkTable, link_table
from .tails import lower_tail, q_values
from .tested_orders import TestedOrders, common_by

EXPECTED = 10.0  # joint orders by chance that a pair needs to be tested: of fewer none may be missing
ROUGH = 0.5  # of these, by the rough formula below, from which on chance is computed in full
MISSING = 0.8  # of what chance gives, at most, with all certainty: other products' links push every pair a little below chance
CELLS = 4_000_000  # pairs looked at at once


def find_anti_links(
    baskets: Baskets, links: LinkTable, settings: LinkSettings = LinkSettings(), progress: Progress = SILENT, *,
    aside: np.ndarray | None = None,
) -> tuple[LinkTable, np.ndarray]:  # fmt: skip
    """Pairs that are together clearly less often than chance gives, and of each how many products go with both (int32; graded B or A in
    `links`). Raises Cancelled.

    Tested are the pairs of products in at least ELIGIBLE orders which chance puts into at least EXPECTED orders together. A pair stands
    out when its q-value over all of these is at most `max_fdr` and the upper limit of its adjusted lift is at most MISSING: then it has
    grade B, or A as links have. The table holds those that stand out, which miss most orders first.
    """
    orders = TestedOrders.of(baskets, aside)
    chance = orders.chance(progress.part(0.0, 0.1, N_("Holding pairs against chance")))
    found, tests = [], 0
    for part in _expected_often(orders, chance, progress.part(0.1, 0.6, N_("Looking for what is bought instead of each other"))):
        tests += len(part.p)
        found.append(part.only(part.p <= settings.max_fdr))
    pairs = Pairs(*(np.concatenate(columns) for columns in zip(Pairs.none(), *found, strict=True)))
    q = q_values(pairs.p, tests, dependent=settings.dependent)
    _, high = interval(pairs.independent, pairs.counted, pairs.expected)
    listed = np.flatnonzero((q <= settings.max_fdr) & (high <= MISSING))
    pairs, q = pairs.only(listed), q[listed]
    everywhere = common_by(baskets.holders_start, baskets.holders, np.zeros(baskets.orders, np.int64), 1, pairs.a, pairs.b)[:, 0]
    pairs = pairs._replace(orders=everywhere)
    every = np.ones(len(q), bool)
    columns = graded(orders, baskets.time, (pairs.a, pairs.b), q, every, every, lower_tail, settings.seed, progress.part(0.6, 1.0))
    columns["fate"] = fates(baskets, orders, pairs.a, pairs.b, ~every)
    table = link_table(
        baskets, pairs, q, columns, fewer=True, floor=0, floor_reason=_reason(), eligible_orders=ELIGIBLE,
        eligible_pairs=tests, max_fdr=settings.max_fdr, set_aside=int(aside.sum()) if aside is not None else 0,
        later_from=later_from(baskets.time, orders.rows),
    )  # fmt: skip
    return table, companions(links, len(baskets.products), table.a, table.b)


def companions(links: LinkTable, products: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many products have a link graded B or A with both products of each pair, int32."""
    rows = np.flatnonzero(links.passes)
    one, other = np.concatenate([links.a[rows], links.b[rows]]), np.concatenate([links.b[rows], links.a[rows]])
    by = np.lexsort((other, one))
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=products))]).astype(np.int64)
    return common_by(start, other[by], np.zeros(products, np.int64), 1, a, b)[:, 0]


def put_anti(links: LinkTable, companions: np.ndarray, names: Sequence[str], workspace: Workspace) -> None:
    """Store as table `anti`."""
    columns = {name: getattr(links, name) for name in COLUMNS} | {"companions": companions}
    meta = {name: getattr(links, name) for name in META}
    workspace.put("anti", columns, {**meta, "passing": links.passing, "answer": _answer(links, names)})


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
        tested = found.expected >= EXPECTED
        pairs = Pairs(a, b, found.counted, found.counted, found.customers, found.independent, found.expected, found.p, tested)
        yield pairs.only(tested)


def _factors(orders: TestedOrders) -> np.ndarray:
    """Σ s (s − 1) / (Σ s)² of each stratum that has orders: times both products' orders the joint orders by chance, roughly."""
    size = np.diff(orders.start)
    count = int(orders.strata.max(initial=-1)) + 1
    products = np.bincount(orders.strata, size, minlength=count)
    pairs = np.bincount(orders.strata, size * (size - 1.0), minlength=count)
    return (pairs[products > 0] / products[products > 0] ** 2).astype(np.float32)


def _reason() -> dict:
    message = N_("Tested are pairs that chance would put into at least {least} orders together; listed are those that are there at most "
                 "{share:percent} as often.")  # fmt: skip
    return {"message": message, "values": {"least": int(EXPECTED), "share": MISSING}}


def _answer(links: LinkTable, names: Sequence[str]) -> dict:
    if not len(links):
        return {"message": N_("No two products are clearly bought instead of each other."), "values": {}}
    values = {"count": len(links), "a": names[int(links.a[0])], "b": names[int(links.b[0])], "together": int(links.counted[0]),
              "expected": float(links.expected[0])}  # fmt: skip
    return {
        "message": N_(
            "{count} pair of products is bought instead of each other. The clearest: {a} and {b}, in {together} orders together where "
            "chance would give {expected:number}.",
            "{count} pairs of products are bought instead of each other. The clearest: {a} and {b}, in {together} orders together where "
            "chance would give {expected:number}.",
        ),
        "values": values,
    }
