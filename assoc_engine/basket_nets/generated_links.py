"""Links among generated orders: the counts and the guard against chance of the real ones, on orders that a GAN made up.

A link there is no proof of anything: it says what the net took to be like the orders it saw. Listed are those that hardly any real
order holds yet; they are hints of the lowest grade (C).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..rules.chance import Chance
from ..rules.counts import count_pairs
from ..rules.links import choose_floor
from ..rules.tails import q_values, upper_tail
from ..settings import LinkSettings
from ..text import N_
from ..workspace import Workspace

FEW = 1  # real joint orders, up to which a link is one that the data do not show yet


@dataclass(frozen=True)
class GeneratedLinks:
    """Most orders beyond chance first. `a`, `b` int32 columns of the baskets; `orders` int32 generated ones that hold both, `expected`
    float64 those by chance among them, `q_value` float64; `joint` int32 real ones. `baskets`: how many were generated."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray
    expected: np.ndarray
    q_value: np.ndarray
    joint: np.ndarray
    baskets: int

    def __len__(self) -> int:
        return len(self.a)


def find_generated_links(
    made: sparse.csr_matrix, real: sparse.csr_matrix, settings: LinkSettings = LinkSettings(), progress: Progress = SILENT
) -> GeneratedLinks:
    """`made`, `real`: baskets × the same products, 0/1. A pair passes as in rules/links.py: enough generated orders, more than chance
    gives, and a q-value of at most `max_fdr` over all pairs of products that are in so many. Raises Cancelled."""
    made, products = made.sorted_indices(), made.shape[1]
    start, items = made.indptr.astype(np.int64), made.indices.astype(np.int32)
    floor = settings.min_orders or choose_floor(made.shape[0])[0]
    totals = np.bincount(items, minlength=products)
    able = int((totals >= floor).sum())
    pairs = count_pairs(start, items, products, floor, progress.part(0, 0.9, N_("Counting pairs of the orders made up")))
    chance = Chance.of(start, items, products, np.zeros(made.shape[0], np.int64), progress.part(0.9, 0.92))
    expected, variance = chance.moments(pairs.a, pairs.b, progress.part(0.92, 0.95))
    p = upper_tail(pairs.orders, expected, variance, np.minimum(totals[pairs.a], totals[pairs.b]))
    q = q_values(p, able * (able - 1) // 2)
    progress.step(0.95, 1)
    joint = _joint(real, pairs.a, pairs.b)
    listed = np.flatnonzero((q <= settings.max_fdr) & (pairs.orders > expected) & (joint <= FEW))
    listed = listed[np.argsort(expected[listed] - pairs.orders[listed], kind="stable")]
    return GeneratedLinks(pairs.a[listed], pairs.b[listed], pairs.orders[listed], expected[listed], q[listed], joint[listed], made.shape[0])


def put_generated_links(links: GeneratedLinks, numbers: np.ndarray, workspace: Workspace) -> None:
    """Store as table `generated_links`. `numbers`: the workspace's number of each column's product."""
    workspace.put("generated_links", {
        "a": numbers[links.a].astype(np.int32), "b": numbers[links.b].astype(np.int32), "orders": links.orders,
        "expected": links.expected, "q_value": links.q_value, "joint": links.joint,
    }, {"baskets": links.baskets})  # fmt: skip


def _joint(real: sparse.csr_matrix, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """int32: real orders that hold both."""
    together = sparse.csr_matrix(real.T @ real)
    return np.asarray(together[a, b]).ravel().astype(np.int32) if len(a) else np.empty(0, np.int32)
