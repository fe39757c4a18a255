"""How much of what the sample shop plants a net has learnt: sequences and rhythms by a GRU, new things by a text CNN."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assoc_engine.models.contract import NEW_PRODUCT, Cases, Train
from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.probing import probe
from assoc_engine.models.splitting import before
from assoc_engine.models.text_cnn import TextCnn, sized
from assoc_engine.models.training import TrainingSettings
from assoc_engine.progress import SILENT
from tests.models.days_judged import EVERYBODY, NET, judge_days
from tests.models.sampled import DAY, Shop, of_customers

FIRST = 5  # places of a list in which a planted product counts as found
ASKED, WITHIN = 60, 80  # days: before the launch whose orders are asked about, and how long the next one is waited for


@dataclass(frozen=True)
class OrderInTime:
    """`sequences`: of the planted ones, how many have B among the FIRST products that A raises most. `days`: the error in log days
    of the time until the next order of customers with a rhythm, as a share of that of everybody's median."""

    sequences: int
    days: float


def learn_time(shop: Shop, train: Train, seed: int, epochs: int = 10) -> OrderInTime:
    """A GRU taught on the orders of `train` until some weeks before its end. `train`: the shop's, or a control made of it."""
    split = shop.launch - ASKED * DAY
    training = TrainingSettings(epochs=epochs, batch=32, rate=5e-3, patience=3, seed=seed, threads=1, device="cpu")
    past = before(train, split)
    net = GruNextBasket().fit(past, GruSettings(width=32, hidden=48, dropout=0.1, training=training))
    raised = probe(net, past, np.arange(past.products), SILENT)
    rank = [int((raised[a] > raised[a, b]).sum()) for a, b, _ in shop.sequences]
    judged = judge_days(net, of_customers(train, shop.rhythmic), split, split + ASKED * DAY, WITHIN)
    return OrderInTime(sum(place < FIRST for place in rank), judged.error[NET] / judged.error[EVERYBODY])


def learn_texts(shop: Shop, train: Train, seed: int, epochs: int = 30) -> float:
    """The share of the new things in whose lists, by their names alone, their series' stronger partner is among the FIRST; the
    text CNN was taught on the orders of `train` before they were launched."""
    past = before(train, shop.launch)
    training = TrainingSettings(epochs=epochs, batch=16, rate=3e-3, decay=1e-4, patience=8, seed=seed, threads=1, device="cpu")
    net = TextCnn().fit(past, replace(sized("S", past.products), training=training))
    new = [(thing, partners[0]) for _, things, partners in shop.series for thing in things]
    texts = [shop.train.texts[thing] for thing, _ in new]
    ids, _ = net.recommend(Cases(NEW_PRODUCT, np.full(len(new), -1, np.int32), texts), FIRST)
    return float(np.mean([partner in ids[row] for row, (_, partner) in enumerate(new)]))
