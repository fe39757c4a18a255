"""One run of the miner over all first products, in turns: what was found so far, how much of the work is done, and the minimum in
orders, which is raised where more is found than can be kept."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from ..progress import Progress
from ..text import N_
from .eclat_kernels import DEPTH, DONE, END, FULL, NARROW, NODES, OUT, ROOT, WORK, mine
from .parts import joined

TURN = 10_000_000  # words looked at between two looks at the progress: 20 to 80 ms
ROOM = 1_000_000  # sets that a turn can hand over
JOBS = 512  # ranges of first products
LEVELS, FOLLOWERS, WORDS = 64, 16_384, 262_144  # of the arrays that the kernels begin with; they grow
COUNTING = N_("Counting sets of products in {floor} orders or more: {count} so far")
HOPELESS = 4  # times what can be kept: with more to come, a run is given up


Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Sets found: parent (int32, a number within the range, or −1 − rank of a first product), rank, orders (int32) and size (uint16)."""


@dataclass(frozen=True)
class Base:
    """Baskets by rank (0: the rarest): `products` and `totals` int32 by rank; the rest as `rank_baskets` gives it."""

    products: np.ndarray
    totals: np.ndarray
    items: np.ndarray
    place_start: np.ndarray
    place: np.ndarray

    @property
    def bytes(self) -> int:
        """That it takes."""
        return sum(column.nbytes for column in vars(self).values())


@dataclass(frozen=True)
class Limits:
    """At most so many `nodes` in all, and `rows` of at least `smallest` products."""

    nodes: int
    rows: int
    smallest: int

    @property
    def kept(self) -> int:
        """Sets that may be kept."""
        return min(self.nodes, self.rows)

    def at_most(self, kept: int) -> Limits:
        """The same, with no more sets than `kept`."""
        return replace(self, nodes=min(self.nodes, kept), rows=min(self.rows, kept))


class Run:
    """Mines all sets of up to `longest` products from the minimum `floor` on."""

    def __init__(self, base: Base, floor: int, longest: int, limits: Limits, threads: int) -> None:
        self.base, self.floor, self.limits = base, floor, limits
        self.share = 0.0
        self.raised = False
        self._ranges = _ranges(base) if longest > 1 else []
        # In a scrambled order, so that the share of the ranges that is done tells the share of the work.
        self._waiting = deque(np.random.default_rng(0).permutation(len(self._ranges)).tolist())
        self._found: list[list[Part]] = [[] for _ in self._ranges]
        self._slots = [_Slot(base, longest - 1) for _ in range(min(threads, len(self._ranges)))]
        most = int(base.totals.max(initial=0)) + 1
        self._nodes, self._rows = np.zeros(most, np.int64), np.zeros(most, np.int64)  # how many are in 0, 1, … orders
        if longest > 0:
            self._count(base.totals, np.ones(len(base.totals), np.uint16))

    def go(self, progress: Progress, give_up: bool, said: str = COUNTING) -> bool:
        """Mine to the end. With `give_up` it stops and returns False once there are clearly far more sets than can be kept."""
        checked = self.limits.kept // 8
        with ThreadPoolExecutor(max(1, len(self._slots))) as pool:
            while busy := [slot for slot in self._slots if slot.job >= 0 or self._waiting]:
                for parts in pool.map(lambda slot: slot.turn(self.floor, self._waiting, self._ranges), busy):
                    for job, part in parts:
                        self._found[job].append(part)
                        self._count(part[2], part[3])
                self.share = max(self.share, self._share_done())
                count = int(self._nodes.sum())
                if give_up and count > checked:
                    if count / max(self.share, 1e-9) > HOPELESS * self.limits.kept:
                        return False
                    checked = min(2 * checked, self.limits.kept)
                self._keep_within_limits()
                progress.step(self.share, 1, said, count=int(self._nodes.sum()), floor=self.floor)
        self._keep_within_limits()
        return True

    def kept_by_orders(self) -> np.ndarray:
        """How many sets are in at least 0, 1, 2, … orders (int64), of those that count against the tighter limit."""
        counted = self._rows if self.limits.rows < self.limits.nodes else self._nodes
        return np.cumsum(counted[::-1])[::-1]

    def columns(self) -> tuple[np.ndarray, ...]:
        """(parent, rank, orders, size) of all nodes that reach the minimum, parents first; empties the run."""
        totals = self.base.totals
        below = int(np.searchsorted(totals, self.floor))
        singles = np.arange(below, len(totals), dtype=np.int32) if self._nodes.any() else np.empty(0, np.int32)
        before = len(singles)
        first: list[Part] = [(np.full(before, -1, np.int32), singles, totals[singles], np.ones(before, np.uint16))]
        for parts in self._found:
            count = sum(len(part[1]) for part in parts)
            for parent, *_ in parts:  # −1 − rank: a first product, else a number within the job
                np.add(parent, before, out=parent, where=parent >= 0)
                np.subtract(-1 - below, parent, out=parent, where=parent < 0)
            before += count
        parts = first + [part for found in self._found for part in found]
        self._found, self._slots, first = [], [], []
        return joined(parts)

    def _count(self, orders: np.ndarray, size: np.ndarray) -> None:
        self._nodes += np.bincount(orders, minlength=len(self._nodes))
        self._rows += np.bincount(orders[size >= self.limits.smallest], minlength=len(self._rows))

    def _share_done(self) -> float:
        part = sum(slot.share for slot in self._slots)
        return (len(self._ranges) - len(self._waiting) - sum(slot.job >= 0 for slot in self._slots) + part) / len(self._ranges)

    def _keep_within_limits(self) -> None:
        """Raise the minimum, no further than it must, and let go of what is below."""
        if self._nodes.sum() <= self.limits.nodes and self._rows.sum() <= self.limits.rows:
            return
        nodes, rows = (np.cumsum(counted[::-1])[::-1] for counted in (self._nodes, self._rows))
        fits = np.flatnonzero((nodes <= self.limits.nodes) & (rows <= self.limits.rows))
        self.floor, self.raised = int(fits[0]) if len(fits) else len(nodes), True
        for job, parts in enumerate(self._found):
            kept = [part[2] >= self.floor for part in parts]
            if all(mask.all() for mask in kept):
                continue
            number = np.cumsum(np.concatenate(kept), dtype=np.int32) - 1
            for slot in self._slots:
                if slot.job == job:
                    slot.renumber(number)
            for k, mask in enumerate(kept):
                parent, rank, orders, size = (column[mask] for column in parts[k])
                inner = parent >= 0
                parent[inner] = number[parent[inner]]
                parts[k] = parent, rank, orders, size
        self._nodes[: self.floor] = self._rows[: self.floor] = 0


