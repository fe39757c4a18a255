"""The kernel that finds every set of products that brings enough money: a walk over sets that keeps its whole place in arrays.

Level d of the walk holds a set of d products (beside those that every set must hold) as its projection: one row an order that holds
the set, with what the set brings there, and one entry a product that follows the set's last one in that order. All levels lie behind
each other in the same arrays, so that nothing is allocated on the way, and the walk can stop anywhere and go on later.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Places in the array of scalars. BASE: the node of the products that every set must hold, −1: none.
BEGUN, DEPTH, OUT, NODES, BASE, ROOTS = range(6)
DONE, PAUSED, FULL, NARROW = range(4)  # how a turn ends: FULL when the output must be taken away, NARROW when the arrays must grow
ORDERS, MONEY, BEST, LEFT = range(4)  # what is summed up of each product that follows a set, see `settle`

level = np.dtype([(name, np.int64) for name in ("row", "rows", "entry", "vertical", "branch", "branches", "next", "stride", "now")])
row = np.dtype([("first", np.int64), ("end", np.int64), ("money", np.float64)])
entry = np.dtype([("money", np.float64), ("item", np.int32), ("row", np.int32)])
branch = np.dtype([("money", np.float64), ("bound", np.float64), ("first", np.int64), ("end", np.int64), ("item", np.int32),
                   ("orders", np.int32), ("node", np.int32)])  # fmt: skip
found = np.dtype([("money", np.float64), ("parent", np.int32), ("item", np.int32), ("orders", np.int32), ("size", np.uint16),
                  ("wanted", np.bool_)])  # fmt: skip


@njit(nogil=True, cache=True)
def search(
    quantum: int, floor: float, min_orders: int, smallest: int, longest: int, state: np.ndarray, levels: np.ndarray, rows: np.ndarray,
    entries: np.ndarray, vertical: np.ndarray, branches: np.ndarray, out: np.ndarray, sums: np.ndarray, touched: np.ndarray,
) -> int:  # fmt: skip
    """Go on until all sets that bring `floor` are found, or some `quantum` of entries was looked at, or room is lacking.

    `smallest`, `longest`: products a result has beside those it must have. `out` takes what was found since the last turn. Returns how
    the turn ended. `floor` and the length of every array but `sums` and `touched` may grow from turn to turn.
    """
    state[OUT] = 0
    work = 0
    if not state[BEGUN]:
        if len(sums) > len(out):
            return FULL
        work += settle(0, floor, min_orders, smallest, longest, state, levels, rows, entries, vertical, branches, out, sums, touched)
        state[BEGUN] = 1
    while state[DEPTH] >= 0:
        if work > quantum:
            return PAUSED
        depth = state[DEPTH]
        here = levels[depth]
        if here.next == here.branches:
            state[DEPTH] = depth - 1
            continue
        now = here.branch + here.next * here.stride % here.branches
        if branches[now].bound >= floor:
            if depth + 2 > len(levels):
                return NARROW
            following = 0
            for k in range(branches[now].first, branches[now].end):
                following += rows[entries[vertical[k]].row].end - vertical[k] - 1
            below = levels[depth + 1]
            below.row = here.row + here.rows
            below.entry = rows[below.row - 1].end if here.rows else here.entry
            below.vertical, below.branch = branches[here.branch + here.branches - 1].end, here.branch + here.branches
            kinds = min(following, len(sums))
            if state[OUT] + kinds + depth + 2 > len(out):
                return FULL
            if (below.entry + following > len(entries) or below.vertical + following > len(vertical)
                    or below.row + branches[now].orders > len(rows) or below.branch + kinds > len(branches)):  # fmt: skip
                return NARROW
            here.now = now
            project(branches[now], below, rows, entries, vertical)
            work += following + branches[now].orders
            # fmt: off
            work += settle(depth + 1, floor, min_orders, smallest, longest, state, levels, rows, entries, vertical, branches, out, sums,
                           touched)
            # fmt: on
            if below.branches:
                state[DEPTH] = depth + 1
        here.next += 1
        if depth == 0:
            state[ROOTS] = here.next
    return DONE


@njit(nogil=True, cache=True)
def project(taken: np.record, below: np.record, rows: np.ndarray, entries: np.ndarray, vertical: np.ndarray) -> None:
    """The rows and entries of a set with one more product, from those of the set: orders in which nothing follows are left out."""
    made, at = below.row, below.entry
    for k in range(taken.first, taken.end):
        source = vertical[k]
        of = rows[entries[source].row]
        if source + 1 == of.end:
            continue
        rows[made].first, rows[made].money = at, of.money + entries[source].money
        for position in range(source + 1, of.end):
            entries[at].money, entries[at].item, entries[at].row = entries[position].money, entries[position].item, made
            at += 1
        rows[made].end = at
        made += 1
    below.rows = made - below.row


@njit(nogil=True, cache=True)
def settle(
    depth: int, floor: float, min_orders: int, smallest: int, longest: int, state: np.ndarray, levels: np.ndarray, rows: np.ndarray,
    entries: np.ndarray, vertical: np.ndarray, branches: np.ndarray, out: np.ndarray, sums: np.ndarray, touched: np.ndarray,
) -> int:  # fmt: skip
    """Sum up what follows a set, put out what brings enough, leave out what cannot, and note which branches are worth a look.

    Of each product: ORDERS with it, the MONEY of the set with it, the BEST that any set in its branch can bring (the set, the product,
    and every later product that brings something: remaining utility), and the same with every product of the order, whether before it
    or after (what is LEFT of the transaction-weighted utility): without it the product is of no use to any set from here. Where few
    products may still follow, they bring at most so many times what the best of them brings (length bounds: FHM+, Fournier-Viger et al.,
    IEA/AIE 2016).
    """
    here = levels[depth]
    room = longest - depth - 1  # products that may still follow after the next one
    kinds, work = 0, 0
    for r in range(here.row, here.row + here.rows):
        gains, top = 0.0, 0.0  # of the products looked at so far, which follow the one at hand
        for k in range(rows[r].end - 1, rows[r].first - 1, -1):
            item, money = entries[k].item, entries[k].money
            if sums[item, ORDERS] == 0:
                touched[kinds] = item
                kinds += 1
            sums[item, ORDERS] += 1
            sums[item, MONEY] += rows[r].money + money
            sums[item, BEST] += max(rows[r].money + money + min(gains, room * top), 0.0)
            gains += max(money, 0.0)
            top = max(top, money)
        whole = max(rows[r].money + min(gains, (room + 1) * top), 0.0)
        for k in range(rows[r].first, rows[r].end):
            sums[entries[k].item, LEFT] += whole
        work += rows[r].end - rows[r].first
    touched[:kinds].sort()
    filled, last = here.branch, here.vertical
    for k in range(kinds):
        item = touched[k]
        orders, money, best = np.int64(sums[item, ORDERS]), sums[item, MONEY], sums[item, BEST]
        node = -1
        if orders >= min_orders and money >= floor and depth + 1 >= smallest:
            node = put_out(depth, item, orders, money, smallest, state, levels, branches, out)
        if orders >= min_orders and best >= floor and depth + 2 <= longest:
            taken = branches[filled]
            taken.item, taken.orders, taken.money, taken.bound, taken.node = item, orders, money, best, node
            taken.first = taken.end = last
            last += orders
            sums[item, ORDERS] = filled + 1  # its branch, for the inverted lists
            filled += 1
        else:
            sums[item, ORDERS] = -1 if orders >= min_orders and sums[item, LEFT] >= floor else 0
    here.branches, here.next = filled - here.branch, 0
    here.stride = spread(here.branches) if depth == 0 else 1
    if here.branches:
        invert_level(here, rows, entries, vertical, branches, sums)
    for k in range(kinds):
        sums[touched[k], :] = 0
    return work + 4 * kinds


@njit(nogil=True, cache=True)
def invert_level(
    here: np.record, rows: np.ndarray, entries: np.ndarray, vertical: np.ndarray, branches: np.ndarray, sums: np.ndarray
) -> None:
    """Move the entries that are of use together, and list those of each branch."""
    at = here.entry
    for r in range(here.row, here.row + here.rows):
        first = at
        for k in range(rows[r].first, rows[r].end):
            mark = np.int64(sums[entries[k].item, ORDERS])
            if mark != 0:
                if mark > 0:
                    vertical[branches[mark - 1].end] = at
                    branches[mark - 1].end += 1
                entries[at].money, entries[at].item, entries[at].row = entries[k].money, entries[k].item, r
                at += 1
        rows[r].first, rows[r].end = first, at


@njit(nogil=True, cache=True)
def put_out(
    depth: int, item: int, orders: int | np.int64, money: float, smallest: int, state: np.ndarray, levels: np.ndarray, branches: np.ndarray,
    out: np.ndarray,
) -> int:  # fmt: skip
    """Put a result out, before it the sets on the way to it that were not; returns its node."""
    parent = state[BASE]
    for d in range(depth):
        taken = branches[levels[d].now]
        if taken.node < 0:
            taken.node = write(parent, taken.item, taken.orders, taken.money, d + 1, False, state, out)
        parent = taken.node
    return write(parent, item, orders, money, depth + 1, True, state, out)


@njit(nogil=True, cache=True)
def write(parent: int, item: int, orders: int | np.int64, money: float, size: int, wanted: bool, state: np.ndarray, out: np.ndarray) -> int:
    """Put one node into `out`; returns its number."""
    to = out[state[OUT]]
    to.parent, to.item, to.orders, to.money, to.size, to.wanted = parent, item, orders, money, size, wanted
    state[OUT] += 1
    return state[NODES] + state[OUT] - 1


@njit(nogil=True, cache=True)
def spread(count: int) -> int:
    """A step near the golden section of `count` that meets every place once: the share of branches done tells that of the work."""
    step = max(1, int(count * 0.618))
    while step > 1:
        a, b = count, step
        while b:
            a, b = b, a % b
        if a == 1:
            break
        step -= 1
    return step


@njit(nogil=True, cache=True)
def on_the_way(parent: np.ndarray, wanted: np.ndarray, base: int) -> np.ndarray:
    """Which nodes are wanted, lead to one that is, or are among the first `base`."""
    kept = wanted.copy()
    for node in range(len(parent) - 1, -1, -1):
        if node < base:
            kept[node] = True
        elif kept[node] and parent[node] >= 0:
            kept[parent[node]] = True
    return kept
