"""Measures of a link by hand and against a peer library."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.rules.measures import measures


def test_by_hand():
    # 1,000 orders, A in 100, B in 200, both in 60.
    m = measures(np.array([60]), np.array([100]), np.array([200]), 1000)
    assert m.support[0] == 0.06
    assert m.confidence[0] == 0.6
    assert m.lift[0] == 3.0
    assert m.leverage[0] == pytest.approx(0.06 - 0.02, abs=1e-15)
    assert m.conviction[0] == pytest.approx(0.8 / 0.4)
    assert m.cosine[0] == pytest.approx(60 / np.sqrt(20_000))


def test_conviction_is_infinite_when_every_antecedent_has_the_consequent():
    m = measures(np.array([5]), np.array([5]), np.array([7]), 10)
    assert np.isinf(m.conviction[0]) and m.confidence[0] == 1.0


def test_agrees_with_mlxtend():
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.random((200, 8)) < 0.4)
    rules = association_rules(
        fpgrowth(frame, min_support=0.01, use_colnames=True, max_len=2), metric="support", min_threshold=0.0
    )
    assert len(rules) == 56
    column = frame.to_numpy().astype(int)
    joint_counts = column.T @ column
    a = np.array([next(iter(s)) for s in rules["antecedents"]])
    b = np.array([next(iter(s)) for s in rules["consequents"]])
    totals = column.sum(0)
    mine = measures(joint_counts[a, b], totals[a], totals[b], len(frame))
    for name in ("support", "confidence", "lift", "leverage", "conviction"):
        np.testing.assert_allclose(getattr(mine, name), rules[name], rtol=1e-12, atol=1e-15)
