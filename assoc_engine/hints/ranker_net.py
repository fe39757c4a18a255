"""The net of the ranker of hints: a small one over what is known of a pair, that answers three questions of it at once.

How many joint orders will the pair have, how many will chance give it (both as logarithms of a Poisson mean), and what share of all that
comes true at its moment is its own (softmax). Few pairs come true, and of those that do luck decides; how often pairs meet is known of
every one, so the counts teach far more than the verdicts do.

It is not taught by models/training.py: its rate of learning rises and falls once over a fixed number of rounds (Smith and Topin 2019), so
no pairs have to be set apart to say when to stop, and of those that came true every one teaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..models.training import settled
from ..progress import SILENT, Progress

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

BLOCK = 100_000  # pairs answered at a time
FORGOTTEN = 0.05  # share of the facts that are left out at random while it learns
HIGHEST = 5.0  # logarithm of a rate: more is cut off while it learns
SHARING = 0.1  # what the third question weighs beside the counts


@dataclass(frozen=True)
class NetSettings:
    """`seeds`: nets of which an answer is the mean. `rate`: of learning, at most. `batch`: pairs of a step."""

    seeds: Sequence[int] = (0, 1, 2)
    wide: int = 128
    dropout: float = 0.2
    rounds: int = 5
    batch: int = 4_096
    rate: float = 3e-3
    decay: float = 1e-2


@dataclass(frozen=True)
class Taught:
    """The pairs of one moment and what became of them within `share` of the time looked ahead. `features` float32 pairs × columns; `joint`,
    `chance` float32: joint orders, and those by chance; `true` float32: 1 where it came true; `stands` float32: for how many candidates
    each stands."""

    features: np.ndarray
    joint: np.ndarray
    chance: np.ndarray
    true: np.ndarray
    stands: np.ndarray
    share: float


@dataclass(frozen=True)
class Answers:
    """float64, one a pair: `joint` orders and those by `chance` within the time looked ahead, and `share`, a logarithm that may be
    compared within a moment."""

    joint: np.ndarray
    chance: np.ndarray
    share: np.ndarray


class RankerNet:
    """After `fit`: `nets`, one a seed."""

    def __init__(self, settings: NetSettings = NetSettings()) -> None:
        self.settings = settings
        self.nets: list[Module] = []

    def fit(self, taught: Sequence[Taught], seed: int = 0, progress: Progress = SILENT) -> RankerNet:
        """Several of `taught` may share their features. The same seed gives the same nets."""
        for number, own in enumerate(self.settings.seeds):
            part = progress.part(number / len(self.settings.seeds), (number + 1) / len(self.settings.seeds))
            self.nets.append(self._learned(taught, seed + own, part))
        return self

    def _learned(self, taught: Sequence[Taught], seed: int, progress: Progress) -> Module:
        import torch

        own, draw = self.settings, np.random.default_rng(seed)
        lessons = _Examples(taught)
        with settled(0, "cpu"), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            net = _net(taught[0].features.shape[1], own.wide, own.dropout)
            steps = own.rounds * -(-len(lessons) // own.batch)
            rule = torch.optim.AdamW(net.parameters(), lr=own.rate, weight_decay=own.decay)
            rates = torch.optim.lr_scheduler.OneCycleLR(rule, own.rate, total_steps=steps + 1)
            order = np.concatenate([draw.permutation(len(lessons)) for _ in range(own.rounds)])
            for number, some in enumerate(np.array_split(order, steps)):
                progress.step(number, steps)
                loss = lessons.loss(net, torch.from_numpy(some))
                rule.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
                rule.step()
                rates.step()
        return net.eval()

    def answers(self, features: np.ndarray, progress: Progress = SILENT) -> Answers:
        """What the nets say of pairs (`features` float32 pairs × columns), the logarithms averaged. Raises Cancelled."""
        import torch

        said = np.zeros((len(features), 3))
        with torch.inference_mode():
            for low in range(0, len(features), BLOCK):
                progress.step(low, len(features))
                block = torch.from_numpy(features[low : low + BLOCK])
                said[low : low + BLOCK] = sum(net(block).double().numpy() for net in self.nets)
        joint, chance, share = (said / len(self.nets)).T
        return Answers(np.exp(joint), np.exp(chance), share)


class _Examples:
    """All pairs of all moments as tensors; features that several share are kept once."""

    def __init__(self, taught: Sequence[Taught]) -> None:
        import torch

        kept = {id(one.features): one.features for one in taught}
        first = dict(zip(kept, np.cumsum([0, *(len(features) for features in kept.values())]), strict=False))
        length = [len(one.true) for one in taught]
        self.features = torch.from_numpy(np.concatenate(list(kept.values())))
        self.place = torch.from_numpy(np.concatenate([first[id(one.features)] + np.arange(len(one.true)) for one in taught]))
        self.joint, self.chance, self.true, self.stands = (
            torch.from_numpy(np.concatenate([getattr(one, name) for one in taught])) for name in ("joint", "chance", "true", "stands")
        )
        self.shorter = torch.from_numpy(np.repeat([np.log(one.share) for one in taught], length).astype(np.float32))
        self.moment, self.moments = torch.from_numpy(np.repeat(np.arange(len(taught)), length)), len(taught)

    def __len__(self) -> int:
        return len(self.place)

    def loss(self, net: Module, rows: Tensor) -> Tensor:
        """Poisson deviance of both counts, over all candidates; and minus the logarithm of the share that the net gives what came true
        among the pairs of its moment at hand."""
        import torch

        said, whole, true, moment = net(self.features[self.place[rows]]), self.stands[rows], self.true[rows], self.moment[rows]
        loss: Tensor | float = 0.0
        for column, count in ((0, self.joint), (1, self.chance)):
            rate = said[:, column] + self.shorter[rows]
            loss = loss + (whole * (torch.exp(rate.clamp(max=HIGHEST)) - count[rows] * rate)).sum() / whole.sum()
        share, top = said[:, 2], said[:, 2].detach().max()
        total = torch.zeros(self.moments).index_add(0, moment, torch.exp(share - top) * whole)
        missed = true * (torch.log(total + 1e-9)[moment] + top - share)
        return loss + SHARING * missed.sum() / true.sum().clamp(min=1)


def _net(columns: int, wide: int, dropout: float) -> Module:
    from torch import nn

    return nn.Sequential(nn.Dropout(FORGOTTEN), nn.Linear(columns, wide), nn.SiLU(), nn.Dropout(dropout),
                         nn.Linear(wide, wide // 2), nn.SiLU(), nn.Linear(wide // 2, 3))  # fmt: skip
