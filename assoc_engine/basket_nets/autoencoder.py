"""The classic autoencoder of baskets: through 64 and 32 units and back, what does it make of an order?

Dense layers, sigmoid output, binary cross entropy, Adam, 10 rounds, 32 baskets a step, 20 % kept apart (after Hinton and
Salakhutdinov, Science 2006). The loss of reconstruction is L = 1/n ΣΣ (x − x̂)²: the squared error of a basket's entries, summed over
all products, the mean over n baskets. A small loss alone says little: what is shown may be copied, the more of it the more units there
are for the products. How much of an order can be told from the rest of it is the denoising autoencoder's part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ..models.training import Curve, TrainingSettings
from ..progress import SILENT, Progress
from ..settings import Checked, limited
from .basket_lesson import BasketLesson, Tell, as_tensor, pieces, teach

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@dataclass(frozen=True)
class AutoencoderSettings(Checked):
    """`wide`, `narrow`: units of the two layers before the middle of the net, mirrored behind it. `kept`: the share of orders that
    only judge. Without decay of the weights AdamW is Adam."""

    wide: int = limited(64, 1, 4_096, "units")
    narrow: int = limited(32, 1, 4_096, "units")
    kept: float = limited(0.2, 0.01, 0.9)
    training: TrainingSettings = field(
        default_factory=lambda: TrainingSettings(epochs=10, batch=32, rate=1e-3, decay=0.0, patience=10, device="cpu")
    )


class Autoencoder:
    """After `fit`: `curve` (loss: cross entropy in teaching; figure: less that of the orders kept apart). `squared`,
    `squared_apart`: L after each round on teaching orders and on those kept apart. `by_popularity`: L on those kept apart of the
    answer that every order holds each product with its share. `lesson`: the orders. `tell` gets the curve after each round."""

    def __init__(self, settings: AutoencoderSettings | None = None, tell: Tell = lambda curve: None) -> None:
        self.settings, self.tell, self.curve = settings or AutoencoderSettings(), tell, Curve()

    def fit(self, baskets: sparse.csr_matrix, progress: Progress = SILENT) -> Autoencoder:
        """`baskets`: 0/1 orders × products. Raises NothingToAnalyse."""
        own = self.settings
        self.lesson = _Restoring(baskets, own.kept, own.training.seed)
        self.net, self.curve = teach(lambda: _net(self.lesson.products, own), self.lesson, own.training, progress, self.tell)
        self.squared, self.squared_apart = self.lesson.squared, self.lesson.squared_apart
        self.by_popularity = squared_loss(self.lesson.apart, self.lesson.share)
        return self

    @property
    def vectors(self) -> np.ndarray:
        """float32 products × `wide`: what each product's place in the last layer looks at."""
        return self.net[-1].weight.detach().numpy().copy()

    def restored(self, baskets: sparse.csr_matrix) -> np.ndarray:
        """float32 baskets × products: the chance it gives to each product of standing there."""
        import torch

        found = np.empty(baskets.shape, np.float32)
        with torch.inference_mode():
            for rows in pieces(baskets.shape[0], SILENT):
                found[rows] = torch.sigmoid(self.net(as_tensor(sparse.csr_matrix(baskets[rows], dtype=np.float32)))).numpy()
        return found


class _Restoring(BasketLesson):
    def __init__(self, baskets: sparse.csr_matrix, kept: float, seed: int) -> None:
        super().__init__(baskets, kept, seed)
        self.squared: list[float] = []
        self.squared_apart: list[float] = []

    def loss(self, net: Module, examples: np.ndarray, device: str) -> Tensor:
        from torch.nn import functional

        wanted = as_tensor(self.taught[examples], device)
        return functional.binary_cross_entropy_with_logits(net(wanted), wanted)

    def validate(self, net: Module, device: str, progress: Progress) -> float:
        """Less the cross entropy of the orders kept apart; notes the squared losses of the round."""
        squared, _ = self._judged(net, self.taught, device, progress.part(0, 0.8))
        self.squared.append(squared)
        squared, cross = self._judged(net, self.apart, device, progress.part(0.8, 1))
        self.squared_apart.append(squared)
        return -cross

    def _judged(self, net: Module, baskets: sparse.csr_matrix, device: str, progress: Progress) -> tuple[float, float]:
        """(L, mean cross entropy of an entry)."""
        import torch
        from torch.nn import functional

        squared = cross = 0.0
        for rows in pieces(baskets.shape[0], progress):
            wanted = as_tensor(baskets[rows], device)
            logits = net(wanted)
            squared += float(((wanted - torch.sigmoid(logits)) ** 2).sum())
            cross += float(functional.binary_cross_entropy_with_logits(logits, wanted, reduction="sum"))
        return squared / baskets.shape[0], cross / (baskets.shape[0] * self.products)


def squared_loss(baskets: sparse.csr_matrix, share: np.ndarray) -> float:
    """L where each basket is answered with the same float64 `share` a product: Σ (x² − 2 x p + p²), over all entries."""
    held = np.bincount(baskets.indices, minlength=baskets.shape[1])
    return float((held * (1 - 2 * share)).sum() / baskets.shape[0] + (share**2).sum())


def _net(products: int, settings: AutoencoderSettings) -> Module:
    """Scores before the sigmoid."""
    from torch import nn

    wide, narrow = settings.wide, settings.narrow
    return nn.Sequential(nn.Linear(products, wide), nn.ReLU(), nn.Linear(wide, narrow), nn.ReLU(),
                         nn.Linear(narrow, wide), nn.ReLU(), nn.Linear(wide, products))  # fmt: skip
