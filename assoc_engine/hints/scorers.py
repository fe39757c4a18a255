"""Scorers that only count: each one simple idea of which two products that hardly met will meet soon."""

from __future__ import annotations

import numpy as np

from ..models.ease import ease_weights
from ..models.item_facts import name_vectors
from ..progress import SILENT, Progress
from .counted import Counted, cosine, nearest
from .horizon import Horizon
from .question import Question

LATELY, NOW = 90, 30  # ages of the orders that count, in parts of which horizon.DAYS are the time looked ahead
NEIGHBOURS = 40
SHRINKAGE = 100.0  # of EASE


class _Counting:
    """A scorer of products × products, read off at the candidates."""

    name = ""

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon

    def scores(self, question: Question, progress: Progress = SILENT) -> np.ndarray:
        """See contract.Scorer."""
        progress.step(0, 1)
        return question.of(self.pairs(question, progress)).astype(np.float64)

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        raise NotImplementedError

    def counted(self, question: Question, ages: float) -> Counted:
        return Counted(question.baskets[np.flatnonzero(self.horizon.ages(question.train) <= ages)])


class SecondOrder(_Counting):
    """Bought with the same products lately: the cosine of two products' joint orders with all others."""

    name = "second-order"

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        """The cosine of two products' rows of joint orders."""
        return cosine(self.counted(question, LATELY).joint)


class Neighbours(_Counting):
    """The joint orders of B, of late, with the products most like A, and the other way round: each weighed by how alike they are in what
    they are bought with beyond chance."""

    name = "neighbours"

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        """Joint orders of each with what is bought like the other, as a mean over both."""
        near = nearest(self.counted(question, LATELY).alike, NEIGHBOURS)
        met = near @ self.counted(question, NOW).joint
        weight = np.asarray(near.sum(axis=1)).ravel() + 0.01
        return (met + met.T) / np.add.outer(weight, weight)


class DirectLinks(_Counting):
    """EASE over the orders of late (Steck 2019): how much each product calls for another once all else in the order is accounted for.

    Read over the orders of now, what B is called for in those with A, and the other way round, are the joint orders that the links
    foresee; popular pairs have many of them, so they count times what they are of those by chance. The links alone are below chance here:
    two that are popular and never met repel each other.
    """

    name = "ease"

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        """By EASE (Steck, WWW 2019): what the products bought with each say directly of the other, against chance."""
        links = ease_weights(self.counted(question, LATELY).baskets, SHRINKAGE, progress)
        now = self.counted(question, NOW)
        foreseen = (now.joint + np.diag(now.held)) @ links
        foreseen += foreseen.T
        return foreseen * np.abs(foreseen) / (now.expected + 1)


class NamesAlike(_Counting):
    """The cosine of the pieces of two products' texts."""

    name = "text"

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        """The cosine of the names."""
        pieces = name_vectors(question.train)[question.products]
        return np.asarray((pieces @ pieces.T).todense())


class Popularity(_Counting):
    """Both are in many orders: the product of their numbers."""

    name = "popularity"

    def pairs(self, question: Question, progress: Progress) -> np.ndarray:
        """The product of the orders of each."""
        held = np.diag(question.together).astype(np.float64)
        return np.outer(held, held)


COUNTING = (SecondOrder, Neighbours, DirectLinks, NamesAlike, Popularity)
FALL_BACK = Neighbours  # where the past is too short to try any
