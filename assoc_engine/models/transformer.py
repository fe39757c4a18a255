"""Orders read by a causal Transformer (Kang and McAuley, ICDM 2018): each state attends to its own and earlier orders alone.

Where an order stands is told to the attention as a bias for the orders between two (Shaw and others, NAACL 2018) and one for the
time between them (as Li and others, WSDM 2020), so that a history that goes on longer is read no differently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..settings import limited
from .pasts import MOST
from .sequence_model import SequenceNextBasket
from .sequence_net import SequenceSettings
from .training import TrainingSettings

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

DOUBLINGS = 10  # of the days between two orders that are told apart


@dataclass(frozen=True)
class TransformerSettings(SequenceSettings):
    """`layers`, and `heads` of each; `hidden` must be a multiple of them."""

    layers: int = limited(2, 1, 24)
    heads: int = limited(4, 1, 64)


def sized(size: str, products: int) -> TransformerSettings:
    """Settings of a size of `sizes.SIZES` for an assortment of so many products."""
    usual = TransformerSettings()
    if size == "S":
        return replace(usual, width=32, hidden=48, layers=1, training=replace(usual.training, epochs=6))
    if size == "L":
        training = TrainingSettings(epochs=12, batch=256, rate=1e-3, patience=3)
        return replace(usual, width=192, hidden=384, layers=4, heads=8, dropout=0.4, drawn=16_000, training=training)
    return usual


def reader(settings: TransformerSettings, width: int) -> Module:
    """As `gru.reader`."""
    import torch
    from torch import nn

    hidden, heads = settings.hidden, settings.heads

    class Layer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.calm, self.calm_again = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
            self.three, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
            self.think = nn.Sequential(nn.Linear(hidden, 2 * hidden), nn.GELU(), nn.Linear(2 * hidden, hidden))
            self.drop = nn.Dropout(settings.dropout)

        def forward(self, x: Tensor, bias: Tensor) -> Tensor:
            customers, orders, _ = x.shape
            query, key, value = self.three(self.calm(x)).view(customers, orders, 3, heads, hidden // heads).permute(2, 0, 3, 1, 4)
            seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
            x = x + self.drop(self.out(seen.transpose(1, 2).reshape(customers, orders, hidden)))
            return x + self.drop(self.think(self.calm_again(x)))

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.enter, self.leave = nn.Linear(width, hidden), nn.LayerNorm(hidden)
            self.apart, self.between = nn.Embedding(MOST, heads), nn.Embedding(DOUBLINGS + 1, heads)
            self.layers = nn.ModuleList(Layer() for _ in range(settings.layers))
            for table in (self.apart, self.between):
                nn.init.zeros_(table.weight)

        def forward(self, orders: Tensor, days: Tensor, there: Tensor) -> Tensor:
            place = torch.arange(orders.shape[1], device=orders.device)
            apart = place[:, None] - place
            between = torch.log2(1 + (days[:, :, None] - days[:, None, :]).clamp(min=0)).long().clamp(max=DOUBLINGS)
            bias = self.apart(apart.clamp(min=0)) + self.between(between)
            readable = (apart > 0) & there[:, None, :] | (apart == 0)  # its own place always: no row may be empty
            bias = bias.permute(0, 3, 1, 2).masked_fill(~readable[:, None], -torch.inf)
            x = self.enter(orders)
            for layer in self.layers:
                x = layer(x, bias)
            return self.leave(x)

    return Reader()


class TransformerNextBasket(SequenceNextBasket):
    """The next basket by a transformer over the vectors of the orders (Vaswani and others, NeurIPS 2017)."""

    name = "transformer"
    settings_kind = TransformerSettings
    reader = staticmethod(reader)
