"""Who bought what when, as the models may learn it: the whole of a workspace or of a file of baskets, and any past of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..cleaning import NO_TIME
from ..errors import NothingToAnalyse
from ..text import N_
from ..workspace import Coded, Workspace
from .contract import Train
from .histories import Histories

DATED = 0.5  # share of orders with a date from which on those without one are left out rather than all dates


@dataclass(frozen=True)
class Lines:
    """The order lines as far as a past's names and prices need them, sorted by order: `order`, `product` int32, `price` float64
    (NaN unknown), `said` int32 (index into `spellings`, −1 unknown): what the product was called there."""

    order: np.ndarray
    product: np.ndarray
    price: np.ndarray
    said: np.ndarray
    spellings: Sequence[str]


@dataclass(frozen=True)
class History:
    """`train`: all orders, with the names and prices of today. `customers`: their names by number. `lines`: None where orders
    hold nothing that changes with time (a file of baskets). `unsold`: (code or name, text) of products that were never sold."""

    train: Train
    customers: Sequence[str]
    lines: Lines | None = None
    unsold: Sequence[tuple[str, str]] = ()

    def past(self, kept: np.ndarray, now: int) -> Train:
        """The orders of a mask (bool, one an order), and of names and prices what they tell: a product that none of them holds
        has its own name and no price. `now`: the moment at which that past ends, in seconds."""
        train = self.train
        sizes = np.diff(train.start)
        time = None if train.time is None else train.time[kept]
        past = replace(
            train, start=np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64), items=train.items[np.repeat(kept, sizes)],
            time=time, customer=train.customer[kept], now=now,
        )  # fmt: skip
        if self.lines is None:
            return past
        known = kept[self.lines.order]
        names = self._names(known)
        return replace(past, names=names, texts=_texts(names, self._rest), price=_medians(self.lines, known, train.products))

    def _names(self, known: np.ndarray) -> list[str]:
        """What each product is mostly called in these lines."""
        lines, names = self.lines, list(self.train.names)
        rows = np.flatnonzero(known & (lines.said >= 0))
        key, times = np.unique(lines.product[rows].astype(np.int64) << 32 | lines.said[rows], return_counts=True)
        product, said = key >> 32, key & 0xFFFFFFFF
        best = np.lexsort((said, -times, product))
        first = best[np.flatnonzero(np.diff(product[best], prepend=-1))]
        for number, spelling in zip(product[first].tolist(), said[first].tolist()):
            names[number] = lines.spellings[spelling]
        return names

    @cached_property
    def _rest(self) -> list[str]:
        """What a product's text says beside its name."""
        return [text[len(name) :] for text, name in zip(self.train.texts, self.train.names)]


def history_of(workspace: Workspace) -> History:
    """The clean orders of a workspace. Raises KeyError where it is not prepared, NothingToAnalyse where no order is left."""
    orders, baskets, products = workspace.get("orders"), workspace.get("baskets"), workspace.get("products")
    time = np.asarray(orders["time"])
    dated = time != NO_TIME
    kept = dated if dated.mean() >= DATED else np.ones(len(time), bool)
    names = list(products["name"])
    texts = _texts(names, _descriptions(products, len(names)))
    every = Train(
        start=np.asarray(baskets["start"]), items=np.asarray(baskets["items"]), time=time,
        customer=np.asarray(orders["customer"].codes), customers=len(orders["customer"].vocabulary), names=names, texts=texts,
        category=np.asarray(products["category"].codes), price=np.asarray(products["price"]), now=0,
        codes=list(products["code"]) if products.meta["has_code"] else (),
    )  # fmt: skip
    sizes = np.diff(every.start)
    train = replace(
        every, start=np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64), items=every.items[np.repeat(kept, sizes)],
        time=time[kept] if kept is dated else None, customer=every.customer[kept],
    )  # fmt: skip
    if not train.orders:
        raise NothingToAnalyse(N_("There is no order to learn from."))
    train = replace(train, now=int(train.time[-1]) + 1 if train.time is not None else 0)
    return History(train, list(orders["customer"].vocabulary), _lines(workspace, kept), _unsold(workspace))


def _unsold(workspace: Workspace) -> list[tuple[str, str]]:
    if not workspace.has("unsold"):
        return []
    table = workspace.get("unsold")
    names = list(table["name"])
    return list(zip(table["code"], _texts(names, _descriptions(table, len(names))), strict=True))


def history_of_baskets(histories: Histories) -> History:
    return History(histories.train, histories.customers)


def _lines(workspace: Workspace, kept: np.ndarray) -> Lines:
    lines = workspace.get("lines")
    renumbered = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    order = renumbered[np.asarray(lines["order"])]
    used = order >= 0
    said = _spelled(workspace)
    raw = np.asarray(lines["raw"])[used]
    codes = said.codes[raw] if said is not None else np.full(len(raw), -1, np.int32)
    return Lines(order[used], np.asarray(lines["product"])[used], np.asarray(lines["price"])[used], codes,
                 list(said.vocabulary) if said is not None else [])  # fmt: skip


def _spelled(workspace: Workspace) -> Coded | None:
    """The column of product names as read, where products have codes and may be called otherwise from time to time."""
    if not workspace.meta("products")["has_code"]:
        return None
    index = next((column["index"] for column in workspace.meta("roles")["columns"] if column["role"] == "product"), None)
    return None if index is None else workspace.get("raw")[f"c{index}"]


def _descriptions(products, count: int) -> list[str]:
    """Description and tags of each product, as they follow its name in its text."""
    columns = [products[name] for name in ("description", "tags") if name in products]
    return ["".join(f"\n{column[number]}" for column in columns if column[number]) for number in range(count)]


def _texts(names: Sequence[str], rest: Sequence[str]) -> list[str]:
    return [name + more for name, more in zip(names, rest)]


def _medians(lines: Lines, known: np.ndarray, products: int) -> np.ndarray:
    """The median price of each product over these lines, float64; NaN where none tells it."""
    rows = np.flatnonzero(known & (lines.price > 0))
    rows = rows[np.lexsort((lines.price[rows], lines.product[rows]))]
    number = np.bincount(lines.product[rows], minlength=products)
    start = np.cumsum(number) - number
    found, sold = np.full(products, np.nan), np.flatnonzero(number)
    low, high = start[sold] + (number[sold] - 1) // 2, start[sold] + number[sold] // 2
    found[sold] = (lines.price[rows[low]] + lines.price[rows[high]]) / 2
    return found
