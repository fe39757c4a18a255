"""How a net over customers' orders is taught: which products came next, and after how many days.

Of a large assortment a step scores the products that matter to it and some that are drawn by popularity, whose share in the
sum over all products is then divided by how often each is drawn (the logQ correction: Bengio and Senécal, 2008; Yi and
others, RecSys 2019). Without it popular products, drawn more often, would be pushed down below their worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import Progress
from ..text import N_
from .checkpoint import fingerprint
from .contract import NEXT_BASKET, Cases
from .customer_scorer import batches, best_of
from .evaluation import score
from .histories import CustomerOrders
from .moments import Moments, spread
from .pasts import MOST
from .sequence_net import SequenceSettings, Start
from .splitting import Asked
from .visit_time import Gaps, pooled_hazard, survival_loss, survived

if TYPE_CHECKING:
    from torch import Tensor

PLACES = 10  # of a list, that count
ALL = 20_000  # products that are all scored in a step
CELLS = 60_000_000  # scores of a step, moments × products: 240 MB of float32


class NextBasketLesson:
    """Each customer is an example: all his orders but the first, each weighing the same however large it is, and where there
    are dates the days before each, the open time since his last one included. Raises NothingToAnalyse where nobody came twice."""

    def __init__(self, orders: CustomerOrders, settings: SequenceSettings) -> None:
        self.moments, self.drawn = Moments(orders), settings.drawn
        rng = np.random.default_rng([settings.training.seed, 1])
        able = np.flatnonzero(orders.number >= 2)
        if not len(able):
            raise NothingToAnalyse(N_("The customers have too few orders to learn from what they bought next."))
        self.kept = np.sort(rng.permutation(able)[: max(1, round(settings.kept * len(able)))])
        self.apart = np.isin(np.arange(len(orders.number)), self.kept)
        self.taught = orders.number - self.apart
        self.customers = np.flatnonzero(self.taught >= (2 if self.moments.gaps is None else 1))
        self.examples, self.judged = len(self.customers), len(self.kept)
        self.fingerprint = fingerprint(orders.train.start, orders.train.items, orders.train.time, orders.train.customer, settings)
        counts = orders.train.counts + 0.5
        self.rate = counts / counts.sum()

    def start(self) -> Start:
        """What is known without any net: popularity, and how long customers stay away."""
        popularity, gaps = np.log(self.rate).astype(np.float32), self.moments.gaps
        if gaps is None:
            return Start(popularity, None)
        moments = self._moments(self.customers)
        hazard = pooled_hazard(gaps.until[moments], gaps.waited[moments])
        return Start(popularity, np.log(hazard / (1 - hazard)).astype(np.float32))

    def _moments(self, customers: np.ndarray) -> np.ndarray:
        """The newest moments of customers that teach: those an order of theirs followed and, with dates, the one of today."""
        today = 0 if self.moments.gaps is None else ~self.apart[customers]
        last = self.taught[customers] - 1 + today
        newest = np.minimum(last, MOST - 1)
        return spread(self.moments.pasts.start[customers] + last + 1 - newest, newest)

    def loss(self, net: Any, examples: np.ndarray, device: str) -> Tensor:
        """See `training.Lesson`. `examples` int: places among the customers taught on."""
        customers = np.sort(self.customers[examples])
        moments = self._moments(customers)
        batch = self.moments.batch(customers, moments, device)
        state = net.states(batch)
        loss = self._basket_loss(net, batch, state, moments, device)
        gaps = self.moments.gaps
        return loss if gaps is None else loss + self._visit_loss(net, batch, state, gaps, moments, device)

    def _basket_loss(self, net: Any, batch: dict[str, Tensor], state: Tensor, moments: np.ndarray, device: str) -> Tensor:
        import torch

        orders, order = self.moments.orders, self.moments.pasts.order[moments]
        followed = np.flatnonzero(order >= 0)
        after = orders.baskets[order[followed]]
        size = np.diff(after.indptr)
        row = torch.from_numpy(np.repeat(followed, size)).to(device)
        weight = torch.from_numpy(np.repeat(1 / size, size).astype(np.float32)).to(device)
        wanted = torch.from_numpy(after.indices.astype(np.int64)).to(device)
        if net.offer.out_features <= ALL and len(moments) * net.offer.out_features <= CELLS:
            scores = net.scores(batch, state)
            picked, every = scores[row, wanted], scores.logsumexp(dim=1)
        else:
            chosen, correction = (part.to(device) for part in self.draw(torch.cat([wanted, batch["past"]]).cpu()))
            scores = net.scores_of(batch, state, chosen)
            picked, every = scores[row, torch.searchsorted(chosen, wanted)], (scores + correction).logsumexp(dim=1)
        return ((every[row] - picked) * weight).sum() / max(1, len(followed))

    def draw(self, sure: Tensor) -> tuple[Tensor, Tensor]:
        """(products int64, float32 corrections of their scores): `sure` ones as they are, and drawn ones, each standing for
        those that were not: log(times drawn / (draws × rate)). The sum of exp(score + correction) is right in the mean."""
        import torch

        sure, rate = torch.unique(sure), torch.from_numpy(self.rate)
        drawn = torch.searchsorted(rate.cumsum(dim=0), torch.rand(self.drawn, dtype=torch.float64)).clamp(max=len(rate) - 1)
        drawn, times = torch.unique(drawn[~torch.isin(drawn, sure)], return_counts=True)
        chosen, order = torch.cat([sure, drawn]).sort()
        correction = torch.cat([torch.zeros(len(sure)), torch.log(times / (self.drawn * rate[drawn])).float()])
        return chosen, correction[order]

    def _visit_loss(
        self, net: Any, batch: dict[str, Tensor], state: Tensor, gaps: Gaps, moments: np.ndarray, device: str
    ) -> Tensor:
        import torch

        passed, fell = survived(gaps.until[moments], gaps.waited[moments])
        return survival_loss(net.visits(batch, state), torch.from_numpy(passed).to(device), torch.from_numpy(fell).to(device))

    def validate(self, net: Any, device: str, progress: Progress) -> float:
        """NDCG@10 on the last orders of the customers kept apart."""
        orders, pasts, gained = self.moments.orders, self.moments.pasts, []
        for rows in batches(len(self.kept), orders.train.products):
            progress.step(rows.start, len(self.kept))
            moments = pasts.now[self.kept[rows]] - 1
            scores = net(self.moments.batch(self.kept[rows], moments, device)).cpu().numpy()
            wanted, products = orders.baskets[pasts.order[moments]], orders.train.products
            asked = Asked(Cases(NEXT_BASKET, self.kept[rows]), wanted.indptr, wanted.indices)
            gained.append(score(best_of(scores, PLACES)[0], asked, products, products, PLACES).ndcg)
        return float(np.concatenate(gained).mean())
