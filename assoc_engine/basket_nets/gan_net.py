"""The generator, its encoder and the critic of the baskets' GAN.

A basket is a race: each product arrives after a time drawn at its own rate, and the first so many are the basket, so that sizes
are exact and no product comes twice (the Gumbel top-k trick: Kool and others, ICML 2019). Backwards the race is a smooth one: a
sigmoid of how far before or behind the border a product came in (straight-through Gumbel: Jang and others, ICLR 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..settings import Checked, limited

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Linear, Module

SEASON = 8  # width of a season's vector
COMPARED = 4  # one in so many of the critic's units is compared over the whole batch


@dataclass(frozen=True)
class NetSettings(Checked):
    """`noise`: numbers a basket is made from. `hidden`: width of generator and critic. `given`: width of a given product's vector."""

    noise: int = limited(96, 1, 4096)
    hidden: int = limited(256, 1, 4096)
    given: int = limited(64, 1, 4096)


def race(log_rates: Tensor, sizes: Tensor, heat: float) -> Tensor:
    """Baskets 0/1, batch × products, with gradients: the first `sizes` (int64, from 1 to all) products of each row to arrive."""
    import torch

    scores = log_rates - torch.log(-torch.log(torch.rand_like(log_rates).clamp(1e-9, 1 - 1e-7)))
    ranked = scores.sort(dim=1, descending=True).values
    last = ranked.gather(1, sizes[:, None] - 1)
    after = ranked.gather(1, sizes[:, None].clamp(max=scores.shape[1] - 1))
    hard = (scores.detach() >= last.detach()).float()
    border = torch.where(sizes[:, None] < scores.shape[1], (last + after) / 2, last - 1.0).detach()
    soft = torch.sigmoid((scores - border) / heat)
    return hard + (soft - soft.detach())


def make_generator(settings: NetSettings, log_rates: np.ndarray) -> Any:
    """`log_rates` float32 seasons × products: of an order of the mean size in each season; where the net starts."""
    import torch
    from torch import nn

    seasons, products, hidden = *log_rates.shape, settings.hidden
    known = SEASON + settings.given + 1

    class Generator(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.season = nn.Embedding(seasons, SEASON)
            self.given = nn.Embedding(products + 1, settings.given, padding_idx=products)
            self.read = nn.Linear(products, hidden)
            self.code = nn.Sequential(nn.Linear(hidden + known, hidden), nn.Tanh(), nn.Linear(hidden, 2 * settings.noise))
            self.shape = nn.Sequential(nn.Linear(settings.noise + known, hidden), nn.ReLU(), nn.Linear(hidden, settings.noise))
            self.mind = nn.Sequential(nn.Linear(settings.noise + known, hidden), nn.Tanh())
            self.offer = nn.Linear(hidden, products, bias=False)
            self.usual = nn.Parameter(torch.from_numpy(log_rates))
            for untaught in self.shape[2].parameters():
                nn.init.zeros_(untaught)
            nn.init.normal_(self.offer.weight, std=0.02)

        def knows(self, sizes: Tensor, season: Tensor, given: Tensor) -> Tensor:
            """What is asked for: batch × (log size, season, given product; the number after the last product says none)."""
            return torch.cat([sizes.float().log()[:, None], self.season(season), self.given(given)], dim=1)

        def encode(self, baskets: Tensor, known: Tensor) -> tuple[Tensor, ...]:
            """(mean, log variance) of the noise that may have made these baskets."""
            read = torch.relu(self.read(baskets / baskets.sum(dim=1, keepdim=True).clamp(min=1).sqrt()))
            return self.code(torch.cat([read, known], dim=1)).chunk(2, dim=1)

        def decode(self, noise: Tensor, known: Tensor, sizes: Tensor, season: Tensor) -> Tensor:
            """Log rates, batch × products: a product is expected in a basket of this size with 1 − exp(−rate)."""
            mind = self.mind(torch.cat([noise, known], dim=1))
            return self.offer(mind) + self.usual[season] + sizes.float().log()[:, None]

        def forward(self, noise: Tensor, sizes: Tensor, season: Tensor, given: Tensor) -> Tensor:
            known = self.knows(sizes, season, given)
            return self.decode(noise + self.shape(torch.cat([noise, known], dim=1)), known, sizes, season)

    return Generator()


def make_critic(settings: NetSettings, read: Linear, seasons: int) -> Module:
    """It judges each basket by itself and in its batch, whose mean and spread it sees: a generator that always makes the same is told
    at once (minibatch statistics: Salimans and others, NeurIPS 2016; Choi and others, medGAN, MLHC 2017). Its later layers have
    spectral norm 1 (Miyato and others, ICLR 2018). `read`: the encoder's first layer, from which its own starts."""
    import copy

    import torch
    from torch import nn
    from torch.nn.functional import leaky_relu
    from torch.nn.utils.parametrizations import spectral_norm

    hidden, compared, products = settings.hidden, max(1, settings.hidden // COMPARED), read.in_features

    class Critic(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read = copy.deepcopy(read)
            self.season = nn.Embedding(seasons, SEASON)
            self.given = nn.Embedding(products + 1, settings.given, padding_idx=products)
            self.first = nn.Linear(hidden + 1 + SEASON + settings.given, hidden)
            self.compare = spectral_norm(nn.Linear(hidden, compared))
            self.second = spectral_norm(nn.Linear(hidden + 3 * compared, hidden))
            self.verdict = spectral_norm(nn.Linear(hidden, 1))

        def forward(self, baskets: Tensor, season: Tensor, given: Tensor) -> Tensor:
            """One number a basket: above 0 real, below 0 made."""
            sizes = baskets.sum(dim=1, keepdim=True).clamp(min=1)
            read = leaky_relu(self.read(baskets / sizes.sqrt()), 0.2)
            mind = leaky_relu(self.first(torch.cat([read, sizes.log(), self.season(season), self.given(given)], dim=1)), 0.2)
            own = self.compare(mind)
            beside = [own.mean(dim=0).expand_as(own), own.std(dim=0, unbiased=False).expand_as(own)]
            return self.verdict(leaky_relu(self.second(torch.cat([mind, own, *beside], dim=1)), 0.2)).squeeze(1)

    return Critic()
