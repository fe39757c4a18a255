"""What the generator is taught before the critic comes: to say again, through little noise, the baskets that it read.

It is a variational autoencoder (Kingma and Welling, ICLR 2014) whose decoder is the generator; the same loss stays as a small part of
the generator's while it plays against the critic (VAE-GAN: Larsen and others, ICML 2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..models.checkpoint import fingerprint
from ..progress import Progress

if TYPE_CHECKING:
    from torch import Tensor

    Batch = tuple[Tensor, Tensor, Tensor, Tensor]

STEP = 512  # baskets judged at once


class Orders:
    """Baskets that are not empty, with what may be asked of each. `baskets`: orders × products, 0/1. `season` int64."""

    def __init__(self, baskets: sparse.csr_matrix, season: np.ndarray) -> None:
        self.baskets, self.season = baskets, season
        self.sizes = np.diff(baskets.indptr).astype(np.int64)

    def __len__(self) -> int:
        return len(self.sizes)

    def batch(self, rows: np.ndarray, given: float, device: str) -> Batch:
        """(baskets float32, sizes, season, given: for a share `given` of them one of their products, else none)."""
        import torch

        chosen, sizes = self.baskets[rows], self.sizes[rows]
        place = (torch.rand(len(rows)).numpy() * sizes).astype(np.int64).clip(max=sizes - 1)
        product = np.where(torch.rand(len(rows)).numpy() < given, chosen.indices[chosen.indptr[:-1] + place], self.baskets.shape[1])
        arrays = chosen.toarray(), sizes, self.season[rows], product.astype(np.int64)
        whole, size, when, held = (torch.from_numpy(array).to(device) for array in arrays)
        return whole, size, when, held


def said_again(net: Any, baskets: Tensor, sizes: Tensor, season: Tensor, given: Tensor, weight: float) -> Tensor:
    """The mean over these baskets of what it costs to say them (nats): each product arrives by itself with 1 − exp(−rate)."""
    import torch

    known = net.knows(sizes, season, given)
    mean, spread = net.encode(baskets, known)
    spread = spread.clamp(-8, 4)
    noise = mean + torch.randn_like(mean) * (spread / 2).exp()
    log_rates = net.decode(noise, known, sizes, season).clamp(max=4.0)
    rates = log_rates.exp()
    there = torch.log(-torch.expm1(-rates) + 1e-12)
    missed = -(baskets * (there + rates)).sum(dim=1) + rates.sum(dim=1)
    distance = 0.5 * (mean**2 + spread.exp() - 1 - spread).sum(dim=1)
    return (missed + weight * distance).mean()


class WarmLesson:
    """For training.train. `weight`: of the noise's distance from the standard normal."""

    def __init__(self, orders: Orders, kept: float, weight: float, given: float, seed: int) -> None:
        shuffled = np.random.default_rng([seed, 1]).permutation(len(orders))
        judged = max(1, round(kept * len(orders)))
        self.kept, self.taught = np.sort(shuffled[:judged]), np.sort(shuffled[judged:])
        self.orders, self.weight, self.given = orders, weight, given
        self.examples, self.judged = len(self.taught), len(self.kept)
        self.fingerprint = fingerprint(orders.baskets.indptr, orders.baskets.indices, orders.season, weight, given, seed)

    def loss(self, net: Any, examples: np.ndarray, device: str) -> Tensor:
        """See `models.training.Lesson`. `examples` int: rows of `taught`."""
        return said_again(net, *self.orders.batch(self.taught[examples], self.given, device), self.weight)

    def validate(self, net: Any, device: str, progress: Progress) -> float:
        """See `models.training.Lesson`: less the mean cost (nats) of saying a basket kept apart."""
        import torch

        torch.manual_seed(0)  # the same noise each time: figures of different rounds differ by the net alone
        total = 0.0
        for low in range(0, len(self.kept), STEP):
            progress.step(low, len(self.kept))
            rows = self.kept[low : low + STEP]
            total += float(said_again(net, *self.orders.batch(rows, self.given, device), self.weight)) * len(rows)
        return -total / len(self.kept)
