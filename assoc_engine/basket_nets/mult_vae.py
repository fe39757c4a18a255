"""Mult-VAE: a variational autoencoder whose baskets are draws of products, so many as the basket has (Liang and others, WWW 2018).

The basket, scaled to length 1 and with some entries dropped, gives a normal distribution of a vector; a vector drawn from it gives
the chance of each product. The loss is the multinomial cross entropy plus a share of the divergence from the standard normal, which
rises slowly from nothing (KL annealing).

New baskets are drawn as follows: a teaching basket's distribution gives a vector and its size the size, and so many different
products are drawn by their chances. Vectors are taken from there and not from the standard normal, since with a share below 1 the
two differ and what lies between was never taught.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..models.training import Curve, TrainingSettings
from ..progress import SILENT, Progress
from ..settings import Checked, limited
from .basket_lesson import BasketLesson, Tell, as_tensor, pieces, teach

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class VaeSettings(Checked):
    """`hidden`: units of the layer on each side; `width`: of the vector in the middle. `dropped`: the share of a basket's entries
    not shown in teaching. `divergence`: the share of the divergence that counts in the end, reached after `rising` of all steps."""

    hidden: int = limited(200, 1, 4_096, "units")
    width: int = limited(64, 1, 1_024, "numbers")
    dropped: float = limited(0.3, 0.0, 0.95)
    divergence: float = limited(0.2, 0.0, 1.0)
    rising: float = limited(0.5, 0.01, 1.0)
    kept: float = limited(0.1, 0.01, 0.9)
    training: TrainingSettings = field(
        default_factory=lambda: TrainingSettings(epochs=20, batch=64, rate=1e-3, decay=0.0, patience=5, device="cpu")
    )


class MultVae:
    """After `fit`: `curve` (figure: mean log chance of an entry of the orders kept apart that was not shown), `lesson`."""

    def __init__(self, settings: VaeSettings | None = None, tell: Tell = lambda curve: None) -> None:
        self.settings, self.tell, self.curve = settings or VaeSettings(), tell, Curve()

    def fit(self, baskets: sparse.csr_matrix, progress: Progress = SILENT) -> MultVae:
        """`baskets`: 0/1 orders × products. Raises NothingToAnalyse."""
        self.lesson = _Drawing(baskets, self.settings)
        bias = np.log(self.lesson.share + 1e-5).astype(np.float32)
        self.net, self.curve = teach(lambda: make_net(bias, self.settings), self.lesson, self.settings.training, progress, self.tell)
        return self

    @property
    def vectors(self) -> np.ndarray:
        """float32 products × `hidden`: what each product's chance looks at."""
        return self.net.out.weight.detach().numpy().copy()

    def chances(self, baskets: sparse.csr_matrix) -> np.ndarray:
        """float32 baskets × products, each row summing to 1: of a draw from a basket like that."""
        import torch

        found = np.empty(baskets.shape, np.float32)
        with torch.inference_mode():
            for rows in pieces(baskets.shape[0], SILENT):
                middle, _ = self.net.seen(as_tensor(sparse.csr_matrix(baskets[rows], dtype=np.float32)))
                found[rows] = self.net.scores(middle).softmax(dim=1).numpy()
        return found

    def generate(self, count: int, seed: int = 0, progress: Progress = SILENT) -> sparse.csr_matrix:
        """float32 0/1 count × products: new baskets, see the head of this module."""
        import torch

        draw = np.random.default_rng([seed, 5])
        rows = draw.integers(0, self.lesson.examples, count)
        parts = []
        with torch.inference_mode():
            for piece in pieces(count, progress):
                given = self.lesson.taught[rows[piece]]
                middle, spread = self.net.seen(as_tensor(given))
                middle = middle + spread * torch.from_numpy(draw.normal(size=middle.shape).astype(np.float32))
                parts.append(_without_return(self.net.scores(middle).numpy(), np.diff(given.indptr), draw))
        return sparse.csr_matrix(sparse.vstack(parts), dtype=np.float32)


