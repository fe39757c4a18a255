"""What every recommender gets and gives. Evaluation and strategies know nothing else of a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..described import Described
from ..progress import SILENT, Progress

if TYPE_CHECKING:
    from ..rules.chance import Chance

PAGE, NEXT_BASKET, NEW_PRODUCT = "page", "next-basket", "new-product"
TASKS = (PAGE, NEXT_BASKET, NEW_PRODUCT)
LIST_OF = {PAGE: "suggestions", NEXT_BASKET: "customer_lists"}  # the table with what the winner of a task suggests


@dataclass(frozen=True, repr=False)
class Train(Described):
    """All that may be learned from: the orders of the past. Products are numbered 0 … products − 1.

    `start` int64 (orders + 1), `items` int32: CSR of the orders' different products, rising within an order, orders in
    order of time. `time` int64 seconds (orders), None where the file has no dates: then the order itself is all that is
    known. `customer` int32 (orders), −1 unknown; customers are numbered 0 … customers − 1. `names`, `texts` (name,
    description and tags in one): one a product, also of products never sold. `category` int32 (−1 unknown), `price`
    float64 (NaN unknown): one a product. `codes`: one a product, empty where the file has none beside the names. `now`: the moment of the
    split in seconds, the end of the past.
    """

    start: np.ndarray
    items: np.ndarray
    time: np.ndarray | None
    customer: np.ndarray
    customers: int
    names: Sequence[str]
    texts: Sequence[str]
    category: np.ndarray
    price: np.ndarray
    now: int
    codes: Sequence[str] = ()

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return len(self.start) - 1

    @property
    def products(self) -> int:
        """How many products there are, sold or not."""
        return len(self.names)

    @property
    def counts(self) -> np.ndarray:
        """Orders that hold each product, int64."""
        return np.bincount(self.items, minlength=self.products)

    @cached_property
    def chance(self) -> Chance:
        """How often chance has two products meet in these orders; fitted once."""
        from ..rules.chance import Chance
        from ..rules.strata import strata_by

        return Chance.of(self.start, self.items, self.products, strata_by(self.time, self.customer)[0])

    def most_bought(self, most: int) -> np.ndarray:
        """int64: numbers of the `most` products in most orders, rising; of equals the first ones."""
        return np.sort(np.argsort(-self.counts, kind="stable")[:most])


@dataclass(frozen=True)
class Cases:
    """What is asked. `keys` int32: the product of a page, or the customer whose next basket is wanted (his orders are in
    the training data). `texts`: of the new products, where the task is that; `keys` are then −1 or their numbers."""

    task: str
    keys: np.ndarray
    texts: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.keys)


class Recommender(Protocol):
    """`name`: as on the command line. `tasks`: those of TASKS it can answer."""

    name: str
    tasks: tuple[str, ...]

    def fit(self, train: Train, settings: Any = None, progress: Progress = SILENT) -> Recommender:
        """Learn from the past; returns itself. `settings`: of the model's own kind, None for the usual ones. The same data and
        settings give the same model."""
        ...

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """(ids int32, scores float64), each cases × k, best first; −1 and −inf where there are fewer than k. Only after
        `fit`, and of a task among its `tasks`: which one the cases are of is not asked again.

        `exclude`: for each case product numbers that must not be recommended (a page's own product never is). Equal
        scores are ordered by product number.
        """
        ...
