"""What cleaning hands on: the clean order lines, and the account of every row of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..described import Described
from ..io.table import SalesTable
from ..workspace import Coded, Workspace
from .facts import ProductFacts

NO_TIME = np.iinfo(np.int64).min
EXAMPLES = 3  # rows shown for each rule


@dataclass(frozen=True, repr=False)
class CleanTable(Described):
    """Clean order lines: arrays, one entry a line. `raw` int32 is the line's first raw row; all its raw rows are
    `origin_raw[origin_start[i]:origin_start[i + 1]]`. `fate` int8, one a raw row: 0 kept, else 1 + place in `rules`;
    `fate_line` int32: the line a raw row became part of, −1 where it was left out. `file`:
    message that names the files. `store`, `channel`, `region`: None where they have no such column."""

    order: Coded
    product: np.ndarray
    customer: Coded
    time: np.ndarray
    quantity: np.ndarray
    price: np.ndarray
    amount: np.ndarray
    cost: np.ndarray
    raw: np.ndarray
    origin_start: np.ndarray
    origin_raw: np.ndarray
    fate: np.ndarray
    fate_line: np.ndarray
    rules: tuple[str, ...]
    products: ProductFacts
    has_code: bool
    file: dict[str, Any]
    store: Coded | None = None
    channel: Coded | None = None
    region: Coded | None = None


@dataclass(frozen=True)
class RuleCount:
    """What one rule did. `effect`: "left out", "netted", "merged" or "changed"; `rows` int64: the raw rows."""

    rule: str
    title: dict[str, Any]
    effect: str
    count: int
    on: bool
    rows: np.ndarray


@dataclass(frozen=True)
class QualityReport:
    """`non_products`, `same`, `level`: see docs/workspace.md, table `quality`."""

    rows_in: int
    rows_out: int
    rules: tuple[RuleCount, ...]
    notices: tuple[dict[str, Any], ...] = ()
    non_products: tuple[dict[str, Any], ...] = ()
    same: tuple[dict[str, Any], ...] = ()
    level: dict[str, Any] | None = None

    @property
    def explained(self) -> int:
        """Rows that a rule took: rows_in − rows_out, always."""
        return sum(rule.count for rule in self.rules if rule.effect != "changed")


def counted(rule: str, title: dict[str, Any], effect: str, rows: np.ndarray, on: bool) -> RuleCount:
    """A rule and the raw rows it took or changed."""
    return RuleCount(rule, title, effect, len(rows), on, rows)


def put_quality(report: QualityReport, table: SalesTable, answer: dict[str, Any], workspace: Workspace) -> None:
    """Store as table `quality`; the examples carry file, sheet, row number and the row's cells."""
    raw = table.raw

    def example(row: int) -> dict[str, Any]:
        file, sheet = raw.sources[int(raw.source[row])]
        cells = [column.coded[row] for column in raw.columns]
        return {"file": file, "sheet": sheet, "row": int(raw.row[row]), "text": " · ".join(c for c in cells if c)}

    rules = [
        {
            "rule": rule.rule,
            "title": rule.title,
            "effect": rule.effect,
            "count": rule.count,
            "on": rule.on,
            "examples": [example(row) for row in rule.rows[:EXAMPLES].tolist()],
        }
        for rule in report.rules
    ]
    meta = {
        "rows_in": report.rows_in,
        "rows_out": report.rows_out,
        "rules": rules,
        "notices": list(report.notices),
        "answer": answer,
        "non_products": list(report.non_products),
        "same": list(report.same),
        "level": report.level,
    }
    # Which rows a rule took, their fates say; a rule that changes rows has only this to say which.
    changed = {f"changed_{rule.rule}": rule.rows.astype(np.int32) for rule in report.rules if rule.effect == "changed"}
    workspace.put("quality", changed, meta)
