"""Measures of a link A → B, all from four integer counts; computed once, vectorised.

n_A, n_B: orders that hold A, B; n_AB: orders that hold both; N: all orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Measures:
    """Float64 arrays, one entry a pair."""

    support: np.ndarray
    confidence: np.ndarray
    lift: np.ndarray
    leverage: np.ndarray
    conviction: np.ndarray
    cosine: np.ndarray


def measures(joint: np.ndarray, antecedent: np.ndarray, consequent: np.ndarray, orders: int) -> Measures:
    """The field's usual measures (Agrawal 1993; Brin 1997; Piatetsky-Shapiro 1991).

    `joint`, `antecedent`, `consequent`: integer counts of orders, one entry a pair; `orders`: all orders, > 0.
    support = n_AB / N; confidence = n_AB / n_A; lift = n_AB · N / (n_A · n_B);
    leverage = n_AB / N − n_A · n_B / N²; conviction = (1 − n_B / N) / (1 − confidence), infinite at confidence 1;
    cosine = n_AB / √(n_A · n_B).
    """
    n_ab, n_a, n_b = (np.asarray(x, np.float64) for x in (joint, antecedent, consequent))
    # Whole numbers up to 2^53 are exact in float64, so each ratio below is rounded once or twice, never more.
    support = n_ab / orders
    confidence = n_ab / n_a
    with np.errstate(divide="ignore", invalid="ignore"):
        conviction = np.where(n_ab < n_a, (1 - n_b / orders) / (1 - confidence), np.inf)
    return Measures(
        support=support,
        confidence=confidence,
        lift=n_ab * orders / (n_a * n_b),
        leverage=support - (n_a / orders) * (n_b / orders),
        conviction=conviction,
        cosine=n_ab / np.sqrt(n_a * n_b),
    )
