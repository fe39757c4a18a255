"""The kernels of the miner: vertical bitsets over the orders of one product, renumbered again where a branch has few of them left.

One job is a range of first products. It keeps its whole place in arrays (`Branch` in eclat.py), so that it can stop after a
while, or when its output is full, and go on later.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# Places in the array of scalars that a job keeps between two turns.
ROOT, DEPTH, NODES, OUT, END, WORK = range(6)
DONE, PAUSED, FULL, NARROW = range(4)  # how a turn ends: NARROW when the arrays of the branches must grow
NARROWER = 3  # orders are renumbered where a branch needs a third of the words, and at least so many products gain by it
GAINING = 8


@intrinsic
def popcount(typingctx, value):
    """Bits set in a uint64: one instruction where the processor has it."""

    def generate(context, builder, signature, arguments):
        function = builder.module.declare_intrinsic("llvm.ctpop", [ir.IntType(64)])
        return builder.call(function, arguments)

    return types.uint64(types.uint64), generate


@njit(nogil=True, cache=True)
def rank_baskets(start, items, rank, products):
    """Baskets with the products that have a rank, numbered by it and rising: (start int64, items int32, holders_start int64, holders int32,
    place int64: where in items each entry of the inverted lists stands)."""
    orders = len(start) - 1
    holders_start = np.zeros(products + 1, np.int64)
    new_start = np.zeros(orders + 1, np.int64)
    for order in range(orders):
        kept = 0
        for k in range(start[order], start[order + 1]):
            r = rank[items[k]]
            if r >= 0:
                holders_start[r + 1] += 1
                kept += 1
        new_start[order + 1] = new_start[order] + kept
    for r in range(products):
        holders_start[r + 1] += holders_start[r]
    cursor = holders_start[:-1].copy()
    holders = np.empty(new_start[orders], np.int32)
    for order in range(orders):
        for k in range(start[order], start[order + 1]):
            r = rank[items[k]]
            if r >= 0:
                holders[cursor[r]] = order
                cursor[r] += 1
    new_items = np.empty(new_start[orders], np.int32)
    place = np.empty(new_start[orders], np.int64)
    filled = new_start[:-1].copy()
    for r in range(products):
        for k in range(holders_start[r], holders_start[r + 1]):
            order = holders[k]
            new_items[filled[order]] = r
            place[k] = filled[order]
            filled[order] += 1
    return new_start, new_items, holders_start, holders, place


@njit(nogil=True, cache=True)
def mine(
    start, items, holders_start, holders, place, floor, deepest, quantum, state, row, touched,
    level_at, level_size, level_next, level_words, level_bits, item, count, node, bits, narrow,
    out_parent, out_item, out_orders, out_size,
):  # fmt: skip
    """Go on with a job until it is done, has worked for `quantum`, or lacks room; returns how it ended.

    Level d of the stack holds the products that can follow, from `level_at[d]` in `item`, `count`, `node` (its number among the job's
    sets) and from `level_bits[d]` in `bits`, `level_words[d]` words each; `level_next[d]` is the next to be followed. `deepest`: products
    a set may have beside the first. Sets go to the output as parent (−1 − rank for a first product), rank, orders and size.
    A product of which the orders sank below a floor that was raised meanwhile is not followed.
    """
    work = 0
    state[OUT] = 0
    capacity = len(out_item)
    while True:
        if work > quantum:
            state[WORK] = work
            return PAUSED
        depth = state[DEPTH]
        if depth < 0:
            root = state[ROOT]
            if root >= state[END]:
                state[WORK] = work
                return DONE
            first, last = holders_start[root], holders_start[root + 1]
            if last - first < floor:  # the minimum was raised meanwhile
                state[ROOT] = root + 1
                work += 1
                continue
            found = 0
            for k in range(first, last):
                for position in range(place[k] + 1, start[holders[k] + 1]):
                    other = items[position]
                    if row[other] == 0:
                        touched[found] = other
                        found += 1
                    row[other] += 1
                work += start[holders[k] + 1] - place[k]
            following = 0
            for k in range(found):
                if row[touched[k]] >= floor:
                    following += 1
            words = (last - first + 63) >> 6
            further = following > 1 and deepest > 1
            if state[OUT] + following > capacity or (following > len(item) or (further and following * words > len(bits))):
                for k in range(found):
                    row[touched[k]] = 0
                state[WORK] = work
                return FULL if state[OUT] + following > capacity else NARROW
            following = 0
            for k in range(found):
                other = touched[k]
                if row[other] >= floor:
                    touched[following] = other
                    following += 1
                else:
                    row[other] = 0
            touched[:following].sort()
            for k in range(following):
                other = touched[k]
                emitted = state[OUT]
                out_parent[emitted] = -1 - root
                out_item[emitted] = other
                out_orders[emitted] = row[other]
                out_size[emitted] = 2
                item[k] = other
                count[k] = row[other]
                node[k] = state[NODES] + emitted
                state[OUT] = emitted + 1
                row[other] = -1 - k  # its place among the followers, for the bits
            if further:
                bits[: following * words] = 0
                for k in range(first, last):
                    word, bit = (k - first) >> 6, np.uint64(1) << np.uint64((k - first) & 63)
                    for position in range(place[k] + 1, start[holders[k] + 1]):
                        other = items[position]
                        if row[other] < 0:
                            bits[(-1 - row[other]) * words + word] |= bit
                level_at[0], level_bits[0], level_size[0], level_next[0], level_words[0] = 0, 0, following, 0, words
                state[DEPTH] = 0
                work += following * words
            for k in range(following):
                row[touched[k]] = 0
            state[ROOT] = root + 1
            work += found + 20
            continue

        p, size = level_next[depth], level_size[depth]
        at, words, low = level_at[depth], level_words[depth], level_bits[depth]
        if p >= size - 1:
            state[DEPTH] = depth - 1
            continue
        if count[at + p] < floor:
            level_next[depth] = p + 1
            continue
        next_at, next_bits = at + size, low + size * words
        if state[OUT] + size - p > capacity:
            state[WORK] = work
            return FULL
        if next_at + size - p > len(item) or next_bits + (size - p) * words > len(bits) or depth + 1 == len(level_at):
            state[WORK] = work
            return NARROW
        level_next[depth] = p + 1
        further = depth + 2 < deepest
        emitted = state[OUT]
        parent, base = node[at + p], state[NODES]
        mine_bits = low + p * words
        kept = 0
        if words == 1:
            own = bits[mine_bits]
            for k in range(p + 1, size):
                both = own & bits[low + k]
                joint = np.int64(popcount(both))
                if joint >= floor:
                    out_parent[emitted] = parent
                    out_item[emitted] = item[at + k]
                    out_orders[emitted] = joint
                    out_size[emitted] = depth + 3
                    place_of = next_at + kept
                    item[place_of] = item[at + k]
                    count[place_of] = joint
                    node[place_of] = base + emitted
                    bits[next_bits + kept] = both
                    emitted += 1
                    kept += 1
        else:
            for k in range(p + 1, size):
                if count[at + k] < floor:
                    continue
                other_bits, target = low + k * words, next_bits + kept * words
                joint = np.int64(0)
                for w in range(words):
                    both = bits[mine_bits + w] & bits[other_bits + w]
                    bits[target + w] = both
                    joint += np.int64(popcount(both))
                if joint >= floor:
                    out_parent[emitted] = parent
                    out_item[emitted] = item[at + k]
                    out_orders[emitted] = joint
                    out_size[emitted] = depth + 3
                    place_of = next_at + kept
                    item[place_of] = item[at + k]
                    count[place_of] = joint
                    node[place_of] = base + emitted
                    emitted += 1
                    kept += 1
        work += (size - p) * (words + 2)
        state[OUT] = emitted
        if kept > 1 and further:
            fewer = (np.int64(count[at + p]) + 63) >> 6
            if kept >= GAINING and fewer * NARROWER <= words:
                _renumber(bits, mine_bits, next_bits, words, fewer, kept, narrow)
                work += kept * (words + count[at + p])
                words = fewer
            depth += 1
            level_at[depth], level_bits[depth], level_size[depth] = next_at, next_bits, kept
            level_next[depth], level_words[depth] = 0, words
            state[DEPTH] = depth


@njit(nogil=True, cache=True)
def _renumber(bits, own, rows, words, fewer, kept, narrow):
    """The `kept` bitsets from `rows` on, which lie within that at `own`, over the orders of `own` alone: `fewer` words each, in place."""
    for k in range(kept):
        source, target = rows + k * words, rows + k * fewer
        narrow[:fewer] = 0
        before = np.uint64(0)
        for w in range(words):
            mask, rest = bits[own + w], bits[source + w]
            while rest:
                lowest = rest & (~rest + np.uint64(1))
                position = before + popcount(mask & (lowest - np.uint64(1)))
                narrow[np.int64(position) >> 6] |= np.uint64(1) << np.uint64(position & 63)
                rest ^= lowest
            before += popcount(mask)
        bits[target : target + fewer] = narrow[:fewer]
