"""What a trained net makes of a product in the order before: it is asked what comes next after each of them in turn."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from ..progress import Progress
from .contract import Train
from .customer_scorer import BATCH_CELLS
from .histories import CustomerOrders
from .sequence_model import SequenceNextBasket

HISTORIES = 8  # customers after whose orders it is asked
ORDERS = 3  # newest ones of each, the last of which is put in place


def probe(net: SequenceNextBasket, train: Train, products: np.ndarray, progress: Progress) -> np.ndarray:
    """float32 (products × products): how many times likelier the column's product is in the next order where the one before held
    the row's product alone than where it held another of them.

    That order follows the newest orders of some customers, drawn among those with ORDERS orders or more; probabilities are their
    geometric mean, and so is what is usual, over the rows in proportion to how often they are bought."""
    orders = CustomerOrders(train)
    able = np.flatnonzero(orders.number >= min(ORDERS, orders.number.max(initial=0)))
    drawn = np.sort(np.random.default_rng(0).permutation(able)[:HISTORIES])
    rows = [np.arange(max(orders.start[c], orders.start[c + 1] - ORDERS), orders.start[c + 1]) for c in drawn]
    lists = [[orders.baskets[row].indices for row in mine[:-1]] for mine in rows]
    times = None if train.time is None else [train.time[orders.order[mine]] for mine in rows]
    logs = np.zeros((len(products), len(products)), np.float32)
    step = max(1, BATCH_CELLS // (HISTORIES * max(1, train.products)))
    for low in range(0, len(products), step):
        progress.step(low, len(products))
        chosen = products[low : low + step]
        after = [[*baskets, np.array([product])] for product in chosen for baskets in lists]
        scores = _answers(net, train, after, None if times is None else times * len(chosen))[:, products]
        logs[low : low + step] = scores.reshape(len(chosen), len(lists), -1).mean(axis=1)
    weight = train.counts[products].astype(np.float32)
    return np.exp(logs - (weight / weight.sum()) @ logs)


def _answers(net: SequenceNextBasket, train: Train, customers: list[Any], times: list[Any] | None) -> np.ndarray:
    """float32 customers × products: log probabilities after these baskets (a list of arrays of products each)."""
    baskets = [basket for mine in customers for basket in mine]
    owner = np.repeat(np.arange(len(customers)), [len(mine) for mine in customers]).astype(np.int32)
    when = None if times is None else np.concatenate(times)
    asked = replace(
        train, start=np.concatenate([[0], np.cumsum([len(b) for b in baskets])]).astype(np.int64),
        items=np.concatenate(baskets).astype(np.int32), time=when, customer=owner, customers=len(customers),
    )  # fmt: skip
    return copy(net).see(CustomerOrders(asked)).scores(np.arange(len(customers)))
