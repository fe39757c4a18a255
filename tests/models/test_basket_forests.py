"""The forests of the next basket's ranker on features that say nothing."""

from __future__ import annotations

import numpy as np

from assoc_engine.models.basket_forests import Forests, ForestSettings
from assoc_engine.progress import SILENT


def test_a_feature_that_is_known_of_no_pair_changes_nothing():
    chance = np.random.default_rng(0)
    features = chance.random((400, 2)).astype(np.float32)
    right = features[:, 0] > 0.5
    blank = np.column_stack([features, np.full(400, np.nan, np.float32)])

    def everything(forest: int) -> np.ndarray:
        return np.arange(400)

    with_it = Forests(ForestSettings(forests=1, trees=5)).grow(blank, right, everything, SILENT).scores(blank)
    without = Forests(ForestSettings(forests=1, trees=5)).grow(features, right, everything, SILENT).scores(features)
    assert np.allclose(with_it, without) and with_it[right].min() > with_it[~right].max()
