"""How strongly two sides of a rule A → B go together: the field's measures in one table, all from four counts of orders.

n_A, n_B: orders that hold all of A, all of B; n_AB: orders that hold both; N: all orders. Whole numbers up to 2^53 are exact in float64,
so what is a difference of products of counts keeps its sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..progress import SILENT, Progress
from ..text import N_

Counts = tuple[np.ndarray, np.ndarray, np.ndarray, float]  # n_AB, n_A, n_B float64, one entry a rule, and N


@dataclass(frozen=True)
class Measure:
    """`title`, `definition`: message ids. `formula`: in the letters of this module. `low`, `high`: the values it can take, infinities
    meant. `source`: who proposed or gathered it. `function(n_ab, n_a, n_b, n)` gives float64, one entry a rule."""

    title: str
    definition: str
    formula: str
    low: float
    high: float
    source: str
    function: Callable[..., np.ndarray]


def measures(
    joint: np.ndarray, antecedent: np.ndarray, consequent: np.ndarray, orders: int, progress: Progress = SILENT
) -> dict[str, np.ndarray]:
    """Every measure by its name in MEASURES: float64, one entry a rule.

    `joint`, `antecedent`, `consequent`: n_AB, n_A, n_B, integers with 1 ≤ n_A, n_B ≤ N and 0 ≤ n_AB ≤ both; `orders`: N.
    What a zero in the table of fourfold counts makes of a measure stands with its function. Raises Cancelled.
    """
    counts = counts_of(joint, antecedent, consequent, orders)
    found: dict[str, np.ndarray] = {}
    for name, measure in MEASURES.items():
        progress.step(len(found), len(MEASURES))
        found[name] = measure.function(*counts)
    return found


def counts_of(joint: np.ndarray, antecedent: np.ndarray, consequent: np.ndarray, orders: int) -> Counts:
    """What a measure's `function` takes, of n_AB, n_A, n_B (integers, one a rule) and the number N of orders."""
    n_ab, n_a, n_b = (np.asarray(x, np.float64) for x in (joint, antecedent, consequent))
    return n_ab, n_a, n_b, float(orders)


def _beyond(n_ab: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, n: float) -> np.ndarray:
    """n_AB · N − n_A · n_B: its sign says whether both are together more, or less, often than independent sides would be."""
    return n_ab * n - n_a * n_b


def _conviction(n_ab: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, n: float) -> np.ndarray:
    """Infinite at confidence 1, as in the source, even where every order holds B."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n_ab < n_a, n_a * (n - n_b) / (n * (n_a - n_ab)), np.inf)


def _zhang(n_ab: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, n: float) -> np.ndarray:
    """0 where every order holds A: with and without A cannot be compared."""
    least = np.maximum(n_ab * (n - n_a), n_a * (n_b - n_ab))
    return np.where(n_a < n, _beyond(n_ab, n_a, n_b, n) / np.where(least > 0, least, 1), 0.0)


def _chi_square(n_ab: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, n: float) -> np.ndarray:
    """One degree of freedom, without the correction for continuity; 0 where every order holds a side: there is nothing to compare."""
    variance = n_a * n_b * (n - n_a) * (n - n_b)
    return n * _beyond(n_ab, n_a, n_b, n) ** 2 / np.where(variance > 0, variance, 1)


def _odds_ratio(n_ab: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, n: float) -> np.ndarray:
    """Infinite where no order holds A alone or none B alone; NaN where, besides, none holds both or none neither (0 / 0). No count is
    added to make it finite: what is shown is what was counted."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return n_ab * (n - n_a - n_b + n_ab) / ((n_a - n_ab) * (n_b - n_ab))