class _Slot:
    """What one thread works in: the arrays of the kernel, and the range it is at (`job`, −1: none)."""

    def __init__(self, base: Base, deepest: int) -> None:
        self._deepest, self._base = deepest, base
        products = len(base.products)
        self._row, self._touched, self._counts = np.zeros(products, np.int32), np.empty(products, np.int32), np.zeros(products, np.int32)
        self._levels = [np.empty(LEVELS, np.int64) for _ in range(5)]
        self._followers = [np.empty(FOLLOWERS, np.int32) for _ in range(3)]
        self._bits = np.empty(WORDS, np.uint64)
        self._narrow = np.empty((int(base.totals.max(initial=0)) >> 6) + 1, np.uint64)
        self._room(ROOM)
        self._state = np.zeros(7, np.int64)
        self.job, self._low, self._high = -1, 0, 0

    @property
    def share(self) -> float:
        """Of the range it is at."""
        return (int(self._state[ROOT]) - self._low) / (self._high - self._low) if self.job >= 0 else 0.0

    def turn(self, floor: int, waiting: deque[int], ranges: list[tuple[int, int]]) -> list[tuple[int, Part]]:
        """Work for a turn, range after range; returns what was found in which."""
        parts: list[tuple[int, Part]] = []
        left, base, state = TURN, self._base, self._state
        while left > 0:
            if self.job < 0 and not self._begin(waiting, ranges):
                break
            arrays: list[np.ndarray] = [
                self._row, self._touched, self._counts, *self._levels, *self._followers, self._bits, self._narrow, *self._out,
            ]  # fmt: skip
            ended = mine(base.items, base.place_start, base.place, floor, self._deepest, left, state, *arrays)
            left -= int(state[WORK])
            found = int(state[OUT])
            if found:
                parent, rank, orders, size = (column[:found].copy() for column in self._out)
                parts.append((self.job, (parent, rank, orders, size)))
                state[NODES] += found
            elif ended == FULL:
                self._room(2 * len(self._out[0]))
            if ended == NARROW:
                self._widen()
            elif ended == DONE:
                self.job = -1
        return parts

    def renumber(self, number: np.ndarray) -> None:
        """The sets of its range that were found so far got these numbers; what fell below the minimum is not followed."""
        state, nodes = self._state, self._followers[2]
        depth = int(state[DEPTH])
        state[NODES] = number[-1] + 1
        if depth >= 0:
            used = int(self._levels[0][depth] + self._levels[1][depth])
            nodes[:used] = number[nodes[:used]]

    def _begin(self, waiting: deque[int], ranges: list[tuple[int, int]]) -> bool:
        try:
            self.job = waiting.popleft()
        except IndexError:  # another thread took the last one
            return False
        self._low, self._high = ranges[self.job]
        self._state[:] = 0
        self._state[ROOT], self._state[END], self._state[DEPTH] = self._low, self._high, -1
        return True

    def _room(self, sets: int) -> None:
        self._out: Part = np.empty(sets, np.int32), np.empty(sets, np.int32), np.empty(sets, np.int32), np.empty(sets, np.uint16)

    def _widen(self) -> None:
        self._levels = [np.concatenate([column, np.empty_like(column)]) for column in self._levels]
        self._followers = [np.concatenate([column, np.empty_like(column)]) for column in self._followers]
        self._bits = np.concatenate([self._bits, np.empty_like(self._bits)])


def _ranges(base: Base) -> list[tuple[int, int]]:
    """Ranges of first products, about alike in the entries of their orders."""
    total = np.cumsum(base.totals, dtype=np.int64)
    if not len(total):
        return []
    edges = np.searchsorted(total, np.linspace(0, total[-1], JOBS + 1)[1:-1])
    edges = np.unique(np.concatenate([[0], edges, [len(total)]]))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
