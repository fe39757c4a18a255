"""Rules and sets as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..files import replacing
from ..progress import SILENT, Progress
from ..workspace import Table, Workspace
from .export import COLUMNS, SLICE, WRITING
from .ranking import MONEY
from .verdicts import GRADES

SET_COLUMNS = ("products", "size", "orders", "support")
BETWEEN = "|"  # several products of a side, or of a set


def write_combinations(workspace: Workspace, path: Path, progress: Progress = SILENT, rows: Sequence[int] | None = None) -> None:
    """Write rows of the table `combinations` (None: all, as they are sorted), UTF-8 with BOM so that Excel reads it.

    Rules have the columns of pairs; `p_value`, `q_value` and `grade` say of rules of three and more products whether they are more than the
    smaller sets within them, and are empty where that was not tested (set_grades.py). The measure that the table is sorted by stands last
    where it has no column. Raises WriteError, Cancelled, KeyError where no combinations were looked for, or rules that were not tested.
    """
    table, products = workspace.get("combinations"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    chosen = np.arange(len(table["orders"])) if rows is None else np.asarray(rows, np.int64)
    rules, measure = table.meta["kind"] == "rules", table.meta["measure"]
    header = COLUMNS if rules else SET_COLUMNS
    last = [] if measure in ("", *header) else [measure]
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*header, *last))
        for low in range(0, len(chosen), SLICE):
            progress.step(low, len(chosen), WRITING)
            part = chosen[low : low + SLICE]
            columns = _rule_columns(table, part, code, name) if rules else _set_columns(table, part, code)
            columns += [_measured(table, measure, part) for measure in last]
            writer.writerows(zip(*columns, strict=True))


def _measured(table: Table, measure: str, part: np.ndarray) -> list[float]:
    """Money to a hundredth of a cent: sums of amounts in floating point end in noise."""
    return np.round(table["money"][part], 4).tolist() if measure in MONEY else table[measure][part].tolist()


def _rule_columns(table: Table, part: np.ndarray, code: list[str], name: list[str]) -> list[list]:
    start, items, split = table["start"], table["items"], table["split"][part].tolist()
    held = [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]
    if_side = [products[:cut] for products, cut in zip(held, split, strict=True)]
    then_side = [products[cut:] for products, cut in zip(held, split, strict=True)]
    numbers = [table[column][part].tolist() for column in ("orders", "a_orders", "b_orders", "support", "confidence", "lift")]
    chance = [_known(table[column][part]) for column in ("adjusted_lift", "p_value", "q_value")]
    grades = [GRADES[grade] for grade in table["grade"][part].tolist()]
    return [_joined(if_side, code), _joined(then_side, code), *numbers, *chance, grades, _joined(if_side, name), _joined(then_side, name)]


def _known(values: np.ndarray) -> list:
    return ["" if value != value else value for value in values.tolist()]


def _set_columns(table: Table, part: np.ndarray, code: list[str]) -> list[list]:
    start, items = table["start"], table["items"]
    held = [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]
    return [_joined(held, code), [len(products) for products in held], table["orders"][part].tolist(), table["support"][part].tolist()]


def _joined(sides: list[list[int]], words: list[str]) -> list[str]:
    return [BETWEEN.join([words[product] for product in side]) for side in sides]
