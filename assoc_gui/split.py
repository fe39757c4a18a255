"""Where learning ends, choosing begins and the future is opened: as it was, as it is proposed, as the user moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from assoc_engine.errors import AssocError
from assoc_engine.models.contract import Train
from assoc_engine.models.timeline import DATE, DAY, timeline
from assoc_engine.settings import ModelSettings
from assoc_engine.workspace import Table

from .evidence import NO_TIME


@dataclass(frozen=True)
class Split:
    """`validate`, `future`: seconds, the first moment of the second and third part. `orders`: of the three parts; () where the
    history has no dates and nothing is known yet."""

    by: str
    first: int
    validate: int
    future: int
    end: int
    orders: tuple[int, ...]


def dated(orders: Table) -> np.ndarray:
    """The times of the orders that have one, rising (int64 seconds)."""
    times = np.asarray(orders["time"])
    return times[times != NO_TIME] if orders.meta.get("has_time") else times[:0]


def split_of(times: np.ndarray, settings: ModelSettings) -> Split | None:
    """The split that these settings give, as the models' engine makes it; None where there are no dates or none that fit."""
    if not len(times):
        return None
    try:
        said = timeline(_history(times), settings)
    except AssocError:
        return None
    return Split(said.by, said.first, said.validate, said.future, said.end, said.orders)


def split_told(meta: dict) -> Split:
    """The one that a leaderboard was made on."""
    told = meta["timeline"]
    return Split(told["by"], *(int(told[name]) for name in ("first", "validate", "future", "end")), tuple(told["orders"]))


def moved(split: Split, times: np.ndarray, which: str, at: float) -> Split:
    """The split with "validate" or "future" at the midnight nearest to a moment, as far as every part keeps an order."""
    day = round(at / DAY) * DAY
    low = (split.first if which == "validate" else split.validate) // DAY * DAY + DAY
    high = (split.future if which == "validate" else split.end) - 1
    day = int(min(max(day, low), high // DAY * DAY))
    changed = replace(split, **{which: day})
    places = np.searchsorted(times, [changed.validate, changed.future])
    counts = tuple(int(n) for n in np.diff([0, *places, len(times)]))
    return replace(changed, orders=counts) if all(counts) and changed.validate < changed.future else split


def iso(seconds: int) -> str:
    """The day of a moment as the settings write it."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def by_date(split: Split | None) -> bool:
    return split is not None and split.by == DATE


def _history(times: np.ndarray) -> Train:
    """Orders of which nothing but the time is known: all that a split asks for."""
    none = np.empty(0, np.int32)
    return Train(
        start=np.zeros(len(times) + 1, np.int64), items=none, time=times, customer=np.full(len(times), -1, np.int32), customers=0,
        names=(), texts=(), category=none, price=np.empty(0), now=0,
    )  # fmt: skip
