"""How like real baskets others are, against figures by hand; and a classifier that cannot tell halves of the same apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assoc_engine.basket_nets.fidelity import compare_baskets, copied, marginals, shared_pairs, size_distance, telling, top_pairs
from tests.basket_nets.themed import dealt_out, of_rows, themed

REAL = of_rows([[0, 1, 2], [0, 1], [0], [2, 3]], 4)
MADE = of_rows([[0, 1, 2], [1, 2], [2, 3], [0, 1, 3]], 4)


def test_each_figure_by_hand():
    # Shares of orders: real 3, 2, 2, 1 of 4 and made 2, 3, 3, 2 of 4; their means 2 and 2.5.
    real, made = np.array([1, 0, 0, -1]), np.array([-0.5, 0.5, 0.5, -0.5])
    assert marginals(REAL, MADE) == pytest.approx(real @ made / math.sqrt((real @ real) * (made @ made)))
    # Up to 1 product: 1 of 4 and 0 of 4; up to 2: 3 of 4 and 2 of 4.
    assert size_distance(REAL, MADE) == 0.25
    # Real pairs: 01 twice, then 02, 12, 23; made: 01 and 12 twice, then 02, 03, 13, 23.
    assert top_pairs(REAL, 2).tolist() == [1, 2] and top_pairs(MADE, 2).tolist() == [1, 6]
    assert shared_pairs(REAL, MADE, 1) == 1 and shared_pairs(REAL, MADE, 2) == 0.5
    assert shared_pairs(REAL, MADE) == 0.75, "four pairs met: 01, 02, 12 are among the made baskets' first four, 23 is not"
    # Of two made baskets of three products one equals a real one; the smaller ones do not count.
    assert copied(REAL, MADE) == 0.5
    assert math.isnan(telling(REAL, MADE)), "four baskets teach no classifier"


def test_the_same_baskets_are_alike_and_empty_ones_are_no_baskets():
    found = compare_baskets(of_rows([[], [0, 1, 2], [], [1]], 3), of_rows([[0, 1, 2], [1], []], 3), round=7)
    assert (found.round, found.sizes, found.pairs, found.copies) == (7, 0, 1, 1) and found.marginals == pytest.approx(1)
    nothing = compare_baskets(REAL, of_rows([[]], 4))
    assert math.isnan(nothing.marginals) and math.isnan(nothing.sizes) and (nothing.pairs, nothing.copies) == (0, 0)
    assert math.isnan(compare_baskets(of_rows([[0]], 2), of_rows([[0]], 2)).pairs), "no pair ever met"


def test_a_classifier_tells_themes_from_what_was_dealt_out_and_not_two_halves_of_the_same():
    baskets = themed(3_000)
    halves = baskets[:1_500], baskets[1_500:]
    assert abs(telling(*halves) - 0.5) < 0.05
    assert telling(baskets[:1_500], dealt_out(baskets[1_500:])) > 0.8
    assert telling(*halves, seed=3) == telling(*halves, seed=3)
