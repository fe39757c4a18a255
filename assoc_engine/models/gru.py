"""Orders read by a GRU, a recurrent net with gates (Cho and others, EMNLP 2014)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .sequence_model import SequenceNextBasket
from .sequence_net import SequenceSettings
from .training import TrainingSettings

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@dataclass(frozen=True)
class GruSettings(SequenceSettings):
    """See `SequenceSettings`."""


def sized(size: str, products: int) -> GruSettings:
    """Settings of a size of `sizes.SIZES` for an assortment of so many products."""
    usual = GruSettings()
    if size == "S":
        return replace(usual, width=32, hidden=48, training=replace(usual.training, epochs=6))
    if size == "L":
        training = TrainingSettings(epochs=12, batch=256, rate=2e-3, patience=3)
        return replace(usual, width=192, hidden=384, dropout=0.4, drawn=16_000, training=training)
    return usual


def reader(settings: GruSettings, width: int) -> Module:
    """Reads orders batch × length × `width`; gives states batch × length × `settings.hidden`."""
    from torch import nn

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gru = nn.GRU(width, settings.hidden, batch_first=True)

        def forward(self, orders: Tensor, days: Tensor, there: Tensor) -> Tensor:
            return self.gru(orders)[0]  # what comes after an order cannot change its state, so padding needs no mask

    return Reader()


class GruNextBasket(SequenceNextBasket):
    """The next basket by a GRU over the vectors of the orders (Cho and others, EMNLP 2014)."""

    name = "gru"
    settings_kind = GruSettings
    reader = staticmethod(reader)
