"""How large a net should be: by the work that its assortment and orders make on the device at hand."""

from __future__ import annotations

from ..settings import ModelSettings
from .contract import Train
from .device import choose

SIZES = ("S", "M", "L")
WORK = 3_000_000_000  # products × orders up to which size M trains within minutes on one thread of a processor
FEEDING = 200_000  # orders that a net of size L needs to learn more than one of size M


def pick_size(products: int, orders: int, device: str) -> str:
    """One of SIZES. `device`: "cuda", "mps" or "cpu". L is for graphics cards; S keeps large histories within minutes without."""
    if device == "cuda":
        return "L" if orders >= FEEDING else "M"
    return "M" if products * orders <= WORK else "S"


def size_for(train: Train, settings: ModelSettings) -> str:
    """The size that was asked for, else the one that suits the history and the device."""
    if settings.size:
        return settings.size
    return pick_size(train.products, train.orders, choose(settings.device)[0])
