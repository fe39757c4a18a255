"""One search for the sets that bring enough money, in turns, with the minimum raised where the sets are more than can be kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..text import N_
from .worth_search import (
    BASE,
    DEPTH,
    DONE,
    NARROW,
    NODES,
    OUT,
    PAUSED,
    ROOTS,
    branch,
    entry,
    found,
    level,
    on_the_way,
    row,
    search,
)  # fmt: skip

LOOKING = N_("Looking for the sets that bring most: {count} so far")
TURN = 1_000_000  # entries looked at between two looks at the progress: about 20 ms
ROOM = 100_000  # sets a turn can hand over at least
SPARE = 10_000  # results over the limit before the minimum is raised, and half as many again as are allowed
ROUNDING = 1e-12  # of all money there is
NEXT_TO_NOTHING = 1e-300  # more than nothing, so that a minimum can be raised over sets that all bring nothing


@dataclass(frozen=True)
class Limits:
    """Nodes and results that may be kept; orders a set must be in; products of a result, with those it must have."""

    nodes: int
    rows: int
    min_orders: int
    smallest: int
    longest: int


@dataclass(frozen=True)
class Base:
    """The orders that hold all of `must`, as the top of a walk: `rows` and `entries` as in worth_search.py, products by rank; `products`
    int32 of each rank; `chain` one of `found` for the first, the first two … of `must`. `best`: more than any set can bring."""

    rows: np.ndarray
    entries: np.ndarray
    products: np.ndarray
    chain: np.ndarray
    slack: float
    best: float

    @property
    def bytes(self) -> int:
        """What a walk over it takes, about."""
        return 4 * (self.rows.nbytes + self.entries.nbytes) + 100_000_000

    @staticmethod
    def of(start: np.ndarray, items: np.ndarray, money: np.ndarray, products: int, must: tuple[int, ...], min_orders: int) -> Base:
        """Of baskets as `worth.find_worthy_itemsets` takes them. Products in fewer than `min_orders` of these orders are left out, those
        that lose money in all come last, and those with little in all their orders first (transaction-weighted utility), so that long
        branches are cut early."""
        of_must = np.isin(items, must)
        order = np.repeat(np.arange(len(start) - 1), np.diff(start))
        holds = np.bincount(order[of_must], minlength=len(start) - 1) == len(must)
        base = np.where(holds, np.bincount(order[of_must], money[of_must], minlength=len(start) - 1), 0.0)
        counts = np.bincount(items[holds[order]], minlength=products)
        kept = ~of_must & holds[order] & (counts >= min_orders)[items]
        items, order, money, chain = items[kept], order[kept], money[kept], _chain(items, money, order, must, len(start) - 1)
        whole = np.maximum(base + np.bincount(order, np.maximum(money, 0), minlength=len(holds)), 0)
        there = np.flatnonzero(np.bincount(items, minlength=products))
        weight = np.bincount(items, whole[order], minlength=products)
        losing = np.bincount(items, money, minlength=products) < 0
        by_rank = there[np.lexsort((weight[there], losing[there]))]
        rank = np.empty(products, np.int32)
        rank[by_rank] = np.arange(len(by_rank), dtype=np.int32)
        turn = np.argsort(order * max(len(by_rank), 1) + rank[items], kind="stable")
        number = np.cumsum(holds) - 1
        rows, entries = np.zeros(int(holds.sum()), row), np.zeros(len(items), entry)
        entries["item"], entries["money"], entries["row"] = rank[items[turn]], money[turn], number[order]
        rows["end"] = np.cumsum(np.bincount(order, minlength=len(holds))[holds])
        rows["first"][1:] = rows["end"][:-1]
        rows["money"] = base[holds]
        slack = max(ROUNDING * float(np.abs(money).sum() + np.abs(base).sum()), NEXT_TO_NOTHING)
        return Base(rows, entries, by_rank.astype(np.int32), chain, slack, float(whole.sum()))


def _chain(items: np.ndarray, money: np.ndarray, order: np.ndarray, must: tuple[int, ...], orders: int) -> np.ndarray:
    """The first, the first two … of `must` as sets."""
    chain = np.zeros(len(must), found)
    held, brings = np.ones(orders, bool), np.zeros(orders)
    for k, product in enumerate(must):
        here = items == product
        held[np.setdiff1d(np.arange(orders), order[here], assume_unique=True)] = False
        brings[order[here]] += money[here]
        chain[k] = (brings[held].sum(), k - 1, product, held.sum(), k + 1, False)
    return chain


class Run:
    """A walk with its place and what it has found; `go` it once. `minimum` is what a set must bring, `raised` over what was asked."""

    def __init__(self, base: Base, minimum: float, limits: Limits) -> None:
        self.base, self.minimum, self.limits, self.raised = base, minimum, limits, False
        self.state = np.zeros(6, np.int64)
        self.state[BASE], self.state[NODES] = len(base.chain) - 1, len(base.chain)
        entries, size = len(base.entries), max(len(base.products), 1)
        self.arrays: dict[str, np.ndarray] = {
            "levels": np.zeros(64, level), "rows": np.zeros(2 * len(base.rows) + 1000, row), "entries": np.zeros(2 * entries + 1000, entry),
            "vertical": np.zeros(2 * entries + 1000, np.int32 if entries < 2**29 else np.int64),
            "branches": np.zeros(4 * size + 1000, branch),
        }  # fmt: skip
        self.arrays["rows"][: len(base.rows)], self.arrays["entries"][:entries] = base.rows, base.entries
        self.arrays["levels"]["rows"][0] = len(base.rows)
        self.out = np.zeros(max(ROOM, 2 * size + 1000), found)
        self.sums, self.touched = np.zeros((size, 4)), np.zeros(size, np.int32)
        self.parts, self.wanted = [base.chain.copy()], 0
        if len(base.chain) and self._enough(base.chain[-1]):
            self.parts[0]["wanted"][-1], self.wanted = True, 1

    def _enough(self, of_must: np.void) -> bool:
        limits = self.limits
        return bool(
            of_must["orders"] >= limits.min_orders and of_must["money"] >= self.floor
            and limits.smallest <= len(self.base.chain) <= limits.longest
        )  # fmt: skip

    @property
    def floor(self) -> float:
        """What the kernel compares with: sums that are `minimum` but for rounding pass."""
        return self.minimum - self.base.slack

    def go(self, progress: Progress, likely: float = 1.0) -> None:
        """Find every set, within the limits. Takes the share `likely` of the progress, unless more is found than may be kept: then this
        run is the last one, and takes it all. Raises Cancelled."""
        limits, fixed = self.limits, len(self.base.chain)
        part, before = progress.part(0.0, likely), 0.0
        ended = DONE if limits.longest <= fixed else PAUSED
        while ended != DONE:
            # fmt: off
            ended = search(TURN, self.floor, limits.min_orders, limits.smallest - fixed, limits.longest - fixed,
                           self.state, *[*self.arrays.values(), self.out, self.sums, self.touched])
            # fmt: on
            share, few = self.state[ROOTS] / max(int(self.arrays["levels"]["branches"][0]), 1), self.few
            if ended == NARROW:
                self.arrays = {name: np.concatenate([array, np.zeros(len(array) // 2, array.dtype)]) for name, array in self.arrays.items()}
            if self.state[OUT]:
                self._take(self.out[: self.state[OUT]].copy())
            if few and not self.few:
                part, before = progress.part(likely * share, 1.0), share
            part.step(share - before, max(1.0 - before, 1e-9), LOOKING, count=self.wanted)
        if self.wanted > limits.rows:
            self._raise(limits.rows)

    @property
    def few(self) -> bool:
        """Whether no more has been found than may be kept."""
        return not self.raised and self.wanted <= self.limits.rows

    def put_together(self) -> tuple[np.ndarray, float]:
        """The sets (structured array), one of `found` each, products as the caller numbers them; and the minimum from which on they are
        complete."""
        sets = self._drop(self._joined(), 0)
        if self.raised and sets["wanted"].any():
            return sets, float(sets["money"][sets["wanted"]].min())
        return sets, self.minimum

    def _take(self, part: np.ndarray) -> None:
        fixed = len(self.base.chain)
        part["item"], part["size"] = self.base.products[part["item"]], part["size"] + fixed
        self.parts.append(part)
        self.wanted += int(part["wanted"].sum())
        self.state[NODES] += len(part)
        if self.wanted > self.limits.rows + max(SPARE, self.limits.rows // 2):
            self._raise(self.limits.rows)
        while self.state[NODES] - fixed > self.limits.nodes and self.wanted:
            self._raise(self.wanted * 3 // 4)

    def _raise(self, keep: int) -> None:
        """Raise the minimum so far that no more than `keep` of the results found reach it."""
        sets = self._joined()
        money = sets["money"][sets["wanted"]]
        over = np.partition(money, len(money) - keep - 1)[len(money) - keep - 1]  # the largest that is not kept
        self.minimum, self.raised = float(over) + 2 * self.base.slack, True
        sets["wanted"] &= sets["money"] >= self.floor
        sets = self._drop(sets, len(self.base.chain))
        self.parts, self.wanted = [sets], int(sets["wanted"].sum())
        self.state[NODES] = len(sets)

    def _joined(self) -> np.ndarray:
        return np.concatenate(self.parts) if len(self.parts) > 1 else self.parts[0]

    def _drop(self, sets: np.ndarray, base: int) -> np.ndarray:
        """Without the nodes (but the first `base`) that are not results and lead to none; the walk's nodes are numbered anew as well."""
        kept = on_the_way(sets["parent"], sets["wanted"], base)
        number = np.where(kept, np.cumsum(kept, dtype=np.int64) - 1, -1).astype(np.int32)
        sets = sets[kept]
        sets["parent"] = np.where(sets["parent"] >= 0, number[sets["parent"]], -1)
        node = self.arrays["branches"]["node"]
        depth = self.state[DEPTH]
        if depth >= 0:
            top = self.arrays["levels"][depth]
            used = node[: top["branch"] + top["branches"]]
            used[:] = np.where(used >= 0, number[used], -1)
        return sets
