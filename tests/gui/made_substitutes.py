"""The table `anti` of the made shop: green and red tea instead of each other, and a weaker pair."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from shop import DAY, START, baskets_of, graded, message

from assoc_engine.rules.measures import measures
from assoc_engine.workspace import Workspace

PAIRS = ((3, 4), (6, 7))  # the teas, spoon and fork


def write_anti(folder: Path, orders: int = 200, pairs: tuple[tuple[int, int], ...] = PAIRS, eligible: int = 40, instead: int = 1) -> int:
    """Counted as they are in the orders, ten times as many expected; the first graded A, the others B; the first `instead` of them bought
    instead of each other. Returns their number."""
    baskets = baskets_of(orders)
    a, b = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    joint = np.array([sum(one in basket and other in basket for basket in baskets) for one, other in pairs], np.int32)
    one, other = (np.array([sum(product in basket for basket in baskets) for product in side], np.int32) for side in (a, b))
    expected = 10.0 + 10 * joint
    stands = np.ones(len(pairs), bool)
    columns = {
        "a": a, "b": b, "orders": joint, "a_orders": one, "b_orders": other, **measures(joint, one, other, orders),
        "confidence_back": joint / other, "counted": joint, "expected": expected, "adjusted_lift": joint / expected,
        "p_value": np.full(len(pairs), 1e-9), "q_value": np.full(len(pairs), 1e-9), **graded(joint, expected, stands),
        "grade": np.array([3] + [2] * (len(pairs) - 1), np.int8)[: len(pairs)],
        "companions": np.array([1] + [0] * (len(pairs) - 1), np.int32)[: len(pairs)],
        "instead": np.arange(len(pairs)) < instead,
    }  # fmt: skip
    answer = message("{count} pair is bought instead of each other.", count=len(pairs)) if pairs else message("No two products are.")
    Workspace(folder).put("anti", columns, {
        "floor": 0, "floor_reason": message("Tested from 10 expected orders on."), "eligible_orders": 20, "eligible_pairs": eligible,
        "passing": len(pairs), "max_fdr": 0.05, "set_aside": 0, "later_from": START + DAY * (orders * 3 // 5), "answer": answer,
    })  # fmt: skip
    return len(pairs)
