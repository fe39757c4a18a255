"""Rules A → B out of sets of products: every set split into two sides, antecedent and consequent, with the orders of each.

A set's subsets are in the tree too (Agrawal and Srikant, VLDB 1994), so the counts of both sides are looked up there and no order is
read again; only where sets hold products that they must hold, sides that lack some of these are counted anew (split_must.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import comb

import numpy as np

from ..described import Described
from ..errors import SettingError
from ..memory import budget
from ..progress import SILENT, Progress
from ..text import N_
from .itemsets import ItemSets
from .rule_kernels import DEEPEST, DONE, MISSING, OUT, ROW, Children, place_sides, sorted_by, split
from .split_must import counts_of_parts

TURN = 1_000_000  # look-ups between two looks at the progress: 20 to 80 ms
BLOCK = 2_000_000  # nodes looked at between two looks
BYTES_A_RULE = 25  # of columns
BYTES_A_NODE = 54  # that rules may come from: of the cut tree, what follows in it, and the rows
LEAST = 50_000_000  # bytes, however little memory there is
MOST_MUST = 4  # each doubles what is counted
ANY = 1 << 30


@dataclass(frozen=True, repr=False)
class RuleSet(Described):
    """Rules, columnar, by falling `orders`; all of them whose products stand together in at least `min_orders` orders.

    `joint`, `antecedent`, `consequent` (int32): the nodes in `sets` of all products and of each side. Where sets hold `sets.must`,
    the nodes of the sides tell which other products are there, and bit k of `held` (uint8) that `sets.must[k]` is in the antecedent,
    else in the consequent; `sides` gives the products in any case. `orders`, `antecedent_orders`, `consequent_orders` (int32): orders
    that hold all products, all of the antecedent, all of the consequent. `limit`: rules that memory, or the caller, allows."""

    sets: ItemSets
    antecedent: np.ndarray
    consequent: np.ndarray
    joint: np.ndarray
    held: np.ndarray
    orders: np.ndarray
    antecedent_orders: np.ndarray
    consequent_orders: np.ndarray
    min_orders: int
    limit: int

    def __len__(self) -> int:
        return len(self.joint)

    @property
    def limited(self) -> bool:
        """Whether there are rules in fewer orders, which were left out because they would have been more than `limit`."""
        return self.min_orders > self.sets.min_orders

    def sides(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The products of some rules as CSR, antecedent first, each side rising: (start int64 (rows + 1), items int32, split int32: how
        many products the antecedent has)."""
        rows, sets = np.asarray(rows, np.int64), self.sets
        start = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(sets.size[self.joint[rows]], out=start[1:])
        items, sizes = np.empty(int(start[-1]), np.int32), np.empty(len(rows), np.int32)
        must = np.array(sets.must, np.int32)
        place_sides(rows, self.antecedent, self.consequent, self.held, sets.parent, sets.item, _head(sets), must, start, items, sizes)
        return start, items, sizes


def find_rules(
    sets: ItemSets, start: np.ndarray, items: np.ndarray, products: int, *, max_antecedent: int = 0, max_consequent: int = 0,
    min_confidence: float = 0.0, most: int = 0, memory: int = 0, progress: Progress = SILENT,
) -> RuleSet:  # fmt: skip
    """All rules of the sets of `sets` with two or more products: each of them split in every way, with at most `max_antecedent` and
    `max_consequent` products (0: any) on the sides and at least `min_confidence` (0..1: orders / antecedent_orders).

    `sets`: as `find_itemsets` gives them for the CSR baskets `start`, `items` of so many `products`. Where there would be more than
    `most` rules (0: no limit) or they would take more than `memory` bytes (0: half of what is free), the minimum in orders is raised to
    the lowest with which they do not: `RuleSet.min_orders`. Raises SettingError for more than four products that must be in the sets,
    ValueError where subsets are missing in `sets`, Cancelled.
    """
    if len(sets.must) > MOST_MUST:
        raise SettingError(
            N_("{asked} products that must be in every rule are too many: {most} at most."), asked=len(sets.must), most=MOST_MUST,
            advice=N_("Ask for sets instead of rules, or for fewer products."),
        )  # fmt: skip
    if int(sets.size.max(initial=0)) > DEEPEST - 2:
        raise ValueError("a part of a set is not in the tree")
    memory = max(memory or budget(0), LEAST)
    ways = _ways(int(sets.size.max(initial=0)), max_antecedent or ANY, max_consequent or ANY)
    ways[: sets.smallest] = 0
    ways[sets.max_size + 1 if sets.max_size else len(ways) :] = 0
    counting = progress.part(0.0, 0.2 if sets.must else 0.05)
    floor, limit = _affordable(sets, ways, most or 2**62, memory, min_confidence > 0, counting.part(0.0, 0.2))
    kept = np.flatnonzero(sets.orders >= floor).astype(np.int32) if floor > sets.min_orders else None
    tree = sets if kept is None else _cut(sets, kept)
    children = Children.of(tree)
    counts = counts_of_parts(tree, children, _head(tree), start, items, products, counting.part(0.2, 1.0))
    rows = np.flatnonzero(ways[tree.size]).astype(np.int32)
    rows = np.ascontiguousarray(sorted_by(tree.orders, rows, int(tree.orders.max(initial=0)) + 1)[::-1])
    sides = (max_antecedent or ANY, max_consequent or ANY)
    progress = progress.part(0.2 if sets.must else 0.05, 1.0)
    columns = _split_all(tree, kept, children, counts, rows, ways[tree.size[rows]], sides, min_confidence, limit, progress)
    orders = columns[4]
    if len(orders) > limit:
        floor = int(orders[limit]) + 1
        fitting = int(np.searchsorted(-orders, -floor, side="right"))
        columns = [column[:fitting].copy() for column in columns]
    names = ("antecedent", "consequent", "joint", "held", "orders", "antecedent_orders", "consequent_orders")
    return RuleSet(sets, **dict(zip(names, columns, strict=True)), min_orders=floor, limit=limit)


