"""Who bought what when, as the models may learn it: the whole of a workspace or of a file of baskets, and any past of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..baskets import Baskets
from ..cleaning import NO_TIME
from ..described import Described
from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Coded, Workspace
from .contract import Train
from .histories import Histories
from .splitting import Stage

DATED = 0.5  # share of orders with a date from which on those without one are left out rather than all dates


@dataclass(frozen=True, repr=False)
class Past(Described):
    """What was known at a moment, numbered by itself, so that nothing later shows in it. `product`, `customer` int64: the numbers
    in the whole history of its products and customers; products that the whole no longer has are counted on from its last."""

    train: Train
    product: np.ndarray
    customer: np.ndarray

    def known(self, products: int) -> np.ndarray:
        """bool, one a product of the whole history: was it sold by then?"""
        found = np.zeros(products, bool)
        found[self.product[self.product < products]] = True
        return found

    def numbered(self, keys: np.ndarray, own: np.ndarray) -> np.ndarray:
        """int64, one of each `keys`: the numbers in this past of products or customers of the whole (`own`: product or customer); −1 for
        those it lacks."""
        place = np.full(max(int(own.max(initial=-1)), int(keys.max(initial=-1))) + 2, -1, np.int64)
        place[own] = np.arange(len(own))
        return place[keys].astype(np.int32)


@dataclass(frozen=True, repr=False)
class History(Described):
    """`train`: all orders. `customers`: their names by number. `unsold`: (code or name, text) of products that were never sold.
    `cleaned`: what the files told up to a moment (seconds), cleaned by that alone; None where there is nothing to clean."""

    train: Train
    customers: Sequence[str]
    unsold: Sequence[tuple[str, str]] = ()
    cleaned: Callable[[int, Progress], History] | None = None

    def past(self, stage: Stage, progress: Progress = SILENT) -> Past:
        """Of the orders before a stage's moment, what was known then: as if the files had ended there."""
        if self.cleaned is not None and self.train.time is not None:
            return self._matched(self.cleaned(stage.now, progress))
        train, sizes = self.train, np.diff(self.train.start)
        items, customer = train.items[np.repeat(stage.past, sizes)], train.customer[stage.past]
        products, customers = np.unique(items), np.unique(customer[customer >= 0])
        kept = replace(
            train, start=np.concatenate([[0], np.cumsum(sizes[stage.past])]).astype(np.int64),
            items=np.searchsorted(products, items).astype(np.int32), time=None if train.time is None else train.time[stage.past],
            customer=np.where(customer >= 0, np.searchsorted(customers, customer), -1).astype(np.int32), customers=len(customers),
            names=[train.names[n] for n in products.tolist()], texts=[train.texts[n] for n in products.tolist()],
            category=train.category[products], price=train.price[products], now=stage.now,
            codes=[train.codes[n] for n in products.tolist()] if len(train.codes) else (),
        )  # fmt: skip
        return Past(kept, products.astype(np.int64), customers.astype(np.int64))

    def _matched(self, then: History) -> Past:
        """By code (name where there is none), and by the customer's name."""
        number = {code: place for place, code in enumerate(self.train.codes or self.train.names)}
        owner = {name: place for place, name in enumerate(self.customers)}
        gone = len(number)
        product = []
        for code in then.train.codes or then.train.names:
            product.append(number.get(code, gone))
            gone += code not in number
        customer = [owner.get(name, len(owner)) for name in then.customers]
        return Past(then.train, np.array(product, np.int64), np.array(customer, np.int64))


def history_of(workspace: Workspace, cleaned: Callable[[int, Progress], History] | None = None) -> History:
    """The clean orders of a workspace. Raises KeyError where it is not prepared, NothingToAnalyse where no order is left."""
    orders, baskets, products = workspace.get("orders"), workspace.get("baskets"), workspace.get("products")
    names = list(products["name"])
    columns = [products[name] for name in ("description", "tags") if name in products]
    train = _train(
        np.asarray(baskets["start"]), np.asarray(baskets["items"]), np.asarray(orders["time"]), orders["customer"], names, columns,
        np.asarray(products["category"].codes), np.asarray(products["price"]),
        list(products["code"]) if products.meta["has_code"] else (), None,
    )  # fmt: skip
    return History(train, list(orders["customer"].vocabulary), _unsold(workspace), cleaned)


def orders_used(workspace: Workspace) -> np.ndarray:
    """int64: the workspace's numbers of the orders of `history_of`, in turn."""
    return np.flatnonzero(_used(np.asarray(workspace.get("orders")["time"])))


def history_until(baskets: Baskets, has_code: bool, now: int) -> History:
    """Clean orders that end at a moment (seconds); of the customers of the files those who had ordered by then."""
    products = baskets.products
    columns = [column for column in (products.description, products.tags) if column is not None]
    codes = products.code if has_code else ()
    train = _train(baskets.start, baskets.items, baskets.time, baskets.customer, products.name, columns, products.category.codes,
                   products.price, codes, now)  # fmt: skip
    came = np.unique(train.customer[train.customer >= 0])
    customer = np.where(train.customer >= 0, np.searchsorted(came, train.customer), -1).astype(np.int32)
    return History(replace(train, customer=customer, customers=len(came)), [baskets.customer.vocabulary[code] for code in came.tolist()])


def history_of_baskets(histories: Histories) -> History:
    """Of histories that were read, in which no file is cleaned anew for an earlier moment."""
    return History(histories.train, histories.customers)


def _unsold(workspace: Workspace) -> list[tuple[str, str]]:
    if not workspace.has("unsold"):
        return []
    table = workspace.get("unsold")
    names = list(table["name"])
    columns = [table[column] for column in ("description", "tags") if column in table]
    return list(zip(table["code"], _texts(names, columns), strict=True))


def _texts(names: Sequence[str], columns: Sequence[Coded]) -> list[str]:
    """Name, description and tags of each product in one."""
    return ["\n".join([name, *(column[number] for column in columns if column[number])]) for number, name in enumerate(names)]


def _used(time: np.ndarray) -> np.ndarray:
    """bool an order: those with a date, where most have one."""
    dated = time != NO_TIME
    return dated if dated.mean() >= DATED else np.ones(len(time), bool)


def _train(
    start: np.ndarray, items: np.ndarray, time: np.ndarray, customer: Coded, names: Sequence[str], columns: Sequence[Coded],
    category: np.ndarray, price: np.ndarray, codes: Sequence[str], now: int | None,
) -> Train:  # fmt: skip
    """Orders as a Train, see `_used`. `now` None: they end with the last of them."""
    kept = _used(time)
    if not kept.any():
        raise NothingToAnalyse(N_("There is no order to learn from."))
    sizes, when = np.diff(start), time[kept] if (time[kept] != NO_TIME).all() else None
    return Train(
        start=np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64), items=items[np.repeat(kept, sizes)], time=when,
        customer=np.asarray(customer.codes)[kept], customers=len(customer.vocabulary), names=list(names),
        texts=_texts(names, columns), category=np.asarray(category), price=np.asarray(price), codes=codes,
        now=now if now is not None else int(when[-1]) + 1 if when is not None else 0,
    )  # fmt: skip
