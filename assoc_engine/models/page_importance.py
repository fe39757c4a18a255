"""Which of the things known of a pair carry the page ranker: what its lists lose when a group of them is mixed up."""

from __future__ import annotations

import numpy as np

from ..progress import SILENT, Progress
from ..text import N_
from .page_net import PageNet, Pages

PLACES = 10  # of a list that count
MOST = 100_000  # candidates looked at: whole pages, the first ones

COUNTS, SIZES = N_("How many orders hold both"), N_("The same, where small orders count more")
LATELY, CUSTOMERS = N_("What was bought together lately"), N_("What the same customers buy")
NAMES, LINKS = N_("Names that are alike"), N_("Direct links (EASE)")
THIRD, ITEMS = N_("Links over a third product"), N_("How much and how lately each product sells, and its price")

GROUPS = {
    COUNTS: ("all", "joint", "joint_small", "back", "lift", "cosine", "small", "large", "chance", "over_chance", "surprise"),
    SIZES: ("size", "flat", "joint_size", "size_back", "size_lift", "size_cosine", "size_chance", "prior2", "prior8"),
    LATELY: ("flat120", "size30", "size60", "size90", "0-14", "0-30", "30-90", "90-180", "trending", "active", "latest_size60"),
    CUSTOMERS: ("strangers", "even", "latest_size", "customers", "customers_cosine", "usual"),
    NAMES: ("text",),
    LINKS: ("ease",),
    THIRD: ("second", "cosine_second", "smooth"),
}
"""Message id of a group → the scores in it, by their names in `PageFacts.columns`; ranks and ratios go with their score."""


def group_of(column: str) -> str:
    """The message id of the group that a column belongs to."""
    score = column.removesuffix("_rank").removesuffix("_relative")
    return next((group for group, scores in GROUPS.items() if score in scores), ITEMS)


def importance(net: PageNet, pages: Pages, columns: list[str], progress: Progress = SILENT) -> list[tuple[str, float]]:
    """(message id of a group, share of NDCG@10 lost without it), the most important first; [] without a page to judge by.

    The columns of a group are shuffled together among the candidates of each page (permutation importance, Breiman 2001), so what
    is the same all over a page stays. Groups that say the same stand in for each other: the shares need not add up to anything.
    """
    pages = pages.take(np.arange(np.searchsorted(pages.start[1:], MOST) + 1)[: len(pages.start) - 1])
    if not pages.bought.sum() > 0:
        return []
    page = np.repeat(np.arange(len(pages.start) - 1), np.diff(pages.start))
    mixed = np.lexsort((np.random.default_rng(0).random(len(page)), page))
    whole, found = ndcg(net.scores(pages.features), pages), []
    groups = [*GROUPS, ITEMS]
    for number, group in enumerate(groups):
        progress.step(number, len(groups))
        chosen = np.array([place for place, column in enumerate(columns) if group_of(column) == group], np.int64)
        features = pages.features.copy()
        features[:, chosen] = features[np.ix_(mixed, chosen)]
        found.append((group, float(1 - ndcg(net.scores(features), pages) / whole) if whole > 0 else 0.0))
    return sorted(found, key=lambda pair: -pair[1])


def ndcg(scores: np.ndarray, pages: Pages) -> float:
    """NDCG@10 over all pages of `scores` (one a candidate of the pages), gains as `bought`; a candidate that stands for five takes five
    places."""
    page = np.repeat(np.arange(len(pages.start) - 1), np.diff(pages.start))
    gained, best = (_gain(order, page, pages) for order in (np.lexsort((-scores, page)), np.lexsort((-pages.bought, page))))
    return gained / best if best > 0 else 0.0


def _gain(order: np.ndarray, page: np.ndarray, pages: Pages) -> float:
    stands, bought = pages.stands[order].astype(np.float64), pages.bought[order]
    before = np.cumsum(stands) - stands
    place = before - before[pages.start[:-1]][page]
    return float((bought / np.log2(place + 2))[place < PLACES].sum())
