"""Which pairs the autoencoders foresee: the net reads late orders, and what it would have put into an order with A counts for A and B.

From the orders of the last `READ` that are read, the joint orders foreseen for a pair are the chances of B summed over the orders
with A (and the other way round; their mean). As times the joint orders by chance they are the pair's attraction; what that makes of its
trade ahead is told in coming_true.py. What is older than `TAUGHT` does not teach: the figures chosen by are in docs/models.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from .autoencoder import Autoencoder, AutoencoderSettings
from .basket_lesson import Tell, pieces
from .coming_true import Ahead, PairsAsked, by_chance, latest, likely
from .mult_vae import MultVae

TAUGHT = (90, 4_000)  # days whose orders teach; of less trade so many orders, however old
READ = (60, 2_500)  # and those that are read
ROUNDS = 40
FEW = 0.3  # joint orders by chance that are added, so that rare products attract nothing by their rarity alone

Chances = Callable[[sparse.csr_matrix], np.ndarray]
"""From 0/1 CSR orders × products to the chance of each product of each order."""


class VaeScorer:
    """By Mult-VAE. `tell` gets the curve of training."""

    name = "vae"

    def __init__(self, ahead: Ahead = Ahead(), tell: Tell = lambda curve: None) -> None:
        self.ahead, self.tell = ahead, tell

    def scores(self, question: PairsAsked, progress: Progress = SILENT) -> np.ndarray:
        """See hints/contract.py. Raises NothingToAnalyse where the orders do not teach a net."""
        net = MultVae(tell=self.tell).fit(question.baskets[latest(question.train, *TAUGHT)], progress.part(0, 0.8))
        return _scores(question, self.ahead, lambda some: net.chances(some) * np.diff(some.indptr)[:, None], progress.part(0.8, 1))


class AutoencoderScorer:
    """By the classic autoencoder, which a quarter of a year alone teaches in more than its 10 rounds."""

    name = "autoencoder"

    def __init__(self, settings: AutoencoderSettings | None = None, ahead: Ahead = Ahead()) -> None:
        usual = AutoencoderSettings()
        self.settings = settings or replace(usual, training=replace(usual.training, epochs=ROUNDS, patience=5))
        self.ahead = ahead

    def scores(self, question: PairsAsked, progress: Progress = SILENT) -> np.ndarray:
        """See hints/contract.py. Raises NothingToAnalyse where the orders do not teach a net."""
        net = Autoencoder(self.settings).fit(question.baskets[latest(question.train, *TAUGHT)], progress.part(0, 0.8))
        return _scores(question, self.ahead, net.restored, progress.part(0.8, 1))


def _scores(question: PairsAsked, ahead: Ahead, chances: Chances, progress: Progress) -> np.ndarray:
    read = question.baskets[latest(question.train, *READ)]
    attraction = question.of(foreseen(read, chances, progress) / (by_chance(read) + FEW))
    return likely(attraction, ahead.chance(question))


def foreseen(baskets: sparse.csr_matrix, chances: Chances, progress: Progress = SILENT) -> np.ndarray:
    """float64 products × products, symmetric."""
    found = np.zeros((baskets.shape[1], baskets.shape[1]))
    for rows in pieces(baskets.shape[0], progress):
        some = baskets[rows]
        found += some.T @ chances(some)
    return (found + found.T) / 2
