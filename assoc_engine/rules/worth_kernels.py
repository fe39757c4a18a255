"""The kernels behind worth.py: what sets of products bring in money, for sets that are given and for sets still to be found."""

from __future__ import annotations

import numpy as np
from numba import njit

NODE, DEPTH = 0, 1  # places in the array of scalars that a walk keeps between two turns


@njit(nogil=True, cache=True)
def children(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The tree from above: (the first child of each node, its next sibling), int32, −1 where there is none; siblings rise."""
    first, sibling = np.full(len(parent), -1, np.int32), np.full(len(parent), -1, np.int32)
    for node in range(len(parent) - 1, -1, -1):
        if parent[node] >= 0:
            sibling[node] = first[parent[node]]
            first[parent[node]] = node
    return first, sibling


@njit(nogil=True, cache=True)
def after(node: int, root: int, first: np.ndarray, sibling: np.ndarray, parent: np.ndarray) -> tuple[int, int]:
    """(the node that follows `node` below `root` when its children are left aside, −1 at the end; levels climbed to its parent)."""
    climbed = 0
    while node != root:
        if sibling[node] >= 0:
            return sibling[node], climbed
        node = parent[node]
        climbed += 1
    return -1, climbed


@njit(nogil=True, cache=True)
def number_products(
    root: int, first: np.ndarray, sibling: np.ndarray, parent: np.ndarray, item: np.ndarray, number: np.ndarray
) -> tuple[int, int]:
    """Number the products below a root of the tree 0, 1, … in `number` (−1 before): (how many, levels below the root)."""
    found, depth, deepest = 0, 0, 0
    node = first[root]
    while node >= 0:
        if number[item[node]] < 0:
            number[item[node]] = found
            found += 1
        deepest = max(deepest, depth + 1)
        if first[node] >= 0:
            node, depth = first[node], depth + 1
        else:
            node, climbed = after(node, root, first, sibling, parent)
            depth -= climbed
    return found, deepest


@njit(nogil=True, cache=True)
def forget_products(root: int, first: np.ndarray, sibling: np.ndarray, parent: np.ndarray, item: np.ndarray, number: np.ndarray) -> None:
    """Undo `number_products`."""
    node = first[root]
    while node >= 0:
        number[item[node]] = -1
        node = first[node] if first[node] >= 0 else after(node, root, first, sibling, parent)[0]


@njit(nogil=True, cache=True)
def lay_out(
    low: int, high: int, start: np.ndarray, items: np.ndarray, money: np.ndarray, holders: np.ndarray, place: np.ndarray,
    number: np.ndarray, table: np.ndarray, orders: np.ndarray, sums: np.ndarray,
) -> None:  # fmt: skip
    """The orders low … high of one product's inverted list as a table (product number, order), NaN where the order lacks the product;
    `orders[0]`, `sums[0]`: all of them, with what that product brings in each."""
    table[:] = np.nan
    for k in range(low, high):
        order = holders[k]
        for position in range(start[order], start[order + 1]):
            if number[items[position]] >= 0:
                table[number[items[position]], k - low] = money[position]
        orders[0, k - low] = k - low
        sums[0, k - low] = money[place[k]]


@njit(nogil=True, cache=True)
def add_money(
    root: int, first: np.ndarray, sibling: np.ndarray, parent: np.ndarray, item: np.ndarray, number: np.ndarray, table: np.ndarray,
    orders: np.ndarray, sums: np.ndarray, held: np.ndarray, total: np.ndarray, state: np.ndarray, quantum: int,
) -> int:  # fmt: skip
    """Walk on below a root and add to `total` what each set brings in the orders of the table; `state`: the next node and its depth.
    `orders[d]`, `sums[d]`, `held[d]` are the orders that hold the set at depth d of the way, what it brings in each, and how many.
    Returns the work done; the node is −1 when all is done."""
    node, depth, work = state[NODE], state[DEPTH], 0
    while node >= 0 and work < quantum:
        row, kept, money = number[item[node]], 0, 0.0
        for k in range(held[depth]):
            order = orders[depth, k]
            brings = table[row, order]
            if brings == brings:  # not NaN: the order holds the product
                brings += sums[depth, k]
                orders[depth + 1, kept] = order
                sums[depth + 1, kept] = brings
                money += brings
                kept += 1
        work += held[depth] + 5
        total[node] += money
        held[depth + 1] = kept
        if kept and first[node] >= 0:
            node, depth = first[node], depth + 1
        else:
            node, climbed = after(node, root, first, sibling, parent)
            depth -= climbed
    state[NODE], state[DEPTH] = node, depth
    return work
