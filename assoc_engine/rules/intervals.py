"""How sure a rule's confidence and lift are, given that the orders of the file are a sample: 95 % intervals.

n_A, n_B, n_AB, N as in measures.py, n_AB and E as in tested_orders.py for the adjusted lift. They hold for one rule that was named before
looking: of many, those picked because they look strong look too strong, and their intervals with them.
"""

from __future__ import annotations

import numpy as np

from .measures import counts_of

Z = 1.959963984540054  # 97.5 % of the normal distribution


def confidence_interval(joint: np.ndarray, antecedent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) of confidence = n_AB / n_A, float64 in [0, 1], one entry a rule; the score interval (Wilson 1927)."""
    n_ab, n_a, _, _ = counts_of(joint, antecedent, antecedent, 1)
    return _wilson(n_ab, n_a)


def lift_interval(joint: np.ndarray, antecedent: np.ndarray, consequent: np.ndarray, orders: int) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) of lift = P(B | A) / P(B), float64 from 0, one entry a rule; `joint` and the like as for measures().

    The log method for a ratio of shares (Katz and others 1978), with two things put right. Its standard errors fail where n_AB is small
    or near n_A, so each share's distance from its limit of Wilson stands for them (Zou and Donner 2008: with c, l, u the confidence and
    its limits, q, v, w those of n_B / N, the log of lift lies at most √(ln²(c / l) + ln²(w / q) − 2 r · ln(c / l) · ln(w / q)) lower and
    √(ln²(u / c) + ln²(q / v) − 2 r · ln(u / c) · ln(q / v)) higher). And both shares count the same n_AB orders, so r, the correlation of
    their logs, is not 0 but (1 − c) / n_B / √((1 − c) / n_AB · (1 / n_B − 1 / N)). Where n_AB = 0 the interval is 0 to u / q.
    """
    n_ab, n_a, n_b, n = counts_of(joint, antecedent, consequent, orders)
    low_a, high_a = _wilson(n_ab, n_a)
    low_b, high_b = _wilson(n_b, np.float64(n))
    share, base = n_ab / n_a, n_b / n
    with np.errstate(divide="ignore", invalid="ignore"):
        both_vary = (n_ab > 0) & (n_ab < n_a) & (n_b < n)
        related = np.where(both_vary, np.sqrt((1 - share) * n_ab / (n_b * (1 - base))), 0.0)
        down = _apart(np.log(share / low_a), np.log(high_b / base), related)
        up = _apart(np.log(high_a / share), np.log(base / low_b), related)
    seen = n_ab > 0
    lift = share / base
    return np.where(seen, lift * np.exp(-down), 0.0), np.where(seen, lift * np.exp(up), high_a / base)


def adjusted_interval(independent: np.ndarray, counted: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) of adjusted lift = counted / expected, float64 from 0, one entry a pair; NaN where nothing is expected.

    Joint orders are taken as Poisson, with as many independent ones as `independent` says (Garwood, Biometrika 28, 1936), and what chance
    expects as known.
    """
    from scipy import special  # the window shows the other intervals without loading it

    mean = expected * np.divide(independent, counted, out=np.ones(len(counted)), where=counted > 0)
    low = np.where(independent > 0, special.gammaincinv(np.maximum(independent, 1e-9), 0.025), 0.0)
    high = special.gammaincinv(independent + 1, 0.975)
    return tuple(np.divide(limit, mean, out=np.full(len(mean), np.nan), where=mean > 0) for limit in (low, high))


def _apart(one: np.ndarray, other: np.ndarray, related: np.ndarray) -> np.ndarray:
    """The length of a difference of two errors that are `related` (their correlation)."""
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * related * one * other, 0))


def _wilson(hits: np.ndarray, of: np.ndarray | np.float64) -> tuple[np.ndarray, np.ndarray]:
    share, more = hits / of, Z * Z / of
    middle = (share + more / 2) / (1 + more)
    half = Z / (1 + more) * np.sqrt(share * (1 - share) / of + more / of / 4)
    # At no hits and at all hits a limit is 0 or 1 exactly, which rounding must not miss.
    return np.where(hits > 0, middle - half, 0.0), np.where(hits < of, middle + half, 1.0)
