"""How sure one can be: the chance of as many joint orders, or as few, and the rate of false finds among all that were tested."""

from __future__ import annotations

import numpy as np
from scipy import special

RARE = 1e-5  # chance of a trial below which binomial and Poisson are one
Numbers = np.ndarray | float


def upper_tail(joint: Numbers, mean: Numbers, variance: Numbers, most: Numbers) -> np.ndarray:
    """P(X ≥ joint), float64, of joint orders with this mean and variance when at most `most` = min(n_A, n_B) are possible.

    X is taken as binomial with mean/π trials of chance π = 1 − variance/mean (the binomial with both moments: Ehm, Statistics and
    Probability Letters 11, 1991), π at most mean/most so that every possible count has a chance; Poisson where π ≤ RARE. 1 at joint 0,
    0 where chance makes none. None of the numbers need be whole.
    """
    joint, mean, variance, most = _numbers(joint, mean, variance, most)
    pi = _trial(mean, variance, most)
    p = np.where(mean > 0, 1.0, 0.0)
    p[joint <= 0] = 1.0
    some = (joint > 0) & (mean > 0)
    once = some & (joint == 1)  # most pairs: ten times as fast
    p[once] = -np.expm1(-mean[once] * np.where(pi[once] > RARE, -np.log1p(-pi[once]) / np.maximum(pi[once], RARE), 1.0))
    binomial = np.flatnonzero(some & ~once & (pi > RARE))
    trials = mean[binomial] / pi[binomial]
    p[binomial] = special.betainc(joint[binomial], np.maximum(trials - joint[binomial] + 1, 1e-9), pi[binomial])
    poisson = np.flatnonzero(some & ~once & (pi <= RARE))
    p[poisson] = special.gammainc(joint[poisson], mean[poisson])
    return p


def lower_tail(joint: Numbers, mean: Numbers, variance: Numbers, most: Numbers) -> np.ndarray:
    """P(X ≤ joint), float64, of the same X."""
    joint, mean, variance, most = _numbers(joint, mean, variance, most)
    pi = _trial(mean, variance, most)
    p = special.gammaincc(joint + 1, mean)
    binomial = np.flatnonzero(pi > RARE)
    left = mean[binomial] / pi[binomial] - joint[binomial]
    some = left > 1e-9
    p[binomial] = 1.0
    at = binomial[some]
    p[at] = special.betainc(left[some], joint[at] + 1, 1 - pi[at])
    return p


def q_values(p: np.ndarray, tests: int, others: np.ndarray | int = 0, dependent: bool = False) -> np.ndarray:
    """Adjusted p-values (float64) when `tests` ≥ len(p) pairs were tested: the rate of false finds if all up to here are taken.

    Benjamini and Hochberg (JRSS B 57, 1995); `dependent`: Benjamini and Yekutieli (Annals of Statistics 29, 2001), which holds
    however the tests depend on each other, at Σ 1/k for k = 1 … tests times as strict. `others`: for each p, how many tested pairs that
    are not in `p` have no larger p-value; all further ones have p = 1.
    """
    if not len(p):
        return np.zeros(0)
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, len(p) + 1) + np.broadcast_to(others, len(p))[order]
    strict = special.digamma(tests + 1.0) + np.euler_gamma if dependent else 1.0
    adjusted = p[order] * (tests * strict / ranks)
    np.minimum.accumulate(adjusted[::-1], out=adjusted[::-1])
    q = np.empty(len(p))
    q[order] = np.minimum(adjusted, 1.0)
    return q


def _numbers(*columns: Numbers) -> list[np.ndarray]:
    return [np.array(column, np.float64) for column in np.broadcast_arrays(*(np.atleast_1d(column) for column in columns))]


def _trial(mean: np.ndarray, variance: np.ndarray, most: np.ndarray) -> np.ndarray:
    """π of the binomial, float64, in 0 … 1."""
    pi = 1 - variance / np.maximum(mean, 1e-300)
    return np.clip(np.minimum(pi, mean / np.maximum(most, 1e-300)), 0.0, 1.0 - 1e-12)
