"""The leaderboard as the window shows it: each method in words, how it did, and what that comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from assoc_engine.models.catalogue import SIMPLE, entries
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .widgets.basic import tip

CASES = {
    PAGE: N_("A case is a later order of two products or more: from one of them the others are guessed."),
    NEXT_BASKET: N_("A case is a customer who ordered before and came again: what is in that order is guessed."),
    NEW_PRODUCT: N_("A case is a later order with a product that is new: what else is in it is guessed."),
}
AHEAD, ALIKE, BEHIND, OPEN = "ahead", "alike", "behind", "open"
BEST_SELLERS = "popularity"  # the method that has one list for everybody
FEW = 50  # products of which ten are a good part
TELLING = 0.05  # share of lists with something right below which nothing is predicted


@dataclass(frozen=True)
class Standing:
    """A method on a task. `row`: of the leaderboard, −1 where it could not be compared, for the `reason` (a message)."""

    model: str
    title: str
    says: str
    row: int
    base: bool = False
    winner: bool = False
    reason: dict | None = None
    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    preview: float = math.nan  # of the orders that choose, as a multiple of the base's: all that is known at first

    @property
    def verdict(self) -> str:
        """Against the simple rule: AHEAD, BEHIND, ALIKE where the difference may be an accident, OPEN where it is not known yet."""
        if math.isnan(self.ratio):
            return OPEN
        if self.base or self.low == self.high:  # a case or two, the same in every draw: no range can be told
            return ALIKE
        return AHEAD if self.low > 1 else BEHIND if self.high < 1 else ALIKE


def task_result(board: Table | None, task: str) -> dict | None:
    """What the leaderboard says of a task as a whole, None where nothing was compared."""
    return next((said for said in board.meta["tasks"] if said["task"] == task), None) if board is not None else None


def why_not(board: Table | None, task: str) -> dict | None:
    """The message why the data do not allow a task, None where they do or where that is not known."""
    return next((said["reason"] for said in board.meta["absent"] if said["task"] == task), None) if board is not None else None


def left_out(board: Table | None, task: str) -> bool:
    """Was a task not ticked when the methods were compared?"""
    return board is not None and task_result(board, task) is None and why_not(board, task) is None


def why_used(text: Text, result: dict, judged_on: str, products: int) -> str:
    """Why the winner of a task is used, what it was judged on (in words), and where ten products are so many that luck does much."""
    said = [text.say(result["why"])] if result.get("why") else []  # a comparison of an earlier version does not tell
    said.append(judged_on)
    if 0 < products <= FEW:
        said.append(text("Ten of only {count} products are named each time, so luck does much of it.", count=products))
    return (" " if text.language == "en" else "").join(said)


def winner_of(board: Table | None, task: str) -> str:
    """The method in use, "" where there is none."""
    return (task_result(board, task) or {"winner": ""})["winner"]


def shown_better(board: Table, task: str, text: Text) -> bool:
    """Is the method in use surely better than the simple rule, and right often enough to speak of what is likely?"""
    used = next((one for one in standings(board, task, text) if one.winner), None)
    return used is not None and used.verdict == AHEAD and float(board["hit"][used.row]) >= TELLING


def standings(board: Table, task: str, text: Text) -> list[Standing]:
    """The methods of a task: the best first by what the future showed, then those not judged yet, then the absent."""
    known = {entry.name: entry for entry in entries(task)}
    rows = [row for row in range(len(board["task"])) if board["task"][row] == task]
    result = task_result(board, task) or {"base": "", "winner": "", "absent": []}
    validation = {board["model"][row]: float(board["validation"][row]) for row in rows}
    base = result["base"] or _best_simple(task, validation)
    by_base = validation.get(base, math.nan)
    found = []
    for row in rows:
        name = board["model"][row]
        ratio, low, high = (float(board[column][row]) for column in ("ratio", "ratio_low", "ratio_high"))
        found.append(Standing(
            name, *_words(known, name, text), row, name == base, name == result["winner"], None, ratio, low, high,
            validation[name] / by_base if by_base > 0 else math.nan,
        ))  # fmt: skip
    order = sorted(found, key=lambda one: _rank(one))
    return order + [
        Standing(gone["model"], *_words(known, gone["model"], text), -1, reason=gone["reason"]) for gone in result["absent"]
    ]


def _best_simple(task: str, validation: dict[str, float]) -> str:
    """What the base will be as far as it is known, "" for nothing yet."""
    known = [name for name in SIMPLE[task] if validation.get(name, math.nan) > 0]
    return max(known, key=validation.__getitem__, default="")


def _rank(one: Standing) -> tuple:
    judged = not math.isnan(one.ratio)
    value = one.ratio if judged else one.preview
    return (not judged, math.isnan(value), -value if not math.isnan(value) else 0)


def _words(known: dict, name: str, text: Text) -> tuple[str, str]:
    return (text(known[name].title), text(known[name].says)) if name in known else (name, "")


def multiple(text: Text, value: float) -> str:
    """1.14 ×"""
    return text("{factor} ×", factor=text.times(value, 2)) if math.isfinite(value) else "–"


def verdict_words(text: Text, one: Standing) -> str:
    if one.base:
        return text("the simple rule")
    return {AHEAD: text("better"), ALIKE: text("no sure difference"), BEHIND: text("worse"), OPEN: text("not judged yet")}[one.verdict]


def standing_tip(text: Text, board: Table, one: Standing) -> str:
    """The exact values of a method."""
    if one.row < 0:
        return tip(one.title, text.say(one.reason))
    figures = {name: float(board[name][one.row]) for name in ("hit", "recall")}
    if math.isnan(figures["hit"]):
        return tip(one.title, one.says, text("not judged yet"))
    lines = [one.title, one.says]
    if not one.base and math.isfinite(one.ratio):
        lines.append(text("{times} the simple rule (between {low} and {high})", times=multiple(text, one.ratio),
                          low=multiple(text, one.low), high=multiple(text, one.high)))  # fmt: skip
    lines.append(text("At least one right among ten: {hit:percent} of the times; of what was bought {recall:percent} found", **{
        name: figures[name] for name in ("hit", "recall")}))  # fmt: skip
    return tip(*lines)
