"""How good scores of pairs would have been at a moment of the past: of the pairs named first, how many came true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DRAWS = 500
FIRST = (100, 500)  # pairs whose share that came true is told


@dataclass(frozen=True)
class Trial:
    """One scorer at one moment (seconds; without dates the number of orders before it). `precision100`, `precision500`: share of the
    first so many pairs that came true (of all pairs, where there are fewer). `auc`: how often a pair that came true stands before one
    that did not (NaN where either is missing). `chance`: share of all candidates that came true."""

    scorer: str
    moment: int
    precision100: float
    precision500: float
    auc: float
    chance: float


def judged(scorer: str, moment: int, scores: np.ndarray, true: np.ndarray) -> Trial:
    """`scores` float64, `true` bool, one a candidate."""
    hundred, more = (precision_at(scores, true, k) for k in FIRST)
    return Trial(scorer, moment, hundred, more, auc(scores, true), float(true.mean()))


def precision_at(scores: np.ndarray, true: np.ndarray, k: int) -> float:
    """The share of the k largest scores that came true; of equals at the border each is among them by its chance."""
    k = min(k, len(scores))
    border = np.partition(scores, len(scores) - k)[len(scores) - k]
    above, level = scores > border, scores == border
    return float((true[above].sum() + true[level].mean() * (k - above.sum())) / k)


def share_of_first(scores: np.ndarray, true: np.ndarray) -> float:
    """By what scorers are chosen: of as many first pairs as came true, `FIRST` at most, the share that did. Among fewer luck decides,
    and what stands further down is shown to nobody. `scores` float64, `true` bool: one a candidate, at least one of them true."""
    return precision_at(scores, true, min(FIRST[-1], int(true.sum())))


def auc(scores: np.ndarray, true: np.ndarray) -> float:
    """The chance that a pair that came true scores higher than one that did not, equals counting half (Mann–Whitney)."""
    from scipy.stats import rankdata

    yes, no = int(true.sum()), int((~true).sum())
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[true].sum() - yes * (yes + 1) / 2) / (yes * no))


def first_of(scores: np.ndarray, k: int) -> np.ndarray:
    """int64: the k candidates of the largest scores, falling; of equals the earlier one."""
    if 0 < k < len(scores):
        some = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
    else:
        some = np.arange(len(scores))
    return some[np.argsort(-scores[some], kind="stable")][:k]


def interval(trials: list[tuple[np.ndarray, np.ndarray, np.ndarray]], seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of the precision under `DRAWS` draws of the products. `trials`: (a, b, came true) of the pairs named first at
    each moment. Pairs of one product come true together, so products are drawn, and a pair counts as often as both its products were
    (vertex bootstrap, Snijders and Borgatti, Connections 1999)."""
    draw, found = np.random.default_rng(seed), []
    products = 1 + max(int(max(a.max(initial=0), b.max(initial=0))) for a, b, _ in trials)
    for _ in range(DRAWS):
        times = draw.multinomial(products, np.full(products, 1 / products))
        weights = [times[a] * times[b] for a, b, _ in trials]
        shares = [(w @ true) / w.sum() for w, (_, _, true) in zip(weights, trials, strict=True) if w.sum()]
        found += [float(np.mean(shares))] if shares else []
    return (float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))) if found else (0.0, 1.0)
