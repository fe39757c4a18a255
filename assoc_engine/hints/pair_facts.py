"""What is known of a pair of products at the end of a past: the ground on which the ranker of hints stands.

Everything is counted on all pairs at once, as matrices products × products, and read off at the candidates asked for. Ages are in parts
of which `horizon.DAYS` make the time looked ahead: days where the history is long.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from ..models.ease import ease_weights
from ..models.item_facts import name_vectors
from ..progress import SILENT, Progress
from ..text import N_
from .counted import Counted, cosine, low_rank, nearest
from .horizon import Horizon
from .product_facts import product_facts
from .question import Question

ALL = 10**9
WINDOWS = (14, 30, 60, 90, ALL)
WEEKS = 12  # of which the sales are held against each other
SHRINKAGE = 100.0  # of EASE
LOOKING = N_("Looking at what is known of pairs that hardly met")
Column = tuple[str, np.ndarray]


def pair_facts(question: Question, horizon: Horizon, rows: np.ndarray, progress: Progress = SILENT) -> tuple[list[str], np.ndarray]:
    """(names of the columns, float32 rows × columns). `rows` int: numbers of the candidates that are asked about."""
    ages = horizon.ages(question.train)
    counted: dict[float, Counted] = {}
    customers: dict[float, Counted] = {}
    for number, days in enumerate(WINDOWS):
        progress.step(number / 20, 1, LOOKING)
        counted[days] = _within(question, ages, days)
    for days in (60, ALL):
        progress.step(len(WINDOWS) / 20, 1, LOOKING)
        customers[days] = _customers(question, ages, days)
    progress = progress.part(0.3, 1, LOOKING)
    names = name_likeness(question)
    a, b = question.a[rows], question.b[rows]
    columns, found = [], []
    parts = [_ends(question, ages, a, b), _itself(question, ages, counted, rows), _customer_columns(customers, a, b),
             _likeness(counted, names, a, b), _through_neighbours(counted, customers, names, a, b), _over_others(counted, a, b),
             _in_time(question, ages, a, b)]  # fmt: skip
    for number, part in enumerate(parts):
        for name, values in part:
            progress.step(number + 0.5, len(parts))
            columns.append(name)
            found.append(np.asarray(values, np.float32))
    return columns, np.stack(found, axis=1)


def _within(question: Question, ages: np.ndarray, days: float) -> Counted:
    return Counted(question.baskets[np.flatnonzero(ages <= days)])


def _customers(question: Question, ages: np.ndarray, days: float) -> Counted:
    """Known customers in place of orders: what each bought within so many days."""
    train = question.train
    kept = np.flatnonzero((train.customer >= 0) & (ages <= days))
    owner = sparse.csr_matrix((np.ones(len(kept), np.float32), (train.customer[kept], kept)), shape=(max(train.customers, 1), train.orders))
    bought = sparse.csr_matrix(owner @ question.baskets)
    bought.data[:] = 1
    return Counted(bought)


def _ends(question: Question, ages: np.ndarray, a: np.ndarray, b: np.ndarray) -> Iterator[Column]:
    """Of what is known of each product: the lesser and the greater of the two, and for some how far they lie apart."""
    for name, values in product_facts(question, ages).items():
        x, y = values[a], values[b]
        yield f"{name} lesser", np.minimum(x, y)
        yield f"{name} greater", np.maximum(x, y)
        if name in ("price", "first"):
            yield f"{name} apart", np.abs(x - y)


def _itself(question: Question, ages: np.ndarray, counted: dict[float, Counted], rows: np.ndarray) -> Iterator[Column]:
    """The joint order, if there was one: how lately, in how large an order; and the orders by chance."""
    baskets, a, b = question.baskets, question.a[rows], question.b[rows]
    size = np.asarray(baskets.sum(axis=1)).ravel()
    yield "joint", question.joint[rows]
    for name, weight in (("joint lately", np.exp(-ages / 30)), ("joint small", 1 / np.maximum(size - 1, 1))):
        yield name, np.asarray((baskets.T @ sparse.diags(weight.astype(np.float32)) @ baskets)[a, b]).ravel()
    for days, some in counted.items():
        yield f"expected {_called(days)}", some.expected[a, b]
    yield "beyond chance", question.joint[rows] - counted[ALL].expected[a, b]


def _customer_columns(customers: dict[float, Counted], a: np.ndarray, b: np.ndarray) -> Iterator[Column]:
    """Who bought both, in whatever orders."""
    for days, some in customers.items():
        x, y = some.held[a], some.held[b]
        called = _called(days)
        yield f"buyers {called} lesser", np.minimum(x, y)
        yield f"buyers {called} greater", np.maximum(x, y)
        yield f"customers {called}", some.joint[a, b]
        yield f"customers {called} cosine", some.joint[a, b] / np.sqrt(x * y + 1)
        yield f"customers {called} beyond chance", some.residual[a, b]
        size = np.maximum(np.asarray(some.baskets.sum(axis=1)).ravel(), 1)
        yield f"customers {called} of few products", (some.baskets.T @ sparse.diags(1 / size) @ some.baskets).toarray()[a, b]


def name_likeness(question: Question) -> np.ndarray:
    """float32: cosine of the pieces of two products' texts."""
    pieces = name_vectors(question.train)[question.products]
    return np.asarray((pieces @ pieces.T).todense(), np.float32)


