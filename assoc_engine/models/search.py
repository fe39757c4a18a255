"""A search over the few settings of a model that matter, by how well they do on a validation part, within a time budget.

Random search (Bergstra and Bengio, 2012) over a small grid, nothing tried twice; the usual settings come first, so that what is
found is never worse on the validation part. It sees a past and cases that were cut from what lies before the split; the future is
nothing it could look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product
from time import monotonic
from typing import Any

import numpy as np

from ..errors import AssocError
from ..progress import SILENT, Progress
from ..text import N_
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE, Recommender, Train
from .evaluation import score
from .splitting import Asked

PLACES = 10  # of a list, that count


@dataclass(frozen=True)
class Times:
    """Multiples of the usual value: so a space suits every size of a net."""

    factors: tuple[float, ...]


Space = dict[str, tuple[Any, ...] | Times]
"""Values by the name of a setting; "training.rate" is the rate of a setting `training`."""

HALF_AND_DOUBLE = Times((0.5, 1.0, 2.0))
NET: Space = {"width": HALF_AND_DOUBLE, "training.rate": HALF_AND_DOUBLE, "dropout": (0.1, 0.3, 0.5)}
SPACES: dict[tuple[str, str], Space] = {
    (PAGE, "weighted-confidence"): {"power": (0.0, 0.25, 0.5, 0.75, 1.0), "half_life": (0.0, 60.0, 120.0, 180.0, 365.0)},
    (PAGE, "text-cnn"): NET,
    (PAGE, "ranker"): {"wide": HALF_AND_DOUBLE, "dropout": (0.1, 0.3, 0.5)},
    (NEXT_BASKET, "ridge"): {"penalty": (3.0, 10.0, 30.0, 100.0, 300.0), "fading": (0.7, 0.8, 0.9, 0.95, 1.0)},
    (NEXT_BASKET, "gru"): NET,
    (NEXT_BASKET, "transformer"): NET,
    (NEXT_BASKET, "ranker"): {"forests.trees": HALF_AND_DOUBLE, "forests.leaves": (15, 31, 63)},
    (NEW_PRODUCT, "text-cnn"): NET,
}
"""What is searched, by task and name of the model. The others have nothing that would matter."""


@dataclass
class Found:
    """`settings`: the best by the figure; the usual ones where nothing was finished. `tried`: (settings, figure) in turn, the usual
    ones first; the figure is NaN where they came to none. `seconds`: what the search took."""

    settings: Any
    tried: list[tuple[Any, float]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def figure(self) -> float:
        """That of the best; NaN where nothing was finished."""
        return max((figure for _, figure in self.tried if not np.isnan(figure)), default=np.nan)


def search(
    make: Callable[[], Recommender], usual: Any, space: Space, past: Train, asked: Asked, metric: str, budget: float,
    seed: int = 0, progress: Progress = SILENT, clock: Callable[[], float] = monotonic,
) -> Found:  # fmt: skip
    """Try settings for `budget` seconds. `make` gives a new, unfitted model. `past`: what it learns from; `asked`: validation cases
    that came after it. `metric`: "ndcg", "recall" or "hit", of the first 10 places.

    What is not finished when the time is over is given up, wherever it looks at its progress. Errors of the usual settings are
    raised; others come to no figure. Raises SettingError where the space leads out of a setting's range.
    """
    begun, found = clock(), Found(usual)
    known, fastest = int((past.counts > 0).sum()), np.inf
    for settings in [usual, *others(usual, space, seed)]:
        started = clock()
        if started - begun + (fastest if found.tried else 0) >= budget:
            break
        try:
            until = _Until(progress, begun + budget, budget, clock, len(found.tried))
            model = make().fit(past, settings, until)
            ids, _ = model.recommend(asked.cases, PLACES, progress=until)
            figure = float(getattr(score(ids, asked, past.products, known, PLACES), metric).mean())
        except _TimeOver:
            break
        except AssocError:
            if not found.tried:
                raise
            figure = np.nan
        fastest = min(fastest, clock() - started)
        if not np.isnan(figure) and not figure <= found.figure:
            found.settings = settings
        found.tried.append((settings, figure))
    found.seconds = clock() - begun
    return found


def others(usual: Any, space: Space, seed: int = 0) -> list[Any]:
    """All other settings of a space, in an order by chance."""
    names = list(space)
    values = [_values(usual, name, space[name]) for name in names]
    found = []
    for chosen in product(*values):
        settings = usual
        for name, value in zip(names, chosen, strict=True):
            settings = changed(settings, name, value)
        if settings != usual:
            found.append(settings)
    return [found[place] for place in np.random.default_rng(seed).permutation(len(found)).tolist()]


def changed(settings: Any, name: str, value: Any) -> Any:
    """A copy with one setting changed; "a.b" is the setting b of the settings a."""
    head, _, rest = name.partition(".")
    return replace(settings, **{head: changed(getattr(settings, head), rest, value) if rest else value})


def _values(usual: Any, name: str, choice: tuple[Any, ...] | Times) -> list[Any]:
    value = usual
    for part in name.split("."):
        value = getattr(value, part)
    if isinstance(choice, Times):
        return list(dict.fromkeys(max(1, round(value * f)) if isinstance(value, int) else value * f for f in choice.factors))
    return list(dict.fromkeys([*choice, value]))


class _TimeOver(Exception):
    """Raised inside a try when the budget is used up. Not a cancel: what was found until then stands."""


class _Until(Progress):
    """The progress of one try: shows how much of the time has passed, and ends the try with it."""

    def __init__(self, outer: Progress, end: float, budget: float, clock: Callable[[], float], tried: int) -> None:
        self._outer, self._end, self._budget, self._clock, self._tried = outer, end, budget, clock, tried

    def part(self, low: float, high: float, message: str = "") -> Progress:
        return self

    def step(self, done: float, total: float = 0, message: str = "", **values: object) -> None:
        left = self._end - self._clock()
        self._outer.step(self._budget - max(0.0, left), self._budget, N_("Looking for better settings ({tried} tried)"),
                         tried=self._tried)  # fmt: skip
        if left <= 0:
            raise _TimeOver

    def cancel(self) -> None:
        self._outer.cancel()

    @property
    def cancelled(self) -> bool:
        return self._outer.cancelled
