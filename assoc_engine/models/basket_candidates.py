"""The candidates of a customer's next basket: the best of every scorer and his own products, with what is known of each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .basket_features import PairFeatures
from .customer_scorer import CustomerScorer
from .histories import CustomerOrders


@dataclass(frozen=True)
class Pairs:
    """Candidates: `case` int64, rising (place in the customers asked), `product` int64, rising within a case, `features` float32
    pairs × columns."""

    case: np.ndarray
    product: np.ndarray
    features: np.ndarray

    def take(self, kept: np.ndarray, case: np.ndarray) -> Pairs:
        """Those of the mask `kept`; `case` int: the new number of each old case."""
        return Pairs(case[self.case[kept]], self.product[kept], self.features[kept])

    def find(self, case: np.ndarray, product: np.ndarray, products: int) -> tuple[np.ndarray, np.ndarray]:
        """(the numbers of these pairs, int64, bool: whether they are here at all)."""
        keys, wanted = self.case * products + self.product, case * products + product
        row = np.searchsorted(keys, wanted)
        return row, np.append(keys, -1)[row] == wanted

    def best(self, values: np.ndarray, cases: int, k: int) -> np.ndarray:
        """int32 cases × k: of each case the products with the highest values (one a pair), best first; −1 where there are fewer."""
        place = ranks(self.case, values).astype(np.int64)
        ids, kept = np.full((cases, k), -1, np.int32), place < k
        ids[self.case[kept], place[kept]] = self.product[kept]
        return ids


class Candidates:
    """The parts fitted on one past, the union of their best and of the customer's own products, and what is known of them."""

    def __init__(self, orders: CustomerOrders, parts: Sequence[CustomerScorer], most: int, progress: Progress) -> None:
        self.orders, self.parts, self.most = orders, parts, most
        for number, part in enumerate(parts):
            part.fit_orders(orders, None, progress.part(number / len(parts), (number + 1) / len(parts)))
        self.known = PairFeatures(orders)

    @property
    def names(self) -> list[str]:
        """Of the columns of the features."""
        return [*self.known.names, *(f"{part.name} {what}" for part in self.parts for what in ("score", "rank"))]

    def columns_of(self, part: int) -> slice:
        """Those that a part, by its number, has filled: its score and the score's rank."""
        first = len(self.known.names) + 2 * part
        return slice(first, first + 2)

    def of(self, customers: np.ndarray) -> Pairs:
        """For a batch of customers that fits the memory."""
        scores = [part.scores(customers) for part in self.parts]
        chosen = self.orders.bought[customers].toarray() > 0
        for score in scores:
            chosen |= score > _floor(score, self.most)[:, None]
        case, product = np.nonzero(chosen)
        columns = [self.known.of(customers[case], product)]
        for score in scores:
            value = score[case, product]
            columns += [value[:, None], ranks(case, value)[:, None]]
        return Pairs(case, product, np.concatenate(columns, axis=1, dtype=np.float32))

    def without(self, customers: np.ndarray, pairs: Pairs, changed: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """float32 changed × columns: the features that some `changed` pairs (their numbers) of these customers would have had the customer
        never bought the product `removed`. The other products' scores, the counts of the customer's orders and all that was learnt stay as
        they are."""
        case, product = pairs.case[changed], pairs.product[changed]
        features = pairs.features[changed]
        features[product == removed, : self.known.own] = np.nan
        for number, part in enumerate(self.parts):
            columns = self.columns_of(number)
            before = features[:, columns.start].copy()
            after = before - part.drop(customers[case], product, removed)
            features[:, columns.start] = after
            moved = np.flatnonzero(after != before)
            features[moved, columns.start + 1] = _new_ranks(pairs, columns.start, case[moved], before[moved], after[moved])
        return features


def _floor(score: np.ndarray, most: int) -> np.ndarray:
    """What the `most` best of each row lie above, apart from ties at it."""
    columns = score.shape[1]
    return np.partition(score, columns - most - 1, axis=1)[:, columns - most - 1] if columns > most else np.full(len(score), -np.inf)


def ranks(case: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The place of each value among those of its case, 0 the highest; of equals the first one is higher. Cases rise."""
    order = np.lexsort((-value, case))
    found = np.empty(len(case), np.float32)
    found[order] = np.arange(len(case)) - np.searchsorted(case, case)
    return found


def _new_ranks(pairs: Pairs, column: int, case: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The ranks of values that have changed from `before` to `after`, each alone, among a column of its case."""
    value = pairs.features[:, column]
    order = np.lexsort((np.r_[np.zeros(len(value)), np.ones(len(after))], -np.r_[value, after], np.r_[pairs.case, case]))
    standing = order < len(value)
    above: np.ndarray = np.cumsum(standing) - standing
    place = np.empty(len(order))
    place[order] = above - np.searchsorted(pairs.case, np.r_[pairs.case, case][order])
    return place[len(value) :] - (before > after)  # the pair itself, as it was, stood above
