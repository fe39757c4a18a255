"""The sample shop as a history to learn from, with what is planted in it by product number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from assoc_engine.models.contract import Train
from assoc_engine.sample import Sample, SampleSettings, make_sample

DAY = 86_400


@dataclass(frozen=True)
class Shop:
    """`sequences`: (a, b, days). `rhythmic`: numbers of the customers with a rhythm. `series`: (old things, new things, partners),
    the stronger partner first. `launch`: seconds, when new things are first sold. `withheld`: (a, b, seconds from which on both are
    bought together)."""

    train: Train
    sequences: list[tuple[int, int, int]]
    rhythmic: np.ndarray
    series: list[tuple[list[int], list[int], list[int]]]
    launch: int
    withheld: list[tuple[int, int, int]]


def shop(rows: int = 60_000, seed: int = 7, language: str = "en", withheld: int = 0) -> Shop:
    """Ordinary orders alone: returns and collective orders, and lines that cannot be read, are left out."""
    sample = make_sample(SampleSettings(rows=rows, seed=seed, language=language, withheld=withheld))
    truth = sample.truth
    number = {product["code"]: place for place, product in enumerate(truth["products"])}
    train, customers = _train(sample, number)
    return Shop(
        train=train,
        sequences=[(number[s["a"]], number[s["b"]], s["days"]) for s in truth["sequences"]],
        rhythmic=np.array([customers[entry["customer"]] for entry in truth["rhythms"]["customers"] if entry["customer"] in customers]),
        series=[
            (
                [number[code] for code in s["members"] if code not in s["new"]],
                [number[code] for code in s["new"]],
                [number[partner["code"]] for partner in s["partners"]],
            )
            for s in truth["series"]
        ],
        launch=_seconds(datetime.fromisoformat(truth["series"][0]["first_sold"])) if truth["series"] else 0,
        withheld=[(number[w["a"]], number[w["b"]], _seconds(datetime.fromisoformat(w["from"]))) for w in truth["withheld"]],
    )


def _train(sample: Sample, number: dict[str, int]) -> tuple[Train, dict[str, int]]:
    order, time, code, _, _, quantity, _, _, _, customer = sample.columns.values()
    aside, orders = set(sample.truth["collective"]["orders"]), {}
    for o, t, c, q, who in zip(order, time, code, quantity, customer, strict=True):
        if o not in aside and not o.startswith("C") and c in number and isinstance(t, datetime) and isinstance(q, int) and q > 0:
            orders.setdefault(o, (_seconds(t), who, set()))[2].add(number[c])
    rows = sorted(orders.values(), key=lambda row: row[0])
    customers = {who: place for place, who in enumerate(sorted({who for _, who, _ in rows if who}))}
    products = sample.truth["products"]
    train = Train(
        start=np.cumsum([0, *(len(items) for *_, items in rows)]).astype(np.int64),
        items=np.array([item for *_, items in rows for item in sorted(items)], np.int32),
        time=np.array([t for t, *_ in rows], np.int64),
        customer=np.array([customers.get(who, -1) for _, who, _ in rows], np.int32),
        customers=len(customers),
        names=[product["name"] for product in products],
        texts=[product["name"] for product in products],
        category=np.full(len(products), -1, np.int32),
        price=np.array([product["price"] for product in products]),
        now=int(rows[-1][0]) // DAY * DAY + DAY,
    )
    return train, customers


def strangers(train: Train, seed: int = 0) -> Train:
    """The control: the same orders, known customers' orders dealt out among them by chance."""
    known = np.flatnonzero(train.customer >= 0)
    customer = train.customer.copy()
    customer[known] = customer[np.random.default_rng(seed).permutation(known)]
    return replace(train, customer=customer)


def misnamed(train: Train, seed: int = 0) -> Train:
    """The control: the same orders, the names dealt out among the products by chance."""
    turn = np.random.default_rng(seed).permutation(train.products)
    return replace(train, names=[train.names[i] for i in turn], texts=[train.texts[i] for i in turn])


def of_customers(train: Train, customers: np.ndarray) -> Train:
    """The orders of some customers alone."""
    kept = np.flatnonzero(np.isin(train.customer, customers))
    size = np.diff(train.start)
    lines = np.repeat(np.isin(np.arange(train.orders), kept), size)
    return replace(train, start=np.concatenate([[0], np.cumsum(size[kept])]).astype(np.int64), items=train.items[lines],
                   time=train.time[kept], customer=train.customer[kept])  # fmt: skip


def _seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds())
