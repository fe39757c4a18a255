"""Every set of products that stands together in enough orders: exact, straight from the CSR baskets, within a budget of memory.

Eclat (Zaki, IEEE TKDE 2000): products are ranked rarest first; each first product's orders are numbered anew and every product that
follows it in them becomes a bitset over these; deeper sets are intersections, counted by their bits. Where a branch is left with few of
its orders, they are numbered anew again, so that most intersections are of one 64-bit word. (Diffsets save long lists of orders; with
lists of one or two words there is nothing left to save.)
"""

from __future__ import annotations

import numpy as np

from ..machine import worker_threads
from ..memory import budget
from ..progress import SILENT, Progress
from ..text import N_
from .counts import checked_baskets, checked_products, orders_with
from .eclat_kernels import count_orders, rank_baskets
from .eclat_run import Base, Limits, Run
from .itemsets import ItemSets

BYTES_A_SET = 18  # 14 of columns, and 4 more while they are put together
ASIDE = 40_000_000  # bytes of the arrays that the kernels work in
PILOT = 250_000  # sets: enough to see how fast they become more with a lower minimum
TRYING = N_("Looking for the minimum from which on all sets fit into memory")
STEP = 16  # each pilot has so many times the sets of the one before
MOST_NODES = 2**31 - 2  # nodes are numbered in int32


def find_itemsets(
    start: np.ndarray, items: np.ndarray, products: int, min_orders: int, *, min_size: int = 1, max_size: int = 0,
    must: tuple[int, ...] = (), most: int = 0, memory: int = 0, threads: int = 0, progress: Progress = SILENT,
) -> ItemSets:  # fmt: skip
    """All sets of `min_size` to `max_size` (0: any) products that stand together in at least `min_orders` orders; exact.

    `start` int64 (orders + 1) and `items` int32 (product numbers below `products`, rising and different within an order) are CSR.
    `must`: products that every set holds; only their orders are looked at. Where there would be more than `most` sets (0: no limit) or
    they would take more than `memory` bytes (0: half of what is free), the minimum is raised to the lowest with which they do not, and
    the result is complete from there on: `ItemSets.min_orders` says it. `threads`: 0 for one less than the machine has.
    Raises ValueError for a minimum below 1, SettingError as `checked_baskets` does, Cancelled.
    """
    if min_orders < 1:
        raise ValueError(f"a set stands in at least one order, not in {min_orders}")
    start, items = checked_baskets(start, items, products)
    must = checked_products(must, products)
    start, items, chain = _orders_with(start, items, must)
    base = _ranked(start, items, products, must, min_orders)
    by_memory = ((memory or budget(0)) - base.bytes - ASIDE) // BYTES_A_SET
    limits = Limits(int(min(MOST_NODES, max(PILOT, by_memory))), most or MOST_NODES, max(min_size, len(must), 1) - len(must))
    longest = max_size - len(must) if max_size else len(base.products)
    run = _lowest(base, min_orders, longest, limits, threads or worker_threads(), progress)
    return ItemSets(
        **_columns(run, base.products, must, chain), min_orders=run.floor, asked=min_orders, min_size=min_size, max_size=max_size,
        must=must,
        limit=min(limits.nodes, limits.rows),
    )  # fmt: skip


def warm_up() -> None:
    """Compile (or load from the cache) every kernel of the miner."""
    start, items = np.array([0, 4, 8, 9]), np.array([0, 1, 2, 3, 0, 1, 2, 3, 0], np.int32)
    for own in (True, False):  # baskets of a workspace are mapped: a type of its own, which cannot be written to
        start.flags.writeable = items.flags.writeable = own
        sets = find_itemsets(start, items, 4, 1, memory=1_000_000_000)
    sets.products(sets.rows())


def _orders_with(start: np.ndarray, items: np.ndarray, must: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """The baskets that hold all of `must`, and in how many orders the first one, two, … of these stand."""
    chain = []
    for product in must:
        kept = np.zeros(len(start) - 1, bool)
        kept[orders_with(start, items, product)] = True
        items = items[np.repeat(kept, np.diff(start))]
        start = np.concatenate([[0], np.cumsum(np.diff(start)[kept])])
        chain.append(int(kept.sum()))
    return start, items, chain


def _ranked(start: np.ndarray, items: np.ndarray, products: int, must: tuple[int, ...], floor: int) -> Base:
    """The baskets by rank: rarest first, equals by number, without `must` and what is in fewer than `floor` orders."""
    totals = count_orders(items, products)
    totals[list(must)] = 0
    kept = np.flatnonzero(totals >= floor)
    kept = kept[np.argsort(totals[kept], kind="stable")].astype(np.int32)
    rank = np.full(products, -1, np.int32)
    rank[kept] = np.arange(len(kept), dtype=np.int32)
    totals = totals[kept].astype(np.int32)
    return Base(kept, totals, *rank_baskets(start, items, rank, totals))


def _lowest(base: Base, asked: int, longest: int, limits: Limits, threads: int, progress: Progress) -> Run:
    """A finished run with the lowest minimum from `asked` on whose sets are within the limits.

    A run raises its minimum by itself, no further than it must. Where there are far more sets than can be kept, that would take long:
    then pilots of fewer sets say from which minimum to begin, a little too low on purpose, so that the run still has to raise it.
    """
    run = Run(base, asked, longest, limits, threads)
    if run.go(progress, give_up=limits.kept > PILOT):
        return run
    progress, floor, kept = progress.part(run.share, 1.0), asked, PILOT
    while kept < limits.kept:
        run = Run(base, floor, longest, limits.at_most(kept), threads)
        run.go(progress.part(0.0, 0.05), give_up=False, said=TRYING)
        progress = progress.part(0.05, 1.0)
        kept = min(kept * STEP, limits.kept)
        floor = max(floor, _foreseen(run, 2 * kept))
    while True:
        del run  # its sets are let go before others are made
        run = Run(base, floor, longest, limits, threads)
        run.go(progress.part(0.0, 0.8), give_up=False)  # hardly ever is there a second round
        if run.raised or floor == asked:
            return run
        progress = progress.part(0.8, 1.0)
        floor = max(asked, min(floor - 1, _foreseen(run, 2 * limits.kept)))


def _foreseen(run: Run, wanted: int) -> int:
    """The minimum at which there would be about so many sets: log(sets) as a straight line over the minimum, drawn on below that of a
    run from where it has a third of its sets."""
    reaching = run.kept_by_orders()
    here = int(reaching[min(run.floor, len(reaching) - 1)])
    third = int(np.flatnonzero(reaching * 3 >= here)[-1])
    slope = np.log(here / max(int(reaching[third]), 1)) / max(third - run.floor, 1) if here else 0.0
    return run.floor - int(np.log(wanted / here) / slope) if slope > 0 and wanted > here else run.floor


def _columns(run: Run, products: np.ndarray, must: tuple[int, ...], chain: list[int]) -> dict[str, np.ndarray]:
    """The tree's columns: the products that every set must hold first, one under the other, and all else below them."""
    parent, rank, orders, size = run.columns()
    head = len(must) if chain and chain[-1] >= run.floor else 0
    if not head:
        return {"parent": parent, "item": products[rank], "orders": orders, "size": size}
    return {
        "parent": np.concatenate([np.arange(-1, head - 1, dtype=np.int32), np.where(parent < 0, head - 1, parent + head).astype(np.int32)]),
        "item": np.concatenate([np.array(must, np.int32), products[rank]]),
        "orders": np.concatenate([np.array(chain, np.int32), orders]),
        "size": np.concatenate([np.arange(1, head + 1, dtype=np.uint16), size + np.uint16(head)]),
    }
