"""Measures of a rule by hand, at their ends, and against peer libraries."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats.contingency import odds_ratio

from assoc_engine.rules.measures import MEASURES, measures

METHOD = Path(__file__).resolve().parents[2] / "docs" / "method.md"

# 1,000 orders, A in 100, B in 200, both in 60: 40 hold A alone, 140 B alone, 760 neither.
BY_HAND = {
    "support": 0.06,
    "confidence": 0.6,
    "lift": 3.0,
    "leverage": 0.06 - 0.1 * 0.2,
    "conviction": 0.8 / 0.4,
    "cosine": 60 / math.sqrt(20_000),
    "jaccard": 60 / 240,
    "kulczynski": (0.6 + 0.3) / 2,
    "imbalance": 100 / 240,
    "zhang": (0.6 - 140 / 900) / 0.6,  # P(B | A) against P(B | not A), over the larger
    "all_confidence": 0.3,
    "chi_square": 40**2 / 20 + 40**2 / 80 + 40**2 / 180 + 40**2 / 720,  # Σ (observed − expected)² / expected
    "odds_ratio": (60 / 40) / (140 / 760),
}


def of(joint: int, a: int, b: int, orders: int) -> dict[str, float]:
    return {name: float(values[0]) for name, values in measures(np.array([joint]), np.array([a]), np.array([b]), orders).items()}


def test_by_hand():
    assert of(60, 100, 200, 1000) == pytest.approx(BY_HAND, rel=1e-14)
    assert list(BY_HAND) == list(MEASURES)


def test_sides_that_do_not_matter_to_each_other_lie_at_chance():
    chance = of(20, 100, 200, 1000)
    assert [chance[name] for name in ("lift", "conviction", "odds_ratio")] == pytest.approx([1, 1, 1])
    assert [chance[name] for name in ("leverage", "zhang", "chi_square")] == [0, 0, 0]


def test_where_a_cell_of_the_table_is_empty():
    always = of(5, 5, 7, 10)  # A never without B
    assert always["confidence"] == 1 and math.isinf(always["conviction"]) and math.isinf(always["odds_ratio"])
    assert always["zhang"] == pytest.approx(1 - 2 / 5)
    never = of(0, 5, 5, 10)
    assert [never[name] for name in ("lift", "conviction", "odds_ratio", "zhang", "chi_square")] == [0, 0.5, 0, -1, 10]
    assert of(5, 5, 5, 10)["zhang"] == 1 and math.isinf(of(5, 5, 5, 10)["odds_ratio"])
    assert math.isinf(of(3, 5, 8, 10)["odds_ratio"]) is False and of(3, 5, 8, 10)["odds_ratio"] == 0  # every order holds one of them


@pytest.mark.parametrize(("joint", "a", "b"), [(4, 10, 4), (4, 4, 10), (10, 10, 10)])
def test_a_side_in_every_order_says_nothing(joint, a, b):
    held = of(joint, a, b, 10)
    assert (held["lift"], held["leverage"], held["zhang"], held["chi_square"]) == (1, 0, 0, 0)
    assert math.isnan(held["odds_ratio"])


def test_no_measure_of_huge_counts_loses_the_sign_of_what_is_beyond_chance():
    """Ratios rounded before they are subtracted would give 0 or the wrong sign here."""
    orders = 67_108_859
    a, b = 33_554_393, 33_554_467
    joint = a * b // orders
    for n_ab, sign in ((joint, -1), (joint + 1, 1)):
        held = of(n_ab, a, b, orders)
        assert np.sign(n_ab * orders - a * b) == sign == np.sign(held["leverage"]) == np.sign(held["zhang"])


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n), st.integers(1, n), st.integers(0, n))))
def test_every_figure_lies_in_its_range(drawn):
    orders, a, b, joint = drawn
    joint = min(max(joint, a + b - orders), a, b)
    for name, value in of(joint, a, b, orders).items():
        measure = MEASURES[name]
        if math.isnan(value):
            assert name == "odds_ratio" and 0 in ((a - joint) * (b - joint), joint * (orders - a - b + joint))
        else:
            assert measure.low - 1e-12 <= value <= measure.high + 1e-12, name
    turned = of(joint, b, a, orders)
    one_way = {name for name, value in of(joint, a, b, orders).items() if a != b and turned[name] != pytest.approx(value, nan_ok=True)}
    assert one_way <= {"confidence", "conviction", "zhang"}


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_chi_square_and_odds_ratio_are_scipys(cells):
    both, only_a, only_b, neither = cells
    table = np.array([[both, only_a], [only_b, neither]])
    if 0 in table.sum(0) or 0 in table.sum(1):
        return
    mine = of(both, both + only_a, both + only_b, sum(cells))
    assert mine["chi_square"] == pytest.approx(chi2_contingency(table, correction=False).statistic, rel=1e-9, abs=1e-9)
    assert mine["odds_ratio"] == pytest.approx(odds_ratio(table, kind="sample").statistic, nan_ok=True)


def baskets_like_a_shops(orders: int = 400, products: int = 12) -> np.ndarray:
    """bool, orders × products: few products in many orders, a few that go together."""
    rng = np.random.default_rng(5)
    held = rng.random((orders, products)) < 0.5 / np.sqrt(np.arange(1, products + 1))
    held[:, 7] |= held[:, 2] & (rng.random(orders) < 0.7)
    return held


def test_agrees_with_mlxtend():
    """Rules of up to two products a side; what mlxtend calls antecedent is A here."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    held = baskets_like_a_shops()
    found = fpgrowth(pd.DataFrame(held), min_support=0.01, max_len=3)
    rules = association_rules(found, metric="support", min_threshold=0.0)
    assert len(rules) > 500
    a, b = (np.array([held[:, list(side)].all(1) for side in rules[name]]) for name in ("antecedents", "consequents"))
    mine = measures((a & b).sum(1), a.sum(1), b.sum(1), len(held))
    theirs = {name: name for name in ("support", "confidence", "lift", "leverage", "conviction", "jaccard", "kulczynski")}
    for name, called in (theirs | {"zhang": "zhangs_metric"}).items():
        np.testing.assert_allclose(mine[name], rules[called], rtol=1e-9, atol=1e-14, err_msg=name)
    certainty = (mine["confidence"] - b.mean(1)) / (1 - b.mean(1))
    np.testing.assert_allclose(1 - 1 / mine["conviction"], certainty, atol=1e-12)
    np.testing.assert_allclose(certainty, rules["certainty"], atol=1e-12)


def test_the_method_says_what_is_computed():
    """The table of docs/method.md: measure, what it says, formula, range, source, as MEASURES has them."""
    text = METHOD.read_text(encoding="utf-8")
    lines = [line.strip("| \n").split(" | ") for line in text.split("| measure |")[1].splitlines()[2 : 2 + len(MEASURES)]]
    end = lambda x: "∞" if x == math.inf else f"{x:g}".replace("-", "−")
    written = {cells[0]: [cell.replace("\\", "") for cell in cells[2:]] for cells in lines}
    assert written == {
        measure.title.lower(): [measure.formula, f"{end(measure.low)} … {end(measure.high)}", measure.source]
        for measure in MEASURES.values()
    }