def _without_return(scores: np.ndarray, sizes: np.ndarray, draw: np.random.Generator) -> sparse.csr_matrix:
    """0/1 rows × products: of each row as many different products as its size, by chances whose logarithms are the scores (the
    largest of score plus Gumbel noise are such a draw)."""
    noisy = scores - np.log(-np.log(draw.random(scores.shape) + 1e-300) + 1e-300)
    items = np.concatenate([np.sort(np.argpartition(-row, size - 1)[:size]) for row, size in zip(noisy, sizes, strict=True)])
    start = np.concatenate([[0], np.cumsum(sizes)])
    return sparse.csr_matrix((np.ones(len(items), np.float32), items, start), shape=scores.shape)


class _Drawing(BasketLesson):
    def __init__(self, baskets: sparse.csr_matrix, settings: VaeSettings) -> None:
        super().__init__(baskets, settings.kept, settings.training.seed)
        self.settings = settings
        own = settings.training
        self.rising = max(1.0, settings.rising * own.epochs * np.ceil(self.examples / own.batch))
        self.steps = 0
        # Half of each basket kept apart is shown, the other half asked; the same halves each round.
        shown = np.random.default_rng([own.seed, 4]).random(self.apart.nnz) < 0.5
        self.shown, self.asked = _some(self.apart, shown), _some(self.apart, ~shown)

    def loss(self, net: Any, examples: np.ndarray, device: str) -> Tensor:
        import torch
        from torch.nn import functional

        wanted = as_tensor(self.taught[examples], device)
        middle, spread = net.seen(functional.dropout(wanted, self.settings.dropped))
        drawn = net.scores(middle + spread * torch.randn_like(spread))
        self.steps += 1
        share = self.settings.divergence * min(1.0, self.steps / self.rising)
        apart = 0.5 * (spread**2 + middle**2 - 1 - 2 * spread.log()).sum(dim=1).mean()
        return -(drawn.log_softmax(dim=1) * wanted).sum(dim=1).mean() + share * apart

    def validate(self, net: Any, device: str, progress: Progress) -> float:
        """Mean log chance of an entry that was not shown."""
        total = 0.0
        for rows in pieces(self.judged, progress):
            middle, _ = net.seen(as_tensor(self.shown[rows], device))
            total += float((net.scores(middle).log_softmax(dim=1) * as_tensor(self.asked[rows], device)).sum())
        return total / max(self.asked.nnz, 1)


def _some(baskets: sparse.csr_matrix, kept: np.ndarray) -> sparse.csr_matrix:
    """The baskets with those entries alone (bool an entry)."""
    row = np.repeat(np.arange(baskets.shape[0]), np.diff(baskets.indptr))[kept]
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=baskets.shape[0]))])
    return sparse.csr_matrix((baskets.data[kept], baskets.indices[kept], start), shape=baskets.shape)


def make_net(bias: np.ndarray, settings: VaeSettings) -> Any:
    """`bias` float32: scores of the products that an untaught net begins with."""
    import torch
    from torch import nn
    from torch.nn import functional

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read = nn.Linear(len(bias), settings.hidden)
            self.middle = nn.Linear(settings.hidden, 2 * settings.width)
            self.back = nn.Linear(settings.width, settings.hidden)
            self.out = nn.Linear(settings.hidden, len(bias))
            with torch.no_grad():
                self.out.bias.copy_(torch.from_numpy(bias))

        def seen(self, baskets: Tensor) -> tuple[Tensor, Tensor]:
            """(mean, deviation), baskets × width each, of the vector."""
            middle, log = self.middle(torch.tanh(self.read(functional.normalize(baskets)))).chunk(2, dim=1)
            return middle, (0.5 * log.clamp(-10, 10)).exp()

        def scores(self, vectors: Tensor) -> Tensor:
            """Logarithms of the products' chances, up to one number a row."""
            return self.out(torch.tanh(self.back(vectors)))

    return Net()
