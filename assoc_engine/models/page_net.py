"""The net of the page ranker: a small one over what is known of a pair, taught so that a page's candidates share out what was
bought with it (softmax within the page)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..progress import SILENT, Progress
from .training import TrainingSettings, train

BLOCK = 200_000  # pairs scored at a time


@dataclass(frozen=True)
class Pages:
    """What a net learns from. `start` int64 (pages + 1) points into the candidates: `features` float32 (candidates × columns),
    `bought` float32 how much each was bought with its page, `stands` float32 for how many candidates each stands."""

    start: np.ndarray
    features: np.ndarray
    bought: np.ndarray
    stands: np.ndarray


class Scale:
    """Features as they suit a net: logarithms of the distance from the least value, then mean 0 and spread 1, within ±4."""

    def __init__(self, features: np.ndarray) -> None:
        self.least = features.min(axis=0)
        some = features[:: max(1, len(features) // 50_000)] - self.least
        self.small = np.maximum(np.quantile(some, 0.3, axis=0), 1e-4).astype(np.float32)
        logs = self._logs(features)
        self.mean, self.spread = logs.mean(axis=0), logs.std(axis=0) + np.float32(1e-6)

    def _logs(self, features: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(features - self.least, 0) + self.small)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        return np.clip((self._logs(features) - self.mean) / self.spread, -4, 4)


class PageNet:
    """Nets of several seeds over the same pages; a score is their mean logarithm of the share."""

    def __init__(self, seeds: Sequence[int], wide: int, dropout: float) -> None:
        self.seeds, self.wide, self.dropout = tuple(seeds), wide, dropout

    def fit(self, pages: Pages, settings: TrainingSettings, progress: Progress = SILENT) -> "PageNet":
        import torch

        self.scale = Scale(pages.features)
        lesson_features = torch.from_numpy(self.scale(pages.features))
        self.nets, self.curves = [], []
        for number, seed in enumerate(self.seeds):
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                net = _net(pages.features.shape[1], self.wide, self.dropout)
            lesson = _Lesson(pages, lesson_features, seed)
            part = progress.part(number / len(self.seeds), (number + 1) / len(self.seeds))
            own = TrainingSettings(**{**vars(settings), "seed": seed})
            with tempfile.TemporaryDirectory() as folder:
                self.curves.append(train(net, lesson, own, Path(folder), part))
            self.nets.append(net.eval())
        return self

    @property
    def parameters(self) -> int:
        return sum(weight.numel() for net in self.nets for weight in net.parameters())

    def scores(self, features: np.ndarray) -> np.ndarray:
        """float64, one a pair; they may be compared within a page."""
        import torch

        scores = np.zeros(len(features))
        with torch.inference_mode():
            for low in range(0, len(features), BLOCK):
                block = torch.from_numpy(self.scale(features[low : low + BLOCK]))
                scores[low : low + BLOCK] = sum(net(block).squeeze(1).double().numpy() for net in self.nets)
        return scores / len(self.nets)


def _net(columns: int, wide: int, dropout: float):
    from torch import nn

    return nn.Sequential(nn.Linear(columns, wide), nn.SiLU(), nn.Dropout(dropout),
                         nn.Linear(wide, wide // 2), nn.SiLU(), nn.Linear(wide // 2, 1))  # fmt: skip


class _Lesson:
    """Nine pages in ten to learn from, one to stop by. Pages are drawn; each brings all its candidates."""

    def __init__(self, pages: Pages, features, seed: int) -> None:
        import torch

        drawn = np.random.default_rng(seed).permutation(len(pages.start) - 1)
        kept_apart = len(drawn) // 10
        self.apart, self.learnt = drawn[:kept_apart], drawn[kept_apart:]
        self.pages, self.features, self.examples = pages, features, len(self.learnt)
        self.bought, self.stands = torch.from_numpy(pages.bought), torch.from_numpy(np.log(pages.stands))

    def loss(self, net, examples: np.ndarray, device: str):
        loss, weight = self._shares(net, self.learnt[examples], device)
        return loss / weight.clamp(min=1e-6)

    def validate(self, net, device: str, progress: Progress) -> float:
        parts = []
        for low in range(0, len(self.apart), 256):
            progress.step(low, len(self.apart))
            parts.append(self._shares(net, self.apart[low : low + 256], device))
        return -sum(float(loss) for loss, _ in parts) / max(sum(float(weight) for _, weight in parts), 1e-6)

    def _shares(self, net, pages: np.ndarray, device: str):
        """(summed loss, summed weight): what was bought times minus the logarithm of the share the net gives it."""
        import torch

        low, length = self.pages.start[pages], np.diff(self.pages.start)[pages]
        page = np.repeat(np.arange(len(pages)), length)
        rows = torch.from_numpy(np.repeat(low - np.cumsum(length) + length, length) + np.arange(length.sum()))
        page, bought = torch.from_numpy(page).to(device), self.bought[rows].to(device)
        scores = net(self.features[rows].to(device)).squeeze(1)
        top = scores.detach().max()
        weighted = torch.exp(scores - top + self.stands[rows].to(device))
        total = torch.log(torch.zeros(len(pages), device=device).index_add(0, page, weighted)) + top
        return (bought * (total[page] - scores)).sum(), bought.sum()
