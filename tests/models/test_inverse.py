"""The inverse by blocks against the inverse, and that it can be stopped."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from assoc_engine.models import inverse
from assoc_engine.models.inverse import gram_of, invert, solve
from assoc_engine.progress import Cancelled, Progress


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 30])
def test_it_is_the_inverse(size, monkeypatch):
    monkeypatch.setattr(inverse, "BLOCK", 8)
    draw = np.random.default_rng(size).random((50, size))
    matrix = draw.T @ draw + np.eye(size)
    got = invert(np.tril(matrix))
    assert np.allclose(got @ matrix, np.eye(size), atol=1e-9) and np.array_equal(got, got.T)
    right = np.arange(3.0 * size).reshape(size, 3)
    assert np.allclose(matrix @ solve(np.tril(matrix), right), right, atol=1e-9)


def test_the_gram_matrix_is_that_of_the_baskets(monkeypatch):
    monkeypatch.setattr(inverse, "BLOCK", 4)
    baskets = sparse.random(40, 11, 0.2, "csr", np.float32, rng=np.random.default_rng(0))
    dense = baskets.toarray()
    assert np.allclose(gram_of(baskets, 3.0), dense.T @ dense + 3 * np.eye(11), atol=1e-6)


def test_what_is_not_positive_definite_is_refused():
    with pytest.raises(np.linalg.LinAlgError):
        invert(np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_cancel_is_heard_between_blocks(monkeypatch):
    monkeypatch.setattr(inverse, "BLOCK", 4)

    progress, step = Progress(), Progress.step
    steps = []

    def impatient(self, *place, **values):
        steps.append(place)
        if len(steps) > 20:
            progress.cancel()
        step(self, *place, **values)

    monkeypatch.setattr(Progress, "step", impatient)
    with pytest.raises(Cancelled):
        invert(np.eye(64) * 2, progress)
    assert len(steps) == 21
