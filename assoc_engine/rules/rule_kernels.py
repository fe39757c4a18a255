"""The kernels of the rules: which sets follow a set in the tree, and all ways to split sets into two sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from .eclat_kernels import popcount
from .itemsets import ItemSets, put_in_place

DEEPEST = 64  # levels of a stack: there is no tree with all subsets of so many products
# Places in the array of scalars that are kept between two turns.
ROW, SIZE, DEPTH, OUT = range(4)
DONE, PAUSED, MISSING = range(3)  # how a turn ends


@dataclass(frozen=True)
class Children:
    """The children of node i (−1: the first products) stand from `begin[i + 1]` to `begin[i + 2]` (int32) in `node` and `item` (int32),
    by rising product."""

    begin: np.ndarray
    node: np.ndarray
    item: np.ndarray

    @staticmethod
    def of(sets: ItemSets) -> Children:
        """Of all nodes of a tree of sets."""
        key = sets.parent + 1
        by_item = sorted_by(sets.item, np.arange(len(sets), dtype=np.int32), int(sets.item.max(initial=0)) + 1)
        node = sorted_by(key, by_item, len(sets) + 1)
        begin = np.zeros(len(sets) + 2, np.int32)
        np.cumsum(np.bincount(key, minlength=len(sets) + 1), out=begin[1:])
        return Children(begin, node, sets.item[node])


@njit(nogil=True, cache=True)
def sorted_by(key: np.ndarray, places: np.ndarray, keys: int) -> np.ndarray:
    """`places` by rising `key[place]`, 0 ≤ key < `keys`; those with the same key stay in their order (a counting sort)."""
    after = np.zeros(keys + 1, np.int64)
    for k in range(len(places)):
        after[key[places[k]] + 1] += 1
    for k in range(keys):
        after[k + 1] += after[k]
    turned = np.empty_like(places)
    for k in range(len(places)):
        at = key[places[k]]
        turned[after[at]] = places[k]
        after[at] += 1
    return turned


@njit(nogil=True, cache=True)
def child_of(node: int, product: int, begin: np.ndarray, child: np.ndarray, child_item: np.ndarray) -> int:
    """The node of the set of `node` and `product`; −1: there is none."""
    low, high = begin[node + 1], begin[node + 2]
    last = high
    while low < high:
        middle = (low + high) >> 1
        if child_item[middle] < product:
            low = middle + 1
        else:
            high = middle
    return child[low] if low < last and child_item[low] == product else -1


@njit(nogil=True, cache=True)
def split(
    rows: np.ndarray, parent: np.ndarray, item: np.ndarray, counts: np.ndarray, begin: np.ndarray, child: np.ndarray,
    child_item: np.ndarray, head: int, musts: int, most_a: int, most_c: int, min_confidence: float, quantum: int, state: np.ndarray,
    path: np.ndarray, node_a: np.ndarray, node_c: np.ndarray, size_a: np.ndarray, tried: np.ndarray, out_a: np.ndarray, out_c: np.ndarray,
    out_joint: np.ndarray, out_held: np.ndarray, out_orders: np.ndarray, out_a_orders: np.ndarray, out_c_orders: np.ndarray,
) -> int:  # fmt: skip
    """Go on splitting the nodes `rows` until all are done or `quantum` sides were looked up; returns how it ended.

    The products of a set below `head`, as its path has them, are given to one side or the other, one after the other; the nodes of
    both sides follow from level to level, as their paths have the same order. `counts[node, held]`: orders with the node's products below
    `head` and those of the `musts` products that `held` tells. Level d of the stack: d products are given.
    `state` begins as 0, 0, −1, 0.
    """
    work, emitted = 0, state[OUT]
    every = (1 << musts) - 1
    capacity = len(out_a)
    while True:
        if work >= quantum or emitted + every + 1 > capacity:
            state[OUT] = emitted
            return PAUSED
        depth, row = state[DEPTH], state[ROW]
        if depth < 0:
            if row >= len(rows):
                state[OUT] = emitted
                return DONE
            size, node = 0, rows[row]
            while node != head:
                path[size] = item[node]
                size += 1
                node = parent[node]
            path[:size] = path[:size][::-1].copy()
            tried[0], size_a[0], node_a[0], node_c[0] = 0, 0, head, head
            state[SIZE], state[DEPTH] = size, 0
            continue
        work += 1
        if depth == state[SIZE]:
            joint = rows[row]
            for held in range(every + 1):
                a = size_a[depth] + np.int64(popcount(np.uint64(held)))
                c = depth + musts - a
                if a < 1 or c < 1 or a > most_a or c > most_c:
                    continue
                together, of_a = counts[joint, every], counts[node_a[depth], held]
                if together / of_a < min_confidence:
                    continue
                out_a[emitted], out_c[emitted], out_joint[emitted], out_held[emitted] = node_a[depth], node_c[depth], joint, held
                out_orders[emitted], out_a_orders[emitted] = together, of_a
                out_c_orders[emitted] = counts[node_c[depth], every ^ held]
                emitted += 1
            depth -= 1
        else:
            while tried[depth] < 2:
                to_a = tried[depth] == 0
                tried[depth] += 1
                if (size_a[depth] if to_a else depth - size_a[depth]) < (most_a if to_a else most_c):
                    longer = child_of(node_a[depth] if to_a else node_c[depth], path[depth], begin, child, child_item)
                    if longer < 0:
                        return MISSING
                    node_a[depth + 1] = longer if to_a else node_a[depth]
                    node_c[depth + 1] = node_c[depth] if to_a else longer
                    size_a[depth + 1] = size_a[depth] + to_a
                    tried[depth + 1] = 0
                    depth += 1
                    break
            else:
                depth -= 1
        state[DEPTH] = depth
        if depth < 0:
            state[ROW] = row + 1


@njit(nogil=True, cache=True)
def place_sides(
    rows: np.ndarray, antecedent: np.ndarray, consequent: np.ndarray, held: np.ndarray, parent: np.ndarray, item: np.ndarray, head: int,
    must: np.ndarray, start: np.ndarray, items: np.ndarray, sizes: np.ndarray,
) -> None:  # fmt: skip
    """The products of each rule from `start` on in `items`, antecedent first, each side rising, and the antecedents' `sizes`."""
    for k in range(len(rows)):
        rule, place = rows[k], start[k]
        for side in range(2):
            first = place
            node = antecedent[rule] if side == 0 else consequent[rule]
            while node != head:
                place = put_in_place(item[node], first, place, items)
                node = parent[node]
            for m in range(len(must)):
                if (held[rule] >> m) & 1 == 1 - side:
                    place = put_in_place(must[m], first, place, items)
            if side == 0:
                sizes[k] = place - first
