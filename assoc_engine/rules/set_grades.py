"""What sets of products are worth: those of three and more against all smaller ones within them, pairs as the table of links has them."""

from __future__ import annotations

import numpy as np

from ..baskets import Baskets, get_baskets
from ..progress import SILENT, Progress
from ..settings import AnalysisSettings, from_dict
from ..workspace import Workspace
from .collective import get_aside, set_aside
from .extra_item import commonest_first, held_against_parts
from .extra_item_kernels import MOST, improves
from .grades import CONFIRMING, FEWEST, enough, grades
from .links import get_links
from .replication import clear, split
from .tails import q_values
from .tested_orders import TestedOrders

COLUMNS = ("counted", "expected", "adjusted_lift", "expected_given", "p_value", "q_value", "grade")
PAIR = 2
PIECE = 500_000  # rules between two looks at the progress


def warm_up() -> None:
    """Compile (or load from the cache) what no other module does."""
    one = np.zeros(2, np.int32)
    improves(np.array([0, 2]), one, one[:1], one[:1], one[:1].astype(np.int64), np.zeros(1, np.uint64), np.zeros(1, bool))


class SetGrades:
    """The orders of a workspace that links are tested on, ready to grade sets."""

    def __init__(self, workspace: Workspace, progress: Progress = SILENT) -> None:
        self._baskets: Baskets = get_baskets(workspace)
        self._settings = from_dict(AnalysisSettings, workspace.meta("summary")["settings"]).links
        self._orders = TestedOrders.of(self._baskets, set_aside(get_aside(workspace), self._baskets.orders))
        self._chance = self._orders.chance(progress)
        self._links = get_links(workspace) if workspace.has("links") else None

    def columns(
        self, start: np.ndarray, items: np.ndarray, tests: int, fewest: int = FEWEST, progress: Progress = SILENT
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """COLUMNS of sets of two products and more, CSR (`start` int64, `items` int32): `counted` int32, orders with all of it among those
        tested; `expected`, of them by chance, their ratio `adjusted_lift`, and `expected_given` by what every smaller set makes expected,
        float64 (NaN for pairs and where sets are too large to be tested); `p_value`, `q_value` and `grade` of that, as of links (NONE where
        `counted` is not beyond `expected` too). And Told.improving. `tests`: how many sets of three and more there were to test, with
        `fewest` orders at least. Raises Cancelled."""
        told = held_against_parts(self._orders, self._chance, start, items, progress.part(0.0, 0.8))
        size = np.diff(start)
        tested = (size > PAIR) & (size <= MOST) & (told.counted >= max(fewest, FEWEST))
        q = np.where((size > PAIR) & (size <= MOST), 1.0, np.nan)
        q[tested] = q_values(told.p[tested], max(tests, int(tested.sum())), dependent=self._settings.dependent)
        # Sets whose parts avoid each other can be more than these explain and yet no more than chance alone would give: no find.
        significant = tested & (q <= self._settings.max_fdr) & (told.counted > told.given) & (told.counted > told.expected)
        proven = enough(self._orders, told.independent, told.customers)
        parts = self._in_parts(start, items, significant & proven, tests, progress.part(0.8, 1.0))
        grade = grades(significant, proven, *parts)
        lift = np.divide(told.counted, told.expected, out=np.full(len(size), np.nan), where=told.expected > 0)
        columns = dict(zip(COLUMNS, (told.counted, told.expected, lift, told.given, told.p, q, grade), strict=True))
        self._take_pairs(columns, start, items)
        return columns, told.improving

    def improving(
        self, sides: tuple[np.ndarray, np.ndarray, np.ndarray], sets: np.ndarray, improving: np.ndarray, progress: Progress = SILENT
    ) -> np.ndarray:
        """bool: has the rule a better confidence than with any product of its antecedent less? `sides`: CSR of the rules' products with how
        many are the antecedent's; `sets`: which set each is of, with Told.`improving`. Raises Cancelled."""
        (start, items, cut), place = sides, commonest_first(self._orders)
        found = np.zeros(len(cut), bool)
        for low in range(0, len(cut), PIECE):
            progress.step(low, len(cut))
            z = slice(low, low + PIECE)
            improves(start[low:], items, cut[z], place, sets[z], improving, found[z])
        return found

    def _in_parts(
        self, start: np.ndarray, items: np.ndarray, asked: np.ndarray, tests: int, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """(`early_found`, `late_clear`: bool) of sets as grades.grades wants them, False but where `asked` (bool).

        No more sets can be tested in the earlier part than in all orders, and sets that are not asked count as not found there, so its rate
        of false finds is kept all the more.
        """
        found, late = np.zeros(len(asked), bool), np.zeros(len(asked), bool)
        rows = np.flatnonzero(asked)
        if not len(rows):
            return found, late
        size = np.diff(start)
        sets = np.concatenate([[0], np.cumsum(size[rows])]), items[np.repeat(asked, size)]
        told = []
        for number, part in enumerate(split(self._baskets.time, self._orders.rows, self._settings.seed)):
            share, orders = progress.part(number / 2, (number + 1) / 2), self._orders.only(part)
            told.append(held_against_parts(orders, orders.chance(share.part(0.0, 0.5)), *sets, share.part(0.5, 1.0)))
        early = np.where(told[0].counted >= FEWEST, told[0].p, 1.0)
        found[rows] = q_values(early, max(tests, len(rows)), dependent=self._settings.dependent) <= self._settings.max_fdr
        late[rows] = clear(told[1].p, told[1].independent, CONFIRMING)
        return found, late

    def _take_pairs(self, columns: dict[str, np.ndarray], start: np.ndarray, items: np.ndarray) -> None:
        """Put in what the table of links says of pairs: one and the same wherever they are shown."""
        rows = np.flatnonzero(np.diff(start) == PAIR)
        columns["expected_given"][rows], columns["p_value"][rows] = np.nan, np.nan
        if self._links is None or not len(self._links):
            return
        links, products = self._links, len(self._baskets.products)
        known = np.minimum(links.a, links.b).astype(np.int64) * products + np.maximum(links.a, links.b)
        one, other = items[start[rows]].astype(np.int64), items[start[rows] + 1].astype(np.int64)
        order = np.argsort(known)
        asked = np.minimum(one, other) * products + np.maximum(one, other)
        place = np.minimum(np.searchsorted(known, asked, sorter=order), len(known) - 1)
        there = known[order[place]] == asked
        for name in ("counted", "expected", "adjusted_lift", "p_value", "q_value", "grade"):
            columns[name][rows[there]] = getattr(links, name)[order[place[there]]]
