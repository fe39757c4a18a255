"""The learned ranker of next baskets: gradient boosting over the candidates of all scorers, taught by the customers' past.

For each of a few steps back the pasts are cut there, the scorers learn from what is left, and the basket that then followed
says which of their candidates were right. To answer, the scorers learn from the whole past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..settings import limited
from ..text import N_
from .basket_features import NAMES, PairFeatures
from .contract import Train
from .customer_links import BoughtAfter, BoughtTogether, CustomerEase
from .customer_scorer import CustomerScorer, batches, best_of
from .frequency import PersonalFrequency
from .histories import CustomerOrders, cut, next_baskets
from .ridge import Ridge
from .tifuknn import Tifuknn

AT_ONCE = 25  # trees between two looks at the progress
OUTSIDE = np.float32(100)  # that far below every candidate are the products that are none


@dataclass(frozen=True)
class BasketRankerSettings:
    """`back`: how many past baskets of each customer are learnt from. `candidates`: of each part for a customer. `forests`: how
    many are grown, each on a share `negatives` of the wrong candidates of its own (at most all / forests); their mean is the score.
    `trees` of each, `leaves`, `rate`, `smallest` (cases in a leaf), `shrinkage` (L2): boosting."""

    back: int = limited(1, 1, 20, "baskets")
    candidates: int = limited(80, 1, 1_000, "products")
    negatives: float = limited(0.2, 0.001, 1.0)
    forests: int = limited(3, 1, 50)
    trees: int = limited(80, 1, 5_000)
    leaves: int = limited(31, 2, 1_000)
    rate: float = limited(0.1, 0.001, 1.0)
    smallest: int = limited(100, 1, 100_000)
    shrinkage: float = limited(1.0, 0.0, 1e6)
    seed: int = limited(0, 0, 2**31 - 1)


def usual_parts() -> list[CustomerScorer]:
    return [PersonalFrequency(), Tifuknn(), Ridge(), CustomerEase(), BoughtTogether(), BoughtAfter()]


@dataclass(frozen=True)
class Pairs:
    """Candidates as pairs: `case` int64 (place in the customers asked), `product` int64, `features` float32 pairs × columns."""

    case: np.ndarray
    product: np.ndarray
    features: np.ndarray


class Candidates:
    """The parts fitted on one past, the union of their best and of the customer's own products, and what is known of them."""

    def __init__(self, orders: CustomerOrders, parts: Sequence[CustomerScorer], most: int, progress: Progress) -> None:
        self.orders, self.parts, self.most = orders, parts, most
        for number, part in enumerate(parts):
            part.fit_orders(orders, None, progress.part(number / len(parts), (number + 1) / len(parts)))
        self.pairs = PairFeatures(orders)
        self.own = orders.summed(np.ones(len(orders.order)))

    def names(self) -> list[str]:
        return [*NAMES, *(f"{part.name} {what}" for part in self.parts for what in ("score", "rank"))]

    def of(self, customers: np.ndarray) -> Pairs:
        """For a batch of customers that fits the memory."""
        scores = [part.scores(customers) for part in self.parts]
        chosen = self.own[customers].toarray() > 0
        rows = np.arange(len(customers))[:, None]
        for score in scores:
            ids = best_of(score, self.most)[0]
            chosen[np.broadcast_to(rows, ids.shape)[ids >= 0], ids[ids >= 0]] = True
        case, product = np.nonzero(chosen)
        columns = [self.pairs.of(customers[case], product)]
        for score in scores:
            value = score[case, product]
            columns += [value[:, None], _ranks(case, value)[:, None]]
        return Pairs(case, product, np.concatenate(columns, axis=1).astype(np.float32))


def _ranks(case: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The place of each value among those of its case, 0 the highest; cases rise."""
    order = np.lexsort((-value, case))
    ranks = np.empty(len(case), np.float32)
    ranks[order] = np.arange(len(case)) - np.searchsorted(case, case)
    return ranks


class BasketRanker(CustomerScorer):
    """`make_parts` gives new, unfitted scorers at each call."""

    name = "ranker"

    def __init__(self, make_parts: Callable[[], list[CustomerScorer]] = usual_parts) -> None:
        self.make_parts = make_parts

    def fit(self, train: Train, settings: BasketRankerSettings | None = None, progress: Progress = SILENT) -> "BasketRanker":
        self.settings = settings = settings or BasketRankerSettings()
        shares = np.linspace(0, 0.6, settings.back + 1)
        taught = [
            lesson(train, back, self.make_parts(), settings, progress.part(low, high, N_("Learning from earlier baskets")))
            for back, low, high in zip(range(settings.back, 0, -1), shares[:-1], shares[1:], strict=True)
        ]
        self.boost(taught, progress.part(0.6, 0.8, N_("Growing trees")))
        return self.fit_orders(CustomerOrders(train), settings, progress.part(0.8, 1))

    def learn(self, settings: BasketRankerSettings, progress: Progress) -> None:
        """Once the trees stand: the scorers on the whole past."""
        self.candidates = Candidates(self.orders, self.make_parts(), settings.candidates, progress)

    def boost(self, taught, progress: Progress) -> None:
        """Grow the forests a few trees at a time, so that cancelling takes hold between them."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        s = self.settings
        features, forest = (np.concatenate(column) for column in zip(*taught, strict=True))
        right = forest < 0
        if right.all() or not right.any():
            raise NothingToAnalyse(N_("The customers have too few orders to learn from what they bought next."))
        self.forests = []
        for number in range(s.forests):
            rows = np.flatnonzero(right | (forest == number))
            trees = HistGradientBoostingClassifier(
                learning_rate=s.rate, max_leaf_nodes=s.leaves, min_samples_leaf=s.smallest,
                l2_regularization=s.shrinkage, early_stopping=False, random_state=s.seed + number, warm_start=True,
            )  # fmt: skip
            for grown in range(0, s.trees, AT_ONCE):
                progress.step(number * s.trees + grown, s.forests * s.trees)
                trees.set_params(max_iter=min(grown + AT_ONCE, s.trees)).fit(features[rows], right[rows])
            self.forests.append(trees)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """Products that are no candidates come after all others, by popularity."""
        pairs = self.candidates.of(customers)
        found = np.tile(self.popularity - OUTSIDE, (len(customers), 1))
        found[pairs.case, pairs.product] = np.mean([trees.decision_function(pairs.features) for trees in self.forests], axis=0)
        return found


def lesson(train: Train, back: int, parts: list[CustomerScorer], settings, progress: Progress):
    """(features, forest int64) of the candidates `back` orders ago: −1 for right ones, which all forests learn from, and the one
    forest that learns from it for those wrong ones that are drawn."""
    orders = CustomerOrders(cut(train, back))
    customers, wanted = next_baskets(train, back)
    candidates = Candidates(orders, parts, settings.candidates, progress.part(0, 0.5))
    share = min(settings.negatives, 1 / settings.forests)
    rng, found = np.random.default_rng([settings.seed, back]), []
    progress = progress.part(0.5, 1)
    for rows in batches(len(customers), train.products):
        progress.step(rows.start, len(customers))
        pairs = candidates.of(customers[rows])
        right = np.asarray(wanted[rows][pairs.case, pairs.product]).ravel() > 0
        forest = np.where(right, -1, (rng.random(len(right)) / share).astype(np.int64))
        kept = forest < settings.forests
        found.append((pairs.features[kept], forest[kept]))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))

