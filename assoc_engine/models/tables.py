"""What the models leave in the workspace: the leaderboard, the lists in use, what is bought next, and the curves of training."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from ..settings import ModelSettings, to_dict
from ..workspace import Coded, Lines, Workspace
from .leaderboard import Board, Row
from .recommending import Lists
from .training import Curve

CURVES = "curves.jsonl"
OPENED = "opened"  # how often the future of these data was looked at; it outlives an analysis


def put_board(
    board: Board, opened: int, settings: ModelSettings, workspace: Workspace, finished: bool = False, kept: str | None = None
) -> None:
    """Store as table `leaderboard`. `finished`: it is through, and so are the lists of the winners, where they were to be made.
    `kept`: where the model of new products is, "" for one that needs no place, None where there is none."""
    columns = {
        field.name: [getattr(row, field.name) for row in board.rows] if field.type == "str"
        else np.array([getattr(row, field.name) for row in board.rows], np.int64 if field.type == "int" else np.float64)
        for field in fields(Row)
    }  # fmt: skip
    meta = {"tasks": [asdict(result) for result in board.tasks], "absent": board.absent, "timeline": board.timeline.as_dict(),
            "metric": board.metric, "device": board.device, "size": board.size, "opened": opened, "finished": finished,
            "settings": to_dict(settings), "kept": kept}  # fmt: skip
    workspace.put("leaderboard", columns, meta)


def is_through(workspace: Workspace) -> bool:
    """Is there a comparison that came to its end?"""
    return workspace.has("leaderboard") and bool(workspace.meta("leaderboard")["finished"])


def kept_by(workspace: Workspace) -> str | None:
    """The folder of the model of new products that goes with the board, "" for one that needs none, None where there is no such model."""
    kept: str | None = workspace.meta("leaderboard").get("kept") if workspace.has("leaderboard") else None
    return kept


def goes_on(workspace: Workspace, settings: ModelSettings) -> bool:
    """Was a comparison with these settings stopped before its end?"""
    if is_through(workspace) or not workspace.has("leaderboard"):
        return False
    meta = workspace.meta("leaderboard")
    return meta["opened"] > 0 and meta["settings"] == json.loads(json.dumps(to_dict(settings)))


def open_future(board: Board, workspace: Workspace) -> int:
    """Count that the future from this moment on is opened once more; how often it has been by now."""
    times = dict(workspace.meta(OPENED)["times"]) if workspace.has(OPENED) else {}
    moment = str(board.timeline.future)
    times[moment] = times.get(moment, 0) + 1
    workspace.put(OPENED, {}, {"times": times})
    return times[moment]


def put_lists(name: str, lists: Lists, columns: dict[str, Any], model: str, answer: dict[str, Any], workspace: Workspace) -> None:
    """Store lists as a table, a row an entry: `columns` (whose list, by row of the flat lists), rank, product, score and reason."""
    row, place = lists.flat()
    reasons = lists.reasons.take((row, place))
    workspace.put(
        name,
        columns | {"rank": (place + 1).astype(np.int32), "score": lists.scores[row, place],
                   "reason": Coded(reasons.codes.astype(np.int32), list(reasons.vocabulary)), "because": reasons.because.astype(np.int32),
                   "count": reasons.count, "out_of": reasons.out_of, "times": reasons.times},
        {"model": model, "answer": answer},
    )  # fmt: skip


class CurveFile:
    """Curves of training, a line a round. A new one begins empty."""

    def __init__(self, workspace: Workspace) -> None:
        self._lines = Lines(workspace, CURVES)

    def tell(self, task: str, model: str, curve: Curve) -> None:
        """Raises WriteError."""
        line: dict[str, Any] = {"task": task, "model": model, "round": len(curve.figure), "loss": curve.loss[-1:] or None,
                                "figure": curve.figure[-1:] or None, "best": curve.best}  # fmt: skip
        self._lines.add(line | {name: line[name][0] if line[name] else None for name in ("loss", "figure")})
