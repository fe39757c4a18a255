"""What was learned, for the first page: which method won each task, the clearest of what is bought next, the groups and the likeliest
hint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..names import TASK_TITLES
from ..text import N_, Text

LEARNED = ("sequences", "groups", "hints")  # tables, in the order of their sheets
UNFINISHED = N_("The methods were not compared to the end when this report was made: figures and lists may be missing.")


def is_finished(meta: Mapping[str, Any]) -> bool:
    """Did the comparison come to its end, by the meta of `leaderboard`?"""
    return bool(meta.get("finished", True))


def learned_lines(text: Text, board: Mapping[str, Any] | None, *answering: Mapping[str, Any] | None) -> list[str]:
    """Sentences, the winner of each task first. `board`: meta of the table `leaderboard`; `answering`: those of the tables LEARNED, in
    their order. None where a table is missing."""
    lines = []
    if board is not None:
        lines += [
            text("{what}: {reason}", what=text(TASK_TITLES[result["task"]]), reason=result["answer"])
            for result in board["tasks"] if result["answer"]
        ]  # fmt: skip
        if not is_finished(board):
            lines.append(text(UNFINISHED))
    return lines + [text.say(meta["answer"]) for meta in answering if meta is not None]
