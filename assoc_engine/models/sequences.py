"""What is bought next: "after A, B", proposed by a trained net, each beside its counted evidence.

The evidence is that of `sequence_counts`; the false discovery rate is controlled (Benjamini and Hochberg, JRSS B 1995) over both
directions of every pair that enough customers bought for a sequence to show at all, whichever of them the net proposes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..progress import SILENT, Progress
from ..rules.tails import q_values
from ..settings import Checked, limited
from ..text import N_, message
from .contract import Train
from .probing import probe
from .sequence_counts import count_followed, tail
from .sequence_model import SequenceNextBasket
from .visits import Visits, log_rates, visits, weeks_of

NOBODY_AGAIN = N_("No customer is known to have come a second time, so nothing can be said about what is bought next.")
NOTHING = N_("No product is bought after another by more customers than habits, seasons and chance explain.")
SOME = N_(
    "{count} pair is bought one after the other by more customers than chance explains. Clearest: after “{a}” comes “{b}” "
    "({customers} customers, {expected} by chance).",
    "{count} pairs are bought one after the other by more customers than chance explains. Clearest: after “{a}” comes “{b}” "
    "({customers} customers, {expected} by chance).",
)


@dataclass(frozen=True)
class FollowSettings(Checked):
    """`days`, `orders`: how long after A B may come, with dates and without. `customers`: at least so many must have done it.
    `products`: those of most customers are looked at. `each`: proposals of the net for a product, all at least `likelier` times
    likelier than usual. `rows`: at most."""

    days: int = limited(60, 1, 3_650, "days")
    orders: int = limited(5, 1, 63, "orders")
    customers: int = limited(5, 1, 1_000_000, "customers")
    products: int = limited(4_000, 2, 8_000, "products")
    max_fdr: float = limited(0.05, 0.0001, 0.5)
    each: int = limited(5, 1, 100, "products")
    likelier: float = limited(1.1, 1.0, 100.0, "times")
    rows: int = limited(500, 1, 100_000)


@dataclass(frozen=True)
class Sequences:
    """`columns`: those of the table `sequences`, the clearest first. `answer`: the message in one sentence. `tested`: sequences."""

    columns: dict[str, np.ndarray]
    answer: dict[str, Any]
    tested: int
    settings: FollowSettings = field(default_factory=FollowSettings)


def find_sequences(
    train: Train, net: SequenceNextBasket | None = None, settings: FollowSettings = FollowSettings(), progress: Progress = SILENT
) -> Sequences:
    """Sequences of two products in the orders of known customers. Without a net the counts alone propose. Raises Cancelled.

    Listed are those that pass the guard, then what the net (the counts) proposes and at least `customers` customers did.
    """
    seen = visits(train)
    products = _bought(seen, train.products, settings)
    if not np.any(np.diff(seen.first_visit) > 1) or len(products) < 2:
        return _table(train, seen, products, np.zeros((0, 2), np.int64), {}, 0, settings)
    window = settings.orders if train.time is None else settings.days
    counted = progress.part(0, 0.3 if net else 1, N_("Counting what is bought after what"))
    followed = count_followed(seen, products, log_rates(train, products, weeks_of(train)), window, counted)
    score = None if net is None else probe(net, train, products, progress.part(0.3, 1, N_("Asking the net what follows each product")))
    customers, expected = followed.customers, followed.expected
    both = customers + customers.T
    tested = both >= enough(both, settings.max_fdr)
    able = customers >= settings.customers
    asked = _proposed(score, settings, able)
    pairs = np.argwhere(tested | asked)
    a, b = pairs[:, 0], pairs[:, 1]
    in_test = tested[a, b]
    p = tail(customers[a, b], both[a, b], expected[a, b])
    q = np.ones(len(p))
    q[in_test] = q_values(p[in_test], int(in_test.sum()))
    columns = {
        "customers": customers[a, b], "expected": expected[a, b].astype(np.float64), "p_value": p, "q_value": q,
        "passes": (q <= settings.max_fdr) & able[a, b],
        "score": np.full(len(p), np.nan) if score is None else score[a, b].astype(np.float64),
    }  # fmt: skip
    proposed = able[a, b] & (p < 0.5) if score is None else asked[a, b]
    listed = np.flatnonzero(columns["passes"] | proposed)
    best = listed[np.lexsort((p[listed], ~columns["passes"][listed]))][: settings.rows]
    return _table(train, seen, products, pairs[best], {name: value[best] for name, value in columns.items()}, int(in_test.sum()), settings)


def enough(both: np.ndarray, max_fdr: float) -> int:
    """How many customers must have bought both of a pair for it to be tested: the least number from which on the clearest
    outcome, all in one order at even chances, would be beyond the guard in all tests there are then (Tarone, Biometrics 1990).
    Which came first has no say in it, so the choice biases no test. `both`: symmetric counts, products × products."""
    number = np.bincount(both[both > 0]) if np.any(both > 0) else np.zeros(1, np.int64)
    tests = number[::-1].cumsum()[::-1]
    fine = np.flatnonzero(tests * 0.5 ** np.arange(len(tests)) <= max_fdr)
    return int(fine[fine > 0][0]) if np.any(fine > 0) else len(tests)


def _bought(seen: Visits, products: int, settings: FollowSettings) -> np.ndarray:
    """The products of most customers, rising; of at least as many as a sequence needs."""
    buyers = np.bincount(seen.product, minlength=products)
    best = np.sort(np.argsort(-buyers, kind="stable")[: settings.products])
    return best[buyers[best] >= settings.customers]


def _proposed(score: np.ndarray | None, settings: FollowSettings, able: np.ndarray) -> np.ndarray:
    """bool like `able`: in each row the best scores among the able ones; none where there is no score."""
    chosen = np.zeros(able.shape, bool)
    if score is not None:
        found = np.where(able & (score >= settings.likelier), score, -np.inf)
        best = np.argsort(-found, axis=1, kind="stable")[:, : settings.each]
        np.put_along_axis(chosen, best, np.take_along_axis(found, best, axis=1) > 0, axis=1)
    return chosen


def _table(
    train: Train, seen: Visits, products: np.ndarray, pairs: np.ndarray, columns: dict[str, Any], tested: int, settings: FollowSettings
) -> Sequences:
    a, b = products[pairs[:, 0]], products[pairs[:, 1]]
    kinds = {"customers": np.int32, "passes": bool}
    for name in ("customers", "expected", "p_value", "q_value", "passes", "score"):
        columns.setdefault(name, np.zeros(0, kinds.get(name, np.float64)))
    window = settings.orders if train.time is None else settings.days
    between, again = _between(seen, train.products, a, b, window)
    days = between if train.time is not None else np.full(len(a), np.nan)
    whole = {"a": a.astype(np.int32), "b": b.astype(np.int32), "days": days, "customers": columns["customers"].astype(np.int32),
             "a_customers": again.astype(np.int32)}  # fmt: skip
    whole |= {name: columns[name] for name in ("expected", "p_value", "q_value", "passes", "score")}
    count = int(whole["passes"].sum())
    if not tested and not len(a) and not np.any(np.diff(seen.first_visit) > 1):
        answer = message(NOBODY_AGAIN)
    elif not count:
        answer = message(NOTHING)
    else:
        values = {"count": count, "a": train.names[a[0]], "b": train.names[b[0]], "customers": int(whole["customers"][0]),
                  "expected": round(float(whole["expected"][0]))}  # fmt: skip
        answer = message(SOME, **values)
    return Sequences(whole, answer, tested, settings)


def _between(seen: Visits, products: int, a: np.ndarray, b: np.ndarray, window: float) -> tuple[np.ndarray, np.ndarray]:
    """(median time from the first A to the first B of those who bought B within the window after A, customers who bought A and
    came again), float64 and int64, one a pair."""
    owner = np.repeat(np.arange(len(seen.start) - 1), np.diff(seen.start))
    first = np.log2((seen.held & (~seen.held + np.uint64(1))).astype(np.float64)).astype(np.int64) + seen.first_visit[owner]
    again = np.bincount(seen.product, first < seen.first_visit[owner + 1] - 1, minlength=products).astype(np.int64)
    by_product = np.argsort(seen.product, kind="stable")
    start = np.searchsorted(seen.product[by_product], np.arange(products + 1))
    mine = {int(x): by_product[start[x] : start[x + 1]] for x in np.unique(np.concatenate([a, b]))}
    median = np.full(len(a), np.nan)
    for row, (one, other) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        _, left, right = np.intersect1d(owner[mine[one]], owner[mine[other]], assume_unique=True, return_indices=True)
        time = seen.when[first[mine[other][right]]] - seen.when[first[mine[one][left]]]
        time = time[(time > 0) & (time <= window)]
        median[row] = np.median(time) if len(time) else np.nan
    return median, again[a]
