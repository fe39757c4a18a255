"""What hints leave in the workspace: the pairs with their probability and reason, and how each scorer did on the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..models.reasons import Reasons
from ..workspace import Coded, Workspace
from .trial import Trial


@dataclass(frozen=True)
class Hints:
    """The most probable pairs, probability falling. `a`, `b` int32 product numbers; `probability` float64 that the pair comes true within
    the horizon; `joint` int32 joint orders so far, `expected` float64 those that chance gives within classes of order size, as of links;
    `made` int32 joint orders among the generated baskets, −1 where none were generated; `reasons`: one a pair."""

    a: np.ndarray
    b: np.ndarray
    probability: np.ndarray
    joint: np.ndarray
    expected: np.ndarray
    made: np.ndarray
    reasons: Reasons

    def __len__(self) -> int:
        return len(self.a)


def put_hints(hints: Hints, meta: dict[str, Any], workspace: Workspace) -> None:
    """Store as table `hints`. `meta`: as docs/workspace.md says."""
    reasons = hints.reasons
    workspace.put("hints", {
        "a": hints.a, "b": hints.b, "probability": hints.probability, "joint": hints.joint, "expected": hints.expected, "made": hints.made,
        "reason": Coded(reasons.codes.astype(np.int32), list(reasons.vocabulary)), "because": reasons.because.astype(np.int32),
        "count": reasons.count, "out_of": reasons.out_of, "times": reasons.times,
    }, meta)  # fmt: skip


def put_trials(trials: Sequence[Trial], workspace: Workspace) -> None:
    """Store as table `hint_trials`: a row a scorer and moment of the past."""
    figures = ("precision100", "precision500", "auc", "chance")
    workspace.put("hint_trials", {
        "scorer": [trial.scorer for trial in trials], "moment": np.array([trial.moment for trial in trials], np.int64),
        **{name: np.array([getattr(trial, name) for trial in trials], float) for name in figures},
    })  # fmt: skip
