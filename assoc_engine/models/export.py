"""Recommendations and the leaderboard as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ..files import replacing
from ..progress import SILENT, Progress
from ..text import Text
from .history import History
from .leaderboard import Board
from .recommending import Lists

RECOMMENDATIONS = ("case", "rank", "product", "score", "reason", "product_name")
LEADERBOARD = ("task", "model", "cases", "hit@10", "recall@10", "ndcg@10", "low", "high", "coverage", "seconds", "parameters")
SLICE = 20_000  # rows between two looks at the progress


def write_lists(
    lists: Lists, labels: Sequence[str], history: History, path: Path, text: Text, progress: Progress = SILENT
) -> None:
    """One row an entry, UTF-8 with BOM so that Excel reads it. `labels`: what each case is called. Products by their code where the
    file has codes, else by name. Raises WriteError, Cancelled."""
    names = history.train.names
    codes = history.train.codes or names
    row, place = lists.flat()
    said: dict[str, str] = {}
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RECOMMENDATIONS)
        for number, (case, rank) in enumerate(zip(row.tolist(), place.tolist())):
            if number % SLICE == 0:
                progress.step(number, len(row))
            product, message = int(lists.ids[case, rank]), lists.reasons.message((case, rank), names)
            reason = said.setdefault(repr(message), text.say(message) if message else "")
            writer.writerow((labels[case], rank + 1, codes[product], repr(float(lists.scores[case, rank])), reason, names[product]))


def write_board(board: Board, path: Path) -> None:
    """One row a task and model, in the catalogue's order; `low` and `high` are the interval of NDCG@10. Raises WriteError."""
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LEADERBOARD)
        for row in board.rows:
            writer.writerow((row.task, row.model, row.cases, row.hit, row.recall, row.ndcg, row.low, row.high, row.coverage,
                             round(row.seconds, 3), row.parameters))  # fmt: skip
