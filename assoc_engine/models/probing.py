"""What a trained net makes of a product in the order before: some customers' orders with and without it, and their scores compared."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np

from ..progress import Progress
from .contract import Train
from .customer_scorer import BATCH_CELLS
from .histories import CustomerOrders
from .sequence_model import SequenceNextBasket

HISTORIES = 8  # customers whose newest orders are tried
ORDERS = 3  # of each


def probe(net: SequenceNextBasket, train: Train, products: np.ndarray, progress: Progress, seed: int = 0) -> np.ndarray:
    """float32 (products × products): how many times likelier the column's product is in the next order with the row's product in
    the order before than without it, as the geometric mean over customers drawn among those with ORDERS orders or more who had
    not bought the row's product in them (the same for all). The net answers for other orders afterwards: see `see`."""
    orders = CustomerOrders(train)
    able = np.flatnonzero(orders.number >= min(ORDERS, orders.number.max(initial=0)))
    drawn = np.sort(np.random.default_rng(seed).permutation(able)[:HISTORIES])
    rows = [np.arange(max(orders.start[c], orders.start[c + 1] - ORDERS), orders.start[c + 1]) for c in drawn]
    lists = [[orders.baskets[row].indices for row in mine] for mine in rows]
    times = None if train.time is None else [train.time[orders.order[mine]] for mine in rows]
    held = np.stack([np.isin(products, np.concatenate(baskets)) for baskets in lists])
    usual = _answers(net, train, lists, times)[:, products]
    found = np.ones((len(products), len(products)), np.float32)
    step = max(1, BATCH_CELLS // (HISTORIES * max(1, train.products)))
    for low in range(0, len(products), step):
        progress.step(low, len(products))
        chosen = np.arange(low, min(low + step, len(products)))
        with_it = [[*baskets[:-1], np.union1d(baskets[-1], products[row])] for row in chosen for baskets in lists]
        scores = _answers(net, train, with_it, None if times is None else times * len(chosen))[:, products]
        risen = scores.reshape(len(chosen), len(lists), -1) - usual
        count = (~held[:, chosen]).sum(axis=0)
        risen = (risen * ~held[:, chosen].T[:, :, None]).sum(axis=1) / np.maximum(count, 1)[:, None]
        found[chosen] = np.exp(risen)
    return found


def _answers(net: SequenceNextBasket, train: Train, customers: list, times: list | None) -> np.ndarray:
    """float32 customers × products: log probabilities after these baskets (a list of arrays of products each)."""
    baskets = [basket for mine in customers for basket in mine]
    owner = np.repeat(np.arange(len(customers)), [len(mine) for mine in customers]).astype(np.int32)
    when = None if times is None else np.concatenate(times)
    asked = replace(
        train, start=np.concatenate([[0], np.cumsum([len(b) for b in baskets])]).astype(np.int64),
        items=np.concatenate(baskets).astype(np.int32), time=when, customer=owner, customers=len(customers),
    )  # fmt: skip
    return copy(net).see(CustomerOrders(asked)).scores(np.arange(len(customers)))
