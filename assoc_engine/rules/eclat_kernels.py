"""The kernels of the miner: vertical bitsets over the orders of one product, renumbered again where a branch has few of them left.

One job is a range of first products. It keeps its whole place in arrays (`Branch` in eclat.py), so that it can stop after a
while, or when its output is full, and go on later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# Places in the array of scalars that a job keeps between two turns.
ROOT, DEPTH, NODES, OUT, END, WORK, TAIL = range(7)
DONE, PAUSED, FULL, NARROW = range(4)  # how a turn ends: NARROW when the arrays of the branches must grow
NARROWER = 3  # orders are renumbered where a branch needs a third of the words, and at least so many products gain by it
GAINING = 8
WALKING, PASSING = 6, 8  # a step along an order, and a product passed over, in words intersected: measured


@intrinsic
def _popcount(typingctx: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Bits set in a uint64: one instruction where the processor has it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        function = builder.module.declare_intrinsic("llvm.ctpop", [ir.IntType(64)])
        return builder.call(function, arguments)

    return types.uint64(types.uint64), generate


popcount = cast(Callable[[np.uint64], np.uint64], _popcount)  # numba itself gives the context


@njit(nogil=True, cache=True)
def count_orders(items: np.ndarray, products: int) -> np.ndarray:
    """Orders of each product, int64."""
    totals = np.zeros(products, np.int64)
    for k in range(len(items)):
        totals[items[k]] += 1
    return totals


@njit(nogil=True, cache=True)
def rank_baskets(start: np.ndarray, items: np.ndarray, rank: np.ndarray, totals: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Baskets with the products that have a rank, numbered by it, rising, each ended by −1 (int32), and where in them each product
    stands: (items int32, place_start int64 (ranks + 1), place int32). `totals`: orders by rank."""
    orders, products = len(start) - 1, len(totals)
    place_start = np.zeros(products + 1, np.int64)
    for r in range(products):
        place_start[r + 1] = place_start[r] + totals[r]
    cursor = place_start[:-1].copy()
    place = np.empty(place_start[products], np.int32)
    filled = np.empty(orders, np.int32)
    end = 0
    for order in range(orders):
        filled[order] = end
        for k in range(start[order], start[order + 1]):
            r = rank[items[k]]
            if r >= 0:
                place[cursor[r]] = order
                cursor[r] += 1
                end += 1
        end += 1
    ranked = np.full(end, -1, np.int32)
    for r in range(products):
        for k in range(place_start[r], place_start[r + 1]):
            order = place[k]
            place[k] = filled[order]
            ranked[filled[order]] = r
            filled[order] += 1
    return ranked, place_start, place


