"""The table `combinations` of the made shop, counted one by one."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
from shop import baskets_of, message

from assoc_engine.rules.intervals import confidence_interval, lift_interval
from assoc_engine.rules.measures import measures
from assoc_engine.settings import CombineSettings, to_dict
from assoc_engine.workspace import Workspace


def sets_held(orders: int, floor: int, longest: int = 3) -> dict[tuple[int, ...], int]:
    """Every set of two products or more → the orders that hold it, where these are enough."""
    counts: dict[tuple[int, ...], int] = {}
    for basket in baskets_of(orders):
        for size in range(1, longest + 1):
            for held in combinations(basket, size):
                counts[held] = counts.get(held, 0) + 1
    return {held: count for held, count in counts.items() if len(held) == 1 or count >= floor}


def write_combinations(folder: Path, settings: dict | None = None, orders: int = 200, floor: int = 3, repeat: int = 1, **meta) -> int:
    """Rules or sets of the made shop from `floor` orders on, strongest first; returns how many. `repeat`: so many copies of each."""
    asked = {**to_dict(CombineSettings()), **(settings or {})}
    floor = asked["min_orders"] or floor
    counts = sets_held(orders, floor)
    held = [one for one in counts if len(one) > 1]
    if asked["kind"] == "rules":
        rows = [(first,
                 tuple(sorted(set(one) - set(first)))) for one in held for size in range(1, len(one)) for first in combinations(one, size)]
    else:
        rows = [(one, ()) for one in held]
    columns = _columns(rows, counts, orders, asked["kind"])
    worth = columns["counted"] - columns["expected"]
    by_strength = np.tile(np.argsort(-worth, kind="stable"), repeat)
    rows = [rows[place] for place in by_strength]
    Workspace(folder).put("combinations", {
        "start": np.cumsum([0] + [len(first) + len(second) for first, second in rows], dtype=np.int64),
        "items": np.array([product for first, second in rows for product in (*first, *second)], np.int32),
        "split": np.array([len(first) if second else 0 for first, second in rows], np.int32),
        **{name: column[by_strength] for name, column in columns.items()},
    }, {
        "kind": asked["kind"], "floor": floor, "asked": floor, "limited": None, "measure": asked["measure"], "settings": asked,
        "floor_reason": message("At least {floor} orders together, because you chose so.", floor=floor),
        "answer": message("{count} rule says: if these products, then those. {reason}", count=len(rows), reason=""), **meta,
    })  # fmt: skip
    return len(rows)


def _columns(rows: list, counts: dict, orders: int, kind: str) -> dict[str, np.ndarray]:
    joint = np.array([counts[tuple(sorted((*first, *second)))] for first, second in rows], np.int32)
    money = {"money": joint * 10.0}
    if kind == "sets":
        expected = np.array([orders * np.prod([counts[(one,)] / orders for one in first]) for first, _ in rows])
        most = np.array([max(counts[(one,)] for one in first) for first, _ in rows])
        return {"orders": joint, "support": joint / orders, "lift": joint / expected,
                "all_confidence": joint / most} | money | _tested(rows, counts, orders)
    a, b = (np.array([counts[row[side]] for row in rows], np.int32) for side in (0, 1))
    low, high = confidence_interval(joint, a)
    lift_low, lift_high = lift_interval(joint, a, b, orders)
    return {"orders": joint, "a_orders": a, "b_orders": b, **measures(joint, a, b, orders), "confidence_low": low, "confidence_high": high,
            "lift_low": lift_low, "lift_high": lift_high} | money | _tested(rows, counts, orders)  # fmt: skip


def _tested(rows: list, counts: dict, orders: int) -> dict[str, np.ndarray]:
    """Made up, the same for all rows of the same products: chance as if each were bought by itself, three explained by the best pair of
    them and the third by itself."""
    held = [tuple(sorted((*first, *second))) for first, second in rows]
    joint = np.array([counts[one] for one in held], np.int32)
    expected = np.array([orders * np.prod([counts[(product,)] / orders for product in one]) for one in held])
    given = np.array([
        max(counts[tuple(sorted(set(one) - {left}))] * counts[(left,)] / orders for left in one) if len(one) > 2 else np.nan for one in held
    ])  # fmt: skip
    beside = np.where(np.isnan(given), expected, given)
    more = joint > 1.2 * beside
    q = np.where(more, 0.01, 0.6)
    return {"counted": joint, "expected": expected, "adjusted_lift": joint / expected, "expected_given": given, "p_value": q / 9,
            "q_value": q,
            "grade": np.where(more, 2 + joint % 2, 0).astype(np.int8), "says_more": more}  # fmt: skip
