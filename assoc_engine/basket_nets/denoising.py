"""The denoising autoencoder: which product of an order looks out of place, and what stood there to be expected instead.

It is taught on orders of which some products were taken away and into which others were put by their popularity (Vincent and others,
ICML 2008), and says how likely each product is to be one of those taken away; the multinomial form of Liang and others (WWW 2018).

An entry is judged by the others of its order alone: it is taken out, and the net gives its chance p to be the one that is missing.
Were one entry in `WRONG` a stranger that popularity q put there, the entry belongs there with the chance
(1 − w) p / ((1 − w) p + w q), w being 1 / `WRONG` (Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ..models.training import Curve, TrainingSettings
from ..progress import SILENT, Progress
from ..settings import Checked, limited
from .basket_lesson import BasketLesson, Tell, pieces, teach

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

WRONG = 20
LEAST = 3  # entries of an order from which on they are judged: two others at least must speak


@dataclass(frozen=True)
class DenoisingSettings(Checked):
    """`hidden`: units. `taken`: the share of entries taken away; `put`: of an order's size that is put in. `kept`: the share of
    orders that only judge."""

    hidden: int = limited(200, 1, 4_096, "units")
    taken: float = limited(0.4, 0.01, 0.95)
    put: float = limited(0.05, 0.0, 1.0)
    kept: float = limited(0.2, 0.01, 0.9)
    training: TrainingSettings = field(
        default_factory=lambda: TrainingSettings(epochs=12, batch=64, rate=2e-3, decay=1e-4, patience=3, device="cpu")
    )


@dataclass(frozen=True)
class Judged:
    """Entries of orders, parallel. `order`: row of the baskets; `product`; `chance` float64: that it belongs there."""

    order: np.ndarray
    product: np.ndarray
    chance: np.ndarray

    def take(self, rows: np.ndarray) -> Judged:
        """Those at an index or mask of the arrays."""
        return Judged(self.order[rows], self.product[rows], self.chance[rows])


class Denoiser:
    """After `fit`: `curve` (figure: mean log chance of an entry taken away from an order kept apart), `lesson`."""

    def __init__(self, settings: DenoisingSettings | None = None, tell: Tell = lambda curve: None) -> None:
        self.settings, self.tell, self.curve = settings or DenoisingSettings(), tell, Curve()

    def fit(self, baskets: sparse.csr_matrix, progress: Progress = SILENT) -> Denoiser:
        """`baskets`: 0/1 orders × products. Raises NothingToAnalyse."""
        self.lesson = _Missing(baskets, self.settings)
        bias = np.log(self.lesson.share + 1e-5).astype(np.float32)
        self.net, self.curve = teach(lambda: _net(bias, self.settings), self.lesson, self.settings.training, progress, self.tell)
        return self

    def judge(self, baskets: sparse.csr_matrix, progress: Progress = SILENT) -> Judged:
        """Each entry of the orders that hold `LEAST` at least. `baskets`: 0/1 orders × products."""
        import torch

        order, product = _entries(baskets)
        chance, popular = np.empty(len(order)), self.popular
        with torch.inference_mode():
            for piece in pieces(len(order), progress):
                given = baskets[order[piece]].toarray()
                given[np.arange(len(given)), product[piece]] = 0
                scores = self._scores(given)
                chance[piece] = scores[torch.arange(len(given)), torch.from_numpy(product[piece])].numpy()
        put = popular[product] / (1 - np.asarray(baskets @ popular)[order] + popular[product])  # none of the others can be put in
        right = (1 - 1 / WRONG) * np.exp(chance)
        return Judged(order, product, right / (right + put / WRONG))

    def expected(self, baskets: sparse.csr_matrix, judged: Judged) -> np.ndarray:
        """int64: what the net would have expected in the place of each of these (few) entries; −1 where the order holds all else."""
        import torch

        found = np.empty(len(judged.order), np.int64)
        with torch.inference_mode():
            for piece in pieces(len(found), SILENT):
                given = baskets[judged.order[piece]].toarray()
                own = (np.arange(len(given)), judged.product[piece])
                given[own] = 0
                scores = self._scores(given).numpy()
                scores[own] = -np.inf
                found[piece] = np.where(np.isfinite(scores).any(axis=1), scores.argmax(axis=1), -1)
        return found

    def guessed(self, baskets: sparse.csr_matrix, guesses: int) -> tuple[np.ndarray, np.ndarray]:
        """Of each order one product is taken away by chance: (bool an order: is it among the first `guesses` of the net; among the
        most popular products that the order does not show)."""
        import torch

        draw = np.random.default_rng([self.settings.training.seed, 8])
        taken = baskets.indices[baskets.indptr[:-1] + np.floor(draw.random(baskets.shape[0]) * np.diff(baskets.indptr)).astype(int)]
        popular, found = np.log(self.popular), np.zeros((2, baskets.shape[0]), bool)
        with torch.inference_mode():
            for piece in pieces(baskets.shape[0], SILENT):
                given = baskets[piece].toarray()
                own = (np.arange(len(given)), taken[piece])
                given[own] = 0
                for kind, scores in enumerate((self._scores(given).numpy(), np.where(given > 0, -np.inf, popular))):
                    found[kind, piece] = (scores > scores[own][:, None]).sum(axis=1) < guesses
        return found[0], found[1]

    @property
    def popular(self) -> np.ndarray:
        """float64, one a product, summing to 1: how a stranger is drawn."""
        share = self.lesson.share + 1e-6
        return share / share.sum()

    def _scores(self, given: np.ndarray) -> Tensor:
        """Log chances baskets × products of being the missing one, of what is not given."""
        import torch

        there = torch.from_numpy(given.astype(np.float32))
        return self.net(there).masked_fill(there > 0, -torch.inf).log_softmax(dim=1)


def _entries(baskets: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """(order, product) int64 of all entries that are judged."""
    size = np.diff(baskets.indptr)
    judged = np.repeat(size >= LEAST, size)
    return np.repeat(np.arange(baskets.shape[0]), size)[judged], baskets.indices[judged].astype(np.int64)


class _Missing(BasketLesson):
    def __init__(self, baskets: sparse.csr_matrix, settings: DenoisingSettings) -> None:
        super().__init__(baskets, settings.kept, settings.training.seed)
        self.settings, self.ladder = settings, np.cumsum(self.share) / self.share.sum()

    def loss(self, net: Module, examples: np.ndarray, device: str) -> Tensor:
        import torch

        return self._cross(net, self.taught[examples], np.random.default_rng(int(torch.randint(2**31, ()))), device)

    def validate(self, net: Module, device: str, progress: Progress) -> float:
        draw, total = np.random.default_rng([self.settings.training.seed, 6]), 0.0  # the same entries are taken away in each round
        for rows in pieces(self.judged, progress):
            total += float(self._cross(net, self.apart[rows], draw, device)) * (rows.stop - rows.start)
        return -total / self.judged

    def _cross(self, net: Module, whole: sparse.csr_matrix, draw: np.random.Generator, device: str) -> Tensor:
        """Mean over the entries taken away of less the log of their chance among all that is not shown."""
        import torch

        row, item = np.repeat(np.arange(whole.shape[0]), np.diff(whole.indptr)), whole.indices
        away = draw.random(len(item)) < self.settings.taken
        put = draw.random(len(item)) < self.settings.put
        stranger = np.searchsorted(self.ladder, draw.random(int(put.sum()))).clip(max=self.products - 1)
        shown = np.zeros(whole.shape, np.float32)
        shown[row[put], stranger] = 1
        shown[row, item] = ~away
        given = torch.from_numpy(shown).to(device)
        chances = net(given).masked_fill(given > 0, -torch.inf).log_softmax(dim=1)
        asked = chances[torch.from_numpy(row[away]).to(device), torch.from_numpy(item[away].astype(np.int64)).to(device)]
        return -asked.sum() / max(int(away.sum()), 1)


def _net(bias: np.ndarray, settings: DenoisingSettings) -> Module:
    """Scores of what is missing. `bias` float32: those that an untaught net begins with."""
    import torch
    from torch import nn
    from torch.nn import functional

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read = nn.Linear(len(bias), settings.hidden)
            self.out = nn.Linear(settings.hidden, len(bias))
            with torch.no_grad():
                self.out.bias.copy_(torch.from_numpy(bias))

        def forward(self, baskets: Tensor) -> Tensor:
            return self.out(torch.tanh(self.read(functional.normalize(baskets))))

    return Net()