def warm_up() -> None:
    """Compile (or load from the cache) every kernel of the rules."""
    from .eclat import find_itemsets

    baskets = np.array([0, 2, 4, 5]), np.array([0, 1, 0, 1, 0], np.int32), 2
    for must in ((), (0,)):
        rules = find_rules(find_itemsets(*baskets, 1, must=must, memory=1_000_000_000), *baskets, memory=1_000_000_000)
        rules.sides(np.arange(len(rules)))


def _head(sets: ItemSets) -> int:
    """The node of all products that must be there; every other set is below it. −1 where none must, or there are no sets with them."""
    heads = np.flatnonzero(sets.size == len(sets.must))
    return int(heads[0]) if sets.must and len(heads) else -1


def _ways(largest: int, most_a: int, most_c: int) -> np.ndarray:
    """In how many ways a set of 0, 1, … `largest` products is split into sides of at most so many (int64)."""
    return np.array([
        sum(comb(size, a) for a in range(max(1, size - most_c), min(size - 1, most_a) + 1)) for size in range(largest + 1)
    ], np.int64)  # fmt: skip


def _affordable(
    sets: ItemSets, ways: np.ndarray, most: int, memory: int, picked: bool, progress: Progress
) -> tuple[int, int]:
    """(the lowest minimum in orders from which on nodes and rules are within `memory` bytes and the rules at most `most`, how many rules
    may be found). `picked`: only some ways to split become rules, so that their number is not known beforehand; then half of the memory
    is for them."""
    highest = int(sets.orders.max(initial=0))
    nodes: np.ndarray = np.zeros(highest + 1, np.int64)  # by orders
    rules: np.ndarray = np.zeros(highest + 1)
    for low in range(0, len(sets), BLOCK):
        progress.step(low, len(sets), N_("Finding rules: {count} so far"), count=0)
        orders, size = sets.orders[low : low + BLOCK], sets.size[low : low + BLOCK]
        nodes += np.bincount(orders, minlength=highest + 1)
        rules += np.bincount(orders, ways[size], minlength=highest + 1)
    nodes, rules = (np.cumsum(counted[::-1])[::-1] for counted in (nodes, rules))
    for_nodes = nodes * (BYTES_A_NODE + (4 << len(sets.must)))
    fits = for_nodes * 2 <= memory if picked else (rules <= most) & (for_nodes + rules * BYTES_A_RULE <= memory)
    fits[: sets.min_orders] = False
    floor = max(sets.min_orders, int(fits.argmax()) if fits.any() else highest + 1)
    spare = memory - (int(for_nodes[floor]) if floor <= highest else 0)
    return floor, min(most, max(1, spare // BYTES_A_RULE))


def _cut(sets: ItemSets, kept: np.ndarray) -> ItemSets:
    """The tree of the nodes `kept`, with the parents of each among them."""
    parent = sets.parent[kept]
    parent = np.where(parent < 0, -1, np.searchsorted(kept, parent)).astype(np.int32)
    return replace(sets, parent=parent, item=sets.item[kept], orders=sets.orders[kept], size=sets.size[kept])


def _split_all(
    sets: ItemSets, numbers: np.ndarray | None, children: Children, counts: np.ndarray, rows: np.ndarray, ways: np.ndarray,
    sides: tuple[int, int], min_confidence: float, limit: int, progress: Progress,
) -> list[np.ndarray]:  # fmt: skip
    """The rules of the nodes `rows`, each split in so many `ways`, one after the other until there are more than `limit` rules: antecedent,
    consequent, joint, held, orders, antecedent_orders, consequent_orders. `numbers`: what the nodes are called in the result."""
    total, done, before = int(ways.sum()), 0, 0
    room = min(total, limit) + 1 + (1 << len(sets.must))  # what is never written takes no memory
    out = [np.empty(room, np.uint8 if k == 3 else np.int32) for k in range(7)]
    state = np.array([0, 0, -1, 0])
    stack = [np.zeros(DEEPEST, np.int32) for _ in range(5)]
    ended = -1
    while ended != DONE and state[OUT] <= limit:
        had = int(state[OUT])
        progress.step(done, total, N_("Finding rules: {count} so far"), count=had)
        ended = split(
            rows, sets.parent, sets.item, counts, children.begin, children.node, children.item, _head(sets), len(sets.must), *sides,
            min_confidence, TURN, state, *stack, *out,
        )  # fmt: skip
        if ended == MISSING:
            raise ValueError("a part of a set is not in the tree")
        if numbers is not None:
            for nodes in out[:3]:
                nodes[had : state[OUT]] = numbers[nodes[had : state[OUT]]]
        done += int(ways[before : state[ROW]].sum())
        before = int(state[ROW])
    found = int(state[OUT])
    return [column[:found] if 2 * found > room else column[:found].copy() for column in out]
