"""The net of the ranker of hints: a small one over what is known of a pair, by which the candidates of a moment share out what came true.

It is not taught by models/training.py: its rate of learning rises and falls once over a fixed number of rounds (Smith and Topin 2019), so
no pairs have to be set apart to say when to stop, and of those that came true every one teaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models.training import settled
from ..progress import SILENT, Progress

BLOCK = 100_000  # pairs scored at a time
FORGOTTEN = 0.1  # share of the facts that are left out at random while it learns


@dataclass(frozen=True)
class NetSettings:
    """`seeds`: nets of which a score is the mean. `rate`: of learning, at most. `batch`: pairs of a step."""

    seeds: Sequence[int] = (0, 1, 2)
    wide: int = 64
    dropout: float = 0.3
    rounds: int = 6
    batch: int = 4_096
    rate: float = 3e-3
    decay: float = 1e-2


class RankerNet:
    def __init__(self, settings: NetSettings = NetSettings()) -> None:
        self.settings, self.nets = settings, []

    def fit(
        self, features: Sequence[np.ndarray], weight: Sequence[np.ndarray], stands: Sequence[np.ndarray], seed: int = 0,
        progress: Progress = SILENT,
    ) -> RankerNet:  # fmt: skip
        """One array a moment each: `features` float32 pairs × columns, `weight` float32 how much came true of each pair, `stands`
        float32 for how many candidates it stands. The same seed gives the same nets."""
        for number, own in enumerate(self.settings.seeds):
            part = progress.part(number / len(self.settings.seeds), (number + 1) / len(self.settings.seeds))
            self.nets.append(self._taught(features, weight, stands, seed + own, part))
        return self

    def _taught(self, features, weight, stands, seed: int, progress: Progress):
        import torch

        own, draw = self.settings, np.random.default_rng(seed)
        x, bought, whole = (torch.from_numpy(np.concatenate(part)) for part in (features, weight, stands))
        moment = torch.from_numpy(np.repeat(np.arange(len(weight)), [len(one) for one in weight]))
        with settled(0, "cpu"), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            net = _net(x.shape[1], own.wide, own.dropout)
            steps = own.rounds * -(-len(x) // own.batch)
            rule = torch.optim.AdamW(net.parameters(), lr=own.rate, weight_decay=own.decay)
            rates = torch.optim.lr_scheduler.OneCycleLR(rule, own.rate, total_steps=steps + 1)
            order = np.concatenate([draw.permutation(len(x)) for _ in range(own.rounds)])
            for number, some in enumerate(np.array_split(order, steps)):
                progress.step(number, steps)
                rows = torch.from_numpy(some)
                loss = _loss(net(x[rows]).squeeze(1), moment[rows], bought[rows], whole[rows], len(weight))
                rule.zero_grad()
                loss.backward()
                rule.step()
                rates.step()
        return net.eval()

    def scores(self, features: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
        """float64, one a pair; they may be compared within a moment."""
        import torch

        scores = np.zeros(len(features))
        with torch.inference_mode():
            for low in range(0, len(features), BLOCK):
                progress.step(low, len(features))
                block = torch.from_numpy(features[low : low + BLOCK])
                scores[low : low + BLOCK] = sum(net(block).squeeze(1).double().numpy() for net in self.nets)
        return scores / len(self.nets)


def _net(columns: int, wide: int, dropout: float):
    from torch import nn

    return nn.Sequential(nn.Dropout(FORGOTTEN), nn.Linear(columns, wide), nn.SiLU(), nn.Dropout(dropout),
                         nn.Linear(wide, wide // 2), nn.SiLU(), nn.Linear(wide // 2, 1))  # fmt: skip


def _loss(scores, moment, bought, whole, moments: int):
    """What came true times minus the logarithm of the share that the net gives it among the pairs of its moment at hand."""
    import torch

    top = scores.detach().max()
    total = torch.zeros(moments).index_add(0, moment, torch.exp(scores - top) * whole)
    share = scores - top - torch.log(total + 1e-9)[moment]
    return -(bought * share).sum() / bought.sum().clamp(min=1)
