"""The learned ranker of next baskets: boosted trees over the candidates of all scorers, taught by the customers' past.

At earlier moments the scorers learn from what was known then, and the basket that followed says which of their candidates were
right. Each forest keeps some customers apart: on them it is told what the ranker lives on. To answer, the scorers learn from the
whole past.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..settings import Checked, limited
from ..text import N_
from . import catalogue
from .basket_candidates import Candidates, Pairs
from .basket_features import DAY
from .basket_forests import Forests, ForestSettings
from .basket_lessons import CELLS, Earlier, by_date, by_position, joined, lesson
from .basket_trial import Trial
from .contract import NEXT_BASKET, Cases, Train
from .customer_links import BoughtAfter, BoughtTogether, CustomerEase
from .customer_scorer import AddingScorer, CustomerScorer, strongest
from .frequency import PersonalFrequency
from .histories import CustomerOrders
from .ridge import Ridge
from .splitting import Asked
from .tifuknn import Tifuknn

OUTSIDE = np.float32(100)  # that far below every candidate are the products that are none
LEADING = 2  # products of the past by what they add to each part's score, that are tried as the reason of a recommendation
WEIGHED = 1_000  # customers on whom it is told what the ranker lives on
GROUPS = (
    N_("How often and how recently the customer bought it"),
    N_("How popular it is and how often it is bought again"),
    N_("How much and how often the customer buys"),
)


@dataclass(frozen=True)
class BasketRankerSettings(Checked):
    """`back`: how many past orders of each customer are learnt from. `dates`: where orders have dates, from how many dates on the
    orders that followed are learnt from as well, the first so many `days` ago and as many between two. `customers`: at most so
    many are learnt from at a moment (drawn). `candidates`: of each part for a customer. `negatives`: the share of the wrong
    candidates that a forest learns from (at most all / forests). `apart`: customers whom each forest keeps apart, at most a fifth
    of them."""

    back: int = limited(1, 1, 20)
    dates: int = limited(3, 0, 20, "dates")
    days: int = limited(30, 1, 1_000, "days")
    customers: int = limited(15_000, 10, 10_000_000, "customers")
    candidates: int = limited(40, 1, 1_000, "products")
    negatives: float = limited(0.2, 0.001, 1.0)
    apart: int = limited(1_000, 0, 1_000_000, "customers")
    forests: ForestSettings = field(default_factory=ForestSettings)


def usual_parts() -> list[CustomerScorer]:
    """The scorers that a ranker is made of."""
    return [PersonalFrequency(), Tifuknn(), Ridge(), CustomerEase(), BoughtTogether(), BoughtAfter()]


class BasketRanker(CustomerScorer):
    """`make_parts` gives new, unfitted scorers at each call. After `fit`, `trial` holds the customers kept apart, at the moment
    before each one's last order, and `importance` (message id, share) tells the greatest first what the ranker lives on: the share
    of its NDCG there that is lost when what a part, or a kind of fact, says is dealt out anew among all candidates."""

    name = "ranker"
    cells = CELLS

    def __init__(self, make_parts: Callable[[], list[CustomerScorer]] = usual_parts) -> None:
        self.make_parts = make_parts

    def fit(self, train: Train, settings: BasketRankerSettings | None = None, progress: Progress = SILENT) -> BasketRanker:
        """Raises NothingToAnalyse where no customer came again."""
        self.settings = settings = settings or BasketRankerSettings()
        rng = np.random.default_rng(settings.forests.seed)
        moments = [_some(earlier, settings.customers, rng) for earlier in _earlier(train, settings)]
        apart = _apart(moments[0].customers, settings, rng)
        self.teach(moments, apart, rng, progress.part(0, 0.85))
        self.fit_orders(CustomerOrders(train), settings, progress.part(0.85, 0.95))
        self.importance = self._importance(progress.part(0.95, 1))
        return self

    def teach(self, moments: list[Earlier], apart: np.ndarray, rng: np.random.Generator, progress: Progress) -> None:
        """Grow the forests. `apart` int64 forests × customers: whom each keeps apart. Raises NothingToAnalyse, Cancelled."""
        s, learnt, everybody = self.settings, [], np.unique(apart)
        growing = progress.part(0.6, 1, N_("Learning which proposals were right"))
        progress = progress.part(0, 0.6, N_("Learning from earlier orders"))
        for number, earlier in enumerate(moments):
            part = progress.part(number / len(moments), (number + 1) / len(moments))
            candidates = Candidates(CustomerOrders(earlier.train), self.make_parts(), s.candidates, part.part(0, 0.5))
            taught, kept = lesson(earlier, candidates, lambda n: _drawn(n, s, rng), everybody, part.part(0.5, 1))
            learnt.append(taught)
            if number == 0:
                self.trial = _trial(earlier, kept, apart)
        growing.step(0, 1)
        taught = joined(learnt)
        if taught.right.all() or not taught.right.any():
            raise NothingToAnalyse(N_("The customers have too few orders to learn from what they bought next."))
        self.forests = Forests(s.forests).grow(taught.features, taught.right, lambda number: taught.sample(number, apart[number]), growing)

    def learn(self, settings: BasketRankerSettings, progress: Progress) -> None:
        """Once the trees stand: the scorers on the whole past."""
        self.candidates = Candidates(self.orders, self.make_parts(), settings.candidates, progress)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer. Products that are no candidates come after all others, by popularity."""
        pairs = self.candidates.of(customers)
        found = np.tile(self.popularity - OUTSIDE, (len(customers), 1))
        found[pairs.case, pairs.product] = self.forests.scores(pairs.features)
        return found

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """As for every scorer; a product that is no candidate rests on nothing."""
        known, place = np.unique(customers, return_inverse=True)
        pairs = self.candidates.of(known)
        row, there = pairs.find(place, products, self.orders.train.products)
        changed = self.candidates.without(known, pairs, row[there], removed[there])
        found = np.zeros(len(customers), np.float32)
        found[there] = self.forests.scores(pairs.features[row[there]]) - self.forests.scores(changed)
        return found

    def tried(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """The product itself, and the LEADING ones by what they add to each part's score."""
        case = customers.astype(np.int64) * self.orders.train.products + products
        found = removed == products
        for part in self.candidates.parts:
            if isinstance(part, AddingScorer):
                added = part.drop(customers, products, removed)
                found |= strongest(case, added, LEADING) & (added > 0)
        return found

    def _importance(self, progress: Progress) -> list[tuple[str, float]]:
        titles = [*GROUPS, *(catalogue.entry(NEXT_BASKET, part.name).title for part in self.candidates.parts)]
        groups = [*self.candidates.known.groups, *map(self.candidates.columns_of, range(len(self.candidates.parts)))]
        losses = self.trial.some(WEIGHED).losses(self.forests, groups, self.settings.forests.seed, progress)
        return sorted(zip(titles, losses.tolist(), strict=True), key=lambda entry: -entry[1])


def _earlier(train: Train, settings: BasketRankerSettings) -> list[Earlier]:
    """The moments learnt from, as far back as anybody came again; the first is that before each customer's last order."""
    found = [by_position(train, back) for back in range(1, settings.back + 1)]
    if train.time is not None:
        found += [by_date(train, train.now - back * settings.days * DAY) for back in range(1, settings.dates + 1)]
    found = [earlier for earlier in found if len(earlier.customers)]
    if not found:
        raise NothingToAnalyse(N_("The customers have too few orders to learn from what they bought next."))
    return found


def _some(earlier: Earlier, most: int, rng: np.random.Generator) -> Earlier:
    """At most so many customers, drawn evenly."""
    count = len(earlier.customers)
    return earlier if count <= most else earlier.take(np.sort(rng.permutation(count)[:most]))


def _apart(customers: np.ndarray, settings: BasketRankerSettings, rng: np.random.Generator) -> np.ndarray:
    """int64 forests × customers, all different."""
    forests = settings.forests.forests
    each = min(settings.apart, len(customers) // max(5, forests))
    return rng.permutation(customers)[: forests * each].reshape(forests, each).astype(np.int64)


def _drawn(pairs: int, settings: BasketRankerSettings, rng: np.random.Generator) -> np.ndarray:
    """int64: the forest that learns from each wrong pair, −1 where none does."""
    forests = settings.forests.forests
    drawn = (rng.random(pairs) / min(settings.negatives, 1 / forests)).astype(np.int64)
    return np.where(drawn < forests, drawn, -1)


def _trial(earlier: Earlier, pairs: Pairs, apart: np.ndarray) -> Trial:
    rows = np.flatnonzero(np.isin(earlier.customers, apart))
    customers, wanted = earlier.customers[rows], earlier.wanted[rows]
    asked = Asked(Cases(NEXT_BASKET, customers), wanted.indptr.astype(np.int64), wanted.indices.astype(np.int32))
    order = np.argsort(apart.ravel())
    forest = (order // max(apart.shape[1], 1))[np.searchsorted(apart.ravel()[order], customers)] if len(rows) else order
    return Trial(pairs, asked, forest, earlier.train.products, int((earlier.train.counts > 0).sum()))