def _likeness(counted: dict[float, Counted], names: np.ndarray, a: np.ndarray, b: np.ndarray) -> Iterator[Column]:
    """Are they bought with the same products (second order)? Are their names alike?"""
    for days in (30, 60, 90, ALL):
        yield f"second order {_called(days)}", cosine(counted[days].joint)[a, b]
        yield f"second order {_called(days)} beyond chance", counted[days].alike[a, b]
    yield "names alike", names[a, b]


def _through_neighbours(
    counted: dict[float, Counted], customers: dict[float, Counted], names: np.ndarray, a: np.ndarray, b: np.ndarray
) -> Iterator[Column]:
    """Joint orders of the products that stand for A with B, of those for B with A, and of those for A with those for B: bought like them,
    named like them, bought by the same customers."""
    stand_ins = {
        "alike 90, 10": nearest(counted[90].alike, 10), "alike 90, 40": nearest(counted[90].alike, 40),
        "alike, 20": nearest(counted[ALL].alike, 20), "names, 5": nearest(names, 5), "names, 15": nearest(names, 15),
        "customers, 20": nearest(customers[ALL].alike, 20),
    }  # fmt: skip
    for name, near in stand_ins.items():
        weight = np.asarray(near.sum(axis=1)).ravel() + 0.01
        for days in (30, 90, ALL):
            once, chance = near @ counted[days].joint, near @ counted[days].expected
            twice, both = (near @ once.T)[a, b], (near @ chance.T)[a, b]
            once, chance = once[a, b] + once[b, a], chance[a, b] + chance[b, a]
            called = f"{name}: {_called(days)}"
            yield f"{called}, one end", once / (weight[a] + weight[b])
            yield f"{called}, one end, times", (once + 0.5) / (chance + 0.5)
            yield f"{called}, both ends", twice / (weight[a] * weight[b])
            yield f"{called}, both ends, times", (twice + 0.5) / (both + 0.5)


def _over_others(counted: dict[float, Counted], a: np.ndarray, b: np.ndarray) -> Iterator[Column]:
    """Ways from A to B over third products (resource allocation, Zhou et al. 2009), the strongest directions, direct links (EASE)."""
    for days, rank in ((60, 32), (ALL, 64)):
        some, called = counted[days], _called(days)
        yield f"ways {called}", ((some.joint / np.maximum(some.joint.sum(axis=1), 1)) @ some.joint.T)[a, b]
        main = low_rank(some.residual, rank)[a, b]
        yield f"main directions {called}", main
        yield f"main directions {called}, orders", main * np.sqrt(some.expected[a, b] + 0.1)
    for days in (90, ALL):
        links = ease_weights(counted[days].baskets, SHRINKAGE, SILENT)
        yield f"direct links {_called(days)}", links[a, b] + links[b, a]


def _in_time(question: Question, ages: np.ndarray, a: np.ndarray, b: np.ndarray) -> Iterator[Column]:
    """Do they rise and fall together, week by week?"""
    week = np.minimum(ages // 7, WEEKS).astype(np.int64)
    into = sparse.csr_matrix((np.ones(len(week), np.float32), (week, np.arange(len(week)))), shape=(WEEKS + 1, len(week)))
    share = np.asarray((into @ question.baskets).todense())[:WEEKS].T / (np.bincount(week, minlength=WEEKS + 1)[:WEEKS] + 1)
    height = np.sqrt(share + 1e-4)
    yield "weeks alike", cosine(height - height.mean(axis=1, keepdims=True))[a, b]


def _called(days: float) -> str:
    return "ever" if days == ALL else str(days)
