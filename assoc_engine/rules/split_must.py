"""How many orders hold parts of sets that lack some of the products that every set must hold: these parts are not among the sets.

The sets' tree is walked over all orders, each time with the orders that hold a node's other products; what comes after them in these is
delivered to the node's children (occurrence deliver: Uno, Kiyomi and Arimura, FIMI 2004). An order counts for the products of those that
must be there which it holds, and in the end for every choice of these.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ..progress import SILENT, Progress
from ..text import N_
from .counts import orders_with
from .itemsets import ItemSets
from .rule_kernels import DEEPEST, Children, sorted_by

TURN = 5_000_000  # entries looked at between two looks at the progress: 20 to 80 ms
SPARE = 1_000_000  # orders that the lists have room for at first, beside all orders; they grow
DEPTH, NEEDED, CHILDREN_DONE = range(3)  # places in the array of scalars that are kept between two turns
DONE, PAUSED, NARROW = range(3)  # how a turn ends: NARROW when the lists need more room
UNCOUNTED, COUNTED = -2, -1  # a node's children are counted, then their orders are laid out, then one after the other is followed


def counts_of_parts(
    sets: ItemSets, children: Children, head: int, start: np.ndarray, items: np.ndarray, products: int, progress: Progress = SILENT
) -> np.ndarray:
    """`counts[node, held]` (int32): orders that hold the node's products below `head` (the node of all of `sets.must`; −1: none must)
    and `sets.must[k]` for every bit k of `held`. Nodes above the head are 0. Raises Cancelled."""
    if not sets.must or head < 0:
        return sets.orders.reshape(-1, 1)
    below = children.node[children.begin[head + 1] : children.begin[head + 2]]
    below = below[np.lexsort((sets.item[below], sets.orders[below]))]  # as along the paths: rarest first, equals by number
    rank = np.full(products, -1, np.int32)
    rank[sets.item[below]] = np.arange(len(below), dtype=np.int32)
    held = np.zeros(len(start) - 1, np.uint8)
    for bit, product in enumerate(sets.must):
        held[orders_with(start, items, product)] |= 1 << bit
    start, items = _by_rank(start, items, rank, len(below))
    counts = np.zeros((len(sets), 1 << len(sets.must)), np.int32)
    counts[head] = np.bincount(held, minlength=1 << len(sets.must))
    _walk(children, rank[children.item], head, start, items, held, counts, progress)
    for bit in range(len(sets.must)):
        step = 1 << bit
        pairs = counts.reshape(len(sets), -1, 2, step)  # without and with this one
        pairs[:, :, 0] += pairs[:, :, 1]
    return counts


def _by_rank(start: np.ndarray, items: np.ndarray, rank: np.ndarray, ranks: int) -> tuple[np.ndarray, np.ndarray]:
    """The baskets with the products that have a rank (≥ 0), told by it and rising."""
    ranked = rank[items]
    kept = np.flatnonzero(ranked >= 0)
    order = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    kept = sorted_by(order, sorted_by(ranked, kept, ranks), len(start) - 1)
    return np.concatenate([[0], np.cumsum(np.bincount(order[kept], minlength=len(start) - 1))]), ranked[kept]


def _walk(
    children: Children, child_rank: np.ndarray, head: int, start: np.ndarray, items: np.ndarray, held: np.ndarray, counts: np.ndarray,
    progress: Progress,
) -> None:  # fmt: skip
    """Adds to `counts[node, h]`, for every node below `head`, the orders that hold its products there and of the others just `h`."""
    orders = len(held)
    order, place = np.empty(orders + SPARE, np.int32), np.empty(orders + SPARE, np.int64)
    order[:orders], place[:orders] = np.arange(orders), start[:-1] - 1
    level = np.zeros((5, DEEPEST), np.int64)
    level[:, 0] = head, 0, orders, orders, UNCOUNTED
    first, length = np.empty(len(child_rank), np.int64), np.zeros(len(child_rank), np.int32)
    place_of = np.full(len(child_rank) + 1, -1, np.int32)
    state = np.zeros(3, np.int64)
    top = int(children.begin[head + 2] - children.begin[head + 1])
    ended = -1
    while ended != DONE:
        progress.step(state[CHILDREN_DONE], max(top, 1), N_("Counting the sides of rules in all orders"))
        ended = deliver(
            children.begin, children.node, child_rank, start, items, held, TURN, state,
            *[*level, order, place, first, length, place_of, counts],
        )  # fmt: skip
        if ended == NARROW:
            more = max(int(state[NEEDED]), 2 * len(order)) - len(order)
            order = np.concatenate([order, np.empty(more, np.int32)])
            place = np.concatenate([place, np.empty(more, np.int64)])


@njit(nogil=True, cache=True)
def deliver(
    begin: np.ndarray, child: np.ndarray, child_rank: np.ndarray, start: np.ndarray, items: np.ndarray, held: np.ndarray, quantum: int,
    state: np.ndarray, node: np.ndarray, low: np.ndarray, high: np.ndarray, end: np.ndarray, following: np.ndarray, order: np.ndarray,
    place: np.ndarray, first: np.ndarray, length: np.ndarray, place_of: np.ndarray, counts: np.ndarray,
) -> int:  # fmt: skip
    """Go on with the walk until it is done, has looked at `quantum` entries, or lacks room; returns how it ended.

    Level d of the stack: the `node`, its orders from `low` to `high` in `order` and, in `place`, where its last product stands in each;
    at `end` the lists of its children begin; `following`: the place of the child that is followed next. `first` (while it is followed: the
    end) and `length`: the orders of each child.
    """
    work = 0
    while state[DEPTH] >= 0:
        if work > quantum:
            return PAUSED
        depth = state[DEPTH]
        now, since, until = node[depth], low[depth], high[depth]
        begins, ends = begin[now + 1], begin[now + 2]
        if following[depth] == UNCOUNTED:
            for k in range(begins, ends):
                place_of[child_rank[k]] = k
                length[k] = 0
            for entry in range(since, until):
                holds = held[order[entry]]
                for position in range(place[entry] + 1, start[order[entry] + 1]):
                    k = place_of[items[position]]
                    if k >= 0:
                        counts[child[k], holds] += 1
                        length[k] += 1
                work += start[order[entry] + 1] - place[entry]
            for k in range(begins, ends):
                place_of[child_rank[k]] = -1
            following[depth] = COUNTED
        elif following[depth] == COUNTED:
            top = end[depth]
            for k in range(begins, ends):
                if begin[child[k] + 1] < begin[child[k] + 2]:  # it has children itself
                    place_of[child_rank[k]] = k
                    first[k] = top
                    top += length[k]
            if top <= len(order):
                for entry in range(since, until if top > end[depth] else since):
                    for position in range(place[entry] + 1, start[order[entry] + 1]):
                        k = place_of[items[position]]
                        if k >= 0:
                            order[first[k]], place[first[k]] = order[entry], position
                            first[k] += 1
                    work += start[order[entry] + 1] - place[entry]
            for k in range(begins, ends):
                place_of[child_rank[k]] = -1
            if top > len(order):
                state[NEEDED] = top
                return NARROW
            following[depth] = begins
            end[depth + 1] = top
        else:
            k = following[depth]
            while k < ends and begin[child[k] + 1] == begin[child[k] + 2]:
                k += 1
            if depth == 0:
                state[CHILDREN_DONE] = k - begins
            if k == ends:
                state[DEPTH] = depth - 1
                continue
            following[depth] = k + 1
            node[depth + 1], following[depth + 1] = child[k], UNCOUNTED
            low[depth + 1], high[depth + 1] = first[k] - length[k], first[k]
            state[DEPTH] = depth + 1
    return DONE
