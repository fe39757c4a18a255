"""The net of the page ranker: a small one over what is known of a pair, taught so that a page's candidates share out what was
bought with it (softmax within the page)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import FileError
from ..files import replacing
from ..progress import SILENT, Progress
from ..text import N_
from .checkpoint import BEST, load_weights, save_weights
from .training import TrainingSettings, train

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

BLOCK = 200_000  # pairs scored at a time
ABOUT = "net.json"
SCALE = ("least", "small", "mean", "spread")


@dataclass(frozen=True)
class Pages:
    """What a net learns from. `start` int64 (pages + 1) points into the candidates: `features` float32 (candidates × columns),
    `bought` float32 how much each was bought with its page, `stands` float32 for how many candidates each stands."""

    start: np.ndarray
    features: np.ndarray
    bought: np.ndarray
    stands: np.ndarray

    def take(self, pages: np.ndarray) -> Pages:
        """Some of the pages, by number, each with all its candidates."""
        length = np.diff(self.start)[pages]
        end = np.cumsum(length)
        rows = np.repeat(self.start[pages] - (end - length), length) + np.arange(length.sum())
        return Pages(np.concatenate([[0], end]), self.features[rows], self.bought[rows], self.stands[rows])


@dataclass(frozen=True)
class Scale:
    """Features as they suit a net: logarithms of the distance from the `least` value, those under `small` drawn together, then
    `mean` 0 and `spread` 1, within ±4. Each float32, one a column."""

    least: np.ndarray
    small: np.ndarray
    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray) -> Scale:
        """Of features (float32 rows × columns, not below 0 by much): by their least value, and mean and spread of the logarithm."""
        some = features[:: max(1, len(features) // 50_000)]
        least = features.min(axis=0)
        small = np.maximum(np.quantile(some - least, 0.3, axis=0), 1e-4).astype(np.float32)
        logs = np.log(some - least + small)
        return cls(least, small, logs.mean(axis=0), logs.std(axis=0) + np.float32(1e-6))

    def __call__(self, features: np.ndarray, kind: type = np.float32) -> np.ndarray:
        """The features (float32 rows × columns) on this scale, as `kind`, cut off at four spreads."""
        scaled: np.ndarray = np.empty(features.shape, kind)
        for low in range(0, len(features), BLOCK):
            block = np.log(np.maximum(features[low : low + BLOCK] - self.least, 0) + self.small)
            scaled[low : low + BLOCK] = np.clip((block - self.mean) / self.spread, -4, 4)
        return scaled


class PageNet:
    """Nets of several seeds over the same pages; a score is their mean logarithm of the share. `apart` int64: numbers of the pages
    that no net was taught with, one in ten."""

    def __init__(self, seeds: Sequence[int], wide: int, dropout: float) -> None:
        self.seeds, self.wide, self.dropout = tuple(seeds), wide, dropout

    def fit(self, pages: Pages, settings: TrainingSettings, progress: Progress = SILENT) -> PageNet:
        """Learn from pages, one net a seed. Raises Cancelled."""
        import torch

        self.scale = Scale.of(pages.features)
        lesson = _Lesson(pages, torch.from_numpy(self.scale(pages.features, np.float16)), self.seeds[0])
        self.apart = lesson.apart
        self.nets, self.curves = [], []
        for number, seed in enumerate(self.seeds):
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                net = _net(pages.features.shape[1], self.wide, self.dropout)
            part = progress.part(number / len(self.seeds), (number + 1) / len(self.seeds))
            own = TrainingSettings(**{**vars(settings), "seed": seed})
            with tempfile.TemporaryDirectory() as folder:
                self.curves.append(train(net, lesson, own, Path(folder), part))
            self.nets.append(net.eval())
        return self

    @property
    def parameters(self) -> int:
        """Weights of all nets."""
        return sum(weight.numel() for net in self.nets for weight in net.parameters())

    def save(self, folder: Path) -> None:
        """Keep the nets in a folder, from which `load` takes them. Raises WriteError."""
        from torch import nn

        scale = {name: getattr(self.scale, name).tolist() for name in SCALE}
        about = {"seeds": self.seeds, "wide": self.wide, "dropout": self.dropout, "scale": scale}
        with replacing(folder / ABOUT) as path:
            path.write_text(json.dumps(about), encoding="utf-8")
        save_weights(nn.ModuleList(self.nets), folder / BEST)

    @classmethod
    def load(cls, folder: Path) -> PageNet:
        """The nets that `save` left in a folder. Raises FileError where they cannot be read."""
        from torch import nn

        about = read_about(folder / ABOUT, ("seeds", "wide", "dropout", "scale"))
        found = cls(about["seeds"], about["wide"], about["dropout"])
        found.scale = Scale(*(np.array(about["scale"][name], np.float32) for name in SCALE))
        found.nets = [_net(len(found.scale.least), found.wide, found.dropout).eval() for _ in found.seeds]
        load_weights(nn.ModuleList(found.nets), folder / BEST)
        return found

    def scores(self, features: np.ndarray) -> np.ndarray:
        """float64, one a pair; they may be compared within a page."""
        import torch

        scores = np.zeros(len(features))
        with torch.inference_mode():
            for low in range(0, len(features), BLOCK):
                block = torch.from_numpy(self.scale(features[low : low + BLOCK]))
                scores[low : low + BLOCK] = sum(net(block).squeeze(1).double().numpy() for net in self.nets)
        return scores / len(self.nets)


def read_about(path: Path, names: Sequence[str]) -> dict[str, Any]:
    """What a model said of itself when it was kept: an object of JSON that has these names. Raises FileError."""
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        if set(names) <= set(about):
            return about
    except (OSError, ValueError, TypeError):
        pass
    raise damaged(path)


def damaged(path: Path) -> FileError:
    """The refusal of a file of learned weights."""
    return FileError(
        N_("What was learned before cannot be read: {file} in {folder} is damaged."),
        advice=N_("Train the methods again."), file=path.name, folder=str(path.parent),
    )  # fmt: skip


def _net(columns: int, wide: int, dropout: float) -> Module:
    from torch import nn

    return nn.Sequential(nn.Linear(columns, wide), nn.SiLU(), nn.Dropout(dropout),
                         nn.Linear(wide, wide // 2), nn.SiLU(), nn.Linear(wide // 2, 1))  # fmt: skip


class _Lesson:
    """Nine pages in ten to learn from, one to stop by. Pages are drawn; each brings all its candidates. `features`: scaled, in
    float16 since a thousandth of a spread is no knowledge and there are hundreds of megabytes of them."""

    def __init__(self, pages: Pages, features: Tensor, seed: int) -> None:
        import torch

        drawn = np.random.default_rng(seed).permutation(len(pages.start) - 1)
        self.judged = max(len(drawn) // 10, min(1, len(drawn) - 1))
        self.apart, self.learnt = drawn[: self.judged], drawn[self.judged :]
        self.pages, self.features, self.examples = pages, features, len(self.learnt)
        self.bought, self.stands = torch.from_numpy(pages.bought), torch.from_numpy(np.log(pages.stands))

    def loss(self, net: Module, examples: np.ndarray, device: str) -> Tensor:
        loss, weight = self._shares(net, self.learnt[examples], device)
        return loss / weight.clamp(min=1e-6)

    def validate(self, net: Module, device: str, progress: Progress) -> float:
        parts = []
        for low in range(0, len(self.apart), 256):
            progress.step(low, len(self.apart))
            parts.append(self._shares(net, self.apart[low : low + 256], device))
        return -sum(float(loss) for loss, _ in parts) / max(sum(float(weight) for _, weight in parts), 1e-6)

    def _shares(self, net: Module, pages: np.ndarray, device: str) -> tuple[Tensor, Tensor]:
        """(summed loss, summed weight): what was bought times minus the logarithm of the share the net gives it."""
        import torch

        low, length = self.pages.start[pages], np.diff(self.pages.start)[pages]
        rows = torch.from_numpy(np.repeat(low - np.cumsum(length) + length, length) + np.arange(length.sum()))
        page, bought = torch.from_numpy(np.repeat(np.arange(len(pages)), length)).to(device), self.bought[rows].to(device)
        scores = net(self.features[rows].to(device).float()).squeeze(1)
        top = scores.detach().max()
        weighted = torch.exp(scores - top + self.stands[rows].to(device))
        total = torch.log(torch.zeros(len(pages), device=device).index_add(0, page, weighted)) + top
        return (bought * (total[page] - scores)).sum(), bought.sum()
