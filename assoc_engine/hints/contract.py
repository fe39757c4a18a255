"""What every scorer of pairs gets and gives."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..progress import SILENT, Progress
from .question import Question


class Scorer(Protocol):
    """`name`: as on the command line and in tables. The same question gives the same scores."""

    name: str

    def scores(self, question: Question, progress: Progress = SILENT) -> np.ndarray:
        """float64, one a candidate: the larger, the sooner it is expected to come true. Learned from `question.train` alone."""
        ...