@njit(nogil=True, cache=True)
def mine(
    items: np.ndarray, place_start: np.ndarray, place: np.ndarray, floor: int, deepest: int, quantum: int, state: np.ndarray,
    row: np.ndarray, touched: np.ndarray, counts: np.ndarray, level_at: np.ndarray, level_size: np.ndarray, level_next: np.ndarray,
    level_words: np.ndarray, level_bits: np.ndarray, item: np.ndarray, count: np.ndarray, node: np.ndarray, bits: np.ndarray,
    narrow: np.ndarray, out_parent: np.ndarray, out_item: np.ndarray, out_orders: np.ndarray, out_size: np.ndarray,
) -> int:  # fmt: skip
    """Go on with a job until it is done, has worked for `quantum`, or lacks room; returns how it ended.

    Level d of the stack holds the products that can follow, from `level_at[d]` in `item`, `count`, `node` (its number among the job's
    sets) and from `level_bits[d]` in `bits`, `level_words[d]` words each; `level_next[d]` is the next to be followed. `deepest`: products
    a set may have beside the first. Sets go to the output as parent (−1 − rank for a first product), rank, orders and size.
    A product of which the orders sank below a floor that was raised meanwhile is not followed.

    What is done for each set stays in one function: handing twenty arrays on to another one takes as long as the work itself (measured).
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
            first, last = place_start[root], place_start[root + 1]
            if last - first < floor:  # the minimum was raised meanwhile
                state[ROOT] = root + 1
                work += 1
                continue
            found, tails = _count_followers(items, place, first, last, row, touched)
            work += tails
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
                _mark_orders(items, place, first, last, row, bits[: following * words], words)
                level_at[0], level_bits[0], level_size[0], level_next[0], level_words[0] = 0, 0, following, 0, words
                state[DEPTH] = 0
                work += following * words
            else:
                for k in range(following):
                    row[touched[k]] = 0
            state[ROOT], state[TAIL] = root + 1, tails // (last - first)
            work += found + 20
            continue

        p, size = level_next[depth], level_size[depth]
        at, words, low = level_at[depth], level_words[depth], level_bits[depth]
        if p >= size - 1:
            state[DEPTH] = depth - 1
            if depth == 0:
                for k in range(size):
                    row[item[k]] = 0
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
        if depth == 0 and count[p] * state[TAIL] * WALKING < (size - p) * (PASSING + words):
            # Few orders and many products that hardly meet: what follows is counted along the orders, as pairs are.
            first = place_start[state[ROOT] - 1]
            for w in range(words):
                rest = bits[mine_bits + w]
                while rest:
                    k = first + w * 64 + np.int64(popcount((rest & (~rest + np.uint64(1))) - np.uint64(1)))
                    rest &= rest - np.uint64(1)
                    position = np.int64(place[k]) + 1
                    other = items[position]
                    while other >= 0:
                        follower = -1 - row[other]
                        if follower > p:
                            counts[follower] += 1
                        position += 1
                        other = items[position]
            for k in range(p + 1, size):
                joint = np.int64(counts[k])
                counts[k] = 0
                if joint >= floor:
                    out_parent[emitted], out_item[emitted], out_orders[emitted], out_size[emitted] = parent, item[k], joint, 3
                    for w in range(words):
                        bits[next_bits + kept * words + w] = bits[mine_bits + w] & bits[low + k * words + w]
                    emitted += 1
                    kept += 1
        elif words == 1:
            own = bits[mine_bits]
            for k in range(p + 1, size):
                both = own & bits[low + k]
                joint = np.int64(popcount(both))
                if joint >= floor:
                    out_parent[emitted], out_item[emitted], out_orders[emitted], out_size[emitted] = parent, item[at + k], joint, depth + 3
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
                    out_parent[emitted], out_item[emitted], out_orders[emitted], out_size[emitted] = parent, item[at + k], joint, depth + 3
                    emitted += 1
                    kept += 1
        work += (size - p) * (words + 2)
        put_out = state[OUT]
        state[OUT] = emitted
        if kept > 1 and further:
            item[next_at : next_at + kept] = out_item[put_out:emitted]
            count[next_at : next_at + kept] = out_orders[put_out:emitted]
            for k in range(kept):
                node[next_at + k] = base + put_out + k
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
def _count_followers(
    items: np.ndarray, place: np.ndarray, first: int | np.int64, last: int | np.int64, row: np.ndarray, touched: np.ndarray
) -> tuple[int, int]:
    """Joint orders of the product that stands at the places first … last with every product after it, into `row`; which these are, into
    `touched`. Returns how many they are, and the entries looked at."""
    found = tails = 0
    for k in range(first, last):
        position = np.int64(place[k]) + 1
        other = items[position]
        while other >= 0:
            if row[other] == 0:
                touched[found] = other
                found += 1
            row[other] += 1
            position += 1
            other = items[position]
        tails += position - place[k]
    return found, tails


@njit(nogil=True, cache=True)
def _mark_orders(
    items: np.ndarray, place: np.ndarray, first: int | np.int64, last: int | np.int64, row: np.ndarray, bits: np.ndarray,
    words: int | np.int64,
) -> None:  # fmt: skip
    """A bit for each order at the places first … last that holds a follower; `row`: −1 − its place among the followers."""
    bits[:] = 0
    for k in range(first, last):
        word, bit = (k - first) >> 6, np.uint64(1) << np.uint64((k - first) & 63)
        position = np.int64(place[k]) + 1
        other = items[position]
        while other >= 0:
            if row[other] < 0:
                bits[(-1 - row[other]) * words + word] |= bit
            position += 1
            other = items[position]


@njit(nogil=True, cache=True)
def _renumber(bits: np.ndarray, own: int, rows: int, words: int, fewer: int | np.int64, kept: int, narrow: np.ndarray) -> None:
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