MEASURES: dict[str, Measure] = {
    "support": Measure(
        N_("Support"),
        N_("Support: orders with both / all orders."),
        "n_AB / N", 0, 1, "Agrawal, Imieliński, Swami 1993",
        lambda n_ab, n_a, n_b, n: n_ab / n,
    ),
    "confidence": Measure(
        N_("Confidence"),
        N_("Confidence: of the orders with the first, the share that also hold the second."),
        "n_AB / n_A", 0, 1, "Agrawal, Imieliński, Swami 1993",
        lambda n_ab, n_a, n_b, n: n_ab / n_a,
    ),
    "lift": Measure(
        N_("Lift"),
        N_("Lift: share of orders with both / (share with the one × share with the other), basket size ignored."),
        "n_AB · N / (n_A · n_B)", 0, np.inf, "Brin, Motwani, Ullman, Tsur 1997",
        lambda n_ab, n_a, n_b, n: n_ab * n / (n_a * n_b),
    ),
    "leverage": Measure(
        N_("Leverage"),
        N_("Leverage: share of orders with both − (share with the one × share with the other)."),
        "n_AB / N − n_A · n_B / N²", -0.25, 0.25, "Piatetsky-Shapiro 1991",
        lambda n_ab, n_a, n_b, n: _beyond(n_ab, n_a, n_b, n) / (n * n),
    ),
    "conviction": Measure(
        N_("Conviction"),
        N_("Conviction: how much rarer the product stands without the other than chance would have it."),
        "(1 − n_B / N) / (1 − n_AB / n_A)", 0, np.inf, "Brin, Motwani, Ullman, Tsur 1997",
        _conviction,
    ),
    "cosine": Measure(
        N_("Cosine"),
        N_("Cosine: orders with both / √(orders with the one × orders with the other)."),
        "n_AB / √(n_A · n_B)", 0, 1, "Ochiai 1957; Tan, Kumar, Srivastava 2002",
        lambda n_ab, n_a, n_b, n: n_ab / np.sqrt(n_a * n_b),
    ),
    "jaccard": Measure(
        N_("Jaccard"),
        N_("Jaccard: of the orders with the one or the other, the share that hold both."),
        "n_AB / (n_A + n_B − n_AB)", 0, 1, "Jaccard 1901",
        lambda n_ab, n_a, n_b, n: n_ab / (n_a + n_b - n_ab),
    ),
    "kulczynski": Measure(
        N_("Kulczynski"),
        N_("Kulczynski: the mean of the confidences both ways; orders with neither do not matter."),
        "(n_AB / n_A + n_AB / n_B) / 2", 0, 1, "Kulczyński 1927; Wu, Chen, Han 2010",
        lambda n_ab, n_a, n_b, n: n_ab * (n_a + n_b) / (2 * n_a * n_b),
    ),
    "imbalance": Measure(
        N_("Imbalance"),
        N_("Imbalance ratio: 0 where both are in equally many orders, near 1 where one is in far more than the other."),
        "|n_A − n_B| / (n_A + n_B − n_AB)", 0, 1, "Wu, Chen, Han 2010",
        lambda n_ab, n_a, n_b, n: np.abs(n_a - n_b) / (n_a + n_b - n_ab),
    ),
    "zhang": Measure(
        N_("Zhang"),
        N_("Zhang: is the second bought more with the first than without it? 1 only with it, 0 equally, −1 never with it."),
        "(n_AB · N − n_A · n_B) / max(n_AB · (N − n_A), n_A · (n_B − n_AB))", -1, 1, "Zhang 2000",
        _zhang,
    ),
    "all_confidence": Measure(
        N_("All-confidence"),
        N_("All-confidence: the smaller of the confidences both ways."),
        "n_AB / max(n_A, n_B)", 0, 1, "Omiecinski 2003",
        lambda n_ab, n_a, n_b, n: n_ab / np.maximum(n_a, n_b),
    ),
    "chi_square": Measure(
        N_("Chi-square"),
        N_("Chi-square: how far the orders are from chance, either way; over 3.8 an accident does so once in 20. Grows with the file."),
        "N · (n_AB · N − n_A · n_B)² / (n_A · n_B · (N − n_A) · (N − n_B))", 0, np.inf, "Pearson 1900; Brin, Motwani, Silverstein 1997",
        _chi_square,
    ),
    "odds_ratio": Measure(
        N_("Odds ratio"),
        N_("Odds ratio: the odds of the second in orders with the first / its odds in orders without; 1 is chance."),
        "n_AB · (N − n_A − n_B + n_AB) / ((n_A − n_AB) · (n_B − n_AB))", 0, np.inf, "Cornfield 1951; Tan, Kumar, Srivastava 2002",
        _odds_ratio,
    ),
}  # fmt: skip
