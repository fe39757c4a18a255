"""The kernels of extra_item.py: sets in the order of a tree, what chance and the orders give each of their parts, what the parts explain.

Sets and parts are chains of products, those in most orders first. `law`, what chance is by strata: (weight, heavy_start, heavy, coef,
column, y, m, d), see extra_item._law. `state`, what is kept of the chain at each depth: (poly, drawn, factor, joint, missed). `lists`:
(start, orders) of each product. `memo`, of every part met so far: (key, count, chance), an open hash table; `code`: a random number a
product, the sum of which is a part's key.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .chance_kernels import add_product, without_product
from .itemsets import put_in_place
from .rule_kernels import child_of

MOST = 6  # products of a set of which all parts are looked at: 2^MOST of them
LEAST_CELL = 1e-9  # orders of a cell that chance leaves empty
Arrays = tuple[np.ndarray, ...]  # what goes together: `law`, `state`, `lists`, `memo`


@njit(nogil=True, cache=True)
def _longer(frm: int, to: int, depth: int, chain: np.ndarray, law: Arrays, state: Arrays) -> float:
    """Orders by chance of the products chain[0 … depth]. `frm`, `to`: where `state` is kept of the chain without the last and with it."""
    weight, heavy_start, heavy, coef, column, y, m, d = law
    poly, drawn, factor, joint, missed = state
    limit, value = coef.shape[1] - 1, 0.0
    whole = np.empty(limit + 1)
    for g in range(len(weight)):
        w = weight[g, chain[depth]]
        drawn[to, g] = drawn[frm, g] + (w > 0.0)
        factor[to, g] = factor[frm, g] * (w if w >= 0.0 else 1.0)  # below 0: it is in all orders of the stratum
        if factor[to, g] == 0.0:
            continue
        light = w > 0.0
        for k in range(heavy_start[g], heavy_start[g + 1]):
            light &= heavy[k] != chain[depth]
        poly[to, g] = poly[frm, g]
        if light:
            without_product(poly[to, g], w)
        whole[:] = poly[to, g]
        for k in range(heavy_start[g], heavy_start[g + 1]):
            if not (chain[: depth + 1] == heavy[k]).any():
                add_product(whole, weight[g, heavy[k]])
        held = 0.0
        for s in range(drawn[to, g], limit + 1):
            held += coef[g, s] * whole[s - drawn[to, g]]
        value += factor[to, g] * held
        held = 0.0
        for q in range(column[g], column[g + 1]):
            h = 1.0 / (1.0 + w * y[q]) if w >= 0.0 else 0.0  # that a large order lacks it
            joint[to, q] = joint[frm, q] * (1.0 - h) * max(0.0, 1.0 - h * missed[frm, q] / d[q])
            missed[to, q] = missed[frm, q] + h
            held += m[q] * joint[to, q]
        value += held
    return value


@njit(nogil=True, cache=True)
def by_itself(
    chain: np.ndarray, size: int, law: Arrays, state: Arrays, lists: Arrays, order_start: np.ndarray, order_items: np.ndarray
) -> tuple[int, float]:
    """(orders with the first `size` products of the chain, and by chance) of a part of which nothing is known yet. `order_items`: of each
    order, rising. Uses the last two places of `state`."""
    start, orders = lists
    aside, value = len(state[0]) - 2, 0.0
    for depth in range(size):
        value = _longer(0 if depth == 0 else aside + (depth - 1) % 2, aside + depth % 2, depth, chain, law, state)
    found, last = 0, chain[size - 1]
    if size == 1:
        return start[last + 1] - start[last], value
    for k in range(start[last], start[last + 1]):
        held = order_items[order_start[orders[k]] : order_start[orders[k] + 1]]
        inside = True
        for other in range(size - 1):
            place = np.searchsorted(held, chain[other])
            inside &= place < len(held) and held[place] == chain[other]
        found += inside
    return found, value


@njit(nogil=True, cache=True)
def _place(key: np.uint64, keys: np.ndarray) -> np.uint64:
    """Where a part stands in the memo, or would."""
    place = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - int(np.round(np.log2(len(keys)))))
    while keys[place] != 0 and keys[place] != key:
        place = (place + np.uint64(1)) & np.uint64(len(keys) - 1)
    return place


@njit(nogil=True, cache=True)
def refill(memo: Arrays, larger: Arrays) -> None:
    """Move all of a memo to a larger one, which is empty."""
    for k in range(len(memo[0])):
        if memo[0][k] != 0:
            place = _place(memo[0][k], larger[0])
            larger[0][place], larger[1][place], larger[2][place] = memo[0][k], memo[1][k], memo[2][k]


@njit(nogil=True, cache=True)
def _parts_of(
    chain: np.ndarray, size: int, code: np.ndarray, memo: Arrays, law: Arrays, state: Arrays, lists: Arrays, order_start: np.ndarray,
    order_items: np.ndarray, joint: np.ndarray, by_chance: np.ndarray,
) -> int:  # fmt: skip
    """Fill `joint` and `by_chance`, from 1 on, with the orders that hold all of each part of the chain; returns how many were not known.

    Part m holds the k-th product where bit k of m is 1."""
    keys, counts, chances = memo
    some, key, fresh = np.empty(size, np.int32), np.zeros(1 << size, np.uint64), 0
    for part in range(1, 1 << size):
        low = 0
        while (part >> low) & 1 == 0:
            low += 1
        key[part] = key[part & (part - 1)] + code[chain[low]]
        place = _place(key[part], keys)
        if keys[place] == 0:
            held = 0
            for k in range(low, size):
                if (part >> k) & 1:
                    some[held] = chain[k]
                    held += 1
            counts[place], chances[place] = by_itself(some, held, law, state, lists, order_start, order_items)
            keys[place] = key[part]
            fresh += 1
        joint[part], by_chance[part] = counts[place], chances[place]
    return fresh


@njit(nogil=True, cache=True)
def explained(joint: np.ndarray, seed_joint: np.ndarray, size: int) -> tuple[float, float]:
    """(mean, variance) of the orders with all of a set, when those with each smaller part are known; `joint`, `seed_joint` (float64,
    2^size): orders that hold all of each part, observed and by chance.

    The parts leave the 2^size cells (orders with just these) one freedom: x_c ± t, + where an even number of products is missing. Of all
    these tables the nearest to chance has its odds ratio of the highest order: Σ ± log(x_c ± t) = Σ ± log(seed_c), which rises in t.
    """
    cells, last = 1 << size, (1 << size) - 1
    observed, seed = joint[:cells].copy(), seed_joint[:cells].copy()
    for k in range(size):
        for c in range(cells):
            if (c >> k) & 1 == 0:
                observed[c] -= observed[c | (1 << k)]
                seed[c] -= seed[c | (1 << k)]
    sign, target, low, high = np.ones(cells), 0.0, -np.inf, np.inf
    for c in range(cells):
        for k in range(size):
            if (c >> k) & 1 == 0:
                sign[c] = -sign[c]
        target += sign[c] * np.log(max(seed[c], LEAST_CELL))
        if sign[c] > 0:
            low = max(low, -observed[c])
        else:
            high = min(high, observed[c])
    if high - low < LEAST_CELL:
        return observed[last], 0.0  # the parts leave no choice
    begin, end, t, slope = low, high, min(max(0.0, 0.9 * low + 0.1 * high), 0.1 * low + 0.9 * high), 1.0
    for _ in range(100):  # Newton's, halved where it would leave the interval
        value, slope = -target, 0.0
        for c in range(cells):
            cell = max(observed[c] + sign[c] * t, 1e-300)
            value += sign[c] * np.log(cell)
            slope += 1.0 / cell
        if value < 0:
            begin = t
        else:
            end = t
        closer = t - value / slope
        if not begin < closer < end:
            closer = 0.5 * (begin + end)
        if abs(closer - t) < 1e-10 * (high - low):
            break
        t = closer
    return observed[last] + t, 1.0 / slope


@njit(nogil=True, cache=True)
def _improving(joint: np.ndarray, size: int) -> np.uint64:
    """The parts, as bits, that as antecedents of a rule of the whole set have a better confidence than with any of their products less."""
    last, found = (1 << size) - 1, np.uint64(0)
    for part in range(1, last):
        better = True
        for k in range(size):
            if (part >> k) & 1:
                better &= joint[last] * joint[part ^ (1 << k)] > joint[last ^ (1 << k)] * joint[part]
        if better:
            found |= np.uint64(1) << np.uint64(part)
    return found


@njit(nogil=True, cache=True)
def _clusters(met: np.ndarray, known: np.ndarray, cluster: np.ndarray, count: np.ndarray) -> tuple[float, int]:
    """(Σ x² / Σ x of the clusters of the orders `met`, known customers among them); `count` is 0 before and after."""
    squares, people = 0.0, 0
    for order in met:
        count[cluster[order]] += 1
    for order in met:
        x = count[cluster[order]]
        if x > 0:
            squares += float(x) * x
            people += known[order]
            count[cluster[order]] = 0
    return squares / len(met) if len(met) else 1.0, people


@njit(nogil=True, cache=True)
def walk(
    low: int, high: int, start: np.ndarray, items: np.ndarray, path: np.ndarray, law: Arrays, state: Arrays, lists: Arrays,
    order_start: np.ndarray, order_items: np.ndarray, cluster: np.ndarray, known: np.ndarray, count: np.ndarray, met: np.ndarray,
    mask: np.ndarray, depth: int, code: np.ndarray, memo: Arrays, joint: np.ndarray, by_chance: np.ndarray, columns: Arrays,
) -> tuple[int, int]:  # fmt: skip
    """The sets low … high, of at most MOST products, in the order of a tree: each shares with the one before what it can.

    path[: depth]: the products on the way; `mask` (uint8 an order): how many of these it holds, one after the other from the first on.
    Returns the depth at the end, and the parts that were not known.
    """
    counted, effect, customers, expected, given, variance, most, improving = columns
    begin, orders = lists
    keys, counts, chances = memo
    fresh = 0
    for row in range(low, high):
        here = items[start[row] : start[row + 1]]
        size, common = len(here), 0
        while common < min(depth, size - 1) and path[common] == here[common]:
            common += 1
        for level in range(depth - 1, common - 1, -1):  # leave what is no longer on the way
            for k in range(begin[path[level]], begin[path[level] + 1]):
                if mask[orders[k]] == level + 1:
                    mask[orders[k]] = level
        for level in range(common, size):
            path[level] = here[level]
            expected[row] = _longer(level, level + 1, level, path, law, state)
            if level < size - 1:
                for k in range(begin[here[level]], begin[here[level] + 1]):
                    if mask[orders[k]] == level:
                        mask[orders[k]] = level + 1
        depth, last, found, key = size - 1, (1 << size) - 1, 0, np.uint64(0)
        for k in range(begin[here[depth]], begin[here[depth] + 1]):
            if mask[orders[k]] == depth:
                met[found] = orders[k]
                found += 1
        for product in here:
            key += code[product]
        place = _place(key, keys)
        fresh += keys[place] == 0
        keys[place], counts[place], chances[place] = key, found, expected[row]
        fresh += _parts_of(here, size, code, memo, law, state, lists, order_start, order_items, joint, by_chance)
        counted[row] = found
        effect[row], customers[row] = _clusters(met[:found], known, cluster, count)
        given[row], variance[row] = explained(joint, by_chance, size)
        most[row] = joint[last ^ 1]
        for k in range(1, size):
            most[row] = min(most[row], joint[last ^ (1 << k)])
        improving[row] = _improving(joint, size)
    return depth, fresh


@njit(nogil=True, cache=True)
def walk_long(
    low: int, high: int, start: np.ndarray, items: np.ndarray, law: Arrays, state: Arrays, lists: Arrays, order_start: np.ndarray,
    order_items: np.ndarray, counted: np.ndarray, expected: np.ndarray,
) -> None:  # fmt: skip
    """The sets low … high of any size: orders with all of each, and by chance."""
    for row in range(low, high):
        here = items[start[row] : start[row + 1]]
        counted[row], expected[row] = by_itself(here, len(here), law, state, lists, order_start, order_items)


@njit(nogil=True, cache=True)
def eligible(
    low: int, high: int, head: int, parent: np.ndarray, item: np.ndarray, size: np.ndarray, begin: np.ndarray, child: np.ndarray,
    child_item: np.ndarray,
) -> int:  # fmt: skip
    """How many sets of 3 to MOST products, with all of `head`, have every part with one product less (the head's left) in the tree: of
    those of a node of low … high − 1 (−1: the top) and two of its children's products."""
    found = 0
    chain = np.empty(MOST, np.int32)
    for node in range(low, high):
        held = size[node] if node >= 0 else 0
        if not 1 <= held <= MOST - 2:
            continue
        depth, up = 0, node
        while up != head:
            chain[depth] = item[up]
            depth, up = depth + 1, parent[up]
        for one in range(begin[node + 1], begin[node + 2]):
            for other in range(one + 1, begin[node + 2]):
                every = True
                for left in range(depth):
                    at = head
                    for k in range(depth - 1, -1, -1):
                        if k != left:
                            at = child_of(at, chain[k], begin, child, child_item)
                    if _below(at, child_item[one], child_item[other], begin, child, child_item) < 0:
                        every = False
                        break
                found += every
    return found


@njit(nogil=True, cache=True)
def _below(node: int, one: int, other: int, begin: np.ndarray, child: np.ndarray, child_item: np.ndarray) -> int:
    """The node of `node` and two more products, whichever comes first on the way; −1 where there is none."""
    for _ in range(2):
        at = child_of(node, one, begin, child, child_item)
        if at >= 0:
            at = child_of(at, other, begin, child, child_item)
            if at >= 0:
                return at
        one, other = other, one
    return -1


@njit(nogil=True, cache=True)
def by_place(start: np.ndarray, items: np.ndarray, rows: np.ndarray, place: np.ndarray, begin: np.ndarray, placed: np.ndarray) -> None:
    """The places of the products of each of `rows`, rising, from `begin` on."""
    for k in range(len(rows)):
        at = begin[k]
        for entry in range(start[rows[k]], start[rows[k] + 1]):
            at = put_in_place(place[items[entry]], begin[k], at, placed)


@njit(nogil=True, cache=True)
def improves(
    start: np.ndarray, items: np.ndarray, split: np.ndarray, place: np.ndarray, sets: np.ndarray, improving: np.ndarray, found: np.ndarray
) -> None:
    """Of each rule: is its antecedent among those that its set's `improving` names? False for sets of more than MOST products."""
    for row in range(len(split)):
        begin, end, part = start[row], start[row + 1], 0
        if end - begin > MOST:
            continue
        for one in range(begin, begin + split[row]):
            before = 0
            for other in range(begin, end):
                before += place[items[other]] < place[items[one]]
            part |= 1 << before
        found[row] = (improving[sets[row]] >> np.uint64(part)) & np.uint64(1) == np.uint64(1)
