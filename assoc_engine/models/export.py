"""Recommendations and the leaderboard as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..files import write_csv
from ..progress import SILENT, Progress
from ..text import Text
from .history import History
from .leaderboard import Board
from .recommending import Lists

RECOMMENDATIONS = ("case", "rank", "product", "score", "reason", "product_name")
LEADERBOARD = ("task", "model", "cases", "hit@10", "recall@10", "ndcg@10", "low", "high", "coverage", "seconds", "parameters")


def write_lists(
    lists: Lists, labels: Sequence[str], history: History, path: Path, text: Text, progress: Progress = SILENT
) -> None:
    """One row an entry. `labels`: what each case is called. Products by their code where the
    file has codes, else by name. Raises WriteError, Cancelled."""
    names = history.train.names
    codes = history.train.codes or names
    row, place = lists.flat()
    said: dict[str, str] = {}

    def written() -> Iterator[tuple[Any, ...]]:
        for case, rank in zip(row.tolist(), place.tolist()):
            product, message = int(lists.ids[case, rank]), lists.reasons.message((case, rank), names)
            reason = said.setdefault(repr(message), text.say(message) if message else "")
            yield labels[case], rank + 1, codes[product], repr(float(lists.scores[case, rank])), reason, names[product]

    write_csv(path, RECOMMENDATIONS, written(), len(row), progress)


def write_board(board: Board, path: Path) -> None:
    """One row a task and model, in the catalogue's order; `low` and `high` are the interval of NDCG@10. Raises WriteError."""
    rows = [(row.task, row.model, row.cases, row.hit, row.recall, row.ndcg, row.low, row.high, row.coverage,
             round(row.seconds, 3), row.parameters) for row in board.rows]  # fmt: skip
    write_csv(path, LEADERBOARD, rows, len(rows), SILENT)
