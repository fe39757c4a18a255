"""A sample in the making: orders and lines as arrays, which each planting step extends and hands on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from .assortment import Assortment

ORDINARY, COLLECTIVE, CANCELLED, SERVICE = range(4)  # kinds of orders

# What is wrong with a line. UNTOUCHED: nothing, and it must stay so, because another row refers to it.
FLAWLESS, UNTOUCHED, NEGATIVE, BLANK_NAME, BLANK_PRODUCT, NO_PRICE = range(6)
BAD_DATE, BAD_QUANTITY, NO_DATE, NO_QUANTITY, MISSPELT, COPY = range(6, 12)

FIRST_DAY, LAST_DAY = np.datetime64("2024-01-01"), np.datetime64("2025-12-31")


@dataclass(frozen=True)
class Orders:
    """Parallel arrays, one entry an order. `minute` since 1970-01-01; `customer` −1 where unknown; `origin` the order
    that a cancelled one takes back, else −1; `choices` how many free choices filled an ordinary order, else 0.
    `rhythm`: days between the visits of a customer who keeps a rhythm, else 0. `follows`: the planted sequence that
    brought the customer back with this order, else −1; `asked`: the one that might have brought him back after it."""

    kind: np.ndarray
    minute: np.ndarray
    customer: np.ndarray
    origin: np.ndarray
    choices: np.ndarray
    rhythm: np.ndarray
    follows: np.ndarray
    asked: np.ndarray

    @classmethod
    def of(cls, kind: int, minute: np.ndarray, **columns: np.ndarray) -> Orders:
        """Orders of one kind at these minutes (int), with these columns, others as usual."""
        count = len(minute)
        none, zero = np.full(count, -1), np.zeros(count)
        filled = {"customer": none, "origin": none, "choices": zero, "rhythm": zero, "follows": none, "asked": none} | columns
        return cls(
            np.full(count, kind, np.int8), minute.astype(np.int64), **{k: v.astype(np.int32) for k, v in filled.items()}
        )

    def __len__(self) -> int:
        return len(self.kind)

    def week(self) -> np.ndarray:
        """Week of the year, 0 to 52, of each order."""
        days = self.minute.astype("datetime64[m]").astype("datetime64[D]")
        return (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) // 7


@dataclass(frozen=True)
class Lines:
    """Parallel arrays, one entry an order line. `item` into the assortment; `form` which of a flaw's shapes it takes;
    `place` where in its order the line stands."""

    order: np.ndarray
    item: np.ndarray
    quantity: np.ndarray
    flaw: np.ndarray
    form: np.ndarray
    place: np.ndarray

    @classmethod
    def of(
        cls, order: np.ndarray, item: np.ndarray | int, quantity: np.ndarray | int, place: np.ndarray | float, flaw: int = FLAWLESS
    ) -> Lines:
        """One line an order (int), the same item, quantity or place (0 … 1) for all where only one is given."""
        shape = len(order)
        return cls(
            np.asarray(order, np.int32),
            np.broadcast_to(item, shape).astype(np.int32),
            np.broadcast_to(quantity, shape).astype(np.int32),
            np.full(shape, flaw, np.int8),
            np.zeros(shape, np.int8),
            np.broadcast_to(place, shape).astype(np.float64),
        )

    def __len__(self) -> int:
        return len(self.order)

    def take(self, index: np.ndarray) -> Lines:
        """Those at an index or mask."""
        return Lines(**{name: values[index] for name, values in vars(self).items()})


_Columns = TypeVar("_Columns", Orders, Lines)


@dataclass(frozen=True)
class Draft:
    """`withheld`: pairs to be planted that are kept apart at first, see withheld.py."""

    rows: int
    goods: Assortment
    orders: Orders
    lines: Lines
    truth: dict[str, Any] = field(default_factory=dict)
    withheld: int = 0

    def plus(self, orders: Orders | None = None, lines: Lines | None = None, **truth: Any) -> Draft:
        """With further orders and lines behind those there are, and more of the truth."""
        return dataclasses.replace(
            self,
            orders=_joined(self.orders, orders) if orders else self.orders,
            lines=_joined(self.lines, lines) if lines else self.lines,
            truth=self.truth | truth,
        )

    def having(self, **columns: np.ndarray) -> Draft:
        """With columns of the lines replaced."""
        return dataclasses.replace(self, lines=dataclasses.replace(self.lines, **columns))

    def with_orders(self, **columns: np.ndarray) -> Draft:
        """With columns of the orders replaced."""
        return dataclasses.replace(self, orders=dataclasses.replace(self.orders, **columns))

    def plain_lines(self) -> np.ndarray:
        """Indices (int64) of the flawless product lines of ordinary orders: where something may still be planted."""
        lines = self.lines
        usual = (self.orders.kind[lines.order] == ORDINARY) & (lines.item < self.goods.products)
        return np.flatnonzero(usual & (lines.flaw == FLAWLESS))


def _joined(first: _Columns, second: _Columns) -> _Columns:
    return type(first)(**{k: np.concatenate([v, getattr(second, k)]) for k, v in vars(first).items()})
